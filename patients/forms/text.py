"""Short texts of people: names and notes, without characters that no keyboard makes."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LINE_ENDS = frozenset("\r\n\t")
# Marks that make the reader see other words than were stored.
TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def is_plain(text: str) -> None:
    """Raise ValidationError for control characters and for marks that turn the reading direction around."""
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in TURNING for c in text):
        raise ValidationError(_("A hidden character has come along. Type this by hand."), code="hidden_character")


def is_plain_lines(text: str) -> None:
    """As is_plain, over several lines."""
    is_plain("".join(c for c in text if c not in LINE_ENDS))


class NameField(forms.CharField):
    """A first or last name."""

    def __init__(self, *, missing: Any, autocomplete: str = "off", **kwargs: Any) -> None:
        widget = forms.TextInput({"autocomplete": autocomplete, "spellcheck": "false", "class": "w-16"})
        messages = {"required": missing, "max_length": gettext_lazy("Use at most %(limit_value)d letters.")}
        super().__init__(max_length=60, validators=[is_plain], widget=widget, error_messages=messages, **kwargs)


class NotesField(forms.CharField):
    """A few sentences in the patient's own words."""

    def __init__(self, *, most: int, rows: int = 4, **kwargs: Any) -> None:
        messages = {"max_length": gettext_lazy("Use at most %(limit_value)d letters; these are %(show_value)d.")}
        widget = forms.Textarea({"rows": rows})
        super().__init__(
            validators=[is_plain_lines],
            max_length=most,
            required=False,
            widget=widget,
            error_messages=messages,
            **kwargs,
        )
