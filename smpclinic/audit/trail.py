"""Writing the audit trail: record(...) for changes, seen(...) for reads."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from smpclinic.audit.models import Entry


class Person(Protocol):
    """Whoever can be named in the trail."""

    pk: Any


def record(what: str, subject: Model, *, by: Person | None, changes: dict[str, Any] | None = None) -> None:
    """Add a line for a write; call it inside the transaction of the change. `by` None is the clock or a link holder."""
    _add(Entry.Kind.WRITE, what, subject, by, changes or {})


def seen(what: str, subject: Model, *, by: Person | None) -> None:
    """Add a line for a read of a record."""
    _add(Entry.Kind.READ, what, subject, by, {})


def looks(what: str, patient_ids: Iterable[int], *, by: AbstractBaseUser | AnonymousUser) -> QuerySet[Entry]:
    """This person's own reads of that kind, of these patients' records."""
    return Entry.objects.filter(what=what, patient_number__in=list(patient_ids), by=by.pk, kind=Entry.Kind.READ)


def seen_list(what: str, patient_ids: Iterable[int], *, by: AbstractBaseUser | AnonymousUser) -> None:
    """Add one line for a list that showed several patients; their numbers stand in its detail."""
    numbers = list(patient_ids)
    if numbers:
        Entry.objects.create(
            kind=Entry.Kind.READ, what=what, by_id=by.pk, record_type="list", record_id=0, detail={"patients": numbers}
        )


def _add(kind: Entry.Kind, what: str, subject: Model, by: Person | None, detail: dict[str, Any]) -> None:
    patient = subject.pk if subject._meta.model_name == "patient" else getattr(subject, "patient_id", None)
    Entry.objects.create(
        kind=kind,
        what=what,
        by_id=by.pk if by else None,
        record_type=subject._meta.model_name or "",
        record_id=subject.pk or 0,
        patient_number=patient,
        detail=detail,
    )
