"""Units: the type checker refuses what mixes them, and the conversions say what they should."""

import subprocess
import sys
from pathlib import Path

import pytest

from consultations.planning import units
from consultations.planning.ranges import of
from consultations.planning.units import Cm2, CoverageValue, FuPerCm2, Grafts, HairsPerCm2, HairsPerFu, Mm

GIVEN = """
from consultations.planning import units
from consultations.planning.ranges import Range, exactly, of
from consultations.planning.units import *
grafts = of(Grafts, 1000, 1500, 2500)
area = of(Cm2, 30, 45, 60)
density = FuPerCm2(75.0)
shaft, each = Mm(0.06), HairsPerFu(2.1)
"""
RIGHT = (
    "total: Range[Grafts] = grafts + grafts.at_most(Grafts(1500))",
    "supply: Grafts = units.as_grafts(units.units_in(Cm2(200.0), density))",
    "must_stay: FuPerCm2 = units.covering(CoverageValue(5.4), shaft, each)",
)
WRONG = (
    "grafts + area",
    "grafts - area",
    "grafts.at_most(Cm2(30.0))",
    "grafts.above(area)",
    "Range(30.0, 45.0, 60.0)",
    "exactly(45.0)",
    "units.units_in(density, Cm2(200.0))",
    "units.units_in(Cm2(200.0), HairsPerCm2(160.0))",
    "units.as_grafts(units.hairs_in(FollicularUnits(100.0), each))",
    "units.covering(CoverageValue(5.4), each, shaft)",
    "units.skin_of(Cm(14.0), Mm(3.0))",
    "wanted: Range[Grafts] = area",
    "taken: Grafts = Cm2(30.0)",
    "planned: Grafts = units.units_in(Cm2(200.0), density)",
    "free: Grafts = grafts.likely + area.likely",
)


def test_the_type_checker_refuses_every_mix_of_units(tmp_path: Path) -> None:
    lines = [*GIVEN.splitlines(), *RIGHT, *WRONG]
    file = tmp_path / "mixed.py"
    file.write_text("\n".join(lines) + "\n")
    asked = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", str(file)]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    refused = {
        int(line.split(":")[1]) for line in answer.stdout.splitlines() if "error:" in line and "mixed.py:" in line
    }
    first = len(lines) - len(WRONG) + 1
    assert refused == set(range(first, len(lines) + 1)), answer.stdout


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (units.units_in(Cm2(200.0), FuPerCm2(75.0)), 15_000),
        (units.as_grafts(units.units_in(Cm2(2.0), FuPerCm2(40.0))), 80),
        (units.hairs_in(units.units_in(Cm2(1.0), FuPerCm2(75.0)), HairsPerFu(2.1)), 157.5),
        (units.fu_density(HairsPerCm2(157.5), HairsPerFu(2.1)), 75),
        (units.hairs_per_fu(HairsPerCm2(157.5), FuPerCm2(75.0)), 2.1),
        (units.covering(CoverageValue(5.4), Mm(0.06), HairsPerFu(2.1)), 42.857),
        (units.skin_of(Mm(140.0), Mm(5.0)), 7),
        (units.in_cm(Mm(140.0)), 14),
        (units.grafts_on(Cm2(45.0), units.GraftsPerCm2(30.0)), 1350),
        (units.strip_of(units.Cm(30.0), units.Cm(1.5)), 45),
    ],
)
def test_a_conversion_gives_the_published_figure(seen: float, expected: float) -> None:
    assert seen == pytest.approx(expected, rel=1e-4)


def test_a_difference_takes_its_ends_crosswise() -> None:
    """What is left is least when the supply is least and the most was taken."""
    assert of(Grafts, 4000, 5000, 6000) - of(Grafts, 500, 1000, 2000) == of(Grafts, 2000, 4000, 5500)
