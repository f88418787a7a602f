"""What the answers of the intake are called when people read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = dict[str, str | Promise]

SEX: Words = {"male": _("Male"), "female": _("Female"), "unspecified": _("Not said")}

# Patients read arabic numbers, staff roman ones (UX.md, selectors).
NORWOOD: Words = {
    "I": "1",
    "II": "2",
    "IIa": "2a",
    "III": "3",
    "IIIa": "3a",
    "III-vertex": _("3 vertex"),
    "IV": "4",
    "IVa": "4a",
    "V": "5",
    "Va": "5a",
    "VI": "6",
    "VII": "7",
}
NORWOOD_STAFF: Words = {key: key.replace("-vertex", " vertex") for key in NORWOOD}
NORWOOD_HINTS: Words = {
    "I": _("Full hairline"),
    "II": _("Slight, at temples"),
    "IIa": _("Slight, whole front"),
    "III": _("Deep at temples"),
    "IIIa": _("Front moved back"),
    "III-vertex": _("Temples and crown"),
    "IV": _("Deep, larger crown"),
    "IVa": _("Front to mid-head"),
    "V": _("Only a strip between"),
    "Va": _("Front to crown"),
    "VI": _("Front and crown joined"),
    "VII": _("Hair at sides only"),
}
LUDWIG: Words = {"I": "1", "II": "2", "III": "3"}
LUDWIG_STAFF: Words = {"I": "I", "II": "II", "III": "III"}
LUDWIG_HINTS: Words = {"I": _("A wider parting"), "II": _("Clearly thinner"), "III": _("Scalp shows through")}
FAMILY: Words = {
    "I": _("None of them lost hair"),
    "III": _("Temples"),
    "III-vertex": _("Temples and crown"),
    "V": _("Front and crown, a strip between"),
    "VI": _("Front and crown joined"),
    "VII": _("Hair at the sides only"),
}
ZONES: Words = {
    "hairline": _("Along the hairline"),
    "temples": _("At the temples"),
    "front": _("At the front"),
    "midscalp": _("In the middle of the top"),
    "crown": _("At the crown"),
    "parting": _("Along the parting"),
    "donor": _("At the back or sides"),
    "all": _("All over"),
}
SPEED: Words = {"slow": _("Slowly"), "fast": _("Quickly")}

COLOUR: Words = {
    "black": _("Black"),
    "dark_brown": _("Dark brown"),
    "brown": _("Brown"),
    "light_brown": _("Light brown"),
    "blond": _("Blond"),
    "red": _("Red"),
    "grey": _("Grey"),
    "white": _("White"),
}
CALIBRE: Words = {"fine": _("Fine"), "medium": _("Medium"), "coarse": _("Thick")}
CALIBRE_HINTS: Words = {
    "fine": _("Hard to feel between two fingers"),
    "medium": _("Like sewing thread"),
    "coarse": _("Feels wiry"),
}
FORM: Words = {"straight": _("Straight"), "wavy": _("Wavy"), "curly": _("Curly"), "coiled": _("Coiled")}
WORN: Words = {
    "shaved": pgettext_lazy("how the hair is worn", "Shaved"),
    "short": _("Short, up to about 1 cm"),
    "long": _("Longer"),
}
CONCEALS: Words = {"nothing": _("Nothing"), "fibres": _("Fibres or powder"), "hairpiece": _("A hairpiece or wig")}

GOALS: Words = {
    "hairline": _("A hairline at the front"),
    "front": _("A fuller front"),
    "midscalp": _("A fuller top"),
    "crown": _("A fuller crown"),
    "density": _("Thicker-looking hair where it is thin"),
    "scar": _("A scar that shows less"),
    "shaved_look": _("The look of a close shave"),
    "full_coverage": _("The whole top covered"),
    "fix_earlier_work": _("Earlier work put right"),
}
HAIR_LENGTH: Words = {
    "shaved": pgettext_lazy("wished hair length", "Shaved"),
    "short": _("Short"),
    "long": _("Long"),
    "either": _("I do not mind"),
}
YES_NO: Words = {"yes": _("Yes"), "no": _("No")}
WISH: Words = {"yes": _("Yes"), "no": _("No"), "unsure": _("I am not sure")}
WITHIN: Words = {"3": _("Within 3 months"), "6": _("Within 6 months"), "12": _("Within a year")}
ASKED_FOR: Words = {
    "smp": _("Scalp pigmentation (SMP)"),
    "fue": _("Hair transplant, hair by hair (FUE)"),
    "strip": _("Hair transplant from a strip"),
    "combination": _("Pigmentation and transplant together"),
    "beard_grafts": _("Hair from the beard"),
    "medication": _("Medicines"),
}
REFUSES: Words = ASKED_FOR | {"linear_scar": _("Anything that leaves a line-shaped scar")}

DRUG_USE: Words = {
    "taking": _("I take it now"),
    "stopped": _("I took it and stopped"),
    "never": _("Never"),
    "willing": _("Not yet, but I would"),
    "declined": _("I do not want it"),
}
RESPONSE: Words = {"good": _("It helped"), "none": _("No difference"), "side_effects": _("I had side effects")}
PRIOR_METHOD: Words = {
    "fue": _("Hair by hair (FUE)"),
    "strip": _("From a strip (FUT)"),
    "both": _("Both"),
    "punch": _("Old plugs"),
}
GROWTH: Words = {"good": _("It grew well"), "poor": _("It grew poorly")}

# Grouped as they are asked; the order inside a group is from common to rare.
MEDICAL: dict[str | Promise, Words] = {
    _("Your scalp now"): {
        "scalp_infection": _("An infection of the scalp"),
        "open_wound": _("An open wound or sore"),
        "sunburn": _("Sunburn"),
        "active_dermatitis": _("Eczema or dermatitis that is active"),
        "active_psoriasis": _("Psoriasis that is active"),
        "unexamined_lesion": _("A spot or mole no doctor has looked at"),
        "vitiligo": _("Vitiligo"),
    },
    _("Healing and allergies"): {
        "keloid": _("Scars that grow thick or raised (keloid)"),
        "pigment_reaction": _("A reaction to a tattoo or pigment"),
        "latex_allergy": _("Allergy to latex"),
        "anaesthetic_allergy": _("Allergy to local anaesthetic"),
        "metal_allergy": _("Allergy to metals, like nickel"),
        "bleeding_disorder": _("A bleeding disorder"),
    },
    _("Medicines and treatments, now or in the last six months"): {
        "anticoagulant": _("Blood thinners"),
        "isotretinoin": _("Isotretinoin (for acne)"),
        "chemotherapy": _("Chemotherapy"),
        "radiotherapy": _("Radiotherapy to the head"),
    },
    _("Your health in general"): {
        "uncontrolled_diabetes": _("Diabetes that is not well controlled"),
        "uncontrolled_pressure": _("Blood pressure that is not well controlled"),
        "immunosuppressed": _("A weak immune system, or medicines that weaken it"),
        "heart_valve": _("An artificial heart valve"),
        "epilepsy": _("Epilepsy"),
        "sarcoidosis": _("Sarcoidosis"),
        "body_dysmorphia": _("Body dysmorphia"),
        "pregnant": _("Pregnant"),
        "nursing": _("Breastfeeding"),
    },
}
NOT_ASKED_OF_MEN = frozenset({"pregnant", "nursing"})
# Ticks for the doctor's eyes, of which the plan engine has no fact.
NOT_FOR_THE_ENGINE = frozenset({"metal_allergy"})

NOT_SURE: str | Promise = _("I am not sure")
NONE_OF_THESE: str | Promise = _("None of these")
