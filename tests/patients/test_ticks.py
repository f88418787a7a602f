"""The ticks of the intake and the consents say the same, whichever of them was touched, by whom and where."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from patients.models import Consent, Intake, IntakeStep
from patients.models.intake import Step
from patients.services import consents, intakes
from smpclinic.audit.models import Entry
from tests.patients.answers import TYPED, answer_all

pytestmark = pytest.mark.django_db


def standing() -> set[str]:
    return set(Consent.objects.standing().values_list("purpose", flat=True)) - {"enquiry"}


def step_of(name: str) -> IntakeStep:
    row: IntakeStep = IntakeStep.objects.get(step=name)
    return row


def save(browser: Client, step: str, address: str = "/intake/", version: int | None = None, **typed: Any) -> None:
    """The step as a page of this version posts it."""
    row = IntakeStep.objects.filter(step=step).first()
    now = version if version is not None else row.version if row else 0
    assert browser.post(f"{address}{step}/", typed | {"version": str(now)}).status_code == 302


def is_ticked(browser: Client, step: str, name: str, address: str = "/intake/") -> bool:
    page = browser.get(f"{address}{step}/").content.decode()
    (box,) = (tag for tag in re.findall(r"<input[^>]*>", page) if f'name="{name}"' in tag)
    return " checked" in box


def test_a_tick_taken_off_a_done_step_withdraws_at_once(at_home, intake):
    answer_all(intake)
    save(at_home, Step.PHOTOS, photo_record="on", photo_website="on")
    assert standing() == {"photo_record", "photo_website"}
    taken_off = {"question": "photo_website", "version": str(step_of(Step.PHOTOS).version)}
    assert at_home.post("/intake/photos/answer/", taken_off).status_code == 200
    assert standing() == {"photo_record"}
    assert at_home.post("/intake/check/").status_code == 302
    assert step_of(Step.PHOTOS).answers["photo_website"] is False
    assert standing() == {"photo_record"}


def test_what_was_taken_back_is_not_ticked_again_and_not_given_again(at_home, intake):
    save(at_home, Step.ABOUT, **TYPED[Step.ABOUT])
    save(at_home, Step.PHOTOS, photo_record="on", photo_social="on")
    assert standing() == {"reminders", "photo_record", "photo_social"}
    old = step_of(Step.ABOUT).version
    for purpose in ("reminders", "photo_social"):
        at_home.post(f"/intake/allowed/{purpose}/withdraw/")
    assert step_of(Step.ABOUT).answers["may_email"] is False
    assert step_of(Step.PHOTOS).answers["photo_social"] is False
    assert not is_ticked(at_home, Step.ABOUT, "may_email")
    assert not is_ticked(at_home, Step.PHOTOS, "photo_social")
    assert is_ticked(at_home, Step.PHOTOS, "photo_record")
    # a page opened before still shows the tick, and mends the phone number only
    save(at_home, Step.ABOUT, version=old, **TYPED[Step.ABOUT] | {"mobile": "07700 900319"})
    assert step_of(Step.ABOUT).answers["mobile"] == "+447700900319"
    number = {"question": "mobile", "mobile": "07700 900318", "version": str(step_of(Step.ABOUT).version)}
    assert at_home.post("/intake/about/answer/", number).status_code == 200
    assert standing() == {"photo_record"}


def test_ticking_again_after_taking_back_gives_it_again(at_home, intake):
    save(at_home, Step.ABOUT, **TYPED[Step.ABOUT])
    at_home.post("/intake/allowed/reminders/withdraw/")
    save(at_home, Step.ABOUT, **TYPED[Step.ABOUT])
    assert standing() == {"reminders"}


def test_a_yes_told_at_the_desk_shows_ticked_and_stays(at_home, at_desk, intake, desk):
    told = {name: typed for name, typed in TYPED[Step.ABOUT].items() if name != "may_email"}
    save(at_home, Step.ABOUT, **told)
    consents.give(intake.patient, purpose="reminders", wording="Told.", by=desk, now=timezone.now())
    assert is_ticked(at_home, Step.ABOUT, "may_email")
    assert is_ticked(at_desk, Step.ABOUT, "may_email", f"/patients/{intake.patient_id}/intake/")
    save(at_home, Step.ABOUT, version=1, **told)  # opened before: unticked, as it was then
    assert standing() == {"reminders"}
    assert Entry.objects.filter(what="intake answer saved", by=desk).count() == 1


def test_a_draft_that_said_otherwise_shows_what_stands(at_home, intake):
    answer_all(intake)
    assert step_of(Step.ABOUT).answers["may_email"] is True
    assert standing() == set()
    assert not is_ticked(at_home, Step.ABOUT, "may_email")


def test_the_first_page_of_photos_is_ticked_but_not_after_taking_back(at_home, intake):
    assert is_ticked(at_home, Step.PHOTOS, "photo_record")
    consents.give(intake.patient, purpose="photo_record", wording="Yes.", by=None, now=timezone.now())
    at_home.post("/intake/allowed/photo_record/withdraw/")
    assert not is_ticked(at_home, Step.PHOTOS, "photo_record")


def test_an_answer_of_a_step_still_open_waits_and_is_shown(at_home, intake):
    ticked = {"question": "photo_website", "photo_website": "on", "version": "0"}
    assert at_home.post("/intake/photos/answer/", ticked).status_code == 200
    assert standing() == set()
    assert is_ticked(at_home, Step.PHOTOS, "photo_website")


def test_a_sent_intake_stays_as_it_was_sent(intake):
    now = timezone.now()
    answer_all(intake)
    consents.give(intake.patient, purpose="enquiry", wording="Yes.", by=None, now=now)
    consents.give(intake.patient, purpose="reminders", wording="Yes.", by=None, now=now)
    assert intakes.submit(intake, by=None, now=now)
    consents.withdraw(intake.patient, purpose="reminders", how="stop link", by=None, now=now)
    assert step_of(Step.ABOUT).answers["may_email"] is True
    assert Intake.objects.get().status == "submitted"
