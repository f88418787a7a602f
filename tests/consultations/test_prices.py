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
PAGE, DRAFT = "/settings/prices/", "/settings/prices/draft/"


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


def test_a_second_list_of_a_day_holds_and_the_first_stays(manager):
    assert not prices.set_list(manager.clinic, ranges=a_list(10, 20), valid_from=TODAY, by=manager, now=NOW)
    assert prices.set_list(manager.clinic, ranges=a_list(11, 20), valid_from=TODAY, by=manager, now=NOW)
    assert Price.objects.filter(clinic=manager.clinic).count() == 2 * len(prices.PRICED)
    assert prices.standing(manager.clinic, TODAY)["items"]["fue_grafts"]["low"] == 1100


def test_prices_for_larger_numbers_are_read_as_tiers_and_bands(manager):
    steps = {"fue_grafts": ((1001, Decimal(8), Decimal(18)),), "smp_area": ((100, Decimal(9), Decimal(19)),)}
    more = prices.More(steps, cap_percent=5)
    prices.set_list(manager.clinic, ranges=a_list(), more=more, valid_from=TODAY, by=manager, now=NOW)
    found = prices.standing(manager.clinic, TODAY)
    assert found["items"]["fue_grafts"]["tiers"] == [
        {"from": 1, "low": 1000, "high": 2000},
        {"from": 1001, "low": 800, "high": 1800},
    ]
    assert [band["from"] for band in found["items"]["smp_area"]["bands"]] == [0, 100]
    assert "tiers" not in found["items"]["strip_grafts"]
    assert found["true_up"] == {"cap_percent": 5}
    assert prices.as_list(found).cap_percent == 5


def test_a_later_list_with_fewer_steps_leaves_none_of_the_old(manager):
    more = prices.More({"fue_grafts": ((1001, Decimal(8), Decimal(18)),)}, cap_percent=5)
    prices.set_list(manager.clinic, ranges=a_list(), more=more, valid_from=TODAY, by=manager, now=NOW)
    prices.set_list(manager.clinic, ranges=a_list(), valid_from=TODAY, by=manager, now=NOW)
    found = prices.standing(manager.clinic, TODAY)
    assert "tiers" not in found["items"]["fue_grafts"]
    assert "true_up" not in found


def test_two_who_set_a_list_at_once_both_learn_of_it(manager, monkeypatch):
    prices.set_list(manager.clinic, ranges=a_list(), valid_from=TODAY, by=manager, now=NOW)
    monkeypatch.setattr(Price.objects, "filter", lambda **_: Price.objects.none())  # the other's list is not seen yet
    with pytest.raises(Refused, match="Someone else"):
        prices.set_list(manager.clinic, ranges=a_list(), valid_from=TODAY, by=manager, now=NOW)


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


def price_form(**changes: str) -> PriceListForm:
    return PriceListForm(typed(**changes), items=list(prices.PRICED), currency="USD")


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
    assert form.steps == {}
    assert not form.says_more


def test_an_item_may_have_prices_for_larger_numbers():
    form = price_form(fue_grafts_1_start="1001", fue_grafts_1_low="9", fue_grafts_1_high="18", cap_percent="5")
    assert form.is_valid(), form.errors
    assert form.steps == {"fue_grafts": ((1001, Decimal(9), Decimal(18)),)}
    assert form.cleaned_data["cap_percent"] == 5
    assert form.says_more


