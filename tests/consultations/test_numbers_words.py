"""The protocol in words: every number named and explained, and what it is said to affect is what it changes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from consultations import number_policies as policies
from consultations import number_words as said
from consultations.planning.book import Book, leaves, plain, taken
from consultations.planning.engine import recommend
from consultations.planning.findings import Findings, parse
from consultations.planning.protocol import FIGURES
from consultations.planning.recommendation import as_json

CASES = sorted((Path(__file__).parent.parent / "planning" / "cases").glob("*.json"))
# People for the numbers that no case of the case book turns on.
MORE: tuple[dict[str, Any], ...] = (
    {
        "age_years": 42,
        "loss": {"grade": "VI", "progressing": False},
        "hair": {"calibre": "medium", "form": form, "worn": "long"},
        "donor": {"density_fu_cm2": 78, "area_cm2": 180, "hairs_per_fu": 2.3},
        "wishes": {"goals": ["front"], "surgery": "yes", "hair_length": "long"},
    }
    for form in ("wavy", "curly", "coiled")
)
# Where an answer shows each part of a plan.
OF_ANSWER = {"need": "demand", "donor": "donor", "later": "progression", "gates": "gates", "pigment": "pigment"}
OF_OPTIONS = {
    "size": ("grafts", "fue_sessions", "smp_sessions", "zones"),
    "fee": ("fee",),
    "time": ("timeline",),
    "gates": ("cautions",),
}


@pytest.fixture(scope="module")
def people() -> list[tuple[Findings, dict[str, Any]]]:
    """The case book's findings, each with the parts of the answer by the protocol's own numbers."""
    facts = [json.loads(case.read_text())["findings"] for case in CASES]
    return [(told, parts(told, Book())) for told in map(parse, [*facts, *MORE])]


def parts(told: Findings, book: Book) -> dict[str, Any]:
    """The answer by the parts that a number may change; what an option holds, by its code."""
    answer = as_json(recommend(told, book=book))
    found: dict[str, Any] = {part: {"": answer[key]} for part, key in OF_ANSWER.items()}
    found["rank"] = {"": [(one["code"], one["fit"]) for one in answer["options"]]}
    for part, keys in OF_OPTIONS.items():
        found.setdefault(part, {}).update({one["code"]: [one[key] for key in keys] for one in answer["options"]})
    return found


def changed(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """The parts that differ; an option that is not offered at all is a matter of rank."""
    return {part for part in old if any(old[part][key] != new[part][key] for key in old[part].keys() & new[part])}


def moved(name: str) -> Iterator[Any]:
    """The number by other amounts: up and down in turn through a table."""
    own = plain(FIGURES[name].value)
    for first in (0, 1):
        turn = {path: (0.7, 1.5)[(n + first) % 2] for n, path in enumerate(row_of(own))}
        value = held(name, with_factors(own, turn))
        if policies.wrong(name, value) is None:
            yield value


def held(name: str, value: Any) -> Any:
    """The same within what the number may be: shares that add up to 1, steps and types up to 6."""
    if name == "zone_shares_by_class":
        return {
            grade: {zone: share / sum(shares.values()) for zone, share in shares.items()}
            for grade, shares in value.items()
        }
    return clamped(value, *policies.bounds(FIGURES[name].unit))


def clamped(value: Any, least: float, most: float) -> Any:
    if isinstance(value, dict):
        return {key: clamped(one, least, most) for key, one in value.items()}
    if isinstance(value, list):
        return [clamped(one, least, most) for one in value]
    return value if value == said.NO_LIMIT else min(max(value, least), most)


def row_of(own: Any) -> list[tuple[str, ...]]:
    """The rows of a table; low, likely and high move together."""
    rows = (path[:-1] if path[-1:] and path[-1] in {"low", "likely", "high"} else path for path, _n in leaves(own))
    return list(dict.fromkeys(rows))


def with_factors(own: Any, turn: dict[tuple[str, ...], float], path: tuple[str, ...] = ()) -> Any:
    if isinstance(own, dict):
        return {key: with_factors(one, turn, (*path, key)) for key, one in own.items()}
    if isinstance(own, list):
        return [with_factors(one, turn, (*path, str(n))) for n, one in enumerate(own)]
    factor = turn[path] if path in turn else turn[path[:-1]]
    if not isinstance(own, int):
        return own if own == said.NO_LIMIT else own * factor
    return round(own * factor) if abs(own) > 3 else own + (factor > 1) - (factor < 1 < own)


@pytest.mark.parametrize("name", [name for name in FIGURES if not policies.why_fixed(name)])
def test_nothing_that_a_number_changes_is_left_unsaid(name, people):
    seen: set[str] = set()
    for value in moved(name):
        book = Book({name: value})
        for told, own in people:
            seen |= changed(own, parts(told, book))
    told_of = set(said.SAID[name][1].split())
    assert seen <= told_of, f"{name} changes {' '.join(sorted(seen))}"
    assert seen or not told_of, f"{name} changes nothing"


def test_every_number_has_its_name_its_group_and_words_for_its_unit():
    assert list(said.SAID) == list(dict.fromkeys(said.SAID))
    assert FIGURES.keys() <= said.SAID.keys()
    assert said.SAID.keys() <= FIGURES.keys()
    assert {figure.unit for figure in FIGURES.values()} <= said.UNIT.keys()
    assert {figure.mark for figure in FIGURES.values()} <= said.MARK.keys()
    assert {part for _label, affects in said.SAID.values() for part in affects.split()} <= said.AFFECTS.keys()
    labels = [said.label(name) for name in FIGURES]
    assert len(labels) == len({*labels})


@pytest.mark.parametrize("name", FIGURES)
def test_every_place_of_a_table_has_its_own_words(name):
    places = [said.place(name, path) for path, _number in leaves(plain(FIGURES[name].value))]
    assert len(places) == len({*places})
    assert not [place for place in places if "_" in place]


def test_tables_and_changes_read_as_people_read_them():
    grafts = plain(FIGURES["grafts_by_class"].value)
    assert said.table("grafts_by_class", grafts)[5] == (
        "III vertex",
        [("low", "1,200"), ("likely", "1,730"), ("high", "2,800")],
    )
    assert said.table("fue_grafts_per_session", 1500) == [("", [("", "1,500")])]
    assert said.amount(0.045) == "0.045"
    assert said.amount(-30) == "−30"
    assert said.amount(1e9) == "no limit"
    many = {grade: {end: number + 1 for end, number in row.items()} for grade, row in grafts.items()}
    assert said.changes("grafts_by_class", grafts, many).endswith("; 42 more")
    assert said.label("not_in_the_protocol") == "Not in the protocol"
    assert said.affects("not_in_the_protocol") == []


# What makes no sense -------------------------------------------------------------------------------------------------


def spoiled(name: str, path: tuple[str, ...], number: Any) -> Any:
    """The protocol's own value with one number in the place named."""
    value = json.loads(json.dumps(plain(FIGURES[name].value)))
    if not path:
        return number
    inner = value
    for key in path[:-1]:
        inner = inner[int(key)] if isinstance(inner, list) else inner[key]
    inner[int(path[-1]) if isinstance(inner, list) else path[-1]] = number
    return value


