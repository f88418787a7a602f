"""The codes of options in their groups, and the card each is shown under."""

from patients.vocabulary import OptionCode as O
from patients.vocabulary import Technique

PIGMENT = frozenset({O.SMP_ONLY, O.SCAR_SMP, O.COMBINATION})
TRANSPLANTS = frozenset({O.FUE_ONLY, O.STRIP, O.TRANSPLANT_STAGED, O.FUE_STRIP_STAGED})
STRIPS = frozenset({O.STRIP, O.FUE_STRIP_STAGED})
SURGERY = TRANSPLANTS | {O.COMBINATION}
PROCEDURES = PIGMENT | SURGERY

# Ties go to the least invasive, which stands first.
LEAST_INVASIVE = (
    O.NONE,
    O.DEFER,
    O.DEFER_MEDICAL,
    O.REFER,
    O.DECLINE_SURGERY,
    O.REJECT_SESSION_SIZE,
    O.SCAR_SMP,
    O.SMP_ONLY,
    O.FUE_ONLY,
    O.STRIP,
    O.TRANSPLANT_STAGED,
    O.COMBINATION,
    O.FUE_STRIP_STAGED,
)
ORDER = {code: n for n, code in enumerate(LEAST_INVASIVE)}

ASKED = {
    Technique.SMP: frozenset({O.SMP_ONLY, O.SCAR_SMP}),
    Technique.FUE: frozenset({O.FUE_ONLY, O.TRANSPLANT_STAGED}),
    Technique.STRIP: STRIPS,
    Technique.COMBINATION: frozenset({O.COMBINATION}),
    Technique.BEARD_GRAFTS: frozenset({O.FUE_ONLY}),
    Technique.MEDICATION: frozenset({O.DEFER_MEDICAL}),
}


def card(code: O) -> str:
    """The technique an option is shown under."""
    if code in TRANSPLANTS:
        return "fue"
    if code is O.COMBINATION:
        return "combination"
    return "smp" if code in PIGMENT else "not_now"
