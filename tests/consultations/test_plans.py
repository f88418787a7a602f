"""Plans: the engine's answer stored whole, one open plan a patient, one a submitted intake."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from consultations.models import Plan, PlanLink, Price
from consultations.planning import findings, recommendation
from consultations.planning.engine import recommend
from consultations.services import plans, prices
from patients.models import Intake, Patient
from patients.models.intake import Step
from patients.models.link import token_hash
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, IntakeFactory, IntakeStepFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def submitted_intake(**kwargs):
    intake = IntakeFactory.create(submitted=True, **kwargs)
    IntakeStepFactory.create(intake=intake, answers={"pattern": "IV"})
    IntakeStepFactory.create(intake=intake, step=Step.WISHES, answers={"goals": ["front"], "surgery": "yes"})
    return intake


def test_the_answer_is_stored_whole_with_facts_prices_and_versions():
    intake = submitted_intake()
    plan = plans.make(intake.patient, intake=intake, by=None, now=NOW)
    plan.refresh_from_db()
    again = recommend(findings.parse(plan.findings), prices.as_list(plan.prices))
    assert plan.recommendation == recommendation.as_json(again)
    assert (plan.engine, plan.rules) == (again.engine, again.rules)
    assert plan.lead == plan.chosen == again.lead
    assert plan.status == Plan.Status.TO_REVIEW
    assert plan.findings["loss"]["grade"] == "IV"


def test_a_fresh_plan_replaces_the_open_one():
    intake = submitted_intake()
    first = plans.make(intake.patient, intake=intake, by=None, now=NOW)
    second = plans.make(intake.patient, intake=intake, by=None, now=NOW)
    first.refresh_from_db()
    assert first.status == Plan.Status.REPLACED
    assert list(Plan.objects.filter(patient=intake.patient, status=Plan.Status.TO_REVIEW)) == [second]
    assert Entry.objects.filter(what="plan replaced", record_id=first.pk).count() == 1


def test_a_plan_keeps_the_prices_of_its_day():
    intake = submitted_intake()
    plan = plans.make(intake.patient, intake=intake, by=None, now=NOW)
    kept = plan.prices
    doubled = {item: (Decimal(500), Decimal(900)) for item in prices.PRICED}
    manager = UserFactory.create(manager=True)
    prices.set_list(
        intake.patient.clinic, ranges=doubled, valid_from=timezone.localdate(), by=manager, now=timezone.now()
    )
    plan.refresh_from_db()
    assert plan.prices == kept
    later = plans.make(intake.patient, intake=intake, by=None, now=timezone.now())
    assert later.prices["items"]["smp_area"] == {"unit": "cm2", "low": 50_000, "high": 90_000}


def test_a_clinic_without_prices_gets_the_built_in_list():
    intake = submitted_intake()
    plan = plans.make(intake.patient, intake=intake, by=None, now=NOW)
    assert plan.prices == prices.built_in()
    assert plan.prices["items"]["adjustment"] == {"unit": "course", "low": 200_000, "high": 600_000}
    assert Price.objects.filter(clinic=intake.patient.clinic).count() == len(prices.PRICED)


def test_each_submitted_intake_without_a_plan_gets_one_once():
    waiting = [submitted_intake() for _ in range(3)]
    IntakeFactory.create()  # a draft
    assert plans.make_waiting(now=timezone.now()) == 3
    assert plans.make_waiting(now=timezone.now()) == 0
    assert {plan.intake_id for plan in Plan.objects.all()} == {intake.pk for intake in waiting}


def test_an_older_intake_does_not_take_the_place_of_a_newer_plan():
    intake = submitted_intake()
    Intake.objects.filter(pk=intake.pk).update(submitted_at=NOW - timedelta(days=2))
    plans.make(intake.patient, intake=None, by=None, now=NOW)
    assert plans.make_waiting(now=timezone.now()) == 0


@pytest.mark.parametrize("wrong", [{"pattern": "XIV"}, {"progressing": "no", "stable_months": "a-canary"}])
def test_an_intake_that_cannot_be_planned_does_not_stop_the_others(wrong, caplog):
    bad, good = submitted_intake(), submitted_intake()
    bad.steps.filter(step=Step.LOSS).update(answers=wrong)
    assert plans.make_waiting(now=timezone.now()) == 1
    assert Plan.objects.get().intake == good
    assert f"intake {bad.pk}" in caplog.text
    assert "XIV" not in caplog.text
    assert "a-canary" not in caplog.text


def test_a_link_keeps_only_the_hash_of_its_token():
    plan = plans.make(PatientFactory.create(), intake=None, by=None, now=NOW)
    link, token = plans.issue_link(plan, sent_to="milo@patients.example", by=None, now=NOW)
    assert len(token) >= 43
    assert token not in str(PlanLink.objects.values().get(pk=link.pk))
    assert PlanLink.objects.open_for(token).get() == link
    assert link.token_hash == token_hash(token)
    assert link.expires_at == NOW + timedelta(days=14)


@pytest.mark.django_db(transaction=True)
def test_four_makers_at_once_leave_one_open_plan():
    patient_pk = submitted_intake().patient_id
    together = Barrier(4)

    def make(_number: int) -> None:
        try:
            patient = Patient.objects.select_related("clinic").get(pk=patient_pk)
            together.wait(10)
            with contextlib.suppress(Refused):
                plans.make(patient, intake=None, by=None, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(4)))
    assert Plan.objects.filter(patient=patient_pk, status=Plan.Status.TO_REVIEW).count() == 1


def test_a_patient_of_whom_nothing_is_known_gets_a_plan_that_waits():
    plan = plans.make(PatientFactory.create(born_on=None), intake=None, by=None, now=NOW)
    assert plan.lead == "defer"
    assert plan.recommendation["missing"]


def test_plans_of_another_clinic_are_not_seen():
    plan = plans.make(PatientFactory.create(), intake=None, by=None, now=NOW)
    other = UserFactory.create(doctor=True, clinic=ClinicFactory.create(name="Elsewhere"))
    assert not Plan.objects.visible_to(other).filter(pk=plan.pk).exists()
