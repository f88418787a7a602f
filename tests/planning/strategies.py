"""Random findings that the contract allows, drawn from the engine's own schema of them."""

from typing import Any

from hypothesis import strategies as st

from consultations.planning.schema import findings as findings_schema

Facts = dict[str, Any]


def _of(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "anyOf" in schema:
        return st.one_of([_of(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return KINDS[schema["type"]](schema)


def _object(schema: dict[str, Any]) -> st.SearchStrategy[Facts]:
    parts = {name: _of(part) for name, part in schema["properties"].items()}
    return st.fixed_dictionaries({}, optional=parts)


def _array(schema: dict[str, Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(_of(schema["items"]), min_size=schema.get("minItems", 0), max_size=4)


def _number(schema: dict[str, Any]) -> st.SearchStrategy[float]:
    return st.floats(schema["minimum"], schema["maximum"])


KINDS: dict[str, Any] = {
    "object": _object,
    "array": _array,
    "number": _number,
    "integer": lambda schema: st.integers(schema["minimum"], schema["maximum"]),
    "string": lambda schema: st.text(max_size=20),
    "boolean": lambda schema: st.booleans(),
    "null": lambda schema: st.none(),
}


def _on_one_scale(facts: Facts) -> Facts:
    """Ludwig knows I to III alone."""
    loss = facts.get("loss") or {}
    if loss.get("scale") == "ludwig":
        for key in ("grade", "between", "expected_grade"):
            if loss.get(key) not in {None, "I", "II", "III"}:
                loss[key] = "II"
    return facts


def any_findings() -> st.SearchStrategy[Facts]:
    """Anything that the contract allows, likely or not."""
    schema = findings_schema()
    loss = schema["properties"]["loss"]["allOf"][0]
    return _object(schema | {"properties": schema["properties"] | {"loss": loss}}).map(_on_one_scale)


GRADES = ["II", "IIa", "III", "IIIa", "III-vertex", "IV", "IVa", "V", "Va", "VI", "VII"]


def men() -> st.SearchStrategy[Facts]:
    """Men with pattern loss as a consultation would tell it, so that the rules are reached and not only the gates."""
    return st.fixed_dictionaries(
        {
            "sex": st.just("male"),
            "age_years": st.integers(18, 80),
            "loss": st.fixed_dictionaries(
                {"grade": st.sampled_from(GRADES)},
                optional={
                    "expected_grade": st.sampled_from(GRADES),
                    "progressing": st.booleans(),
                    "bald_area_cm2": st.floats(5, 350),
                },
            ),
            "donor": st.fixed_dictionaries(
                {},
                optional={
                    "density_fu_cm2": st.floats(30, 110),
                    "prior_grafts": st.integers(0, 8000),
                    "prior_method": st.sampled_from(["fue", "strip", "both"]),
                    "quality": st.sampled_from(["low", "average", "high"]),
                    "laxity": st.sampled_from(["tight", "average", "good"]),
                },
            ),
            "wishes": st.fixed_dictionaries(
                {},
                optional={
                    "surgery": st.sampled_from(["yes", "no", "unsure"]),
                    "goals": st.lists(st.sampled_from(["hairline", "crown", "density", "scar"]), max_size=2),
                    "hair_length": st.sampled_from(["shaved", "short", "long", "either"]),
                    "refuses": st.lists(st.sampled_from(["smp", "fue", "strip", "medication"]), max_size=2),
                    "grafts_per_session": st.integers(0, 6000),
                },
            ),
        },
        optional={
            "hair": st.fixed_dictionaries(
                {},
                optional={
                    "calibre": st.sampled_from(["fine", "medium", "coarse"]),
                    "colour": st.sampled_from(["black", "brown", "blond", "white"]),
                },
            ),
            "skin": st.fixed_dictionaries({}, optional={"fitzpatrick": st.integers(1, 6)}),
            "clinic": st.fixed_dictionaries(
                {},
                optional={
                    "offers": st.lists(st.sampled_from(["smp", "fue", "strip"]), min_size=1),
                    "fue_grafts_per_session": st.integers(500, 4000),
                },
            ),
        },
    )
