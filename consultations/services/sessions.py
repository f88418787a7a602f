"""Sessions: an approved plan gives them, people book and finish them, and each moves the earliest day of the next."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import Plan, Session
from consultations.planning.course import course, wait
from consultations.policies import (
    chosen_option,
    why_not_book,
    why_not_book_by_consent,
    why_not_cancel,
    why_not_finish,
    why_not_unbook,
)
from consultations.services import consent_needs, reminders
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail

Status = Session.Status


class MovedMeanwhile(Refused):
    """Somebody else changed this session after the page was opened."""


@transaction.atomic
def plan_for(plan: Plan, *, by: User | None, now: datetime) -> list[Session]:
    """Write the sessions of an approved plan's chosen option; once, however often it is called."""
    standing = list(plan.sessions.order_by("position"))
    if standing:
        return standing
    replaced = Session.objects.filter(patient_id=plan.patient_id, status=Status.PLANNED).exclude(plan=plan)
    for old in replaced.select_related("plan__patient__clinic", "patient__clinic"):
        _cancel(old, reason=_("A newer plan has replaced it."), by=by, now=now)
    steps = course(chosen_option(plan))
    for position, step in enumerate(steps, start=1):
        Session.objects.create(
            plan=plan, patient=plan.patient, kind=step.kind, number=step.number, of=step.of, position=position
        )
    set_earliest(plan, by=by)
    reminders.after_approval(plan, by=by, now=now)
    if steps:
        trail.record("sessions planned", plan, by=by, changes={"sessions": [step.kind for step in steps]})
    return list(plan.sessions.order_by("position"))


@transaction.atomic
def book(session: Session, *, starts_at: datetime, by: User, now: datetime, early_reason: str = "") -> None:
    """Book it, or move a booking; before the earliest day only a doctor may, before the consents' days nobody."""
    insist(why_not_book(session, starts_at, by=by, now=now, early_reason=early_reason))
    clinic = session.patient.clinic
    needs = consent_needs.of_sessions([session], clinic)[session.pk]
    insist(why_not_book_by_consent(needs, _day(session, starts_at), today=clinic.local(now).date()))
    early = session.earliest_on is not None and _day(session, starts_at) < session.earliest_on
    _move(
        session,
        to=Status.BOOKED,
        starts_at=starts_at,
        booked_at=now,
        booked_by=by,
        early_reason=early_reason if early else "",
    )
    changes: dict[str, Any] = {"starts_at": starts_at.isoformat()}
    if early:
        changes["early_reason"] = early_reason
    trail.record("session booked", session, by=by, changes=changes)
    set_earliest(session.plan, by=by)


@transaction.atomic
def unbook(session: Session, *, by: User, now: datetime) -> None:
    """Give the time back; the session waits to be booked again."""
    insist(why_not_unbook(session))
    _move(session, to=Status.PLANNED, starts_at=None, booked_at=None, booked_by=None, early_reason="")
    trail.record("session unbooked", session, by=by)
    set_earliest(session.plan, by=by)


@transaction.atomic
def finish(  # noqa: PLR0913 - the facts of a session
    session: Session,
    *,
    grafts: int | None,
    remarks: str,
    by: User,
    at: datetime,
    now: datetime | None = None,
    loss_moved_on: bool = False,
) -> None:
    """Close a session that took place at `at`, move the next ones and write its follow-ups; `now`: when told."""
    now = now or at
    insist(why_not_finish(session, at, grafts=grafts, now=now))
    _move(
        session,
        to=Status.FINISHED,
        grafts=grafts,
        remarks=remarks,
        finished_at=at,
        finished_by=by,
        loss_moved_on=loss_moved_on,
    )
    trail.record("session finished", session, by=by, changes={"grafts": grafts, "finished_at": at.isoformat()})
    set_earliest(session.plan, by=by)
    reminders.after_session(_fresh(session), by=by, now=now)


@transaction.atomic
def cancel(session: Session, *, reason: str, by: User, now: datetime) -> None:
    """Call a session off for good; messages that waited for it stop, and a series that it would have ended ends."""
    insist(why_not_cancel(session))
    _cancel(session, reason=reason, by=by, now=now)
    set_earliest(session.plan, by=by)


def set_earliest(plan: Plan, *, by: User | None) -> None:
    """Work out again from when each open session may take place, from what is finished and what is booked before it."""
    clinic = plan.patient.clinic
    finished = Session.objects.filter(patient_id=plan.patient_id, status=Status.FINISHED)
    before = [(one.kind, clinic.local(one.finished_at).date()) for one in finished if one.finished_at]
    for session in plan.sessions.ahead().order_by("position"):
        earliest_on, days, rule = _earliest(session, before, plan, clinic)
        if (earliest_on, days, rule) != (session.earliest_on, session.wait_days, session.wait_rule):
            Session.objects.filter(pk=session.pk).update(earliest_on=earliest_on, wait_days=days, wait_rule=rule)
            changes = {"earliest_on": [str(session.earliest_on or ""), str(earliest_on)]}
            trail.record("earliest day moved", session, by=by, changes=changes)
        booked_on = clinic.local(session.starts_at).date() if session.starts_at else earliest_on
        before.append((session.kind, booked_on))


def _earliest(session: Session, before: list[tuple[str, date]], plan: Plan, clinic: Clinic) -> tuple[date, int, str]:
    """The day, the days of waiting and the rule that holds longest; with nothing before it, the day of approval."""
    start = clinic.local(plan.reviewed_at or plan.made_at).date()
    found, book = (start, 0, ""), plan.book
    for kind, day in before:
        days, rule = wait(kind, session.kind, book)
        possible = date.fromordinal(day.toordinal() + days)
        if possible >= found[0]:
            found = (possible, days, rule)
    return found


def _move(session: Session, *, to: str, **facts: Any) -> None:
    """Move the session on, in the database and in hand, if it is still as the person saw it."""
    standing = Session.objects.filter(pk=session.pk, version=session.version, status=session.status)
    if not standing.update(status=to, version=session.version + 1, **facts):
        raise MovedMeanwhile(_("Someone else has just changed this session. Look at it again."))
    session.status, session.version = to, session.version + 1
    for name, fact in facts.items():
        setattr(session, name, fact)


def _cancel(session: Session, *, reason: str, by: User | None, now: datetime) -> None:
    _move(
        session,
        to=Status.CANCELLED,
        starts_at=None,
        cancelled_at=now,
        cancelled_by=by,
        cancel_reason=reason,
    )
    trail.record("session cancelled", session, by=by, changes={"reason": reason})
    finished = session.plan.sessions.filter(kind=session.kind, status=Status.FINISHED)
    last = finished.select_related("plan", "patient__clinic").order_by("-position").first()
    if last is not None and reminders.ends_series(last):
        reminders.after_session(last, by=by, now=now)
    reminders.stop_needless(session.plan, by=by, now=now)


def _fresh(session: Session) -> Session:
    found: Session = Session.objects.select_related("plan", "patient__clinic").get(pk=session.pk)
    return found


def _day(session: Session, at: datetime) -> date:
    return session.patient.clinic.local(at).date()
