"""What the rules for pattern loss say: R1 to R14, R26, R28 to R30, and those of the source document among them."""

from typing import NamedTuple

from consultations.planning.words import Sentence, _, sentence

NOTHING_TO_DO = sentence(_("Nothing needs to be done now."), clinical=_("No treatment indicated at present.")).plain
MATURE_LINE = sentence(
    _("A front line like yours is usual in adults and is not hair loss."),
    clinical=_("Norwood I, or II unchanged without a wish: mature hairline, no treatable loss."),
).plain

# --- what pigment and medicine do, whatever the rule ------------------------------------------------------------------

FULLER_LOOK = sentence(
    _("Pigment gives a fuller look without surgery."), clinical=_("SMP: camouflage without surgery.")
).plain
SPARES_DONOR = sentence(
    _("Pigment gives a fuller look and takes no hair from the back and sides."),
    clinical=_("SMP: camouflage that draws on no donor."),
).plain
FEWER_GRAFTS = sentence(
    _("When pigment fills in behind, fewer grafts are needed."),
    clinical=_("SMP behind the graft zone lowers graft demand."),
).plain
FRAME = sentence(
    _("Grafts make a real front line that can grow, and pigment fills in behind it."),
    clinical=_("Hairline and forelock by a small graft session, SMP for density behind."),
).plain
ASKED_FOR_MEDICINE = sentence(
    _("Medicine is what you asked for."), clinical=_("Medical therapy requested; no full trial on record.")
).plain
MEDICINE_IN_TIME = sentence(
    _("The loss may still move, and medicine may hold it before grafts are placed."),
    clinical=_("Pattern not settled: medical therapy before grafting."),
).plain
MEDICINE_FIRST = sentence(
    _("Medicine is tried first, because it may hold the hair you have."),
    clinical=_("Diffuse thinning: medical therapy first line."),
).plain
MEDICINE_BESIDE = sentence(
    _("Medicine needs no surgery and can go along with pigment."),
    clinical=_("Medical therapy is compatible with SMP and may slow progression."),
).plain

# --- the person and the donor -----------------------------------------------------------------------------------------

OLD = sentence(
    _("At {age} surgery is a strain that few people need."),
    clinical=_("Age {age}, above the usual upper limit for elective hair surgery."),
)
FIT_FOR_SURGERY = sentence(
    _("A doctor can judge whether surgery would be safe for you."),
    clinical=_("Fitness for elective surgery to be assessed."),
).plain
USED_UP = sentence(
    _("The donor area is used up, so more grafts from there would add little."),
    clinical=_("Donor depleted: further harvest not productive."),
).plain
TAKEN = sentence(_("Grafts taken in earlier surgery: {grafts}."), clinical=_("Prior harvest on record: {grafts} FU."))
TAKEN_ABOUT = sentence(
    _("Earlier surgery has used about {low} to {high} grafts."),
    clinical=_("Prior harvest estimated at {low}–{high} FU."),
)
BEHIND_THE_LINE = sentence(
    _("Pigment goes into the thin areas behind your present hairline."),
    clinical=_("SMP behind the leading transplanted hairline."),
).plain
BEARD = sentence(
    _("Hair from your beard can stand in for what the donor area no longer gives."),
    clinical=_("Beard FUE as a second donor source."),
).plain
TOO_THIN = sentence(
    _("The hair at the back and sides is too thin to take much from it."),
    clinical=_("Donor density below the floor for harvest."),
).plain
TOO_FEW = sentence(
    _("The donor area can still give about {grafts} grafts, which is too few to be worth a scar."),
    clinical=_("Remaining supply {grafts} FU, below the number that justifies surgery."),
)
FEW_ONE_BY_ONE = sentence(
    _("Taken one by one, the donor area can give about {grafts} more grafts before it looks thin."),
    clinical=_("Remaining FUE capacity {grafts} FU before visible depletion."),
)
HARDLY_ANY = sentence(
    _("The donor area has hardly any grafts left to give."), clinical=_("Remaining supply nil.")
).plain
MOSTLY_PIGMENT = sentence(
    _("Grafts can only be few, so pigment has to do most of the work."),
    clinical=_("Limited grafts to the frontal frame; density by SMP."),
).plain
NEVER_DENSE = sentence(
    _("Your loss will not spread much further, but your hair was never dense at the back and sides."),
    clinical=_("A pattern, end stage, with very low original donor density."),
).plain
DONOR_THINS = sentence(
    _("The hair at the back and sides is thinning too, so grafts would not last."),
    clinical=_("Unsafe donor (miniaturization or DUPA): no durable grafts."),
).plain
TOO_OPEN = sentence(
    _("The top is too open for pigment under longer hair, and surgery is ruled out."),
    clinical=_("Class V or more, clipped style refused, no surgery: SMP alone not convincing."),
).plain
OTHER_WAYS = sentence(
    _("A doctor can talk with you about other ways, such as a hairpiece."),
    clinical=_("Refer for counselling on non-surgical alternatives, hair systems included."),
).plain
WORK_SHOWS = sentence(
    _("The earlier work still shows, and you want it to look natural."),
    clinical=_("Repair case: visible earlier work, natural result wanted."),
).plain
SOFTER_LINE = sentence(
    _("Fine grafts soften the front line."), clinical=_("Single-hair units along the hairline to soften it.")
).plain
BETWEEN_GRAFTS = sentence(
    _("Pigment hides what shows between the earlier grafts."), clinical=_("SMP between the old grafts cuts contrast.")
).plain
NO_MEDICINE = sentence(
    _("You rule out medicine, and the loss still moves."), clinical=_("Medical therapy declined, pattern progressing.")
).plain
SHAVED_STYLE = sentence(
    _("The shaved style with pigment lets you go without medicine."),
    clinical=_("Shaved style with SMP: acceptable without medical therapy; additions as loss advances."),
).plain
NO_SURGERY_HERE = sentence(
    _("Surgery is not given here."), clinical=_("The clinic offers no surgery that the patient accepts.")
).plain
NO_SURGERY_WISHED = sentence(
    _("You would rather not have surgery."), clinical=_("Surgery declined by the patient.")
).plain
NO_SURGERY_SHORT = sentence(
    _("You would rather not have surgery, and hair worn short suits you."),
    clinical=_("Surgery declined, clipped style accepted."),
).plain
PIGMENT_ASKED = sentence(
    _("You asked for pigment, and hair worn short suits you."), clinical=_("SMP requested, clipped style accepted.")
).plain
PIGMENT_FREE = sentence(
    _("You asked for pigment, and nothing you told us speaks against it."),
    clinical=_("SMP requested, no contraindication on record."),
).plain
PIGMENT_LONG_HAIR = sentence(
    _("You asked for pigment and wear your hair longer, where dots alone do not show as hair."),
    clinical=_("SMP requested with longer hair: dots alone not convincing, combine with a grafted frame."),
).plain
FULLER_AGAIN = sentence(
    _("You had a transplant and want it to look fuller."),
    clinical=_("Earlier transplant, more visual density wanted, no further surgery sought."),
).plain
BETWEEN_HAIRS = sentence(
    _("Pigment between the hairs gives the look of fullness without another surgery."),
    clinical=_("Density SMP between the transplanted hairs instead of further surgery."),
).plain
BOTH_ASKED = sentence(
    _("You asked for both a transplant and pigment."), clinical=_("Combined treatment requested.")
).plain
PACE_NOT_TOLD = sentence(
    _("How far the loss has gone is not told, and it may still move."),
    clinical=_("Class not established, progression possible."),
).plain
CLIPPED_LOOK = sentence(
    _("Pigment gives the look of a full, clipped head."), clinical=_("SMP: full clipped-head look.")
).plain
PIGMENT_MAY_FOLLOW = sentence(
    _("Medicine comes first, as you asked, and pigment can follow."),
    clinical=_("Medical therapy requested first; SMP may follow."),
).plain

