"""The course of a chosen option: which sessions, in which order, and the wait between them."""

import json
from pathlib import Path
from typing import Any

import pytest

from consultations.planning import engine
from consultations.planning.book import OWN
from consultations.planning.course import Step, course, wait
from consultations.planning.findings import parse
from consultations.planning.recommendation import as_json

CASES = Path(__file__).parent / "cases"


def option(code: str, fue: float | None = None, smp: float | None = None, rules: tuple[str, ...] = ()) -> Any:
    """An option as a stored plan holds it."""
    return {
        "code": code,
        "fue_sessions": None if fue is None else {"low": 1, "likely": fue, "high": 9},
        "smp_sessions": None if smp is None else {"low": 1, "likely": smp, "high": 9},
        "timeline": [{"rule": rule} for rule in rules],
    }


@pytest.mark.parametrize(
    ("chosen", "kinds"),
    [
        (option("fue_only", fue=1), ["fue"]),
        (option("strip"), ["strip"]),
        (option("transplant_staged", fue=3), ["fue"] * 3),
        (option("transplant_staged", fue=2.4), ["fue"] * 2),
        (option("transplant_staged"), ["strip", "strip"]),
        (option("transplant_staged", fue=0), ["fue", "fue"]),
        (option("fue_strip_staged", fue=2), ["strip", "fue", "fue"]),
        (option("fue_strip_staged"), ["strip", "fue"]),
        (option("combination", fue=2, smp=3), ["fue", "fue", "smp", "smp", "smp"]),
        (option("combination"), ["strip", "smp"]),
        (option("combination", fue=1, smp=2, rules=("J", "R26")), ["smp", "smp", "fue"]),
        (option("combination", fue=1, smp=2, rules=("J", "R25")), ["fue", "smp", "smp"]),
        (option("smp_only", smp=3), ["smp"] * 3),
        (option("smp_only"), ["smp"]),
        (option("scar_smp", smp=2), ["scar_smp", "scar_smp"]),
        (option("scar_smp"), ["scar_smp"]),
        (option("defer"), []),
        (option("refer", fue=2, smp=3), []),
    ],
)
def test_a_course_is_the_likely_number_of_sessions_in_order(chosen: Any, kinds: list[str]) -> None:
    assert [step.kind for step in course(chosen)] == kinds


def test_sessions_are_counted_within_their_kind() -> None:
    assert course(option("combination", fue=1, smp=2)) == (Step("fue", 1, 1), Step("smp", 1, 2), Step("smp", 2, 2))
    assert course(option("fue_strip_staged", fue=2)) == (Step("strip", 1, 1), Step("fue", 1, 2), Step("fue", 2, 2))


@pytest.mark.parametrize(
    ("before", "after", "days", "rule"),
    [
        ("fue", "smp", 274, "G12"),
        ("strip", "scar_smp", 274, "G12"),
        ("fue", "fue", 274, "J"),
        ("strip", "fue", 274, "J"),
        ("smp", "smp", 14, "S40"),
        ("scar_smp", "smp", 14, "S40"),
        ("smp", "fue", 42, "J"),
        ("scar_smp", "strip", 42, "J"),
    ],
)
def test_each_kind_waits_for_the_one_before(before: str, after: str, days: int, rule: str) -> None:
    assert wait(before, after, OWN) == (days, rule)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json"))[::10], ids=lambda path: path.stem)
def test_every_option_of_a_plan_has_its_course(path: Path) -> None:
    for chosen in as_json(engine.recommend(parse(json.loads(path.read_text())["findings"])))["options"]:
        kinds = {step.kind for step in course(chosen)}
        assert bool(kinds) == (chosen["technique"] != "not_now")
        assert bool(kinds & {"smp", "scar_smp"}) == (chosen["smp_sessions"] is not None)
