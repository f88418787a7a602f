"""Photos of a record: taken in, previewed, removed; files are written whole before a row speaks of them."""

import logging
import os
import shutil
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from patients.models import Consent, Intake, Patient, Photo
from patients.models.consent import WORDINGS
from patients.models.photo import nameless_path
from patients.policies import why_not_add_photo
from patients.services import consents, decoding
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

logger = logging.getLogger(__name__)

PICTURE_SIDE, PREVIEW_SIDE, THUMBNAIL_SIDE = 2560, 1024, 320
KEEP_FREE_BYTES = 200 * 1024 * 1024
LEFT_BEHIND_AFTER = timedelta(hours=1)


def add(patient: Patient, *, intake: Intake | None, view: str, source: Path, by: User | None, now: datetime) -> Photo:
    """A new photo from an uploaded file; raises Refused with one sentence when it cannot become one.

    Sending the same photo of the same view again gives the one there is. Keeping a photo needs the patient's consent,
    and sending one below its words gives it.
    """
    kept = Photo.objects.kept().filter(patient=patient)
    insist(why_not_add_photo(kept.count()))
    made = decoding.make(source, [(waiting_path(), PICTURE_SIDE)])[0]
    try:
        twin: Photo | None = kept.filter(view=view, sha256=made.sha256).first()
        return twin or keep(made, patient, intake=intake, view=view, by=by, now=now)
    finally:
        made.path.unlink(missing_ok=True)


@transaction.atomic
def keep(
    made: decoding.Made, patient: Patient, *, intake: Intake | None, view: str, by: User | None, now: datetime
) -> Photo:
    """The row and the file, together: the file takes its place as the last step before the commit."""
    photo: Photo = Photo(
        patient=patient,
        intake=intake,
        view=view,
        width=made.width,
        height=made.height,
        sha256=made.sha256,
        added_at=now,
        added_by=by,
    )
    name = photo.picture.name = nameless_path(photo, "")
    photo.save()
    trail.record("photo added", photo, by=by, changes={"view": view})
    purpose = Consent.Purpose.PHOTO_RECORD
    consents.give(patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=by, now=now)
    put_in_place(made.path, name)
    return photo


@transaction.atomic
def remove(photo: Photo, *, by: User | None, now: datetime) -> None:
    """Take a photo off the record; it can be put back."""
    if Photo.objects.kept().filter(pk=photo.pk).update(removed_at=now):
        trail.record("photo removed", photo, by=by, changes={"view": photo.view})


@transaction.atomic
def put_back(photo: Photo, *, by: User | None) -> None:
    """Undo removing."""
    if Photo.objects.filter(pk=photo.pk, removed_at__isnull=False).update(removed_at=None):
        trail.record("photo put back", photo, by=by, changes={"view": photo.view})


def make_previews(photo_pk: int) -> None:
    """Make the two smaller pictures of a photo that has none; whoever comes second throws its own away."""
    photo: Photo | None = Photo.objects.without_preview().filter(pk=photo_pk).first()
    if photo is None:
        return
    outputs = [(waiting_path(), PREVIEW_SIDE), (waiting_path(), THUMBNAIL_SIDE)]
    try:
        made = decoding.make(Path(photo.picture.path), outputs)
    except (Refused, FileNotFoundError):
        logger.exception("Photo %s cannot be previewed", photo_pk)
        return
    names = [nameless_path(photo, "") for _made in made]
    for done, name in zip(made, names, strict=True):
        put_in_place(done.path, name)
    mine = Photo.objects.filter(pk=photo_pk, preview="").update(preview=names[0], thumbnail=names[1])
    if not mine:
        for name in names:
            (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


def make_missing_previews(*, now: datetime, at_most: int = 20) -> None:
    """Make what a lost task did not, and clear away what a killed process left lying about."""
    for photo_pk in Photo.objects.without_preview().order_by("pk").values_list("pk", flat=True)[:at_most]:
        make_previews(photo_pk)
    for path in waiting_room().glob("*.jpg"):
        if now.timestamp() - path.stat().st_mtime > LEFT_BEHIND_AFTER.total_seconds():
            path.unlink(missing_ok=True)


def waiting_room() -> Path:
    """The folder of pictures that no row speaks of yet, on the same disk as their place; full disks are said here."""
    folder = Path(settings.MEDIA_ROOT) / "waiting"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def waiting_path() -> Path:
    """Where a picture may be written first; raises Refused when the disk is nearly full."""
    folder = waiting_room()
    if shutil.disk_usage(folder).free < KEEP_FREE_BYTES:
        raise Refused(str(decoding.SENTENCES["disk_full"]))
    return folder / f"{uuid.uuid4().hex}.jpg"


def put_in_place(path: Path, name: str) -> None:
    """Move a finished picture under its nameless path, and the folder's new entry down to the disk."""
    place = Path(settings.MEDIA_ROOT) / name
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o600)
        path.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        with suppress(OSError):
            place.unlink(missing_ok=True)
        raise Refused(_("The photo could not be stored. Your other photos and answers are safe. Try again.")) from None
