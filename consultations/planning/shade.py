"""Shade from a photo: measured colours of hair and skin to the pigment that the engine would mix, with its doubts."""

import math
from dataclasses import dataclass
from statistics import fmean, pstdev

from coloraide import Color

from consultations.planning import pigment, protocol
from consultations.planning.book import Book
from consultations.planning.findings import Findings, Hair, Skin
from patients.vocabulary import HairColour

Colour = tuple[float, float, float]
STEPS = range(1, 7)  # lightest to darkest
SHOWN = 2  # suggestions beside each other
TRIMMED = 0.1  # share of a spot's pixels left out at each end: glints, and gaps between hairs
CLIPPED, MANY = 254, 0.1  # a pixel at its end tells no colour; so large a share of them spoils the spot
# How much each of linear red, green and blue weighs in lightness (sRGB, IEC 61966-2-1).
WEIGHTS = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True, slots=True)
class Spot:
    """One averaged patch of a picture: linear sRGB, 0 to 1; how much L* varies in it; whether much of it is clipped."""

    linear: Colour
    spread: float
    is_clipped: bool

    @property
    def lab(self) -> Colour:
        """CIELAB under D65, the white of sRGB."""
        return _coords(Color("srgb-linear", self.linear).convert("lab-d65"))

    @property
    def hex(self) -> str:
        """The colour as pages write it."""
        return str(Color("srgb-linear", self.linear).convert("srgb").to_string(hex=True, fit="clip"))

    def under(self, grey: "Spot") -> "Spot":
        """The same spot as it would be if the card's grey were grey; brightness stays as it was."""
        light = lightness_weight(grey.linear)
        red, green, blue = (
            value * light / max(seen, 1e-6) for value, seen in zip(self.linear, grey.linear, strict=True)
        )
        return Spot((red, green, blue), self.spread, self.is_clipped)


@dataclass(frozen=True, slots=True)
class Match:
    """A hair colour with its CIEDE2000 distance from what was measured, and the engine's shade for it."""

    colour: HairColour
    distance: float
    shade: int
    start_shade: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The nearest shades, best first; none when the light tells nothing. Warnings are codes (words.SHADE_WARNING)."""

    matches: tuple[Match, ...]
    skin_type: int
    skin_measured: int
    contrast: float
    warnings: tuple[str, ...]
    rules: str


def _coords(colour: Color) -> Colour:
    one, two, three = colour.coords()
    return one, two, three


def lightness_weight(linear: Colour) -> float:
    """The luminance of a linear colour, 0 to 1."""
    return sum(weight * value for weight, value in zip(WEIGHTS, linear, strict=True))


def _linear(value: int) -> float:
    """One channel of sRGB, 0 to 255, as light."""
    share = value / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


LINEAR = tuple(_linear(value) for value in range(256))


def _lightness(linear: Colour) -> float:
    """CIE L* of a linear colour."""
    light = lightness_weight(linear)
    return 116 * light ** (1 / 3) - 16 if light > 216 / 24389 else light * 24389 / 27


def averaged(pixels: list[tuple[int, int, int]]) -> Spot:
    """A spot of these pixels, sRGB of 8 bits, averaged as light without its brightest and darkest tenth."""
    lights = sorted(((LINEAR[red], LINEAR[green], LINEAR[blue]) for red, green, blue in pixels), key=lightness_weight)
    cut = int(len(lights) * TRIMMED)
    kept = lights[cut : len(lights) - cut]
    red, green, blue = (fmean(channel) for channel in zip(*kept, strict=True))
    clipped = sum(max(pixel) >= CLIPPED for pixel in pixels)
    return Spot((red, green, blue), pstdev(map(_lightness, kept)), clipped > len(pixels) * MANY)


def distance(one: Colour, other: Colour) -> float:
    """CIEDE2000 between two colours in CIELAB."""
    return float(Color("lab-d65", one).delta_e(Color("lab-d65", other), method="2000"))


def typology_angle(skin: Colour) -> float:
    """The individual typology angle of skin, in degrees: light skin is high, dark skin low."""
    return math.degrees(math.atan2(skin[0] - 50, max(skin[2], 1e-6)))


def measured_type(skin: Colour, book: Book) -> int:
    """The skin type whose angle this is, 1 to 6."""
    angle = typology_angle(skin)
    return 1 + sum(angle <= limit for limit in book[protocol.SKIN_BY_ITA])


def suggest(hair: Spot, skin: Spot, *, known_type: int | None, outdoor: bool | None, book: Book) -> Suggestion:
    """The engine's shade for the measured hair; `known_type` is the skin type of the record, which goes before."""
    measured = measured_type(skin.lab, book)
    person = Skin(fitzpatrick=known_type or measured, outdoor_life=outdoor)
    contrast = distance(hair.lab, skin.lab)
    if is_cast(skin.lab, book):
        return Suggestion((), known_type or measured, measured, contrast, ("cast",), book.version)
    matches = nearest(hair.lab, person, book)
    found = (*of_light(hair, skin, book), *of_colour(matches, person, skin.lab, contrast, book))
    if known_type and abs(known_type - measured) > 1:
        found += ("skin_differs",)
    return Suggestion(matches, known_type or measured, measured, contrast, found, book.version)


def is_cast(skin: Colour, book: Book) -> bool:
    """Whether no skin looks so in usable light."""
    limits, chroma = book[protocol.PHOTO_LIMITS], math.hypot(skin[1], skin[2])
    strays = not limits["skin_hue_least"] <= _hue(skin) <= limits["skin_hue_most"]
    return chroma > limits["skin_chroma_most"] or (strays and chroma >= limits["skin_chroma_least"])


def _hue(lab: Colour) -> float:
    return math.degrees(math.atan2(lab[2], lab[1])) % 360


def nearest(hair: Colour, person: Skin, book: Book) -> tuple[Match, ...]:
    """The hair colours nearest to the measured one, each with the engine's shade on this skin."""
    found = [
        Match(HairColour(colour), distance(hair, middle), mixed.shade, mixed.start_shade)
        for colour, middle in book[protocol.HAIR_IN_PHOTO].items()
        if (mixed := pigment.plan(Findings(hair=Hair(colour=HairColour(colour)), skin=person), book))
    ]
    return tuple(sorted(found, key=lambda match: match.distance)[:SHOWN])


def of_light(hair: Spot, skin: Spot, book: Book) -> tuple[str, ...]:
    """What spoils the spots themselves."""
    uneven = max(hair.spread, skin.spread) >= book[protocol.PHOTO_LIMITS]["uneven"]
    rows = (("clipped", hair.is_clipped or skin.is_clipped), ("uneven", uneven))
    return tuple(code for code, holds in rows if holds)


def of_colour(matches: tuple[Match, ...], person: Skin, skin: Colour, contrast: float, book: Book) -> tuple[str, ...]:
    """What to beware of with this hair on this skin."""
    limits, (best, second) = book[protocol.PHOTO_LIMITS], matches
    fair = (person.fitzpatrick or 0) <= limits["fair_type_most"]
    near = second.distance - best.distance <= limits["colour_between"]
    rows = (
        ("far", best.distance >= limits["colour_far"]),
        ("between", near and second.shade != best.shade),
        ("high_contrast", contrast >= limits["high_contrast"]),
        ("low_contrast", contrast < limits["low_contrast"]),
        ("blue_on_fair", fair and best.shade > limits["fair_shade_most"]),
        ("cool_skin", fair and _hue(skin) < limits["skin_hue_cool"]),
    )
    return tuple(code for code, holds in rows if holds)
