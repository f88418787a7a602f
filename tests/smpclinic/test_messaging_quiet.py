"""Quiet hours: properties over zones, both changes of the clocks, and midnight."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smpclinic.messaging.quiet import is_quiet, next_loud

ZONES = st.sampled_from(
    [
        "Europe/London",
        "America/New_York",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Europe/Istanbul",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "America/St_Johns",
        "UTC",
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
def test_a_held_message_leaves_outside_quiet_hours_within_a_day(
    at: datetime, zone: ZoneInfo, start: time, end: time
) -> None:
    leaves = next_loud(at, zone, start, end)
    assert leaves >= at
    assert not is_quiet(leaves, zone, start, end)
    assert leaves - at <= timedelta(hours=25)


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
def test_a_message_outside_quiet_hours_is_not_held(at: datetime, zone: ZoneInfo, start: time, end: time) -> None:
    assume(not is_quiet(at, zone, start, end))
    assert next_loud(at, zone, start, end) == at


@given(MOMENTS, ZONES, CLOCKS, CLOCKS, st.integers(1, 99))
def test_no_loud_minute_is_passed_over(at: datetime, zone: ZoneInfo, start: time, end: time, share: int) -> None:
    leaves = next_loud(at, zone, start, end)
    between = at + (leaves - at) * share / 100
    around = {(between + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in (-3, 3)}
    assume(between < leaves)
    assume(len(around) == 1)  # at a change of the clocks up to the change itself may be passed over
    assert is_quiet(between, zone, start, end)


@given(MOMENTS, ZONES, CLOCKS)
def test_equal_ends_mean_that_no_hour_is_quiet(at: datetime, zone: ZoneInfo, clock: time) -> None:
    assert next_loud(at, zone, clock, clock) == at


@pytest.mark.parametrize(
    ("zone", "at", "leaves"),
    [
        # across midnight in winter, in summer, and over the night of each change of the clocks
        ("Europe/London", "2026-01-10T22:00Z", "2026-01-11T09:00Z"),
        ("Europe/London", "2026-07-10T22:00Z", "2026-07-11T08:00Z"),
        ("Europe/London", "2026-03-28T21:00Z", "2026-03-29T08:00Z"),
        ("Europe/London", "2026-10-24T20:00Z", "2026-10-25T09:00Z"),
        ("America/New_York", "2026-03-08T02:00Z", "2026-03-08T13:00Z"),
        ("America/New_York", "2026-11-01T01:00Z", "2026-11-01T14:00Z"),
        ("Australia/Sydney", "2026-04-04T12:00Z", "2026-04-04T23:00Z"),
        ("Australia/Sydney", "2026-10-03T12:00Z", "2026-10-03T22:00Z"),
        ("Europe/Istanbul", "2026-03-28T21:00Z", "2026-03-29T06:00Z"),
    ],
)
def test_morning_comes_at_nine_on_the_clinic_s_wall(zone: str, at: str, leaves: str) -> None:
    found = next_loud(datetime.fromisoformat(at), ZoneInfo(zone), time(20), time(9))
    assert found == datetime.fromisoformat(leaves)
    assert found.astimezone(ZoneInfo(zone)).time() == time(9)


def test_a_morning_that_the_clocks_skip_still_comes() -> None:
    leaves = next_loud(datetime(2026, 3, 29, 0, 0, tzinfo=UTC), ZoneInfo("Europe/London"), time(20), time(1, 30))
    assert leaves.astimezone(ZoneInfo("Europe/London")).time() == time(2, 30)


def test_a_morning_that_comes_twice_counts_when_it_is_ahead() -> None:
    between = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # the second 01:10 in London
    leaves = next_loud(between, ZoneInfo("Europe/London"), time(20), time(1, 30))
    assert leaves == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
