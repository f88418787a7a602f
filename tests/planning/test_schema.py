"""The two schemas hold both sides closely: what is left out, added, or of another kind is refused, at every place."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from consultations.planning import engine, schema
from consultations.planning.findings import parse
from consultations.planning.prices import UNITS
from consultations.planning.recommendation import as_json
from consultations.planning.rulebook import BOOK, GATES
from patients.vocabulary import Fit, Item, Norwood, OptionCode

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
MAN = {
    "age_years": 41,
    "sex": "male",
    "loss": {"grade": "IV", "progressing": True},
    "hair": {"worn": "short", "colour": "brown"},
    "wishes": {"goals": ["front"], "surgery": "yes", "grafts_per_session": 9000},
    "medical": ["keloid"],
    "scars": [{"cause": "strip", "age_months": 30}],
}
Way = tuple[str | int, ...]


def both() -> tuple[jsonschema.Draft202012Validator, jsonschema.Draft202012Validator]:
    found = schema.both()
    return jsonschema.Draft202012Validator(found["findings"]), jsonschema.Draft202012Validator(found["recommendation"])


def answer() -> dict[str, Any]:
    """An answer with every block in it, an option with every part first."""
    found = dict(json.loads(json.dumps(as_json(engine.recommend(parse(MAN))))))
    assert all(found.values())
    found["options"].sort(key=lambda one: [one[part] is None for part in ("fue_sessions", "smp_sessions", "fee")])
    return found


def places(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Every place of an answer; of a list its first alone."""
    yield way, value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*way, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*way, 0))


def put(value: Any, way: Way, other: Any) -> Any:
    """A copy with something else in a place."""
    found = copy.deepcopy(value)
    place = found
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = other
    return found


def test_an_answer_and_findings_are_allowed_as_they_are() -> None:
    told, given = both()
    told.validate(MAN)
    given.validate(answer())
    assert schema.both()["findings"]["title"] == "Findings"
    assert schema.both()["recommendation"]["title"] == "Recommendation"


def test_nothing_may_be_missing_from_an_answer_and_nothing_added() -> None:
    _, given = both()
    whole = answer()
    for way, value in places(whole):
        if not isinstance(value, dict):
            continue
        for key in value:
            less = {name: one for name, one in value.items() if name != key}
            assert not given.is_valid(put(whole, way, less) if way else less), (*way, key)
        more = value | {"hat": 1}
        assert not given.is_valid(put(whole, way, more) if way else more), way


def test_nothing_in_an_answer_may_be_of_another_kind() -> None:
    _, given = both()
    whole = answer()
    for way, value in places(whole):
        if way:
            other: Any = {} if isinstance(value, str | list | int | float) else "words"
            assert not given.is_valid(put(whole, way, other)), way
            assert not given.is_valid(put(whole, way, True)), way
            if isinstance(value, int | float):
                assert not given.is_valid(put(whole, way, str(value))), way
        if isinstance(value, str) and way[-1] != "inputs" and "inputs" not in way and "missing" not in way:
            assert not given.is_valid(put(whole, way, "")), way


ABSENT = {"donor", "demand", "pigment", "grafts", "fue_sessions", "smp_sessions", "fee", "window_days"}


def test_only_what_may_be_absent_may_be_null() -> None:
    _, given = both()
    seen: dict[Way, Any] = {}
    for path in [None, *CASES[::7]]:
        facts = MAN if path is None else json.loads(path.read_text())["findings"]
        whole = json.loads(json.dumps(as_json(engine.recommend(parse(facts)))))
        for way, value in places(whole):
            if way and value is not None and way not in seen:
                seen[way] = value
                assert given.is_valid(put(whole, way, None)) == (way[-1] in ABSENT), way


