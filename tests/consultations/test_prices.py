"""Price lists: whole, from a day on, old ones kept, the engine's integers exact."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.forms.price import PriceListForm
from consultations.models import Price
from consultations.planning.prices import DEFAULT, parse_prices
from consultations.services import prices
from smpclinic.accounts.access import Refused
from tests.factories import ClinicFactory, PriceFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()


@pytest.fixture
def manager():
    return UserFactory.create(manager=True)


def a_list(low: int = 10, high: int = 20) -> dict[str, tuple[Decimal, Decimal]]:
    return {item: (Decimal(low), Decimal(high)) for item in prices.PRICED}


def test_the_built_in_list_is_the_engines():
    assert parse_prices(prices.built_in()).items.keys() == DEFAULT.items.keys()
    assert prices.as_list(prices.built_in()) is DEFAULT
    assert prices.built_in()["items"]["adjustment"] == {"unit": "course", "low": 200_000, "high": 600_000}


def test_a_list_begun_reads_back_the_same():
    clinic = ClinicFactory.create()
    prices.begin(clinic, by=None, now=NOW)
    prices.begin(clinic, by=None, now=NOW)
    assert prices.standing(clinic, TODAY) == prices.built_in()
    assert Price.objects.filter(clinic=clinic).count() == len(prices.PRICED)


def test_a_list_holds_from_its_day_and_the_old_one_until_then(manager):
    clinic = manager.clinic
    prices.set_list(clinic, ranges=a_list(10, 20), valid_from=TODAY, by=manager, now=NOW)
    prices.set_list(clinic, ranges=a_list(30, 40), valid_from=TODAY + timedelta(days=10), by=manager, now=NOW)
    assert prices.standing(clinic, TODAY + timedelta(days=9))["items"]["smp_scar"]["low"] == 1000
    assert prices.standing(clinic, TODAY + timedelta(days=10))["items"]["smp_scar"]["low"] == 3000
    assert Price.objects.filter(clinic=clinic).count() == 2 * len(prices.PRICED)


def test_a_list_of_the_same_day_is_corrected(manager):
    prices.set_list(manager.clinic, ranges=a_list(10, 20), valid_from=TODAY, by=manager, now=NOW)
    prices.set_list(manager.clinic, ranges=a_list(11, 20), valid_from=TODAY, by=manager, now=NOW)
    assert Price.objects.filter(clinic=manager.clinic).count() == len(prices.PRICED)
    assert prices.standing(manager.clinic, TODAY)["items"]["fue_grafts"]["low"] == 1100


def test_the_past_is_not_repriced(manager):
    with pytest.raises(Refused, match="from today on"):
        prices.set_list(manager.clinic, ranges=a_list(), valid_from=TODAY - timedelta(days=1), by=manager, now=NOW)


@pytest.mark.parametrize(("currency", "minor"), [("USD", 1000), ("JPY", 10), ("KWD", 10_000)])
def test_a_list_is_in_the_clinics_currency_and_its_smallest_unit(currency, minor):
    clinic = ClinicFactory.create(currency=currency)
    manager = UserFactory.create(manager=True, clinic=clinic)
    prices.set_list(clinic, ranges=a_list(), valid_from=TODAY, by=manager, now=NOW)
    standing = prices.standing(clinic, TODAY)
    assert standing["currency"] == currency
    assert standing["items"]["smp_area"]["low"] == minor


def test_an_incomplete_list_does_not_hold(manager):
    PriceFactory.create(clinic=manager.clinic)
    assert prices.standing(manager.clinic, date(2026, 6, 1)) == prices.built_in()


def test_a_range_rises_in_the_database_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceFactory.create(low=Decimal(20), high=Decimal(10))


def typed(**changes: str) -> dict[str, str]:
    amounts = {f"{item}_{end}": value for item in prices.PRICED for end, value in (("low", "10"), ("high", "20"))}
    return {"valid_from": TODAY.isoformat()} | amounts | changes


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"smp_area_high": "5"}, "smp_area_high", "at least as much"),
        ({"smp_area_low": ""}, "smp_area_low", "Enter an amount"),
        ({"smp_area_low": "ten"}, "smp_area_low", "in figures"),
        ({"smp_area_low": "-1"}, "smp_area_low", "below zero"),
        ({"smp_area_low": "10.005"}, "smp_area_low", "2 digits after the point"),
        ({"valid_from": "2026-02-31"}, "valid_from", "a day that exists"),
    ],
)
def test_what_is_wrong_is_said_at_its_box(changes, field, words):
    form = PriceListForm(typed(**changes), items=list(prices.PRICED), currency="USD")
    assert not form.is_valid()
    assert words in str(form.errors[field])


def test_a_good_list_comes_out_whole():
    form = PriceListForm(typed(), items=list(prices.PRICED), currency="USD")
    assert form.is_valid()
    assert form.ranges == a_list()
