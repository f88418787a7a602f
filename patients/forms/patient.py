"""Forms of the record: a new patient, changed details, the search box."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients.forms.hidden import KeyField, VersionField
from patients.forms.phone import MobileField
from patients.forms.text import NameField
from patients.models import Patient
from patients.policies import why_not_reach
from patients.questions.words import SEX
from smpclinic.web import languages
from smpclinic.web.fields import DateField

WRONG_EMAIL = {
    "invalid": _("Enter an email address like name@example.com"),
    "max_length": _("Use at most 254 letters."),
}


LANGUAGE_HINT = _("Of their own pages and of what we send them.")


def language_field() -> forms.ChoiceField:
    """The language of the patient's pages and messages; nobody has to know it."""
    return forms.ChoiceField(
        label=_("Language"),
        choices=languages.record_choices,
        required=False,
        help_text=LANGUAGE_HINT,
        error_messages={"invalid_choice": _("Choose one of the list")},
        widget=forms.Select({"class": "w-16"}),
    )


class ReachForm(forms.Form):
    """What every form about a person asks: names, and one way to reach them."""

    first_name = NameField(label=_("First name"), missing=_("Enter the first name"))
    last_name = NameField(label=_("Last name"), missing=_("Enter the last name"))
    mobile = MobileField(label=_("Mobile"), required=False)
    email = forms.EmailField(
        label=_("Email"),
        required=False,
        max_length=254,
        error_messages=WRONG_EMAIL,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mobile = self.fields["mobile"]
        if isinstance(mobile, MobileField):
            mobile.country = country
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wrong_already = {"mobile", "email"} & set(self.errors)
        reason = why_not_reach(cleaned.get("mobile", ""), cleaned.get("email", ""))
        if reason and not wrong_already:
            self.add_error("mobile", reason)
        return cleaned


class AddPatient(ReachForm):
    """Quick add: five fields, one tick, and the key that keeps a double press from making two patients."""

    language = language_field()
    may_email = forms.BooleanField(label=_("May we email about visits?"), required=False, initial=True)
    form_key = KeyField()

    field_order = ("first_name", "last_name", "mobile", "email", "language", "may_email", "form_key")


class EditPatient(ReachForm):
    """All that is known about a person; `version` is of the record as it was shown."""

    born_on = DateField(label=_("Date of birth"), past=True, required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("", _("Not known")), *SEX.items()],
        required=False,
        error_messages={"invalid_choice": _("Choose one of the list")},
    )
    language = language_field()
    died_on = DateField(label=_("Date of death"), past=None, required=False, help_text=_("Stops every message."))
    version = VersionField()

    details = ("first_name", "last_name", "mobile", "email", "born_on", "sex", "language", "died_on")

    @classmethod
    def of(cls, patient: Patient, data: Any = None) -> "EditPatient":
        """The form of this record."""
        initial = {name: getattr(patient, name) for name in cls.details} | {"version": patient.version}
        return cls(data, initial=initial, country=patient.clinic.country)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        born_on, died_on = cleaned.get("born_on"), cleaned.get("died_on")
        if died_on and died_on > timezone.localdate():
            self.add_error("died_on", _("Date of death cannot be after today"))
        elif born_on and died_on and died_on < born_on:
            self.add_error("died_on", _("Date of death must be after the date of birth"))
        return cleaned


class SearchForm(forms.Form):
    """The search box of the list."""

    q = forms.CharField(max_length=120, required=False)
