"""Planning the ledger of messages: rows are written once, stopped with a reason, sent again on request."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from consultations.models import Plan, Reminder, Session
from consultations.planning import followups
from consultations.planning.course import SMP_KINDS, SURGERY_KINDS
from consultations.planning.followups import FollowUp
from consultations.policies import chosen_option, why_not_send_again, why_not_send_now, why_not_skip
from consultations.services.anchors import why_it_fell
from patients.models import Intake, Patient
from patients.policies import why_not_send
from patients.services import consents, intakes
from patients.vocabulary import DrugUse, OptionCode
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail
from smpclinic.messaging.channels import EMAIL, TEXT

Status = Reminder.Status
# A second click within this time is the same wish, not another message.
SAME_WISH = timedelta(minutes=2)


@transaction.atomic
def plan_message(  # noqa: PLR0913 - the parts of the unique key, and who and when
    patient: Patient,
    *,
    rule: str,
    anchor: str,
    due_at: datetime,
    by: User | None,
    now: datetime,
    occurrence: int = 1,
    channel: str = EMAIL,
) -> Reminder:
    """The one row of this key; made when it is not there yet, as skipped when its time has passed already."""
    made = _row(patient, followups.named(rule, occurrence), anchor, due_at, by=by, now=now)
    made.occurrence, made.channel = occurrence, channel
    facts = {
        field.attname: getattr(made, field.attname) for field in Reminder._meta.concrete_fields if field.name != "id"
    }
    key = {name: facts.pop(name) for name in ("patient_id", "rule", "anchor", "occurrence", "channel")}
    reminder, is_new = Reminder.objects.get_or_create(**key, defaults=facts)
    if is_new:
        planned = {"rule": rule, "channel": str(channel), "due_at": due_at.isoformat()}
        trail.record("message planned", reminder, by=by, changes=planned)
    return reminder


@transaction.atomic
def invite(patient: Patient, *, by: User | None, now: datetime, channel: str = EMAIL) -> Reminder:
    """Plan the mail or the text with a link to the intake, due now; the token is made when it leaves."""
    insist(why_not_send(patient, channel))
    if channel == TEXT and not consents.may_text(patient):
        raise Refused(_("The patient has not agreed to texts on this number. Ask, and tick the box."))
    return plan_link(intakes.begin(patient, by=by, now=now), rule="intake_link", by=by, now=now, channel=channel)


@transaction.atomic
def plan_link(
    intake: Intake, *, rule: str, by: User | None, now: datetime, channel: str = EMAIL, instead: bool = False
) -> Reminder:
    """Plan the mail or the text with a link to this intake, or to the copy of it, due now; `instead` of one that opens
    no more, though it was sent this very minute.
    """
    anchor, within = f"intake {intake.pk}", timedelta(0) if instead else SAME_WISH
    return _wished(intake.patient, rule=rule, anchor=anchor, by=by, now=now, channel=channel, within=within)


@transaction.atomic
def send_plan_again(plan: Plan, *, by: User, now: datetime) -> Reminder:
    """Plan one more mail with a fresh link, when the first was lost or ran out."""
    insist(why_not_send_again(plan))
    return plan_letter(plan, by=by, now=now)


@transaction.atomic
def plan_letter(plan: Plan, *, by: User | None, now: datetime) -> Reminder:
    """Plan the mail with a link to an approved plan, due now."""
    return _wished(plan.patient, rule="plan_ready", anchor=f"plan {plan.pk}", by=by, now=now)


def after_session(session: Session, *, by: User | None, now: datetime) -> int:
    """Write what follows a finished session; how many rows are new. Rows of an earlier series end with it."""
    if session.kind in SMP_KINDS:
        _end_earlier_series(session, by=by, now=now)
    rows = [
        _row(session.patient, follow_up, f"session {session.pk}", due_at, by=by, now=now)
        for follow_up, due_at in expected(session)
    ]
    return _write(rows, session, by=by)


def expected(session: Session) -> list[tuple[FollowUp, datetime]]:
    """Every follow-up that a finished session must have, and when it is due."""
    if session.finished_at is None:
        return []
    clinic = session.patient.clinic
    day = clinic.local(session.finished_at).date()
    dues = [(row, _morning(clinic, row.due_on(day))) for row in _rules_after(session)]
    if session.loss_moved_on:
        dues.append((followups.EXTENSION, session.finished_at))
    if ends_series(session):
        due_on = followups.months_later(day, followups.touch_up_months(session.plan.findings, session.plan.book))
        dues.append((followups.TOUCH_UP, _morning(clinic, due_on)))
    return dues


def ends_series(session: Session) -> bool:
    """Whether this finished SMP session is the last of its kind in its plan."""
    others = Session.objects.filter(plan_id=session.plan_id, kind=session.kind)
    later = others.filter(status=Session.Status.FINISHED, position__gt=session.position)
    return session.kind in SMP_KINDS and not others.ahead().exists() and not later.exists()


def after_approval(plan: Plan, *, by: User | None, now: datetime) -> int:
    """Write the reviews of a medicine and the day on which a plan that was put off may be looked at again."""
    clinic = plan.patient.clinic
    rows: list[Reminder] = []
    if start := _drug_start(plan, clinic.local(now).date()):
        rows = [
            _row(plan.patient, row, f"plan {plan.pk}", _morning(clinic, row.due_on(start)), by=by, now=now)
            for row in followups.AFTER_DRUG_START
        ]
    months = followups.months_put_off(plan.recommendation["gates"])
    if plan.chosen in {OptionCode.DEFER, OptionCode.DEFER_MEDICAL} and months is not None:
        due_on = followups.months_later(clinic.local(now).date(), months)
        rows.append(_row(plan.patient, followups.DEFERRED, f"plan {plan.pk}", _morning(clinic, due_on), by=by, now=now))
    return _write(rows, plan, by=by)


@transaction.atomic
def stop(rows: QuerySet[Reminder], *, reason: str, by: User | None, now: datetime) -> int:
    """Skip planned rows for good, each with the reason; rows that a sweep holds decide for themselves."""
    stopped = 0
    for row in rows.filter(status=Status.PLANNED).select_related("patient"):
        if Reminder.objects.filter(pk=row.pk, status=Status.PLANNED).update(status=Status.SKIPPED, reason=reason):
            trail.record("message skipped", row, by=by, changes={"reason": reason})
            stopped += 1
    return stopped


def stop_needless(plan: Plan, *, by: User | None, now: datetime) -> int:
    """Stop the messages about sessions to come of a plan that has none of that kind any more."""
    anchors = [f"session {number}" for number in plan.sessions.values_list("pk", flat=True)]
    needy = [row.rule for row in followups.CATALOGUE if row.need]
    stopped = 0
    for row in Reminder.objects.unsent().filter(patient_id=plan.patient_id, anchor__in=anchors, rule__in=needy):
        if why := why_it_fell(row):
            stopped += stop(Reminder.objects.filter(pk=row.pk), reason=why, by=by, now=now)
    return stopped


@transaction.atomic
def skip(reminder: Reminder, *, reason: str, by: User, now: datetime) -> None:
    """A person takes one planned message off."""
    insist(why_not_skip(reminder))
    if not stop(Reminder.objects.filter(pk=reminder.pk), reason=reason, by=by, now=now):
        raise Refused(_("This message is on its way already."))


@transaction.atomic
def send_now(reminder: Reminder, *, by: User, now: datetime) -> None:
    """A person wants it at the next sweep: a planned row becomes due, a failed one gets fresh attempts."""
    insist(why_not_send_now(reminder, now))
    standing = Reminder.objects.filter(pk=reminder.pk, status=reminder.status, lease_number=reminder.lease_number)
    if not standing.update(status=Status.PLANNED, due_at=now, held_until=None, reason="", attempts=0):
        raise Refused(_("This message is on its way already."))
    trail.record("message sent on", reminder, by=by, changes={"status": [reminder.status, Status.PLANNED]})


def _wished(  # noqa: PLR0913 - the parts of the unique key, who and when
    patient: Patient,
    *,
    rule: str,
    anchor: str,
    by: User | None,
    now: datetime,
    channel: str = EMAIL,
    within: timedelta = SAME_WISH,
) -> Reminder:
    """The row of a message that a person asked for just now: the open or very recent one, else one more."""
    same = Reminder.objects.filter(patient=patient, rule=rule, anchor=anchor, channel=channel)
    last: Reminder | None = same.order_by("-occurrence").first()
    if last and (fell := why_it_fell(last)):
        stop(Reminder.objects.filter(pk=last.pk), reason=fell, by=by, now=now)
    elif last and (last.status == Status.CLAIMED or (last.sent_at and now - last.sent_at < within)):
        return last
    elif last and last.status == Status.PLANNED:
        Reminder.objects.filter(pk=last.pk, status=Status.PLANNED).update(due_at=min(now, last.due_at), held_until=None)
        return last
    occurrence = last.occurrence + 1 if last else 1
    return plan_message(
        patient, rule=rule, anchor=anchor, due_at=now, by=by, now=now, occurrence=occurrence, channel=channel
    )


def _rules_after(session: Session) -> Iterable[FollowUp]:
    if session.kind in SURGERY_KINDS:
        ahead = set(session.plan.sessions.ahead().values_list("kind", flat=True))
        needs = {
            followups.Need.SMP_UNBOOKED: bool(ahead & SMP_KINDS),
            followups.Need.SURGERY_UNBOOKED: bool(ahead & SURGERY_KINDS),
        }
        return [row for row in followups.AFTER_SURGERY if row.need is None or needs[row.need]]
    if ends_series(session):
        return [row for row in followups.AFTER_SMP_SESSION if row.need is None] + list(followups.AFTER_SMP_SERIES)
    return followups.AFTER_SMP_SESSION


def _end_earlier_series(session: Session, *, by: User | None, now: datetime) -> None:
    """A touch-up or a further series takes the place of what an earlier last session had planned."""
    rules = {row.rule for row in followups.AFTER_SMP_SERIES} | {followups.TOUCH_UP.rule}
    earlier = Reminder.objects.unsent().filter(patient_id=session.patient_id, rule__in=rules)
    stop(
        earlier.exclude(anchor=f"session {session.pk}"),
        reason=_("A later session has taken its place."),
        by=by,
        now=now,
    )


def _drug_start(plan: Plan, today: date) -> date | None:
    """When the patient began a medicine, as the findings tell; the day of approval when it begins with this plan."""
    drugs: Mapping[str, Any] = plan.findings.get("medication", {})
    uses = {drugs.get("finasteride"), drugs.get("minoxidil")}
    if DrugUse.TAKING in uses and drugs.get("months") is not None:
        return followups.months_later(plan.patient.clinic.local(plan.made_at).date(), -int(drugs["months"]))
    begins = plan.chosen == OptionCode.DEFER_MEDICAL and chosen_option(plan)["fit"] != "do_not_offer"
    return today if begins and DrugUse.WILLING in uses else None


def _morning(clinic: Clinic, day: date) -> datetime:
    """The hour of the day at which follow-ups leave, on the clinic's wall clock."""
    return datetime.combine(day, followups.SEND_AT, tzinfo=clinic.tz)


def _row(
    patient: Patient, follow_up: FollowUp, anchor: str, due_at: datetime, *, by: User | None, now: datetime
) -> Reminder:
    """A planned row; skipped with the reason when its window has closed already, never fired late."""
    not_after = due_at + timedelta(days=follow_up.window_days)
    passed = not_after <= now
    return Reminder(
        patient=patient,
        rule=follow_up.rule,
        anchor=anchor,
        occurrence=follow_up.occurrence,
        planned_for=due_at,
        due_at=due_at,
        not_after=not_after,
        status=Status.SKIPPED if passed else Status.PLANNED,
        reason=_("Its time had passed before it was planned.") if passed else "",
        created_at=now,
        created_by=by,
    )


def _write(rows: list[Reminder], subject: Session | Plan, *, by: User | None) -> int:
    """Add the rows that are not there yet; two writers at once make one row of each key."""
    anchor, patient = f"{subject._meta.model_name} {subject.pk}", subject.patient
    before = Reminder.objects.filter(patient=patient, anchor=anchor).count()
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    new = int(Reminder.objects.filter(patient=patient, anchor=anchor).count()) - before
    if new:
        trail.record("messages planned", subject, by=by, changes={"messages": new})
    return new
