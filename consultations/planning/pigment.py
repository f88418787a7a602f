"""Pigment: contrast of hair and scalp, shade, sessions and hours."""

from consultations.planning import protocol
from consultations.planning.book import Book
from consultations.planning.findings import Findings
from consultations.planning.grafts import cite
from consultations.planning.ranges import Range
from consultations.planning.recommendation import Pigment, Reason
from consultations.planning.rulebook import source
from consultations.planning.sentences import options as said
from consultations.planning.units import Cm2
from patients.vocabulary import Contrast, HairColour

DARK = frozenset({HairColour.BLACK, HairColour.DARK_BROWN, HairColour.DARK})
FAINT = frozenset({HairColour.WHITE, HairColour.BLOND, HairColour.RED})
PALE = FAINT | {HairColour.GREY, HairColour.LIGHT}
NAMED_LOOSELY = {HairColour.DARK: HairColour.DARK_BROWN, HairColour.LIGHT: HairColour.BLOND}


def _caution(rule: str, text: str, *keys: str) -> Reason:
    return Reason(rule, text, source(rule), keys)


SKIN_UNKNOWN = _caution("J", said.SKIN_UNKNOWN, "hair.colour")
GREYING_DARK = _caution("S51", said.GREYING_DARK, "hair.colour")
GREYING = _caution("S51", said.GREYING, "hair.colour")
SUN_LIGHTENS = _caution("S52", said.SUN_LIGHTENS, "hair.colour", "skin.outdoor_life")
TEMPORARY_TRIAL = _caution("R27", said.TEMPORARY_TRIAL, "hair.colour")
START_LIGHT = _caution("S54", said.START_LIGHT)


def skin_type(findings: Findings, book: Book) -> int | None:
    """The Fitzpatrick type, measured or by tone."""
    skin = findings.skin
    if skin.fitzpatrick is not None:
        return skin.fitzpatrick
    return book[protocol.SKIN_BY_TONE][skin.tone.value] if skin.tone else None


def contrast(findings: Findings, book: Book) -> Contrast | None:
    """Hair against scalp: as judged, else from colour and skin."""
    if findings.skin.contrast is not None:
        return findings.skin.contrast
    colour, skin = findings.hair.colour, skin_type(findings, book)
    if colour is None or skin is None:
        return None
    fair, between = book[protocol.CONTRAST_SKIN]
    if colour in DARK:
        return Contrast.HIGH if skin <= fair else Contrast.MEDIUM if skin <= between else Contrast.LOW
    if colour in PALE:
        return Contrast.LOW if skin <= fair else Contrast.MEDIUM
    return Contrast.MEDIUM if skin <= between else Contrast.LOW


def faint(findings: Findings, book: Book) -> bool:
    """White, blond or red hair that leaves almost no shadow when shaved (R27)."""
    return findings.hair.colour in FAINT and (skin_type(findings, book) or 1) <= book[protocol.CONTRAST_SKIN][0]


def plan(findings: Findings, book: Book) -> Pigment | None:
    """The shade to aim for and to start with; None when the hair's colour is unknown."""
    colour = findings.hair.colour
    if colour is None:
        return None
    skin = skin_type(findings, book)
    row = book[protocol.SHADES][NAMED_LOOSELY.get(colour, colour).value]
    shade = row[(skin or book[protocol.MIDDLE_SKIN]) - 1]
    lighter = colour is not HairColour.BLACK and bool(findings.skin.outdoor_life)
    if lighter:
        shade = max(1, shade - 1)
    return Pigment(shade, max(1, shade - 1), _cautions(findings, skin, book), (*cite(protocol.SHADES), source("S50")))


def _cautions(findings: Findings, skin: int | None, book: Book) -> tuple[Reason, ...]:
    colour = findings.hair.colour
    black = colour in (HairColour.BLACK, HairColour.DARK)
    rows = (
        (skin is None, SKIN_UNKNOWN),
        (black, GREYING_DARK),
        (not black, GREYING),
        (bool(findings.skin.outdoor_life) and colour is not HairColour.BLACK, SUN_LIGHTENS),
        (faint(findings, book), TEMPORARY_TRIAL),
        (True, START_LIGHT),
    )
    return tuple(reason for holds, reason in rows if holds)


def hours(area: Range[Cm2], book: Book) -> tuple[int, int]:
    """The chair hours of one session, least and most."""
    least, most = book[protocol.SMP_HOURS]
    pace = book[protocol.SMP_CM2_PER_HOUR]
    return (min(most, max(least, round(area.low / pace))), min(most, max(least, round(area.high / pace))))