def test_an_empty_row_between_two_is_passed_over():
    rows = {"smp_area_1_start": "100", "smp_area_1_low": "9", "smp_area_1_high": "19"}
    rows |= {"smp_area_3_start": "200", "smp_area_3_low": "8", "smp_area_3_high": "18"}
    form = price_form(**rows)
    assert form.is_valid(), form.errors
    assert [step[0] for step in form.steps["smp_area"]] == [100, 200]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"start": "1"}, "fue_grafts_1_start", "above 1"),
        ({"start": "many"}, "fue_grafts_1_start", "whole number"),
        ({"low": ""}, "fue_grafts_1_low", "whole row"),
        ({"start": ""}, "fue_grafts_1_start", "whole row"),
        ({"low": "11"}, "fue_grafts_1_low", "above the one before"),
        ({"high": "21"}, "fue_grafts_1_high", "above the one before"),
        ({"low": "9", "high": "8"}, "fue_grafts_1_high", "at least as much"),
        ({"low": "-1"}, "fue_grafts_1_low", "below zero"),
    ],
)
def test_what_is_wrong_with_a_larger_number_is_said_at_its_box(changes, field, words):
    row = {"start": "1001", "low": "9", "high": "18"} | changes
    form = price_form(**{f"fue_grafts_1_{key}": value for key, value in row.items()})
    assert words in str(form.errors[field])
    assert form.says_more


def test_each_row_starts_later_than_the_one_before():
    rows = {f"fue_grafts_{n}_{key}": value for n in (1, 2) for key, value in (("low", "9"), ("high", "18"))}
    form = price_form(**rows, fue_grafts_1_start="1001", fue_grafts_2_start="1001")
    assert "larger number" in str(form.errors["fue_grafts_2_start"])


@pytest.mark.parametrize("cap", ["-1", "101", "ten"])
def test_the_cap_is_a_percent(cap):
    assert "cap_percent" in price_form(cap_percent=cap).errors


def test_what_the_form_takes_the_engine_takes(manager):
    form = price_form(fue_grafts_1_start="1001", fue_grafts_1_low="9", fue_grafts_1_high="18")
    assert form.is_valid()
    more = prices.More(form.steps)
    prices.set_list(manager.clinic, ranges=form.ranges, more=more, valid_from=TODAY, by=manager, now=NOW)
    assert parse_prices(prices.standing(manager.clinic, TODAY)).items["fue_grafts"].steps[1].start == 1001


# --- the page ---------------------------------------------------------------------------------------------------------


def put_in_force(client, **changes: str):
    """Save a draft, look at what it changes, put it in force."""
    looked = client.post(PAGE, typed(**changes), follow=True)
    assert looked.redirect_chain == [(DRAFT, 302)]
    return client.post(f"{DRAFT}live/", {"seen": looked.context["seen"]}, follow=True)


def test_the_page_keeps_and_shows_prices_for_larger_numbers(client, manager):
    client.force_login(manager)
    row = {"fue_grafts_1_start": "1001", "fue_grafts_1_low": "9", "fue_grafts_1_high": "18"}
    page = put_in_force(client, **row, cap_percent="5")
    assert "The list holds from" in page.text
    assert "from 1,001 on $9–18" in page.text
    assert "grafts up to 5 % above the plan" in page.text
    form = page.context["form"]
    assert [form[f"fue_grafts_1_{key}"].value() for key in ("start", "low", "high")] == [1001, Decimal(9), Decimal(18)]
    assert form["cap_percent"].value() == 5
    assert form.says_more


def test_the_page_says_that_a_list_of_the_day_gives_way(client, manager):
    client.force_login(manager)
    assert "in place of" not in put_in_force(client).text
    page = put_in_force(client, smp_area_low="11")
    assert "in place of the one set for that day before" in page.text
    assert page.text.count("Replaced by a later list of the same day") == 1


def test_a_mistake_in_a_larger_number_opens_its_part(client, manager):
    client.force_login(manager)
    page = client.post(PAGE, typed(fue_grafts_1_start="1001"))
    assert page.status_code == 422
    assert '<details class="more" id="larger" open>' in page.text
    assert "Fill in the whole row" in page.text
    assert Price.objects.count() == 0


def test_a_day_that_is_over_is_refused_on_the_page(client, manager):
    client.force_login(manager)
    page = client.post(PAGE, typed(valid_from="2020-01-01"))
    assert page.status_code == 422
    assert "from today on" in page.text
