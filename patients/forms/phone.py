"""A phone number in any notation, kept as E.164 and explained when it cannot be right."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult


class MobileField(forms.CharField):
    """Cleans to +447700900318, or to an empty text; numbers without a country are read in the clinic's."""

    def __init__(self, *, country: str = "GB", **kwargs: Any) -> None:
        attrs = {"inputmode": "tel", "autocomplete": "tel", "dir": "ltr", "class": "w-16"}
        kwargs.setdefault("widget", forms.TextInput(attrs))
        kwargs["error_messages"] = {"max_length": gettext_lazy("This number has too many digits.")}
        super().__init__(max_length=40, **kwargs)
        self.country = country

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value) or "")
        return as_e164(typed, self.country) if typed else ""

    def prepare_value(self, value: Any) -> Any:
        """A stored number as people read it; typed text stays as it was typed."""
        text = str(value or "")
        return as_read(text) if text.startswith("+") and text[1:].isdecimal() else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial or "") != (data or ""))


def as_read(e164: str) -> str:
    """The number with its country and in groups: +44 7700 900318."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return e164


def as_e164(typed: str, country: str) -> str:
    """The number as it is stored; raises ValidationError that says what is wrong with it."""
    if any(c.isalpha() for c in typed):
        raise not_digits(country)
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        raise unread(error, country) from None
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    if not possible or (not phonenumbers.is_valid_number(number) and digits_of(number) != usual_digits(number)):
        raise wrong_length(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def unread(error: phonenumbers.NumberParseException, country: str) -> ValidationError:
    """Words for a text that is no number at all, or one of an unknown country."""
    if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
        return ValidationError(_("No country has this code. Start with + and the country, like +44."), code="country")
    if error.error_type == phonenumbers.NumberParseException.TOO_LONG:
        return ValidationError(_("This number has too many digits."), code="length")
    return not_digits(country)


def not_digits(country: str) -> ValidationError:
    """Words that show how a number of the clinic's own country looks."""
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    shown = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL) if example else "+44 7700 900318"
    return ValidationError(_("Enter the number in digits, like %(example)s") % {"example": shown}, code="not_digits")


def wrong_length(number: PhoneNumber) -> ValidationError:
    """Words that say how many digits are missing or too many."""
    usual, typed = usual_digits(number), digits_of(number)
    if usual is None or usual == typed:
        return ValidationError(_("This number cannot exist. Check its digits."), code="length")
    words = {"code": number.country_code, "usual": usual, "typed": typed}
    if typed < usual:
        words["missing"] = usual - typed
        text = _("After +%(code)s a mobile has %(usual)s digits; this one has %(typed)s, so %(missing)s are missing.")
    else:
        words["more"] = typed - usual
        text = _("After +%(code)s a mobile has %(usual)s digits; this one has %(typed)s, %(more)s too many.")
    return ValidationError(text % words, code="length")


def digits_of(number: PhoneNumber) -> int:
    """How many digits follow the country's code."""
    return len(phonenumbers.national_significant_number(number))


def usual_digits(number: PhoneNumber) -> int | None:
    """How many digits a mobile of that country has; None when the tables do not say."""
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    return digits_of(example) if example else None
