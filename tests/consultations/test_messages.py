"""The pages of sessions and messages, the stop link and the mail folder."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from consultations.models import Reminder, Session, Sweep
from consultations.services import reminders, stop_links
from consultations.services.sweep import sweep
from patients.models import Consent
from patients.services import consents
from smpclinic.accounts.models import User
from smpclinic.audit.models import Entry
from smpclinic.messaging import folder
from tests.factories import ConsentFactory, PatientFactory, ReminderFactory, SessionFactory, UserFactory
from tests.mailserver import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> User:
    return UserFactory.create()


@pytest.fixture
def doctor() -> User:
    return UserFactory.create(doctor=True)


@pytest.fixture
def at_desk(client: Client, desk: User) -> Client:
    client.force_login(desk)
    return client


@pytest.fixture
def as_doctor(client: Client, doctor: User) -> Client:
    client.force_login(doctor)
    return client


def page_of(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"consultations:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


# The stop link ---------------------------------------------------------------------------------------------


def test_looking_at_the_stop_page_stops_nothing(client: Client) -> None:
    patient = ConsentFactory.create().patient
    answer = client.get(stop_links.address(patient))
    assert answer.status_code == 200
    assert b"Stop our messages?" in answer.content
    assert patient.first_name.encode() not in answer.content
    assert consents.stands(patient, Consent.Purpose.REMINDERS)


def test_one_button_stops_them_and_the_page_says_so() -> None:
    patient = ConsentFactory.create().patient
    client = Client(enforce_csrf_checks=True)
    answer = client.post(stop_links.address(patient), follow=True)
    assert b"No more messages" in answer.content
    consent = Consent.objects.get(patient=patient)
    assert (consent.withdrawn_how, consent.withdrawn_at is not None) == ("stop link", True)
    assert Entry.objects.filter(what="consent withdrawn", patient_number=patient.pk, by=None).exists()


def test_a_mail_program_stops_them_with_one_click() -> None:
    patient = ConsentFactory.create().patient
    answer = Client(enforce_csrf_checks=True).post(stop_links.address(patient), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 204
    assert not consents.stands(patient, Consent.Purpose.REMINDERS)


def test_a_stop_is_honoured_at_the_next_sweep_and_can_be_taken_back(client: Client, smtp_server: MailServer) -> None:
    now = timezone.now()
    patient = ConsentFactory.create().patient
    row = ReminderFactory.create(
        patient=patient, anchor="visit 1", due_at=now, not_after=now + timedelta(days=3), created_at=now
    )
    client.post(stop_links.address(patient))
    consents.give(patient, purpose=Consent.Purpose.REMINDERS, wording="again", by=None, now=now)
    client.post(stop_links.address(patient))
    sweep()
    row.refresh_from_db()
    assert (row.status, smtp_server.messages) == (Reminder.Status.SKIPPED, [])


@pytest.mark.parametrize("token", ["x", "MQ:1xV3rs:Z8iuyTHvY7te0G0zrmNsFcyBqT9o8MQ0rhKonUIrD3x"])
def test_a_forged_stop_link_is_not_found(client: Client, token: str) -> None:
    ConsentFactory.create()
    for ask in (client.get, client.post):
        assert ask(reverse("consultations:stop_messages", args=[token])).status_code == 404
    assert Consent.objects.standing().count() == 1


# The ledger ------------------------------------------------------------------------------------------------


def test_failed_messages_stand_on_top_with_the_server_s_words(at_desk: Client) -> None:
    now = timezone.now()
    ReminderFactory.create(status="sent", sent_at=now, due_at=now)
    failed = ReminderFactory.create(
        status="failed", reason="550 5.1.1 Nobody of this name lives here", due_at=now - timedelta(days=2)
    )
    said = page_of(at_desk, "messages")
    assert "1 message did not go out" in said
    assert "550 5.1.1 Nobody of this name lives here" in said
    assert said.index(escape(failed.patient.name)) < said.index("Which messages")


@pytest.mark.parametrize(
    ("show", "words"), [("planned", "Planned"), ("sent", "Sent"), ("skipped", "Told on the phone"), ("failed", "421")]
)
def test_each_state_has_its_list(at_desk: Client, show: str, words: str) -> None:
    now = timezone.now()
    facts = {
        "planned": {},
        "sent": {"sent_at": now},
        "skipped": {"reason": "Told on the phone"},
        "failed": {"reason": "421"},
    }
    rows = {state: ReminderFactory.create(status=state, due_at=now, **more) for state, more in facts.items()}
    for row in rows.values():
        ConsentFactory.create(patient=row.patient)
    said = page_of(at_desk, "messages", show=show)
    assert words in said
    assert [state for state, row in rows.items() if escape(row.patient.name) in said] == [show]


def test_a_long_list_goes_on_where_it_stopped(at_desk: Client) -> None:
    now = timezone.now()
    rows = [ReminderFactory.create(status="sent", sent_at=now, due_at=now - timedelta(hours=n % 7)) for n in range(120)]
    seen: list[int] = []
    address = reverse("consultations:messages") + "?show=sent"
    for _page in range(3):
        answer = at_desk.get(address)
        seen += [row["message"].pk for row in answer.context["rows"]]
        address = reverse("consultations:messages") + answer.context["more_url"]
    assert answer.context["more_url"] == ""
    assert sorted(seen) == sorted(row.pk for row in rows)


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01~1", "2026-01-01T00:00:00~1", "2026-01-01T00:00:00+00:00~" + "9" * 30]
)
def test_a_bent_address_shows_the_first_page(at_desk: Client, after: str) -> None:
    assert at_desk.get(reverse("consultations:messages"), {"after": after, "show": "sent"}).status_code == 200
    assert at_desk.get(reverse("consultations:sessions"), {"after": after, "show": "booked"}).status_code == 200


def test_a_row_that_waits_in_vain_says_so_before_its_time(at_desk: Client) -> None:
    row = ReminderFactory.create(due_at=timezone.now() + timedelta(days=3))
    for said in (page_of(at_desk, "messages", show="planned"), page_of(at_desk, "patient_messages", row.patient_id)):
        assert "Will not be sent" in said
        assert "has not agreed to messages" in said


def test_a_sweep_long_ago_is_said_in_red(at_desk: Client) -> None:
    assert "Nobody has looked for due messages yet" in page_of(at_desk, "messages")
    Sweep.objects.create(pk=1, started_at=timezone.now() - timedelta(minutes=4))
    assert "Nobody has looked for due messages since" in page_of(at_desk, "messages")
    sweep()
    assert "Last looked for due messages at" in page_of(at_desk, "messages")


@pytest.mark.queries
@pytest.mark.parametrize("size", [10, 500])
def test_the_ledger_asks_the_database_the_same_whatever_it_holds(
    at_desk: Client, django_assert_num_queries: Any, size: int
) -> None:
    now = timezone.now()
    patients = [PatientFactory.create() for _n in range(min(size, 60))]
    Reminder.objects.bulk_create(
        ReminderFactory.build(
            patient=patients[n % len(patients)],
            anchor=f"visit {n}",
            status="failed" if n % 3 else "planned",
            reason="421",
            due_at=now,
            not_after=now + timedelta(days=3),
        )
        for n in range(size)
    )
    with django_assert_num_queries(6):  # session, user, failed, rows, trail, last sweep
        at_desk.get(reverse("consultations:messages"))


def test_one_message_shows_its_words_and_every_attempt(at_desk: Client, smtp_server: MailServer) -> None:
    row = reminders.invite(PatientFactory.create(), by=UserFactory.create(), now=timezone.now())
    before = page_of(at_desk, "message", row.pk)
    assert "As it would read now" in before
    assert "(link)" in before
    sweep()
    after = page_of(at_desk, "message", row.pk)
    assert "taken by the mail server" in after
    assert "(link)" in after
    assert "Send now" not in after


def test_a_failed_message_is_tried_again_by_a_button(at_desk: Client, smtp_server: MailServer) -> None:
    row = reminders.invite(PatientFactory.create(), by=UserFactory.create(), now=timezone.now())
    Reminder.objects.filter(pk=row.pk).update(status="failed", reason="550 no", attempts=1)
    assert "Try again" in page_of(at_desk, "message", row.pk)
    at_desk.post(reverse("consultations:message_send", args=[row.pk]))
    sweep()
    row.refresh_from_db()
    assert row.status == Reminder.Status.SENT


def test_a_message_is_taken_off_with_a_reason_and_not_without(at_desk: Client, desk: User) -> None:
    row = ReminderFactory.create(due_at=timezone.now() + timedelta(days=3))
    address = reverse("consultations:message_skip", args=[row.pk])
    refused = at_desk.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert b"Enter why this message is not sent." in refused.content
    at_desk.post(address, {"reason": "Told on the phone"})
    row.refresh_from_db()
    assert (row.status, row.reason) == (Reminder.Status.SKIPPED, "Told on the phone")
    assert Entry.objects.get(what="message skipped").by == desk
    assert at_desk.post(address, {"reason": "again"}).status_code == 422


def test_inviting_answers_in_words(at_desk: Client) -> None:
    patient, silent = PatientFactory.create(), PatientFactory.create(email="")
    for one in (patient, silent):
        assert at_desk.post(reverse("consultations:invite", args=[one.pk])).status_code == 302
    assert [row.patient for row in Reminder.objects.all()] == [patient]


# The folder of development ---------------------------------------------------------------------------------


def test_development_mail_can_be_read_from_the_page(at_desk: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_FOLDER = folder.BACKEND, tmp_path
    reminders.invite(PatientFactory.create(), by=UserFactory.create(), now=timezone.now())
    sweep()
    [kept] = folder.newest()
    assert kept.to in page_of(at_desk, "mail_folder")
    said = page_of(at_desk, "mail", kept.name)
    assert "http://testserver/i/" in said
    settings.DEVELOPMENT = False
    assert at_desk.get(reverse("consultations:mail_folder")).status_code == 404
    assert at_desk.get(reverse("consultations:mail", args=[kept.name])).status_code == 404


# Sessions --------------------------------------------------------------------------------------------------


def local(at: datetime) -> dict[str, str]:
    there = timezone.localtime(at, timezone.get_fixed_timezone(0))
    return {"day": f"{there:%Y-%m-%d}", "time": f"{there:%H:%M}"}


def session_to_book(**facts: Any) -> Session:
    return SessionFactory.create(
        earliest_on=(timezone.now() + timedelta(days=30)).date(), wait_days=14, wait_rule="S40", **facts
    )


def test_the_desk_is_told_when_a_session_becomes_possible(at_desk: Client) -> None:
    session = session_to_book()
    address = reverse("consultations:session_book", args=[session.pk])
    answer = at_desk.post(address, local(timezone.now() + timedelta(days=2)))
    assert answer.status_code == 422
    assert "Too early: possible from" in answer.content.decode()
    assert "early_reason" not in answer.content.decode()
    answer = at_desk.post(address, local(timezone.now() + timedelta(days=31)))
    assert answer.status_code == 302
    session.refresh_from_db()
    assert session.status == Session.Status.BOOKED


def test_a_doctor_books_early_with_a_reason(as_doctor: Client) -> None:
    session = session_to_book()
    address = reverse("consultations:session_book", args=[session.pk])
    soon = local(timezone.now() + timedelta(days=2))
    assert as_doctor.post(address, soon).status_code == 422
    assert as_doctor.post(address, soon | {"early_reason": "Healed well"}).status_code == 302


def test_why_a_session_was_booked_early_is_the_doctors_to_read(as_doctor: Client, desk: User) -> None:
    session = session_to_book()
    soon = local(timezone.now() + timedelta(days=2)) | {"early_reason": "Healed well"}
    as_doctor.post(reverse("consultations:session_book", args=[session.pk]), soon)
    address = reverse("consultations:patient_sessions", args=[session.patient.pk])
    read = as_doctor.get(address).content.decode()
    as_doctor.force_login(desk)
    told = as_doctor.get(address).content.decode()
    assert ["Healed well" in page for page in (read, told)] == [True, False]


def test_finishing_asks_for_grafts_and_writes_the_messages(as_doctor: Client) -> None:
    session = SessionFactory.create(kind="fue", number=1, of=1, booked=True)
    address = reverse("consultations:session_finish", args=[session.pk])
    facts = local(timezone.now() - timedelta(minutes=5)) | {"remarks": "All well"}
    refused = as_doctor.post(address, facts)
    assert refused.status_code == 422
    assert b"Enter how many grafts were placed." in refused.content
    done = as_doctor.post(address, facts | {"grafts": "1450"}, follow=True)
    assert "Session finished. Its messages are planned." in done.content.decode()
    assert Reminder.objects.filter(anchor=f"session {session.pk}").count() == 11
    assert "Only a booked session can be finished." in page_of(as_doctor, "session_finish", session.pk)


def test_remarks_stay_with_those_who_see_health_answers(client: Client, desk: User, doctor: User) -> None:
    session = SessionFactory.create(
        status="finished", finished_at=timezone.now(), finished_by=doctor, remarks="Bled more than usual"
    )
    for person, sees in ((desk, False), (doctor, True)):
        client.force_login(person)
        assert ("Bled more" in page_of(client, "patient_sessions", session.patient_id)) is sees


def test_a_time_that_the_clocks_skip_is_refused(at_desk: Client) -> None:
    session = SessionFactory.create()
    skipped = {"day": "2029-03-25", "time": "01:30"}  # London goes from 01:00 to 02:00
    answer = at_desk.post(reverse("consultations:session_book", args=[session.pk]), skipped)
    assert answer.status_code == 422
    assert "the clocks go forward" in answer.content.decode()


def test_refusals_of_the_services_come_back_on_the_page(as_doctor: Client) -> None:
    session = SessionFactory.create(booked=True)
    ahead = local(timezone.now() + timedelta(days=2)) | {"remarks": ""}
    answer = as_doctor.post(reverse("consultations:session_finish", args=[session.pk]), ahead)
    assert answer.status_code == 422
    assert "cannot end in the future" in answer.content.decode()
    row = ReminderFactory.create(status="sent", sent_at=timezone.now())
    answer = as_doctor.post(reverse("consultations:message_send", args=[row.pk]), follow=True)
    assert "sent, skipped or on its way already" in answer.content.decode()


def test_calling_off_wants_a_reason(at_desk: Client) -> None:
    session = session_to_book()
    address = reverse("consultations:session_cancel", args=[session.pk])
    assert at_desk.post(address, {"reason": ""}).status_code == 422
    assert at_desk.post(address, {"reason": "Moves abroad"}).status_code == 302
    session.refresh_from_db()
    assert session.cancel_reason == "Moves abroad"


def test_a_time_can_be_given_back(at_desk: Client) -> None:
    session = SessionFactory.create(booked=True)
    at_desk.post(reverse("consultations:session_unbook", args=[session.pk]))
    session.refresh_from_db()
    assert session.status == Session.Status.PLANNED


@pytest.mark.parametrize("show", ["to_book", "booked", "finished"])
def test_the_lists_of_sessions_page_without_gaps(at_desk: Client, doctor: User, show: str) -> None:
    now = timezone.now()
    facts: dict[str, dict[str, Any]] = {
        "to_book": {"earliest_on": now.date()},
        "booked": {"status": "booked", "starts_at": now},
        "finished": {"status": "finished", "finished_at": now, "finished_by": doctor},
    }
    for _n in range(53):
        SessionFactory.create(**facts[show])
    first = at_desk.get(reverse("consultations:sessions"), {"show": show})
    second = at_desk.get(reverse("consultations:sessions") + first.context["more_url"])
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 3)
    assert not {row.pk for row, _consents in first.context["rows"]} & {
        row.pk for row, _consents in second.context["rows"]
    }


@pytest.mark.queries
@pytest.mark.parametrize("size", [10, 500])
def test_the_list_of_sessions_asks_the_same_whatever_it_holds(
    at_desk: Client, django_assert_num_queries: Any, size: int
) -> None:
    made = [SessionFactory.create(earliest_on=timezone.now().date()) for _n in range(10)]
    more = [
        Session(
            plan=made[n % 10].plan,
            patient=made[n % 10].patient,
            kind="smp",
            number=n,
            of=n,
            position=n,
            earliest_on=timezone.now().date(),
        )
        for n in range(2, size - 8)
    ]
    Session.objects.bulk_create(more)
    with django_assert_num_queries(8):  # session, user, rows, trail; kinds, signatures, texts and days of consents
        at_desk.get(reverse("consultations:sessions"))
