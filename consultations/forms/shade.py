"""Where in a photo the doctor picks hair, skin and grey card, and the shade that is confirmed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import words
from consultations.planning.shade import STEPS

SPOTS = ("hair", "skin", "grey")
STEP_CHOICES = [(step, str(step)) for step in STEPS]
NO_STEP = {"required": _("Choose a step from 1 to 6."), "invalid_choice": _("Choose a step from 1 to 6.")}
OUTSIDE = _("This point is outside the photo.")


def place(label: Any, most: int) -> forms.IntegerField:
    """One coordinate in pixels of the stored picture."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "w-8", "inputmode": "numeric"}),
        error_messages={"invalid": _("Enter a whole number of pixels."), "min_value": OUTSIDE, "max_value": OUTSIDE},
    )


class PointsForm(forms.Form):
    """A point for hair and one for skin, and one for a grey card when the photo has it."""

    def __init__(self, *args: Any, width: int, height: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for spot in SPOTS:
            name = words.SPOT[spot]
            self.fields[f"{spot}_x"] = place(_("%(spot)s, from the left") % {"spot": name}, width - 1)
            self.fields[f"{spot}_y"] = place(_("%(spot)s, from the top") % {"spot": name}, height - 1)

    def clean(self) -> dict[str, Any]:
        """A point has two numbers."""
        told = super().clean() or {}
        for spot in SPOTS:
            halves = [told.get(f"{spot}_{axis}") for axis in "xy"]
            if halves.count(None) == 1 and not {f"{spot}_x", f"{spot}_y"} & self.errors.keys():
                self.add_error(f"{spot}_{'xy'[halves.index(None)]}", _("Enter both numbers of this point, or neither."))
        return told

    @property
    def points(self) -> dict[str, tuple[int, int]]:
        """The points that were picked, by spot."""
        told = {spot: (self.cleaned_data.get(f"{spot}_x"), self.cleaned_data.get(f"{spot}_y")) for spot in SPOTS}
        return {spot: (x, y) for spot, (x, y) in told.items() if x is not None and y is not None}

    @property
    def rows(self) -> list[tuple[str, Any, Any, Any]]:
        """The fields of each spot, as the page lays them out."""
        return [(spot, words.SPOT[spot], self[f"{spot}_x"], self[f"{spot}_y"]) for spot in SPOTS]


class ShadeForm(forms.Form):
    """What the doctor confirms."""

    shade = forms.TypedChoiceField(
        label=_("Shade to aim at"),
        choices=STEP_CHOICES,
        coerce=int,
        help_text=_("1 is the lightest, 6 the darkest."),
        error_messages=NO_STEP,
    )
    start_shade = forms.TypedChoiceField(
        label=_("Dilution step to start with"),
        choices=STEP_CHOICES,
        coerce=int,
        help_text=_("A step light, then build up."),
        error_messages=NO_STEP,
    )
    reason = forms.CharField(
        label=_("Why another than suggested"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Shorten this to 500 characters.")},
    )
