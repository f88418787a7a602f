"""Bytes of photos coming in: announced with length and checksum, gathered piece by piece, handed over when whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction

from patients.models import Consent, Intake, Patient, Photo, Upload
from patients.models.consent import WORDINGS
from patients.policies import why_not_add_photo, why_not_answer, why_not_use_photos
from patients.services import consents
from patients.services.decoding import Unopened
from patients.services.photo_files import (
    arriving_path,
    bytes_of,
    hash_of,
    insist_on_room,
    looks_like_photo,
    waiting_path,
    waiting_room,
)
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

State = Upload.State
# How long a browser may take to go on with what it began, and how long an answer to its question is kept.
ABANDONED_AFTER, FORGOTTEN_AFTER = timedelta(hours=24), timedelta(days=7)
# What a killed process left lying in the waiting room is nobody's by then.
LEFT_BEHIND_AFTER = timedelta(hours=1)


class Elsewhere(Exception):
    """The piece does not begin where the file ends; the number says where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Damaged(Exception):
    """What came is not what was sent or announced; nothing of it is kept."""


def begin(intake: Intake, *, view: str, length: int, sha256: str, by: User | None, now: datetime) -> Upload:
    """The upload of this file as this view; the one there is, when it was begun or has become a photo before."""
    insist(why_not_answer(intake))
    if not 0 < length <= settings.PHOTO_MAX_BYTES:
        raise Unopened("too_heavy" if length else "empty")
    patient = intake.patient
    # Of this intake: last time's file is last time's photo, and stays with the intake that it was sent with.
    same = Upload.objects.filter(intake=intake, view=view, sha256=sha256).select_related("patient")
    begun: Upload | None = same.on_their_way().first()
    if begun:
        return begun
    photo = Photo.objects.kept().filter(intake=intake, view=view, upload_sha256=sha256).first()
    if not photo:
        if by:
            insist(why_not_use_photos(taken_back=consents.taken_back(patient, Consent.Purpose.PHOTO_RECORD)))
        insist_on_place(patient, length)
        insist_on_room()
    upload = Upload(patient=patient, intake=intake, view=view, length=length, sha256=sha256, begun_at=now)
    upload.begun_by, upload.photo, upload.state = by, photo, State.DONE if photo else State.ARRIVING
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:  # begun twice, and the other one was faster
        faster: Upload = same.on_their_way().get()
        return faster
    return upload


def insist_on_place(patient: Patient, length: int) -> None:
    """Raise Refused when this patient has as many photos as a record takes; those taken off lie on the disk too."""
    photos = list(Photo.objects.filter(patient=patient).values_list("removed_at", "picture", "preview", "thumbnail"))
    coming = list(Upload.objects.on_their_way().filter(patient=patient).values_list("length", flat=True))
    on_disk = bytes_of(name for _removed_at, *names in photos for name in names if name)
    kept = sum(removed_at is None for removed_at, *_names in photos)
    all_bytes = on_disk + sum(coming) + length
    insist(why_not_add_photo(kept + len(coming), stored=len(photos) + len(coming), size=all_bytes))


def arrived(upload: Upload) -> int:
    """How many bytes of the file are here."""
    if upload.state != State.ARRIVING:
        return upload.length
    try:
        return arriving_path(upload.key).stat().st_size
    except FileNotFoundError:
        return 0


def append(upload: Upload, *, offset: int, piece: bytes) -> int:
    """Write one piece down to the disk at the file's end; the new end. Raises Elsewhere when the piece is not next."""
    insist_on_room()
    with gathering(upload) as file:
        end = file.seek(0, os.SEEK_END)
        if offset != end or end + len(piece) > upload.length:
            raise Elsewhere(end)
        file.write(piece)
        return end + len(piece)


@contextmanager
def gathering(upload: Upload) -> Iterator[BinaryIO]:
    """The upload's file, held alone; what was written is on the disk at the end."""
    with arriving_path(upload.key).open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
        file.flush()
        os.fsync(file.fileno())


