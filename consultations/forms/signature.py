"""What a patient ticks, types and may draw to sign a consent; and what a withdrawal asks."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.procedures import Text

STATEMENT = _(
    "I have read this text and understood the risks. My questions have been answered. "
    "I agree to this treatment of my own free will, and I know that I can take this back at any time before it."
)
STROKES, POINTS, WIDE, HIGH = 60, 4000, 1000, 300


class SignForm(forms.Form):
    """One tick for each part of the text, the statement, the names; the drawing is an extra."""

    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)
    drawing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60_000)
    explained_by = forms.CharField(
        label=_("Who explained it to you"),
        max_length=160,
        error_messages={"required": _("Enter who explained it to you.")},
    )
    witness = forms.CharField(label=_("A witness, by full name"), required=False, max_length=160)
    interpreter = forms.CharField(label=_("An interpreter, by full name"), required=False, max_length=160)
    agreed = forms.BooleanField(label=STATEMENT, error_messages={"required": _("Tick this if you agree.")})
    signed = forms.CharField(
        label=_("Your full name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your full name.")},
    )

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [heading for heading, _words in text.sections] + [_("the list of risks")]
        for number, _part in enumerate(parts):
            self.fields[f"read_{number}"] = forms.BooleanField(
                label=_("I have read this"),
                error_messages={"required": _("Tick each part once you have read it.")},
            )
        self.order_fields([f"read_{number}" for number in range(len(parts))])

    def parts(self) -> list[forms.BoundField]:
        """The ticks beside the parts of the text; the last is that of the risks."""
        return [self[name] for name in self.fields if name.startswith("read_")]

    def clean_drawing(self) -> list[list[list[int]]]:
        """The strokes, each a row of points; none where nothing was drawn."""
        given = self.cleaned_data["drawing"]
        if not given:
            return []
        try:
            return strokes(json.loads(given))
        except (ValueError, TypeError, RecursionError):
            unread = _("The drawing could not be read. Clear it and draw again, or leave it out.")
            raise forms.ValidationError(unread) from None


def strokes(given: Any) -> list[list[list[int]]]:
    """Points of whole numbers within the field, not too many; raises ValueError or TypeError for anything else."""
    found = [[[x, y] for x, y in stroke] for stroke in given]
    points = [point for stroke in found for point in stroke]
    if len(found) > STROKES or len(points) > POINTS:
        raise ValueError("too much")
    for x, y in points:
        if type(x) is not int or type(y) is not int or not (0 <= x <= WIDE and 0 <= y <= HIGH):
            raise ValueError("not a point")
    return [stroke for stroke in found if stroke]


class WithdrawForm(forms.Form):
    """Why a consent is withdrawn; a patient owes no reason."""

    why = forms.CharField(
        label=_("Anything the clinic should know"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
