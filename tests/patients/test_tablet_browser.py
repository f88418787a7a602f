"""The clinic's tablet in a real browser: it locks whatever waits, and tells the clinic of touches."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from patients.models import Intake, IntakeLink, IntakeStep
from tests.patients.conftest import BIRTHDAY

pytestmark = pytest.mark.django_db(transaction=True)

LOCKED = "This tablet is locked"


@pytest.fixture
def tablet(browser: Browser, live_server: Any, at_desk: Client, intake: Intake) -> Iterator[Callable[[str], Page]]:
    """Opens a page of the form on the tablet that was handed over, with a clock that the test turns."""
    contexts = []

    def opened(path: str) -> Page:
        at_desk.post(f"/patients/{intake.patient_id}/intake/tablet/")
        assert at_desk.post("/intake/welcome/", BIRTHDAY).status_code == 302
        contexts.append(browser.new_context(base_url=live_server.url, locale="en-GB"))
        key = at_desk.cookies["session"].value
        contexts[-1].add_cookies([{"name": "session", "value": key, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.clock.install()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def leave_alone(at_desk: Client, minutes: float) -> None:
    session = SessionStore(session_key=at_desk.cookies["session"].value)
    session["intake_tablet"] = (timezone.now() - timedelta(minutes=minutes)).isoformat()
    session.save()


def test_it_locks_though_something_is_unsent_and_asks_nobody(tablet):
    page, asked = tablet("/intake/hair/"), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.route("**/answer/", lambda route: route.abort())
    page.locator('[name=colour][value="black"]').check(force=True)
    page.clock.run_for(100)
    expect(page.locator("[data-saving]")).to_have_text("Not sent yet, will send.")
    page.clock.run_for(185_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(LOCKED)
    assert asked == []
    assert IntakeLink.objects.get().revoked_at is not None


def test_a_touch_shortly_after_the_last_word_is_told_too(tablet):
    page = tablet("/intake/hair/")
    page.clock.run_for(61_000)
    with page.expect_response("**/intake/tablet/awake/"):
        page.locator("h1, legend").first.click()
        page.clock.run_for(2_000)
    page.clock.run_for(5_000)
    page.locator("h1, legend").first.click()
    with page.expect_response("**/intake/tablet/awake/"):
        page.clock.run_for(60_000)


def test_what_the_clinic_has_locked_is_locked_here_and_no_answer_counts_as_saved(tablet, at_desk):
    page = tablet("/intake/hair/")
    leave_alone(at_desk, 4.6)
    page.locator('[name=colour][value="black"]').check(force=True)
    page.clock.run_for(100)
    expect(page.get_by_role("heading", level=1)).to_have_text(LOCKED)
    assert not IntakeStep.objects.exists()


def test_a_touch_that_comes_too_late_locks_it(tablet, at_desk):
    page = tablet("/intake/hair/")
    page.clock.run_for(61_000)
    leave_alone(at_desk, 4.6)
    page.locator("h1, legend").first.click()
    page.clock.run_for(2_000)
    expect(page.get_by_role("heading", level=1)).to_have_text(LOCKED)
