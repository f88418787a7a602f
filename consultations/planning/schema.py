"""The JSON Schema (draft 2020-12) of both sides."""

from enum import StrEnum
from typing import Any

from consultations.planning.findings import RECORD
from consultations.planning.prices import UNITS
from consultations.planning.rulebook import BOOK, GATES
from patients.vocabulary import Fit, Item, Norwood, OptionCode

DRAFT = "https://json-schema.org/draft/2020-12/schema"
EFFECTS = ["stop", "defer", "refer", "clear_first", "limit"]
TEXT = {"type": "string", "minLength": 1}
KEYS = {"type": "array", "items": {"type": "string"}}
TEXTS = {"type": "array", "items": TEXT}
AMOUNT = {"type": "integer"}
COUNT = {"type": "integer", "minimum": 0}


def both() -> dict[str, Any]:
    """What goes in and what comes out."""
    return {"findings": findings(), "recommendation": recommendation()}


def findings() -> dict[str, Any]:
    schema = RECORD.schema()
    ludwig = {"anyOf": [{"enum": ["I", "II", "III"]}, {"type": "null"}]}
    on_ludwig = {"properties": {"scale": {"const": "ludwig"}}, "required": ["scale"]}
    grades = {"properties": dict.fromkeys(("grade", "between", "expected_grade"), ludwig)}
    loss = {"if": on_ludwig, "then": grades}
    schema["properties"]["loss"] = {"allOf": [schema["properties"]["loss"], loss]}
    return {"$schema": DRAFT, "title": "Findings"} | schema


def _values(kind: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [one.value for one in kind]}


def _object(**parts: Any) -> dict[str, Any]:
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _range(kind: str = "number") -> dict[str, Any]:
    return _object(low={"type": kind}, likely={"type": kind}, high={"type": kind})


def recommendation() -> dict[str, Any]:
    reason = _object(rule={"enum": list(BOOK)}, text=TEXT, source=TEXT, inputs=KEYS)
    gate = _object(gate={"enum": list(GATES)}, effect={"enum": EFFECTS}, text=TEXT, source=TEXT, inputs=KEYS)
    donor = {part: _range() for part in ("supply", "used", "available", "planned", "reserve", "free")}
    progress = _object(
        scenario={"enum": ["slow", "likely", "fast"]},
        age_years=COUNT,
        grade=_values(Norwood),
        grafts_needed=COUNT,
        grafts_left=AMOUNT,
    )
    shade = {"type": "integer", "minimum": 1, "maximum": 6}
    pigment = _object(shade=shade, start_shade=shade, cautions=_list(reason), sources=TEXTS)
    schema = _object(
        engine=TEXT,
        rules=TEXT,
        decision=TEXT,
        lead=_values(OptionCode),
        gates=_list(gate),
        options=_list(_option(reason)) | {"minItems": 1},
        donor=_or_null(_object(**donor, sources=TEXTS)),
        demand=_or_null(_object(now=_range(), lifetime=_range(), sources=TEXTS)),
        pigment=_or_null(pigment),
        progression=_list(progress),
        missing=KEYS,
    )
    return {"$schema": DRAFT, "title": "Recommendation"} | schema


def _option(reason: dict[str, Any]) -> dict[str, Any]:
    zone = _object(
        zone=TEXT,
        technique={"enum": ["smp", "fue", "strip"]},
        area_cm2=_range(),
        grafts=_or_null(_range()),
    )
    line = _object(
        item=_values(Item),
        quantity_low=COUNT,
        quantity_high=COUNT,
        unit={"enum": sorted({unit for units in UNITS.values() for unit in units})},
        unit_low=AMOUNT,
        unit_high=AMOUNT,
        low=AMOUNT,
        high=AMOUNT,
        why=TEXT,
        source=TEXT,
    )
    fee = _object(currency={"type": "string", "pattern": "^[A-Z]{3}$"}, low=AMOUNT, high=AMOUNT, lines=_list(line))
    window = _object(low=COUNT, high=COUNT)
    step = _object(
        step=TEXT,
        after_days=COUNT,
        window_days=_or_null(window),
        rule={"type": "string", "pattern": "^(?:[RGS][0-9]+|J)$"},
    )
    return _object(
        code=_values(OptionCode),
        technique={"enum": ["smp", "fue", "combination", "not_now"]},
        fit=_values(Fit),
        grafts=_or_null(_range()),
        fue_sessions=_or_null(_range("integer")),
        smp_sessions=_or_null(_range("integer")),
        zones=_list(zone),
        fee=_or_null(fee),
        timeline=_list(step),
        reasons=_list(reason),
        cautions=_list(reason),
        cannot=TEXT,
    )
