"""Counting tries at doors that have no lock of their own: in the database, so that the count holds everywhere."""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from patients.models import Knock

KEPT_FOR = timedelta(days=1)


def spend(door: str, who: str, *, limit: int, within: timedelta, now: datetime) -> bool:
    """Whether this is one of `who`'s first `limit` tries at the door within that time; a try too many is not counted.

    The try is written down before it is counted, and for callers outside a transaction it is seen by all others then:
    any number of tries at once get no more than the limit. Who tried is kept as a hash, for a day.
    """
    Knock.objects.filter(at__lt=now - KEPT_FOR).delete()
    whose = hashed(who)
    mine = Knock.objects.create(door=door, who=whose, at=now)
    if Knock.objects.filter(door=door, who=whose, at__gt=now - within).count() <= limit:
        return True
    mine.delete()
    return False


def give_back(door: str, who: str) -> None:
    """The last try was a right one and costs nothing."""
    last = Knock.objects.filter(door=door, who=hashed(who)).order_by("-pk").first()
    if last:
        last.delete()


def hashed(who: str) -> str:
    return salted_hmac("patients.knock", who, algorithm="sha256").hexdigest()
