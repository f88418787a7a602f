"""What is said of an option whatever rule named it: why, what to know before it, and what it cannot do."""

from consultations.planning.words import _, sentence
from patients.vocabulary import OptionCode as O

# --- why --------------------------------------------------------------------------------------------------------------

SPARES_SURGERIES = sentence(
    _("Pigment spares you repeated surgeries and leaves later choices open."),
    clinical=_("SMP avoids repeated surgery and does not preclude a later transplant."),
).plain
HIDES_SCARS = sentence(
    _("Pigment hides scars well where the hair around them is good."),
    clinical=_("SMP camouflages scars in good surrounding hair."),
).plain
CLOSE_TO_NATURAL = sentence(
    _("Where the area is small, your own hair can come close to its natural density."),
    clinical=_("Small area: near-normal density achievable by grafts."),
).plain
MANY_BY_STRIP = sentence(
    _("A strip of skin from the back of the head gives many grafts in one surgery."),
    clinical=_("Strip (FUT): more grafts in one session than FUE."),
).plain
NO_LINE = sentence(
    _("Single grafts leave no line, so hair can be cut close."),
    clinical=_("FUE leaves no linear scar: suits a close cut."),
).plain
NO_LINE_LONG = sentence(_("Single grafts leave no line."), clinical=_("FUE leaves no linear scar.")).plain
NO_FURTHER_LINE = sentence(
    _("Single grafts add no further line to the one you have."), clinical=_("FUE adds no further linear scar.")
).plain
STRIP_AGAIN = sentence(
    _("Several strip surgeries, months apart, give more grafts than one."),
    clinical=_("Staged strip sessions, where no FUE is offered."),
).plain
MOST_GRAFTS = sentence(
    _("A strip first and single grafts later give the most grafts."),
    clinical=_("Strip followed by FUE yields the highest graft total."),
).plain
HAIR_AND_DENSITY = sentence(
    _("Grafts give a real front line, and pigment gives density."),
    clinical=_("FUE for the hairline, SMP for density."),
).plain
HAIR_AND_COLOUR_IN_SCAR = sentence(
    _("Grafts put hair into the scar, and pigment hides what still shows."),
    clinical=_("FUE into the scar, SMP for residual contrast."),
).plain
MAY_HOLD = sentence(
    _("Medicine may hold what you have while the pattern shows itself."),
    clinical=_("Medical therapy may stabilize while the final pattern declares itself."),
).plain
SPENDS_NO_HAIR = sentence(
    _("Without surgery no donor hair is spent that later years may need."),
    clinical=_("Donor preserved against exhaustion before completion."),
).plain
SCAR_LAST = sentence(
    _("The thin zones and the scar are one plan, and the scar comes last."),
    clinical=_("Zones and scar in one plan; scar SMP as its own later stage."),
).plain
LIKE_FIBRES = sentence(
    _("Pigment works like the fibres you use, without the daily work."),
    clinical=_("SMP replaces the concealing fibres in use."),
).plain
PIGMENT_STAYS = sentence(
    _("The pigment you have can stay when hair is moved."), clinical=_("Earlier SMP is no bar to grafting.")
).plain
BUILT_UP = sentence(
    _("Pigment is built up in two or more sessions, usually {days} days apart."),
    clinical=_("SMP in two or more sessions at an interval of {days} days."),
)
A_SESSION = sentence(
    _("Up to {limit} grafts are taken one by one in a session."), clinical=_("FUE up to {limit} FU a session.")
)
PUBLISHED = sentence(
    _("Published accounts of such a pattern speak of 2 to 5 surgeries."),
    clinical=_("Heading to class VII: published as 2–5 FUE sessions."),
).plain
GRAFTS_FROM_AREA = sentence(
    _("The graft numbers follow from the area and from published ranges; an examination narrows them."),
    clinical=_("Graft estimate from area and published ranges per class; to be refined on examination."),
).plain
GRAFTS_FROM_BEARD = sentence(
    _("The number is what a beard usually gives; an examination narrows it."),
    clinical=_("Usual beard FUE yield; to be refined on examination."),
).plain
AREA_MEASURED = sentence(_("The area is the one measured."), clinical=_("Recipient area as measured.")).plain
AREA_USUAL = sentence(
    _("The area is the usual one, and a measurement makes it exact."),
    clinical=_("Recipient area by default for the class or scar; measure it."),
).plain

# --- what speaks against ----------------------------------------------------------------------------------------------

