"""The words that staff and patients read for the closed values of plans."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patients.forms.words import SCAR_PLACE
from patients.vocabulary import Fit, Item, OptionCode

# Options, as staff and as patients read them.
OPTION: dict[str, Any] = {
    OptionCode.NONE: _("No treatment needed"),
    OptionCode.DEFER: _("Wait"),
    OptionCode.DEFER_MEDICAL: _("Medicine first"),
    OptionCode.REFER: _("Refer to a colleague"),
    OptionCode.DECLINE_SURGERY: _("No surgery"),
    OptionCode.REJECT_SESSION_SIZE: _("Not in one session"),
    OptionCode.SMP_ONLY: _("SMP"),
    OptionCode.SCAR_SMP: _("SMP of the scar"),
    OptionCode.FUE_ONLY: _("FUE"),
    OptionCode.STRIP: _("Strip"),
    OptionCode.TRANSPLANT_STAGED: _("Transplant in stages"),
    OptionCode.FUE_STRIP_STAGED: _("Strip, then FUE"),
    OptionCode.COMBINATION: _("Both"),
}
OPTION_IN_FULL: dict[str, Any] = {
    OptionCode.NONE: _("Nothing has to be treated now"),
    OptionCode.DEFER: _("Not now: something has to be known or healed first"),
    OptionCode.DEFER_MEDICAL: _("Medicine before any procedure"),
    OptionCode.REFER: _("Another doctor looks first"),
    OptionCode.DECLINE_SURGERY: _("Going without a transplant"),
    OptionCode.REJECT_SESSION_SIZE: _("More grafts were asked for than one session may take"),
    OptionCode.SMP_ONLY: _("Pigment dots that look like short hair"),
    OptionCode.SCAR_SMP: _("Pigment dots in and around the scar"),
    OptionCode.FUE_ONLY: _("Single grafts in one session"),
    OptionCode.STRIP: _("Grafts from a strip in one session"),
    OptionCode.TRANSPLANT_STAGED: _("Grafts in more than one session"),
    OptionCode.FUE_STRIP_STAGED: _("A strip first, single grafts later"),
    OptionCode.COMBINATION: _("Grafts and pigment dots together"),
}
FOR_PATIENT: dict[str, Any] = {
    OptionCode.NONE: _("No treatment for now"),
    OptionCode.DEFER: _("Waiting for now"),
    OptionCode.DEFER_MEDICAL: _("Medicine first"),
    OptionCode.REFER: _("A visit to another doctor first"),
    OptionCode.DECLINE_SURGERY: _("No transplant"),
    OptionCode.REJECT_SESSION_SIZE: _("Smaller steps"),
    OptionCode.SMP_ONLY: _("Scalp pigment dots (SMP)"),
    OptionCode.SCAR_SMP: _("Pigment dots over the scar (SMP)"),
    OptionCode.FUE_ONLY: _("A hair transplant with single grafts (FUE)"),
    OptionCode.STRIP: _("A hair transplant from a strip"),
    OptionCode.TRANSPLANT_STAGED: _("A hair transplant in stages"),
    OptionCode.FUE_STRIP_STAGED: _("A strip transplant first, single grafts later"),
    OptionCode.COMBINATION: _("A hair transplant together with pigment dots"),
}
# What is signed, as staff read it; a patient reads the title of the text.
PROCEDURE: dict[str, Any] = {
    "smp": _("SMP"),
    "scar_smp": _("SMP of a scar"),
    "fue": _("FUE"),
    "strip": _("Strip"),
    "combination": _("Transplant and SMP together"),
}
CONSENT: dict[str, Any] = {
    "signed": _("Signed"),
    "missing": _("Not signed"),
    "changed": _("Text changed, sign again"),
    "withdrawn": _("Consent withdrawn"),
    "replaced": _("Replaced by a newer one"),
}
# What a patient's plan says about the option in everyday words; never a promise.
EXPLAINED: dict[str, Any] = {
    OptionCode.NONE: _("What we see is not hair loss that needs treatment. We look again when something changes."),
    OptionCode.DEFER: _(
        "Before we can suggest a treatment, something has to heal or be known. We say below what it is."
    ),
    OptionCode.DEFER_MEDICAL: _(
        "Medicine can slow hair loss and shows us how it goes on. A procedure is planned better after that."
    ),
    OptionCode.REFER: _("Another doctor should look at your scalp or your health before we treat it."),
    OptionCode.DECLINE_SURGERY: _(
        "Without a transplant no hair is spent that later years may need. Other ways may still be open."
    ),
    OptionCode.REJECT_SESSION_SIZE: _("So many grafts in one session would not heal well. Smaller steps are safer."),
    OptionCode.SMP_ONLY: _(
        "Fine dots of pigment are placed in the skin. From a little distance they look like short hair, "
        "or make thin hair look thicker."
    ),
    OptionCode.SCAR_SMP: _("Fine dots of pigment in and around the scar make it stand out less."),
    OptionCode.FUE_ONLY: _(
        "Single grafts of your own hair are moved from the back of the head. "
        "They usually start to grow after 3 to 4 months."
    ),
    OptionCode.STRIP: _(
        "A narrow strip of skin with hair is taken from the back of the head and divided into grafts. It leaves a line."
    ),
    OptionCode.TRANSPLANT_STAGED: _(
        "Your own hair is moved in more than one session, with months between them so that the skin can recover."
    ),
    OptionCode.FUE_STRIP_STAGED: _(
        "A strip gives the larger part of the grafts; single grafts follow in a later session."
    ),
    OptionCode.COMBINATION: _(
        "Your own hair is moved to where it shows most. Pigment dots make the rest look thicker or cover a scar."
    ),
}
FIT: dict[str, Any] = {
    Fit.SUGGESTED: _("Suggested"),
    Fit.POSSIBLE: _("Possible"),
    Fit.NOT_ADVISED: _("Not advised"),
    Fit.DO_NOT_OFFER: _("Do not offer"),
}
FIT_STATE: dict[str, str] = {
    Fit.SUGGESTED: "ok",
    Fit.POSSIBLE: "",
    Fit.NOT_ADVISED: "warn",
    Fit.DO_NOT_OFFER: "bad",
}
EFFECT: dict[str, Any] = {
    "stop": _("Do not treat"),
    "defer": _("Wait"),
    "refer": _("Refer first"),
    "clear_first": _("Clear first"),
    "limit": _("Limit"),
}
ITEM: dict[str, Any] = {
    Item.SMP_AREA: _("SMP of an area"),
    Item.SMP_SCAR: _("SMP of a scar"),
    Item.FUE_GRAFTS: _("FUE grafts"),
    Item.STRIP_GRAFTS: _("Strip grafts"),
    Item.TRAVEL: _("Travel"),
    Item.ADJUSTMENT: _("Adjustment"),
}
# In a price list, `adjustment` is the least and the most of a whole pigment course.
PRICED: dict[str, Any] = ITEM | {Item.ADJUSTMENT: _("Whole SMP course, least and most")}
UNIT: dict[str, Any] = {
    "cm2": _("cm²"),
    "cm": _("cm"),
    "graft": pgettext_lazy("price per", "graft"),
    "course": pgettext_lazy("price per", "course"),
    "session": pgettext_lazy("price per", "session"),
    "plan": pgettext_lazy("price per", "plan"),
    "trip": pgettext_lazy("price per", "trip"),
    "scar": pgettext_lazy("price per", "scar"),
}
FIGURE: dict[str, Any] = {
    "grafts": _("Grafts"),
    "fue_sessions": _("Surgery days"),
    "smp_sessions": _("SMP sessions"),
    "fee": _("Fee"),
    "fit": _("Fit"),
}
END: dict[str, Any] = {"low": _("low"), "likely": _("likely"), "high": _("high")}
SCENARIO: dict[str, Any] = {"slow": _("Slow"), "likely": _("Likely"), "fast": _("Fast")}
STATUS: dict[str, Any] = {
    "draft": _("Draft"),
    "to_review": _("To review"),
    "approved": _("Approved"),
    "replaced": _("Replaced"),
}
STATUS_STATE: dict[str, str] = {"draft": "", "to_review": "warn", "approved": "ok", "replaced": ""}
QUOTE: dict[str, Any] = {
    "draft": _("Draft"),
    "sent": _("Sent"),
    "viewed": _("Viewed"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "expired": _("Expired"),
    "replaced": _("Replaced"),
}
QUOTE_STATE: dict[str, str] = {
    "draft": "",
    "sent": "info",
    "viewed": "info",
    "accepted": "ok",
    "declined": "bad",
    "expired": "warn",
    "replaced": "",
}
DISCOUNT: dict[str, Any] = {
    "waiting": _("Waits for a second person"),
    "given": _("Given"),
    "refused": _("Refused"),
    "taken_off": _("Taken off"),
}
DISCOUNT_STATE: dict[str, str] = {"waiting": "warn", "given": "ok", "refused": "bad", "taken_off": ""}
VISIT: dict[str, Any] = {
    "booked": _("Booked"),
    "here": _("Here"),
    "in_session": _("With the doctor"),
    "done": _("Done"),
    "no_show": _("No-show"),
    "cancelled": _("Cancelled"),
}
REVIEW: dict[str, Any] = {
    "submitted": _("Sent to review"),
    "edited": _("Figures changed"),
    "chose": _("Another option chosen"),
    "cleared": _("Caution cleared"),
    "approved": _("Approved"),
    "sent_back": _("Sent back to draft"),
}
# Values of findings, as the doctor's forms and facts show them.
FINDING: dict[str, Any] = {
    "pattern": _("Pattern hair loss"),
    "alopecia_areata": _("Alopecia areata"),
    "alopecia_totalis": _("Alopecia totalis or universalis"),
    "scarring": _("Scarring alopecia"),
    "traction": _("Traction"),
    "telogen": _("Telogen effluvium"),
    "trichotillomania": _("Trichotillomania"),
    "local": _("Local, with a known cause"),
    "unexplained": _("Unexplained"),
    "none": _("None"),
    "mild": _("Mild"),
    "marked": _("Marked"),
    "low": _("Low"),
    "average": _("Average"),
    "high": _("High"),
    "tight": _("Tight"),
    "good": _("Good"),
    "poor": _("Poor"),
    "fair": _("Fair"),
    "fue": _("FUE"),
    "strip": _("Strip"),
    "both": _("Both"),
    "punch": _("Punch grafts"),
    "unknown": _("Not known"),
    "fine": _("Fine"),
    "medium": _("Medium"),
    "coarse": _("Coarse"),
    "light": _("Light"),
    "dark": _("Dark"),
    "black": _("Black"),
    "dark_brown": _("Dark brown"),
    "brown": _("Brown"),
    "light_brown": _("Light brown"),
    "blond": _("Blond"),
    "red": _("Red"),
    "grey": _("Grey"),
    "white": _("White"),
    "straight": _("Straight"),
    "wavy": _("Wavy"),
    "curly": _("Curly"),
    "coiled": _("Coiled"),
    "shaved": _("Shaved"),
    "short": _("Short"),
    "long": _("Long"),
    "either": _("Either"),
    "taking": _("Takes it"),
    "willing": _("Would take it"),
    "declined": _("Does not want it"),
    "stopped": _("Stopped"),
    "never": _("Never"),
    "side_effects": _("Side effects"),
    "yes": _("Yes"),
    "no": _("No"),
    "unsure": _("Not sure"),
    "slow": _("Slow"),
    "fast": _("Fast"),
    "nothing": _("Nothing"),
    "fibres": _("Fibres"),
    "hairpiece": _("Hairpiece"),
}

# Facts that the engine misses, by their dotted key.
MISSING: dict[str, Any] = {
    "age_years": _("Age"),
    "sex": _("Sex"),
    "loss.grade": _("Class of hair loss"),
    "loss.scale": _("Scale of hair loss"),
    "loss.expected_grade": _("Expected final class"),
    "loss.diagnosis": _("Diagnosis"),
    "loss.progressing": _("Whether the loss goes on"),
    "loss.stable_months": _("How long it has been stable"),
    "loss.active": _("Whether the disease is active"),
    "loss.confirmed": _("Whether the disease is confirmed"),
    "loss.diffuse": _("Whether the donor thins too"),
    "loss.family_grade": _("Hair loss in the family"),
    "loss.bald_area_cm2": _("Bald area"),
    "hair.colour": _("Hair colour"),
    "hair.calibre": _("Hair shaft"),
    "hair.form": _("Curl"),
    "hair.worn": _("How the hair is worn"),
    "skin.tone": _("Skin tone"),
    "skin.fitzpatrick": _("Skin type"),
    "donor.density_fu_cm2": _("Donor density"),
    "donor.area_cm2": _("Donor area"),
    "donor.hairs_per_fu": _("Hairs per unit"),
    "donor.miniaturization": _("Miniaturization of the donor"),
    "donor.miniaturization_pct": _("Miniaturization of the donor"),
    "donor.laxity": _("Scalp laxity"),
    "donor.prior_grafts": _("Grafts taken before"),
    "donor.months_since_surgery": _("Months since the last surgery"),
    "donor.prior_method": _("Method of earlier surgery"),
    "scars": _("Scars"),
    "wishes.goals": _("Goals"),
    "wishes.hair_length": _("How the hair is to be worn"),
    "wishes.short_for_life": _("Whether short hair for life is fine"),
    "wishes.surgery": _("Whether surgery is wanted"),
    "wishes.budget_max": _("Budget"),
    "medication.finasteride": _("Finasteride"),
    "medication.minoxidil": _("Minoxidil"),
    "medication.months": _("How long medicine has been tried"),
    "medical": _("Health answers"),
}
# What of an option can differ, by the engine's own name for it.
CHANGED: dict[str, Any] = {
    "Fit": _("fit"),
    "Grafts": _("grafts"),
    "FUE sessions": _("surgery days"),
    "SMP sessions": _("SMP sessions"),
    "Zones": _("where it goes"),
    "Fee": _("fee"),
    "Days": _("days"),
    "To know": _("what to take care of"),
    "Planned grafts": _("this plan"),
    "Kept for later": _("held back"),
    "Free grafts": _("free"),
}
GOAL: dict[str, Any] = {
    "hairline": _("the hairline"),
    "front": _("the front"),
    "midscalp": _("the middle"),
    "crown": _("the crown"),
    "density": _("more density"),
    "scar": _("a scar"),
    "shaved_look": _("a shaved look"),
    "full_coverage": _("cover all over"),
    "fix_earlier_work": _("earlier work put right"),
}
MEDICAL: dict[str, Any] = {
    "pregnant": _("Pregnant"),
    "nursing": _("Nursing"),
    "scalp_infection": _("Scalp infection"),
    "active_dermatitis": _("Active dermatitis"),
    "active_psoriasis": _("Active psoriasis"),
    "sunburn": _("Sunburn"),
    "open_wound": _("Open wound"),
    "keloid": _("Raised scars (keloid)"),
    "pigment_reaction": _("Reaction to pigment"),
    "sarcoidosis": _("Sarcoidosis"),
    "isotretinoin": _("Isotretinoin within 6 months"),
    "chemotherapy": _("Chemotherapy within 6 months"),
    "radiotherapy": _("Radiotherapy within 6 months"),
    "anticoagulant": _("Blood thinner"),
    "bleeding_disorder": _("Bleeding disorder"),
    "uncontrolled_diabetes": _("Diabetes not under control"),
    "uncontrolled_pressure": _("Blood pressure not under control"),
    "immunosuppressed": _("Weakened immune system"),
    "heart_valve": _("Heart valve"),
    "epilepsy": _("Epilepsy"),
    "body_dysmorphia": _("Body dysmorphia"),
    "latex_allergy": _("Latex allergy"),
    "anaesthetic_allergy": _("Allergy to local anaesthetic"),
    "unexamined_lesion": _("Unexamined mole or lesion"),
    "vitiligo": _("Vitiligo"),
}

SCAR: dict[str, Any] = {
    "strip": _("Strip"),
    "fue": _("FUE"),
    "transplant": _("Transplant"),
    "punch": _("Punch graft"),
    "scalp_reduction": _("Scalp reduction"),
    "injury": _("Injury"),
    "burn": _("Burn"),
    "radiation": _("Radiation"),
    "infection": _("Infection"),
    "surgery": _("Surgery"),
    "other": _("Other"),
}
SURFACE: dict[str | None, Any] = {"flat": _("flat"), "raised": _("raised"), "hollow": _("hollow")}
SCAR_COLOUR: dict[str | None, Any] = {"pale": _("paler than the skin"), "dark": _("darker than the skin")}

# Where an option works; the places of scars are told in words of their own.
ZONE: dict[str, Any] = {
    "hairline": _("Hairline"),
    "temples": _("Temples"),
    "front": _("Front"),
    "midscalp": _("Middle of the top"),
    "crown": _("Crown"),
    "parting": _("Parting"),
    "donor": _("Donor area"),
    "all": _("Whole thin area"),
    "scar": _("Scar"),
}
HOW: dict[str, Any] = {
    "smp": _("pigment dots"),
    "scar_smp": _("pigment dots in the scar"),
    "fue": _("single grafts"),
    "strip": _("grafts from a strip"),
    "transplant": _("grafts"),
    "combination": _("grafts and pigment dots"),
}

# Shade from a photo.
SPOT: dict[str, Any] = {"hair": _("Hair"), "skin": _("Skin"), "grey": _("Grey card")}
SHADE_WARNING: dict[str, Any] = {
    "cast": _(
        "No shade is suggested: no skin has this colour in usable light. Pick a grey card in the photo, "
        "or take the photo again in daylight."
    ),
    "clipped": _("A spot is too bright to have a colour. Pick one without glare."),
    "uneven": _("A spot mixes light and dark. Pick one inside even hair or even skin."),
    "far": _("No hair colour is near to what was measured. Judge by eye."),
    "between": _("The hair lies between two colours. Compare both at the scalp."),
    "high_contrast": _("Hair and skin are far apart: every dot shows. Start light and build up."),
    "low_contrast": _("Hair and skin are alike: pigment changes little. Say so before it is booked."),
    "blue_on_fair": _("On fair skin a dark pigment can look blue. Start a step lighter than you would."),
    "cool_skin": _("The skin is cool in tone: pigment can look blue on it."),
    "skin_differs": _("The skin measures as another type than the record says. The record's type was used; check it."),
}


def grade(scale: str, value: str) -> str:
    """A class as staff read it: III vertex, Ludwig II."""
    roman = value.replace("-", " ")
    return f"Ludwig {roman}" if scale == "ludwig" else roman


def zone(value: str) -> str:
    """A zone of a plan in words; the place of a scar as it was told."""
    text = str(ZONE.get(value) or SCAR_PLACE.get(value) or value.replace("_", " "))
    return text[:1].upper() + text[1:]


def said(value: Any) -> str:
    """A value of a finding in words; a number as it is."""
    if isinstance(value, bool):
        return str(FINDING["yes" if value else "no"])
    return str(FINDING.get(value, str(value).replace("_", " "))) if isinstance(value, str) else str(value)
