"""What a form says about a mistake for which it has no sentence of its own: what to do, not that something is wrong."""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from smpclinic.web.plain import is_plain

CHOOSE = {"invalid_choice": _("Choose one from the list.")}
OF_FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.ChoiceField: CHOOSE,
    forms.MultipleChoiceField: CHOOSE,
    forms.ModelChoiceField: CHOOSE,
    forms.IntegerField: {"invalid": _("Enter a whole number.")},
    forms.DecimalField: {"invalid": _("Enter a number.")},
    forms.DateField: {"invalid": _("Enter a day that exists.")},
    forms.TimeField: {"invalid": _("Enter a time like 10:30.")},
    forms.UUIDField: {"invalid": _("Reload the page and send the form again.")},
}
OF_VALIDATORS: dict[type[Any], Any] = {
    validators.EmailValidator: _("Enter an email address like name@example.com"),
    validators.RegexValidator: _("Check how it is written."),
    validators.ProhibitNullCharactersValidator: _("A hidden character has come along. Type this by hand."),
    validators.MinValueValidator: _("Enter %(limit_value)s or more."),
    validators.MaxValueValidator: _("Enter %(limit_value)s or less."),
    validators.MaxLengthValidator: ngettext_lazy(
        "Use at most %(limit_value)d letter.", "Use at most %(limit_value)d letters.", "limit_value"
    ),
}
OF_DIGITS: dict[str, Any] = {
    "max_digits": _("Use at most %(max)s digits."),
    "max_decimal_places": _("Use at most %(max)s digits after the point."),
    "max_whole_digits": _("Use at most %(max)s digits before the point."),
}


def speak_plainly() -> None:
    """Put these words in the place of Django's own, before any form is made; and let every text be plain."""
    forms.CharField.default_validators = [is_plain]
    for field, sentences in OF_FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    for validator, sentence in OF_VALIDATORS.items():
        validator.message = sentence
    validators.DecimalValidator.messages = {**validators.DecimalValidator.messages, **OF_DIGITS}
