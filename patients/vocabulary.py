"""The clinic's closed lists of values, in plain Python; the plan engine and the intake both speak them."""

from enum import StrEnum


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNSPECIFIED = "unspecified"


class Diagnosis(StrEnum):
    PATTERN = "pattern"
    ALOPECIA_AREATA = "alopecia_areata"
    ALOPECIA_TOTALIS = "alopecia_totalis"
    SCARRING = "scarring"
    TRACTION = "traction"
    TELOGEN = "telogen"
    TRICHOTILLOMANIA = "trichotillomania"
    LOCAL = "local"
    UNEXPLAINED = "unexplained"
    NONE = "none"


class LossCause(StrEnum):
    RADIATION = "radiation"
    INFECTION = "infection"
    INJURY = "injury"
    BURN = "burn"
    SURGERY = "surgery"
    OTHER = "other"


class Scale(StrEnum):
    NORWOOD = "norwood"
    LUDWIG = "ludwig"


class Norwood(StrEnum):
    I = "I"  # noqa: E741 - the class is called I
    II = "II"
    IIA = "IIa"
    III = "III"
    IIIA = "IIIa"
    III_VERTEX = "III-vertex"
    IV = "IV"
    IVA = "IVa"
    V = "V"
    VA = "Va"
    VI = "VI"
    VII = "VII"


class Ludwig(StrEnum):
    I = "I"  # noqa: E741 - the grade is called I
    II = "II"
    III = "III"


class Zone(StrEnum):
    HAIRLINE = "hairline"
    TEMPLES = "temples"
    FRONT = "front"
    MIDSCALP = "midscalp"
    CROWN = "crown"
    PARTING = "parting"
    DONOR = "donor"
    ALL = "all"


class Extent(StrEnum):
    SLIGHT = "slight"
    MODERATE = "moderate"
    SEVERE = "severe"


class Speed(StrEnum):
    SLOW = "slow"
    FAST = "fast"


class HairColour(StrEnum):
    BLACK = "black"
    DARK_BROWN = "dark_brown"
    BROWN = "brown"
    LIGHT_BROWN = "light_brown"
    BLOND = "blond"
    RED = "red"
    GREY = "grey"
    WHITE = "white"
    DARK = "dark"
    LIGHT = "light"


class Calibre(StrEnum):
    FINE = "fine"
    MEDIUM = "medium"
    COARSE = "coarse"


class HairForm(StrEnum):
    STRAIGHT = "straight"
    WAVY = "wavy"
    CURLY = "curly"
    COILED = "coiled"


class Worn(StrEnum):
    SHAVED = "shaved"
    SHORT = "short"
    LONG = "long"


class Conceals(StrEnum):
    NOTHING = "nothing"
    FIBRES = "fibres"
    HAIRPIECE = "hairpiece"


class Tone(StrEnum):
    LIGHT = "light"
    MEDIUM = "medium"
    DARK = "dark"


