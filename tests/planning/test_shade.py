"""Shade from measured colours: distances of the published pairs, skin by its angle, the engine's own matrix."""

from dataclasses import replace

import pytest

from consultations.planning import pigment, protocol
from consultations.planning.book import OWN
from consultations.planning.findings import Findings, Hair, Skin
from consultations.planning.shade import (
    STEPS,
    Colour,
    Spot,
    averaged,
    distance,
    is_cast,
    measured_type,
    nearest,
    suggest,
    typology_angle,
)
from patients.vocabulary import HairColour

# Sharma, Wu, Dalal 2005, "The CIEDE2000 color-difference formula", table 1: pairs 1, 4, 7, 13, 17, 20, 25, 34.
PUBLISHED = (
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, -0.001, 2.49), (50.0, 0.0009, -2.49), 4.8045),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
)
# Skin of each type, lightest first, as a photo shows it.
SKINS: tuple[Colour, ...] = ((76, 7, 14), (68, 10, 17), (62, 12, 19), (56, 12, 19), (46, 13, 20), (34, 11, 14))


def spot(lab: Colour, spread: float = 2.0, *, is_clipped: bool = False) -> Spot:
    """A spot of this colour; its light worked out from CIELAB by hand."""
    lightness, a, b = lab
    fy = (lightness + 16) / 116
    white = (0.95047, 1.0, 1.08883)
    xyz = [
        w * (t**3 if t > 6 / 29 else 3 * (6 / 29) ** 2 * (t - 4 / 29))
        for w, t in zip(white, (fy + a / 500, fy, fy - b / 200), strict=True)
    ]
    rows = ((3.2404542, -1.5371385, -0.4985314), (-0.969266, 1.8760108, 0.041556), (0.0556434, -0.2040259, 1.0572252))
    red, green, blue = (sum(k * v for k, v in zip(row, xyz, strict=True)) for row in rows)
    return Spot((red, green, blue), spread, is_clipped)


@pytest.mark.parametrize(("one", "other", "apart"), PUBLISHED)
def test_the_distance_is_ciede2000_as_published(one: Colour, other: Colour, apart: float) -> None:
    assert distance(one, other) == pytest.approx(apart, abs=0.0001)
    assert distance(other, one) == pytest.approx(apart, abs=0.0001)


@pytest.mark.parametrize("lab", [*SKINS, *protocol.HAIR_IN_PHOTO.value.values()])
def test_a_colour_comes_back_as_it_went_in(lab: Colour) -> None:
    assert distance(spot(lab).lab, lab) < 0.05


def test_skin_is_typed_by_its_angle() -> None:
    assert [measured_type(skin, OWN) for skin in SKINS] == [1, 2, 3, 4, 5, 6]
    assert typology_angle((65, 10, 15)) == pytest.approx(45.0)
    assert typology_angle((80, 0, 0)) == pytest.approx(90.0, abs=0.001)
    limits = protocol.SKIN_BY_ITA.value
    assert sorted(limits, reverse=True) == list(limits)


@pytest.mark.parametrize("outdoor", [None, True])
@pytest.mark.parametrize("name", protocol.HAIR_IN_PHOTO.value)
def test_every_hair_colour_leads_to_the_shade_of_the_engine(name: str, outdoor: bool | None) -> None:
    for kind, skin in enumerate(SKINS, 1):
        said = suggest(spot(protocol.HAIR_IN_PHOTO.value[name]), spot(skin), known_type=None, outdoor=outdoor, book=OWN)
        mixed = pigment.plan(Findings(hair=Hair(HairColour(name)), skin=Skin(kind, outdoor_life=outdoor)), OWN)
        assert mixed is not None
        best, second = said.matches
        assert (best.colour, best.shade, best.start_shade) == (name, mixed.shade, mixed.start_shade)
        assert best.distance < 0.1 < second.distance
        assert {best.shade, second.start_shade} <= set(STEPS)
        assert said.skin_type == said.skin_measured == kind
        assert said.rules == OWN.version


def test_the_skin_type_of_the_record_goes_before_the_photos() -> None:
    dark = spot(protocol.HAIR_IN_PHOTO.value["black"])
    said = suggest(dark, spot(SKINS[1]), known_type=6, outdoor=None, book=OWN)
    assert (said.skin_type, said.skin_measured, said.matches[0].shade) == (6, 2, 6)
    assert "skin_differs" in said.warnings
    near = suggest(dark, spot(SKINS[1]), known_type=3, outdoor=None, book=OWN)
    assert "skin_differs" not in near.warnings


