"""Photos of a record: made from what arrived, removed, put back; files are in their place before a row names them."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q

from patients.models import Consent, Intake, Photo, Upload
from patients.models.photo import nameless_path
from patients.services import consents, decoding, uploads
from patients.services.decoding import SENTENCES, Unopened
from patients.services.photo_files import arriving_path, nameless, put_in_place, take_away, waiting_path
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User
from smpclinic.audit import trail

logger = logging.getLogger(__name__)

SIDES = {"picture": 2560, "preview": 1024, "thumbnail": 320}
# A worker that has not answered by then is taken for dead; a file that five workers could not open is not opened.
CLAIM, MOST_TRIES = timedelta(seconds=90), 5
# Reasons that pass: the file waits and is tried again.
PASSING = frozenset({"busy", "disk_full", "not_stored"})
PAUSE = timedelta(seconds=20)


def add(intake: Intake, *, view: str, source: Path, by: User | None, now: datetime) -> Photo:
    """A photo of a file that is here, opened at once; raises Refused with one sentence when it cannot become one."""
    upload = uploads.receive(intake, view=view, source=source, by=by, now=now)
    prepare(upload.pk, now=now)
    upload.refresh_from_db()
    if upload.photo is None:
        raise Refused(str(SENTENCES[upload.reason or "busy"]))
    photo: Photo = upload.photo
    return photo


def prepare(upload_pk: int, *, now: datetime) -> None:
    """Open what waits and make its three pictures; whoever does not get hold of it leaves it to whoever did.

    The names of the files follow from the upload and the try, so that a later try finds what an earlier one left.
    """
    upload = claim(upload_pk, now=now)
    if upload is None:
        return
    for earlier in range(1, upload.tries):
        take_away(names_of(upload, earlier))
    try:
        pictures = decoding.make(arriving_path(upload.key), [(waiting_path(), side) for side in SIDES.values()])
        place(upload, pictures)
    except Unopened as unopened:
        give_up_or_wait(upload, unopened.code, now=now)
        return
    if not keep(upload, pictures, now=now):
        take_away(names_of(upload, upload.tries))
    uploads.clear(upload)


def claim(upload_pk: int, *, now: datetime) -> Upload | None:
    """The waiting upload, held by this worker for a while; None when it is held, or waits no more."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = Upload.objects.filter(free, pk=upload_pk, state=Upload.State.WAITING)
    if not waiting.update(tries=F("tries") + 1, claimed_until=now + CLAIM):
        return None
    upload: Upload = Upload.objects.select_related("patient", "begun_by").get(pk=upload_pk)
    if upload.tries <= MOST_TRIES:
        return upload
    uploads.refuse(upload, "too_slow")
    return None


def names_of(upload: Upload, number: int) -> list[str]:
    """Where the pictures of one try lie."""
    return [nameless(upload.key, f"{size} {number}") for size in SIDES]


def place(upload: Upload, pictures: list[decoding.Made]) -> None:
    """Put the finished pictures where the row will say they are."""
    try:
        for picture, name in zip(pictures, names_of(upload, upload.tries), strict=True):
            put_in_place(picture.path, name)
    finally:
        for picture in pictures:
            picture.path.unlink(missing_ok=True)


def give_up_or_wait(upload: Upload, reason: str, *, now: datetime) -> None:
    """Say at its view why a file is no photo; for a reason that passes it goes on waiting."""
    take_away(names_of(upload, upload.tries))
    mine = Upload.objects.filter(pk=upload.pk, state=Upload.State.WAITING, tries=upload.tries)
    if not mine.exists():  # this worker was too slow, and the next one has it now
        return
    if reason in PASSING and upload.tries < MOST_TRIES:
        mine.update(claimed_until=now + PAUSE * upload.tries)
        logger.warning("Upload %s waits: %s", upload.pk, reason)
        return
    uploads.refuse(upload, reason)


def keep(upload: Upload, pictures: list[decoding.Made], *, now: datetime) -> bool:
    """The row of the photo, if the upload is still this worker's and keeping photos is still allowed."""
    if not consents.stands(upload.patient, Consent.Purpose.PHOTO_RECORD):
        uploads.refuse(upload, "no_permission")
        return False
    return write_down(upload, pictures, now=now)


@transaction.atomic
def write_down(upload: Upload, pictures: list[decoding.Made], *, now: datetime) -> bool:
    """The photo and the end of its upload, together or not at all; the same picture of the same view is one photo."""
    mine = Upload.objects.filter(pk=upload.pk, state=Upload.State.WAITING, tries=upload.tries)
    if not mine.update(state=Upload.State.DONE, claimed_until=None):
        return False
    whole, preview, thumbnail = pictures
    kept = Photo.objects.kept().filter(intake_id=upload.intake_id, view=upload.view, sha256=whole.sha256)
    photo: Photo | None = kept.first()
    is_new = photo is None
    if photo is None:
        photo = Photo(patient=upload.patient, intake_id=upload.intake_id, view=upload.view, added_at=now)
        photo.added_by, photo.upload_sha256 = upload.begun_by, upload.sha256
        photo.width, photo.height, photo.sha256 = whole.width, whole.height, whole.sha256
        photo.preview_sha256, photo.thumbnail_sha256 = preview.sha256, thumbnail.sha256
        photo.picture.name, photo.preview.name, photo.thumbnail.name = names_of(upload, upload.tries)
        photo.save()
        trail.record("photo added", photo, by=upload.begun_by, changes={"view": upload.view})
    Upload.objects.filter(pk=upload.pk).update(photo=photo)
    return is_new


def prepare_waiting(*, now: datetime, at_most: int = 20) -> None:
    """What the worker finds by itself: everything that waits and is not held, and what an earlier version left."""
    uploads.go_on_or_clear(now=now)
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = Upload.objects.filter(free, state=Upload.State.WAITING).order_by("pk")
    for upload_pk in waiting.values_list("pk", flat=True)[:at_most]:
        prepare(upload_pk, now=now)
    for photo_pk in Photo.objects.without_preview().order_by("pk").values_list("pk", flat=True)[:at_most]:
        make_previews(photo_pk)


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
    """Make the two smaller pictures of a photo that was taken in without; whoever comes second throws its own away."""
    photo: Photo | None = Photo.objects.without_preview().filter(pk=photo_pk).first()
    if photo is None:
        return
    try:
        outputs = [(waiting_path(), SIDES[size]) for size in ("preview", "thumbnail")]
        made = decoding.make(Path(photo.picture.path), outputs)
    except (Refused, FileNotFoundError):
        logger.exception("Photo %s cannot be previewed", photo_pk)
        return
    names = [nameless_path(photo, "") for _made in made]
    for done, name in zip(made, names, strict=True):
        put_in_place(done.path, name)
    mine = Photo.objects.filter(pk=photo_pk, preview="")
    if not mine.update(
        preview=names[0], thumbnail=names[1], preview_sha256=made[0].sha256, thumbnail_sha256=made[1].sha256
    ):
        take_away(names)
