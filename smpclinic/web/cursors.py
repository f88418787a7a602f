"""Where a page of a list starts: after the row that ended the page before it, `2026-03-12~17` in the address."""

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date
from typing import TypeVar

Place = TypeVar("Place", bound=date)
LONGEST_KEY = 19


def written(place: date, pk: int) -> str:
    """The place of a row in its list, for an address."""
    return f"{place.isoformat()}~{pk}"


def key(text: str) -> int:
    """The key of a row that an address or a button names; 0, which nobody has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_KEY else 0


def read(text: str, as_place: Callable[[str], Place | None]) -> tuple[Place, int] | None:
    """The place that an address names; None for the first page, and for an address that somebody has bent."""
    place, _tilde, pk = text.partition("~")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < LONGEST_KEY):
        return None
    try:
        found = as_place(place)
    except ValueError:
        return None
    return (found, int(pk)) if found is not None and is_usual(found) else None


def is_usual(place: date) -> bool:
    """Whether one may reckon with it: in another zone, or a day on, it is still a date; a moment names its zone."""
    return MINYEAR < place.year < MAXYEAR and getattr(place, "tzinfo", place) is not None
