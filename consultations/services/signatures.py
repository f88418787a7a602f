"""Signing and withdrawing consents to procedures; sessions are held while one is withdrawn."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations import words
from consultations.consent_policies import why_not_sign, why_not_withdraw
from consultations.models import Plan, Session, Signature
from consultations.procedures import Text
from consultations.services import consent_needs
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail
from smpclinic.web import languages


@dataclass(frozen=True)
class Signed:
    """What somebody typed and ticked, and the device they did it with."""

    seal: str
    statement: str
    signed: str
    explained_by: str
    device: str
    address: str
    witness: str = ""
    interpreter: str = ""
    drawing: list[list[list[int]]] = field(default_factory=list)


@transaction.atomic
def sign(plan: Plan, text: Text, facts: Signed, *, by: User | None, now: datetime) -> Signature:
    """The patient's signature under the text; the one that stands already, if it stands for this text.

    `by` is who took it in the clinic; None is the patient alone.
    """
    insist(why_not_sign(plan, text, facts.seal))
    standing = _standing(plan, text.procedure)
    if standing and not _must_sign_again(plan, text.procedure):
        return standing
    try:
        with transaction.atomic():
            signature = _write(plan, text, facts, standing=standing, by=by, now=now)
    except IntegrityError:  # pressed twice, and the other press was faster
        found = _standing(plan, text.procedure)
        return found or sign(plan, text, facts, by=by, now=now)
    _release(plan, by=by)
    return signature


def _standing(plan: Plan, procedure: str) -> Signature | None:
    rows = Signature.objects.standing().filter(patient=plan.patient_id, procedure=procedure)
    found: Signature | None = rows.first()
    return found


def _must_sign_again(plan: Plan, procedure: str) -> bool:
    needs = consent_needs.of_plan(plan, plan.patient.clinic)
    return any(need.procedure == procedure and need.state == "changed" for need in needs)


def _write(
    plan: Plan, text: Text, facts: Signed, *, standing: Signature | None, by: User | None, now: datetime
) -> Signature:
    """The row, in the chain of the patient's signatures."""
    if standing:
        Signature.objects.filter(pk=standing.pk, replaced_at=None).update(replaced_at=now)
    last = Signature.objects.filter(patient=plan.patient_id).order_by("-number").first()
    signature = Signature(
        patient_id=plan.patient_id,
        plan=plan,
        number=last.number + 1 if last else 1,
        procedure=text.procedure,
        language=text.language,
        version=text.version,
        text=text.stored,
        statement=facts.statement,
        signed=facts.signed,
        drawing=facts.drawing,
        explained_by=facts.explained_by,
        witness=facts.witness,
        interpreter=facts.interpreter,
        way=Signature.Way.DESK if by else Signature.Way.LINK,
        taken_by=by,
        device=facts.device[:300],
        address=facts.address[:45],
        signed_at=now,
        counts_from=standing.counts_from if standing else now,
        previous=last.sha256 if last else "",
    )
    signature.sha256 = signature.seal()
    signature.save(force_insert=True)
    changes = {"procedure": text.procedure, "version": text.version, "language": text.language}
    trail.record("consent signed", signature, by=by, changes=changes | {"sha256": signature.sha256})
    return signature


@transaction.atomic
def withdraw(signature: Signature, *, why: str, by: User | None, now: datetime) -> list[Session]:
    """Close the signature and hold what it was for; the sessions that are held. A second time changes nothing."""
    insist(why_not_withdraw(signature))
    stopped = list(stops(signature))
    rows = Signature.objects.filter(pk=signature.pk, withdrawn_at=None, replaced_at=None)
    if not rows.update(withdrawn_at=now, withdrawn_by=by, withdrawn_why=why):
        return []
    changes = {"procedure": signature.procedure, "sessions": [one.pk for one in stopped]}
    trail.record("consent to a procedure withdrawn", signature, by=by, changes=changes)
    for session in stopped:
        _hold(session, signature, by=by, now=now)
    return stopped


def stops(signature: Signature) -> QuerySet[Session]:
    """The sessions ahead that a withdrawal holds."""
    rows = Session.objects.ahead().filter(patient=signature.patient_id).order_by("starts_at", "plan", "position")
    needs = consent_needs.of_sessions(list(rows), signature.patient.clinic)
    named = [pk for pk, found in needs.items() if any(need.procedure == signature.procedure for need in found)]
    stopped: QuerySet[Session] = rows.filter(pk__in=named)
    return stopped


def _hold(session: Session, signature: Signature, *, by: User | None, now: datetime) -> None:
    """Keep the session and its time, with the reason in the clinic's language why it does not take place."""
    clinic = signature.patient.clinic
    with languages.writing_to(""):
        day = date_format(clinic.local(now), "j F Y")
        said = {"procedure": words.PROCEDURE[signature.procedure], "day": day}
        reason = _("The consent to %(procedure)s was withdrawn on %(day)s.") % said
    facts: dict[str, Any] = {"held_at": now, "held_reason": reason, "version": F("version") + 1}
    if Session.objects.filter(pk=session.pk, held_at=None).update(**facts):
        trail.record("session held", session, by=by, changes={"signature": signature.pk})


def _release(plan: Plan, *, by: User | None) -> None:
    """Let go of the sessions for which nothing is withdrawn any more."""
    held = list(Session.objects.ahead().filter(patient=plan.patient_id, held_at__isnull=False))
    if not held:
        return
    needs = consent_needs.of_sessions(held, plan.patient.clinic)
    for session in held:
        if all(need.state != "withdrawn" for need in needs[session.pk]):
            Session.objects.filter(pk=session.pk).update(held_at=None, held_reason="", version=F("version") + 1)
            trail.record("session held no more", session, by=by)
