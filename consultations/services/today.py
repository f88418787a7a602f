"""The day at a glance: who comes, what is missing, what is in the way; always the same number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from consultations.models import Consultation, Discount, Plan, Quote, Reminder, Session
from consultations.procedures import Need
from consultations.services import consent_needs
from patients.models import Intake, IntakeLink, Patient
from patients.models.intake import Step
from patients.vocabulary import PhotoView
from smpclinic.accounts.models import User

HOME_VIEWS = (PhotoView.FRONT, PhotoView.TOP, PhotoView.LEFT, PhotoView.RIGHT, PhotoView.BACK)
STEPS = len(Step) + 1  # the last is "check and send"
DONE = Count("steps", filter=Q(steps__is_done=True))
SHOWN = 6  # rows of a side list
TO_BOOK_WITHIN = timedelta(days=14)
ANSWERED_WITHIN = ENDS_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Ready:
    """What is missing for a visit; `kind` is intake, photos, review or set."""

    kind: str
    done: int = 0
    of: int = 0


@dataclass(frozen=True)
class Arrival:
    """One row of the day: a consultation or a booked session."""

    starts_at: datetime
    patient: Patient
    ready: Ready
    consultation: Consultation | None = None
    session: Session | None = None
    needs: tuple[Need, ...] = ()

    @property
    def is_past(self) -> bool:
        if self.consultation:
            return self.consultation.status in {Consultation.Status.DONE, Consultation.Status.NO_SHOW}
        return self.session is not None and self.session.status == Session.Status.FINISHED


@dataclass(frozen=True)
class WaitingIntake:
    """A draft intake and where it stands; `state` is not_sent, sent, ran_out or step."""

    intake: Intake
    state: str
    step: int
    at: datetime | None


@dataclass(frozen=True)
class SideList:
    """The first rows of a longer list."""

    rows: list[Any] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Day:
    """Everything on the page of one day."""

    day: date
    arrivals: list[Arrival]
    next_day_with_visits: date | None
    failed: SideList
    intakes: SideList
    to_book: SideList
    to_review: SideList
    additions: SideList
    quotes: SideList

    @property
    def here(self) -> int:
        return sum(1 for row in self.arrivals if row.consultation and row.consultation.status == "here")


def of(user: User, day: date, *, now: datetime) -> Day:
    """The day as this member of staff may see it."""
    arrivals = _arrivals(user, day)
    return Day(
        day=day,
        arrivals=arrivals,
        next_day_with_visits=None if arrivals else _next_day(user, day),
        failed=_failed(user),
        intakes=_intakes(user, now),
        to_book=_to_book(user, now),
        to_review=_to_review(user, now),
        additions=_additions(user),
        quotes=_quotes(user, now),
    )


def _arrivals(user: User, day: date) -> list[Arrival]:
    visits = list(
        Consultation.objects.visible_to(user)
        .on(user.clinic, day)
        .exclude(status=Consultation.Status.CANCELLED)
        .select_related("patient", "doctor")
    )
    sessions = list(
        Session.objects.visible_to(user)
        .on(user.clinic, day)
        .filter(status__in=[Session.Status.BOOKED, Session.Status.FINISHED])
        .select_related("patient__clinic")
    )
    needs = consent_needs.of_sessions(sessions, user.clinic)
    ready = _readiness([visit.patient_id for visit in visits])
    rows = [Arrival(visit.starts_at, visit.patient, ready[visit.patient_id], consultation=visit) for visit in visits]
    rows += [
        Arrival(session.starts_at, session.patient, Ready("set"), session=session, needs=tuple(needs[session.pk]))
        for session in sessions
        if session.starts_at
    ]
    return sorted(rows, key=lambda row: (row.starts_at, row.patient.pk))


def _readiness(patient_ids: list[int]) -> dict[int, Ready]:
    """What is missing for each patient's consultation: first the intake, then photos, then the doctor's review."""
    newest = Intake.objects.filter(patient=OuterRef("pk")).order_by("-pk")
    patients = Patient.objects.filter(pk__in=patient_ids).annotate(
        intake_status=Subquery(newest.values("status")[:1]),
        steps_done=Subquery(newest.annotate(done=DONE).values("done")[:1]),
        views=Count("photos__view", distinct=True, filter=Q(photos__removed_at=None, photos__view__in=HOME_VIEWS)),
        to_review=Count("plans", distinct=True, filter=Q(plans__status=Plan.Status.TO_REVIEW)),
    )
    return {patient.pk: _ready(patient) for patient in patients}


def _ready(patient: Any) -> Ready:
    if patient.intake_status != Intake.Status.SUBMITTED:
        return Ready("intake", _step(patient.steps_done or 0) if patient.intake_status else 0, STEPS)
    if patient.views < len(HOME_VIEWS):
        return Ready("photos", patient.views, len(HOME_VIEWS))
    return Ready("review") if patient.to_review else Ready("set")


def _step(done: int) -> int:
    """The step at which somebody stands who has saved so many."""
    return min(done + 1, STEPS)


def _next_day(user: User, day: date) -> date | None:
    first = (
        Consultation.objects.visible_to(user)
        .filter(starts_at__gte=datetime.combine(day + timedelta(days=1), datetime.min.time(), user.clinic.tz))
        .exclude(status=Consultation.Status.CANCELLED)
        .order_by("starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    return user.clinic.local(first).date() if first else None


def _failed(user: User) -> SideList:
    failed = Reminder.objects.visible_to(user).filter(status=Reminder.Status.FAILED).select_related("patient")
    return _first(failed.order_by("-due_at", "-pk"))


def _intakes(user: User, now: datetime) -> SideList:
    links = IntakeLink.objects.order_by("-pk").only("intake", "created_at", "expires_at", "revoked_at", "failed_tries")
    drafts = (
        Intake.objects.visible_to(user)
        .waiting()
        .annotate(steps_done=DONE, saved_at=Max("steps__saved_at"))
        .select_related("patient")
        .prefetch_related(Prefetch("links", links))
    )
    found = _first(drafts.order_by(F("saved_at").desc(nulls_last=True), "-created_at"))
    return SideList([_waiting(intake, now) for intake in found.rows], found.count)


def _waiting(intake: Any, now: datetime) -> WaitingIntake:
    links = list(intake.links.all())
    if links and not any(link.is_live(now) for link in links):
        return WaitingIntake(intake, "ran_out", 0, max(link.expires_at for link in links))
    if intake.saved_at:
        return WaitingIntake(intake, "step", _step(intake.steps_done), intake.saved_at)
    if links:
        return WaitingIntake(intake, "sent", 0, links[0].created_at)
    return WaitingIntake(intake, "not_sent", 0, None)


def _to_book(user: User, now: datetime) -> SideList:
    soon = user.clinic.local(now).date() + TO_BOOK_WITHIN
    waiting = Session.objects.visible_to(user).filter(status=Session.Status.PLANNED, earliest_on__lte=soon)
    return _first(waiting.select_related("patient").order_by("earliest_on", "position", "pk"))


def _to_review(user: User, now: datetime) -> SideList:
    if not user.sees_health:
        return SideList()
    return _first(queue(user, now).select_related("patient"))


def _additions(user: User) -> SideList:
    """Patients who added something after sending that no doctor has read, with their newest plan."""
    if not user.sees_health:
        return SideList()
    newest = Plan.objects.filter(patient=OuterRef("pk")).order_by("-pk")
    patients = (
        Patient.objects.visible_to(user)
        .filter(intakes__additions__isnull=False, intakes__additions__read_at=None)
        .annotate(
            unread=Count("intakes__additions"),
            first_at=Min("intakes__additions__added_at"),
            plan_pk=Subquery(newest.values("pk")[:1]),
            reviewed_at=Subquery(newest.values("reviewed_at")[:1]),
            reviewed_by=Subquery(newest.values("reviewed_by")[:1]),
        )
        .order_by("first_at", "pk")
    )
    return _first(patients)


def _quotes(user: User, now: datetime) -> SideList:
    """Quotes that were answered of late, that end soon without an answer, or that wait for a second person."""
    day = user.clinic.local(now).date()
    waiting = Discount.objects.filter(quote=OuterRef("pk"), state=Discount.State.WAITING)
    answered = Q(state__in=[Quote.State.ACCEPTED, Quote.State.DECLINED], answered_at__gte=now - ANSWERED_WITHIN)
    ending = Q(state__in=[Quote.State.SENT, Quote.State.VIEWED])
    ending &= Q(valid_until__gte=day, valid_until__lte=day + ENDS_WITHIN)
    found = Quote.objects.visible_to(user).annotate(waits=Exists(waiting)).select_related("patient")
    wanted = found.filter(answered | ending | Q(state=Quote.State.DRAFT, waits=True))
    return _first(wanted.order_by(F("answered_at").desc(nulls_last=True), "valid_until", "-pk"))


def queue(user: User, now: datetime) -> QuerySet[Plan]:
    """Plans to review in the order of the doctor's day: patients who come today first, by their time."""
    today = Consultation.objects.on(user.clinic, user.clinic.local(now).date()).filter(patient=OuterRef("patient"))
    coming = today.exclude(status__in=[Consultation.Status.CANCELLED, Consultation.Status.NO_SHOW])
    plans: QuerySet[Plan] = (
        Plan.objects.visible_to(user)
        .to_review()
        .annotate(comes_at=Subquery(coming.values("starts_at")[:1]))
        .order_by(F("comes_at").asc(nulls_last=True), "made_at", "pk")
    )
    return plans


def _first(rows: QuerySet[Any]) -> SideList:
    """The first rows and how many there are."""
    return SideList(list(rows[:SHOWN]), rows.count())


def patients_of(day: Day) -> Iterable[int]:
    """Whose names the page shows, for the trail."""
    side = [row.patient_id for row in (*day.failed.rows, *day.to_book.rows, *day.to_review.rows, *day.quotes.rows)]
    return dict.fromkeys(
        [row.patient.pk for row in day.arrivals]
        + side
        + [w.intake.patient_id for w in day.intakes.rows]
        + [patient.pk for patient in day.additions.rows]
    )