def test_light_in_which_no_skin_looks_like_skin_tells_no_shade() -> None:
    dark = spot((20, 4, 6))
    for cast in ((60, 5, -25), (60, -20, 10), (60, 30, 40), (60, 20, -3)):
        said = suggest(dark, spot(cast), known_type=3, outdoor=None, book=OWN)
        assert (said.matches, said.warnings) == ((), ("cast",))
    assert not is_cast((40, 0, -3), OWN)  # so grey that its hue tells nothing
    assert not any(is_cast(skin, OWN) for skin in SKINS)


WARNED = (
    ("clipped", spot((20, 4, 6), is_clipped=True), spot(SKINS[2])),
    ("clipped", spot((20, 4, 6)), spot(SKINS[2], is_clipped=True)),
    ("uneven", spot((20, 4, 6), 12.0), spot(SKINS[2])),
    ("uneven", spot((20, 4, 6)), spot(SKINS[2], 30.0)),
    ("far", spot((55, -45, 35)), spot(SKINS[2])),
    ("high_contrast", spot((12, 1, 1)), spot(SKINS[0])),
    ("low_contrast", spot((55, 0, 2)), spot((58, 6, 8))),
    ("blue_on_fair", spot((12, 1, 1)), spot(SKINS[1])),
    ("cool_skin", spot((63, 7, 25)), spot((72, 10, 8))),
)


@pytest.mark.parametrize(("code", "hair", "skin"), WARNED)
def test_each_warning_is_given_when_it_holds(code: str, hair: Spot, skin: Spot) -> None:
    said = suggest(hair, skin, known_type=None, outdoor=None, book=OWN)
    assert code in said.warnings


def test_between_two_colours_of_another_shade_says_so() -> None:
    brown, light = (protocol.HAIR_IN_PHOTO.value[name] for name in ("brown", "light_brown"))
    middle = tuple((one + other) / 2 for one, other in zip(brown, light, strict=True))
    said = suggest(spot(middle), spot(SKINS[2]), known_type=None, outdoor=None, book=OWN)  # type: ignore[arg-type]
    assert {match.shade for match in said.matches} == {2, 3}
    assert "between" in said.warnings


def test_good_light_and_ordinary_hair_give_no_warning() -> None:
    said = suggest(spot((42, 9, 19)), spot(SKINS[2]), known_type=3, outdoor=None, book=OWN)
    assert said.warnings == ()
    assert 15 <= said.contrast < 35


def test_nearest_keeps_the_order_of_distance() -> None:
    found = nearest((40, 15, 22), Skin(fitzpatrick=3), OWN)
    assert len(found) == 2
    assert found[0].distance <= found[1].distance


def test_a_spot_is_averaged_as_light_without_its_ends() -> None:
    even = averaged([(100, 80, 60)] * 100)
    assert even.hex == "#64503c"
    assert even.spread == pytest.approx(0.0, abs=1e-9)
    assert not even.is_clipped
    glint = averaged([(100, 80, 60)] * 80 + [(255, 255, 255)] * 10 + [(0, 0, 0)] * 10)
    assert glint.hex == "#64503c"
    assert not glint.is_clipped
    glare = averaged([(100, 80, 60)] * 80 + [(254, 10, 10)] * 11)
    assert glare.is_clipped
    mixed = averaged([(0, 0, 0)] * 50 + [(255, 255, 255)] * 50)
    assert mixed.hex == "#bcbcbc"  # half the light, not half the number
    assert mixed.spread > 40
    nearly_black = averaged([(5, 5, 5)] * 9)
    assert nearly_black.lab[0] == pytest.approx(1.37, abs=0.02)


def test_a_grey_card_takes_the_light_out_and_leaves_the_brightness() -> None:
    skin, grey = spot(SKINS[2]), spot((50, 0, 0))
    light = (1.25, 1.0, 0.6)
    seen = [replace(one, linear=tuple(v * c for v, c in zip(one.linear, light, strict=True))) for one in (skin, grey)]
    balanced = seen[0].under(seen[1])
    assert distance(seen[0].lab, SKINS[2]) > 5
    assert distance(balanced.lab, SKINS[2]) < 2
    assert seen[1].under(seen[1]).lab[1:] == pytest.approx((0, 0), abs=0.01)
    assert balanced.spread == skin.spread
    assert Spot((0.2, 0.2, 0.2), 0, is_clipped=False).under(Spot((0, 0, 0), 0, is_clipped=False)).linear == (0, 0, 0)
