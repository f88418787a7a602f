"""A form on the clinic's own tablet: staff are signed out, it locks itself, and nothing stays behind."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from patients.models import Intake, IntakeLink, IntakeStep
from patients.models.intake import Step
from smpclinic.audit.models import Entry
from tests.factories import PASSWORD, PatientFactory
from tests.patients.answers import CANARIES, TYPED, answer_all
from tests.patients.conftest import BIRTHDAY

FORGET = '"cache", "cookies", "storage"'


@pytest.fixture
def tablet(at_desk, intake):
    """The desk's browser, handed to the patient, who has passed the check."""
    answer = at_desk.post(f"/patients/{intake.patient_id}/intake/tablet/")
    assert (answer.status_code, answer["Location"]) == (302, "/intake/welcome/")
    assert at_desk.post("/intake/welcome/", BIRTHDAY)["Location"] == "/intake/"
    return at_desk


def is_signed_out(browser, intake) -> bool:
    return all(
        browser.get(page)["Location"].startswith("/account/login/")
        for page in ("/", "/patients/", f"/patients/{intake.patient_id}/")
    )


def leave_alone(browser, minutes: float) -> None:
    session = browser.session
    session["intake_tablet"] = (timezone.now() - timedelta(minutes=minutes)).isoformat()
    session.save()


def test_whoever_hands_the_tablet_over_is_signed_out_of_it(at_desk, desk, intake):
    answer_all(intake)
    assert at_desk.get("/patients/").status_code == 200
    old = at_desk.cookies["session"].value
    at_desk.post(f"/patients/{intake.patient_id}/intake/tablet/")
    assert is_signed_out(at_desk, intake)
    assert not Session.objects.filter(session_key=old).exists()
    page = at_desk.get("/intake/welcome/")
    assert not any(canary.encode() in page.content for canary in CANARIES)
    assert IntakeLink.objects.get().way == "tablet"
    assert Entry.objects.filter(what="intake link issued", by=desk).count() == 1


def test_the_patient_fills_one_form_and_no_page_may_be_kept(tablet, intake):
    answer = tablet.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "0"})
    assert answer.status_code == 302
    assert IntakeStep.objects.filter(step=Step.HAIR).exists()
    for page in ("/intake/hair/", "/intake/?stop=1", "/intake/check/", "/intake/allowed/"):
        seen = tablet.get(page)
        assert "no-store" in seen["Cache-Control"]
        assert b'content="180; url=/intake/tablet/lock/"' in seen.content
        assert b"web/tablet" in seen.content
        assert b"web/device" not in seen.content  # what keeps a copy on a phone of one's own
    assert is_signed_out(tablet, intake)


def test_a_phone_of_the_patients_own_does_not_lock(at_home):
    page = at_home.get("/intake/hair/")
    assert b"tablet" not in page.content
    assert at_home.get("/intake/tablet/lock/")["Location"] == "/intake/"
    assert at_home.get("/intake/hair/").status_code == 200


@pytest.mark.parametrize("address", ["/intake/hair/", "/intake/check/", "/intake/allowed/", "/intake/links/"])
def test_left_alone_it_is_locked_whatever_is_pressed(tablet, intake, address):
    answer_all(intake, leave_out=(Step.HAIR,))
    leave_alone(tablet, 4.6)
    answer = tablet.get(address)
    assert answer.status_code == 403
    assert b"This tablet is locked" in answer.content
    assert answer["Clear-Site-Data"] == FORGET
    assert not any(canary.encode() in answer.content for canary in CANARIES)
    assert tablet.get(address).status_code == 403
    assert IntakeLink.objects.get().revoked_at is not None
    assert is_signed_out(tablet, intake)


def test_a_touch_keeps_it_open(tablet):
    leave_alone(tablet, 4.4)
    assert tablet.get("/intake/tablet/awake/").status_code == 204
    leave_alone(tablet, 4.4)
    assert tablet.get("/intake/hair/").status_code == 200
    leave_alone(tablet, 4.6)
    assert tablet.get("/intake/tablet/awake/").status_code == 403


def test_an_answer_given_after_it_was_left_alone_is_refused_and_not_taken_for_saved(tablet, intake):
    leave_alone(tablet, 4.6)
    answer = tablet.post("/intake/hair/answer/", {"question": "colour", "colour": "black", "version": "0"})
    assert answer.status_code == 403
    assert not IntakeStep.objects.filter(intake=intake).exists()
    assert b"This tablet is locked" in tablet.get("/intake/tablet/lock/").content


def test_it_locks_by_itself_and_the_link_is_gone_with_it(tablet):
    locked = tablet.get("/intake/tablet/lock/")
    assert locked["Clear-Site-Data"] == FORGET
    assert tablet.get("/intake/").status_code == 403
    assert "session" not in tablet.cookies or not tablet.cookies["session"].value
    assert Entry.objects.filter(what="intake link revoked").count() == 1


def test_sending_ends_it_with_thanks_and_without_the_copy(tablet, intake):
    answer_all(intake)
    assert tablet.post("/intake/check/")["Location"] == "/intake/sent/"
    done = tablet.get("/intake/sent/")
    assert b"Thank you. It is sent." in done.content
    assert not any(canary.encode() in done.content for canary in CANARIES)
    assert done["Clear-Site-Data"] == FORGET
    assert tablet.get("/intake/sent/copy/").status_code == 403
    intake.refresh_from_db()
    assert intake.status == Intake.Status.SUBMITTED


def test_close_on_this_device_locks_it_too(tablet):
    assert b"This tablet is locked" in tablet.post("/intake/leave/").content
    assert tablet.get("/intake/").status_code == 403


def test_nobody_is_signed_out_for_a_patient_who_could_not_pass_the_check(at_desk):
    patient = PatientFactory.create(born_on=None, mobile="", email="x@patients.example")
    assert at_desk.post(f"/patients/{patient.pk}/intake/tablet/").status_code == 409
    assert at_desk.get("/patients/").status_code == 200
    assert not IntakeLink.objects.exists()


def test_locked_before_the_check_nothing_of_the_link_stays(at_desk, intake):
    at_desk.post(f"/patients/{intake.patient_id}/intake/tablet/")
    locked = at_desk.get("/intake/tablet/lock/")
    assert {name for name, one in locked.cookies.items() if one["max-age"] == 0} >= {"intake_link", "patient_language"}
    assert IntakeLink.objects.get().revoked_at is not None
    assert at_desk.get("/intake/welcome/").status_code == 403
    assert at_desk.post("/intake/welcome/", BIRTHDAY).status_code == 403


def test_whoever_signs_in_on_an_unlocked_tablet_brings_nothing_of_the_patient_along(tablet, desk, intake):
    answer = tablet.post("/account/login/", {"login": desk.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert tablet.get("/patients/").status_code == 200
    assert not {"intake_link", "intake_tablet"} & set(tablet.session.keys())
    assert tablet.get("/intake/check/").status_code == 403
