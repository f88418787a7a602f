"""Booking, finishing and calling off a session."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.wall_clock import WallClockForm


class BookForm(WallClockForm):
    """When the session is to take place; a doctor may say why it is booked early."""

    early_reason = forms.CharField(
        label=_("Why it is booked early"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only needed for a day before the earliest one."),
    )

    def __init__(self, *args: Any, is_doctor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_doctor:
            del self.fields["early_reason"]


class FinishForm(WallClockForm):
    """How the session went."""

    grafts = forms.IntegerField(
        label=_("Grafts placed"),
        min_value=1,
        max_value=20_000,
        widget=forms.NumberInput(attrs={"class": "w-8", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter how many grafts were placed."),
            "invalid": _("Enter a whole number of grafts."),
            "min_value": _("Enter a number of grafts from 1."),
            "max_value": _("Enter a number of grafts up to 20,000."),
        },
    )
    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    loss_moved_on = forms.BooleanField(label=_("The hair loss has moved on since the plan"), required=False)

    field_order = ("grafts", "day", "time", "remarks", "loss_moved_on")

    def __init__(self, *args: Any, is_surgery: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Day it took place")
        self.fields["time"].label = _("Ended at")
        if not is_surgery:
            del self.fields["grafts"]


class CancelForm(forms.Form):
    """Why a session is called off."""

    reason = forms.CharField(
        label=_("Why it is called off"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Enter why the session is called off.")},
    )
