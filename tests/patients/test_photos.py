"""Photos: what is taken in, what is turned away, who sees them, and what is left on the disk."""

import errno
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from patients import imaging
from patients.forms.words import AT_HOME
from patients.models import Consent, Intake, Photo, Upload
from patients.models.intake import Step
from patients.services import decoding, intakes, photo_files, photos
from patients.tasks import prepare_photos
from patients.views import uploads
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, IntakeFactory, PhotoFactory, UserFactory
from tests.patients import pictures

GOOD = (
    pictures.jpeg,
    pictures.webp,
    pictures.heic,
    pictures.avif,
    pictures.png_with_palette,
    pictures.png_half_transparent,
    pictures.cmyk,
    pictures.grey_of_16_bits,
    pictures.jpeg_with_profile,
    pictures.jpeg_with_broken_profile,
    pictures.jpeg_with_place_and_script,
    pictures.jpeg_with_serial_and_thumbnail,
    pictures.jpeg_and_archive,
    pictures.jpeg_and_page,
    pictures.png_and_page,
)
NOT_A_PHOTO = "This file is not a photo that we can open"
BROKEN = "cut short or damaged"
WICKED = (
    (pictures.SVG, NOT_A_PHOTO),
    (pictures.PAGE, NOT_A_PHOTO),
    (b"", "This file is empty"),
    (pictures.truncated(), BROKEN),
    (pictures.heic()[:900], f"{BROKEN}|{NOT_A_PHOTO}"),
    (pictures.bomb(), "the limit is 50 megapixels"),
    (pictures.animated_webp(), "This picture moves"),
    (pictures.animated_png(), "This picture moves"),
    (pictures.animated_avif(), "This picture moves"),
    (pictures.gif(), NOT_A_PHOTO),
    (pictures.tiff(), NOT_A_PHOTO),
    (pictures.png_bomb_of_texts(), BROKEN),
    (pictures.avif()[:700], f"{BROKEN}|{NOT_A_PHOTO}"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 500, f"{BROKEN}|{NOT_A_PHOTO}"),
)


@pytest.fixture
def source(tmp_path: Path) -> Callable[[bytes], Path]:
    """Writes an upload to a temporary file, as the server does."""

    def write(content: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return path

    return write


def files_in(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def add(intake: Intake, source: Path, view: str = "top") -> Photo:
    return photos.add(intake, view=view, source=source, by=None, now=timezone.now())


def files_of(photo: Photo) -> list[Path]:
    return [Path(file.path) for file in (photo.picture, photo.preview, photo.thumbnail)]


def send(browser: Client, content: bytes, name: str = "photo.jpg", view: str = "top", **ticks: str) -> Any:
    """What a plain form sends; the worker opens it."""
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg")
    answer = browser.post("/intake/photos/add/", {"view": view, f"photo_of_{view}": upload, **ticks})
    prepare_photos()
    return answer


@pytest.mark.parametrize("made", GOOD)
def test_every_photo_becomes_plain_jpegs(intake, source, made, own_media):
    photo = add(intake, source(made()))
    assert sorted(files_in(own_media)) == sorted(files_of(photo))
    for stored in files_of(photo):
        assert b"CANARY" not in stored.read_bytes()
        with Image.open(stored) as picture:
            assert (picture.format, picture.mode) == ("JPEG", "RGB")
            assert not picture.getexif()
            assert not {"comment", "icc_profile", "exif", "xmp"} & set(picture.info)
            assert not set(picture.applist) - {("APP0", picture.app["APP0"])}
    with Image.open(photo.picture.path) as picture:
        assert picture.size == (photo.width, photo.height)


def test_a_name_and_a_number_are_not_in_the_path(intake, source):
    name = add(intake, source(pictures.jpeg())).picture.name
    assert name.startswith("photos/")
    assert len(Path(name).stem) == 30
    assert "photo" not in Path(name).name


def test_a_photo_on_its_side_is_turned_upright(intake, source, own_media):
    photo = add(intake, source(pictures.jpeg_lying_on_its_side()))
    assert (photo.width, photo.height) == (480, 640)
    with Image.open(own_media / photo.picture.name) as picture:
        red, _green, blue = picture.getpixel((400, 100))
    assert red > blue + 100


def test_what_was_clear_becomes_white(intake, source, own_media):
    photo = add(intake, source(pictures.png_half_transparent()))
    with Image.open(own_media / photo.picture.name) as picture:
        assert min(picture.getpixel((350, 150))) > 250
        assert picture.getpixel((50, 150))[2] > 240


def test_a_large_photo_is_made_smaller(intake, source):
    photo = add(intake, source(pictures.encoded(Image.new("RGB", (4000, 3000)), "JPEG")))
    assert (photo.width, photo.height) == (2560, 1920)


@pytest.mark.parametrize(("content", "sentence"), WICKED)
def test_a_wicked_file_is_turned_away_with_one_sentence(intake, source, content, sentence, own_media):
    with pytest.raises(Refused, match=sentence):
        add(intake, source(content))
    assert not Photo.objects.exists()
    assert files_in(own_media) == []


def test_fifty_one_megapixels_are_too_many_and_fifty_are_not(intake, source):
    with pytest.raises(Refused, match="50 megapixels"):
        add(intake, source(pictures.encoded(Image.new("1", (10_000, 5_101)), "PNG")))
    assert add(intake, source(pictures.encoded(Image.new("1", (10_000, 5_000)), "PNG"))).width == 2560


def test_the_decoder_runs_with_little_memory_and_without_our_keys(tmp_path, source):
    """Three facts of the child process, seen from inside it."""
    probe = tmp_path / "imaging_probe.py"
    probe.write_text(
        "import os, resource\nfrom patients import imaging\nimaging.limit_this_process()\n"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])\n"
        "try:\n    bytearray(2 * 1024**3)\nexcept MemoryError:\n    print('bounded')\n"
    )
    root = Path(imaging.__file__).parent.parent
    run = subprocess.run([sys.executable, str(probe)], env={"PYTHONPATH": str(root)}, capture_output=True, check=True)
    assert run.stdout.decode().split() == [str(imaging.MAX_MEMORY), str(imaging.MAX_SECONDS), "bounded"]


