"""What is typed when two photos are compared: a marking, and what a picture of both is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.models import Consent, Marking

ENDS = ("from", "to")
OUTSIDE = _("This point is outside the photo.")
PURPOSES: tuple[tuple[str, Any], ...] = (
    (Consent.Purpose.PHOTO_TEACHING, _("Teaching other clinicians")),
    (Consent.Purpose.PHOTO_WEBSITE, _("The clinic's website")),
    (Consent.Purpose.PHOTO_SOCIAL, _("Social media")),
)


def place(label: Any, most: int, *, required: bool) -> forms.IntegerField:
    """One coordinate in pixels of the stored picture."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "w-8", "inputmode": "numeric"}),
        error_messages={
            "required": _("Pick the point in the picture, or type its pixels."),
            "invalid": _("Enter a whole number of pixels."),
            "min_value": OUTSIDE,
            "max_value": OUTSIDE,
        },
    )


class MarkingForm(forms.Form):
    """A point, a line or a circle, and what it marks."""

    kind = forms.ChoiceField(
        label=_("Marking"),
        choices=Marking.Kind.choices,
        error_messages={"required": _("Choose a marking."), "invalid_choice": _("Choose a marking.")},
    )
    note = forms.CharField(
        label=_("What it marks"),
        max_length=200,
        error_messages={
            "required": _("Say what it marks."),
            "max_length": _("Shorten this to 200 characters."),
        },
    )

    def __init__(self, *args: Any, width: int, height: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_x"] = place(_("First point, from the left"), width - 1, required=True)
        self.fields["from_y"] = place(_("First point, from the top"), height - 1, required=True)
        self.fields["to_x"] = place(_("Second point, from the left"), width - 1, required=False)
        self.fields["to_y"] = place(_("Second point, from the top"), height - 1, required=False)

    def clean(self) -> dict[str, Any]:
        """A line has two ends, a circle a middle and an edge."""
        told = super().clean() or {}
        ends = [told.get(name) for name in ("to_x", "to_y")]
        if told.get("kind") in {Marking.Kind.LINE, Marking.Kind.CIRCLE} and None in ends and not self.has_error("to_x"):
            self.add_error("to_x", _("Pick a second point: the end of the line, or the edge of the circle."))
        return told

    @property
    def points(self) -> list[list[int]]:
        """The points of the marking, as they are stored."""
        told = self.cleaned_data
        first = [told["from_x"], told["from_y"]]
        return [first] if told["kind"] == Marking.Kind.POINT else [first, [told["to_x"], told["to_y"]]]


class PurposeForm(forms.Form):
    """What a picture of both photos is for; only what the patient allows can be chosen."""

    purpose = forms.ChoiceField(
        label=_("For what"),
        error_messages={
            "required": _("Choose what the picture is for."),
            "invalid_choice": _("The patient has not allowed this, or has taken it back."),
        },
    )

    def __init__(self, *args: Any, allowed: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [row for row in PURPOSES if row[0] in allowed]  # type: ignore[attr-defined]
