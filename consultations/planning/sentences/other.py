"""What the rules for scars, widened partings and loss of other kinds say: R15 to R24, G4 and G5."""

from consultations.planning.words import _, sentence

# --- scars ------------------------------------------------------------------------------------------------------------

FLAT_LINE = sentence(_("The scar is a flat line."), clinical=_("Linear scar, flat.")).plain
TAKEN_AS_FLAT = sentence(
    _("We take the scar as a flat line until a doctor has seen it."),
    clinical=_("Taken as linear and flat: its surface was not told."),
).plain
FEW_SESSIONS = sentence(
    _("A few short sessions of pigment are usually enough to hide it."),
    clinical=_("Scar SMP, usually few sessions; good camouflage."),
).plain
HAIR_IN_SCAR = sentence(
    _("Grafts can put hair into the scar."), clinical=_("FUE into the scar restores hair in it.")
).plain
WIDE = sentence(_("The scar is wide."), clinical=_("Linear scar above the width for SMP alone.")).plain
LONG_HAIR = sentence(
    _("Your hair is long enough to lie over the scar."), clinical=_("Hair worn at a length that covers the scar.")
).plain
GRAFTS_FIRST = sentence(
    _("Pigment grows no hair, so grafts are set into the scar first."),
    clinical=_("FUE into the scar first; SMP adds no hair."),
).plain
SOFTENS = sentence(
    _("Pigment makes the place stand out less, but grows no hair in it."),
    clinical=_("Scar SMP alone: camouflage of colour, no hair."),
).plain
SHAPE_SHOWS = sentence(
    _("The scar is raised or hollow, so its shape will still show."),
    clinical=_("Raised or depressed scar: contour stays visible."),
).plain
SMOOTHED_FIRST = sentence(
    _("The scar is treated or smoothed first, and pigment then softens its colour."),
    clinical=_("Treat or revise the contour first, SMP for colour after."),
).plain
DOTS = sentence(
    _("Small pale dots show where grafts were taken."), clinical=_("Hypopigmented extraction sites or over-harvest.")
).plain
PIGMENT_BETWEEN = sentence(
    _("Pigment between the hairs makes the dots hard to see."),
    clinical=_("SMP between the hairs camouflages extraction sites."),
).plain
LONGER_HELPS = sentence(
    _("Hair worn a little longer makes the dots harder to see."),
    clinical=_("Longer hair covers extraction sites."),
).plain
OTHER_CAUSE = sentence(
    _("The scar comes from an injury, a burn, an illness or surgery."),
    clinical=_("Scar after trauma, burn, disease or surgery."),
).plain
LIKE_A_SCAR = sentence(
    _("Skin that has lost its hair in this way is treated like a scar."),
    clinical=_("Area of permanent loss, managed as a scar."),
).plain
TEST_GRAFTS = sentence(
    _("About {grown} of 100 grafts grow in such scars, so a few test grafts come first."),
    clinical=_("Graft survival in such scars about {grown} of 100: test patch first."),
)
WITHOUT_SURGERY = sentence(
    _("Pigment hides the scar without surgery, and grafts stay open for later."),
    clinical=_("Scar SMP first, without surgery; grafting not precluded."),
).plain
LITTLE_TO_SPARE = sentence(
    _("The donor area has little to spare, and pigment needs none of it."),
    clinical=_("Donor below a test patch: scar SMP first."),
).plain
NO_GRAFTS_TO_SPARE = sentence(
    _("The donor area has little to spare for grafts."), clinical=_("Donor below a test patch: no grafting now.")
).plain
STILL_ACTIVE = sentence(_("What caused the loss is still active."), clinical=_("Causative process active.")).plain
CALM_FIRST = sentence(
    _("The cause has to be calm before anything is placed in the skin."),
    clinical=_("Procedures deferred until the process is inactive."),
).plain

# --- widened partings and front edges ---------------------------------------------------------------------------------

