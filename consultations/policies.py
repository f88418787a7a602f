"""Why something may not be done, in words for the person who asked; empty means go on."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations import words
from consultations.models import Consultation, Plan, Reminder, Session
from consultations.models.review import applied, cleared_gates
from consultations.planning.course import SURGERY_KINDS
from consultations.planning.followups import named
from consultations.procedures import Need
from patients.policies import why_not_send, why_not_text
from patients.vocabulary import Fit, OptionCode
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission

# Plans ---------------------------------------------------------------------------------------------------

HARD_EFFECTS = frozenset({"stop", "defer", "refer", "clear_first"})
NOT_A_PROCEDURE = frozenset(
    {
        OptionCode.NONE,
        OptionCode.DEFER,
        OptionCode.DEFER_MEDICAL,
        OptionCode.REFER,
        OptionCode.DECLINE_SURGERY,
        OptionCode.REJECT_SESSION_SIZE,
    }
)


def hard_gates(plan: Plan) -> list[dict[str, Any]]:
    """The engine's gates that end or suspend treatment."""
    return [gate for gate in plan.recommendation["gates"] if gate["effect"] in HARD_EFFECTS]


def open_gates(plan: Plan) -> list[dict[str, Any]]:
    """Hard gates that no doctor has cleared with a note."""
    cleared = cleared_gates(plan.reviews.all())
    return [gate for gate in hard_gates(plan) if gate["gate"] not in cleared]


def chosen_option(plan: Plan) -> dict[str, Any]:
    """The option that the doctor recommends, as reviewed."""
    options = applied(plan.recommendation, plan.reviews.all())["options"]
    return next(option for option in options if option["code"] == plan.chosen)


def why_not_assess(user: User) -> str:
    """Why this person may not record findings; empty when they may."""
    return "" if user.may(Permission.REVIEW_PLANS) else _("Only a doctor can record findings.")


def why_not_confirm_shade(chosen: tuple[int, int], suggested: tuple[int, int] | None, reason: str, user: User) -> str:
    """Why this shade and first step may not be kept; empty when they may. What the photo did not say needs a reason."""
    if not user.may(Permission.REVIEW_PLANS):
        return _("Only a doctor can confirm a shade.")
    if chosen[1] > chosen[0]:
        return _("The first step cannot be darker than the shade.")
    if chosen != suggested and not reason.strip():
        return _("Say why it is another shade than the photo suggests.")
    return ""


def why_not_change(plan: Plan, doctor: User) -> str:
    """Why this person may not change this plan; empty when they may."""
    if not doctor.may(Permission.REVIEW_PLANS):
        return _("Only a doctor can change a plan.")
    if plan.status == Plan.Status.APPROVED:
        return _("This plan is approved and stays as it is. Make a fresh plan to change it.")
    if plan.status == Plan.Status.REPLACED:
        return _("A newer plan has replaced this one.")
    return ""


def why_not_choose(plan: Plan, code: str, doctor: User) -> str:
    """Why this option cannot become the recommended one; empty when it can."""
    refusal = why_not_change(plan, doctor)
    if refusal:
        return refusal
    options = applied(plan.recommendation, plan.reviews.all())["options"]
    option = next((option for option in options if option["code"] == code), None)
    if option is None:
        return _("This plan has no such option.")
    if option["fit"] == Fit.DO_NOT_OFFER:
        return _("This option is marked “do not offer”. Change its fit with a reason first.")
    return ""


def why_not_clear(plan: Plan, gate: str, doctor: User) -> str:
    """Why this caution cannot be cleared; empty when it can."""
    refusal = why_not_change(plan, doctor)
    if refusal:
        return refusal
    if gate not in {standing["gate"] for standing in open_gates(plan)}:
        return _("This caution is cleared already, or was never raised.")
    return ""


def why_not_approve(plan: Plan, doctor: User) -> str:
    """Why this doctor may not approve this plan; empty when they may."""
    if not doctor.may(Permission.REVIEW_PLANS):
        return _("Only a doctor can approve a plan.")
    if plan.status != Plan.Status.TO_REVIEW:
        return _not_to_review(plan)
    if chosen_option(plan)["fit"] == Fit.DO_NOT_OFFER:
        return _("The chosen option is marked “do not offer”. Choose another, or change its fit with a reason.")
    if plan.chosen in NOT_A_PROCEDURE or not (standing := open_gates(plan)):
        return ""
    gates = ", ".join(dict.fromkeys(gate["gate"] for gate in standing))
    sentence = _("A hard caution stands (%(gates)s). Clear it with a note first, or choose to wait.")
    return sentence % {"gates": gates}


def _not_to_review(plan: Plan) -> str:
    if plan.status == Plan.Status.APPROVED:
        return _("This plan is approved already.")
    if plan.status == Plan.Status.DRAFT:
        return _("This plan is a draft. Send it to review first.")
    return _("A newer plan has replaced this one.")


def why_not_send_back(plan: Plan, doctor: User) -> str:
    """Why this plan cannot go back to draft; empty when it can."""
    refusal = why_not_change(plan, doctor)
    if not refusal and plan.status == Plan.Status.DRAFT:
        return _("This plan is a draft already.")
    return refusal


