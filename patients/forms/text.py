"""Short texts of people: names and notes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from smpclinic.web.plain import is_one_line


class NameField(forms.CharField):
    """A first or last name."""

    def __init__(self, *, missing: Any, autocomplete: str = "off", **kwargs: Any) -> None:
        widget = forms.TextInput({"autocomplete": autocomplete, "spellcheck": "false", "class": "w-16"})
        messages = {"required": missing, "max_length": gettext_lazy("Use at most %(limit_value)d letters.")}
        super().__init__(max_length=60, validators=[is_one_line], widget=widget, error_messages=messages, **kwargs)


class NotesField(forms.CharField):
    """A few sentences in the patient's own words."""

    def __init__(self, *, most: int, rows: int = 4, **kwargs: Any) -> None:
        messages = {"max_length": gettext_lazy("Use at most %(limit_value)d letters; these are %(show_value)d.")}
        widget = forms.Textarea({"rows": rows})
        super().__init__(
            max_length=most,
            required=False,
            widget=widget,
            error_messages=messages,
            **kwargs,
        )