def test_a_decoder_that_hangs_is_stopped(intake, source, monkeypatch, own_media):
    monkeypatch.setattr(decoding, "MAX_SECONDS", 0.01)
    with pytest.raises(Refused, match="takes too long"):
        add(intake, source(pictures.jpeg()))
    assert files_in(own_media) == []


def test_a_full_disk_is_said_and_leaves_nothing(intake, source, monkeypatch, own_media):
    monkeypatch.setattr(photo_files, "KEEP_FREE_BYTES", 2**62)
    with pytest.raises(Refused, match="has no room left"):
        add(intake, source(pictures.jpeg()))
    assert files_in(own_media) == []
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    "made",
    [
        lambda: pictures.of_megapixels(8064, 6048, quality=90),
        lambda: pictures.of_megapixels(4032, 3024, "HEIF", enc_params={"preset": "ultrafast"}),
        lambda: pictures.of_megapixels(8064, 6048, progressive=True),
    ],
    ids=["48 MP", "HEIC of 12 MP", "48 MP progressive"],
)
def test_the_photos_of_todays_phones_are_taken(intake, source, made):
    photo = add(intake, source(made()))
    assert (photo.width, photo.height) == (2560, 1920)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_100_megapixels_are_said(intake, source, own_media, kind):
    with pytest.raises(Refused, match="50 megapixels"):
        add(intake, source(pictures.encoded(Image.new("L", (12_000, 8_500)), kind)))
    assert files_in(own_media) == []


def test_a_place_that_cannot_be_written_leaves_neither_row_nor_picture_and_is_tried_again(intake, source, own_media):
    (own_media / "photos").write_text("a file where a folder belongs")
    with pytest.raises(Refused):
        add(intake, source(pictures.jpeg()))
    assert not Photo.objects.exists()
    waits = photo_files.arriving_path(Upload.objects.get().key)
    assert sorted(files_in(own_media)) == sorted([own_media / "photos", waits])
    (own_media / "photos").unlink()
    photos.prepare_waiting(now=timezone.now() + timedelta(minutes=1))
    assert Photo.objects.exists()


def test_the_same_photo_sent_twice_is_one(intake, source, own_media):
    path = source(pictures.jpeg())
    assert add(intake, path) == add(intake, path)
    assert add(intake, path, view="front").view == "front"
    assert len(files_in(own_media)) == 6


def test_sixty_photos_are_enough(intake, source):
    PhotoFactory.create_batch(60, patient=intake.patient)
    with pytest.raises(Refused, match="60 photos"):
        add(intake, source(pictures.jpeg()))


def test_sending_a_photo_gives_the_consent_to_keep_it(intake, source):
    add(intake, source(pictures.jpeg()))
    assert Consent.objects.get().purpose == "photo_record"
    assert Entry.objects.filter(what="photo added").count() == 1


def without_previews(photo: Photo) -> None:
    """As an earlier version took photos in: the previews were made later."""
    for file in (photo.preview, photo.thumbnail):
        Path(file.path).unlink()
    Photo.objects.filter(pk=photo.pk).update(preview="", thumbnail="", preview_sha256="", thumbnail_sha256="")


