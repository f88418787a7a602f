"""From a session to the message after it: booked, finished, rows written, swept by the worker, received, stopped."""

import re
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultations.models import Reminder, Session
from consultations.services import sessions
from tests.factories import ConsentFactory, PatientFactory, PlanFactory, UserFactory
from tests.journeys.browsers import fill, fits, letters_to, link_in, press, until

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "milo@patients.example"
DAY = timedelta(days=1)
SENT, SKIPPED = Reminder.Status.SENT, Reminder.Status.SKIPPED


@pytest.fixture
def session(clinic):
    """The first session of an approved plan, to be booked."""
    patient = PatientFactory.create(first_name="Milo", email=EMAIL)
    ConsentFactory.create(patient=patient)
    plan = PlanFactory.create(patient=patient, approved=True)
    return sessions.plan_for(plan, by=plan.reviewed_by, now=timezone.now())[0]


@pytest.mark.parametrize(("desk", "patient"), [("desktop", "phone"), ("phone", "desktop")])
def test_a_finished_session_is_followed_up_until_the_patient_stops_it(
    desk, patient, session, browse, celery_worker_process, smtp_server
):
    clinic = session.patient.clinic
    page = browse(desk, by=UserFactory.create())
    book(page, clinic.local(timezone.now() + DAY))
    days_pass(session, 5)
    finish(page, clinic.local(timezone.now() - 4 * DAY))
    rows = Reminder.objects.filter(anchor=f"session {session.pk}")
    assert set(rows.values_list("rule", flat=True)) == {"smp_keep_dry", "smp_next_session"}

    # The photo after day 3 was due yesterday: finishing rang the worker, which swept.
    text = letters_to(smtp_server, EMAIL)[0]
    assert "Hello Milo" in text
    assert smtp_server.messages[0].message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert until(rows.filter(rule="smp_keep_dry", status=SENT).first).sent_to == EMAIL
    page.reload()
    expect(page.get_by_text("Sent", exact=True).first).to_be_visible()
    fits(page)

    stop(browse(patient), link_in(text, "/stop/"))
    is_due(rows.get(rule="smp_next_session"))
    current_app.send_task("consultations.sweep")
    assert "has stopped them" in until(rows.filter(rule="smp_next_session", status=SKIPPED).first).reason
    assert len(smtp_server.messages) == 1
    page.reload()
    expect(page.get_by_text("Skipped")).to_be_visible()


def book(page: Page, at: Any) -> None:
    page.goto("/sessions/")
    fits(page)
    page.get_by_role("link", name=re.compile("^Book.+Milo Placeholder")).first.click()
    fits(page)
    fill(page, {"day": at.strftime("%Y-%m-%d"), "time": "10:30"})
    press(page, "Book a session")
    expect(page.get_by_text("Milo Placeholder is booked on")).to_be_visible()
    fits(page)


def days_pass(session: Session, days: int) -> None:
    """What was booked for tomorrow took place four days ago."""
    booked = Session.objects.get(pk=session.pk)
    assert booked.status == Session.Status.BOOKED
    assert booked.starts_at is not None
    Session.objects.filter(pk=session.pk).update(starts_at=booked.starts_at - days * DAY)


def finish(page: Page, at: Any) -> None:
    page.goto("/sessions/?show=booked")
    expect(page.get_by_text("past, not finished")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Finish.+Milo Placeholder")).click()
    fits(page)
    fill(page, {"day": at.strftime("%Y-%m-%d"), "time": "13:30", "remarks": "Went well."})
    press(page, "Finish the session")
    expect(page.get_by_text("Session finished. Its messages are planned.")).to_be_visible()
    fits(page)


def stop(page: Page, address: str) -> None:
    """Looking stops nothing, the button does, and the page says so when it is opened again."""
    page.goto(address)
    page.reload()
    fits(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Stop our messages?")
    press(page, "Stop messages")
    expect(page.get_by_role("heading", level=1)).to_have_text("No more messages")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("No more messages")


def is_due(row: Reminder) -> None:
    """Two weeks later."""
    assert row.status == Reminder.Status.PLANNED
    now = timezone.now()
    Reminder.objects.filter(pk=row.pk).update(due_at=now - timedelta(minutes=1), not_after=now + DAY)
