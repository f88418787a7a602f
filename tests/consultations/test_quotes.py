"""Quotes: made of an approved plan, sealed when sent, one step at a time, answered once, never changed afterwards."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise, product

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultations.models import Discount, Plan, Price, Quote, QuoteLine, QuoteStep, Reminder
from consultations.services import discounts, prices, quotes, reviews
from consultations.tasks import expire_quotes
from patients.models import Patient
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.consultations.proposals import plan_facts
from tests.consultations.test_prices import a_list
from tests.factories import ClinicFactory, DiscountFactory, PlanFactory, QuoteFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = timedelta(days=1)
State = Quote.State


@pytest.fixture
def plan():
    """An approved plan with grafts and pigment: $5,400 to $11,750."""
    return PlanFactory.create(approved=True, made_at=NOW, **plan_facts())


@pytest.fixture
def quote(plan):
    return QuoteFactory.create(plan=plan, now=NOW)


def again(quote: Quote) -> Quote:
    return Quote.objects.select_related("patient__clinic", "plan").get(pk=quote.pk)


def yes(quote: Quote, *, now=NOW) -> bool:
    return quotes.accept(again(quote), sha256=quote.sha256, signed="Milo Placeholder", now=now)


# --- making and sending -----------------------------------------------------------------------------------------------


def test_a_quote_holds_the_fee_of_the_chosen_option_line_by_line(quote):
    lines = list(quote.lines.all())
    assert [(line.item, line.low, line.high) for line in lines] == [
        ("fue_grafts", 480_000, 1_015_000),
        ("smp_area", 60_000, 160_000),
    ]
    assert (quote.low, quote.high, quote.currency, quote.exponent) == (540_000, 1_175_000, "USD", 2)
    assert quote.option == "combination"
    assert quote.terms["true_up"][0].startswith("This quote counts 1,200 to 1,450 grafts.")
    assert {row["what"] for row in quote.terms["cover"]} >= {"touch_ups", "reviews", "medication", "travel"}


def test_approving_makes_the_quote_and_sends_it():
    plan, doctor = PlanFactory.create(**plan_facts()), UserFactory.create(doctor=True)
    reviews.approve(plan, note="Hello", version=1, by=doctor, now=NOW)
    quote = Quote.objects.get(plan=plan)
    assert quote.state == State.SENT
    assert quote.valid_until == plan.patient.clinic.local(NOW).date() + 30 * DAY
    assert [(step.state, step.by) for step in quote.steps.all()] == [(State.DRAFT, doctor), (State.SENT, doctor)]
    assert list(Entry.objects.filter(record_type="quote").values_list("what", flat=True)) == [
        "quote made",
        "quote sent",
    ]


def test_nothing_to_pay_is_nothing_to_quote():
    plan = PlanFactory.create(**(plan_facts() | {"chosen": "defer"}))
    reviews.approve(plan, note="Wait.", version=1, by=UserFactory.create(doctor=True), now=NOW)
    assert not Quote.objects.exists()
    with pytest.raises(Refused, match="no fee"):
        quotes.make(Plan.objects.get(pk=plan.pk), by=UserFactory.create(doctor=True), now=NOW)


def test_a_part_without_a_price_cannot_be_quoted():
    facts = plan_facts()
    line = facts["recommendation"]["options"][0]["fee"]["lines"][0]
    line |= {"unit_low": 0, "unit_high": 0, "low": 0, "high": 0}
    plan = PlanFactory.create(approved=True, **facts)
    with pytest.raises(Refused, match="no price for a part"):
        quotes.make(plan, by=plan.reviewed_by, now=NOW)


def test_an_adjustment_of_nothing_stands_in_no_quotes_way():
    facts = plan_facts()
    fee = facts["recommendation"]["options"][0]["fee"]
    nothing = {"item": "adjustment", "unit": "plan", "quantity_low": 1, "quantity_high": 1, "low": 0, "high": 0}
    fee["lines"].append(nothing | {"unit_low": 0, "unit_high": 0, "why": "Set back", "source": "Doctor's review"})
    plan = PlanFactory.create(approved=True, **facts)
    assert quotes.make(plan, by=plan.reviewed_by, now=NOW).high == 1_175_000


def test_a_plan_to_review_has_no_quote():
    plan = PlanFactory.create(**plan_facts())
    with pytest.raises(Refused, match="approved plan"):
        quotes.make(plan, by=UserFactory.create(doctor=True), now=NOW)


def test_the_newer_plans_quote_replaces_the_older_ones(quote):
    yes(quote)
    doctor = UserFactory.create(doctor=True)
    newer = PlanFactory.create(patient=quote.patient, **plan_facts())
    reviews.approve(newer, note="Hello", version=1, by=doctor, now=NOW)
    assert again(quote).state == State.REPLACED
    assert Quote.objects.get(plan=newer).replaces == quote
    newest = PlanFactory.create(patient=quote.patient, **(plan_facts() | {"chosen": "defer"}))
    reviews.approve(newest, note="Wait.", version=1, by=doctor, now=NOW)
    assert set(Quote.objects.values_list("state", flat=True)) == {State.REPLACED}


def test_a_draft_is_made_once_and_sent_once(plan):
    first, second = (quotes.make(plan, by=plan.reviewed_by, now=NOW) for _n in range(2))
    assert first == second
    quotes.send(first, by=plan.reviewed_by, now=NOW)
    with pytest.raises(Refused, match="sent already"):
        quotes.send(first, by=plan.reviewed_by, now=NOW)


def test_a_new_version_goes_out_with_a_letter_and_an_approval_with_one_alone():
    plan, doctor = PlanFactory.create(**plan_facts()), UserFactory.create(doctor=True)
    reviews.approve(plan, note="Hello", version=1, by=doctor, now=NOW)
    letters = Reminder.objects.filter(rule="plan_ready", patient=plan.patient)
    assert letters.count() == 1
    letters.update(status=Reminder.Status.SENT, sent_at=NOW)
    later = NOW + DAY
    quotes.send(quotes.make(Plan.objects.get(pk=plan.pk), by=doctor, now=later), by=doctor, now=later)
    assert letters.count() == 2
    Patient.objects.update(died_on=NOW.date())
    letters.update(status=Reminder.Status.SENT, sent_at=NOW)
    quotes.send(quotes.make(Plan.objects.get(pk=plan.pk), by=doctor, now=later), by=doctor, now=later)
    assert letters.count() == 2


def test_a_draft_of_a_replaced_plan_is_not_sent(plan):
    draft = quotes.make(plan, by=plan.reviewed_by, now=NOW)
    Plan.objects.filter(pk=plan.pk).update(status=Plan.Status.REPLACED)
    with pytest.raises(Refused, match="newer plan"):
        quotes.send(draft, by=plan.reviewed_by, now=NOW)


# --- nothing changes once it is sent ----------------------------------------------------------------------------------


def test_the_seal_holds_what_was_quoted(quote):
    assert quotes.seal(again(quote)) == quote.sha256
    line = quote.lines.first()
    QuoteLine.objects.filter(pk=line.pk).update(unit_low=line.unit_low + 1, low=line.low + line.quantity_low)
    assert quotes.seal(again(quote)) != quote.sha256


def test_a_new_price_list_leaves_quotes_as_they_are_and_a_plan_of_before_is_quoted_at_its_day(plan):
    manager = UserFactory.create(manager=True)
    sent = QuoteFactory.create(plan=plan, now=NOW)
    waiting = PlanFactory.create(made_at=NOW, **plan_facts())
    draft = quotes.make(PlanFactory.create(approved=True, made_at=NOW, **plan_facts()), by=manager, now=NOW)
    prices.set_list(manager.clinic, ranges=a_list(90, 99), valid_from=timezone.localdate(), by=manager, now=NOW)
    reviews.approve(waiting, note="Hello", version=1, by=UserFactory.create(doctor=True), now=NOW)
    quotes.send(draft, by=manager, now=NOW)
    for one in Quote.objects.all():
        assert (one.low, one.high) == (540_000, 1_175_000)
        assert one.prices == plan.prices
        assert one.price_edition is None
    assert quotes.seal(again(sent)) == sent.sha256


def test_a_quote_names_the_list_and_edition_of_its_day():
    manager = UserFactory.create(manager=True)
    for low in (10, 11):
        prices.set_list(manager.clinic, ranges=a_list(low, 20), valid_from=timezone.localdate(), by=manager, now=NOW)
    made_at = timezone.now()
    found = QuoteFactory.create(plan=PlanFactory.create(approved=True, made_at=made_at, **plan_facts()))
    prices.set_list(manager.clinic, ranges=a_list(12, 20), valid_from=timezone.localdate(), by=manager, now=NOW)
    assert (found.priced_from, found.price_edition) == (timezone.localdate(), 2)
    assert Price.objects.filter(edition=3).exists()


def test_new_terms_hold_for_new_quotes_alone(quote):
    manager = UserFactory.create(manager=True)
    how = {"front_desk_limit": 0, "doctor_limit": 5, "manager_limit": 10}
    quotes.set_terms(
        manager.clinic, by=manager, now=NOW, valid_days=7, reviews=False, medication=True, travel=True, **how
    )
    quotes.send(quotes.make(quote.plan, by=manager, now=NOW), by=manager, now=NOW)
    old, new = Quote.objects.order_by("pk")
    assert (old.valid_days, new.valid_days) == (30, 7)
    said = [{row["what"]: row["yes"] for row in one.terms["cover"]} for one in (old, new)]
    assert [(one["medication"], one["reviews"], one["travel"]) for one in said] == [
        (False, True, False),
        (True, False, True),
    ]


# --- states -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "to"), list(product(State, State)))
def test_only_steps_of_the_table_are_taken(before, to, quote):
    Quote.objects.filter(pk=quote.pk).update(state=before)
    moved = quotes._move(again(quote), to, by=None, now=NOW)
    assert moved == (to in Quote.NEXT[before])
    assert again(quote).state == (to if moved else before)
    assert QuoteStep.objects.filter(quote=quote, number__gt=1).count() == moved


def test_a_step_from_what_is_no_longer_so_is_not_taken(quote):
    seen = again(quote)
    yes(quote)
    assert not quotes._move(seen, State.EXPIRED, by=None, now=NOW)
    assert again(quote).state == State.ACCEPTED


@pytest.mark.parametrize("state", [State.SENT, State.VIEWED, State.ACCEPTED])
def test_the_database_holds_one_open_quote_a_plan(state, quote):
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.create(
            plan=quote.plan,
            patient=quote.patient,
            number=9,
            option="x",
            currency="USD",
            exponent=2,
            low=1,
            high=1,
            prices={},
            terms={},
            valid_days=1,
            valid_until=NOW.date(),
            sha256="x",
            made_at=NOW,
            state=state,
        )


@pytest.mark.parametrize("facts", [{"sha256": ""}, {"valid_until": None}])
def test_the_database_holds_no_sent_quote_without_a_seal_or_an_end(facts, quote):
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(**facts)


def test_the_database_multiplies_each_line(quote):
    with pytest.raises(IntegrityError), transaction.atomic():
        quote.lines.update(low=1)


def test_looking_is_written_down_once(quote):
    for _n in range(3):
        quotes.view(again(quote), now=NOW)
    assert [step.state for step in quote.steps.all()] == [State.DRAFT, State.SENT, State.VIEWED]
    assert quote.steps.last().by_patient


# --- the answer -------------------------------------------------------------------------------------------------------


def test_a_second_yes_is_the_same_yes(quote):
    assert [yes(quote), yes(quote), yes(quote)] == [True, False, False]
    step = quote.steps.get(state=State.ACCEPTED)
    assert (step.signed, step.by_patient, step.at) == ("Milo Placeholder", True, NOW)


def test_a_yes_to_something_else_does_not_count(quote):
    with pytest.raises(Refused, match="newer quote"):
        quotes.accept(quote, sha256="0" * 64, signed="Milo", now=NOW)
    assert again(quote).state == State.SENT


def test_a_mind_may_be_changed_for_fourteen_days_after_the_first_answer(quote):
    yes(quote)
    assert quotes.decline(again(quote), now=NOW + 3 * DAY)
    assert not quotes.decline(again(quote), now=NOW + 3 * DAY)
    assert yes(quote, now=NOW + 14 * DAY)
    with pytest.raises(Refused, match="14 days"):
        quotes.decline(again(quote), now=NOW + 14 * DAY + timedelta(seconds=1))
    assert again(quote).answered_at == NOW


def test_an_expired_quote_is_neither_accepted_nor_declined(quote):
    late = NOW + 31 * DAY
    for answer in (lambda: yes(quote, now=late), lambda: quotes.decline(quote, now=late)):
        with pytest.raises(Refused, match="was valid until"):
            answer()
    assert yes(quote, now=NOW + 30 * DAY)


def test_a_no_is_not_turned_into_a_yes_once_the_days_are_over(quote):
    quotes.decline(quote, now=NOW + 29 * DAY)
    with pytest.raises(Refused, match="was valid until"):
        yes(quote, now=NOW + 31 * DAY)


def test_a_yes_can_be_taken_back_after_the_quotes_days(quote):
    yes(quote, now=NOW + 29 * DAY)
    assert quotes.decline(again(quote), now=NOW + 40 * DAY)


def test_a_replaced_quote_is_not_accepted(quote):
    quotes.send(quotes.make(quote.plan, by=quote.made_by, now=NOW), by=quote.made_by, now=NOW)
    assert again(quote).state == State.REPLACED
    for answer in (lambda: yes(quote), lambda: quotes.decline(quote, now=NOW)):
        with pytest.raises(Refused, match="newer quote"):
            answer()


def test_a_draft_is_not_accepted(plan):
    draft = QuoteFactory.create(plan=plan, sent=False)
    with pytest.raises(Refused, match="not ready"):
        quotes.accept(draft, sha256="", signed="Milo", now=NOW)


def test_the_clock_writes_down_what_has_expired(quote):
    other = QuoteFactory.create()
    yes(other)
    assert quotes.expire_due(now=NOW + 30 * DAY) == 0
    assert quotes.expire_due(now=NOW + 31 * DAY) == 1
    assert quotes.expire_due(now=NOW + 31 * DAY) == 0
    assert [again(one).state for one in (quote, other)] == [State.EXPIRED, State.ACCEPTED]
    assert Entry.objects.get(what="quote expired").by is None
    expire_quotes()


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_accept_one_quote_at_once_one_is_an_acceptance():
    quote = QuoteFactory.create(plan=PlanFactory.create(approved=True, **plan_facts()))

    def one(_n: int) -> bool:
        try:
            return quotes.accept(quote, sha256=quote.sha256, signed="Milo", now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        found = sorted(pool.map(one, range(50)))
    assert found == [False] * 49 + [True]
    assert QuoteStep.objects.filter(quote=quote, state=State.ACCEPTED).count() == 1
    assert Entry.objects.filter(what="quote accepted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_yes_and_no_at_once_the_last_step_stands_and_every_step_is_kept():
    quote = QuoteFactory.create(plan=PlanFactory.create(approved=True, **plan_facts()))

    def one(n: int) -> bool:
        try:
            if n % 2:
                return quotes.decline(quote, now=timezone.now())
            return quotes.accept(quote, sha256=quote.sha256, signed="Milo", now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        taken = sum(pool.map(one, range(10)))
    steps = list(QuoteStep.objects.filter(quote=quote).order_by("number"))
    assert len(steps) == 2 + taken
    assert again(quote).state == steps[-1].state
    assert all(later.state in Quote.NEXT[one.state] for one, later in pairwise(steps))


# --- discounts --------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(plan):
    return QuoteFactory.create(plan=plan, sent=False)


def give(quote: Quote, percent: int, by) -> Discount:
    return discounts.give(again(quote), percent=percent, reason="Came twice", by=by, now=NOW)


def test_a_discount_within_the_limit_is_a_line_at_once(draft):
    given = give(draft, 5, draft.plan.reviewed_by)
    assert (given.state, given.limit) == (Discount.State.GIVEN, 5)
    assert (again(draft).low, again(draft).high) == (540_000 - 27_000, 1_175_000 - 58_750)
    assert draft.lines.last().why == "Discount of 5 %"
    entry = Entry.objects.get(what="discount given")
    assert entry.detail["reason"] == "Came twice"


def test_above_the_limit_a_second_person_confirms(draft):
    manager = UserFactory.create(manager=True)
    waiting = give(draft, 20, draft.plan.reviewed_by)
    assert waiting.state == Discount.State.WAITING
    assert again(draft).low == 540_000
    with pytest.raises(Refused, match="second person"):
        quotes.send(draft, by=manager, now=NOW)
    discounts.confirm(waiting, by=manager, now=NOW)
    assert again(draft).low == 432_000
    quotes.send(draft, by=manager, now=NOW)
    assert again(draft).state == State.SENT
    assert Discount.objects.get().decided_by == manager


def test_nobody_confirms_their_own_discount_nor_does_a_doctor(draft):
    manager = UserFactory.create(manager=True)
    waiting = give(draft, 20, manager)
    with pytest.raises(Refused, match="this one is yours"):
        discounts.confirm(waiting, by=manager, now=NOW)
    with pytest.raises(Refused, match="A manager confirms"):
        discounts.confirm(waiting, by=draft.plan.reviewed_by, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Discount.objects.update(state="given", decided_by=manager, decided_at=NOW)


def test_a_refused_discount_leaves_the_quote_as_it_was(draft):
    waiting = give(draft, 20, draft.plan.reviewed_by)
    discounts.refuse(waiting, by=UserFactory.create(manager=True), now=NOW)
    with pytest.raises(Refused, match="decided already"):
        discounts.confirm(again_discount(waiting), by=UserFactory.create(manager=True), now=NOW)
    with pytest.raises(Refused, match="decided already"):  # by somebody who still saw it waiting
        discounts.confirm(waiting, by=UserFactory.create(manager=True), now=NOW)
    assert again(draft).low == 540_000


def again_discount(discount: Discount) -> Discount:
    return Discount.objects.select_related("quote").get(pk=discount.pk)


def test_the_front_desk_gives_nothing_alone_by_default(draft):
    assert give(draft, 1, UserFactory.create()).state == Discount.State.WAITING


def test_a_second_discount_takes_the_place_of_the_first(draft):
    give(draft, 5, draft.plan.reviewed_by)
    give(draft, 2, draft.plan.reviewed_by)
    assert [line.why for line in draft.lines.all()][-1] == "Discount of 2 %"
    assert list(Discount.objects.order_by("pk").values_list("state", flat=True)) == ["taken_off", "given"]
    discounts.take_off(again(draft), by=draft.plan.reviewed_by, now=NOW)
    assert again(draft).low == 540_000
    assert draft.lines.count() == 2


def test_a_sent_quote_takes_no_discount_and_loses_none(draft):
    waiting = DiscountFactory.create(quote=draft)
    Discount.objects.filter(pk=waiting.pk).update(state="refused")
    quotes.send(draft, by=draft.plan.reviewed_by, now=NOW)
    for change in (
        lambda: give(draft, 5, draft.plan.reviewed_by),
        lambda: discounts.take_off(again(draft), by=draft.plan.reviewed_by, now=NOW),
        lambda: quotes.rewrite(again(draft), []),
    ):
        with pytest.raises(Refused, match="sent already"):
            change()
    assert quotes.seal(again(draft)) == again(draft).sha256


def test_nobody_is_asked_about_the_discount_of_a_draft_that_gave_way(draft):
    give(draft, 20, draft.plan.reviewed_by)
    newer = PlanFactory.create(patient=draft.patient, **plan_facts())
    reviews.approve(newer, note="Hello", version=1, by=UserFactory.create(doctor=True), now=NOW)
    assert Discount.objects.get().state == Discount.State.TAKEN_OFF
    assert again(draft).state == State.REPLACED


@pytest.mark.parametrize("percent", [0, 101])
def test_a_discount_is_a_percent(percent, draft):
    with pytest.raises(Refused, match="from 1 to 100"):
        give(draft, percent, draft.plan.reviewed_by)


def test_quotes_of_another_clinic_are_not_seen(quote):
    assert Quote.objects.visible_to(UserFactory.create()).count() == 1
    stranger = UserFactory.create(clinic=ClinicFactory.create(name="Elsewhere"))
    assert Quote.objects.visible_to(stranger).count() == 0
