"""What never reaches the wrong eyes: answers, plans, tokens, names; and what every response carries."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session as BrowserSession
from django.core.serializers import serialize
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from consultations.services import letters, plans, reminders, stop_links
from consultations.services.sweep import sweep
from patients.models import Patient
from patients.models.intake import Step
from patients.services import intakes
from smpclinic.accounts.roles import Role
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory, PatientFactory, PlanFactory
from tests.house.addresses import ALL, STAFF
from tests.house.record import OF_PLANS, SECRETS, Record, whole_record
from tests.house.walk import pages, signed_in, whole
from tests.patients.answers import TYPED

pytestmark = pytest.mark.django_db

# What this same module's address table adds to the clinic's, so that one page breaks.
BROKEN = "broken/"


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path(BROKEN, broken), path("", include("smpclinic.urls"))]


@pytest.fixture
def record(settings: Any, tmp_path: Any) -> Record:
    settings.MEDIA_ROOT = str(tmp_path)
    return whole_record()


def spoken(client: Client, record: Record) -> dict[str, str]:
    """Everything that a role is shown of the record, address by address."""
    return {address: whole(client.get(address)) for address in pages(record, STAFF)}


# Eyes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MANAGER])
def test_no_page_shows_health_or_plans_to_those_who_may_not_read_them(role, record):
    client = signed_in(role)
    seen = spoken(client, record)
    leaks = [(address, secret) for address, text in seen.items() for secret in SECRETS if secret in text]
    assert leaks == []
    assert sum(record.patient.last_name in text for text in seen.values()) > 15


def test_no_answer_to_a_form_shows_them_either(record):
    """Everything is sent to every address, once as nothing and once as an old version; what comes back is read."""
    client = signed_in(Role.FRONT_DESK)
    leaks = []
    # what sends the intake comes last: after it an empty one would be asked, and questions are no secret
    for address in sorted(pages(record, STAFF), key=lambda address: address.endswith("/intake/check/")):
        for sent in ({}, {"version": "0", "reason": "x", "may": "yes"}):
            text = whole(client.post(address, sent, follow=True))
            leaks += [(address, secret) for secret in SECRETS if secret in text]
    assert leaks == []


def test_the_doctor_reads_all_of_it(record):
    seen = " ".join(spoken(signed_in(Role.DOCTOR), record).values())
    # a number of grafts is read where it was answered; the words of the ticks, not their keys
    assert [secret for secret in SECRETS if secret not in seen and secret != "23,457"] == []


def test_messages_hold_no_word_of_health_or_plans(record):
    reminders.plan_letter(record.plan, by=record.doctor, now=timezone.now())
    reminders.invite(record.patient, by=record.doctor, now=timezone.now())
    for row in record.patient.reminders.all():
        text = f"{letters.subject(row)} {letters.words(row)}".casefold()
        for word in ("hair", "scalp", "smp", "fue", "graft", "transplant", "treatment", *OF_PLANS):
            assert word.casefold() not in text.replace(record.patient.clinic.name.casefold(), "")


# Reading changes nothing ------------------------------------------------------------------------------------


def rows_of_the_clinic() -> dict[str, str]:
    """Every row of every table but the trail, which writes down that somebody looked, and the browsers' sessions."""
    tables = [model for model in apps.get_models() if model not in {Entry, BrowserSession}]
    return {model._meta.label: serialize("json", model._default_manager.order_by("pk")) for model in tables}


def test_looking_at_any_page_changes_nothing(record):
    doctor, manager = signed_in(Role.DOCTOR), signed_in(Role.MANAGER)
    before = rows_of_the_clinic()
    for address in pages(record, ALL):
        for client in (doctor, doctor, manager, Client()):
            whole(client.get(address))
    assert rows_of_the_clinic() == before


def test_opening_links_again_and_again_changes_nothing(record):
    now = timezone.now()
    _row, intake_token = intakes.issue_link(record.draft, sent_to="a@patients.example", by=None, now=now)
    _row, plan_token = plans.issue_link(PlanFactory.create(approved=True), sent_to="a@x.example", by=None, now=now)
    before, read = rows_of_the_clinic(), Entry.objects.count()
    stop = "/" + stop_links.address(record.patient).split("/", 3)[3]
    for address in (f"/i/{intake_token}/", f"/plan/{plan_token}/", stop):
        for ask in (Client().get, Client().get, Client().head):
            assert ask(address, follow=True).status_code == 200
    assert rows_of_the_clinic() == before
    assert Entry.objects.count() == read


# Headers ----------------------------------------------------------------------------------------------------


def assert_guarded(answer: Any) -> None:
    """What every answer of ours carries, be it a page, a photo, a refusal or a mistake."""
    what = f"{answer.request['PATH_INFO']} ({answer.status_code})"
    assert "default-src 'none'" in answer.headers.get("Content-Security-Policy", ""), what
    assert "no-store" in answer.headers.get("Cache-Control", ""), what
    assert answer.headers.get("X-Content-Type-Options") == "nosniff", what
    assert answer.headers.get("Referrer-Policy") in {"same-origin", "no-referrer"}, what
    assert answer.headers.get("X-Frame-Options") == "DENY", what
    assert "unsafe" not in answer.headers["Content-Security-Policy"], what


def test_every_answer_carries_the_headers_that_guard_it(record):
    clients = [signed_in(Role.DOCTOR), signed_in(Role.MANAGER), Client()]
    statuses = set()
    for address in pages(record, ALL):
        for client in clients:
            answer = client.get(address)
            assert_guarded(answer)
            whole(answer)
            statuses.add(answer.status_code)
    assert {200, 302, 403, 404, 405} <= statuses


