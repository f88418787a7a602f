"""Step 5, scars: yes or no here; each scar is a row of its own."""

from django.utils.translation import gettext_lazy as _

from patients.forms import words
from patients.forms.intake.base import StepForm, one_of


class ScarsForm(StepForm):
    """Whether there are scars on the scalp."""

    asked_by_page = frozenset({"has_scars"})

    has_scars = one_of(
        _("Do you have scars on your scalp?"),
        words.YES_NO,
        unsure=None,
        missing=_("Choose yes or no"),
        help_text=_("From surgery, an injury, a burn or an infection. Small dots count too."),
    )
