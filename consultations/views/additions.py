"""How what a patient added after sending is told to the doctor: how much, and since when."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import ngettext

from consultations.models import Plan
from patients.models import Addition
from smpclinic.accounts.models import User


def told(additions: Iterable[Addition], plan: Plan, user: User) -> str:
    """The unread additions in words; empty when there are none."""
    unread = [one.added_at for one in additions if one.read_at is None]
    return in_words(len(unread), min(unread), plan.reviewed_at, plan.reviewed_by_id, user) if unread else ""


def in_words(n: int, first: datetime, reviewed_at: datetime | None, reviewed_by: int | None, user: User) -> str:
    """“1 addition since your review”: what nobody has read, beside the last decision about a plan."""
    if reviewed_at is None or first < reviewed_at:
        return ngettext("%(n)s addition not read yet", "%(n)s additions not read yet", n) % {"n": n}
    if reviewed_by == user.pk:
        return ngettext("%(n)s addition since your review", "%(n)s additions since your review", n) % {"n": n}
    words = ngettext("%(n)s addition since the review of %(day)s", "%(n)s additions since the review of %(day)s", n)
    return words % {"n": n, "day": date_format(user.clinic.local(reviewed_at), "j F Y")}