@pytest.mark.parametrize(
    ("way", "allowed", "refused"),
    [
        (("lead",), list(OptionCode), ["smp", "SMP_ONLY"]),
        (("gates", 0, "gate"), list(GATES), ["R1", "g1"]),
        (("gates", 0, "effect"), ["stop", "defer", "refer", "clear_first", "limit"], ["Stop", "go"]),
        (("options", 0, "code"), list(OptionCode), ["fue"]),
        (("options", 0, "technique"), ["smp", "fue", "combination", "not_now"], ["strip", "FUE"]),
        (("options", 0, "fit"), list(Fit), ["good"]),
        (("options", 0, "reasons", 0, "rule"), list(BOOK), ["R99", "r1"]),
        (("options", 0, "zones", 0, "technique"), ["smp", "fue", "strip"], ["beard", "SMP"]),
        (("options", 0, "fee", "lines", 0, "item"), list(Item), ["hat"]),
        (("options", 0, "fee", "lines", 0, "unit"), sorted({one for units in UNITS.values() for one in units}), ["in"]),
        (("options", 0, "fee", "currency"), ["USD", "JPY"], ["usd", "US", "USDX", "$"]),
        (("options", 0, "timeline", 0, "rule"), ["R26", "G12", "S40", "J"], ["", "j", "R", "X1", "J1", "aR1"]),
        (("options", 0, "timeline", 0, "after_days"), [0, 1, 400], [-1, 0.5]),
        (("progression", 0, "scenario"), ["slow", "likely", "fast"], ["Slow", "never"]),
        (("progression", 0, "grade"), list(Norwood), ["VIII", "iv"]),
        (("progression", 0, "grafts_needed"), [0, 9], [-1, 0.5]),
        (("progression", 0, "grafts_left"), [0, -9], [0.5]),
        (("pigment", "shade"), [1, 6], [0, 7, 1.5]),
        (("pigment", "start_shade"), [1, 6], [0, 7]),
        (("donor", "free", "low"), [-5, 0, 0.5], ["0"]),
        (("options", 0, "grafts", "low"), [0, 0.5], ["0"]),
        (("options", 0, "fue_sessions", "low"), [1], [0.5]),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_a_place_takes_what_the_contract_lists(way: Way, allowed: list[Any], refused: list[Any]) -> None:
    _, given = both()
    whole = answer()
    for value in allowed:
        given.validate(put(whole, way, value))
    for value in refused:
        assert not given.is_valid(put(whole, way, value)), value


def test_an_answer_has_at_least_one_option() -> None:
    _, given = both()
    assert not given.is_valid(answer() | {"options": []})
    given.validate(answer() | {"gates": [], "progression": [], "missing": []})


@pytest.mark.parametrize("key", ["grade", "between", "expected_grade"])
def test_on_the_ludwig_scale_there_are_three_classes(key: str) -> None:
    told, _ = both()
    for grade in ("I", "II", "III", None):
        told.validate({"loss": {"scale": "ludwig", key: grade}})
    assert not told.is_valid({"loss": {"scale": "ludwig", key: "IV"}})
    told.validate({"loss": {"scale": "norwood", key: "IV"}})
    told.validate({"loss": {key: "IV"}})
    told.validate({"loss": None})


@pytest.mark.parametrize(
    ("allowed", "refused"),
    [
        ({"age_years": 0}, {"age_years": -1}),
        ({"age_years": 120}, {"age_years": 121}),
        ({"age_years": 41.0}, {"age_years": 41.5}),
        ({"sex": "female"}, {"sex": "Female"}),
        ({"loss": {}}, {"loss": []}),
        ({"loss": {"active": False}}, {"loss": {"active": 0}}),
        ({"loss": {"bald_area_cm2": 0.5}}, {"loss": {"bald_area_cm2": -0.5}}),
        ({"loss": {"bald_area_cm2": 1000}}, {"loss": {"bald_area_cm2": 1000.5}}),
        ({"loss": {"zones": []}}, {"loss": {"zones": ["ear"]}}),
        ({"loss": {"grade": "II"}}, {"loss": {"hat": "II"}}),
        ({"clinic": {"offers": ["smp"]}}, {"clinic": {"offers": []}}),
        ({"scars": [{"zone": "x" * 200}]}, {"scars": [{"zone": "x" * 201}]}),
        ({"scars": [{}] * 100}, {"scars": [{}] * 101}),
        ({"scars": []}, {"scars": {}}),
        ({"scars": [{"count": 1}]}, {"scars": [{"count": 0}]}),
        ({"wishes": {"asked_for": ["fue"]}}, {"wishes": {"asked_for": ["linear_scar"]}}),
        ({"medical": ["keloid"]}, {"medical": "keloid"}),
        ({}, {"hat": 1}),
        ({"loss": {"grade": None}, "medical": None}, {"loss": {"grade": 4}}),
    ],
)
def test_findings_take_what_the_engine_takes(allowed: Any, refused: Any) -> None:
    told, _ = both()
    told.validate(allowed)
    parse(allowed)
    assert not told.is_valid(refused)
    with pytest.raises(ValueError, match="expected"):
        parse(refused)


def test_what_a_key_of_the_findings_is_called_in_the_schema() -> None:
    """Other programs read the kinds and ends from it."""
    parts = schema.findings()["properties"]
    assert parts["age_years"] == {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 120}, {"type": "null"}]}
    hair = parts["hair"]["anyOf"][0]
    assert (hair["type"], hair["additionalProperties"]) == ("object", False)
    assert hair["properties"]["calibre_mm"]["anyOf"][0] == {"type": "number", "minimum": 0.001, "maximum": 1}
    assert parts["loss"]["allOf"][0]["anyOf"][0]["properties"]["active"]["anyOf"][0] == {"type": "boolean"}
    zone = parts["scars"]["anyOf"][0]["items"]["properties"]["zone"]["anyOf"][0]
    assert zone == {"type": "string", "maxLength": 200}
    assert parts["scars"]["anyOf"][0]["maxItems"] == 100
    offers = parts["clinic"]["anyOf"][0]["properties"]["offers"]["anyOf"][0]
    assert offers == {"type": "array", "items": {"type": "string", "enum": ["smp", "fue", "strip"]}, "minItems": 1}
