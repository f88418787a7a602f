"""What a rule says: which options, in which order, and why."""

from dataclasses import dataclass

from consultations.planning.picture import Picture
from patients.vocabulary import OptionCode as O


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule that fired: the facts hold for every option it names, the advice for the first."""

    rule: str
    codes: tuple[O, ...]
    facts: str
    advice: str
    inputs: tuple[str, ...]


def told(p: Picture, *keys: str) -> tuple[str, ...]:
    """Those of the keys that were given; a section's name stands for every key of it."""
    return tuple(key for key in keys if key in p.told.told)


def thousands(low: float, high: float) -> str:
    """A range of grafts in words."""
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def transplant(p: Picture, larger: O) -> O:
    """One FUE session when it is enough, else the larger way."""
    if p.want is not None and p.want.likely <= p.limit:
        return O.FUE_ONLY
    return larger


LENGTH = ("wishes.hair_length", "wishes.short_for_life", "hair.worn")
SUPPLY = (
    "donor.density_fu_cm2",
    "donor.hairs_cm2",
    "donor.quality",
    "hair.calibre",
    "hair.calibre_mm",
    "donor.prior_grafts",
)
