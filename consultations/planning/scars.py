"""Scars: their kind, size, ripeness, and the pigment and grafts they need."""

from dataclasses import dataclass

from consultations.planning import protocol
from consultations.planning.book import Book
from consultations.planning.findings import Scar
from consultations.planning.ranges import Range, exactly
from consultations.planning.units import Cm2, Grafts, Mm, Sessions, grafts_on, skin_of
from patients.vocabulary import ScarCause, ScarWidth, Surface

LINEAR = frozenset({ScarCause.STRIP, ScarCause.TRANSPLANT, ScarCause.SCALP_REDUCTION})
DOTS = frozenset({ScarCause.FUE, ScarCause.PUNCH})
FROM_TRANSPLANT = frozenset({ScarCause.STRIP, ScarCause.FUE, ScarCause.TRANSPLANT, ScarCause.PUNCH})


@dataclass(frozen=True, slots=True)
class ScarView:
    """One scar of the list, with its place in it."""

    key: str
    kind: str  # linear, dots, other
    zone: str
    wide: bool
    shaped: bool  # raised or hollow
    waits: bool  # too young, raised or changing: gate G13
    wait_months: int
    count: int
    told_flat: bool  # else it is taken as flat until it is seen
    length_mm: Range[Mm]
    area: Range[Cm2]  # all of them together, cm2


def see(scar: Scar, n: int, book: Book) -> ScarView:
    """A scar as the rules read it."""
    kind = "dots" if scar.cause in DOTS else "linear" if scar.cause in LINEAR or scar.cause is None else "other"
    wide = is_wide(scar, book)
    size = "wide" if kind == "linear" and wide else kind
    usual_length, usual_width = book[protocol.SCAR_SIZE_MM][size]
    length = exactly(scar.length_mm) if scar.length_mm is not None else usual_length
    width = exactly(scar.width_mm) if scar.width_mm is not None else usual_width
    count = scar.count or 1
    if kind == "dots" and scar.length_mm is None:
        count = 1  # the dots lie in one field
    one = Range(skin_of(length.low, width.low), skin_of(length.likely, width.likely), skin_of(length.high, width.high))
    area = one * count
    least = book[protocol.SCAR_MONTHS][0]
    young = scar.age_months is not None and scar.age_months < least
    return ScarView(
        key=f"scars[{n}]",
        kind=kind,
        zone=scar.zone or ("donor" if scar.cause in FROM_TRANSPLANT else "scar"),
        wide=wide,
        shaped=scar.surface in (Surface.RAISED, Surface.HOLLOW),
        waits=young or _unripe(scar) or scar.surface is Surface.RAISED or bool(scar.changing),
        wait_months=max(0, least - (scar.age_months or 0)),
        count=count,
        told_flat=scar.surface is Surface.FLAT,
        length_mm=length,
        area=area.each(lambda cm2: max(1, round(cm2))),
    )


def _unripe(scar: Scar) -> bool:
    """Not mature by the clinician's word, unless its age says otherwise."""
    return scar.mature is False and scar.age_months is None


def is_wide(scar: Scar, book: Book) -> bool:
    """Wide by measure, else by word."""
    if scar.width_mm is not None:
        return scar.width_mm > book[protocol.SCAR_WIDE_MM]
    return scar.width is ScarWidth.WIDE


def pigment_sessions(view: ScarView, book: Book) -> Range[Sessions]:
    """How many pigment sessions the scar takes."""
    return book[protocol.SMP_SESSIONS_STRIP if view.kind == "linear" else protocol.SMP_SESSIONS_SCAR]


def grafts(view: ScarView, book: Book) -> Range[Grafts]:
    """Grafts for the scar itself, by its area."""
    density = book[protocol.SCAR_DENSITY]
    area = view.area
    need = Range(
        grafts_on(area.low, density.low), grafts_on(area.likely, density.likely), grafts_on(area.high, density.high)
    )
    return need.each(lambda one: max(10, round(one)))
