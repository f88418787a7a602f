"""The clinic's row and an invitation, as forms."""

from datetime import time
from typing import Any, ClassVar
from zoneinfo import available_timezones

import phonenumbers
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from smpclinic.accounts.models import Clinic
from smpclinic.accounts.roles import Role
from smpclinic.web.fields import LineField


def zones() -> list[tuple[str, str]]:
    """Every IANA zone that names a place."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


def is_phone(text: str, country: str) -> bool:
    """Whether somebody in the country could call this number."""
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(text, country)))
    except phonenumbers.NumberParseException:
        return False


class ClinicForm(forms.ModelForm):  # type: ignore[type-arg]  # Django subscripts no ModelForm
    """What a manager edits about the clinic."""

    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Clinic
        fields: ClassVar[list[str]] = [
            "name", "address", "phone", "email", "zone", "country", "currency", "quiet_from", "quiet_until"
        ]  # fmt: skip
        labels: ClassVar[dict[str, Any]] = {
            "name": _("Clinic name"),
            "country": _("Country"),
            "currency": _("Currency"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "country": _("Two letters, like GB. Mobiles without a country are read as numbers of this one."),
            "currency": _("Three letters, like USD."),
        }
        error_messages: ClassVar[dict[str, Any]] = {
            "country": {"invalid": _("Enter two letters, like GB.")},
            "currency": {"invalid": _("Enter three letters, like USD.")},
        }
        field_classes: ClassVar[dict[str, Any]] = {"name": LineField, "phone": LineField}
        widgets: ClassVar[dict[str, Any]] = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset(_("The clinic"), "name", "address", "phone", "email"),
            Fieldset(_("Place and money"), "zone", "country", "currency"),
            Fieldset(_("Quiet hours: messages wait until morning"), "quiet_from", "quiet_until"),
            Field("version"),
            Submit("save", _("Save the clinic")),
        )

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("phone") and cleaned.get("country") and not is_phone(cleaned["phone"], cleaned["country"]):
            self.add_error("phone", _("Enter a phone number that patients can call, like +44 20 7946 0123."))
        start: time | None = cleaned.get("quiet_from")
        if start and start == cleaned.get("quiet_until"):
            self.add_error("quiet_until", _("Quiet hours must end at another time than they start."))
        return cleaned


class InviteForm(forms.Form):
    """A new member of staff."""

    name = LineField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("Email"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout("name", "email", "role", Submit("invite", _("Invite")))
