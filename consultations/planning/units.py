"""Units as types: a figure of one unit is not taken for another, and only the conversions here lead across.

At run time each is a plain number. A follicular unit (FU) is what grows together; a graft is what is moved: one FU.
"""

from typing import NewType

Hairs = NewType("Hairs", float)
FollicularUnits = NewType("FollicularUnits", float)
Grafts = NewType("Grafts", float)
Cm2 = NewType("Cm2", float)
Cm = NewType("Cm", float)
Mm = NewType("Mm", float)
HairsPerFu = NewType("HairsPerFu", float)
HairsPerCm2 = NewType("HairsPerCm2", float)
FuPerCm2 = NewType("FuPerCm2", float)
GraftsPerCm2 = NewType("GraftsPerCm2", float)
CoverageValue = NewType("CoverageValue", float)  # hairs per cm2 × shaft in mm
Sessions = NewType("Sessions", float)
Surgeries = NewType("Surgeries", float)
Days = NewType("Days", float)
Months = NewType("Months", float)
Percent = NewType("Percent", float)


def units_in(area: Cm2, density: FuPerCm2) -> FollicularUnits:
    """The follicular units on an area."""
    return FollicularUnits(area * density)


def hairs_in(units: FollicularUnits, each: HairsPerFu) -> Hairs:
    """The hairs of follicular units."""
    return Hairs(units * each)


def as_grafts(units: FollicularUnits) -> Grafts:
    """Follicular units as the grafts that they make when they are taken whole."""
    return Grafts(units)


def fu_density(hairs: HairsPerCm2, each: HairsPerFu) -> FuPerCm2:
    """Follicular units on a cm2 with so many hairs."""
    return FuPerCm2(hairs / each)


def hairs_per_fu(hairs: HairsPerCm2, units: FuPerCm2) -> HairsPerFu:
    """Hairs of one follicular unit where both were counted."""
    return HairsPerFu(hairs / units)


def covering(value: CoverageValue, shaft: Mm, each: HairsPerFu) -> FuPerCm2:
    """The density that gives a coverage value with such hair."""
    return FuPerCm2(value / (shaft * each))


def grafts_on(area: Cm2, density: GraftsPerCm2) -> Grafts:
    """The grafts for an area at a density."""
    return Grafts(area * density)


def strip_of(length: Cm, width: Cm) -> Cm2:
    """The skin of a strip."""
    return Cm2(length * width)


def skin_of(length: Mm, width: Mm) -> Cm2:
    """The skin of a scar, which is measured in mm."""
    return Cm2(length * width / 100)


def in_cm(length: Mm) -> Cm:
    """A length in cm."""
    return Cm(length / 10)