def test_previews_of_an_earlier_version_are_made_once_by_the_sweep(intake, source, own_media):
    photo = add(intake, source(pictures.jpeg_lying_on_its_side()))
    without_previews(photo)
    prepare_photos()
    photo.refresh_from_db()
    with Image.open(own_media / photo.preview.name) as preview, Image.open(own_media / photo.thumbnail.name) as small:
        assert (preview.size, small.size) == ((480, 640), (240, 320))
    before = set(files_in(own_media))
    photos.make_previews(photo.pk)
    photos.make_previews(photo.pk + 1)
    assert set(files_in(own_media)) == before
    assert len(before) == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_photo_leave_one_pair_of_previews(source, own_media):
    photo = add(IntakeFactory.create(), source(pictures.encoded(pictures.drawing(2400, 1800), "JPEG")))
    without_previews(photo)

    def one(_number: int) -> None:
        try:
            photos.make_previews(photo.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(2)))
    photo.refresh_from_db()
    assert set(files_in(own_media)) == set(files_of(photo))


def test_removing_and_putting_back_twice_leaves_one_line_each(intake, source):
    photo = add(intake, source(pictures.jpeg()))
    for _time in range(2):
        photos.remove(photo, by=None, now=timezone.now())
    for _time in range(2):
        photos.put_back(photo, by=None)
    assert Entry.objects.filter(what__in=["photo removed", "photo put back"]).count() == 2


def test_no_room_for_the_upload_is_said():
    guarded = uploads.takes_photo(full_disk)
    request = RequestFactory().post("/intake/photos/add/")
    request.user = AnonymousUser()
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    answer = guarded(request)
    assert answer.status_code == 507
    assert b"has no room left" in answer.content


def full_disk(_request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


def broken_disk(_request: HttpRequest) -> HttpResponse:
    raise OSError(errno.EIO, "Input/output error")


def test_another_fault_of_the_disk_is_not_hidden():
    request = RequestFactory().post("/intake/photos/add/")
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="Input/output"):
        uploads.takes_photo(broken_disk)(request)


def test_a_photo_whose_file_is_gone_is_logged_and_does_no_harm(intake, caplog):
    photo = PhotoFactory.create(patient=intake.patient, intake=intake, preview="", thumbnail="")
    Path(photo.picture.path).unlink(missing_ok=True)
    with caplog.at_level(logging.ERROR):
        photos.make_previews(photo.pk)
    assert f"Photo {photo.pk} cannot be previewed" in caplog.text


def test_a_photo_is_sent_shown_and_taken_back_through_the_link(at_home, intake, django_capture_on_commit_callbacks):
    upload = SimpleUploadedFile("IMG_0001.HEIC", pictures.heic())
    with django_capture_on_commit_callbacks() as rung:
        answer = at_home.post("/intake/photos/add/", {"view": "top", "photo_of_top": upload})
    assert answer["Location"] == "/intake/photos/"
    assert len(rung) == 1
    assert "Being prepared" in at_home.get("/intake/photos/").content.decode()
    at_home.post("/intake/photos/", {"version": "0", "photo_record": "on"})
    assert "Top, chin down" in at_home.get("/intake/check/").content.decode()
    prepare_photos()
    photo = Photo.objects.get()
    page = at_home.get("/intake/photos/").content.decode()
    assert f"/intake/photos/{photo.pk}/?size=thumbnail" in page
    assert "Being prepared" not in page
    served = at_home.get(f"/intake/photos/{photo.pk}/", {"size": "thumbnail"})
    assert served["Content-Type"] == "image/jpeg"
    assert served.getvalue().startswith(b"\xff\xd8")
    assert "Remove them first" in at_home.post("/intake/photos/", {"version": "0"}).content.decode()
    assert at_home.post(f"/intake/photos/{photo.pk}/remove/").status_code == 302
    assert at_home.get(f"/intake/photos/{photo.pk}/").status_code == 404


def test_a_refused_photo_leaves_the_others_and_the_answers(at_home, intake):
    send(at_home, pictures.jpeg(), view="front")
    answer = send(at_home, pictures.SVG, name="photo.jpg", view="top")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert NOT_A_PHOTO in page
    assert "/intake/photos/add/" in page
    assert "?size=thumbnail" in page
    assert Photo.objects.get().view == "front"
    assert "Choose a photo first" in at_home.post("/intake/photos/add/", {"view": "top"}).content.decode()
    assert send(at_home, pictures.jpeg(), view="elbow").status_code == 422


