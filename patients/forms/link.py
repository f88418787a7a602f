"""The one check that opens a patient's link, and the consent given with it."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from patients.models.consent import WORDINGS, Consent
from smpclinic.web.fields import DateField

FOUR_DIGITS = _("Enter the last 4 digits of your mobile")


class CheckForm(forms.Form):
    """Asks for the date of birth or the end of the mobile, whichever the clinic knows; and for consent, once."""

    def __init__(self, *args: Any, asks_for: str, consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_for == "born_on":
            self.fields["answer"] = DateField(
                label=_("Your date of birth"), called=_("Date of birth"), past=True, birthday=True
            )
        else:
            self.fields["answer"] = forms.CharField(
                label=_("The last 4 digits of your mobile"),
                max_length=4,
                min_length=4,
                validators=[RegexValidator(r"^[0-9]{4}$", FOUR_DIGITS)],
                error_messages={"required": FOUR_DIGITS, "min_length": FOUR_DIGITS, "max_length": FOUR_DIGITS},
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "w-4"}),
            )
        if consent:
            self.fields["agreed"] = agreement()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class AgreeForm(forms.Form):
    """The same consent, ticked by staff beside the patient."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"] = agreement()


def agreement() -> forms.BooleanField:
    """The tick for using the answers."""
    missing = _("Tick the box, so that we may use your answers for this enquiry")
    return forms.BooleanField(
        label=cast("str", WORDINGS[Consent.Purpose.ENQUIRY]), error_messages={"required": missing}
    )
