"""The clinic's price list: whole lists from a date on; a plan keeps the one of its day."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import Price
from consultations.money import from_minor, to_minor
from consultations.planning.prices import DEFAULT, PriceList, parse_prices
from patients.vocabulary import Item
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail

# What a price list prices, in the order in which it is read.
PRICED = (Item.SMP_AREA, Item.SMP_SCAR, Item.ADJUSTMENT, Item.FUE_GRAFTS, Item.STRIP_GRAFTS)
Range = tuple[Decimal, Decimal]


def standing(clinic: Clinic, day: date) -> dict[str, Any]:
    """The prices of the day as the engine reads them, in minor units; the built-in list for a clinic without one."""
    rows = list(Price.objects.standing(clinic, day))
    if not set(PRICED) <= {row.item for row in rows}:
        return built_in()
    return {
        "currency": rows[0].currency,
        "items": {
            row.item: {
                "unit": row.unit,
                "low": to_minor(row.low, row.currency),
                "high": to_minor(row.high, row.currency),
            }
            for row in rows
        },
    }


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
    rows = _rows(clinic, ranges, currency=default["currency"], valid_from=clinic.local(now).date(), by=by)
    Price.objects.bulk_create(rows, ignore_conflicts=True)
    trail.record("price list begun", clinic, by=by)


@transaction.atomic
def set_list(clinic: Clinic, *, ranges: Mapping[str, Range], valid_from: date, by: User, now: datetime) -> None:
    """Put a whole list live from a day on, in the clinic's currency; a list of the same day is corrected."""
    if valid_from < clinic.local(now).date():
        raise Refused(_("Choose a start date from today on. Earlier lists stay as they are."))
    Price.objects.bulk_create(
        _rows(clinic, ranges, currency=clinic.currency, valid_from=valid_from, by=by),
        update_conflicts=True,
        unique_fields=["clinic", "item", "valid_from"],
        update_fields=["unit", "low", "high", "currency", "created_by"],
    )
    changes: dict[str, Any] = {item: [str(end) for end in ranges[item]] for item in PRICED}
    changes |= {"valid_from": valid_from.isoformat(), "currency": clinic.currency}
    trail.record("price list set", clinic, by=by, changes=changes)


def _rows(
    clinic: Clinic, ranges: Mapping[str, Range], *, currency: str, valid_from: date, by: User | None
) -> list[Price]:
    """A row an item, each counted in the unit of the built-in list."""
    units = built_in()["items"]
    return [
        Price(
            clinic=clinic,
            item=item,
            unit=units[item]["unit"],
            low=ranges[item][0],
            high=ranges[item][1],
            currency=currency,
            valid_from=valid_from,
            created_by=by,
        )
        for item in PRICED
    ]


def _amount(price_list: dict[str, Any], item: str, end: str) -> Decimal:
    return from_minor(price_list["items"][item][end], price_list["currency"])
