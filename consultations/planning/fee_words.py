"""Why a line of a fee is there, in sentences."""

from consultations.planning.words import _, sentence
from patients.vocabulary import Item

AREA = sentence(
    _("Pigment, with the touch-ups to the first goal within {months} months of the last session"),
    clinical=_("SMP by area, touch-ups to the first goal included for {months} months"),
)
CLASS = sentence(
    _("The whole pigment course for this class of loss, with the touch-ups within {months} months"),
    clinical=_("SMP course price by class, touch-ups to the first goal included for {months} months"),
)
SCAR = sentence(_("Pigment in scars, which take it less evenly"), clinical=_("SMP of scars, added to the area"))
FLOOR = sentence(
    _("A larger area is never priced below a smaller one"), clinical=_("Raised to the amount of the band before")
)
LEAST = sentence(
    _("Brings the pigment up to the least price of a course"), clinical=_("SMP raised to the published course range")
)
MOST = sentence(
    _("Brings the pigment down to the most price of a course"), clinical=_("SMP capped at the published course range")
)
WITHIN = sentence(
    _("Keeps the pigment between the least and the most price of a course"),
    clinical=_("SMP held within the published course range"),
)
# By factor of the protocol: what makes the work harder, in percent of the pigment price
SKIN = {
    "oily_skin": sentence(
        _("Oily skin holds the dots less evenly and takes more work: {percent} % on the pigment"),
        clinical=_("Complexity: seborrhoeic skin, {percent} % of the SMP price"),
    ),
    "faint_contrast": sentence(
        _("Hair and skin are close in colour, so the shade takes more care: {percent} % on the pigment"),
        clinical=_("Complexity: Fitzpatrick I or VI with low contrast, {percent} % of the SMP price"),
    ),
}
SCARS = {
    "scar_shaped": sentence(
        _("Raised or hollow scars take more work: {percent} % on their pigment"),
        clinical=_("Complexity: raised or hollow scar, {percent} % of its SMP price"),
    ),
    "scar_dark": sentence(
        _("Scars darker than the skin take more work: {percent} % on their pigment"),
        clinical=_("Complexity: hyperpigmented scar, {percent} % of its SMP price"),
    ),
    "scar_wide": sentence(
        _("Wide scars take more work: {percent} % on their pigment"),
        clinical=_("Complexity: wide scar, {percent} % of its SMP price"),
    ),
}
# Grafts at one price, then by tiers: the first, those between, the rest
GRAFTS = {
    Item.FUE_GRAFTS: (
        sentence(_("Grafts taken one by one"), clinical=_("FUE grafts")),
        sentence(_("The first {last} grafts taken one by one"), clinical=_("FUE grafts up to {last}")),
        sentence(_("Grafts {first} to {last}, taken one by one"), clinical=_("FUE grafts {first} to {last}")),
        sentence(_("Grafts from {first} on, taken one by one"), clinical=_("FUE grafts from {first} on")),
    ),
    Item.STRIP_GRAFTS: (
        sentence(_("Grafts from a strip"), clinical=_("Strip grafts")),
        sentence(_("The first {last} grafts from a strip"), clinical=_("Strip grafts up to {last}")),
        sentence(_("Grafts {first} to {last} from a strip"), clinical=_("Strip grafts {first} to {last}")),
        sentence(_("Grafts from {first} on from a strip"), clinical=_("Strip grafts from {first} on")),
    ),
}
# What is said, and counted, where no list has a price
OPEN = {
    Item.SMP_AREA: (
        "cm2",
        sentence(
            _("The price list has no price for pigment of an area. Ask for it before you agree."),
            clinical=_("No unit price for SMP of an area"),
        ),
    ),
    Item.SMP_SCAR: (
        "scar",
        sentence(
            _("The price list has no price for pigment in scars. Ask for it before you agree."),
            clinical=_("No unit price for SMP of scars"),
        ),
    ),
    Item.FUE_GRAFTS: (
        "graft",
        sentence(
            _("The price list has no price for grafts taken one by one. Ask for it before you agree."),
            clinical=_("No unit price for FUE grafts"),
        ),
    ),
    Item.STRIP_GRAFTS: (
        "graft",
        sentence(
            _("The price list has no price for grafts from a strip. Ask for it before you agree."),
            clinical=_("No unit price for strip grafts"),
        ),
    ),
}
