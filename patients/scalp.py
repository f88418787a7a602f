"""The head that scars are drawn on: an ellipsoid behind four flat drawings, and the length of a line along it.

The same arithmetic runs in the browser (smpclinic/web/static/web/scarmap.js); tests hold both to one table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, dist, floor, hypot, sqrt

Point = tuple[float, float]

# The drawings of templates/components/head/map; a new drawing of another shape gets a new number.
DRAWING = 1
# Girth of the head in mm: British adults, mean 57.2 cm (men) and 55.2 cm (women), spread about 1.5 cm.
# Bushby et al., Centiles for adult head circumference, Arch Dis Child 1992;67:1286-7.
STANDARD_GIRTH = 570
MEAN_GIRTH = {"male": 570, "female": 550}
MEAN_OF_ALL = 560
# What is meant by "±": two standard deviations. A tape read at home is good to 1 cm (judgement).
MEAN_SPREAD, SPREAD_OF_ALL, TAPE_SPREAD = 30, 40, 10
GIRTH_LOW, GIRTH_HIGH = 450, 700
# How far a real head is from the ellipsoid, as a share of the length; how well an end is placed, in mm (judgement).
SHAPE, HAND_MM = 0.05, 4.0
# Nearer to the outline than this the head turns away too steeply to measure: points there are moved inwards.
EDGE = 0.97
STEP_MM = 2.0
SHORTEST_MM = 5
MOST_POINTS = 60

# Semi-axes in mm of the head whose girth is 570: half the breadth, half the length, up from the girth, down from it.
# Breadth to length are as drawn from above (46.4 to 59), which is 0.79, the usual one (ANSUR II: 154 to 199 mm);
# the height over the girth gives an arc from ear to ear over the top of 35 cm, the mean of ANSUR II.
BREADTH, LENGTH, UP, DOWN = 79.6, 101.2, 102.6, 124.7


@dataclass(frozen=True)
class Head:
    """One drawing: its middle and half its extent in drawing units, the same extents in mm, and its depth.

    Points are millimetres from the middle of the drawing, x to the right, y downwards.
    """

    cx: float
    cy: float
    wide: float
    high: float
    low: float
    x_mm: float
    up_mm: float
    down_mm: float
    depth_mm: float
    places: tuple[tuple[float, float, str], ...]
    width: int

    def drawn(self, point: Point) -> Point:
        """Where the point lies on the drawing."""
        x, y = point
        down = y * (self.high / self.up_mm if y < 0 else self.low / self.down_mm)
        return round(self.cx + x * self.wide / self.x_mm, 1), round(self.cy + down, 1)

    def out(self, point: Point) -> float:
        """How far out the point lies: 0 in the middle, 1 on the outline."""
        x, y = point
        return hypot(x / self.x_mm, y / (self.up_mm if y < 0 else self.down_mm))

    def on_head(self, point: Point) -> Point:
        """The point itself, or the nearest one inwards where a length can be told."""
        out = self.out(point)
        return point if out <= EDGE else (point[0] * EDGE / out, point[1] * EDGE / out)

    def in_space(self, point: Point) -> tuple[float, float, float]:
        """The point on the ellipsoid."""
        return *point, self.depth_mm * sqrt(max(0.0, 1 - self.out(point) ** 2))

    def along(self, start: Point, end: Point) -> float:
        """The way over the head between two points of the drawing, in mm of the standard head."""
        steps = max(1, ceil(dist(start, end) / STEP_MM))
        across, down = (end[0] - start[0]) / steps, (end[1] - start[1]) / steps
        path = [self.in_space((start[0] + n * across, start[1] + n * down)) for n in range(steps + 1)]
        return sum(dist(one, other) for one, other in pairwise(path))

    def place(self, point: Point) -> str:
        """The name of the area whose middle is nearest."""
        return min(self.places, key=lambda place: dist(point, place[:2]))[2]


def _side(*, mirrored: bool) -> Head:
    sign, this = (-1, "right") if mirrored else (1, "left")
    places = (
        (-66, -68, "front hairline"),
        (-52, -28, f"{this} temple"),
        (0, -93, "mid-scalp"),
        (7, -40, f"{this} side"),
        (64, -68, "crown"),
        (95, 0, "back of the head"),
        (61, 50, f"behind the {this} ear"),
        (62, 86, "nape"),
    )
    return Head(
        cx=60.3 if mirrored else 71.7,
        cy=60,
        wide=50.3,
        high=51,
        low=62,
        x_mm=LENGTH,
        up_mm=UP,
        down_mm=DOWN,
        depth_mm=BREADTH,
        places=tuple((sign * x, y, name) for x, y, name in places),
        width=132,
    )


HEADS = {
    "top": Head(
        cx=60,
        cy=74,
        wide=46.4,
        high=59,
        low=59,
        x_mm=BREADTH,
        up_mm=LENGTH,
        down_mm=LENGTH,
        depth_mm=UP,
        places=(
            (0, -75, "front hairline"),
            (-50, -58, "left temple"),
            (50, -58, "right temple"),
            (0, -20, "mid-scalp"),
            (0, 48, "crown"),
            (-68, 10, "left side"),
            (68, 10, "right side"),
            (0, 92, "back of the head"),
        ),
        width=120,
    ),
    "back": Head(
        cx=60,
        cy=56,
        wide=43.6,
        high=47,
        low=62,
        x_mm=BREADTH,
        up_mm=UP,
        down_mm=DOWN,
        depth_mm=LENGTH,
        places=(
            (0, -68, "crown"),
            (-66, -25, "left side"),
            (66, -25, "right side"),
            (0, 25, "back of the head"),
            (-58, 48, "behind the left ear"),
            (58, 48, "behind the right ear"),
            (0, 110, "nape"),
        ),
        width=120,
    ),
    "left": _side(mirrored=False),
    "right": _side(mirrored=True),
}


@dataclass(frozen=True)
class Length:
    """A length in whole mm with its ±."""

    mm: int
    error_mm: int


@dataclass(frozen=True)
class Girth:
    """The size of somebody's head in mm, with its ±."""

    mm: int
    spread_mm: int


