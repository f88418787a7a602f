"""The catalogue of follow-ups and the course of an option, as plain data."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.planning import followups
from consultations.planning.book import OWN
from consultations.planning.course import SMP_KINDS, SURGERY_KINDS, course, wait
from consultations.planning.followups import Anchor, months_later


def offsets(anchor: Anchor) -> dict[tuple[str, int], tuple[int, int]]:
    return {(row.rule, row.occurrence): (row.days, row.months) for row in followups.CATALOGUE if row.anchor == anchor}


def test_the_offsets_after_an_smp_session_are_those_of_the_catalogue() -> None:
    assert offsets(Anchor.SMP_SESSION) == {("smp_keep_dry", 1): (3, 0), ("smp_next_session", 1): (14, 0)}


def test_the_offsets_after_the_last_session_are_those_of_the_catalogue() -> None:
    assert offsets(Anchor.SMP_SERIES) == {
        ("smp_settled", 1): (30, 0),
        ("smp_cover_ending", 1): (76, 0),
        ("smp_year", 1): (0, 12),
        ("smp_touch_up", 1): (0, 48),
    }


def test_the_offsets_after_surgery_are_those_of_the_catalogue() -> None:
    found = offsets(Anchor.SURGERY)
    visits = [found["surgery_visit", n] for n in range(1, 6)]
    messages = [found["surgery_message", n] for n in range(1, 6)]
    assert visits == [(1, 0), (7, 0), (0, 1), (0, 6), (0, 12)]
    assert messages == [(3, 0), (14, 0), (28, 0), (0, 3), (0, 9)]
    assert found["surgery_final", 1] == (0, 18)
    assert found["smp_may_start", 1] == found["next_surgery", 1] == (0, 9)


def test_each_row_of_the_catalogue_has_a_source_a_window_and_a_name_of_its_own() -> None:
    assert all(row.source and row.window_days > 0 for row in followups.CATALOGUE)
    assert max(Counter((row.rule, row.occurrence) for row in followups.CATALOGUE).values()) == 1


def test_the_next_session_may_be_asked_for_until_day_28() -> None:
    row = followups.named("smp_next_session")
    assert row.days + row.window_days == 28


def test_a_reminder_falls_due_its_months_and_days_after_the_anchor() -> None:
    row = replace(followups.named("smp_next_session"), months=1, days=3)
    assert row.due_on(date(2027, 1, 31)) == date(2027, 3, 3)


def test_the_end_of_cover_is_told_before_it_ends() -> None:
    row = followups.named("smp_cover_ending")
    assert row.days + row.window_days == 90


@pytest.mark.parametrize(
    ("findings", "months"),
    [
        ({}, 48),
        ({"skin": {"oily": True}}, 36),
        ({"skin": {"outdoor_life": True, "oily": False}}, 36),
        ({"scars": [{"cause": "strip"}]}, 36),
        ({"skin": {"outdoor_life": False, "oily": False}}, 60),
        ({"skin": {"outdoor_life": False}}, 48),
    ],
)
def test_sun_skin_and_scars_move_the_touch_up(findings: dict[str, Any], months: int) -> None:
    assert followups.touch_up_months(findings, OWN) == months


def test_the_longest_gate_decides_when_a_plan_is_looked_at_again() -> None:
    assert followups.months_put_off([{"gate": "G10"}, {"gate": "G14"}, {"gate": "G2"}]) == 12
    assert followups.months_put_off([{"gate": "G2"}]) is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-60, 120))
def test_months_later_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (
        later.day < day.day and months_later(later.replace(day=1), 1).replace(day=1) > later
    )


def option(code: str, fue: int | None = None, smp: int | None = None, rule: str = "J") -> dict[str, Any]:
    def likely(count: int | None) -> dict[str, int] | None:
        return {"low": count, "likely": count, "high": count} if count else None

    timeline = [{"step": "x", "after_days": 0, "window_days": None, "rule": rule}]
    return {"code": code, "fue_sessions": likely(fue), "smp_sessions": likely(smp), "timeline": timeline}


@pytest.mark.parametrize(
    ("chosen", "kinds"),
    [
        (option("smp_only", smp=3), ["smp", "smp", "smp"]),
        (option("scar_smp", smp=2), ["scar_smp", "scar_smp"]),
        (option("fue_only", fue=1), ["fue"]),
        (option("strip"), ["strip"]),
        (option("transplant_staged", fue=3), ["fue", "fue", "fue"]),
        (option("transplant_staged"), ["strip", "strip"]),
        (option("fue_strip_staged", fue=2), ["strip", "fue", "fue"]),
        (option("combination", fue=1, smp=2), ["fue", "smp", "smp"]),
        (option("combination", smp=2), ["strip", "smp", "smp"]),
        (option("combination", fue=1, smp=2, rule="R26"), ["smp", "smp", "fue"]),
        (option("defer"), []),
        (option("none"), []),
    ],
)
def test_an_option_gives_its_sessions_in_order(chosen: dict[str, Any], kinds: list[str]) -> None:
    steps = course(chosen)
    assert [step.kind for step in steps] == kinds
    for kind in set(kinds):
        assert [(step.number, step.of) for step in steps if step.kind == kind] == [
            (n, kinds.count(kind)) for n in range(1, kinds.count(kind) + 1)
        ]


def test_the_waits_between_sessions_are_those_of_the_protocol() -> None:
    assert {wait(before, after, OWN) for before in SMP_KINDS for after in SMP_KINDS} == {(14, "S40")}
    assert {wait(before, after, OWN) for before in SURGERY_KINDS for after in SMP_KINDS} == {(274, "G12")}
    assert {wait(before, after, OWN) for before in SURGERY_KINDS for after in SURGERY_KINDS} == {(274, "J")}
    assert {wait(before, after, OWN) for before in SMP_KINDS for after in SURGERY_KINDS} == {(42, "J")}
