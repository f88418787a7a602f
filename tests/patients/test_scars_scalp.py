"""The head under the scar map: lengths along it hold to a table, the ± grows where it must, places have their names."""

import json
from itertools import product
from math import acos, cos, dist, pi, sin
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from patients import scalp
from patients.forms.words import SCAR_PLACE
from smpclinic.web.drawings import path_of

# Lengths of plane sections of the ellipsoid, worked out apart from the model by their angle; mm is null for a mark.
TABLE = json.loads((Path(__file__).parent / "scalp_lengths.json").read_text())
MEN = scalp.girth("male", None)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['view']} {row['mm']}")
def test_a_line_is_as_long_as_its_way_over_the_head(row):
    found = scalp.length(row["view"], row["points"], scalp.Girth(row["girth"], 30))
    assert (found and found.mm) == (row["mm"] and pytest.approx(row["mm"], abs=1))


def of_length(view: str, line: list[scalp.Point], who: tuple[str, int | None]) -> scalp.Length:
    found = scalp.length(view, line, scalp.girth(*who))
    assert found is not None
    return found


def fifty_mm_across(head: scalp.Head, y: float) -> list[scalp.Point]:
    """The ends of 50 mm over the standard head, level, about the middle of the drawing."""
    shrunk = (1 - (y / (head.up_mm if y < 0 else head.down_mm)) ** 2) ** 0.5
    across, deep = head.x_mm * shrunk, head.depth_mm * shrunk
    way, angle, step = 0.0, pi / 2, 1e-4
    while way < 25:
        one, other = ((across * cos(turn), deep * sin(turn)) for turn in (angle, angle - step))
        way, angle = way + dist(one, other), angle - step
    return [(-across * cos(angle), y), (across * cos(angle), y)]


@pytest.mark.parametrize(("view", "y"), product(scalp.HEADS, (-60, -20, 0, 30, 60)))
def test_fifty_millimetres_on_the_standard_head_read_fifty(view, y):
    found = scalp.length(view, fifty_mm_across(scalp.HEADS[view], y), MEN)
    assert found is not None
    assert 47 <= found.mm <= 53
    assert 3 <= found.error_mm <= 10


def test_the_girth_of_the_ellipsoid_is_the_head_circumference():
    """Half of it runs over the drawing seen from above; the outline itself is where the head turns away."""
    around = [(scalp.BREADTH * cos(n * pi / 1e4), scalp.LENGTH * sin(n * pi / 1e4)) for n in range(20_001)]
    assert sum(map(dist, around, around[1:])) == pytest.approx(scalp.STANDARD_GIRTH, abs=1)


def test_a_smaller_head_has_shorter_scars_and_a_measured_one_a_smaller_error():
    line = [(-40, 0), (40, 0)]
    people = (("male", None), ("female", None), ("", None), ("", 570))
    man, woman, nobody, measured = (of_length("back", line, who) for who in people)
    assert man.mm * 55 / 57 == pytest.approx(woman.mm, abs=1)
    assert woman.mm < nobody.mm < man.mm == measured.mm
    assert measured.error_mm < man.error_mm <= nobody.error_mm


def test_the_error_grows_towards_the_outline():
    middle, outside = (of_length("back", [(x - 5, 0), (x + 5, 0)], ("male", None)) for x in (0, 70))
    assert outside.error_mm > middle.error_mm


def test_a_point_off_the_head_is_moved_onto_it():
    for head in scalp.HEADS.values():
        assert head.out(head.on_head((500, -500))) == pytest.approx(scalp.EDGE)
        assert head.on_head((3, 4)) == (3, 4)
    assert scalp.length("back", [(0, 0), (900, 0)], MEN) == scalp.length("back", [(0, 0), (0.97 * 79.6, 0)], MEN)


def test_a_mark_or_points_in_one_place_have_no_length():
    assert scalp.length("top", [], MEN) is None
    assert scalp.length("top", [(1, 1)] * 5, MEN) is None
    assert scalp.length("top", [(0, 0), (0, 0), (40, 0)], MEN) == scalp.length("top", [(0, 0), (40, 0)], MEN)


def test_every_place_but_everywhere_is_on_a_head():
    named = {name for head in scalp.HEADS.values() for _x, _y, name in head.places}
    assert named == set(SCAR_PLACE) - {"whole scalp"}
    for view, head in scalp.HEADS.items():
        for x, y, name in head.places:
            assert head.out((x, y)) < scalp.EDGE
            assert scalp.where(view, [(x, y)]) == name
    assert scalp.where("back", [(-70, 25), (70, 25)]) == "back of the head"
    assert scalp.where("left", [(-52, -28), (0, 0), (61, 50)]) == "left side"


def test_left_and_right_mirror_each_other():
    for x, y, name in scalp.HEADS["left"].places:
        assert scalp.where("right", [(-x, y)]) == name.replace("left", "right")
    assert scalp.length("left", [(10, 10), (60, 40)], MEN) == scalp.length("right", [(-10, 10), (-60, 40)], MEN)


@pytest.mark.parametrize("view", scalp.HEADS)
def test_the_numbers_fit_the_drawings(view):
    """The drawing is as wide as the map takes it for, and its middle and edges lie inside; see scalp.DRAWING."""
    head = scalp.HEADS[view]
    assert f'viewBox="0 0 {head.width} 144"' in render_to_string(path_of("map", view) or "")
    assert head.drawn((0, 0)) == (round(head.cx, 1), round(head.cy, 1))
    for point in ((-head.x_mm, 0), (head.x_mm, 0), (0, -head.up_mm), (0, head.down_mm)):
        x, y = head.drawn(point)
        assert 0 <= x <= head.width
        assert 0 <= y <= 144


def test_the_arc_over_the_top_is_that_of_people():
    """From ear to ear over the top; the ears begin some 3 cm under the girth."""
    half = acos(-30 / scalp.DOWN) - pi / 2
    over = sum(
        dist(
            (scalp.BREADTH * sin(turn), scalp.UP * cos(turn)),
            (scalp.BREADTH * sin(turn + 1e-3), scalp.UP * cos(turn + 1e-3)),
        )
        for turn in (n * 1e-3 for n in range(-1571, 1571))
    )
    assert over + 2 * half * scalp.DOWN == pytest.approx(350, abs=15)
