"""A quote's arithmetic: lines of quantity × unit price in minor units, their sum, a discount, what changed since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultations.planning import terms
from consultations.planning.terms import Terms
from consultations.planning.words import _, sentence

DISCOUNT = "discount"  # the item of the line that a discount is
WHOLE = "plan"  # the unit of what is counted once for the whole plan
ENDS = ("low", "high")

DISCOUNT_OF = sentence(_("Discount of {percent} %"), clinical=_("Discount, {percent} % of the sum of the lines"))
NO_TOUCH_UPS = sentence(
    _("Touch-ups: there are none, because this plan has no pigment."), clinical=_("Touch-ups: no SMP in this plan.")
)
TOUCH_UPS_CHARGED = sentence(
    _("Touch-ups: each is charged."), clinical=_("Touch-ups: no cover after the last session of the first series.")
)
REVIEWS = sentence(_("Reviews of the result after the treatment."), clinical=_("Follow-up reviews after treatment."))
REVIEWS_CHARGED = sentence(
    _("Reviews of the result after the treatment: each is charged."),
    clinical=_("Follow-up reviews after treatment are charged."),
)
MEDICINES = sentence(
    _("The medicines for hair loss that this plan names."), clinical=_("Drug treatment named in the plan.")
)
TRAVEL = sentence(
    _("Travel and nights away from home, as agreed with the clinic."), clinical=_("Travel and accommodation, included.")
)
COUNTED = sentence(
    _("This quote counts {low} to {high} grafts. The limit is {percent} % above that: {most} grafts."),
    clinical=_("True-up: {low} to {high} grafts quoted, cap {percent} %, {most} grafts."),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line; its amounts are its quantity times its unit price, at both ends."""

    item: str
    quantity_low: int
    quantity_high: int
    unit: str
    unit_low: int
    unit_high: int
    why: str
    source: str

    @property
    def low(self) -> int:
        return self.quantity_low * self.unit_low

    @property
    def high(self) -> int:
        return self.quantity_high * self.unit_high


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a line: added (no old), removed (no new) or changed."""

    old: Line | None
    new: Line | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a clinic's quotes include beyond what follows from the plan."""

    medication: bool = False
    reviews: bool = True
    travel: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """One row of the list of what is included: what it is about, yes or no, and its sentence."""

    what: str
    yes: bool
    text: str


def lines_of(fee: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of an option's fee as it is stored."""
    names = Line.__dataclass_fields__
    return tuple(Line(**{name: line[name] for name in names}) for line in fee["lines"])


def total(lines: Iterable[Line]) -> tuple[int, int]:
    """The sum of the lines, at the low end and at the high end."""
    both = [(line.low, line.high) for line in lines]
    return sum(low for low, _high in both), sum(high for _low, high in both)


def part_of(amount: int, percent: int) -> int:
    """So many percent of an amount, to the nearest minor unit, halves up."""
    return (2 * amount * percent + 100) // 200


def without_discount(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.item != DISCOUNT)


def discounted(lines: Iterable[Line], percent: int, source: str) -> tuple[Line, ...]:
    """The lines with this discount alone at their end; none at all for 0 percent."""
    kept = without_discount(lines)
    if not percent:
        return kept
    low, high = (-part_of(end, percent) for end in total(kept))
    return (*kept, Line(DISCOUNT, 1, 1, WHOLE, low, high, DISCOUNT_OF(percent=percent), source))


def differences(old: Sequence[Line], new: Sequence[Line]) -> tuple[Difference, ...]:
    """What was added, removed and changed: a line is the same by item and reason, else by item, in order."""
    left: list[Line] = list(old)
    pairs: dict[int, Line] = {}
    for same in (_alike, _of_one_item):
        for n, line in enumerate(new):
            found = next((one for one in left if n not in pairs and same(one, line)), None)
            if found is not None:
                left.remove(found)
                pairs[n] = found
    changed = [Difference(pairs.get(n), line) for n, line in enumerate(new) if not _priced_alike(pairs.get(n), line)]
    return (*(Difference(line, None) for line in left), *changed)


def _alike(one: Line, other: Line) -> bool:
    return (one.item, one.why) == (other.item, other.why)


def _of_one_item(one: Line, other: Line) -> bool:
    return one.item == other.item


def _priced_alike(one: Line | None, other: Line) -> bool:
    return one is not None and all(
        getattr(one, name) == getattr(other, name)
        for name in ("quantity_low", "quantity_high", "unit", "unit_low", "unit_high")
    )


def cover(agreed: Terms, chosen: Choices) -> tuple[Cover, ...]:
    """What is included and what not: touch-ups by the protocol, the rest by the clinic's terms."""
    paid = terms.TRAVEL() not in agreed.not_included  # it has a line of its own
    reviews = terms.CHECKS(days=agreed.check_days) if agreed.check_days else REVIEWS()
    rows = [
        Cover("visits", True, terms.VISITS()),
        _touch_ups(agreed.cover_days),
        Cover("reviews", chosen.reviews, reviews if chosen.reviews else REVIEWS_CHARGED()),
        Cover("medication", chosen.medication, MEDICINES() if chosen.medication else terms.MEDICINES()),
        Cover("travel", chosen.travel or paid, TRAVEL() if chosen.travel or paid else terms.TRAVEL()),
    ]
    others = [terms.TESTS()]
    others += [terms.LATER()] if agreed.cover_days is not None else []
    others += [terms.FURTHER()] if agreed.check_days is not None else []
    return (*rows, *(Cover("other", False, text) for text in (*others, terms.BEYOND())))


def _touch_ups(days: int | None) -> Cover:
    if days is None:
        return Cover("touch_ups", False, NO_TOUCH_UPS())
    return (
        Cover("touch_ups", True, terms.TOUCH_UPS(days=days)) if days else Cover("touch_ups", False, TOUCH_UPS_CHARGED())
    )


def true_up(agreed: Terms, lines: Iterable[Line]) -> tuple[str, ...]:
    """The rule for more or fewer grafts in sentences, its numbers first; nothing where grafts are not counted."""
    if agreed.most_grafts is None:
        return ()
    grafts = [line for line in lines if line.unit == "graft" and line.unit_high]
    low, high = (sum(getattr(line, f"quantity_{end}") for line in grafts) for end in ENDS)
    percent = round((agreed.most_grafts / high - 1) * 100) if high else 0
    return (COUNTED(low=low, high=high, percent=percent, most=agreed.most_grafts), *agreed.true_up)
