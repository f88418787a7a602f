"""Photos in pieces: cut, repeated, damaged, given up; each arrives once or says why not."""

import base64
import hashlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from patients import policies
from patients.models import Consent, Intake, Photo, Upload
from patients.services import consents, decoding, intakes, photo_files, photos, uploads
from patients.tasks import prepare_photo, prepare_photos
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory, PhotoFactory
from tests.patients import pictures

BEGIN = "/intake/photos/uploads/"


def told(content: bytes, view: str = "top") -> dict[str, Any]:
    return {"view": view, "length": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def begin(browser: Client, content: bytes, view: str = "top") -> str:
    answer = browser.post(BEGIN, told(content, view))
    assert answer.status_code == 201
    return str(answer["Location"])


def patch(browser: Client, address: str, offset: int, piece: bytes, checksum: bytes | None = None) -> Any:
    sum_ = checksum if checksum is not None else hashlib.sha256(piece).digest()
    headers = {"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {base64.b64encode(sum_).decode()}"}
    return browser.patch(address, piece, content_type="application/offset+octet-stream", headers=headers)


def offset_of(browser: Client, address: str) -> int:
    return int(browser.head(address)["Upload-Offset"])


def files_in(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def agree(intake: Intake) -> None:
    """The patient lets the clinic use the answers, as the desk asks before it begins."""
    intakes.agree(intake, by=None, now=timezone.now())


class Meanwhile:
    """Lets something else happen once, right after a statement that begins like this and speaks of that."""

    def __init__(self, begins: str, speaks_of: str, happens: Callable[[], Any]) -> None:
        self.begins, self.speaks_of, self.happens, self.is_over = begins, speaks_of, happens, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if not self.is_over and sql.startswith(self.begins) and self.speaks_of in sql:
            self.is_over = True
            self.happens()
        return found


def sent_intake_and_the_next(intake: Intake) -> Intake:
    """The intake is sent; the one that the patient begins after it."""
    now = timezone.now()
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=now)
    return intakes.begin(intake.patient, by=None, now=now)


@pytest.fixture
def waiting(intake: Intake, tmp_path: Path) -> Upload:
    """A photo that came whole and waits for the worker."""
    source = tmp_path / "source"
    source.write_bytes(pictures.jpeg())
    return uploads.receive(intake, view="top", source=source, by=None, now=timezone.now())


def test_a_photo_in_pieces_becomes_one_photo(at_home, intake, own_media, django_capture_on_commit_callbacks):
    content = pictures.jpeg()
    address = begin(at_home, content)
    with django_capture_on_commit_callbacks() as rung:
        for start in range(0, len(content), 20_000):
            answer = patch(at_home, address, start, content[start : start + 20_000])
            assert answer.status_code == 204
    assert (answer["Upload-State"], int(answer["Upload-Offset"])) == ("waiting", len(content))
    assert len(rung) == 1
    upload = Upload.objects.get()
    assert photo_files.arriving_path(upload.key).read_bytes() == content
    assert b"Being prepared" in at_home.get("/intake/photos/").content
    prepare_photo(upload.pk)
    photo = Photo.objects.get()
    assert photo.upload_sha256 == hashlib.sha256(content).hexdigest()
    for file, digest in (
        (photo.picture, photo.sha256),
        (photo.preview, photo.preview_sha256),
        (photo.thumbnail, photo.thumbnail_sha256),
    ):
        assert hashlib.sha256(Path(file.path).read_bytes()).hexdigest() == digest
    assert len(files_in(own_media)) == 3
    part = at_home.get(address).content.decode()
    assert f"/intake/photos/{photo.pk}/?size=thumbnail" in part
    assert patch(at_home, address, 0, content[:9])["Upload-State"] == "done"
    trails = list(Entry.objects.filter(what__startswith="photo ").values_list("what", flat=True))
    assert sorted(trails) == ["photo added", "photo received"]


def test_the_same_file_begun_again_is_the_same_upload_and_the_same_photo(at_home, intake):
    content = pictures.jpeg()
    address = begin(at_home, content)
    patch(at_home, address, 0, content[:1000])
    assert begin(at_home, content) == address
    assert offset_of(at_home, address) == 1000
    patch(at_home, address, 1000, content[1000:])
    assert patch(at_home, address, 1000, content[1000:]).status_code == 204
    prepare_photos()
    again = at_home.post(BEGIN, told(content))
    assert again["Upload-State"] == "done"
    assert Photo.objects.count() == 1
    assert begin(at_home, content, view="front") != address


def test_last_times_photo_sent_again_belongs_to_both_intakes(intake, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(pictures.jpeg())
    then = photos.add(intake, view="top", source=source, by=None, now=timezone.now())
    following = sent_intake_and_the_next(intake)
    today = photos.add(following, view="top", source=source, by=None, now=timezone.now())
    assert (then.intake_id, today.intake_id) == (intake.pk, following.pk)
    assert photos.add(following, view="top", source=source, by=None, now=timezone.now()) == today
    then.refresh_from_db()
    assert (then.intake_id, then.removed_at) == (intake.pk, None)


def test_a_file_on_its_way_to_last_times_intake_is_sent_to_this_one_too(intake, waiting):
    content = pictures.jpeg()
    half = uploads.begin(intake, **told(content, "front"), by=None, now=timezone.now())
    following = sent_intake_and_the_next(intake)
    for view, earlier in (("top", waiting), ("front", half)):
        upload = uploads.begin(following, **told(content, view), by=None, now=timezone.now())
        assert (upload.intake_id, upload.state) == (following.pk, "arriving")
        assert upload != earlier
        uploads.append(upload, offset=0, piece=content)
        uploads.finish(upload, by=None, now=timezone.now())
    prepare_photos()
    views = Photo.objects.order_by("intake", "view").values_list("intake", "view")
    assert list(views) == [(intake.pk, "top"), (following.pk, "front"), (following.pk, "top")]


def test_a_plain_form_sent_twice_takes_nothing_from_under_the_worker(intake, tmp_path, own_media, monkeypatch):
    """The second one has looked before the first one was done, and writes while the worker opens the file."""
    source, copy = tmp_path / "source", shutil.copyfileobj
    source.write_bytes(pictures.jpeg())
    upload = uploads.begin(intake, **told(source.read_bytes()), by=None, now=timezone.now())
    uploads.append(upload, offset=0, piece=source.read_bytes())

    def while_the_worker_opens_it(content: Any, file: Any) -> None:
        prepare_photo(upload.pk)
        copy(content, file)

    def first_form_is_done() -> None:
        uploads.finish(upload, by=None, now=timezone.now())

    monkeypatch.setattr(shutil, "copyfileobj", while_the_worker_opens_it)
    with connection.execute_wrapper(Meanwhile("SELECT", 'FROM "patients_upload"', first_form_is_done)):
        uploads.receive(intake, view="top", source=source, by=None, now=timezone.now())
    upload.refresh_from_db()
    assert (upload.state, upload.reason) == ("done", "")
    assert Photo.objects.get() == upload.photo
    assert len(files_in(own_media)) == 3


@pytest.mark.parametrize("piece", [b"", b"y" * 500])
def test_a_piece_that_is_not_next_is_told_where_to_go_on(at_home, intake, piece):
    content = pictures.jpeg()
    address = begin(at_home, content)
    patch(at_home, address, 0, content[:1000])
    answer = patch(at_home, address, 2000, piece)
    assert (answer.status_code, answer["Upload-Offset"]) == (409, "1000")
    beyond = patch(at_home, address, 1000, content + b"more")
    assert (beyond.status_code, offset_of(at_home, address)) == (409, 1000)


def test_a_piece_that_was_changed_on_the_way_is_not_written(at_home, intake):
    content = pictures.jpeg()
    address = begin(at_home, content)
    answer = patch(at_home, address, 0, content[:900], checksum=hashlib.sha256(content[:1000]).digest())
    assert (answer.status_code, answer["Upload-Offset"]) == (460, "0")
    headers = {"Upload-Offset": "0", "Upload-Checksum": "md5 abc"}
    assert at_home.patch(address, content[:9], headers=headers).status_code == 460


def test_a_file_that_is_not_what_was_announced_begins_again(at_home, intake, own_media):
    content, other = pictures.jpeg(), b"\xff\xd8\xff" + b"0" * 5000
    announced = told(content) | {"length": len(other)}
    address = at_home.post(BEGIN, announced)["Location"]
    answer = patch(at_home, address, 0, other)
    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-State"]) == (460, "0", "arriving")
    assert files_in(own_media) == []


@pytest.mark.parametrize("content", [pictures.SVG, pictures.PAGE, b"GIF89a" + b"\0" * 99, b"%PDF-1.7" + b"0" * 99])
def test_what_is_no_photo_is_said_at_the_last_piece_and_leaves_nothing(at_home, intake, own_media, content):
    address = begin(at_home, content)
    answer = patch(at_home, address, 0, content)
    assert answer.status_code == 422
    assert answer.content.decode().startswith("This file is not a photo that we can open")
    assert files_in(own_media) == []
    assert "This file is not a photo that we can open" in at_home.get(address).content.decode()
    good = pictures.jpeg()
    patch(at_home, begin(at_home, good), 0, good)
    prepare_photos()
    assert "not a photo" not in at_home.get("/intake/photos/").content.decode()


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"length": 0}, 422, "This file is empty"),
        ({"length": 26 * 1024 * 1024}, 422, "larger than 25 MB"),
        ({"length": "many"}, 400, "not a photo"),
        ({"sha256": "ABC"}, 400, "not a photo"),
        ({"view": "elbow"}, 400, "not a photo"),
    ],
)
def test_what_cannot_be_announced(at_home, intake, changed, status, words):
    answer = at_home.post(BEGIN, told(pictures.jpeg()) | changed)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize("offset", ["-1", "x", "", "9" * 13])
