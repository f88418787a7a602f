"""How far two photos of one view can be compared: head pose, scale, place and light, by plain means on small pictures.

The head is what differs from the background along the picture's edge; its tilt, size and middle come from moments.
All limits are this project's judgement.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PIL import Image

from patients.models import Photo
from patients.services.originals import opened
from smpclinic.accounts.access import Refused

SIDE = 96  # pixels of the longer side that is looked at
TONES = 32
LEAST_HEAD, MOST_HEAD = 0.05, 0.95  # share of the picture; beyond, no head is told from its background
LEAST_CONTRAST = 24  # how far a pixel's colour must be from the background's to be head, of 441
ROUND = 1.12  # a head whose axes differ less has no tilt to speak of
# Up to the first nothing is lost, from the second on nothing is left.
TILT, SCALE, PLACE, LIGHT = (5.0, 25.0), (0.06, 0.35), (0.06, 0.3), (0.04, 0.25)
ENOUGH = 0.5


@dataclass(frozen=True)
class Look:
    """One photo: where the head is and how the light falls; no head is size 0."""

    size: float  # share of the picture's longer side, squared
    middle: tuple[float, float]  # in shares of the picture's longer side, from its middle
    tilt: float | None  # degrees of the long axis from upright, clockwise; None of a round head
    tones: tuple[float, ...]  # share of the pixels up to each brightness
    brightness: float


@dataclass(frozen=True)
class Comparison:
    """The score, 0 to 1, of the weakest of the four, and what is wrong: codes with a figure each."""

    score: float
    faults: tuple[tuple[str, float], ...]

    @property
    def is_enough(self) -> bool:
        """Whether a difference between the photos may be one of the scalp."""
        return self.score >= ENOUGH


def compare(before: Photo, after: Photo) -> Comparison:
    """How far the two can be compared; raise Refused when a picture is missing."""
    return judged(look(small(before)), look(small(after)))


def small(photo: Photo) -> Image.Image:
    """The photo as small as it is looked at, from its thumbnail when there is one."""
    if photo.thumbnail and Path(photo.thumbnail.path).is_file():
        with Image.open(photo.thumbnail.path, formats=["JPEG"]) as made:
            picture = made.convert("RGB")
    else:
        picture = opened(photo)
    picture.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return picture


def look(picture: Image.Image) -> Look:
    """What a small picture shows."""
    width, height = picture.size
    longer = max(width, height)
    grey = picture.convert("L").histogram()
    bins = [sum(grey[n : n + 256 // TONES]) / (width * height) for n in range(0, 256, 256 // TONES)]
    tones = tuple(sum(bins[: n + 1]) for n in range(TONES))
    brightness = sum(value * count for value, count in enumerate(grey)) / (width * height * 255)
    head = head_of(picture)
    share = len(head) / (width * height)
    if not LEAST_HEAD <= share <= MOST_HEAD:
        return Look(0.0, (0.0, 0.0), None, tones, brightness)
    x = sum(point[0] for point in head) / len(head)
    y = sum(point[1] for point in head) / len(head)
    middle = ((x - (width - 1) / 2) / longer, (y - (height - 1) / 2) / longer)
    return Look(len(head) / longer**2, middle, tilt_of(head, x, y), tones, brightness)


def head_of(picture: Image.Image) -> list[tuple[int, int]]:
    """The pixels that differ from the background, which is the middle colour of the upper three edges."""
    width, height = picture.size
    raw = picture.tobytes()

    def at(x: int, y: int) -> bytes:
        place = 3 * (y * width + x)
        return raw[place : place + 3]

    edge = [at(x, 0) for x in range(width)] + [at(x, y) for x in (0, width - 1) for y in range(height // 2)]
    paper = [median(pixel[channel] for pixel in edge) for channel in range(3)]
    return [(x, y) for y in range(height) for x in range(width) if math.dist(at(x, y), paper) >= LEAST_CONTRAST]


def tilt_of(head: list[tuple[int, int]], x: float, y: float) -> float | None:
    """The way of the long axis by second moments, in degrees from upright; None when no axis is longer."""
    xx = sum((px - x) ** 2 for px, _py in head) / len(head)
    yy = sum((py - y) ** 2 for _px, py in head) / len(head)
    xy = sum((px - x) * (py - y) for px, py in head) / len(head)
    spread = math.hypot(xx - yy, 2 * xy)
    if math.sqrt((xx + yy + spread) / max(xx + yy - spread, 1e-9)) < ROUND:
        return None
    return math.degrees(0.5 * math.atan2(-2 * xy, yy - xx))


def judged(one: Look, other: Look) -> Comparison:
    """The score of two looks, and each fault that brings it below enough, worst first."""
    found = [("light", *light(one, other))]
    if not one.size or not other.size:
        return Comparison(0.0, (("no_head", 0.0),))
    if one.tilt is not None and other.tilt is not None:
        turn = abs((other.tilt - one.tilt + 90) % 180 - 90)
        found.append(("tilt", left(turn, TILT), turn))
    scale = math.sqrt(other.size / one.size)
    found.append(("scale", left(abs(math.log(scale)), SCALE), 100 * (scale - 1)))
    shift = math.dist(one.middle, other.middle)
    found.append(("place", left(shift, PLACE), 100 * shift))
    found.sort(key=lambda row: row[1])
    return Comparison(found[0][1], tuple((code, figure) for code, score, figure in found if score < ENOUGH))


def light(one: Look, other: Look) -> tuple[float, float]:
    """What is left of the score by the distance of the tones, and how much brighter the second is, in percent."""
    apart = sum(abs(first - second) for first, second in zip(one.tones, other.tones, strict=True)) / TONES
    return left(apart, LIGHT), 100 * (other.brightness - one.brightness)


def left(amount: float, limits: tuple[float, float]) -> float:
    """1 up to the first limit, 0 from the second, even in between."""
    free, most = limits
    return min(1.0, max(0.0, (most - amount) / (most - free)))


def told(before: Photo, after: Photo) -> Comparison | None:
    """The same for a page; None when a picture cannot be opened."""
    try:
        return compare(before, after)
    except Refused:
        return None
