"""Booking a visit to talk."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from smpclinic.accounts.models import User


class ConsultationForm(forms.Form):
    """Who sees the patient, and when on the clinic's wall clock."""

    doctor = forms.ModelChoiceField(label=_("Doctor"), queryset=User.objects.none(), empty_label=None)
    day = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day of the visit."), "invalid": _("Enter a day that exists.")},
    )
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Enter the time of the visit."), "invalid": _("Enter a time like 10:30.")},
    )

    def __init__(self, *args: Any, doctors: Iterable[User], zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        field = self.fields["doctor"]
        field.queryset = doctors  # type: ignore[attr-defined]
        field.label_from_instance = lambda doctor: doctor.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a wall-clock time that the day skips when clocks go forward."""
        facts = super().clean() or {}
        day, at = facts.get("day"), facts.get("time")
        if day and at:
            starts_at = moment(day, at, self.zone)
            if starts_at.astimezone(ZoneInfo("UTC")).astimezone(self.zone).replace(tzinfo=None) != datetime.combine(
                day, at
            ):
                self.add_error("time", _("This time does not exist on that day: the clocks go forward."))
            facts["starts_at"] = starts_at
        return facts


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment of a wall-clock time."""
    return datetime.combine(day, at, tzinfo=zone)
