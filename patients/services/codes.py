"""A code of six digits, shown at the desk and typed on the patient's phone: ten minutes, once, five tries."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from patients.models import Intake, IntakeCode, IntakeLink, Knock
from patients.models.code import VALID_FOR, code_hash, new_code
from patients.models.link import TRIES, Way
from patients.services import intakes, knocks
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User
from smpclinic.audit import trail

# A wrong code belongs to no intake, so tries are counted by the phone's address, and those of everybody together:
# whoever guesses from many addresses gets 50 of a million in ten minutes, and then has the check before them.
DOOR, TRIES_OF_ALL = "code", 50
ROUNDS = 20


@transaction.atomic
def make(intake: Intake, *, by: User, now: datetime) -> str:
    """A new code for the intake; the one before it is good no more."""
    IntakeCode.objects.over(now).update(closed_at=now)
    IntakeCode.objects.filter(intake=intake, closed_at=None).update(closed_at=now)
    for _round in range(ROUNDS):
        code = new_code()
        try:
            with transaction.atomic():
                row = IntakeCode.objects.create(
                    intake=intake, code_hash=code_hash(code), created_at=now, created_by=by, expires_at=now + VALID_FOR
                )
        except IntegrityError:  # another intake has this number at this moment
            continue
        trail.record("intake code shown", row, by=by)
        return code
    raise Refused(_("No code is free at this moment. Try again in a minute."))


def redeem(code: str, *, who: str, now: datetime) -> tuple[IntakeLink, str] | None:
    """A link for whoever typed the right code, and its token; None for a wrong one, Refused after too many.

    A wrong one belongs to no record; its line in the trail says from which hashed address it came.
    """
    for door, whose, limit in ((DOOR, who, TRIES), (f"{DOOR} of all", "", TRIES_OF_ALL)):
        if not knocks.spend(door, whose, limit=limit, within=VALID_FOR, now=now):
            raise Refused(_("Too many tries. Wait 10 minutes, or ask at the desk for a new code."))
    opened = use(code, now=now)
    if opened:
        knocks.give_back(DOOR, who)
        knocks.give_back(f"{DOOR} of all", "")
    else:
        trail.record("intake code missed", Knock(door=DOOR), by=None, changes={"who": knocks.hashed(who)})
    return opened


@transaction.atomic
def use(code: str, *, now: datetime) -> tuple[IntakeLink, str] | None:
    """Use up the code of these digits, if there is one: whoever is first has it."""
    live = IntakeCode.objects.live(now).filter(code_hash=code_hash(code))
    row: IntakeCode | None = live.select_related("intake", "created_by").first()
    if row is None or not live.filter(pk=row.pk).update(closed_at=now):
        return None
    trail.record("intake code used", row, by=None)
    return intakes.issue_link(row.intake, sent_to="", by=row.created_by, now=now, way=Way.CODE)