@pytest.mark.parametrize(
    ("name", "path", "number", "place", "words"),
    [
        ("grafts_by_class", ("III", "likely"), 9000, ("III",), "must rise"),
        ("fue_grafts_per_session", (), 1500.5, (), "whole number"),
        ("fue_grafts_per_session", (), -5, (), "0 or more"),
        ("points_adjusted", ("style",), 25, ("style",), "0 or less"),
        ("fue_grafts_per_session", (), 2_000_000, (), "or less"),
        ("smp_sessions", ("likely",), 2.5, ("likely",), "whole number"),
        ("donor_miniaturization_limit", (), 120.0, (), "100 or less"),
        ("zone_shares_by_class", ("III", "hairline"), 0.9, ("III",), "add up to 1"),
        ("smp_hours_a_day", ("0",), 9, ("1",), "at least as much"),
        ("fue_grafts_per_session", (), "many", (), "Enter a number"),
        ("fue_grafts_per_session", (), 0, (), "no plan could be made"),
        ("smp_area_per_hour", (), 0.0, (), "no plan could be made"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_place(name, path, number, place, words):
    found = policies.wrong(name, spoiled(name, path, number))
    assert found is not None
    assert found[0] == place
    assert words in found[1]


@pytest.mark.parametrize("name", [name for name in FIGURES if not policies.why_fixed(name)])
def test_the_protocols_own_numbers_make_sense_and_read_back(name):
    own = plain(FIGURES[name].value)
    assert policies.wrong(name, own) is None
    assert plain(taken(name, own)) == own


@pytest.mark.parametrize("name", [name for name in FIGURES if not policies.why_fixed(name)])
def test_no_number_that_makes_sense_stops_the_engine(name, people):
    """The ends of what may be typed: nothing at all, and a hundred times as much."""
    for factor in (0, 100):
        own = plain(FIGURES[name].value)
        value = (
            with_factors(own, dict.fromkeys(row_of(own), factor))
            if factor
            else json.loads(json.dumps(own), parse_int=lambda _n: 0, parse_float=lambda _n: 0.0)
        )
        if policies.wrong(name, value) is None:
            book = Book({name: value})
            for told, _own in people[::3]:
                recommend(told, book=book)
