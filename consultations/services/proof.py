"""The proof of the ledger: no message sent twice, none forgotten, every state borne out by its attempts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from consultations.models import Delivery, Reminder, Session, Sweep
from consultations.services import reminders

# A clinic that has never swept has this long until its first sweep.
NO_SWEEP_YET = timedelta(minutes=3)
Status, Outcome = Reminder.Status, Delivery.Outcome


@dataclass(slots=True)
class Proof:
    """Counts of the ledger; `problems` and `possibly_twice` name rows by their number."""

    rows: dict[str, int] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    last_sweep: datetime | None = None
    problems: dict[str, list[int]] = field(default_factory=dict)
    possibly_twice: list[int] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not any(self.problems.values())


def verify(*, now: datetime) -> Proof:
    """Look at the whole ledger."""
    sweep = Sweep.objects.first()
    proof = Proof(last_sweep=sweep.started_at if sweep else None)
    proof.rows = {status: Reminder.objects.filter(status=status).count() for status in Status.values}
    proof.attempts = {outcome: Delivery.objects.filter(outcome=outcome).count() for outcome in Outcome.values}
    proof.problems = {
        "sent twice": _numbers(Reminder.objects.filter(_has(Outcome.SENT, again=[Outcome.SENT]))),
        "sent without an attempt that says so": _numbers(
            Reminder.objects.filter(~_has(Outcome.SENT), status=Status.SENT)
        ),
        "not sent although an attempt says so": _numbers(
            Reminder.objects.filter(_has(Outcome.SENT)).exclude(status=Status.SENT)
        ),
        "attempt open that nobody holds": _numbers(_abandoned(now)),
        "sent after its time": _numbers(_sent_late()),
        "due and forgotten": _numbers(_forgotten(sweep, now)),
        "missing after a finished session": _missing(),
    }
    unsure = _has(Outcome.UNKNOWN, again=[Outcome.UNKNOWN, Outcome.SENT])
    proof.possibly_twice = _numbers(Reminder.objects.filter(unsure))
    return proof


def _has(outcome: str, again: list[str] | None = None) -> Exists:
    """An attempt of the row had this outcome, and with `again` another attempt one of those."""
    attempts = Delivery.objects.filter(reminder=OuterRef("pk"), outcome=outcome)
    if again is None:
        return Exists(attempts)
    others = Delivery.objects.filter(reminder=OuterRef("reminder"), outcome__in=again).exclude(pk=OuterRef("pk"))
    return Exists(attempts.filter(Exists(others)))


def _abandoned(now: datetime) -> QuerySet[Reminder]:
    """Attempts may be open only while a worker holds the row."""
    attempts = Delivery.objects.filter(reminder=OuterRef("pk"), outcome=Outcome.OPEN)
    held = Q(status=Status.CLAIMED, lease_until__gt=now)
    rows: QuerySet[Reminder] = Reminder.objects.filter(Exists(attempts)).exclude(held)
    return rows


def _sent_late() -> QuerySet[Reminder]:
    """An attempt begins before the time is over; what it takes the server to answer does not count."""
    late = Delivery.objects.filter(reminder=OuterRef("pk"), started_at__gt=OuterRef("not_after"), outcome=Outcome.SENT)
    rows: QuerySet[Reminder] = Reminder.objects.filter(Exists(late))
    return rows


def _forgotten(sweep: Sweep | None, now: datetime) -> QuerySet[Reminder]:
    """Rows that the last whole sweep should have seen, with no reason why they still wait."""
    seen_by = sweep.started_at if sweep else now - NO_SWEEP_YET
    known_from = Reminder.objects.annotate(known_from=Greatest("due_at", "created_at"))
    waiting = Q(status=Status.PLANNED, reason="", known_from__lt=seen_by)
    lost = Q(status=Status.CLAIMED, lease_until__lt=seen_by)
    rows: QuerySet[Reminder] = known_from.filter(waiting | lost)
    return rows


def _missing() -> list[int]:
    """Finished sessions without one of the messages that the catalogue gives them."""
    finished = Session.objects.filter(status=Session.Status.FINISHED).select_related("plan", "patient__clinic")
    written: dict[str, set[tuple[str, int]]] = {}
    for anchor, rule, occurrence in Reminder.objects.filter(anchor__startswith="session ").values_list(
        "anchor", "rule", "occurrence"
    ):
        written.setdefault(anchor, set()).add((rule, occurrence))
    missing = []
    for session in finished.order_by("pk"):
        wanted = {(row.rule, row.occurrence) for row, _due_at in reminders.expected(session) if row.need is None}
        if wanted - written.get(f"session {session.pk}", set()):
            missing.append(session.pk)
    return missing


def _numbers(rows: QuerySet[Reminder]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