def test_an_offset_that_is_no_number_is_refused(at_home, intake, offset):
    address = begin(at_home, pictures.jpeg())
    answer = at_home.patch(address, b"x", headers={"Upload-Offset": offset, "Upload-Checksum": "sha256 x"})
    assert answer.status_code == 413


def test_a_piece_of_two_megabytes_is_refused(at_home, intake):
    address = begin(at_home, pictures.jpeg())
    assert patch(at_home, address, 0, b"x" * 2_000_000).status_code == 413
    assert offset_of(at_home, address) == 0


def test_only_the_intake_it_belongs_to_reaches_an_upload(at_home, intake, at_desk, client):
    address = begin(at_home, pictures.jpeg())
    key = Upload.objects.get().key
    other = IntakeFactory.create()
    agree(other)
    assert client.head(address).status_code == 403
    assert at_home.head(f"{BEGIN}{uuid4()}/").status_code == 404
    assert at_desk.head(f"/patients/{other.patient_id}/intake/photos/uploads/{key}/").status_code == 404
    assert at_desk.head(f"/patients/{intake.patient_id}/intake/photos/uploads/{key}/").status_code == 204
    assert Client(enforce_csrf_checks=True).post(BEGIN, told(b"x")).status_code == 403


def test_the_desk_sends_in_pieces_too(at_desk, intake, desk):
    agree(intake)
    content = pictures.heic()
    answer = at_desk.post(f"/patients/{intake.patient_id}/intake/photos/uploads/", told(content))
    assert patch(at_desk, answer["Location"], 0, content)["Upload-State"] == "waiting"
    prepare_photos()
    assert Photo.objects.get().added_by == desk


