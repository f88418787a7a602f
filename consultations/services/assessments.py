"""What a doctor finds: a new row each time, and a fresh plan on it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from consultations.models import Assessment, Plan
from consultations.policies import why_not_assess
from consultations.services import plans
from consultations.services.findings import newest_submitted
from patients.models import Patient
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail


@transaction.atomic
def record(
    patient: Patient, *, findings: dict[str, Any], note: str, by: User, now: datetime
) -> tuple[Assessment, Plan]:
    """Keep the doctor's findings and make a fresh plan on them; earlier findings and plans stay as they were."""
    insist(why_not_assess(by))
    assessment: Assessment = Assessment.objects.create(
        patient=patient, findings=findings, note=note, made_at=now, made_by=by
    )
    trail.record("findings recorded", assessment, by=by)
    plan = plans.make(patient, intake=newest_submitted(patient), by=by, now=now)
    return assessment, plan
