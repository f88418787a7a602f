"""The numbers in force: the protocol's own, with those that a clinic has set in their place."""

import json
import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from consultations.planning import protocol
from consultations.planning.protocol import FIGURES, Figure
from consultations.planning.ranges import Range

T = TypeVar("T")
Leaf = tuple[tuple[str, ...], float]


class NumberError(ValueError):
    """A number that a clinic may not set so; the message names it and says what was expected."""


class Book:
    """Every figure's value; `version` names the rules and these numbers together."""

    __slots__ = ("_values", "set_here", "version")

    def __init__(self, set_here: Mapping[str, Any] | None = None, of_day: Mapping[str, Any] | None = None) -> None:
        """The protocol with the clinic's own numbers, plain JSON by figure name; raise NumberError for a wrong one.

        `of_day` holds the protocol's numbers of another day: those that it still has stand in place of today's.
        """
        self.set_here = {name: (set_here or {})[name] for name in sorted(set_here or {})}
        self._values = {name: figure.value for name, figure in FIGURES.items()}
        for name, value in fitting(of_day or {}, _as_it_was).items():
            self._values[name] = value
        for name, value in self.set_here.items():
            self._values[name] = taken(name, value)
        numbers = json.dumps({name: plain(value) for name, value in sorted(self._values.items())})
        self.version = f"{protocol.READ}.{protocol.RULES_REVISION}+{zlib.crc32(numbers.encode()):08x}"

    def protocol(self) -> dict[str, Any]:
        """Every number without the clinic's own, as plain JSON, to be kept with the version."""
        return {name: plain(figure.value) for name, figure in FIGURES.items()}

    def __getitem__(self, figure: Figure[T]) -> T:
        value: T = self._values[figure.name]
        return value


# --- a figure as plain JSON, and back ---------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A figure's value as plain JSON: ranges as low, likely, high; groups as lists and objects."""
    if isinstance(value, Range):
        return {"low": value.low, "likely": value.likely, "high": value.high}
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple) else value


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Each number of a plain value with the way to it, in order."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else ((str(n), one) for n, one in enumerate(value))
        for key, one in pairs:
            yield from leaves(one, (*path, key))
    else:
        yield path, value


def fitting(numbers: Mapping[str, Any], take: Callable[[str, Any], Any]) -> dict[str, Any]:
    """Those of the numbers that the protocol has today in the same shape; what it dropped or reshaped does nothing."""
    found = {}
    for name in sorted(FIGURES.keys() & numbers.keys()):
        with suppress(NumberError):
            found[name] = take(name, numbers[name])
    return found


def settable(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """A clinic's numbers of another day, as far as they may still be set."""
    return {name: numbers[name] for name in fitting(numbers, taken)}


def _as_it_was(name: str, value: Any) -> Any:
    return _like(FIGURES[name].value, value, name)


def taken(name: str, value: Any) -> Any:
    """A clinic's plain value in the figure's own shape; raise NumberError when it has another or is out of bounds."""
    figure = FIGURES.get(name)
    if figure is None:
        raise NumberError(f"{name}: no number of this name is in the protocol")
    if figure.fixed:
        raise NumberError(f"{name}: this number is fixed")
    return _like(figure.value, value, name)


def _like(own: Any, value: Any, path: str) -> Any:
    if isinstance(own, Range):
        return _range(value, path)
    if isinstance(own, dict):
        if not isinstance(value, dict) or value.keys() != own.keys():
            raise NumberError(f"{path}: expected an object with {', '.join(own) or 'nothing'}")
        return {key: _like(one, value[key], f"{path}.{key}") for key, one in own.items()}
    if isinstance(own, tuple):
        if not isinstance(value, list) or len(value) != len(own):
            raise NumberError(f"{path}: expected a list of {len(own)}")
        return tuple(_like(one, value[n], f"{path}.{n}") for n, one in enumerate(own))
    return _number(own, value, path)


def _range(value: Any, path: str) -> Any:
    if not isinstance(value, dict) or value.keys() != {"low", "likely", "high"}:
        raise NumberError(f"{path}: expected low, likely and high")
    low, likely, high = (_number(0.5, value[end], f"{path}.{end}") for end in ("low", "likely", "high"))
    if not low <= likely <= high:
        raise NumberError(f"{path}: expected low up to likely up to high")
    return Range(low, likely, high)


def _number(own: float, value: Any, path: str) -> float:
    """A number in place of the protocol's: whole where that one is whole, of its sign."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise NumberError(f"{path}: expected a number")
    if isinstance(own, int) and value != int(value):
        raise NumberError(f"{path}: expected a whole number")
    if (value < 0) != (own < 0) and value and own:
        raise NumberError(f"{path}: expected a number {'from 0 down' if own < 0 else 'from 0 up'}")
    return int(value) if isinstance(own, int) else value


OWN = Book()