@pytest.mark.parametrize(("content", "sentence"), WICKED)
def test_each_wicked_file_ends_in_a_sentence_at_its_view(at_home, intake, own_media, content, sentence):
    send(at_home, content, view="left")
    page = at_home.get("/intake/photos/").content.decode()
    if content:  # an empty file is said at once
        assert re.search(sentence, page)
    assert 'name="photo_of_left"' in page
    assert files_in(own_media) == []
    send(at_home, pictures.jpeg(), view="left")
    assert not re.search(sentence, at_home.get("/intake/photos/").content.decode())


def test_a_name_is_not_believed(at_home, intake):
    send(at_home, pictures.png_with_palette(), name="../../holiday.exe", view="back")
    photo = Photo.objects.get()
    with Image.open(photo.picture.path) as picture:
        assert picture.format == "JPEG"
    assert "holiday" not in photo.picture.name


def test_two_photos_chosen_at_once_are_both_taken(at_home, intake):
    files = {f"photo_of_{view}": SimpleUploadedFile("x.jpg", pictures.jpeg()) for view in ("left", "right")}
    assert at_home.post("/intake/photos/add/", {"view": "left", **files}).status_code == 302
    assert sorted(Upload.objects.values_list("view", flat=True)) == ["left", "right"]


def test_five_photos_in_one_form_are_each_judged_by_their_own_size(at_home, settings):
    """Without script all that were chosen come in one form; none of these is larger than a photo may be."""
    content = pictures.jpeg()
    settings.PHOTO_MAX_BYTES = len(content)
    files = {f"photo_of_{view}": SimpleUploadedFile("x.jpg", content) for view in AT_HOME}
    assert at_home.post("/intake/photos/add/", files).status_code == 302
    assert sorted(Upload.objects.values_list("view", flat=True)) == sorted(AT_HOME)
    files = {f"photo_of_{view}": SimpleUploadedFile("x.jpg", content + b"0") for view in ("left", "right")}
    answer = at_home.post("/intake/photos/add/", files)
    assert (answer.status_code, b"This photo is larger than 25 MB" in answer.content) == (413, True)
    assert Upload.objects.count() == len(AT_HOME)


def ticked(page: bytes, purpose: str) -> bool:
    return bool(re.search(rb'<input[^>]*name="%s"[^>]*\schecked' % purpose.encode(), page))


def test_ticks_that_were_not_saved_survive_sending_a_photo(at_home, intake):
    send(at_home, pictures.jpeg(), version="0", photo_teaching="on")
    page = at_home.get("/intake/photos/").content
    assert ticked(page, "photo_teaching")
    assert not ticked(page, "photo_website")
    assert not ticked(page, "photo_record")
    page = send(at_home, pictures.SVG, view="left", version="0", photo_record="on", photo_social="on").content
    assert (ticked(page, "photo_record"), ticked(page, "photo_social")) == (True, True)
    assert not Consent.objects.standing().filter(purpose__in=["photo_teaching", "photo_social"]).exists()
    assert at_home.post("/intake/photos/", {"version": "0", "photo_record": "on"}).status_code == 302
    assert not ticked(at_home.get("/intake/photos/").content, "photo_social")


def test_a_photo_chosen_and_not_sent_is_not_lost_silently(at_home, intake):
    answer = at_home.post("/intake/photos/", {"version": "0", "photo_record": "on", "photo_of_left": "IMG_1.jpg"})
    assert answer.status_code == 422
    assert b"This photo was chosen and not sent." in answer.content


def test_a_sent_intake_takes_no_photo(at_home, intake):
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    assert send(at_home, pictures.jpeg())["Location"] == "/intake/sent/"
    assert not Photo.objects.exists()


class NeverRead(BytesIO):
    """A body that must not be touched."""

    def read(self, *_args: object) -> bytes:
        raise AssertionError("The body was read")


@pytest.mark.parametrize("said", [str(2 * 1024**3), str(uploads.most_bytes() + 1)])
def test_two_gigabytes_are_turned_away_before_a_byte_is_read(at_home, said):
    answer = at_home.post(
        "/intake/photos/add/",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=said,
        **{"wsgi.input": NeverRead()},
    )
    assert answer.status_code == 413
    assert b"This photo is larger than 25 MB" in answer.content
    assert b"your other photos are as they were" in answer.content


@pytest.mark.parametrize("address", ["/account/login/", "/intake/about/", "/intake/welcome/"])
def test_no_other_page_takes_a_large_body(client, address):
    answer = client.post(
        address,
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 * 1024**3),
        **{"wsgi.input": NeverRead()},
    )
    assert answer.status_code == 413
    assert b"nothing of what was sent was read" in answer.content


