"""Scars of a patient's record: told, drawn, changed, measured by a doctor, taken off, put back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from patients.models import Patient, Scar
from patients.policies import why_not_add_scar
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

TOLD = (
    "cause",
    "zone",
    "length_mm",
    "width_mm",
    "age_months",
    "surface",
    "colour",
    "changing",
    "count",
    "treated_before",
)
DRAWN = ("view", "points", "drawing", "head_mm", "drawn_mm", "drawn_error_mm")
FIELDS = TOLD + DRAWN


class ChangedMeanwhile(Exception):
    """Somebody else has changed the scar since its form was opened; `current` is what is stored now."""

    def __init__(self, current: Scar) -> None:
        super().__init__()
        self.current = current


@transaction.atomic
def add(patient: Patient, *, by: User | None, now: datetime, form_key: UUID | None = None, **fields: Any) -> Scar:
    """A new scar; the same form sent twice makes one.

    Without a key, a scar just like the patient's last one counts as the same form.
    """
    if twin := _twin(patient, form_key, fields):
        return twin
    insist(why_not_add_scar(patient.scars.kept().count()))
    try:
        with transaction.atomic():
            scar: Scar = Scar.objects.create(
                patient=patient, created_at=now, created_by=by, form_key=form_key, **fields
            )
    except IntegrityError:  # the other half of a double tap was faster
        if twin := _twin(patient, form_key, fields):
            return twin
        raise
    trail.record("scar added", scar, by=by)
    return scar


def _twin(patient: Patient, form_key: UUID | None, fields: dict[str, Any]) -> Scar | None:
    """The scar that this form has made already."""
    found: Scar | None
    if form_key:
        found = Scar.objects.filter(patient=patient, form_key=form_key).first()
        return found
    found = Scar.objects.kept().filter(patient=patient).order_by("-pk").first()
    if found and all(getattr(found, name) == fields.get(name, getattr(found, name)) for name in FIELDS):
        return found
    return None


@transaction.atomic
def change(scar: Scar, *, by: User | None, now: datetime, version: int | None = None, **fields: Any) -> None:
    """Describe the scar anew; with a version, raise ChangedMeanwhile when somebody else was faster."""
    was = {name: getattr(scar, name) for name in fields}
    rows = Scar.objects.kept().filter(pk=scar.pk)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(**fields, version=F("version") + 1):
        current = Scar.objects.kept().filter(pk=scar.pk).first()
        if current is None:
            raise Refused(_("This scar has been taken off the list meanwhile."))
        raise ChangedMeanwhile(current)
    changed = sorted(name for name, value in fields.items() if was[name] != value)
    trail.record("scar changed", scar, by=by, changes={"fields": changed, "at": now.isoformat()})


@transaction.atomic
def measure(scar: Scar, *, measured_mm: int, by: User, now: datetime) -> None:
    """The doctor's own length; what the patient typed and drew stays beside it."""
    before = Scar.objects.filter(pk=scar.pk).values_list("measured_mm", flat=True).first()
    Scar.objects.filter(pk=scar.pk).update(
        measured_mm=measured_mm, measured_by=by, measured_at=now, version=F("version") + 1
    )
    trail.record("scar measured", scar, by=by, changes={"measured_mm": [before, measured_mm]})


@transaction.atomic
def remove(scar: Scar, *, by: User | None, now: datetime) -> None:
    """Take a scar off the record; the row stays, so that it can be put back, and the trail keeps what it was."""
    if not Scar.objects.kept().filter(pk=scar.pk).update(removed_at=now, version=F("version") + 1):
        return
    was = {name: getattr(scar, name) for name in (*FIELDS, "measured_mm")}
    trail.record("scar removed", scar, by=by, changes={"was": was, "at": now.isoformat()})


@transaction.atomic
def put_back(scar: Scar, *, by: User | None) -> None:
    """Undo taking it off; pressed twice, it is put back once."""
    if not Scar.objects.filter(pk=scar.pk, removed_at__isnull=False).update(removed_at=None, version=F("version") + 1):
        return
    trail.record("scar put back", scar, by=by)
