"""Step 2, what you would like: goals, how the hair is to be worn, surgery, time and money."""

from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from patients.forms.intake.base import StepForm, number, one_of, some_of
from patients.forms.text import NotesField
from patients.forms.words import ASKED_FOR, GOALS, HAIR_LENGTH, REFUSES, WISH, WITHIN, YES_NO

MOST_GOALS = 3
MISSING_GOALS = _("Choose what you would like, up to 3")


class WishesForm(StepForm):
    """What the patient hopes for; the budget is a number in the clinic's currency."""

    goals = some_of(
        _("What would you like?"),
        GOALS.items(),
        two_columns=True,
        missing=MISSING_GOALS,
        help_text=_("Choose up to 3."),
    )
    hair_length = one_of(_("How would you like to wear your hair afterwards?"), HAIR_LENGTH, unsure=None)
    short_for_life = one_of(
        _("Would you keep it clipped short for good?"),
        YES_NO,
        help_text=_("Scalp pigmentation on its own looks real only with very short hair."),
    )
    surgery = one_of(_("Would you have surgery?"), WISH, unsure=None, missing=_("Choose yes, no or “I am not sure”"))
    within_months = one_of(_("When would you like to see a result?"), WITHIN, unsure=_("There is no hurry"))
    budget_max = number(_("What could you spend at most?"), low=0, high=1_000_000)
    asked_for = some_of(_("Is there a treatment you want to know more about?"), ASKED_FOR.items())
    refuses = some_of(_("Is there anything you do not want?"), REFUSES.items())
    own_words = NotesField(
        label=_("In your own words"),
        most=300,
        help_text=_("What bothers you most. Up to 300 letters."),
    )

    def adapt(self) -> None:
        currency = {"currency": self.patient.clinic.currency}
        self.fields["budget_max"].help_text = _("In %(currency)s. Helps us to suggest what fits.") % currency

    def clean_goals(self) -> list[str]:
        goals: list[str] = self.cleaned_data["goals"]
        if len(goals) > MOST_GOALS:
            raise forms.ValidationError(_("Choose up to 3; untick the others."))
        return goals

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        if answers.get("within_months"):
            answers["within_months"] = int(answers["within_months"])
        return answers

    def words_of(self, name: str, value: Any) -> str:
        if name == "budget_max" and value not in {None, ""}:
            return f"{self.patient.clinic.currency} {formats.number_format(value, use_l10n=True, force_grouping=True)}"
        return super().words_of(name, value)
