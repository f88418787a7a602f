"""Step 6, treatment so far: medicines for hair, transplants, pigmentation."""

from django.utils.translation import gettext_lazy as _

from patients.forms import words
from patients.forms.intake.base import Branch, StepForm, number, one_of

A_GUESS = _("A guess is fine.")
MONTHS = _("In months; a year is 12. A guess is fine.")


class TreatmentForm(StepForm):
    """What was done for the hair before."""

    finasteride = one_of(_("Finasteride or dutasteride (tablets)"), words.DRUG_USE)
    minoxidil = one_of(_("Minoxidil (foam, lotion or tablets)"), words.DRUG_USE)
    months = number(_("For how long did you take it, or the longer of the two?"), low=0, high=900, help_text=MONTHS)
    response = one_of(_("Did it help?"), words.RESPONSE)
    prior_surgery = one_of(
        _("Have you had a hair transplant?"), words.WISH, unsure=None, missing=_("Choose yes, no or “I am not sure”")
    )
    prior_method = one_of(_("How was it done?"), words.PRIOR_METHOD)
    operations = number(_("How many operations?"), low=1, high=30)
    prior_grafts = number(_("How many grafts in all?"), low=0, high=30_000, help_text=A_GUESS)
    months_since_surgery = number(_("How long ago was the last one?"), low=0, high=900, help_text=MONTHS)
    prior_growth = one_of(_("How did it grow?"), words.GROWTH)
    smp_had = one_of(
        _("Have you had scalp pigmentation (SMP) or a tattoo on the scalp?"),
        words.YES_NO,
        missing=_("Choose yes, no or “I am not sure”"),
    )
    smp_months_ago = number(_("How long ago?"), low=0, high=900, help_text=MONTHS)
    smp_reaction = one_of(_("Did the skin react badly?"), words.YES_NO)

    branches = (
        Branch(("finasteride", "minoxidil"), ("taking", "stopped"), ("months", "response")),
        Branch(
            ("prior_surgery",),
            ("yes",),
            ("prior_method", "operations", "prior_grafts", "months_since_surgery", "prior_growth"),
        ),
        Branch(("smp_had",), ("yes",), ("smp_months_ago", "smp_reaction")),
    )