# --- need against supply ----------------------------------------------------------------------------------------------


class Need(NamedTuple):
    """A need in grafts: as one number, and as a range with its surgeries."""

    exact: Sentence
    once: Sentence
    times: Sentence
    between: Sentence


NOW = Need(
    exact=sentence(
        _("Grafts that the thin area needs now: {grafts}."),
        clinical=_("Present demand {grafts} FU."),
    ),
    once=sentence(
        _("Covering the thin area with hair takes {low} to {high} grafts now, in one surgery."),
        clinical=_("Present demand {low}–{high} FU, one session."),
    ),
    times=sentence(
        _("Covering the thin area with hair takes {low} to {high} grafts now, {count} surgeries of {limit}."),
        clinical=_("Present demand {low}–{high} FU, {count} sessions at {limit} FU."),
    ),
    between=sentence(
        _("Covering the thin area with hair takes {low} to {high} grafts now, {least} to {most} surgeries of {limit}."),
        clinical=_("Present demand {low}–{high} FU, {least}–{most} sessions at {limit} FU."),
    ),
)
LIFETIME = Need(
    exact=sentence(_("Grafts that it may need over the years: {grafts}."), clinical=_("Lifetime demand {grafts} FU.")),
    once=sentence(
        _("Over the years it may take {low} to {high} grafts, one surgery in all."),
        clinical=_("Lifetime demand {low}–{high} FU, one session."),
    ),
    times=sentence(
        _("Over the years it may take {low} to {high} grafts, {count} surgeries of {limit}."),
        clinical=_("Lifetime demand {low}–{high} FU, {count} sessions at {limit} FU."),
    ),
    between=sentence(
        _("Over the years it may take {low} to {high} grafts, {least} to {most} surgeries of {limit}."),
        clinical=_("Lifetime demand {low}–{high} FU, {least}–{most} sessions at {limit} FU."),
    ),
)
SUPPLY = sentence(
    _(
        "Your donor area gives about {likely} grafts in a lifetime ({low} to {high}), so it may run out before the "
        "look is complete."
    ),
    clinical=_("Lifetime supply {likely} FU ({low}–{high}), below lifetime demand: donor may be exhausted first."),
)
SUPPLY_EXACT = sentence(
    _("Your donor area gives about {likely} grafts in a lifetime, so it may run out before the look is complete."),
    clinical=_("Lifetime supply {likely} FU, below lifetime demand: donor may be exhausted first."),
)
ONE_BY_ONE_LEFT = sentence(
    _("Grafts that can still be taken one by one: about {left}, where the thin area takes about {want}."),
    clinical=_("Remaining FUE capacity {left} FU, below the {want} FU wanted; no strip."),
)
MAY_RUN_OUT = sentence(
    _("Your donor area may run out of hair before a transplant is complete."),
    clinical=_("Demand exceeds what the donor can give."),
).plain
COVERS_ALL = sentence(
    _("Pigment in a short-clipped style covers the whole area now, without surgery."),
    clinical=_("SMP in a clipped style covers the full area at present stage, without surgery."),
).plain
CLIPPED_ONLY = sentence(
    _("Pigment alone covers the whole area, but looks right only with hair clipped short."),
    clinical=_("SMP alone obliges a clipped style, against the wish to grow hair."),
).plain