def why_not_submit(plan: Plan, doctor: User) -> str:
    """Why this plan cannot go to review; empty when it can."""
    refusal = why_not_change(plan, doctor)
    if not refusal and plan.status == Plan.Status.TO_REVIEW:
        return _("This plan waits for review already.")
    return refusal


def why_not_send_again(plan: Plan) -> str:
    """Why the patient cannot get another link to this plan; empty when they can."""
    if plan.status != Plan.Status.APPROVED:
        return _("Only an approved plan has a link.")
    return why_not_send(plan.patient)


# Consultations -------------------------------------------------------------------------------------------


def why_not_move(consultation: Consultation, to: str) -> str:
    """Why a visit cannot take this step; empty when it can."""
    if to not in Consultation.NEXT.get(consultation.status, frozenset()):
        return _("This visit has moved on already. Look at the day again.")
    return ""


# Sessions ------------------------------------------------------------------------------------------------


def why_not_book(session: Session, starts_at: datetime, *, by: User, now: datetime, early_reason: str) -> str:
    """Why the session cannot take place then; empty when it can. A doctor's reason outweighs the earliest day."""
    if not session.is_ahead:
        return _("This session is finished or cancelled.")
    if session.plan.status != Plan.Status.APPROVED:
        return _("The plan of this session has been replaced. Book a session of the newest plan.")
    if session.held_at:
        return session.held_reason
    clinic = session.patient.clinic
    day = clinic.local(starts_at).date()
    if day < clinic.local(now).date():
        return _("Choose a day from today on.")
    if session.earliest_on is None or day >= session.earliest_on:
        return ""
    if by.is_doctor and early_reason.strip():
        return ""
    facts = {"day": date_format(session.earliest_on, "j F Y"), "days": session.wait_days, "rule": session.wait_rule}
    if by.is_doctor:
        return (
            _("Too early: possible from %(day)s (%(days)d days, rule %(rule)s). Write why you book it earlier.") % facts
        )
    return _("Too early: possible from %(day)s (%(days)d days, rule %(rule)s). A doctor can book it earlier.") % facts


def why_not_book_by_consent(needs: Iterable[Need], day: date, *, today: date) -> str:
    """Why the consents do not let the session take place on the day; empty when they do. Nobody's reason outweighs it.

    What is not signed yet does not stop a booking, unless the days to think it over cannot pass any more.
    """
    for need in needs:
        said = {"procedure": words.PROCEDURE[need.procedure], "days": need.days}
        if need.state == "withdrawn":
            return _("The consent to %(procedure)s is withdrawn. Book once it is signed again.") % said
        said["day"] = date_format(need.ready_on(today), "j F Y")
        if day >= need.ready_on(today):
            continue
        if need.since is None:
            sentence = _(
                "%(procedure)s is not signed yet, and %(days)d days to think it over follow. "
                "Signed today, it is possible from %(day)s."
            )
            return sentence % said
        return _("%(days)d days to think over %(procedure)s are not over. Possible from %(day)s.") % said
    return ""


def why_not_unbook(session: Session) -> str:
    """Why there is no time to give back; empty when there is."""
    return "" if session.status == Session.Status.BOOKED else _("This session is not booked.")


def why_not_finish(session: Session, at: datetime, *, grafts: int | None, now: datetime) -> str:
    """Why the session cannot be closed; empty when it can."""
    if session.status != Session.Status.BOOKED:
        return _("Only a booked session can be finished.")
    if session.held_at:
        return session.held_reason
    if at > now:
        return _("The session cannot end in the future.")
    if session.kind in SURGERY_KINDS and not grafts:
        return _("Enter how many grafts were placed.")
    if session.kind not in SURGERY_KINDS and grafts:
        return _("This session places no grafts.")
    return ""


def why_not_cancel(session: Session) -> str:
    """Why the session cannot be called off; empty when it can."""
    return "" if session.is_ahead else _("This session is finished or cancelled.")


# Messages ------------------------------------------------------------------------------------------------


def why_not_deliver(reminder: Reminder, *, consented: bool) -> str:
    """Why this message may not go to this patient; empty when it may. Asked again right before sending."""
    if reminder.patient.died_on is not None:
        return _("The patient has died.")
    if reminder.channel == Reminder.Channel.TEXT:
        return why_not_deliver_text(reminder, consented=consented)
    if named(reminder.rule, reminder.occurrence).consent and not consented:
        return _("The patient has not agreed to messages, or has stopped them.")
    if not reminder.patient.email:
        return _("There is no email address in the record.")
    return ""


def why_not_deliver_text(reminder: Reminder, *, consented: bool) -> str:
    """Why this text may not go; a text asks for consent to its number, whatever it is about."""
    if reminder.patient.mobile and not consented:
        return _("The patient has not agreed to texts on this number, or has stopped them.")
    return why_not_text(reminder.patient)


def why_not_send_now(reminder: Reminder, now: datetime) -> str:
    """Why this message cannot be sent on; empty when it can."""
    if reminder.status not in {Reminder.Status.PLANNED, Reminder.Status.FAILED}:
        return _("This message is sent, skipped or on its way already.")
    if reminder.not_after <= now:
        return _("The time for this message has passed.")
    return ""


def why_not_skip(reminder: Reminder) -> str:
    """Why this message cannot be taken off; empty when it can."""
    return "" if reminder.status == Reminder.Status.PLANNED else _("Only a planned message can be skipped.")
