"""Which consents sessions need and how each stands; for a whole list in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from consultations.models import Plan, Session, Signature
from consultations.planning.course import course
from consultations.policies import chosen_option
from consultations.procedures import Need, needed, needed_for
from consultations.services import consent_texts
from smpclinic.accounts.models import Clinic

LIGHT = ("text", "drawing", "statement", "device")  # what a list does not read


def required(plan: Plan) -> tuple[str, ...]:
    """What has to be signed for the chosen option of a plan."""
    return needed(step.kind for step in course(chosen_option(plan)))


def of_plan(plan: Plan, clinic: Clinic) -> list[Need]:
    """The consents of a plan."""
    return _Signed(clinic, [plan.patient_id]).needs(plan.patient_id, required(plan))


def of_sessions(sessions: Sequence[Session], clinic: Clinic) -> dict[int, list[Need]]:
    """For each session, by its number, what it needs."""
    kinds: dict[int, set[str]] = defaultdict(set)
    siblings = Session.objects.filter(plan__in={one.plan_id for one in sessions})
    for plan_id, kind in siblings.order_by().values_list("plan", "kind").distinct():
        kinds[plan_id].add(kind)
    signed = _Signed(clinic, {one.patient_id for one in sessions})
    return {one.pk: signed.needs(one.patient_id, needed_for(one.kind, kinds[one.plan_id])) for one in sessions}


class _Signed:
    """The newest signature of each patient for each procedure, with what decides whether it stands."""

    def __init__(self, clinic: Clinic, patients: Iterable[int]) -> None:
        rows = Signature.objects.filter(patient__in=patients).select_related("taken_by").defer(*LIGHT)
        self.newest = {(row.patient_id, row.procedure): row for row in rows.order_by("number")}
        self.material, self.days = consent_texts.material_versions(clinic), consent_texts.days(clinic)
        self.clinic = clinic

    def needs(self, patient_id: int, procedures: Iterable[str]) -> list[Need]:
        return [self._need(procedure, self.newest.get((patient_id, procedure))) for procedure in procedures]

    def _need(self, procedure: str, row: Signature | None) -> Need:
        days = self.days[procedure]
        if row is None:
            return Need(procedure, "missing", days)
        if row.withdrawn_at:
            return Need(procedure, "withdrawn", days, signature=row)
        changed = self.material.get((procedure, row.language), 0) > row.version
        since = self.clinic.local(row.counts_from).date()
        return Need(procedure, "changed" if changed else "signed", days, since, row)