def test_a_photo_of_26_megabytes_is_turned_away(at_home, settings):
    settings.PHOTO_MAX_BYTES = 100_000
    assert send(at_home, b"\xff\xd8" + b"x" * 120_000).status_code == 413
    assert not Photo.objects.exists()


class CutOff(BytesIO):
    """A connection that breaks in the middle."""

    def read(self, *_args: object) -> bytes:
        raise OSError("connection reset")


def test_a_connection_that_breaks_is_said(at_home, own_media):
    answer = at_home.post(
        "/intake/photos/add/",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH="5000",
        **{"wsgi.input": CutOff()},
    )
    assert answer.status_code == 400
    assert b"The photo did not get through" in answer.content
    assert files_in(own_media) == []


def test_the_token_of_the_form_is_still_asked_for(intake, link_of):
    browser = Client(enforce_csrf_checks=True)
    assert send(browser, pictures.jpeg()).status_code == 403
    assert not Photo.objects.exists()


def test_the_desk_sends_removes_and_puts_back(at_desk, intake, desk):
    intakes.agree(intake, by=desk, now=timezone.now())
    address = f"/patients/{intake.patient_id}/intake/photos/add/"
    upload = SimpleUploadedFile("x.jpg", pictures.jpeg())
    assert at_desk.post(address, {"view": "crown", "photo_of_crown": upload}).status_code == 302
    prepare_photos()
    photo = Photo.objects.get()
    assert photo.added_by == desk
    removed = at_desk.post(f"/photos/{photo.pk}/remove/", follow=True)
    assert b"Undo" in removed.content
    assert at_desk.get(f"/photos/{photo.pk}/").status_code == 404
    at_desk.post(f"/photos/{photo.pk}/put-back/")
    assert b"Crown" in at_desk.get(f"/patients/{intake.patient_id}/photos/").content
    assert at_desk.get(f"/patients/{intake.patient_id}/photos/?removed=x").status_code == 200
    too_large = at_desk.post(address, content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(2 * 1024**3))
    assert f"/patients/{intake.patient_id}/intake/photos/".encode() in too_large.content


@pytest.fixture
def stored_photo(intake: Intake, source: Callable[[bytes], Path]) -> Photo:
    return add(intake, source(pictures.jpeg()))


def test_a_picture_is_served_whole_private_and_in_the_trail(at_desk, stored_photo, desk):
    answer = at_desk.get(f"/photos/{stored_photo.pk}/", {"size": "preview"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'inline; filename="photo-{stored_photo.pk}.jpg"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert len(answer.getvalue()) > 1000
    entry = Entry.objects.get(what="photo seen, preview")
    assert (entry.by, entry.patient_number) == (desk, stored_photo.patient_id)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_sites_page_gets_no_picture(at_desk, stored_photo, site):
    assert at_desk.get(f"/photos/{stored_photo.pk}/", headers={"Sec-Fetch-Site": site}).status_code == 403


def test_strangers_get_no_picture(client, at_home, stored_photo, link_of):
    assert client.get(f"/photos/{stored_photo.pk}/").status_code == 302
    assert client.get(f"/intake/photos/{stored_photo.pk}/").status_code == 403
    elsewhere = Client()
    elsewhere.force_login(UserFactory.create(clinic=ClinicFactory.create(name="Elsewhere"), doctor=True))
    assert elsewhere.get(f"/photos/{stored_photo.pk}/").status_code == 404
    foreign = PhotoFactory.create(intake=IntakeFactory.create())
    assert at_home.get(f"/intake/photos/{foreign.pk}/").status_code == 404
    assert at_home.post(f"/intake/photos/{foreign.pk}/remove/").status_code == 404


def test_an_unknown_size_or_a_lost_file_is_not_found(at_desk, stored_photo):
    assert at_desk.get(f"/photos/{stored_photo.pk}/", {"size": "../../etc/passwd"}).status_code == 404
    Path(stored_photo.preview.path).unlink()
    assert at_desk.get(f"/photos/{stored_photo.pk}/").status_code == 404


def test_no_photo_lies_in_a_public_folder(client, stored_photo):
    for address in (f"/media/{stored_photo.picture.name}", f"/static/{stored_photo.picture.name}"):
        assert client.get(address).status_code in {302, 404}


def test_the_photos_step_counts_its_questions(at_home, intake, count_queries):
    PhotoFactory.create_batch(5, patient=intake.patient, intake=intake)
    with count_queries() as asked:
        assert at_home.get(f"/intake/{Step.PHOTOS}/").status_code == 200
    assert len(asked) <= 7, asked  # one of them: which consents stand
