"""The one check that opens a patient's link, and the consent given with it."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from patients.forms.text import NotesField
from patients.models.addition import LENGTH
from patients.models.code import DIGITS
from patients.models.consent import WORDINGS, Consent
from smpclinic.web.fields import DateField

FOUR_DIGITS = _("Enter the last 4 digits of your mobile")
SIX_DIGITS = _("Enter the 6 digits that the clinic shows you")


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


class CodeForm(forms.Form):
    """The code that stands on the clinic's screen; spaces between the digits are the reader's own."""

    code = forms.CharField(
        label=_("The 6 digits"),
        max_length=20,
        error_messages=dict.fromkeys(
            ("required", "max_length", "null_characters_not_allowed", "hidden_character"), SIX_DIGITS
        ),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "w-8", "dir": "ltr"}),
    )

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).split())
        if len(code) != DIGITS or not (code.isascii() and code.isdecimal()):
            raise forms.ValidationError(SIX_DIGITS, code="not_six_digits")
        return code


class AdditionForm(forms.Form):
    """A correction after sending, in the patient's own words."""

    text = NotesField(
        label=_("What is not right, or what is missing?"),
        most=LENGTH,
        rows=6,
        help_text=_("Up to 2,000 letters. The doctor reads it beside what you sent."),
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(_("Write what you want to correct or add"), code="required")
        return text


def agreement() -> forms.BooleanField:
    """The tick for using the answers."""
    missing = _("Tick the box, so that we may use your answers for this enquiry")
    return forms.BooleanField(
        label=cast("str", WORDINGS[Consent.Purpose.ENQUIRY]), error_messages={"required": missing}
    )


class ReadForm(forms.Form):
    """“I have read this”: the last addition that was on the page, and the plan whose page it was."""

    up_to = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    plan = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)
