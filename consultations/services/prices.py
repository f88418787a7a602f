"""The clinic's price list: whole lists from a date on; a plan keeps the one of its day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from consultations.models import Price
from consultations.money import from_minor, to_minor
from consultations.planning.prices import DEFAULT, STEPPED, PriceList, parse_prices
from patients.vocabulary import Item
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail

# What a price list prices, in the order in which it is read.
PRICED = (Item.SMP_AREA, Item.SMP_SCAR, Item.ADJUSTMENT, Item.FUE_GRAFTS, Item.STRIP_GRAFTS)
BY_GRAFT = (Item.FUE_GRAFTS, Item.STRIP_GRAFTS)
Range = tuple[Decimal, Decimal]
Step = tuple[int, Decimal, Decimal]  # from which number on, low, high


@dataclass(frozen=True)
class More:
    """What a list may say beyond one range an item: prices for larger numbers, and the cap of the true-up."""

    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    cap_percent: int | None = None


def standing(clinic: Clinic, day: date) -> dict[str, Any]:
    """The prices of the day as the engine reads them, in minor units; the built-in list for a clinic without one."""
    rows = list(Price.objects.standing(clinic, day))
    return _told(rows) if set(PRICED) <= {row.item for row in rows} else built_in()


def listed(clinic: Clinic, *, ranges: Mapping[str, Range], more: More) -> dict[str, Any]:
    """A list as it would be read once it stands; nothing is stored."""
    return _told(_rows(ranges, more, clinic=clinic, currency=clinic.currency))


def _told(rows: list[Price]) -> dict[str, Any]:
    """Rows in the order of items and steps, as the engine reads a list."""
    items = {item: _as_json(item, list(steps)) for item, steps in groupby(rows, key=lambda row: row.item)}
    found = {"currency": rows[0].currency, "items": items}
    cap = next((row.cap_percent for row in rows if row.cap_percent is not None), None)
    return found if cap is None else found | {"true_up": {"cap_percent": cap}}


def _as_json(item: str, rows: list[Price]) -> dict[str, Any]:
    """One item's price, with its steps where it has more than one."""
    ends = [{"low": to_minor(row.low, row.currency), "high": to_minor(row.high, row.currency)} for row in rows]
    found = {"unit": rows[0].unit, **ends[0]}
    if len(rows) == 1:
        return found
    name, _unit, first = STEPPED[Item(item)]
    return found | {name: [{"from": max(row.starts_at, first), **one} for row, one in zip(rows, ends, strict=True)]}


def built_in() -> dict[str, Any]:
    """The engine's own list, in minor units."""
    items = {
        item.value: {"unit": price.unit, "low": price.low, "high": price.high} for item, price in DEFAULT.items.items()
    }
    return {"currency": DEFAULT.currency, "items": items}


def as_list(price_list: dict[str, Any]) -> PriceList:
    """The list as the engine takes it; its own list keeps its own sources."""
    return DEFAULT if price_list == built_in() else parse_prices(price_list)


@transaction.atomic
def begin(clinic: Clinic, *, by: User | None, now: datetime) -> None:
    """Give a clinic without prices the built-in list from today on; one that has any keeps them."""
    if Price.objects.filter(clinic=clinic).exists():
        return
    default = built_in()
    ranges: dict[str, Range] = {
        item: (_amount(default, item, "low"), _amount(default, item, "high")) for item in PRICED
    }
    day = clinic.local(now).date()
    rows = _rows(ranges, More(), clinic=clinic, currency=default["currency"], valid_from=day, created_by=by)
    Price.objects.bulk_create(rows, ignore_conflicts=True)
    trail.record("price list begun", clinic, by=by)


@transaction.atomic
def set_list(
    clinic: Clinic,
    *,
    ranges: Mapping[str, Range],
    more: More | None = None,
    valid_from: date,
    by: User,
    now: datetime,
) -> bool:
    """Put a whole list live from a day on, in the clinic's currency; whether an earlier one of that day gives way."""
    if valid_from < clinic.local(now).date():
        raise Refused(_("Choose a start date from today on. Earlier lists stay as they are."))
    more = more or More()
    last = Price.objects.filter(clinic=clinic, valid_from=valid_from).aggregate(last=Max("edition"))["last"] or 0
    facts = {"clinic": clinic, "currency": clinic.currency, "valid_from": valid_from, "created_by": by}
    try:
        with transaction.atomic():
            Price.objects.bulk_create(_rows(ranges, more, edition=last + 1, **facts))
    except IntegrityError:
        raise Refused(_("Someone else has just set a list for this day. Look at it first.")) from None
    changes: dict[str, Any] = {item: [str(end) for end in ranges[item]] for item in PRICED}
    changes |= {f"{item} from {n}": [str(low), str(high)] for item in more.steps for n, low, high in more.steps[item]}
    changes |= {"valid_from": valid_from.isoformat(), "currency": clinic.currency, "cap_percent": more.cap_percent}
    trail.record("price list set", clinic, by=by, changes=changes)
    return bool(last)


def _rows(ranges: Mapping[str, Range], more: More, **facts: Any) -> list[Price]:
    """A row an item and step, each counted in the unit of the built-in list."""
    units = built_in()["items"]
    return [
        Price(
            item=item,
            unit=units[item]["unit"],
            starts_at=start,
            low=low,
            high=high,
            cap_percent=more.cap_percent if item in BY_GRAFT else None,
            **facts,
        )
        for item in PRICED
        for start, low, high in _steps(item, ranges, more)
    ]


def _steps(item: str, ranges: Mapping[str, Range], more: More) -> Iterator[Step]:
    """The price from the beginning, then those for larger numbers."""
    yield (0, *ranges[item])
    yield from more.steps.get(item, ())


def _amount(price_list: dict[str, Any], item: str, end: str) -> Decimal:
    return from_minor(price_list["items"][item][end], price_list["currency"])
