"""Sessions of an approved plan: planned, booked, finished, called off, and the days that must lie between."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from consultations.models import Plan, Reminder, Session
from consultations.services import sessions
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User
from smpclinic.audit.models import Entry
from tests.factories import PlanFactory, SignatureFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
TODAY = NOW.date()
Status = Session.Status


def approved_plan(code: str = "smp_only", *, fue: int = 0, smp: int = 0, **facts: Any) -> Plan:
    option = {"code": code, "fit": "suggested", "fee": None, "zones": [], "timeline": [], "reasons": []}
    option |= {"fue_sessions": likely(fue), "smp_sessions": likely(smp)}
    recommendation = {"engine": "test", "rules": "test", "lead": code, "gates": [], "options": [option]}
    return PlanFactory.create(
        approved=True, reviewed_at=NOW, made_at=NOW, recommendation=recommendation, lead=code, chosen=code, **facts
    )


def likely(count: int) -> dict[str, int] | None:
    return {"low": count, "likely": count, "high": count} if count else None


@pytest.fixture
def desk(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def doctor(db: None) -> User:
    return UserFactory.create(doctor=True)


def earliest(plan: Plan) -> list[date | None]:
    return list(plan.sessions.order_by("position").values_list("earliest_on", flat=True))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


def signed_before(session: Session, day: date) -> None:
    """The consent to this session, early enough to have been thought over."""
    SignatureFactory.create(plan=session.plan, procedure=session.kind, now=at(day - timedelta(days=14)))


def book_and_finish(session: Session, day: date, by: User, **facts: Any) -> None:
    session.refresh_from_db()
    signed_before(session, day)
    sessions.book(session, starts_at=at(day), by=by, now=min(NOW, at(day)), early_reason="wanted")
    facts = {"grafts": None, "remarks": ""} | facts
    sessions.finish(session, by=by, at=at(day) + timedelta(hours=2), **facts)


# Planning --------------------------------------------------------------------------------------------------


def test_an_approved_smp_plan_gives_sessions_fourteen_days_apart() -> None:
    plan = approved_plan(smp=3)
    made = sessions.plan_for(plan, by=plan.reviewed_by, now=NOW)
    assert [(one.kind, one.number, one.of) for one in made] == [("smp", 1, 3), ("smp", 2, 3), ("smp", 3, 3)]
    assert earliest(plan) == [TODAY, TODAY + timedelta(days=14), TODAY + timedelta(days=28)]
    assert [(one.wait_days, one.wait_rule) for one in made] == [(0, ""), (14, "S40"), (14, "S40")]


def test_a_combination_waits_nine_months_from_surgery_to_smp() -> None:
    plan = approved_plan("combination", fue=1, smp=2)
    sessions.plan_for(plan, by=None, now=NOW)
    assert earliest(plan) == [TODAY, TODAY + timedelta(days=274), TODAY + timedelta(days=288)]


def test_planning_twice_makes_no_doubles() -> None:
    plan = approved_plan(smp=3)
    first = sessions.plan_for(plan, by=None, now=NOW)
    assert sessions.plan_for(plan, by=None, now=NOW) == first
    assert plan.sessions.count() == 3


def test_a_plan_without_a_procedure_gives_no_session() -> None:
    assert sessions.plan_for(approved_plan("defer"), by=None, now=NOW) == []


def test_a_newer_plan_takes_the_place_of_what_is_not_booked(desk: User) -> None:
    old = approved_plan(smp=3)
    first, second, _third = sessions.plan_for(old, by=None, now=NOW)
    sessions.book(first, starts_at=at(TODAY), by=desk, now=NOW)
    new = approved_plan(smp=2, patient=old.patient)
    sessions.plan_for(new, by=None, now=NOW)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.status, second.cancel_reason) == (Status.CANCELLED, "A newer plan has replaced it.")
    assert first.status == Status.BOOKED


def test_sessions_of_a_newer_plan_wait_for_what_was_done_under_the_old_one(doctor: User) -> None:
    old = approved_plan("fue_only", fue=1)
    [surgery] = sessions.plan_for(old, by=None, now=NOW)
    book_and_finish(surgery, TODAY, doctor, grafts=1500)
    new = approved_plan(smp=2, patient=old.patient)
    sessions.plan_for(new, by=None, now=NOW)
    assert earliest(new)[0] == TODAY + timedelta(days=274)


# Booking ---------------------------------------------------------------------------------------------------


def test_too_early_a_day_is_refused_with_the_day_and_the_rule(desk: User) -> None:
    plan = approved_plan(smp=2)
    _first, second = sessions.plan_for(plan, by=None, now=NOW)
    with pytest.raises(Refused, match=r"possible from 16 March 2026 \(14 days, rule S40\). A doctor can"):
        sessions.book(second, starts_at=at(TODAY + timedelta(days=13)), by=desk, now=NOW, early_reason="in a hurry")
    sessions.book(second, starts_at=at(TODAY + timedelta(days=14)), by=desk, now=NOW)
    assert second.status == Status.BOOKED


def test_a_doctor_may_book_earlier_with_a_reason(doctor: User) -> None:
    _first, second = sessions.plan_for(approved_plan(smp=2), by=None, now=NOW)
    early = at(TODAY + timedelta(days=10))
    with pytest.raises(Refused, match="Write why you book it earlier"):
        sessions.book(second, starts_at=early, by=doctor, now=NOW)
    sessions.book(second, starts_at=early, by=doctor, now=NOW, early_reason="Skin has healed well")
    assert (second.starts_at, second.early_reason) == (early, "Skin has healed well")
    assert Entry.objects.get(what="session booked").detail["early_reason"] == "Skin has healed well"


def test_a_day_is_the_clinic_s_day(desk: User) -> None:
    plan = approved_plan(smp=2, patient__clinic__zone="Pacific/Auckland")
    _first, second = sessions.plan_for(plan, by=None, now=NOW)
    # Approved on the 3rd in Auckland (UTC+13), and 11:30 UTC on the 16th is the first hour of the 17th there.
    sessions.book(second, starts_at=datetime(2026, 3, 16, 11, 30, tzinfo=UTC), by=UserFactory.create(), now=NOW)
    assert second.starts_at is not None


def test_yesterday_cannot_be_booked(desk: User) -> None:
    [first, *_rest] = sessions.plan_for(approved_plan(smp=2), by=None, now=NOW)
    with pytest.raises(Refused, match="from today on"):
        sessions.book(first, starts_at=at(TODAY - timedelta(days=1)), by=desk, now=NOW)


def test_a_session_of_a_replaced_plan_is_not_booked(desk: User) -> None:
    plan = approved_plan(smp=2)
    [first, *_rest] = sessions.plan_for(plan, by=None, now=NOW)
    Plan.objects.filter(pk=plan.pk).update(status=Plan.Status.REPLACED)
    first = Session.objects.get(pk=first.pk)
    with pytest.raises(Refused, match="has been replaced"):
        sessions.book(first, starts_at=at(TODAY), by=desk, now=NOW)


def test_a_booking_moves_the_earliest_day_of_the_next_and_giving_it_back_too(desk: User) -> None:
    plan = approved_plan(smp=3)
    first, _second, _third = sessions.plan_for(plan, by=None, now=NOW)
    sessions.book(first, starts_at=at(TODAY + timedelta(days=5)), by=desk, now=NOW)
    assert earliest(plan)[1:] == [TODAY + timedelta(days=19), TODAY + timedelta(days=33)]
    sessions.unbook(first, by=desk, now=NOW)
    assert earliest(plan)[1:] == [TODAY + timedelta(days=14), TODAY + timedelta(days=28)]
    with pytest.raises(Refused, match="not booked"):
        sessions.unbook(first, by=desk, now=NOW)


def test_of_two_people_who_book_at_once_one_is_told(desk: User) -> None:
    [first, *_rest] = sessions.plan_for(approved_plan(smp=2), by=None, now=NOW)
    same = Session.objects.get(pk=first.pk)
    sessions.book(first, starts_at=at(TODAY), by=desk, now=NOW)
    with pytest.raises(sessions.MovedMeanwhile):
        sessions.book(same, starts_at=at(TODAY + timedelta(days=1)), by=desk, now=NOW)


# Finishing -------------------------------------------------------------------------------------------------


def test_finishing_moves_the_next_sessions_from_the_day_it_took_place(doctor: User) -> None:
    plan = approved_plan("combination", fue=1, smp=2)
    surgery, *_rest = sessions.plan_for(plan, by=None, now=NOW)
    book_and_finish(surgery, TODAY + timedelta(days=10), doctor, grafts=1450)
    assert earliest(plan)[1:] == [TODAY + timedelta(days=284), TODAY + timedelta(days=298)]
    surgery.refresh_from_db()
    assert (surgery.status, surgery.grafts, surgery.finished_by) == (Status.FINISHED, 1450, doctor)


def test_each_session_writes_its_follow_ups_once(doctor: User) -> None:
    plan = approved_plan("combination", fue=1, smp=1)
    surgery, _smp = sessions.plan_for(plan, by=None, now=NOW)
    book_and_finish(surgery, TODAY, doctor, grafts=1450)
    rules = list(Reminder.objects.filter(patient=plan.patient).values_list("rule", flat=True))
    assert sorted(set(rules)) == ["smp_may_start", "surgery_final", "surgery_message", "surgery_visit"]
    assert len(rules) == 12


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"grafts": None}, "how many grafts"),
        ({"grafts": 100, "at": at(TODAY + timedelta(days=99))}, "in the future"),
    ],
)
def test_a_surgery_needs_its_grafts_and_a_past_end(doctor: User, facts: dict[str, Any], words: str) -> None:
    [surgery] = sessions.plan_for(approved_plan("fue_only", fue=1), by=None, now=NOW)
    signed_before(surgery, TODAY)
    sessions.book(surgery, starts_at=at(TODAY), by=doctor, now=NOW)
    whole: dict[str, Any] = {"grafts": 1, "remarks": "", "at": at(TODAY)} | facts
    with pytest.raises(Refused, match=words):
        sessions.finish(surgery, by=doctor, now=NOW, **whole)


def test_smp_places_no_grafts_and_only_a_booked_session_ends(doctor: User) -> None:
    first, _second = sessions.plan_for(approved_plan(smp=2), by=None, now=NOW)
    with pytest.raises(Refused, match="Only a booked session"):
        sessions.finish(first, grafts=None, remarks="", by=doctor, at=NOW)
    sessions.book(first, starts_at=NOW, by=doctor, now=NOW)
    with pytest.raises(Refused, match="places no grafts"):
        sessions.finish(first, grafts=3, remarks="", by=doctor, at=NOW)


def test_finishing_twice_is_refused(doctor: User) -> None:
    first, _second = sessions.plan_for(approved_plan(smp=2), by=None, now=NOW)
    book_and_finish(first, TODAY, doctor)
    with pytest.raises(Refused, match="Only a booked session"):
        sessions.finish(Session.objects.get(pk=first.pk), grafts=None, remarks="", by=doctor, at=NOW)


# Calling off -----------------------------------------------------------------------------------------------


def test_calling_off_the_rest_ends_the_series_at_what_was_done(desk: User, doctor: User) -> None:
    plan = approved_plan(smp=2)
    first, second = sessions.plan_for(plan, by=None, now=NOW)
    book_and_finish(first, TODAY, doctor)
    waiting = Reminder.objects.get(rule="smp_next_session")
    assert waiting.status == Reminder.Status.PLANNED
    sessions.cancel(Session.objects.get(pk=second.pk), reason="Pleased with one", by=desk, now=NOW)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == (
        Reminder.Status.SKIPPED,
        "No further visit is to come, or it is arranged already.",
    )
    after = set(Reminder.objects.filter(anchor=f"session {first.pk}").values_list("rule", flat=True))
    assert after == {"smp_keep_dry", "smp_next_session", "smp_settled", "smp_cover_ending", "smp_year", "smp_touch_up"}


def test_a_cancelled_session_keeps_its_reason_and_gives_its_wait_away(desk: User) -> None:
    plan = approved_plan("combination", fue=1, smp=1)
    surgery, smp = sessions.plan_for(plan, by=None, now=NOW)
    sessions.cancel(surgery, reason="No surgery wanted", by=desk, now=NOW)
    smp.refresh_from_db()
    assert smp.earliest_on == TODAY
    assert (surgery.cancelled_by, surgery.cancel_reason) == (desk, "No surgery wanted")
    with pytest.raises(Refused, match="finished or cancelled"):
        sessions.cancel(surgery, reason="again", by=desk, now=NOW)


# Many at once ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_people_finish_one_session_and_it_is_finished_once() -> None:
    doctor = UserFactory.create(doctor=True)
    first, _second = sessions.plan_for(approved_plan(smp=2), by=None, now=NOW)
    sessions.book(first, starts_at=NOW, by=doctor, now=NOW)
    outcomes, start = [], Barrier(8)

    def finish() -> None:
        mine = Session.objects.select_related("plan__patient__clinic", "patient__clinic").get(pk=first.pk)
        start.wait()
        outcomes.append(tried(lambda: sessions.finish(mine, grafts=None, remarks="", by=doctor, at=NOW)))
        connection.close()

    threads = [Thread(target=finish) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["MovedMeanwhile"] * 7 + ["done"]
    assert Entry.objects.filter(what="session finished").count() == 1
    assert Reminder.objects.filter(anchor=f"session {first.pk}").count() == 2


def tried(act: Callable[[], None]) -> str:
    try:
        act()
    except Refused as refusal:
        return type(refusal).__name__
    return "done"


def test_every_status_has_its_place_in_the_table() -> None:
    assert set(Session.NEXT) == set(Status)