TEST_AREA = sentence(
    _("Your skin may form raised scars, so a small test area comes first."), clinical=_("Keloid former: test area.")
).plain
VITILIGO = sentence(
    _("With vitiligo the skin around the dots may change colour, so a skin doctor looks first."),
    clinical=_("Vitiligo: depigmentation around SMP, dermatology opinion."),
).plain
EPILEPSY = sentence(
    _("Your doctor confirms in writing that long sittings are safe with epilepsy."),
    clinical=_("Epilepsy: written clearance for long sessions."),
).plain
ANAESTHETIC = sentence(
    _("Surgery needs an anaesthetic, so your allergy is tested first; pigment can be done without one."),
    clinical=_("Local anaesthetic allergy: allergology before surgery; SMP feasible without."),
).plain
LATEX = sentence(
    _("The room and gloves are made latex-free for you."), clinical=_("Latex allergy: latex-free setting.")
).plain
STILL_MOVING = sentence(
    _("The loss still moves without a full trial of medicine, so hair around the grafts may go on thinning."),
    clinical=_("Progressing, no full drug trial: native hair around grafts at risk."),
).plain
CROWN_LAST = sentence(
    _("Grafts for the crown alone come last, because later loss in front would need them more."),
    clinical=_("Isolated crown at an early age: keep the donor for frontal loss."),
).plain
ADVISED_AGAINST = sentence(
    _("A clinician has advised against surgery before, so we ask why first."),
    clinical=_("Surgery declined by an earlier clinician: obtain the grounds."),
).plain
GREW_POORLY = sentence(
    _("Earlier grafts grew poorly, and the reason has to be found first."),
    clinical=_("Poor growth after earlier surgery: establish the cause."),
).plain
FINER_AT_BACK = sentence(
    _("Some hair at the back is getting finer, so it is measured before surgery."),
    clinical=_("Mild donor miniaturization: densitometry before surgery."),
).plain
ILLNESS_RETURNS = sentence(
    _("The illness may come back and take grafts with it, even after quiet years."),
    clinical=_("Relapse of scarring alopecia or areata may destroy grafts."),
).plain
COUNT_FIRST = sentence(
    _("Nobody knows how many grafts were taken before, so the donor area is measured before any are promised."),
    clinical=_("Earlier graft count unknown: measure the donor before committing."),
).plain
PULLED_AGAIN = sentence(
    _("If pulling at the hair comes back, the new hair is lost as well."),
    clinical=_("Trichotillomania at rest: relapse destroys grafts."),
).plain
WIDER_LINE = sentence(
    _("The scalp is tight or was cut before, so a strip may leave a wider line."),
    clinical=_("Tight or repeatedly excised scalp: risk of a widened strip scar."),
).plain
LITTLE_SHADOW = sentence(
    _("Light hair leaves little shadow when shaved, so pigment shows less and temporary pigment is an option."),
    clinical=_("Fair hair on fair skin: little shaved shadow; consider temporary SMP."),
).plain

# --- what to know -----------------------------------------------------------------------------------------------------

CLIPPED = sentence(
    _("The look needs hair clipped short, about every other day."),
    clinical=_("Full-look SMP obliges a clipped style, trimmed about every other day."),
).plain
MEANT_TO_STAY = sentence(
    _("Pigment is meant to stay, though it fades with time, and removal is not promised."),
    clinical=_("SMP: permanent in intent, fades in appearance, reversibility not to be promised."),
).plain
MORE_PIGMENT = sentence(
    _("If the loss goes on, pigment has to be added."), clinical=_("Progression: extend the SMP.")
).plain
FOR_LIFE = sentence(
    _("Pigment is a choice for life, so the front line is placed where it still suits you at 50."),
    clinical=_("Young patient: conservative hairline, suitable at 50; lifelong style."),
).plain
OILY_SKIN = sentence(
    _("Oily skin fades pigment sooner, so the first touch-up comes earlier."),
    clinical=_("Seborrhoea: earlier fading, earlier touch-up."),
).plain
SCARS_TAKE_LESS = sentence(
    _("Scars take pigment differently and may need one more session."),
    clinical=_("Uneven uptake in scar tissue: additional session possible."),
).plain
MOVES_HAIR = sentence(
    _("Grafts move hair you have, and the fullness you once had does not come back."),
    clinical=_("Redistribution only: original density is not restored."),
).plain
LEAVES_LINE = sentence(
    _("A strip always leaves a line that shows when hair is cut close."),
    clinical=_("Strip: permanent linear donor scar, visible under a close cut."),
).plain
EVERY_GRAFT = sentence(
    _("Your donor area is limited, so every graft has to count."), clinical=_("Low donor quality: economical harvest.")
).plain
AMONG_PIGMENT = sentence(
    _("Grafts are set among the pigment you have, which stays in the skin."),
    clinical=_("Grafting through earlier SMP; pigment remains."),
).plain
ONLY_WHILE_TAKEN = sentence(
    _("Medicine can hold the loss, though not in everyone and only while it is taken, and a doctor prescribes it."),
    clinical=_("Medical therapy: variable response, effect lasts while taken; prescription and follow-up."),
).plain

