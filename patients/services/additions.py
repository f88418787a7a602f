"""What a patient adds after sending: further rows, and never a changed answer."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from patients.models import Addition, Intake, Patient
from patients.policies import why_not_add_words
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail


@transaction.atomic
def add(intake: Intake, *, text: str, by: User | None, now: datetime) -> Addition:
    """One more addition; the same words again are the same press again."""
    take_turns(intake)
    twin: Addition | None = Addition.objects.filter(intake=intake, text=text).first()
    if twin:
        return twin
    insist(why_not_add_words(intake, Addition.objects.filter(intake=intake).count()))
    addition: Addition = Addition.objects.create(intake=intake, text=text, added_at=now, added_by=by)
    trail.record("intake added to", addition, by=by)
    return addition


def take_turns(intake: Intake) -> None:
    """Let one addition to the intake in at a time, so that presses at once see each other and count right.

    The update holds the intake's row until the transaction ends on PostgreSQL; SQLite lets one writer in anyway.
    """
    Intake.objects.filter(pk=intake.pk).update(saves=F("saves"))


@transaction.atomic
def read(patient: Patient, *, up_to: int, by: User, now: datetime) -> int:
    """A doctor has read what this patient added, up to the last one that was shown; how many were new."""
    unread = Addition.objects.visible_to(by).unread().filter(intake__patient=patient, pk__lte=up_to)
    count: int = unread.update(read_at=now, read_by=by)
    if count:
        trail.record("additions read", patient, by=by, changes={"up_to": up_to, "count": count})
    return count