WIDER = sentence(_("The parting is a little wider than it was."), clinical=_("Ludwig I.")).plain
MEDICINE_AT_FIRST = sentence(
    _("At this stage medicine with a doctor comes first."), clinical=_("Medical therapy first line.")
).plain
CHANGES_LITTLE = sentence(
    _("At this stage pigment may change little that others can see."),
    clinical=_("SMP at this stage: little visible benefit."),
).plain
TRIED_LIGHTLY = sentence(
    _("Medicine had its year, and pigment can be tried lightly."),
    clinical=_("Drug trial completed: cautious SMP along the parting."),
).plain
MEDICINE_GOES_ON = sentence(
    _("Medicine stays a matter for you and your doctor."), clinical=_("Medical therapy as an adjunct.")
).plain
CLEARLY_WIDER = sentence(
    _("The parting is clearly wider, and with this kind of loss the hair at the back is often thinner too."),
    clinical=_("Ludwig II–III, donor often thinned, not shown to be sound."),
).plain
MEDICINE_THEN_PIGMENT = sentence(
    _("Medicine comes first, and pigment along the parting can be added."),
    clinical=_("Medical therapy first line, SMP along the parting as an adjunct."),
).plain
ALONG_PARTING = sentence(
    _("Pigment along the parting makes it look narrower, with the hair kept long."),
    clinical=_("SMP along the parting under long hair."),
).plain
SOUND_BACK = sentence(
    _("The parting is clearly wider, and the hair at the back is sound."),
    clinical=_("Ludwig II–III with a sound donor."),
).plain
CAUSES_AND_MEDICINE = sentence(
    _("Causes are looked for and medicine is tried before surgery."),
    clinical=_("Work-up and medical trial before surgery."),
).plain
CAUSES = sentence(_("Causes are looked for before surgery."), clinical=_("Work-up before surgery.")).plain
LINE_MOVES = sentence(
    _("The front line is moving back, and that can be an illness of the skin."),
    clinical=_("Receding frontal margin in a woman: exclude frontal fibrosing alopecia."),
).plain
FRONT_EDGE = sentence(
    _("The front line is high or was lost at the edge, and the hair elsewhere holds."),
    clinical=_("High hairline or marginal loss, stable donor."),
).plain
TIGHT_STYLES = sentence(
    _("Tight styles have to stop first, and then we see what comes back."),
    clinical=_("Stop traction first, reassess regrowth."),
).plain
AFTER_CHECK = sentence(
    _("After a check-up, grafts can fill the front line."), clinical=_("Hairline grafting after examination.")
).plain

# --- other loss -------------------------------------------------------------------------------------------------------

NO_DONOR = sentence(
    _("The hair is gone all over, so there is no donor area."),
    clinical=_("Alopecia totalis or universalis: no donor."),
).plain
PATCHES_MOVE = sentence(_("The patches may still change."), clinical=_("Alopecia areata, not stable.")).plain
WAITING_SHOWS = sentence(
    _("Waiting shows whether the hair comes back."), clinical=_("Observe for spontaneous regrowth.")
).plain
PATCHES_QUIET = sentence(
    _("The patches have been quiet for some time."), clinical=_("Alopecia areata, quiet long enough for SMP.")
).plain
PATCHES_AT_REST = sentence(
    _("A doctor found the patches at rest, so grafts can be tried where you want hair."),
    clinical=_("Areata confirmed inactive beyond the wait: grafting may be tried."),
).plain
BLENDS_PATCHES = sentence(
    _("Pigment can blend the patches with the hair around them."), clinical=_("SMP camouflage of stable patches.")
).plain
MAY_COME_BACK = sentence(
    _("Hair may still come back, or new patches may come."), clinical=_("Regrowth or relapse remains possible.")
).plain
PASSES = sentence(
    _("This kind of shedding usually passes by itself."), clinical=_("Telogen effluvium, usually self-limiting.")
).plain
LOOK_AGAIN = sentence(
    _("We look again in six months, because this kind of shedding usually passes by itself."),
    clinical=_("Telogen effluvium, usually self-limiting: reassess in six months."),
).plain
CAUSE_FIRST = sentence(
    _("The cause of the loss has to be known first."), clinical=_("Unexplained alopecia: diagnosis before planning.")
).plain
SKIN_DOCTOR = sentence(_("A skin doctor looks for the cause."), clinical=_("Dermatology referral.")).plain
WHAT_LIES_BEHIND = sentence(
    _("What lies behind the loss is cared for first."), clinical=_("Trichotillomania: treat the disorder first.")
).plain
NO_LOSS = sentence(_("No hair loss was found."), clinical=_("No alopecia found.")).plain
