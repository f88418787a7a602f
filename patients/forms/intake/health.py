"""Step 7, health: what makes a treatment unsafe, unwise or a matter for another doctor first."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from patients.forms import words
from patients.forms.intake.base import StepForm, some_of
from patients.forms.text import NotesField
from patients.models import Patient

NONE = "none"
NONE_OF_THESE = _("None of these")


class HealthForm(StepForm):
    """Ticks that set a doctor's flag, and three places for words."""

    medical = some_of(
        _("Does any of this apply to you?"),
        [],
        missing=_("Tick what applies, or “None of these”"),
        help_text=_("Each of these changes what is safe, or when. Only you and the doctors see the answers."),
    )
    medicines = NotesField(label=_("Which medicines do you take?"), most=500, rows=2)
    allergies = NotesField(
        label=_("Which allergies do you have?"),
        most=500,
        rows=2,
        help_text=_("Metals, dyes, plasters, food."),
    )
    other = NotesField(label=_("Is there anything else the doctor should know?"), most=1000, rows=3)

    def adapt(self) -> None:
        left_out = words.NOT_ASKED_OF_MEN if self.patient.sex == "male" else frozenset()
        groups = [
            (name, [(key, label) for key, label in answers.items() if key not in left_out])
            for name, answers in words.MEDICAL.items()
        ]
        self.fields["medical"].choices = [*groups, (NONE, NONE_OF_THESE)]  # type: ignore[attr-defined]

    @classmethod
    def initial_from(cls, answers: dict[str, Any], patient: Patient) -> dict[str, Any]:
        del patient
        return answers | ({"medical": answers["medical"] or [NONE]} if "medical" in answers else {})

    def clean_medical(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["medical"]
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError(__("Tick either “None of these” or what applies."))
        return ticked

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        return answers | {"medical": [one for one in answers["medical"] if one != NONE]}

    def words_of(self, name: str, value: Any) -> str:
        if name == "medical" and value == []:
            return str(NONE_OF_THESE)
        return super().words_of(name, value) if name == "medical" else str(value or "")
