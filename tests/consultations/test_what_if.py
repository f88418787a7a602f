"""Other wishes tried out on the page of a plan: answered, marked, kept as option B, made into a plan."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations import trace_words
from consultations.forms.what_if import WhatIfForm
from consultations.models import Alternative, Plan
from consultations.planning import findings, recommendation, whatif
from consultations.planning.engine import recommend
from consultations.services import plans, prices, what_if
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import FINDINGS, IntakeFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db

NO_SURGERY = {"surgery": "no"}
# Somebody whom a transplant would suit.
TOLD = {
    **FINDINGS,
    "loss": {"scale": "norwood", "grade": "III", "progressing": False, "stable_months": 36},
    "hair": {"colour": "dark_brown", "worn": "long"},
    "wishes": {"goals": ["hairline", "density"], "hair_length": "long", "surgery": "yes"},
}


@pytest.fixture
def plan() -> Plan:
    return PlanFactory.create(traced=True, findings=TOLD)


@pytest.fixture
def doctor() -> Client:
    client = Client()
    client.force_login(UserFactory.create(doctor=True))
    return client


def address(plan: Plan, query: str = "") -> str:
    return reverse("consultations:plan_what_if", args=[plan.pk]) + query


def form_of(query: dict[str, str]) -> WhatIfForm:
    return WhatIfForm(QueryDict(urlencode(query)), findings=TOLD, currency="USD")


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_what_was_told_is_preset_and_changes_nothing():
    form = form_of({})
    assert form.is_valid()
    assert form.changes == {}
    assert (form.told["hairline"], form.told["crown"]) == ("yes", "no")


@pytest.mark.parametrize(
    ("query", "changes"),
    [
        ({"surgery": "no"}, {"surgery": "no"}),
        ({"crown": "yes", "hairline": "no"}, {"crown": True, "hairline": False}),
        ({"within_months": "6"}, {"within_months": 6}),
        ({"step": "budget:1"}, {"budget": 5000}),
        ({"step": "within_months:-1"}, {"within_months": 6}),
        ({"budget": "2000", "step": "budget:1"}, {"budget": 2500}),
        ({"budget": "2000", "step": "budget:-1"}, {"budget": 1500}),
        ({"budget": "300", "step": "budget:-1"}, {"budget": 0}),
        ({"step": "surgery:1"}, {}),
        ({"step": "budget:9999999"}, {}),
    ],
)
def test_a_change_is_what_differs_from_what_was_told(query, changes):
    form = form_of(query)
    assert form.is_valid(), form.errors
    assert form.changes == changes
    again = WhatIfForm(QueryDict(form.query), findings=TOLD, currency="USD")
    assert again.is_valid()
    assert again.changes == changes


@pytest.mark.parametrize("changes", [NO_SURGERY, {"crown": True, "density": False}, {"hair_length": None, "budget": 1}])
def test_facts_with_changed_wishes_are_those_that_the_engine_answers(plan, changes):
    facts = what_if.laid(plan.findings, changes)
    asked = what_if.ask(plan, changes, query="")
    list_of_day = prices.as_list(plan.prices)
    answer = recommendation.as_json(recommend(findings.parse(facts), list_of_day, plan.book))
    after = whatif.ask(findings.parse(plan.findings), changes, list_of_day, plan.book).after
    assert asked.other.recommendation == answer == recommendation.as_json(after)
    told = recommendation.as_json(recommend(findings.parse(plan.findings), list_of_day, plan.book))
    assert asked.first.recommendation == told != answer


# --- the page ---------------------------------------------------------------------------------------------------------


def test_a_changed_wish_answers_with_marked_figures_and_the_rules_behind_them(doctor, plan):
    page = doctor.get(address(plan, "?surgery=no")).content.decode()
    assert "Tried out, nothing is stored." in page
    assert "Surgery: Yes → No" in page
    assert 'class="delta"' in page
    assert f'/plans/{plan.pk}/trace/1/?surgery=no"' in page
    assert "Recommend this" not in page
    assert Entry.objects.filter(what="plan tried with other wishes").exists()
    plan.refresh_from_db()
    assert plan.findings == TOLD


def test_htmx_takes_the_parts_that_wishes_change_and_keeps_no_history(doctor, plan):
    answer = doctor.get(address(plan, "?surgery=no"), headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert part.lstrip().startswith('<div id="options"')
    assert part.count('hx-swap-oob="true"') == 2
    assert "<html" not in part
    assert answer["HX-Replace-Url"] == address(plan, "?surgery=no")
    back = doctor.get(address(plan), headers={"HX-Request": "true"})
    assert back["HX-Replace-Url"] == f"/plans/{plan.pk}/"
    assert "Tried out" not in back.content.decode()
    assert "Recommend this" in back.content.decode()


def test_a_step_leads_to_the_address_of_the_new_value(doctor, plan):
    answer = doctor.get(address(plan, "?surgery=no&step=within_months:1"))
    assert answer.status_code == 302
    assert answer["Location"] == address(plan, "?surgery=no&within_months=6")


def test_a_figure_of_another_wish_opens_its_own_step(doctor, plan):
    asked = what_if.ask(plan, NO_SURGERY, query="")
    n = next(n for n, one in enumerate(asked.other.steps, 1) if one["kind"] == "lead")
    assert asked.other.lead != plan.lead
    page = doctor.get(f"/plans/{plan.pk}/trace/{n}/?surgery=no").content.decode()
    assert trace_words.line(asked.other, n).value in page


def test_what_cannot_be_read_is_said_at_the_field_and_the_plan_stays(doctor, plan):
    answer = doctor.get(address(plan, "?within_months=soon"))
    assert answer.status_code == 422
    assert "Enter a whole number." in answer.content.decode()


# --- kept, and planned with -------------------------------------------------------------------------------------------


def test_option_b_is_kept_once_beside_the_plan(doctor, plan):
    for _press in range(2):
        assert doctor.post(f"/plans/{plan.pk}/what-if/keep/", {"surgery": "no"}).status_code == 302
    kept = Alternative.objects.get()
    assert (kept.letter, kept.changes) == ("B", NO_SURGERY)
    page = doctor.get(f"/plans/{plan.pk}/").content.decode()
    assert "Kept beside this plan" in page
    assert f"{address(plan)}?surgery=no" in page
    assert Entry.objects.filter(what="other option kept").count() == 1


def test_no_more_than_five_are_kept_and_none_without_a_change(plan):
    doctor = UserFactory.create(doctor=True)
    for months in range(1, 6):
        what_if.keep(plan, {"within_months": months}, by=doctor, now=timezone.now())
    with pytest.raises(Refused, match="5 other options"):
        what_if.keep(plan, NO_SURGERY, by=doctor, now=timezone.now())
    with pytest.raises(Refused, match="Nothing was changed"):
        what_if.keep(plan, {}, by=doctor, now=timezone.now())


def test_planning_with_the_wishes_of_option_b_makes_a_fresh_plan(doctor):
    intake = IntakeFactory.create(submitted=True)
    user = UserFactory.create(doctor=True)
    first = plans.make(intake.patient, intake=intake, by=user, now=timezone.now())
    what_if.keep(first, NO_SURGERY, by=user, now=timezone.now())
    answer = doctor.post(f"/plans/{first.pk}/what-if/1/use/")
    made = Plan.objects.exclude(pk=first.pk).get()
    assert answer["Location"] == f"/plans/{made.pk}/"
    assert made.findings == what_if.laid(first.findings, NO_SURGERY)
    first.refresh_from_db()
    assert first.status == Plan.Status.REPLACED
    assert doctor.post(f"/plans/{first.pk}/what-if/1/use/").status_code == 409