# --- pigment ----------------------------------------------------------------------------------------------------------

SKIN_UNKNOWN = sentence(
    _("Your skin tone was not told, so this shade is for the middle skin type and is matched to you first."),
    clinical=_("Fitzpatrick type unknown: shade for the middle type, confirm on the patient."),
).plain
GREYING_DARK = sentence(
    _("Dark dots may stand out when dark hair turns grey later, so talk about that before choosing a shade."),
    clinical=_("Dark shade against later greying: counsel before the shade is chosen."),
).plain
GREYING = sentence(
    _("The dots look dark grey, like hair just after shaving, so later greying is no trouble."),
    clinical=_("Dots read as dark grey stubble: later greying not a concern."),
).plain
SUN_LIGHTENS = sentence(
    _("Sun makes your own hair lighter, so we choose a shade one step lighter."),
    clinical=_("Outdoor life, hair not black: shade one step lighter."),
).plain
TEMPORARY_TRIAL = sentence(
    _("Light hair leaves little shadow when shaved, so temporary pigment may be a good first trial."),
    clinical=_("Fair hair: trial of temporary SMP."),
).plain
START_LIGHT = sentence(
    _("Skin takes up pigment differently in everyone, so we start light and build up."),
    clinical=_("Variable uptake: start one step light and build density."),
).plain

# --- what it cannot do ------------------------------------------------------------------------------------------------

MANY_A_DAY = sentence(
    _("More than {most} grafts in a day is a strain on you and on the skin that receives them."),
    clinical=_("Over {most} FU a day requested: perfusion and fatigue, hard warning."),
)
CANNOT_LONG_HAIR = sentence(
    _("It darkens the scalp between your hairs and cannot give you hair that grows."),
    clinical=_("SMP between long hair: lowers contrast, adds no hair."),
).plain
CANNOT = {
    O.SMP_ONLY: sentence(
        _("It looks like clipped hair but cannot give you hair that grows."),
        clinical=_("SMP simulates stubble; no hair growth."),
    ).plain,
    O.SCAR_SMP: sentence(
        _("It cannot grow hair in the scar or smooth a scar that is raised or hollow."),
        clinical=_("Scar SMP adds no hair and does not change contour."),
    ).plain,
    O.FUE_ONLY: sentence(
        _("It moves hair you have and cannot bring back the fullness you once had."),
        clinical=_("FUE redistributes; original density is not restored."),
    ).plain,
    O.STRIP: sentence(
        _("It cannot bring back full density, and it leaves a line that shows under very short hair."),
        clinical=_("Strip does not restore density; linear donor scar."),
    ).plain,
    O.TRANSPLANT_STAGED: sentence(
        _("It cannot bring back full density, and it cannot give more hair than the donor area holds."),
        clinical=_("Staged transplant does not restore density; bounded by donor supply."),
    ).plain,
    O.FUE_STRIP_STAGED: sentence(
        _("It cannot bring back full density, and it leaves a line and fewer grafts for later."),
        clinical=_("Strip then FUE does not restore density; linear scar, smaller reserve."),
    ).plain,
    O.COMBINATION: sentence(
        _("It looks denser than it is: the pigment part does not grow and needs touch-ups."),
        clinical=_("Visual density exceeds hair density; SMP part static, touch-ups needed."),
    ).plain,
    O.NONE: sentence(
        _("It does not change how your hair looks."), clinical=_("Observation: no change in appearance.")
    ).plain,
    O.DEFER: sentence(
        _("Waiting does not change how your hair looks now."),
        clinical=_("Deferral: no change in appearance meanwhile."),
    ).plain,
    O.DEFER_MEDICAL: sentence(
        _("Medicine can hold hair, and cannot bring back hair that is long gone."),
        clinical=_("Medical therapy stabilizes; no regrowth of long-lost hair."),
    ).plain,
    O.REFER: sentence(
        _("A check-up does not treat the hair itself."), clinical=_("Referral is diagnostic, not therapeutic.")
    ).plain,
    O.DECLINE_SURGERY: sentence(
        _("Going without surgery adds no hair."), clinical=_("No surgery: no gain in hair.")
    ).plain,
    O.REJECT_SESSION_SIZE: sentence(
        _("Smaller sessions take more visits to reach the same number."),
        clinical=_("Staging by session limit: more visits for the same total."),
    ).plain,
}

# --- nothing left to propose

NO_WAY = sentence(
    _("What was told leaves no treatment here that would give enough, so we talk about it first."),
    clinical=_("No available option yields enough within donor and refusals: examine, then discuss or refer."),
).plain
