"""A new patient, and changes to who they are and how they are reached."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from patients.models import Consent, Patient
from patients.models.consent import WORDINGS
from patients.models.patient import folded
from patients.policies import why_not_reach
from patients.services import consents
from patients.services.clashes import Clash
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail

OWN_WORDS = ("born_on", "sex", "mobile", "email")
NOTHING_FILLED: Mapping[str, str] = {}


@transaction.atomic
def register(  # noqa: PLR0913 - the fields of the form, and who sent which form when
    *,
    clinic: Clinic,
    first_name: str,
    last_name: str,
    mobile: str,
    email: str,
    may_email: bool,
    language: str = "",
    by: User | None,
    now: datetime,
    form_key: UUID | None = None,
) -> Patient:
    """The new patient with the next record number; the same `form_key` again gives the same patient."""
    insist(why_not_reach(mobile, email))
    take_turns(clinic)
    numbers = Patient.objects.filter(clinic=clinic).aggregate(
        last=Max("record_number"), made=Max("pk", filter=Q(form_key=form_key, form_key__isnull=False))
    )
    if numbers["made"]:
        return Patient.objects.get(pk=numbers["made"])
    patient = Patient.objects.create(
        clinic=clinic,
        record_number=(numbers["last"] or 0) + 1,
        first_name=first_name,
        last_name=last_name,
        mobile=mobile,
        email=email,
        language=language,
        search_name=folded(f"{first_name} {last_name}"),
        form_key=form_key,
        created_at=now,
        created_by=by,
    )
    trail.record("patient registered", patient, by=by, changes={"record": patient.record})
    if may_email:
        wording = str(WORDINGS[Consent.Purpose.REMINDERS])
        consents.write_down(patient, purpose=Consent.Purpose.REMINDERS, wording=wording, by=by, now=now)
    return patient


def take_turns(clinic: Clinic) -> None:
    """Let one registration of the clinic in at a time, so that record numbers have neither doubles nor gaps.

    The update holds the clinic's row until the transaction ends on PostgreSQL; SQLite lets one writer in anyway.
    """
    Clinic.objects.filter(pk=clinic.pk).update(version=F("version"))


@transaction.atomic
def change(patient: Patient, *, version: int, by: User | None, now: datetime, **fields: Any) -> Patient:
    """Save new details; raises Clash with the row as it stands when somebody saved since `version`."""
    told = {name: value for name, value in fields.items() if getattr(patient, name) != value}
    insist(why_not_reach(fields.get("mobile", patient.mobile), fields.get("email", patient.email)))
    name = f"{fields.get('first_name', patient.first_name)} {fields.get('last_name', patient.last_name)}"
    moved = Patient.objects.filter(pk=patient.pk, version=version).update(
        **fields, search_name=folded(name), version=F("version") + 1, updated_at=now
    )
    current = Patient.objects.select_related("clinic").get(pk=patient.pk)
    if not moved:
        raise Clash(_("Somebody else has saved this record since you opened it."), current)
    changes = {key: [str(getattr(patient, key) or ""), str(value or "")] for key, value in told.items()}
    trail.record("patient changed", current, by=by, changes=changes)
    return current


def complete(
    patient: Patient,
    answers: Mapping[str, Any],
    *,
    filled: Mapping[str, str] = NOTHING_FILLED,
    by: User | None,
    now: datetime,
) -> dict[str, str]:
    """Fill what the record does not know yet from the patient's own answers; the rest is for a person to change.

    `filled` is what the same intake has filled in before, and comes back as it is now: that is corrected with its
    answer, as long as the record still says it. Runs inside the caller's transaction.
    """
    row = Patient.objects.select_for_update().values(*OWN_WORDS).get(pk=patient.pk)
    known = {name: str(value or "") for name, value in row.items()}
    told = {name: answers.get(name) or "" for name in OWN_WORDS}
    missing = {name: value for name, value in told.items() if value and not known[name]}
    corrected = {
        name: value
        for name, value in told.items()
        if known[name] and known[name] == filled.get(name) and value != known[name]
    }
    fresh = missing | corrected
    if fresh:
        born_on = {"born_on": date.fromisoformat(fresh["born_on"])} if fresh.get("born_on") else {}
        values: dict[str, Any] = fresh | born_on
        Patient.objects.filter(pk=patient.pk).update(**values, version=F("version") + 1, updated_at=now)
        for name, value in values.items():
            setattr(patient, name, value)
        changes = {"filled": sorted(missing)} | ({"corrected": sorted(corrected)} if corrected else {})
        trail.record("record completed from intake", patient, by=by, changes=changes)
    return {name: value for name, value in {**filled, **fresh}.items() if value}


@transaction.atomic
def reads(patient: Patient, language: str, *, now: datetime) -> None:
    """Write down the language that the patient chose; messages follow it. Nothing to do when it is that already.

    The record keeps its version: whoever changes its details at that moment has nothing to compare, and a form in which
    nobody touched the language leaves it alone.
    """
    if patient.language == language:
        return
    Patient.objects.filter(pk=patient.pk).update(language=language, updated_at=now)
    changes = {"language": [patient.language, language]}
    patient.language = language
    trail.record("language chosen", patient, by=None, changes=changes)
