"""A figure that is not known to the digit: its low, likely and high end, all of one unit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from consultations.planning.units import (
    Cm,
    Cm2,
    Days,
    FollicularUnits,
    FuPerCm2,
    Grafts,
    GraftsPerCm2,
    Hairs,
    Mm,
    Months,
    Percent,
    Sessions,
    Surgeries,
)

# One unit out of these; a list, and not "any number", so that a range without a unit is an error of types.
U = TypeVar(
    "U", Cm, Cm2, Days, FollicularUnits, FuPerCm2, Grafts, GraftsPerCm2, Hairs, Mm, Months, Percent, Sessions, Surgeries
)


@dataclass(slots=True, unsafe_hash=True)
class Range(Generic[U]):
    """Never changed; not frozen, because a plan makes seventy of them and freezing costs four times their making."""

    low: U
    likely: U
    high: U

    def __add__(self, other: "Range[U]") -> "Range[U]":
        return _range(self.low + other.low, self.likely + other.likely, self.high + other.high)

    def __sub__(self, other: "Range[U]") -> "Range[U]":
        """The difference, ends crosswise: the least is what is left when the most is taken."""
        return _range(self.low - other.high, self.likely - other.likely, self.high - other.low)

    def __mul__(self, factor: float) -> "Range[U]":
        return _range(self.low * factor, self.likely * factor, self.high * factor)

    def at_most(self, limit: U) -> "Range[U]":
        return _range(min(self.low, limit), min(self.likely, limit), min(self.high, limit))

    def at_least(self, limit: U) -> "Range[U]":
        return _range(max(self.low, limit), max(self.likely, limit), max(self.high, limit))

    def below(self, other: "Range[U]") -> "Range[U]":
        """Each end held to the other's end."""
        return _range(min(self.low, other.low), min(self.likely, other.likely), min(self.high, other.high))

    def above(self, other: "Range[U]") -> "Range[U]":
        """Each end raised to the other's end."""
        return _range(max(self.low, other.low), max(self.likely, other.likely), max(self.high, other.high))

    def each(self, change: Callable[[float], float]) -> "Range[U]":
        return _range(change(self.low), change(self.likely), change(self.high))

    def whole(self) -> "Range[U]":
        """The same in whole units, halves to even."""
        return _range(round(self.low), round(self.likely), round(self.high))

    @property
    def width(self) -> float:
        """From end to end, in the same unit."""
        return self.high - self.low


_range: Any = Range  # of the unit that a method's own range has


def of(unit: Callable[[float], U], low: float, likely: float, high: float) -> Range[U]:
    """A range of a unit."""
    return Range(unit(low), unit(likely), unit(high))


def rising(low: U, likely: U, high: U) -> Range[U]:
    """A range from ends that come from several places: put in order, so that it is one whatever they say."""
    first, middle, last = sorted((low, likely, high))
    return Range(first, middle, last)


def exactly(value: U) -> Range[U]:
    return Range(value, value, value)


def beyond(one: Range[U], other: Range[U]) -> Range[U]:
    """What one has more than the other, end by end, never below zero."""
    return _range(max(0, one.low - other.low), max(0, one.likely - other.likely), max(0, one.high - other.high))


# A range of whatever unit, to be shown
AnyRange: TypeAlias = Range[Any]
NOTHING = of(Grafts, 0, 0, 0)
