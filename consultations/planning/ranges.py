"""A figure that is not known to the digit: its low, likely and high end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    likely: float
    high: float

    def __add__(self, other: Self) -> Self:
        return type(self)(self.low + other.low, self.likely + other.likely, self.high + other.high)

    def __sub__(self, other: Self) -> Self:
        """The difference, ends crosswise: the least is what is left when the most is taken."""
        return type(self)(self.low - other.high, self.likely - other.likely, self.high - other.low)

    def __mul__(self, factor: float) -> Self:
        return type(self)(self.low * factor, self.likely * factor, self.high * factor)

    def at_most(self, limit: float) -> Self:
        return type(self)(min(self.low, limit), min(self.likely, limit), min(self.high, limit))

    def at_least(self, limit: float) -> Self:
        return type(self)(max(self.low, limit), max(self.likely, limit), max(self.high, limit))

    def below(self, other: Self) -> Self:
        """Each end held to the other's end."""
        return type(self)(min(self.low, other.low), min(self.likely, other.likely), min(self.high, other.high))

    def above(self, other: Self) -> Self:
        """Each end raised to the other's end."""
        return type(self)(max(self.low, other.low), max(self.likely, other.likely), max(self.high, other.high))

    def each(self, change: Callable[[float], float]) -> Self:
        return type(self)(change(self.low), change(self.likely), change(self.high))

    def whole(self) -> Self:
        """The same in whole units, halves to even."""
        return type(self)(round(self.low), round(self.likely), round(self.high))

    @property
    def width(self) -> float:
        return self.high - self.low


NOTHING = Range(0, 0, 0)


def exactly(value: float) -> Range:
    return Range(value, value, value)
