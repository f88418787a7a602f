"""Markings over photos: added and taken away; the picture itself is never written."""

from datetime import datetime

from django.db import transaction

from patients.models import Marking, Photo
from patients.policies import why_not_mark
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail


@transaction.atomic
def add(photo: Photo, *, kind: str, points: list[list[int]], note: str, by: User, now: datetime) -> Marking:
    """A new marking of the photo."""
    insist(why_not_mark(photo.markings.kept().count()))
    marking: Marking = Marking.objects.create(photo=photo, kind=kind, points=points, note=note, made_at=now, made_by=by)
    trail.record("photo marked", marking, by=by, changes={"kind": kind})
    return marking


@transaction.atomic
def remove(marking: Marking, *, by: User, now: datetime) -> None:
    """Take a marking away; its row stays."""
    if Marking.objects.kept().filter(pk=marking.pk).update(removed_at=now, removed_by=by):
        trail.record("marking removed", marking, by=by)
