"""Strict reading of JSON values: every kind of field reads, refuses with a sentence, and tells its schema."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

SHOWN = 60  # characters of a wrong value that an error repeats


class FindingsError(ValueError):
    """The input cannot be read; the message names the key and what was expected."""


def refuse(key: str, expected: str, value: object) -> FindingsError:
    """The error for a value at a key."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = shown if len(shown) <= SHOWN else shown[:SHOWN] + "…"
    return FindingsError(f"{key}: expected {expected}, got {shown}")


class Field(Protocol):
    def read(self, value: Any, key: str) -> Any:
        """The value as the engine keeps it; raise FindingsError."""

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value, null aside."""


@dataclass(frozen=True, slots=True)
class Flag:
    def read(self, value: Any, key: str) -> bool:
        if not isinstance(value, bool):
            raise refuse(key, "true or false", value)
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from low to high; 20.0 is the whole number 20, as in JSON Schema."""

    low: int
    high: int

    def read(self, value: Any, key: str) -> int:
        whole = type(value) is int or (type(value) is float and value.is_integer())
        if not whole or not self.low <= value <= self.high:
            raise refuse(key, f"a whole number from {self.low} to {self.high}", value)
        return int(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Number:
    """A number from low to high."""

    low: float
    high: float

    def read(self, value: Any, key: str) -> float:
        if type(value) not in (int, float) or not self.low <= value <= self.high:
            raise refuse(key, f"a number from {self.low:g} to {self.high:g}", value)
        return float(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Words:
    """Free text on one line or several, up to a length."""

    most: int

    def read(self, value: Any, key: str) -> str:
        if not isinstance(value, str) or len(value) > self.most:
            raise refuse(key, f"text of up to {self.most} characters", value)
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise FindingsError(f"{key}: expected text in UTF-8, got half a character")
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most}


class Choice:
    """One of a closed list of values."""

    __slots__ = ("_names", "_values")

    def __init__(self, values: type[StrEnum], leaving_out: tuple[str, ...] = ()) -> None:
        self._values: Mapping[str, StrEnum] = {v.value: v for v in values if v not in leaving_out}
        self._names = list(self._values)

    def read(self, value: Any, key: str) -> StrEnum:
        found = self._values.get(value) if isinstance(value, str) else None
        if found is None:
            raise refuse(key, f"one of {', '.join(self._names)}", value)
        return found

    def order(self, value: StrEnum) -> int:
        """Where the value stands in the list."""
        return self._names.index(value.value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": self._names}


@dataclass(frozen=True, slots=True)
class Several:
    """A list of choices; said twice is said once, and the order said does not matter."""

    choice: Choice
    least: int = 0

    def read(self, value: Any, key: str) -> tuple[StrEnum, ...]:
        if not isinstance(value, list) or len(value) < self.least:
            raise refuse(key, "a list" if not self.least else f"a list of at least {self.least}", value)
        found = {self.choice.read(one, f"{key}[{n}]") for n, one in enumerate(value)}
        return tuple(sorted(found, key=self.choice.order))

    def schema(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "array", "items": self.choice.schema()}
        return schema | {"minItems": self.least} if self.least else schema


@dataclass(frozen=True, slots=True)
class Record:
    """An object with known keys; each may be absent or null."""

    kind: type
    fields: Mapping[str, Field]

    def read(self, value: Any, key: str) -> Any:
        return self.kind(**self.values(value, key))

    def values(self, value: Any, key: str) -> dict[str, Any]:
        """What was told, by the names of the kind's own fields."""
        if not isinstance(value, dict):
            raise refuse(key or "findings", "an object", value)
        found = {}
        for name, one in value.items():
            path = f"{key}.{name}" if key else name
            field = self.fields.get(name)
            if field is None:
                raise FindingsError(f"{path}: unknown key, expected one of {', '.join(self.fields)}")
            if one is not None:
                found[name] = field.read(one, path)
        return found

    def schema(self) -> dict[str, Any]:
        parts = {name: {"anyOf": [field.schema(), {"type": "null"}]} for name, field in self.fields.items()}
        return {"type": "object", "properties": parts, "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class ListOf:
    record: Record
    most: int

    def read(self, value: Any, key: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > self.most:
            raise refuse(key, f"a list of up to {self.most} objects", value)
        return tuple(self.record.read(one, f"{key}[{n}]") for n, one in enumerate(value))

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.record.schema(), "maxItems": self.most}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise FindingsError(f"{key}: expected once, stands twice in one object")
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise FindingsError(f"expected JSON without {name}")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def loads(text: str) -> Any:
    """One JSON value; raise FindingsError for anything else, a doubled key too."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as wrong:
        raise FindingsError(f"expected JSON: {wrong.msg} at line {wrong.lineno}, column {wrong.colno}") from None
    except (RecursionError, ValueError) as wrong:
        if isinstance(wrong, FindingsError):
            raise
        raise FindingsError("expected JSON of a sensible depth and numbers of a sensible length") from None
