"""What a doctor does to a plan; the engine's answer stays, each act is a row beside it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import Plan, Review
from consultations.models.review import applied
from consultations.policies import (
    why_not_approve,
    why_not_change,
    why_not_choose,
    why_not_clear,
    why_not_send_back,
    why_not_submit,
)
from consultations.services import quotes, reminders, sessions
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

Kind = Review.Kind
Status = Plan.Status
Change = list[Any]  # [from, to]


@transaction.atomic
def edit(  # noqa: PLR0913 - one act of a doctor, in its own words
    plan: Plan, *, code: str, figures: dict[str, Any], reason: str, version: int, by: User, now: datetime
) -> None:
    """Set figures of one option (grafts, fue_sessions, smp_sessions, fee, fit); what stays the same is left out."""
    insist(why_not_change(plan, by))
    options = {option["code"]: option for option in applied(plan.recommendation, plan.reviews.all())["options"]}
    if code not in options:
        raise Refused(_("This plan has no such option."))
    changes = {
        f"options.{code}.{field}": [standing, new]
        for field, new in figures.items()
        if (standing := bare(field, options[code][field])) != new
    }
    if not changes:
        raise Refused(_("Nothing was changed."))
    _step(plan, version)
    _keep(plan, Kind.EDITED, by=by, now=now, reason=reason, changes=changes)


@transaction.atomic
def choose(plan: Plan, *, code: str, reason: str, version: int, by: User, now: datetime) -> None:
    """Recommend another option than before."""
    insist(why_not_choose(plan, code, by))
    if code == plan.chosen:
        raise Refused(_("This option is recommended already."))
    _step(plan, version, chosen=code)
    _keep(plan, Kind.CHOSE, by=by, now=now, reason=reason, changes={"chosen": [plan.chosen, code]})


@transaction.atomic
def clear(plan: Plan, *, gate: str, note: str, version: int, by: User, now: datetime) -> None:
    """Clear a hard caution with a note that says why treatment may go on."""
    insist(why_not_clear(plan, gate, by))
    _step(plan, version)
    _keep(plan, Kind.CLEARED, by=by, now=now, reason=note, changes={f"gates.{gate}": ["open", "cleared"]})


@transaction.atomic
def write_note(plan: Plan, *, note: str, version: int, by: User, now: datetime) -> None:
    """Keep the note to the patient without deciding anything."""
    insist(why_not_change(plan, by))
    _step(plan, version, note_to_patient=note)
    trail.record("note to the patient saved", plan, by=by)


@transaction.atomic
def approve(plan: Plan, *, note: str, version: int, by: User, now: datetime) -> None:
    """Approve, with sessions, quote and letter; raise Refused when this doctor may not, or someone was faster."""
    insist(why_not_approve(plan, by))
    _step(plan, version, status=Status.APPROVED, note_to_patient=note, reviewed_by=by, reviewed_at=now)
    _keep(plan, Kind.APPROVED, by=by, now=now, changes={"status": [plan.status, Status.APPROVED]})
    for old in Plan.objects.filter(patient_id=plan.patient_id, status=Status.APPROVED).exclude(pk=plan.pk):
        Plan.objects.filter(pk=old.pk, status=Status.APPROVED).update(status=Status.REPLACED)
        trail.record("plan replaced", old, by=by, changes={"status": [Status.APPROVED, Status.REPLACED]})
        quotes.end_with(old, by=by, now=now)
    approved = Plan.objects.select_related("patient__clinic").get(pk=plan.pk)
    sessions.plan_for(approved, by=by, now=now)
    quotes.of_approval(approved, by=by, now=now)
    reminders.plan_letter(approved, by=by, now=now)


@transaction.atomic
def send_back(plan: Plan, *, reason: str, version: int, by: User, now: datetime) -> None:
    """Back to draft, with the reason."""
    insist(why_not_send_back(plan, by))
    _step(plan, version, status=Status.DRAFT)
    _keep(plan, Kind.SENT_BACK, by=by, now=now, reason=reason, changes={"status": [plan.status, Status.DRAFT]})


@transaction.atomic
def submit(plan: Plan, *, version: int, by: User, now: datetime) -> None:
    """A draft goes to review."""
    insist(why_not_submit(plan, by))
    _step(plan, version, status=Status.TO_REVIEW)
    _keep(plan, Kind.SUBMITTED, by=by, now=now, changes={"status": [plan.status, Status.TO_REVIEW]})


def bare(field: str, value: Any) -> Any:
    """A figure without what it is made of: of a fee the currency and the ends, the lines left out."""
    if field == "fee" and value is not None:
        return {key: value[key] for key in ("currency", "low", "high")}
    return value


def _step(plan: Plan, version: int, **fields: Any) -> None:
    """Move the plan on if it is still as the doctor saw it."""
    standing = Plan.objects.filter(pk=plan.pk, version=version, status=plan.status)
    if not standing.update(version=version + 1, **fields):
        raise Clash(_("Someone else has just changed this plan. Look at it again before you go on."), plan)


def _keep(plan: Plan, kind: str, *, by: User, now: datetime, changes: dict[str, Change], reason: str = "") -> None:
    Review.objects.create(plan=plan, kind=kind, reason=reason, changes=changes, made_at=now, made_by=by)
    trail.record(f"plan {kind.replace('_', ' ')}", plan, by=by, changes=changes)