def test_a_sent_intake_takes_no_more_pieces(at_home, intake):
    address = begin(at_home, pictures.jpeg())
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    assert patch(at_home, address, 0, b"x").status_code == 422
    assert at_home.post(BEGIN, told(b"x")).status_code == 422


def test_sixty_photos_are_enough(at_home, intake):
    PhotoFactory.create_batch(59, patient=intake.patient)
    begin(at_home, pictures.jpeg())
    answer = at_home.post(BEGIN, told(pictures.webp()))
    assert (answer.status_code, "60 photos" in answer.content.decode()) == (422, True)


def test_photos_taken_off_lie_on_the_disk_and_are_counted(at_home, intake):
    PhotoFactory.create_batch(199, patient=intake.patient, removed_at=timezone.now())
    begin(at_home, pictures.jpeg())
    answer = at_home.post(BEGIN, told(pictures.webp()))
    assert (answer.status_code, "no room for more photos" in answer.content.decode()) == (422, True)
    assert Upload.objects.count() == 1


def test_a_patient_has_no_more_than_so_many_bytes(at_home, intake, waiting, own_media, monkeypatch):
    prepare_photos()
    photos.remove(Photo.objects.get(), by=None, now=timezone.now())
    on_disk = sum(path.stat().st_size for path in files_in(own_media))
    content = pictures.webp()
    monkeypatch.setattr(policies, "PHOTO_BYTES_STORED", on_disk + 2 * len(content))
    begin(at_home, content)
    begin(at_home, content, view="front")
    answer = at_home.post(BEGIN, told(content, view="left"))
    assert (answer.status_code, "no room for more photos" in answer.content.decode()) == (422, True)


