"""The whole intake with five photos on a phone, through a real server and a real worker, to answers and photos kept.

`make bench` runs it on a slowed phone, and prints how long each page took: no clock decides whether it passes.
"""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from patients.models import Intake, IntakeStep, Photo
from patients.models.intake import Step
from patients.services import intakes
from tests.factories import IntakeFactory, PatientFactory
from tests.journeys.browsers import SCREENS, fill, fits, press, send_photo, until, watch
from tests.journeys.intake import PHOTOS, stored_without_script
from tests.journeys.slow_phone import SlowPhone
from tests.patients.answers import TYPED

pytestmark = pytest.mark.django_db(transaction=True)

HEAVIEST = 75_000


def test_the_whole_intake_on_a_slow_phone(web, worker, browser, record_property):
    patient = PatientFactory.create(first_name="Milo", mobile="+447700900318", email="milo@patients.example")
    intake = IntakeFactory.create(patient=patient)
    _link, token = intakes.issue_link(intake, sent_to=patient.email, by=None, now=timezone.now())
    troubles: list[str] = []
    page = opened(browser, web.url, troubles)
    phone = SlowPhone(page)

    page.goto(f"/i/{token}/")
    seen(phone, "welcome")
    fill(page, {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"})
    press(page, "Start")
    for step in Step:
        assert page.url.endswith(f"/intake/{step}/")
        seen(phone, step)
        if step == Step.PHOTOS:
            for view, (name, picture) in PHOTOS.items():
                send_photo(page, view, name, picture())
        fill(page, TYPED[step])
        press(page, "Continue", exact=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    seen(phone, "check")
    press(page, "Send to the clinic")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Milo. It is sent.")
    seen(phone, "sent")
    page.context.close()

    for name, seconds in phone.seconds.items():
        record_property(f"page {name}", f"{seconds:.2f}")
    assert {name: weight for name, weight in phone.weights.items() if not 5_000 < weight < HEAVIEST} == {}
    assert phone.fonts == []
    assert troubles == []
    what_arrived(intake)


def opened(browser: Browser, url: str, troubles: list[str]) -> Page:
    context = browser.new_context(base_url=url, viewport=SCREENS["phone"], has_touch=True, locale="en-GB")
    context.set_default_timeout(60_000)
    page = context.new_page()
    watch(page, troubles)
    return page


def seen(phone: SlowPhone, name: str) -> None:
    phone.arrived(name)
    fits(phone.page)


def what_arrived(intake: Any) -> None:
    """Every answer as a browser without script would have sent it, five photos, and one plan by the worker."""
    intake.refresh_from_db()
    assert intake.status == Intake.Status.SUBMITTED
    wanted = stored_without_script(TYPED)
    assert dict(IntakeStep.objects.filter(intake=intake).values_list("step", "answers")) == wanted
    assert sorted(Photo.objects.kept().values_list("view", flat=True)) == sorted(PHOTOS)
    assert Photo.objects.without_preview().count() == 0
    until(intake.patient.plans.exists)