def finish(upload: Upload, *, by: User | None, now: datetime) -> None:
    """Every byte is here: judge it by checksum and first bytes, then let it wait for the worker; once is enough.

    Raises Damaged when the bytes are not those announced, Unopened when they are no photo's.
    """
    path = arriving_path(upload.key)
    try:
        is_whole, is_photo = hash_of(path) == upload.sha256, looks_like_photo(path)
    except FileNotFoundError:  # somebody else has just finished it
        return
    if not is_whole:
        path.unlink(missing_ok=True)
        raise Damaged
    if not is_photo:
        refuse(upload, "not_a_photo")
        raise Unopened("not_a_photo")
    hand_over(upload, by=by, now=now)


@transaction.atomic
def hand_over(upload: Upload, *, by: User | None, now: datetime) -> None:
    """The file now waits to be opened. Sending a photo below the words of the permission gives it.

    What the patient has taken back is given again by nobody else, and by nothing that they began to send before.
    """
    if Upload.objects.filter(pk=upload.pk, state=State.ARRIVING).update(state=State.WAITING):
        trail.record("photo received", upload, by=by, changes={"view": upload.view})
        purpose = Consent.Purpose.PHOTO_RECORD
        if may_mean_yes(upload):
            consents.give(upload.patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=by, now=now)


def may_mean_yes(upload: Upload) -> bool:
    """Whether sending this photo can be a yes to keeping it."""
    back = Consent.objects.taken_back().filter(patient=upload.patient, purpose=Consent.Purpose.PHOTO_RECORD)
    if upload.begun_by_id is None:
        back = back.filter(withdrawn_at__gte=upload.begun_at)
    return not back.exists()


@transaction.atomic
def refuse(upload: Upload, reason: str) -> None:
    """The file is no photo: forget it and keep the reason; nothing else changes."""
    arriving_path(upload.key).unlink(missing_ok=True)
    waiting = Upload.objects.on_their_way().filter(pk=upload.pk)
    if waiting.update(state=State.REFUSED, reason=reason, claimed_until=None):
        trail.record("photo refused", upload, by=None, changes={"view": upload.view, "reason": reason})


def receive(intake: Intake, *, view: str, source: Path, by: User | None, now: datetime) -> Upload:
    """The upload of a file that has come whole, by a plain form."""
    upload = begin(intake, view=view, length=source.stat().st_size, sha256=hash_of(source), by=by, now=now)
    if upload.state == State.ARRIVING:
        put_whole(upload, source)
        finish(upload, by=by, now=now)
        clear(upload)
    return upload


def put_whole(upload: Upload, source: Path) -> None:
    """Put all of the file in its place at once: the same form sent twice takes nothing from under a worker."""
    copy = waiting_path()
    try:
        with source.open("rb") as content, copy.open("wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        copy.replace(arriving_path(upload.key))
    finally:
        copy.unlink(missing_ok=True)


def clear(upload: Upload) -> None:
    """Remove the file of an upload that is on its way no more; one that is still needed stays."""
    if not Upload.objects.on_their_way().filter(pk=upload.pk).exists():
        arriving_path(upload.key).unlink(missing_ok=True)


def go_on_or_clear(*, now: datetime) -> None:
    """Hand over what arrived whole when its server died, and clear what was abandoned or answered long ago."""
    for upload in Upload.objects.filter(state=State.ARRIVING).select_related("patient", "begun_by"):
        if upload.begun_at < now - ABANDONED_AFTER:
            Upload.objects.filter(pk=upload.pk, state=State.ARRIVING).delete()
        elif arrived(upload) == upload.length:
            with suppress(Damaged, Unopened):
                finish(upload, by=upload.begun_by, now=now)
    ended = (State.DONE, State.REFUSED)
    Upload.objects.filter(state__in=ended, begun_at__lt=now - FORGOTTEN_AFTER).delete()
    clear_leftovers(now=now)


def clear_leftovers(*, now: datetime) -> None:
    """Remove old files that no upload on its way speaks of."""
    spoken_of = {arriving_path(key) for key in Upload.objects.on_their_way().values_list("key", flat=True)}
    for path in waiting_room().iterdir():
        with suppress(FileNotFoundError):
            age = now.timestamp() - path.stat().st_mtime
            if path not in spoken_of and age > LEFT_BEHIND_AFTER.total_seconds():
                path.unlink()
