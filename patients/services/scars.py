"""Scars of a patient's record."""

from datetime import datetime
from typing import Any

from django.db import transaction

from patients.models import Patient, Scar
from patients.policies import why_not_add_scar
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

FIELDS = ("cause", "zone", "length_mm", "width_mm", "age_months", "surface", "colour", "changing", "count")


@transaction.atomic
def add(patient: Patient, *, by: User | None, now: datetime, **fields: Any) -> Scar:
    """A new scar; one just like the last of the patient counts as the same form sent twice."""
    insist(why_not_add_scar(patient.scars.count()))
    latest = Scar.objects.filter(patient=patient).order_by("-pk").first()
    if latest and all(getattr(latest, name) == fields.get(name, getattr(latest, name)) for name in FIELDS):
        twin: Scar = latest
        return twin
    scar: Scar = Scar.objects.create(patient=patient, created_at=now, created_by=by, **fields)
    trail.record("scar added", scar, by=by)
    return scar


@transaction.atomic
def change(scar: Scar, *, by: User | None, now: datetime, **fields: Any) -> None:
    """Describe the scar anew."""
    Scar.objects.filter(pk=scar.pk).update(**fields)
    trail.record("scar changed", scar, by=by, changes={"fields": sorted(fields), "at": now.isoformat()})


@transaction.atomic
def remove(scar: Scar, *, by: User | None, now: datetime) -> None:
    """Take a scar off the record; the trail keeps what it was."""
    was = {name: getattr(scar, name) for name in FIELDS}
    trail.record("scar removed", scar, by=by, changes={"was": was, "at": now.isoformat()})
    Scar.objects.filter(pk=scar.pk).delete()