def girth(sex: str, measured_mm: int | None) -> Girth:
    """The head's girth as it was measured, or else the mean of people like this one."""
    if measured_mm:
        return Girth(measured_mm, TAPE_SPREAD)
    return Girth(MEAN_GIRTH.get(sex, MEAN_OF_ALL), MEAN_SPREAD if sex in MEAN_GIRTH else SPREAD_OF_ALL)


def length(view: str, points: Sequence[Point], size: Girth) -> Length | None:
    """How long the line through the points is on this head; None for a mark or a line too short to tell.

    The ± puts together the head's size, its shape, and how well a hand places the two ends where the head turns away.
    """
    head = HEADS[view]
    line = [head.on_head(point) for point in points]
    ways = [(dist(one, other), head.along(one, other)) for one, other in pairwise(line)]
    ways = [(flat, way) for flat, way in ways if flat > 0]
    if sum(way for _, way in ways) < SHORTEST_MM:
        return None
    grown = size.mm / STANDARD_GIRTH
    mm = grown * sum(way for _, way in ways)
    ends = [way / flat * HAND_MM * grown for flat, way in (ways[0], ways[-1])]
    error = hypot(mm * size.spread_mm / size.mm, mm * SHAPE, *ends)
    return Length(mm=floor(mm + 0.5), error_mm=ceil(error))


def where(view: str, points: Sequence[Point]) -> str:
    """The place of a mark, or of the middle of a line."""
    one, other = points[(len(points) - 1) // 2], points[len(points) // 2]
    return HEADS[view].place(((one[0] + other[0]) / 2, (one[1] + other[1]) / 2))


def middle(place: str) -> tuple[str, Point] | None:
    """The head and the point where a place is marked when nobody pointed; None for what is everywhere."""
    found = [(view, (x, y)) for view, head in HEADS.items() for x, y, name in head.places if name == place]
    return min(found, key=lambda one: HEADS[one[0]].out(one[1])) if found else None