def test_mistakes_carry_them_too(record, settings):
    settings.ROOT_URLCONF = __name__
    client = signed_in(Role.FRONT_DESK)
    client.raise_request_exception = False
    strict = Client(enforce_csrf_checks=True)
    photo_add = reverse("patients:photo_add", args=[record.patient.pk])
    answers = {
        500: client.get(f"/{BROKEN}"),
        404: client.get("/nowhere/"),
        422: client.post("/patients/add/", {}),
        409: client.post(reverse("consultations:session_unbook", args=[_unbooked(record)])),
        413: client.post(photo_add, CONTENT_LENGTH=str(2**31)),
        403: strict.post("/account/login/", {"login": "x"}),
        400: client.get("/patients/", headers={"host": "elsewhere.example"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert_guarded(answer)
        assert "Traceback" not in answer.content.decode()


def _unbooked(record: Record) -> int:
    return int(record.patient.sessions.get(position=3).pk)


def test_a_photo_is_served_with_headers_of_its_own(record):
    answer = signed_in(Role.FRONT_DESK).get(reverse("patients:photo", args=[record.photo.pk]) + "?size=picture")
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert record.patient.last_name not in str(dict(answer.items()))
    assert_guarded(answer)
    assert "FEFF" not in whole(answer)


# Tokens and names -------------------------------------------------------------------------------------------


@pytest.fixture
def log_lines(caplog: Any) -> Iterator[Any]:
    """All that is logged, as production logs it; our own parts in every detail."""
    caplog.set_level(logging.INFO)
    loggers = [logging.getLogger(name) for name in ("django", "smpclinic", "patients", "consultations", "celery")]
    for logger in loggers[1:]:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(caplog.handler)
    yield caplog
    loggers[0].removeHandler(caplog.handler)
    for logger in loggers[1:]:
        logger.setLevel(logging.NOTSET)


def stored() -> str:
    """Every row of the clinic, the trail and the browsers' sessions opened."""
    tables = [serialize("json", model._default_manager.all()) for model in apps.get_models()]
    return " ".join(tables) + " ".join(str(one.get_decoded()) for one in BrowserSession.objects.all())


def follow_link(client: Client, address: str, answers: dict[str, str], token: str) -> list[Any]:
    """Open a link, pass the check and look on; no answer but the first knows the token."""
    opened = client.get(address)
    assert opened["Referrer-Policy"] == "no-referrer"
    page = client.get(opened["Location"])
    passed = client.post(opened["Location"], answers)
    assert passed.status_code == 302, passed.content.decode()
    after = client.get(passed["Location"], follow=True)
    for answer in (opened, page, passed, after):
        assert token not in answer.content.decode() + answer.headers.get("Location", "")
        assert token not in str([place for place, _status in getattr(answer, "redirect_chain", [])])
    # the signed note of the link is gone from the browser once the check is passed
    assert token not in client.cookies.output()
    return [page, after]


BORN = {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"}


def test_the_token_of_an_intake_is_nowhere_after_its_link_was_used(log_lines):
    intake = IntakeFactory.create()
    _row, token = intakes.issue_link(intake, sent_to="a@patients.example", by=None, now=timezone.now())
    client = Client()
    follow_link(client, f"/i/{token}/", BORN, token)
    for step in Step:
        answer = client.post(f"/intake/{step}/", TYPED[step] | {"version": "0"}, follow=True)
        assert token not in answer.content.decode()
    assert token not in client.get("/intake/sent/", follow=True).content.decode()
    assert token not in stored()
    assert token not in log_lines.text


def test_the_token_of_a_plan_is_nowhere_after_its_link_was_used(log_lines):
    plan = PlanFactory.create(approved=True)
    _row, token = plans.issue_link(plan, sent_to="a@patients.example", by=None, now=timezone.now())
    client = Client()
    follow_link(client, f"/plan/{token}/", BORN, token)
    assert token not in str(client.get("/your-plan/plan.pdf").headers)
    assert token not in stored()
    assert token not in log_lines.text


def test_a_mailed_link_stays_out_of_the_ledger(log_lines, smtp_server):
    patient = PatientFactory.create()
    reminders.invite(patient, by=None, now=timezone.now())
    assert sweep().counts["sent"] == 1
    text = smtp_server.messages[0].message.get_content()
    token = text.partition("/i/")[2].partition("/")[0]
    assert len(token) > 40
    assert token not in stored()
    assert token not in log_lines.text


def test_logs_carry_no_names(log_lines, smtp_server, django_capture_on_commit_callbacks):
    """The desk adds somebody, mistypes and searches, mail goes out and is refused; none of it is logged by name."""
    desk = signed_in(Role.FRONT_DESK)
    person = {"first_name": "Wilhelmina", "last_name": "Featherstonehaugh", "mobile": "07700 900318"}
    desk.post("/patients/add/", person | {"email": "wilhelmina@patients.example"})
    patient = Patient.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("consultations:invite", args=[patient.pk]))
    smtp_server.answer = "550 5.1.1 No such user here"
    assert sweep().counts["failed"] == 1
    desk.get("/patients/?q=Featherstonehaugh")
    desk.get("/patients/9999999/")
    desk.post("/patients/add/", person | {"email": "wilhelmina@"})
    assert Client().get("/patients/").status_code == 302
    # what aiosmtpd says is the mail server's own log
    logged = " ".join(r.getMessage() for r in log_lines.records if r.name != "mail.log").casefold()
    assert "not found" in logged
    for name in ("wilhelmina", "featherstonehaugh", "7700", "patients.example"):
        assert name not in logged
