"""Quiet hours on a clinic's wall clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(at: datetime, zone: ZoneInfo, start: time, end: time) -> bool:
    """Whether the wall clock stands between `start` and `end`; equal ends mean that no hour is quiet."""
    clock = at.astimezone(zone).time()
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def next_loud(at: datetime, zone: ZoneInfo, start: time, end: time) -> datetime:
    """The moment itself, or the end of the quiet hours that hold it, in UTC; never earlier than the moment.

    Where the clocks skip the wall time at which quiet ends, the first moment after the gap ends it; where they show it
    twice, the first that lies ahead.
    """
    if not is_quiet(at, zone, start, end):
        return at
    today = at.astimezone(zone).date()
    for day in (today, today + timedelta(days=1), today + timedelta(days=2)):
        for fold in (0, 1):
            morning = datetime.combine(day, end, tzinfo=zone).replace(fold=fold).astimezone(UTC)
            if morning >= at and not is_quiet(morning, zone, start, end):
                return morning
    raise ValueError(f"Quiet hours from {start} to {end} never end.")
