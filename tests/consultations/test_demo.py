"""The demo clinic: everybody in it, the seven cases of the source document, nothing twice, nothing our forms refuse."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from consultations.demo.people import CASES, PEOPLE
from consultations.models import Consultation, Plan, Reminder, Session
from patients.forms.intake.base import NOT_KNOWN
from patients.forms.intake.steps import PAGES
from patients.forms.scar import ScarForm
from patients.models import Intake, IntakeStep, Patient, Photo
from patients.models.intake import Step
from smpclinic.accounts.demo import ACCOUNTS, PASSWORD
from smpclinic.accounts.models import Clinic, User
from smpclinic.accounts.roles import Role

# What section a of the source document says to each case, in the order of its posts.
LEADS = {
    "Sampleton": "combination",
    "Dummyworth": "scar_smp",
    "Testerby": "combination",
    "Mockford": "scar_smp",
    "Specimen": "smp_only",
    "Nonesuch": "smp_only",
    "Examplar": "smp_only",
}


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The demo clinic, made once for all tests here, in a transaction that is taken back after the last of them."""
    place: Path = tmp_path_factory.mktemp("demo")
    around = transaction.atomic()
    around._from_testcase = True  # as Django's TestCase does: what must be a transaction of its own may stand in it
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=str(place / "media"), MAIL_FOLDER=place / "mail"),
        around,
    ):
        call_command("seed_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded: None, db: None) -> Clinic:
    return Clinic.objects.get()


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model != ContentType}


def test_the_day_is_full(demo, capsys):
    """Thirty patients, eight consultations today, somebody in every state, mail sent, failed and to come."""
    today = demo.local(timezone.now()).date()
    assert Patient.objects.count() == 30
    assert Consultation.objects.on(demo, today).count() == 8
    assert set(User.objects.values_list("role", flat=True)) == set(Role)
    assert set(Intake.objects.values_list("status", flat=True)) == set(Intake.Status)
    assert Intake.objects.filter(status="draft", steps__isnull=False).exists()
    assert Plan.objects.to_review().count() >= 7
    assert Plan.objects.filter(status=Plan.Status.APPROVED).exists()
    states = set(Session.objects.values_list("status", flat=True))
    assert {Session.Status.PLANNED, Session.Status.BOOKED, Session.Status.FINISHED} <= states
    assert Session.objects.on(demo, today).exists()
    assert {"sent", "failed", "planned"} <= set(Reminder.objects.values_list("status", flat=True))
    assert Reminder.objects.filter(due_at__gt=timezone.now(), status="planned").exists()
    assert Photo.objects.exists()
    assert not Photo.objects.without_preview().exists()


def test_the_seven_cases_lead_where_the_source_document_says(demo):
    plans = {plan.patient.last_name: plan for plan in Plan.objects.to_review().select_related("patient")}
    assert {name: plans[name].lead for name in LEADS} == LEADS
    today = demo.local(timezone.now()).date()
    names = {visit.patient.last_name for visit in Consultation.objects.on(demo, today)}
    assert set(LEADS) <= names


def test_the_head_that_goes_on_to_seven_shows_the_sum_against_surgery(demo):
    """4,000 to 6,000 grafts now, 6,000 to 8,000 at full VII, in sessions of 1,500."""
    plan = Plan.objects.to_review().get(patient__last_name="Nonesuch")
    told = str(plan.recommendation)
    for figure in ("4,000", "6,000", "8,000", "1,500"):
        assert figure in told, figure


def test_the_depleted_head_gets_pigment_behind_the_hairline(demo):
    plan = Plan.objects.to_review().get(patient__last_name="Specimen")
    lead = next(option for option in plan.recommendation["options"] if option["code"] == plan.lead)
    assert "behind" in str(lead)
    assert plan.findings["donor"]["depleted"] is True


def test_a_second_time_adds_nothing(demo):
    before = rows()
    call_command("seed_demo", verbosity=0)
    assert rows() == before


def test_another_clinic_is_left_alone(demo):
    Clinic.objects.update(name="Somebody's own")
    before = rows()
    with pytest.raises(CommandError, match="another clinic"):
        call_command("seed_demo", verbosity=0)
    assert rows() == before


def test_the_ledger_holds(demo, capsys):
    call_command("verify_reminders")
    assert "The ledger holds." in capsys.readouterr().out


def test_staff_can_sign_in(demo):
    for _role, _name, email in ACCOUNTS:
        assert Client().post("/account/login/", {"login": email, "password": PASSWORD}).status_code == 302


# Every answer is one that the intake's own forms would have taken -------------------------------------------


def typed(step: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The stored answers as a browser would send them."""
    sent: dict[str, Any] = {"version": "0"}
    for name, value in answers.items():
        if value is True:
            sent[name] = "on"
        elif value not in {None, False} if not isinstance(value, list) else True:
            sent[name] = NOT_KNOWN if value == "" and name not in WORDS else value
    if "born_on" in answers:
        born = date.fromisoformat(answers["born_on"])
        sent |= {"born_on_day": born.day, "born_on_month": born.month, "born_on_year": born.year}
    if step == Step.HEALTH:
        sent["medical"] = answers["medical"] or ["none"]
    return sent


# Answers in words, which may be empty.
WORDS = {"own_words", "medicines", "allergies", "other", "mobile", "email", "between"}


def test_every_answer_is_one_that_the_intake_takes(demo):
    wrong = []
    for row in IntakeStep.objects.select_related("intake__patient__clinic"):
        form = PAGES[row.step].form(typed(row.step, row.answers), patient=row.intake.patient)
        if not form.is_valid():
            wrong.append((row.intake.patient.last_name, row.step, dict(form.errors)))
        elif row.step not in {Step.ABOUT, Step.PHOTOS}:
            kept = {name: value for name, value in form.answers().items() if value not in ("", [], None)}
            lost = {name for name, value in row.answers.items() if value not in ("", [], None)} - kept.keys()
            wrong += [(row.intake.patient.last_name, row.step, lost)] if lost else []
    assert wrong == []


def test_every_scar_is_one_that_the_form_takes(demo):
    zones = dict(ScarForm().fields["zone"].choices)
    causes = dict(ScarForm().fields["cause"].choices)
    scars = [scar for person in PEOPLE for scar in person.scars]
    assert scars
    assert [scar for scar in scars if scar["zone"] not in zones or scar["cause"] not in causes] == []


def test_people_are_obviously_invented(demo):
    assert len({(one.first_name, one.last_name) for one in PEOPLE}) == len(PEOPLE) == 30
    assert len(CASES) == 7
    assert all(patient.mobile.startswith("+447700900") for patient in Patient.objects.all())
