"""Step 1, about you: name, date of birth, how to reach you."""

from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from patients.forms.intake.base import NOT_KNOWN, StepForm, one_of
from patients.forms.patient import WRONG_EMAIL
from patients.forms.phone import MobileField, as_read
from patients.forms.text import NameField
from patients.forms.words import SEX
from patients.models import Patient
from patients.policies import why_not_reach
from smpclinic.web.fields import DateField

OWN_DETAILS = ("first_name", "last_name", "born_on", "sex", "mobile", "email")


class AboutForm(StepForm):
    """Names are confirmed rather than asked; the birthday is asked here and nowhere else."""

    first_name = NameField(label=_("First name"), missing=_("Enter your first name"), autocomplete="given-name")
    last_name = NameField(label=_("Last name"), missing=_("Enter your last name"), autocomplete="family-name")
    born_on = DateField(label=_("Date of birth"), past=True, birthday=True, help_text=_("Like 9 6 1990"))
    sex = one_of(
        _("Sex"),
        SEX | {"unspecified": _("I would rather not say")},
        unsure=None,
        missing=_("Choose one of the three"),
        help_text=_("Hair loss follows other patterns in women than in men."),
    )
    mobile = MobileField(label=_("Mobile"), required=False)
    email = forms.EmailField(
        label=_("Email"),
        required=False,
        max_length=254,
        error_messages=WRONG_EMAIL,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
    )
    may_email = forms.BooleanField(label=_("The clinic may email me about my visits and my treatment"), required=False)

    def adapt(self) -> None:
        mobile = self.fields["mobile"]
        if isinstance(mobile, MobileField):
            mobile.country = self.patient.clinic.country

    @classmethod
    def initial_from(cls, answers: dict[str, Any], patient: Patient) -> dict[str, Any]:
        known = {name: getattr(patient, name) for name in OWN_DETAILS}
        # Annotated where the intake is read: whether reminders are agreed to today.
        known["may_email"] = getattr(patient, "agreed_to_email", False)
        stored = super().initial_from(answers, patient)
        if stored.get("born_on"):
            stored["born_on"] = date.fromisoformat(str(stored["born_on"]))
        return known | {name: "" if value == NOT_KNOWN else value for name, value in stored.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        reason = why_not_reach(cleaned.get("mobile", ""), cleaned.get("email", ""))
        if reason and not {"mobile", "email"} & set(self.errors):
            self.add_error("mobile", reason)
        return cleaned

    def words_of(self, name: str, value: Any) -> str:
        if name == "born_on" and value:
            return formats.date_format(date.fromisoformat(str(value)), "j F Y")
        if name == "mobile" and value:
            return as_read(str(value))
        if name == "may_email":
            return __("Yes, by email") if value else __("No emails")
        return super().words_of(name, value)