class Contrast(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Miniaturization(StrEnum):
    NONE = "none"
    MILD = "mild"
    MARKED = "marked"


class Quality(StrEnum):
    LOW = "low"
    AVERAGE = "average"
    HIGH = "high"


class Laxity(StrEnum):
    TIGHT = "tight"
    AVERAGE = "average"
    GOOD = "good"


class PriorMethod(StrEnum):
    FUE = "fue"
    STRIP = "strip"
    BOTH = "both"
    PUNCH = "punch"
    UNKNOWN = "unknown"


class Growth(StrEnum):
    GOOD = "good"
    POOR = "poor"


class Beard(StrEnum):
    NONE = "none"
    FAIR = "fair"
    GOOD = "good"


class ScarCause(StrEnum):
    STRIP = "strip"
    FUE = "fue"
    TRANSPLANT = "transplant"
    PUNCH = "punch"
    SCALP_REDUCTION = "scalp_reduction"
    INJURY = "injury"
    BURN = "burn"
    RADIATION = "radiation"
    INFECTION = "infection"
    SURGERY = "surgery"
    OTHER = "other"


class ScarWidth(StrEnum):
    NARROW = "narrow"
    WIDE = "wide"


class Surface(StrEnum):
    FLAT = "flat"
    RAISED = "raised"
    HOLLOW = "hollow"


class ScarColour(StrEnum):
    PALE = "pale"
    DARK = "dark"


class Goal(StrEnum):
    HAIRLINE = "hairline"
    FRONT = "front"
    MIDSCALP = "midscalp"
    CROWN = "crown"
    DENSITY = "density"
    SCAR = "scar"
    SHAVED_LOOK = "shaved_look"
    FULL_COVERAGE = "full_coverage"
    FIX_EARLIER_WORK = "fix_earlier_work"


class HairLength(StrEnum):
    SHAVED = "shaved"
    SHORT = "short"
    LONG = "long"
    EITHER = "either"


class Wish(StrEnum):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Technique(StrEnum):
    """What a patient may ask for or refuse."""

    SMP = "smp"
    FUE = "fue"
    STRIP = "strip"
    COMBINATION = "combination"
    BEARD_GRAFTS = "beard_grafts"
    MEDICATION = "medication"
    LINEAR_SCAR = "linear_scar"  # refused only


class DrugUse(StrEnum):
    TAKING = "taking"
    WILLING = "willing"
    DECLINED = "declined"
    STOPPED = "stopped"
    NEVER = "never"


class DrugResponse(StrEnum):
    GOOD = "good"
    NONE = "none"
    SIDE_EFFECTS = "side_effects"


class Medical(StrEnum):
    """Health answers that a gate reads; drugs and treatments mean now or within six months."""

    PREGNANT = "pregnant"
    NURSING = "nursing"
    SCALP_INFECTION = "scalp_infection"
    ACTIVE_DERMATITIS = "active_dermatitis"
    ACTIVE_PSORIASIS = "active_psoriasis"
    SUNBURN = "sunburn"
    OPEN_WOUND = "open_wound"
    KELOID = "keloid"
    PIGMENT_REACTION = "pigment_reaction"
    SARCOIDOSIS = "sarcoidosis"
    ISOTRETINOIN = "isotretinoin"
    CHEMOTHERAPY = "chemotherapy"
    RADIOTHERAPY = "radiotherapy"
    ANTICOAGULANT = "anticoagulant"
    BLEEDING_DISORDER = "bleeding_disorder"
    UNCONTROLLED_DIABETES = "uncontrolled_diabetes"
    UNCONTROLLED_PRESSURE = "uncontrolled_pressure"
    IMMUNOSUPPRESSED = "immunosuppressed"
    HEART_VALVE = "heart_valve"
    EPILEPSY = "epilepsy"
    BODY_DYSMORPHIA = "body_dysmorphia"
    LATEX_ALLERGY = "latex_allergy"
    ANAESTHETIC_ALLERGY = "anaesthetic_allergy"
    UNEXAMINED_LESION = "unexamined_lesion"
    VITILIGO = "vitiligo"


class Offer(StrEnum):
    """A method that a clinic may give."""

    SMP = "smp"
    FUE = "fue"
    STRIP = "strip"


class OptionCode(StrEnum):
    NONE = "none"
    DEFER = "defer"
    DEFER_MEDICAL = "defer_medical"
    REFER = "refer"
    DECLINE_SURGERY = "decline_surgery"
    REJECT_SESSION_SIZE = "reject_session_size"
    SMP_ONLY = "smp_only"
    SCAR_SMP = "scar_smp"
    FUE_ONLY = "fue_only"
    STRIP = "strip"
    TRANSPLANT_STAGED = "transplant_staged"
    FUE_STRIP_STAGED = "fue_strip_staged"
    COMBINATION = "combination"


class Fit(StrEnum):
    SUGGESTED = "suggested"
    POSSIBLE = "possible"
    NOT_ADVISED = "not_advised"
    DO_NOT_OFFER = "do_not_offer"


class Item(StrEnum):
    """What a price list prices and a fee line names."""

    SMP_AREA = "smp_area"
    SMP_SCAR = "smp_scar"
    FUE_GRAFTS = "fue_grafts"
    STRIP_GRAFTS = "strip_grafts"
    TRAVEL = "travel"
    ADJUSTMENT = "adjustment"


class PhotoView(StrEnum):
    """The standard views (DOMAIN.md section g); the first five are asked for at home."""

    FRONT = "front"
    TOP = "top"
    LEFT = "left"
    RIGHT = "right"
    BACK = "back"
    CROWN = "crown"
    LEFT_OBLIQUE = "left_oblique"
    RIGHT_OBLIQUE = "right_oblique"
    DONOR_LEFT = "donor_left"
    DONOR_RIGHT = "donor_right"
    HAIRLINE = "hairline"
    SCAR = "scar"
