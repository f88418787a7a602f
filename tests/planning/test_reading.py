"""Strict reading: what is taken, and what is refused with the key's name."""

from typing import Any

import pytest

from consultations.planning.findings import Findings, FindingsError, parse
from consultations.planning.reading import Words, loads
from patients.vocabulary import Diagnosis, Goal, Medical, Norwood, Zone


def test_nothing_told_is_nothing_known() -> None:
    assert parse({}) == Findings()
    assert parse({"loss": None, "scars": None, "age_years": None}) == Findings()
    assert parse({"loss": {"grade": None}}) == Findings()


def test_told_lists_are_known_even_when_empty() -> None:
    found = parse({"medical": [], "scars": [], "wishes": {"goals": []}})
    assert found.medical == ()
    assert found.scars == ()
    assert found.told == {"medical", "scars", "wishes.goals"}


def test_values_become_the_clinics_words() -> None:
    found = parse({"loss": {"grade": "III-vertex", "diagnosis": "pattern", "zones": ["crown", "hairline", "crown"]}})
    assert found.loss.grade is Norwood.III_VERTEX
    assert found.loss.diagnosis is Diagnosis.PATTERN
    assert found.loss.zones == (Zone.HAIRLINE, Zone.CROWN)
    assert found.told == {"loss.grade", "loss.diagnosis", "loss.zones"}


def test_the_order_of_a_list_does_not_matter() -> None:
    first = parse({"wishes": {"goals": ["scar", "density"]}, "medical": ["keloid", "nursing"]})
    assert first == parse({"wishes": {"goals": ["density", "scar"]}, "medical": ["nursing", "keloid"]})
    assert first.wishes.goals == (Goal.DENSITY, Goal.SCAR)
    assert first.medical == (Medical.NURSING, Medical.KELOID)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert parse({"age_years": 41.0}).age_years == 41
    assert isinstance(parse({"age_years": 41.0}).age_years, int)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ([], "findings: expected an object, got \\[\\]"),
        ({"loss": 3}, "loss: expected an object, got 3"),
        ({"hat": 1}, "hat: unknown key, expected one of age_years, sex"),
        ({"scars": [{"hat": 1}]}, r"scars\[0\].hat: unknown key"),
        ({"scars": [{}] * 101}, "scars: expected a list of up to 100 objects"),
        ({"scars": [{"zone": "x" * 201}]}, r"scars\[0\].zone: expected text of up to 200 characters, got .*…"),
        ({"loss": {"grade": "8"}}, 'loss.grade: expected one of I, II, .*, got "8"'),
        ({"loss": {"grade": ["II"]}}, "loss.grade: expected one of"),
        ({"loss": {"zones": "crown"}}, 'loss.zones: expected a list, got "crown"'),
        ({"loss": {"zones": ["crown", "ear"]}}, r"loss.zones\[1\]: expected one of hairline"),
        ({"loss": {"active": "yes"}}, "loss.active: expected true or false"),
        ({"age_years": 121}, "age_years: expected a whole number from 0 to 120, got 121"),
        ({"age_years": False}, "age_years: expected a whole number"),
        ({"loss": {"bald_area_cm2": float("nan")}}, "loss.bald_area_cm2: expected a number from 0 to 1000"),
        ({"loss": {"bald_area_cm2": float("inf")}}, "loss.bald_area_cm2: expected a number from 0 to 1000"),
        ({"donor": {"density_fu_cm2": True}}, "donor.density_fu_cm2: expected a number from 0 to 500"),
        ({"clinic": {"offers": []}}, "clinic.offers: expected a list of at least 1"),
        ({"loss": {"scale": "ludwig", "between": "IIa"}}, "loss.between: expected one of I, II, III on the Ludwig"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(facts: Any, words: str) -> None:
    with pytest.raises(FindingsError, match=words):
        parse(facts)


def test_json_of_the_ordinary_kind_is_read() -> None:
    assert loads('{"a": [1, 2.5, null, true, "x"]}') == {"a": [1, 2.5, None, True, "x"]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "expected JSON: .* at line 1, column 2"),
        ('{"a": 1, "a": 2}', "a: expected once, stands twice in one object"),
        ('{"a": NaN}', "expected JSON without NaN"),
        ('{"a": -Infinity}', "expected JSON without -Infinity"),
        ("[" * 200_000, "expected JSON of a sensible depth"),
        ("9" * 5000, "expected JSON of a sensible depth and numbers of a sensible length"),
    ],
)
def test_json_of_another_kind_is_refused(text: str, words: str) -> None:
    with pytest.raises(FindingsError, match=words):
        loads(text)


def test_text_that_fits_is_taken() -> None:
    assert Words(3).read("abc", "key") == "abc"
