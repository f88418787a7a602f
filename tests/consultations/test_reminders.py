"""Planning the ledger: what follows what, once, in the clinic's time, and never for a window that has passed."""

import re
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from consultations.models import Reminder, Session
from consultations.planning import followups
from consultations.services import letters, reminders, sessions
from smpclinic.accounts.access import Refused
from tests.factories import (
    ClinicFactory,
    IntakeFactory,
    PatientFactory,
    PlanFactory,
    ReminderFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
Status = Reminder.Status
# Words that tell a stranger what somebody is treated for.
CLINICAL = re.compile(
    r"\b(smp|fue|hair\w*|scalp\w*|head|bald\w*|graft\w*|transplant\w*|surg\w*|operat\w*|pigment\w*|micropigment\w*|"
    r"scar\w*|donor|crown|norwood|treat\w*|therap\w*|medic\w*|drug\w*|tablet\w*|finasteride|minoxidil|skin|wash\w*|"
    r"needle|session\w*|procedure\w*|doctor\w*|dr|clinic\w*|health\w*|patient\w*|touch-?up|shav\w*|heal\w*)\b",
    re.IGNORECASE,
)


def finished(kind: str = "smp", day: date = TODAY, **facts: Any) -> Session:
    return SessionFactory.create(
        kind=kind,
        status="finished",
        finished_at=datetime(day.year, day.month, day.day, 15, 0, tzinfo=UTC),
        finished_by=UserFactory.create(doctor=True),
        **facts,
    )


def planned(session: Session) -> dict[tuple[str, int], Reminder]:
    return {(row.rule, row.occurrence): row for row in Reminder.objects.filter(anchor=f"session {session.pk}")}


# What follows what -----------------------------------------------------------------------------------------


def test_the_last_smp_session_anchors_the_series() -> None:
    session = finished()
    assert reminders.after_session(session, by=None, now=NOW) == 5
    due = {rule: row.due_at.date() for (rule, _n), row in planned(session).items()}
    assert due == {
        "smp_keep_dry": date(2026, 3, 5),
        "smp_settled": date(2026, 4, 1),
        "smp_cover_ending": date(2026, 5, 17),
        "smp_year": date(2027, 3, 2),
        "smp_touch_up": date(2030, 3, 2),
    }


def test_an_earlier_session_asks_for_the_next_and_anchors_no_series() -> None:
    session = finished()
    SessionFactory.create(plan=session.plan, position=2, number=2)
    reminders.after_session(session, by=None, now=NOW)
    assert set(planned(session)) == {("smp_keep_dry", 1), ("smp_next_session", 1)}


def test_messages_leave_at_ten_on_the_clinic_s_wall_in_winter_and_summer() -> None:
    session = finished(plan__patient__clinic=ClinicFactory.create(zone="America/New_York"))
    reminders.after_session(session, by=None, now=NOW)
    rows = planned(session)
    assert rows["smp_keep_dry", 1].due_at == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
    assert rows["smp_settled", 1].due_at == datetime(2026, 4, 1, 14, 0, tzinfo=UTC)


def test_the_day_of_a_session_is_the_clinic_s_day() -> None:
    session = finished(plan__patient__clinic=ClinicFactory.create(zone="Pacific/Auckland"))  # 3 March there
    reminders.after_session(session, by=None, now=NOW)
    assert planned(session)["smp_keep_dry", 1].due_at == datetime(2026, 3, 5, 21, 0, tzinfo=UTC)


def test_skin_and_sun_move_the_touch_up() -> None:
    session = finished(plan__findings={"skin": {"outdoor_life": True}})
    reminders.after_session(session, by=None, now=NOW)
    assert planned(session)["smp_touch_up", 1].due_at.date() == date(2029, 3, 2)


def test_a_surgery_alone_asks_for_no_smp_and_no_further_surgery() -> None:
    session = finished("fue")
    assert reminders.after_session(session, by=None, now=NOW) == 11
    assert not {"smp_may_start", "next_surgery"} & {rule for rule, _n in planned(session)}


def test_a_staged_surgery_asks_for_the_next_at_nine_months() -> None:
    session = finished("fue")
    SessionFactory.create(plan=session.plan, kind="fue", position=2, number=2)
    reminders.after_session(session, by=None, now=NOW)
    assert planned(session)["next_surgery", 1].due_at.date() == date(2026, 12, 2)


def test_loss_that_has_moved_on_is_answered_at_once() -> None:
    session = finished(loss_moved_on=True)
    reminders.after_session(session, by=None, now=NOW)
    assert planned(session)["smp_extension", 1].due_at == session.finished_at


def test_planning_again_adds_nothing() -> None:
    session = finished("fue")
    assert reminders.after_session(session, by=None, now=NOW) == 11
    assert reminders.after_session(session, by=None, now=NOW + timedelta(days=40)) == 0


def test_a_session_told_late_fires_no_past_window() -> None:
    session = finished(day=date(2026, 1, 1))
    reminders.after_session(session, by=None, now=NOW)
    rows = planned(session)
    assert {rule for (rule, _n), row in rows.items() if row.status == Status.SKIPPED} == {"smp_keep_dry", "smp_settled"}
    assert rows["smp_settled", 1].reason == "Its time had passed before it was planned."
    assert rows["smp_cover_ending", 1].status == Status.PLANNED


def test_a_touch_up_takes_the_place_of_the_first_series() -> None:
    first = finished(day=date(2026, 3, 2))
    reminders.after_session(first, by=None, now=NOW)
    second = finished(day=date(2026, 3, 20), plan__patient=first.patient)
    reminders.after_session(second, by=None, now=NOW + timedelta(days=18))
    old = planned(first)
    assert {old[rule, 1].status for rule in ("smp_settled", "smp_cover_ending", "smp_year", "smp_touch_up")} == {
        Status.SKIPPED
    }
    assert old["smp_touch_up", 1].reason == "A later session has taken its place."
    assert planned(second)["smp_touch_up", 1].status == Status.PLANNED


def test_a_medicine_is_reviewed_from_the_day_it_began() -> None:
    plan = PlanFactory.create(
        approved=True, made_at=NOW, findings={"medication": {"finasteride": "taking", "months": 4}}
    )
    sessions.plan_for(plan, by=None, now=NOW)
    rows = {row.occurrence: row for row in Reminder.objects.filter(rule="drug_review")}
    assert [rows[n].due_at.date() for n in (1, 2, 3)] == [date(2026, 2, 2), date(2026, 5, 2), date(2026, 11, 2)]


def test_a_plan_put_off_is_looked_at_when_its_gate_is_over() -> None:
    findings = {"age_years": 40, "sex": "male", "loss": {"grade": "IV"}, "medical": ["isotretinoin"]}
    plan = PlanFactory.create(approved=True, findings=findings)
    assert plan.chosen == "defer"
    sessions.plan_for(plan, by=None, now=NOW)
    assert Reminder.objects.get(rule="gate_over").due_at.date() == date(2026, 9, 2)


# Once ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_many_planners_at_once_make_one_row_of_each_key() -> None:
    session, start = finished(), Barrier(6)
    patient = session.patient

    def plan() -> None:
        start.wait()
        reminders.after_session(Session.objects.get(pk=session.pk), by=None, now=NOW)
        reminders.plan_message(patient, rule="smp_year", anchor="visit 1", due_at=NOW, by=None, now=NOW)
        connection.close()

    threads = [Thread(target=plan) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Reminder.objects.count() == 6


def test_nobody_without_an_address_is_invited() -> None:
    with pytest.raises(Refused, match="no email address"):
        reminders.invite(PatientFactory.create(email=""), by=UserFactory.create(), now=NOW)


# A person's hand -------------------------------------------------------------------------------------------


def test_a_planned_message_may_be_skipped_with_a_reason() -> None:
    row, desk = ReminderFactory.create(), UserFactory.create()
    reminders.skip(row, reason="Told on the phone", by=desk, now=NOW)
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.SKIPPED, "Told on the phone")
    with pytest.raises(Refused, match="Only a planned message"):
        reminders.skip(row, reason="again", by=desk, now=NOW)


def test_a_failed_message_may_be_tried_again_while_its_time_lasts() -> None:
    row, desk = ReminderFactory.create(status="failed", reason="421", attempts=6, due_at=NOW), UserFactory.create()
    reminders.send_now(row, by=desk, now=NOW + timedelta(days=1))
    row.refresh_from_db()
    assert (row.status, row.attempts, row.due_at) == (Status.PLANNED, 0, NOW + timedelta(days=1))
    late = ReminderFactory.create(status="failed", reason="421", due_at=NOW)
    with pytest.raises(Refused, match="has passed"):
        reminders.send_now(late, by=desk, now=NOW + timedelta(days=8))


def test_of_two_hands_on_one_message_the_second_is_told() -> None:
    row, desk = ReminderFactory.create(due_at=NOW), UserFactory.create()
    stale = Reminder.objects.get(pk=row.pk)
    Reminder.objects.filter(pk=row.pk).update(status="claimed", lease_number=1)
    for act in (reminders.send_now, lambda one, **who: reminders.skip(one, reason="x", **who)):
        with pytest.raises(Refused, match="on its way already"):
            act(stale, by=desk, now=NOW)


def test_a_message_that_is_sent_is_not_sent_on() -> None:
    with pytest.raises(Refused, match="already"):
        reminders.send_now(ReminderFactory.create(status="sent", sent_at=NOW), by=UserFactory.create(), now=NOW)


# The words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "occurrence"), sorted({(row.rule, row.occurrence) for row in followups.CATALOGUE}), ids=str
)
def test_no_message_tells_a_stranger_anything(rule: str, occurrence: int) -> None:
    clinic = ClinicFactory.create(name="Larkfield", phone="+44 20 7946 0123", address="1 Invented Lane")
    session = finished(plan__patient__clinic=clinic)
    SessionFactory.create(plan=session.plan, position=2, number=2, booked=True)
    intake = IntakeFactory.create(patient=session.patient)
    anchor = dict.fromkeys(("intake_link", "intake_arrived"), f"intake {intake.pk}")
    anchor["plan_ready"] = f"plan {session.plan_id}"
    row = ReminderFactory.create(
        patient=session.patient, rule=rule, occurrence=occurrence, anchor=anchor.get(rule, f"session {session.pk}")
    )
    written = letters.write(row, now=NOW)
    said = f"{written.letter.subject}\n{written.letter.text}\n{written.stored_text}"
    plain = re.sub(r"https?://\S+", "", said)
    assert CLINICAL.findall(plain) == []
    assert "+44 20 7946 0123" in written.letter.text
    assert "http" not in written.stored_text
    assert ("(stop link)" in written.stored_text) == followups.named(rule, occurrence).consent
    assert session.patient.last_name not in said


def test_a_booked_visit_is_told_with_its_day_and_hour() -> None:
    session = finished()
    starts_at = datetime(2026, 7, 16, 9, 30, tzinfo=UTC)
    SessionFactory.create(plan=session.plan, position=2, number=2, status="booked", starts_at=starts_at)
    row = ReminderFactory.create(patient=session.patient, rule="smp_next_session", anchor=f"session {session.pk}")
    assert "on Thursday 16 July 2026 at 10:30 (Europe/London time)" in letters.words(row)


def test_names_with_odd_characters_are_written_as_they_are() -> None:
    row = ReminderFactory.create(patient__first_name="Zoë & D'Arcy <3")
    assert letters.words(row).startswith("Hello Zoë & D'Arcy <3,\n")
