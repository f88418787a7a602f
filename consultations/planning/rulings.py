"""What a rule says: which options, in which order, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from consultations.planning.picture import Picture
from consultations.planning.sentences import options
from patients.vocabulary import OptionCode as O
from patients.vocabulary import PriorMethod, Sex

Said = tuple[str, ...]  # sentences in their order
Own = dict[O, Said]  # by the option that they speak of


@dataclass(frozen=True, slots=True)
class Ruling:
    """One rule that fired: facts that hold for every option it names, and what it says of single ones instead."""

    rule: str
    codes: tuple[O, ...]
    facts: Said
    inputs: tuple[str, ...]
    own: Mapping[O, Said] = field(default_factory=dict)
    beside: Said = ()  # of several surgeries that it does not name, in place of the facts

    def says(self, code: O) -> Said:
        """What the rule says of an option it names, and of several surgeries, which are shown beside without a name."""
        if code in self.codes:
            return self.own.get(code, self.facts)
        return self.beside or self.facts if code is O.TRANSPLANT_STAGED else ()


def told(p: Picture, *keys: str) -> tuple[str, ...]:
    """Those of the keys that were given; a section's name stands for every key of it."""
    return tuple(key for key in keys if key in p.told.told)


def no_line(p: Picture) -> str:
    """What single grafts spare this person: a line at all, one that a close cut would show, or a further one."""
    if p.told.donor.prior_method in (PriorMethod.STRIP, PriorMethod.BOTH) or any(s.kind == "linear" for s in p.scars):
        return options.NO_FURTHER_LINE
    long = p.aims.grow or p.aims.refuses_short or (p.told.sex is Sex.FEMALE and not p.aims.close)
    return options.NO_LINE_LONG if long else options.NO_LINE


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
