"""A day and a time on the clinic's wall clock, as every booking asks them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

NO_SUCH_DAY = _("Enter a day that exists.")
NO_SUCH_TIME = _("This time does not exist on that day: the clocks go forward.")


class WallClockForm(forms.Form):
    """Cleans to the moment `at`; years that no visit can lie in are refused with the day."""

    day = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter the day."), "invalid": NO_SUCH_DAY},
    )
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Enter the time."), "invalid": _("Enter a time like 10:30.")},
    )

    def __init__(self, *args: Any, zone: ZoneInfo, starts_with: datetime | None = None, **kwargs: Any) -> None:
        if starts_with is not None:
            local = starts_with.astimezone(zone)
            kwargs["initial"] = {"day": local.date(), "time": local.time()}
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """Refuse a wall-clock time that the day skips when clocks go forward."""
        facts = super().clean() or {}
        day, time = facts.get("day"), facts.get("time")
        if not day or not time:
            return facts
        if not 2000 <= day.year < 2200:
            self.add_error("day", NO_SUCH_DAY)
            return facts
        facts["at"] = datetime.combine(day, time, tzinfo=self.zone)
        if facts["at"].astimezone(ZoneInfo("UTC")).astimezone(self.zone).time() != time:
            self.add_error("time", NO_SUCH_TIME)
        return facts
