"""Photos whose use the patient has taken back: nobody of the clinic sees them, nor allows them again by sending one."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from patients.models import Consent, Photo, Upload
from patients.services import consents, photos, uploads
from patients.services.photo_files import arriving_path, hash_of
from tests.patients import pictures

pytestmark = pytest.mark.django_db
PURPOSE = Consent.Purpose.PHOTO_RECORD
WORDS = b"The patient has taken back the use of their photos."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "chosen.jpg"
    path.write_bytes(pictures.jpeg())
    return path


@pytest.fixture
def photo(intake, source) -> Photo:
    return photos.add(intake, view="front", source=source, by=None, now=timezone.now())


def looked_at(browser, address: str) -> int:
    """How the picture answers, read to its end."""
    answer = browser.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    status: int = answer.status_code
    return status


def is_allowed() -> bool:
    return bool(Consent.objects.standing().filter(purpose=PURPOSE).exists())


def sent_at_desk(at_desk, intake) -> bytes:
    file = SimpleUploadedFile("a.jpg", pictures.jpeg(), "image/jpeg")
    consents.give(intake.patient, purpose="enquiry", wording="Yes.", by=None, now=timezone.now())
    answer = at_desk.post(f"/patients/{intake.patient_id}/intake/photos/add/", {"photo_of_top": file})
    page: bytes = answer.content
    return page


def test_nobody_of_the_clinic_sees_them_until_allowed_again(at_home, at_doctor, intake, photo):
    gallery = f"/patients/{intake.patient_id}/photos/"
    shown = f"/photos/{photo.pk}/?size=thumbnail".encode()
    assert shown in at_doctor.get(gallery).content
    at_home.post("/intake/allowed/photo_record/withdraw/")
    page = at_doctor.get(gallery).content
    assert WORDS in page
    assert shown not in page
    assert f"/photos/{photo.pk}/remove/".encode() in page  # what the clinic has to do with them yet
    assert looked_at(at_doctor, f"/photos/{photo.pk}/") == 404
    assert at_doctor.get(f"/photos/{photo.pk}/shade/").status_code == 404
    assert list(Photo.objects.usable()) == []
    assert looked_at(at_home, f"/intake/photos/{photo.pk}/") == 200  # their own
    at_home.post("/intake/allowed/photo_record/allow/")
    assert WORDS not in at_doctor.get(gallery).content
    assert looked_at(at_doctor, f"/photos/{photo.pk}/") == 200


def test_a_photo_from_the_desk_does_not_allow_it_again(at_desk, at_home, intake, photo):
    at_home.post("/intake/allowed/photo_record/withdraw/")
    assert WORDS in sent_at_desk(at_desk, intake)
    assert not is_allowed()
    assert not Upload.objects.filter(view="top").exists()


def test_one_begun_at_the_desk_before_does_not_either(intake, source, desk):
    now = timezone.now()
    facts = {"view": "top", "length": source.stat().st_size, "sha256": hash_of(source)}
    begun = uploads.begin(intake, by=desk, now=now, **facts)
    consents.give(intake.patient, purpose=PURPOSE, wording="Yes.", by=desk, now=now)
    consents.withdraw(intake.patient, purpose=PURPOSE, how="asked", by=desk, now=now)
    uploads.append(begun, offset=0, piece=source.read_bytes())
    uploads.finish(begun, by=desk, now=now)
    assert not is_allowed()


def test_what_the_server_finds_later_does_not_allow_it_again(at_home, intake, source, photo):
    source.write_bytes(pictures.jpeg(quality=40))
    now = timezone.now()
    begun = uploads.begin(intake, view="top", length=source.stat().st_size, sha256=hash_of(source), by=None, now=now)
    uploads.append(begun, offset=0, piece=source.read_bytes())
    at_home.post("/intake/allowed/photo_record/withdraw/")
    photos.prepare_waiting(now=timezone.now())
    begun.refresh_from_db()
    assert (begun.state, begun.reason) == ("refused", "no_permission")
    assert not is_allowed()
    assert not arriving_path(begun.key).exists()


def test_the_patient_who_sends_one_anew_allows_it(at_home, intake, source, photo):
    at_home.post("/intake/allowed/photo_record/withdraw/")
    file = SimpleUploadedFile("a.jpg", pictures.jpeg(), "image/jpeg")
    assert at_home.post("/intake/photos/add/", {"photo_of_top": file}).status_code == 302
    assert is_allowed()
