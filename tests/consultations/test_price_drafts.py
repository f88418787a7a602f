"""A price list in the making: nothing is priced by it, its effect is shown, and it is put in force as it was seen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.models import Plan, Price, PriceDraft, Quote
from consultations.services import price_drafts, prices
from consultations.services.prices import More, built_in
from smpclinic.audit.models import Entry
from tests.consultations.test_prices import DRAFT, PAGE, a_list, put_in_force, typed
from tests.factories import ClinicFactory, PlanFactory, QuoteFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()


@pytest.fixture
def manager(client):
    found = UserFactory.create(manager=True)
    client.force_login(found)
    return found


def listed(manager, low: int, high: int) -> dict:
    return prices.listed(manager.clinic, ranges=a_list(low, high), more=More())


def test_a_draft_prices_nothing_until_it_is_put_in_force(client, manager):
    page = client.post(PAGE, typed(), follow=True)
    assert "Saved as a draft" in page.text
    assert prices.standing(manager.clinic, TODAY) == built_in()
    assert "It is not in force" in client.get(PAGE).text
    put_in_force(client)
    assert prices.standing(manager.clinic, TODAY)["items"]["fue_grafts"]["low"] == 1000
    assert not PriceDraft.objects.exists()
    whats = list(Entry.objects.filter(kind="write").values_list("what", flat=True))
    assert whats == ["price draft saved", "price draft saved", "price list set"]


def test_the_page_marks_what_differs_from_the_live_list(client, manager):
    prices.set_list(manager.clinic, ranges=a_list(10, 20), valid_from=TODAY, by=manager, now=NOW)
    row = {"fue_grafts_1_start": "1001", "fue_grafts_1_low": "9", "fue_grafts_1_high": "18"}
    page = client.post(PAGE, typed(smp_area_low="11", cap_percent="5", **row), follow=True)
    found = {str(one["word"]): (one["live"], one["draft"], one["differs"]) for one in page.context["rows"]}
    assert found["SMP of an area"] == ("$10–20", "$11–20", True)
    assert found["SMP of a scar"] == ("$10–20", "$10–20", False)
    assert found["FUE grafts"] == ("$10–20", "$10–20, from 1,001 on $9–18", True)
    assert found["Limit of grafts above the plan"] == ("by the protocol", "5 percent", True)
    assert page.text.count("<mark>") == 3


def test_a_draft_is_thrown_away_and_the_live_list_stays(client, manager):
    client.post(PAGE, typed())
    for _n in range(2):
        assert client.post(f"{DRAFT}drop/").status_code == 302
    assert not PriceDraft.objects.exists()
    assert Price.objects.count() == 0
    assert client.get(DRAFT).status_code == 302
    assert client.post(f"{DRAFT}live/").status_code == 409


def test_what_was_looked_at_is_what_is_put_in_force(client, manager):
    seen = client.post(PAGE, typed(), follow=True).context["seen"]
    client.post(PAGE, typed(smp_area_low="11"))  # somebody changes the draft
    answer = client.post(f"{DRAFT}live/", {"seen": seen})
    assert answer.status_code == 409
    assert "has changed since you looked" in answer.text
    seen = client.get(DRAFT).context["seen"]
    prices.set_list(manager.clinic, ranges=a_list(1, 2), valid_from=TODAY, by=manager, now=NOW)  # or the live list
    assert client.post(f"{DRAFT}live/", {"seen": seen}).status_code == 409
    assert PriceDraft.objects.exists()


def test_a_draft_whose_day_is_over_is_refused(client, manager):
    seen = client.post(PAGE, typed(), follow=True).context["seen"]
    assert seen
    PriceDraft.objects.update(valid_from=TODAY - timedelta(days=3))
    seen = client.get(DRAFT).context["seen"]
    answer = client.post(f"{DRAFT}live/", {"seen": seen})
    assert answer.status_code == 409
    assert "from today on" in answer.text
    assert PriceDraft.objects.exists()


def test_a_draft_in_a_currency_with_fewer_digits_is_looked_at_again(client, manager):
    client.post(PAGE, typed(smp_area_low="10.50"))
    type(manager.clinic).objects.update(currency="JPY")
    assert "no longer fits" in client.get(DRAFT, follow=True).text


def test_the_effect_is_worked_out_on_the_last_quotes(manager):
    dear, same = listed(manager, 9_000, 9_900), built_in()
    quote = QuoteFactory.create()
    effect = price_drafts.effect(manager.clinic, dear)
    assert (effect.of_plans, effect.dearer, effect.cheaper, effect.same, effect.left_out) == (False, 1, 0, 0, 0)
    assert effect.tried[0].subject == quote
    assert effect.then == (quote.low, quote.high)
    assert effect.now[0] > quote.low
    assert Quote.objects.get().low == quote.low
    unmoved = price_drafts.effect(manager.clinic, same)
    assert (unmoved.same, unmoved.then) == (1, unmoved.now)
    cheap = price_drafts.effect(manager.clinic, listed(manager, 1, 2))
    assert (cheap.cheaper, cheap.dearer) == (1, 0)


def test_without_quotes_the_last_plans_are_tried(client, manager):
    PlanFactory.create()
    PlanFactory.create(chosen="defer", status=Plan.Status.REPLACED)
    effect = price_drafts.effect(manager.clinic, listed(manager, 5, 6))
    assert (effect.of_plans, len(effect.tried), effect.left_out) == (True, 1, 0)
    assert "What it would do to the last plan" in client.post(PAGE, typed(), follow=True).text


def test_other_currencies_and_other_clinics_are_left_out(manager):
    QuoteFactory.create()
    elsewhere = UserFactory.create(manager=True, clinic=ClinicFactory.create(name="Elsewhere"))
    assert price_drafts.effect(elsewhere.clinic, built_in()).tried == ()
    yen = listed(manager, 5, 6) | {"currency": "JPY"}
    assert (price_drafts.effect(manager.clinic, yen).tried, price_drafts.effect(manager.clinic, yen).left_out) == (
        (),
        1,
    )


def test_a_plan_that_cannot_be_worked_out_any_more_is_left_out(manager):
    quote = QuoteFactory.create()
    Plan.objects.filter(pk=quote.plan_id).update(findings={"age_years": "old"})
    assert price_drafts.effect(manager.clinic, built_in()).left_out == 1


def test_the_effect_on_a_hundred_quotes_asks_a_fixed_number_of_times(client, manager):
    found = []
    for number in (2, 12):
        for _n in range(number):
            QuoteFactory.create()
        client.post(PAGE, typed())
        with CaptureQueriesContext(connection) as captured:
            page = client.get(DRAFT)
        found.append(len(captured))
        assert len(page.context["tried"]) == min(10, Quote.objects.count())
    assert found[0] == found[1]