# --- size and kind of the loss ----------------------------------------------------------------------------------------

END_STAGE_DENSER = sentence(
    _("A loss of your kind does not spread much further, and you want it to look denser."),
    clinical=_("A pattern, end stage; more density wanted."),
).plain
DENSITY_BEHIND = sentence(
    _("Grafts make a natural front line, and pigment behind it gives the density."),
    clinical=_("FUE for a natural hairline, SMP for density."),
).plain
END_STAGE = sentence(
    _("A loss of your kind does not spread much further and usually leaves enough donor hair."),
    clinical=_("A pattern, end stage, donor usually sufficient."),
).plain
CAN_GIVE = sentence(
    _("A transplant can usually give what people with such a loss want."),
    clinical=_("Good transplant candidate by pattern."),
).plain
SMALL_MOVING = sentence(
    _("The thin area is small, and the loss may still move."), clinical=_("Small area, stability not established.")
).plain
STAND_ALONE = sentence(
    _("Grafts placed now may stand alone when the hair around them goes."),
    clinical=_("Risk of isolated grafts as native hair recedes."),
).plain
SMALL = sentence(
    _("The thin area is small: about {grafts} grafts, one session."),
    clinical=_("Small area, demand {grafts} FU, within one session."),
)
KEEPS_SMALL = sentence(
    _("Medicine may keep the thin area small."), clinical=_("Medical therapy to hold the present extent.")
).plain
STRIP_THEN_SINGLE = sentence(
    _("The thin area takes about {grafts} grafts, and your donor area can carry that."),
    clinical=_("Demand {grafts} FU, above two FUE sessions, within supply."),
)
MORE_THAN_ONE = sentence(
    _("The thin area takes about {grafts} grafts, more than one session of single grafts gives."),
    clinical=_("Demand {grafts} FU, above one FUE session."),
)
HIDDEN_LINE = sentence(
    _("A strip gives so many grafts in one surgery, and hair worn longer hides its line."),
    clinical=_("Strip (FUT) meets it in one session; donor scar covered by longer hair."),
).plain
TINY = sentence(_("The thin area is very small."), clinical=_("Minimal area, hardly any grafts.")).plain
GRAFTS_NEEDED = sentence(
    _("The thin area takes about {grafts} grafts."), clinical=_("Present demand for the wanted zones {grafts} FU.")
)

# --- rules that act on the ranking ------------------------------------------------------------------------------------

CONTRAST = sentence(
    _("Your hair stands out against your skin, so every gap shows."), clinical=_("High hair-to-scalp contrast.")
).plain
LESS_CONTRAST = sentence(
    _("Pigment beside the transplant lowers the contrast of hair and skin and looks fuller."),
    clinical=_("Adjunct SMP reduces the contrast and adds visual density."),
).plain
DARKER_SKIN = sentence(
    _("Pigment darkens the skin between the hairs, so gaps show less."),
    clinical=_("SMP reduces hair-to-scalp contrast."),
).plain
SAME_DAY = sentence(
    _("Pigment shows on the day it is done, and you need a result soon."),
    clinical=_("Result needed soon: SMP is visible the same day."),
).plain
GRAFTS_TAKE_TIME = sentence(
    _("Grafts take {low} to {high} months to show, which is later than you need."),
    clinical=_("Graft growth {low}–{high} months, beyond the wanted date."),
)
PIGMENT_THEN_GRAFTS = sentence(
    _("Pigment shows on the day it is done, and grafts follow when the skin has healed."),
    clinical=_("SMP first for the wanted date, grafting after healing."),
).plain
MEDICINE_LEFT = sentence(
    _("Medicine is the one way left open."), clinical=_("Only medical therapy remains open.")
).plain
RULED_OUT = sentence(
    _("What would help is ruled out or not given here, so we talk about it first."),
    clinical=_("Indicated options declined or not offered here: counsel before planning."),
).plain
MISSING = sentence(_("Important answers are still missing."), clinical=_("Deciding facts not recorded.")).plain
COMPLETE_FIRST = sentence(
    _("We complete the answers first, so that nothing is guessed."), clinical=_("Complete the record before planning.")
).plain
