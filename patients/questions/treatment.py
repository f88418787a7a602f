"""Step 6, treatment so far: medicines for hair, transplants, pigmentation."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from patients.models.intake import Step
from patients.questions import words
from patients.questions.made import choices_of, number, one
from patients.questions.question import Section, When

A_GUESS = _("A guess is fine.")
MONTHS = _("In months; a year is 12. A guess is fine.")
YES_NO_UNSURE = _("Choose yes, no or “I am not sure”")
ON_MEDICINE = When(("finasteride", "minoxidil"), ("taking", "stopped"))
HAD_SURGERY = When(("prior_surgery",), ("yes",))
HAD_PIGMENT = When(("smp_had",), ("yes",))
REACTED = _("The skin reacted badly to earlier pigment")
DID_IT_REACT = tuple(
    replace(choice, flag=REACTED, is_loud=True) if choice.value == "yes" else choice
    for choice in choices_of(words.YES_NO)
)
# The plan engine waits so long after a transplant; tests/consultations/test_flags.py compares the two.
A_YOUNG_TRANSPLANT = 12

TREATMENT = Section(
    Step.TREATMENT,
    6,
    _("treatment so far"),
    _("Treatment so far"),
    _("What has been done for your hair before?"),
    minutes=3,
    questions=(
        one("finasteride", _("Finasteride or dutasteride (tablets)"), words.DRUG_USE),
        one("minoxidil", _("Minoxidil (foam, lotion or tablets)"), words.DRUG_USE),
        number(
            "months",
            _("For how long did you take it, or the longer of the two?"),
            0,
            900,
            hint=MONTHS,
            shown=ON_MEDICINE,
        ),
        one("response", _("Did it help?"), words.RESPONSE, shown=ON_MEDICINE),
        one("prior_surgery", _("Have you had a hair transplant?"), words.WISH, unsure="", required=YES_NO_UNSURE),
        one("prior_method", _("How was it done?"), words.PRIOR_METHOD, shown=HAD_SURGERY),
        number("operations", _("How many operations?"), 1, 30, shown=HAD_SURGERY),
        number("prior_grafts", _("How many grafts in all?"), 0, 30_000, hint=A_GUESS, shown=HAD_SURGERY),
        number(
            "months_since_surgery",
            _("How long ago was the last one?"),
            0,
            900,
            hint=MONTHS,
            shown=HAD_SURGERY,
            flag=_("A transplant that still grows"),
            flag_below=A_YOUNG_TRANSPLANT,
        ),
        one("prior_growth", _("How did it grow?"), words.GROWTH, shown=HAD_SURGERY),
        one(
            "smp_had",
            _("Have you had scalp pigmentation (SMP) or a tattoo on the scalp?"),
            words.YES_NO,
            required=YES_NO_UNSURE,
        ),
        number("smp_months_ago", _("How long ago?"), 0, 900, hint=MONTHS, shown=HAD_PIGMENT),
        one("smp_reaction", _("Did the skin react badly?"), DID_IT_REACT, shown=HAD_PIGMENT),
    ),
)
