"""The whole intake in Arabic, from the link to "sent": from right to left, no wider than a phone, without a barrier."""

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from patients.models import Intake
from patients.models.intake import Step
from patients.services import intakes
from tests.factories import IntakeFactory, PatientFactory
from tests.journeys.browsers import barriers, fill, fits, press
from tests.journeys.intake import SCAR, knock
from tests.patients.answers import TYPED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def in_arabic(words: str) -> str:
    with translation.override("ar"):
        return gettext(words)


def looked_at(page: Page) -> None:
    """This page reads from the right, fits 390 and 320 pixels, and holds no barrier."""
    root = page.locator("html")
    expect(root).to_have_attribute("dir", "rtl")
    expect(root).to_have_attribute("lang", "ar")
    fits(page)
    found = barriers(page, {"resultTypes": ["violations"]})
    assert [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"][:3]] == [], page.url


def go_on(page: Page, words: str = "Continue") -> None:
    press(page, in_arabic(words), exact=True)


def test_the_intake_is_filled_and_sent_in_arabic(browse, clinic):
    patient = PatientFactory.create(first_name="Milo", sex="male", language="ar")
    intake = IntakeFactory.create(patient=patient)
    _row, token = intakes.issue_link(intake, sent_to=patient.email, by=None, now=timezone.now())
    page = browse("phone")
    page.goto(f"/i/{token}/")
    looked_at(page)
    knock(page, f"/i/{token}/", {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"})
    for step in Step:
        assert page.url.endswith(f"/intake/{step}/")
        looked_at(page)
        if step == Step.SCARS:
            fill(page, {"has_scars": "yes"})
            go_on(page)
            looked_at(page)
            fill(page, SCAR)
            go_on(page, "Save this scar")
            looked_at(page)
        else:
            fill(page, TYPED[step])
        go_on(page)
    looked_at(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(in_arabic("Check your answers"))
    go_on(page, "Send to the clinic")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        in_arabic("Thank you, %(name)s. It is sent.") % {"name": "Milo"}
    )
    looked_at(page)
    intake.refresh_from_db()
    assert intake.status == Intake.Status.SUBMITTED