def test_no_room_on_the_disk_is_said(at_home, intake, monkeypatch):
    address = begin(at_home, pictures.jpeg())
    monkeypatch.setattr(photo_files, "KEEP_FREE_BYTES", 2**62)
    assert "has no room left" in patch(at_home, address, 0, b"x").content.decode()
    assert "has no room left" in at_home.post(BEGIN, told(pictures.webp())).content.decode()


@pytest.mark.parametrize("view", ["top", "crown"])
def test_a_photo_that_has_not_arrived_yet_is_asked_for(at_home, intake, view):
    address = begin(at_home, pictures.jpeg(), view)
    patch(at_home, address, 0, pictures.jpeg()[:100])
    answer = at_home.get(address)
    assert answer.status_code == 200
    assert f'name="photo_of_{view}"' in answer.content.decode()


def test_what_arrived_whole_when_its_server_died_is_handed_over_by_the_sweep(intake, own_media):
    content = pictures.jpeg()
    upload = uploads.begin(intake, **told(content), by=None, now=timezone.now())
    uploads.append(upload, offset=0, piece=content)
    prepare_photos()
    assert Photo.objects.get().upload_sha256 == told(content)["sha256"]
    assert len(files_in(own_media)) == 3


def test_abandoned_uploads_and_leftovers_are_cleared_and_living_ones_are_not(intake, waiting, own_media):
    begun = uploads.begin(intake, **told(pictures.webp()), by=None, now=timezone.now())
    uploads.append(begun, offset=0, piece=b"half")
    left = photo_files.waiting_room() / "left.jpg"
    left.write_bytes(b"x")
    uploads.go_on_or_clear(now=timezone.now() + timedelta(hours=2))
    assert not left.exists()
    assert (uploads.arrived(begun), len(files_in(own_media))) == (4, 2)
    uploads.go_on_or_clear(now=timezone.now() + timedelta(hours=25))
    assert list(Upload.objects.all()) == [waiting]
    assert files_in(own_media) == [photo_files.arriving_path(waiting.key)]
    photos.prepare(waiting.pk, now=timezone.now())
    uploads.go_on_or_clear(now=timezone.now() + timedelta(days=8))
    assert not Upload.objects.exists()
    assert Photo.objects.exists()


def test_a_held_upload_is_left_to_its_worker_until_that_is_taken_for_dead(waiting):
    now = timezone.now()
    assert photos.claim(waiting.pk, now=now)
    photos.prepare(waiting.pk, now=now + timedelta(seconds=80))
    assert not Photo.objects.exists()
    photos.prepare_waiting(now=now + timedelta(seconds=100))
    assert Photo.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.tries) == ("done", 2)


def test_a_worker_that_comes_late_leaves_the_file_to_the_next_one(waiting, own_media):
    now, path = timezone.now(), photo_files.arriving_path(waiting.key)

    def the_next_one_takes_it() -> None:
        assert photos.claim(waiting.pk, now=now + timedelta(seconds=100))

    with connection.execute_wrapper(Meanwhile("SELECT", 'FROM "patients_consent"', the_next_one_takes_it)):
        photos.prepare(waiting.pk, now=now)
    assert files_in(own_media) == [path]
    photos.prepare(waiting.pk, now=now + timedelta(seconds=200))
    assert Photo.objects.exists()
    assert len(files_in(own_media)) == 3


