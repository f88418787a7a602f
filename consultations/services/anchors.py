"""Whether what a message hangs on still stands: as a condition for the database, and as a sentence."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from consultations.models import Plan, Reminder, Session
from consultations.planning.course import SMP_KINDS, SURGERY_KINDS
from consultations.planning.followups import Need, named
from patients.models import Intake

# The one message about an intake that makes sense only after it was sent.
ARRIVED = "intake_arrived"
KINDS = {Need.SMP_AHEAD: SMP_KINDS, Need.SMP_UNBOOKED: SMP_KINDS, Need.SURGERY_UNBOOKED: SURGERY_KINDS}


def still_stands(reminder: Reminder) -> Q:
    """The condition under which this message still makes sense, to be asked in the statement that decides."""
    kind, _space, number = reminder.anchor.partition(" ")
    if kind == "intake":
        status = Intake.Status.SUBMITTED if reminder.rule == ARRIVED else Intake.Status.DRAFT
        return Q(Exists(_not_closed(reminder, number).filter(status=status)))
    if kind == "plan":
        return Q(Exists(Plan.objects.filter(pk=number, status=Plan.Status.APPROVED)))
    if kind == "session":
        finished = Q(Exists(Session.objects.filter(pk=number, status=Session.Status.FINISHED)))
        need = named(reminder.rule, reminder.occurrence).need
        return finished & _needed(need, number) if need else finished
    return Q()


def why_it_fell(reminder: Reminder) -> str:
    """Why this message makes no sense any more; empty while it does."""
    kind, _space, number = reminder.anchor.partition(" ")
    if Reminder.objects.filter(still_stands(reminder), pk=reminder.pk).exists():
        return ""
    if kind == "intake" and not _not_closed(reminder, number).exists():
        return _("All links of the patient were closed before it left.")
    return {
        "intake": _("The questions have been answered already."),
        "plan": _("The plan has been replaced."),
        "session": _("No further visit is to come, or it is arranged already."),
    }[kind]


def next_ahead(reminder: Reminder) -> Session | None:
    """The next open session of the plan on whose session the message hangs."""
    kind, _space, number = reminder.anchor.partition(" ")
    if kind != "session":
        return None
    ahead: QuerySet[Session] = Session.objects.ahead().filter(plan__sessions=int(number))
    return ahead.order_by("position").first()


def _not_closed(reminder: Reminder, number: str) -> QuerySet[Intake]:
    """The intake, unless all its links were closed after this message was planned."""
    return Intake.objects.filter(Q(links_closed_at=None) | Q(links_closed_at__lt=reminder.created_at), pk=number)


def _needed(need: Need, number: str) -> Q:
    """Something of the kind is ahead in the plan, and nothing of it was done since."""
    own = Session.objects.filter(plan=OuterRef("plan"), kind__in=KINDS[need])
    anchor = Session.objects.filter(pk=number)
    since = own.filter(status=Session.Status.FINISHED, finished_at__gt=OuterRef("finished_at"))
    stands = anchor.filter(Exists(own.ahead())).exclude(Exists(since))
    if need != Need.SMP_AHEAD:
        stands = stands.exclude(Exists(own.filter(status=Session.Status.BOOKED)))
    return Q(Exists(stands))
