"""Price lists are read strictly: steps begin at the beginning, ascend, and never get dearer."""

import re
from typing import Any

import pytest
from hypothesis import given

from consultations.planning.findings import FindingsError
from consultations.planning.prices import Step, exponent, money, parse_prices
from patients.vocabulary import Item
from tests.planning.price_lists import price_lists

TIERS = [{"from": 1, "low": 500, "high": 700}, {"from": 1001, "low": 400, "high": 600}]
BANDS = [{"from": 0, "low": 3000, "high": 4000}, {"from": 100, "low": 2500, "high": 3500}]


def listed(item: str = "fue_grafts", **price: Any) -> dict[str, Any]:
    """A list of one price."""
    return {"currency": "GBP", "items": {item: price}}


def tiers(**changes: Any) -> dict[str, Any]:
    """A list whose second tier is changed."""
    return listed(unit="graft", tiers=[TIERS[0], TIERS[1] | changes])


def test_the_plain_form_goes_on_working() -> None:
    read = parse_prices(listed("smp_area", unit="cm2", low=1, high=2))
    assert (read.currency, read.factors, read.cap_percent) == ("GBP", {}, None)
    assert read.items[Item.SMP_AREA].steps == ()


def test_tiers_bands_classes_factors_and_the_cap_are_read() -> None:
    area = {"unit": "cm2", "bands": BANDS, "classes": {"VI": {"low": 1, "high": 2}}}
    items = {"fue_grafts": {"unit": "graft", "tiers": TIERS}, "smp_area": area}
    more = {"factors": {"oily_skin": 0}, "true_up": {"cap_percent": 5}}
    read = parse_prices({"currency": "GBP", "items": items} | more)
    assert read.items[Item.FUE_GRAFTS].steps == (Step(1, 500, 700), Step(1001, 400, 600))
    assert (read.items[Item.FUE_GRAFTS].low, read.items[Item.FUE_GRAFTS].high) == (500, 700)
    assert read.items[Item.SMP_AREA].classes == {"VI": (1, 2)}
    assert (read.factors, read.cap_percent) == ({"oily_skin": 0}, 5)


def test_the_first_price_may_be_said_twice_if_it_is_the_same() -> None:
    assert parse_prices(listed(unit="graft", low=500, high=700, tiers=TIERS)) == parse_prices(
        listed(unit="graft", tiers=TIERS)
    )


@given(price_lists())
def test_every_list_of_the_contract_is_read(prices: dict[str, Any]) -> None:
    assert parse_prices(prices).currency == prices["currency"]


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ({"currency": "usd", "items": {}}, "currency: expected three capital letters such as USD"),
        ({"currency": "USD"}, "items: expected at least one price"),
        (listed("travel", unit="trip", low=1), "items.travel.high: expected a value"),
        (listed("travel", low=1, high=2), "items.travel.unit: expected a value"),
        (listed("travel", unit="km", low=1, high=2), "items.travel.unit: expected one of trip, course"),
        (listed("travel", unit="trip", low=3, high=2), "items.travel.high: expected at least the low price 3, got 2"),
        (listed("travel", unit="trip", tiers=TIERS), "items.travel.tiers: unknown key"),
        (listed(unit="graft", bands=BANDS), "items.fue_grafts.bands: unknown key"),
        (listed(unit="graft", tiers=[]), "items.fue_grafts.tiers: expected at least one price"),
        (listed(unit="session", tiers=TIERS), 'items.fue_grafts.tiers: expected the unit graft, got "session"'),
        (listed(unit="graft", tiers=TIERS[1:]), "items.fue_grafts.tiers[0].from: expected 1, got 1001"),
        (listed(unit="graft", tiers=TIERS, low=400, high=700), "items.fue_grafts.low: expected the first price of"),
        (tiers(**{"from": 1}), "items.fue_grafts.tiers[1].from: expected more than 1, got 1"),
        (tiers(**{"from": None}), "items.fue_grafts.tiers[1].from: expected more than 1, got null"),
        (tiers(low=600), "items.fue_grafts.tiers[1].low: expected at most the price before, 500, got 600"),
        (tiers(high=701), "items.fue_grafts.tiers[1].high: expected at most the price before, 700, got 701"),
        (tiers(low=650, high=600), "items.fue_grafts.tiers[1].high: expected at least the low price 650, got 600"),
        (tiers(low=None), "items.fue_grafts.tiers[1].low: expected a value"),
        (listed("smp_area", unit="cm2", bands=BANDS[1:]), "items.smp_area.bands[0].from: expected 0, got 100"),
        (
            listed("smp_area", unit="cm2", low=1, high=2, classes={"VI": {"low": 2, "high": 1}}),
            "items.smp_area.classes.VI.high: expected at least the low price 2, got 1",
        ),
        (listed("smp_area", unit="cm2", low=1, high=2, classes={"X": {}}), "items.smp_area.classes.X: unknown key"),
        (listed(unit="graft", tiers=TIERS) | {"factors": {"wet": 1}}, "factors.wet: unknown key"),
        (
            listed(unit="graft", tiers=TIERS) | {"true_up": {"cap_percent": 101}},
            "true_up.cap_percent: expected a whole",
        ),
    ],
)
def test_what_is_wrong_is_named(prices: dict[str, Any], words: str) -> None:
    with pytest.raises(FindingsError, match=re.escape(words)):
        parse_prices(prices)


@pytest.mark.parametrize(
    ("currency", "minor", "words"),
    [
        ("USD", 123_456, "1,234.56 USD"),
        ("USD", 200_000, "2,000 USD"),
        ("JPY", 1500, "1,500 JPY"),
        ("KWD", 1500, "1.500 KWD"),
        ("EUR", -105, "-1.05 EUR"),
    ],
)
def test_money_has_the_currencys_own_decimals(currency: str, minor: int, words: str) -> None:
    assert money(minor, currency) == words


def test_the_exponents_are_those_of_iso_4217() -> None:
    assert (exponent("JPY"), exponent("KWD"), exponent("GBP"), exponent("TRY")) == (0, 3, 2, 2)