def test_a_worker_that_comes_late_does_not_give_the_file_up(intake, own_media):
    now, content = timezone.now(), b"\xff\xd8\xff" + b"0" * 5000
    upload = uploads.begin(intake, **told(content), by=None, now=now)
    uploads.append(upload, offset=0, piece=content)
    uploads.finish(upload, by=None, now=now)

    def the_next_one_takes_it() -> None:
        assert photos.claim(upload.pk, now=now + timedelta(seconds=100))

    with connection.execute_wrapper(Meanwhile("SELECT", 'FROM "patients_upload"', the_next_one_takes_it)):
        photos.prepare(upload.pk, now=now)
    upload.refresh_from_db()
    assert (upload.state, upload.tries, len(files_in(own_media))) == ("waiting", 2, 1)
    photos.prepare(upload.pk, now=now + timedelta(seconds=200))
    upload.refresh_from_db()
    assert (upload.state, files_in(own_media)) == ("refused", [])


def test_a_file_that_five_workers_died_of_is_given_up(waiting, own_media):
    now = timezone.now()
    for number in range(5):
        assert photos.claim(waiting.pk, now=now + timedelta(minutes=2 * number))
    photos.prepare(waiting.pk, now=now + timedelta(minutes=20))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("refused", "too_slow")
    assert files_in(own_media) == []


def test_a_busy_machine_lets_the_photo_wait(waiting, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(decoding, "WAIT_SECONDS", 0.1)
    with decoding.one_of_few_places(), decoding.one_of_few_places():
        photos.prepare(waiting.pk, now=now)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    photos.prepare(waiting.pk, now=now + timedelta(seconds=30))
    assert Photo.objects.exists()


def test_a_full_disk_is_tried_again_and_said_in_the_end(waiting, monkeypatch, own_media):
    monkeypatch.setattr(photo_files, "KEEP_FREE_BYTES", 2**62)
    for number in range(5):
        photos.prepare(waiting.pk, now=timezone.now() + timedelta(minutes=3 * number))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason, waiting.tries) == ("refused", "disk_full", 5)
    assert files_in(own_media) == []


def test_a_permission_taken_back_meanwhile_leaves_no_photo(waiting, intake, own_media):
    purpose = Consent.Purpose.PHOTO_RECORD
    consents.withdraw(intake.patient, purpose=purpose, how="asked", by=None, now=timezone.now())
    photos.prepare(waiting.pk, now=timezone.now())
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("refused", "no_permission")
    assert not Photo.objects.exists()
    assert files_in(own_media) == []


def cuts_off(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """The database goes away after the photo's row, before the commit."""
    if sql.startswith('UPDATE "patients_upload" SET "photo_id"'):
        raise OperationalError("server closed the connection unexpectedly")
    return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_fails_leaves_no_file_without_a_row(own_media, tmp_path):
    """The files are in their place before the row; the next try knows where those of the one before lie."""
    intake = IntakeFactory.create()
    source = tmp_path / "source"
    source.write_bytes(pictures.jpeg())
    upload = uploads.receive(intake, view="top", source=source, by=None, now=timezone.now())
    now = timezone.now()
    with connection.execute_wrapper(cuts_off), pytest.raises(OperationalError):
        photos.prepare(upload.pk, now=now)
    assert not Photo.objects.exists()
    orphans = [path for path in files_in(own_media) if path.suffix == ".jpg"]
    assert len(orphans) == 3
    photos.prepare_waiting(now=now + timedelta(minutes=2))
    photo = Photo.objects.get()
    named = sorted(own_media / file.name for file in (photo.picture, photo.preview, photo.thumbnail))
    assert files_in(own_media) == named
    assert not set(orphans) & set(named)


@pytest.mark.django_db(transaction=True)
def test_ten_hands_at_one_upload_make_one_photo(own_media, tmp_path):
    intake = IntakeFactory.create()
    content = pictures.jpeg()

    def one(_number: int) -> None:
        try:
            upload = uploads.begin(intake, **told(content), by=None, now=timezone.now())
            with suppress(uploads.Elsewhere, Refused):
                uploads.append(upload, offset=0, piece=content)
            uploads.finish(upload, by=None, now=timezone.now())
            photos.prepare(upload.pk, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(one, range(10)))
    prepare_photos()
    photo = Photo.objects.get()
    assert sorted(own_media / f.name for f in (photo.picture, photo.preview, photo.thumbnail)) == files_in(own_media)
    assert Entry.objects.filter(what="photo received").count() == 1


def test_a_name_tells_nothing(waiting):
    names = photos.names_of(waiting, 1)
    assert len(set(names)) == 3
    assert all(waiting.key.hex not in name.replace("/", "") for name in names)
