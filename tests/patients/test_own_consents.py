"""What a patient has allowed: seen, taken back and allowed again, before and after sending, with what it stops."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from patients.models import Consent, Intake, IntakeStep
from patients.models.consent import VERSIONS, WORDINGS
from patients.models.intake import Step
from patients.services import consents
from patients.views.own_consents import STOPS
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory
from tests.patients.answers import TYPED, answer_all

PHOTOS = ("photo_record", "photo_teaching", "photo_website", "photo_social")
# Whoever changes the words changes their version in the same breath, and then this list.
WORDS_OF = {
    ("enquiry", "1"): "7e9837b5382d1515",
    ("reminders", "1"): "60d29dacc8aab098",
    ("texts", "1"): "bd7a117591f13939",
    ("photo_record", "1"): "8aec4fcbff802b5b",
    ("photo_teaching", "1"): "679c69104184815b",
    ("photo_website", "1"): "2bd0311bb9e1b955",
    ("photo_social", "1"): "3c37b97626d151e7",
}


def test_words_and_their_version_change_together():
    today = {(purpose, VERSIONS[purpose]): fingerprint(str(words)) for purpose, words in WORDINGS.items()}
    assert today == WORDS_OF


def fingerprint(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def standing() -> set[str]:
    return set(Consent.objects.standing().values_list("purpose", flat=True))


def test_a_consent_keeps_its_words_their_version_and_language(at_home):
    given = Consent.objects.get(purpose="enquiry")
    assert given.wording == str(WORDINGS["enquiry"])
    assert (given.version, given.language, given.given_by) == ("1", "en-gb", None)


def test_the_photos_step_offers_each_purpose_apart_and_only_the_record_is_ticked(at_home):
    page = at_home.get("/intake/photos/").content.decode()
    ticked = [purpose for purpose in PHOTOS if f'name="{purpose}"' in page and " checked" in tag(page, purpose)]
    assert ticked == ["photo_record"]


def tag(page: str, name: str) -> str:
    return next(part for part in page.split("<input") if f'name="{name}"' in part).partition(">")[0]


@pytest.mark.parametrize("is_sent", [False, True])
def test_every_consent_is_taken_back_and_given_again_from_the_same_link(at_home, intake, is_sent):
    if is_sent:
        answer_all(intake)
        Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    for purpose in STOPS:
        at_home.post(f"/intake/allowed/{purpose}/allow/")
    assert standing() == set(STOPS)
    for purpose, stops in STOPS.items():
        asked = at_home.get(f"/intake/allowed/{purpose}/withdraw/")
        assert str(stops[0]) in asked.content.decode().replace("&#x27;", "'")
        assert purpose in standing()
        at_home.post(f"/intake/allowed/{purpose}/withdraw/")
        assert purpose not in standing()
    page = at_home.get("/intake/allowed/").content
    assert page.count(b"Not allowed") == len(STOPS)
    assert Entry.objects.filter(what="consent withdrawn", by=None).count() == len(STOPS)
    assert Consent.objects.filter(withdrawn_how="by the patient, through the link").count() == len(STOPS)


def test_nobody_goes_on_with_a_form_whose_use_was_taken_back(at_home, intake):
    at_home.post("/intake/allowed/enquiry/withdraw/")
    for address in ("/intake/", "/intake/hair/", "/intake/check/", "/intake/scars/add/"):
        assert at_home.get(address)["Location"] == "/intake/allowed/"
    assert at_home.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "0"})["Location"] == "/intake/allowed/"
    assert not IntakeStep.objects.exists()
    assert b"To go on with the form, allow it again" in at_home.get("/intake/allowed/").content
    at_home.post("/intake/allowed/enquiry/allow/")
    assert at_home.get("/intake/hair/").status_code == 200


def test_looking_gives_and_takes_nothing(at_home):
    before = list(Consent.objects.values())
    for purpose in STOPS:
        for ask in (at_home.get, at_home.head):
            assert ask(f"/intake/allowed/{purpose}/withdraw/").status_code == 200
            assert ask(f"/intake/allowed/{purpose}/allow/").status_code == 405
    assert list(Consent.objects.values()) == before


@pytest.mark.parametrize("purpose", ["everything", "enquiry2", "0"])
def test_there_are_no_other_purposes(at_home, purpose):
    assert at_home.post(f"/intake/allowed/{purpose}/allow/").status_code == 404
    assert at_home.post(f"/intake/allowed/{purpose}/withdraw/").status_code == 404


def test_the_desk_sees_what_was_taken_back_and_the_version_of_the_words(at_home, at_desk, intake):
    at_home.post("/intake/allowed/photo_social/allow/")
    at_home.post("/intake/allowed/photo_social/withdraw/")
    page = at_desk.get(f"/patients/{intake.patient_id}/").content.decode()
    assert "by the patient, through the link" in page
    assert "Words: version 1" in page


def test_texts_allowed_to_another_number_are_not_allowed_to_this_one(at_home, intake):
    at_home.post("/intake/allowed/texts/allow/")
    assert b"/intake/allowed/texts/withdraw/" in at_home.get("/intake/allowed/").content
    type(intake.patient).objects.filter(pk=intake.patient_id).update(mobile="+447701999999")
    assert b"/intake/allowed/texts/allow/" in at_home.get("/intake/allowed/").content
    at_home.post("/intake/allowed/texts/allow/")
    assert Consent.objects.standing().get(purpose="texts").number == "+447701999999"


def test_allowing_the_use_again_brings_up_nothing_told_before(at_home, intake):
    now = timezone.now()
    before = IntakeFactory.create(patient=intake.patient, status="submitted", submitted_at=now - timedelta(days=30))
    Intake.objects.filter(pk=intake.pk).update(earlier=before)
    at_home.post("/intake/allowed/enquiry/withdraw/")
    assert at_home.post("/intake/allowed/enquiry/allow/").status_code == 302
    intake.refresh_from_db()
    assert intake.earlier is None
    assert consents.stands(intake.patient, "enquiry")
