"""The door for people without an account: a link, and one check that they are who it was sent to."""

from datetime import date, datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from patients.models import Consent, Intake, IntakeCode, IntakeLink, Patient
from patients.models.link import TRIES, AccessLink, Way
from patients.policies import ways_to_send, why_not_revoke
from patients.services import consents, knocks
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

DIGITS = 4
# How many fresh links an intake is given by itself, whoever presses the button or misses the check how often.
FRESH_AN_HOUR, FRESH_A_DAY = 1, 3
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# A link with its patient, of whom it is known what stands agreed to. Every page of an intake asks for one: the question
# is put together once.
STANDING = Consent.objects.standing().filter(patient=OuterRef("intake__patient"))
WHOLE = IntakeLink.objects.select_related("intake__patient__clinic", "intake__questionnaire").annotate(
    agreed_to_email=Exists(STANDING.filter(purpose=Consent.Purpose.REMINDERS)),
    agreed_to_use=Exists(STANDING.filter(purpose=Consent.Purpose.ENQUIRY)),
)


def open_for(token: str) -> IntakeLink | None:
    """The intake link of this token with its intake, patient and clinic, whatever its state; else None."""
    return found(WHOLE.open_for(token))


def granted(link_pk: int, now: datetime) -> IntakeLink | None:
    """The link that a browser session was let in by; None once it has run out or was revoked."""
    return found(WHOLE.filter(pk=link_pk, revoked_at=None, expires_at__gt=now))


def found(links: QuerySet[Any]) -> IntakeLink | None:
    """The one link of the queryset."""
    link: Any = next(iter(links), None)
    if link:
        link.intake.patient.agreed_to_email = link.agreed_to_email
        link.intake.patient.agreed_to_use = link.agreed_to_use
    found: IntakeLink | None = link
    return found


def asks_for(patient: Patient) -> str:
    """What the check asks: `born_on`, `mobile` (its last four digits), or nothing when neither is known."""
    if patient.born_on:
        return "born_on"
    return "mobile" if patient.mobile else ""


def knock(link: AccessLink, patient: Patient, answer: date | str, *, now: datetime) -> bool:
    """Whether the answer opens the link; the miss that pauses it wants a fresh one."""
    is_open, is_paused = tried(link, patient, answer, now=now)
    if is_paused and isinstance(link, IntakeLink):
        want_fresh(link, now=now)
    return is_open


@transaction.atomic
def tried(link: AccessLink, patient: Patient, answer: date | str, *, now: datetime) -> tuple[bool, bool]:
    """Whether the answer opens the link, and whether it was the miss that paused it.

    A try is spent before the answer is compared, and given back when right.
    """
    doors = type(link).objects.filter(pk=link.pk)
    if not doors.live(now).update(failed_tries=F("failed_tries") + 1):
        return False, False
    if not is_right(patient, answer):
        trail.record("link check missed", link, by=None)
        return False, bool(doors.filter(failed_tries__gte=TRIES).exists())
    opened = {"last_opened_at": now} if isinstance(link, IntakeLink) else {}
    doors.update(failed_tries=0, opened_at=Coalesce(F("opened_at"), Value(now)), **opened)
    trail.record("link opened", link, by=None)
    return True, False


def is_right(patient: Patient, answer: date | str) -> bool:
    """Whether this is the patient's birthday, or the end of their mobile number."""
    asked = asks_for(patient)
    if asked == "born_on":
        return answer == patient.born_on
    return asked == "mobile" and compare_digest(str(answer).encode(), patient.mobile[-DIGITS:].encode())


def reaches(link: IntakeLink, patient: Patient) -> bool:
    """Whether a fresh link can reach the patient, by email or by text."""
    ways = ways_to_send(patient, link.way)
    return Way.EMAIL in ways or (Way.TEXT in ways and consents.may_text(patient))


@transaction.atomic
def want_fresh(link: IntakeLink, *, now: datetime) -> bool:
    """Note that a fresh link is wanted to the address on record; whether it counts. The ledger, one house up, sends it.

    Who wants it is not asked, because it goes to nobody but the patient; how often, is. Presses at once take turns on
    the intake's row, so that each counts those before it; whoever holds rows of its links must not wait for it here.
    """
    Intake.objects.filter(pk=link.intake_id).update(links_closed_at=F("links_closed_at"))
    who = f"intake {link.intake_id}"
    for door, limit, within in (("fresh an hour", FRESH_AN_HOUR, HOUR), ("fresh a day", FRESH_A_DAY, DAY)):
        if not knocks.spend(door, who, limit=limit, within=within, now=now):
            return False
    IntakeLink.objects.filter(pk=link.pk).update(fresh_wanted_at=now, fresh_ordered_at=None)
    trail.record("fresh link wanted", link, by=None)
    return True


@transaction.atomic
def revoke(link: IntakeLink, *, by: User | None, now: datetime) -> None:
    """Close one link, and the browsers it has let in; `by` None is the patient."""
    insist(why_not_revoke(by))
    if IntakeLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
        trail.record("intake link revoked", link, by=by)


@transaction.atomic
def revoke_all(patient: Patient, *, by: User | None, now: datetime, but: IntakeLink | None = None) -> int:
    """Close every link of the patient's forms and every code, but the one being used; how many links were closed.

    Those that are planned and not made yet are never made: the ledger asks for `links_closed_at`.
    """
    insist(why_not_revoke(by))
    Intake.objects.filter(patient=patient).update(links_closed_at=now)
    mine = IntakeLink.objects.filter(intake__patient=patient, expires_at__gt=now, revoked_at=None)
    standing = list(mine.exclude(pk=but.pk if but else 0).select_related("intake"))
    for link in standing:
        revoke(link, by=by, now=now)
    IntakeCode.objects.filter(intake__patient=patient, closed_at=None).update(closed_at=now)
    return len(standing)
