"""Step 5, scars: yes or no here; each scar is a row of its own."""

from django.utils.translation import gettext_lazy as _

from patients.models.intake import Step
from patients.questions.made import one
from patients.questions.question import Section
from patients.questions.words import YES_NO

SCARS = Section(
    Step.SCARS,
    5,
    _("scars"),
    _("Scars"),
    _("Do you have scars on your scalp?"),
    minutes=4,
    questions=(
        one(
            "has_scars",
            _("Do you have scars on your scalp?"),
            YES_NO,
            unsure="",
            required=_("Choose yes or no"),
            hint=_("From surgery, an injury, a burn or an infection. Small dots count too."),
            is_title=True,
        ),
    ),
)
