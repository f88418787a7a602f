"""“Still true?” in a real browser: one tap a step, a tick of its own for what raises a flag, saved at once."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from patients.models import AnswerChange, Intake, IntakeStep
from patients.models.intake import Step
from tests.journeys.browsers import TOO_WIDE, until
from tests.patients.test_pages_browser import open_link
from tests.patients.test_still_true import intake

pytestmark = pytest.mark.django_db(transaction=True)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
__all__ = ["intake"]
axe = Axe()


def confirmed(intake: Intake, step: str) -> list[str]:
    rows = IntakeStep.objects.filter(intake=intake, step=step).values_list("confirmed", flat=True)
    return list(rows[0]) if rows else []


def looks_right(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found: Any = axe.run(page, options=RULES).response["violations"]
        assert [(scheme, one["id"]) for one in found] == []
    assert page.evaluate(TOO_WIDE) == []


def test_one_tap_confirms_a_step_and_a_flag_wants_its_own(browser, live_server, intake, link_of):
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    open_link(page, live_server, link_of(intake)[1])
    page.goto(f"{live_server.url}/intake/wishes/")
    expect(page.get_by_text("Still true?")).to_be_visible()
    page.locator("[data-primary]").click()
    page.wait_for_url("**/intake/loss/")
    assert confirmed(intake, Step.WISHES) == ["first_goal", "goals", "surgery"]
    page.goto(f"{live_server.url}/intake/health/")
    looks_right(page)
    page.locator("[data-primary]").click()
    expect(page.locator(".error-summary")).to_contain_text("Tick this if it is still true")
    page.get_by_label("Last time: Allergy to latex").check()
    until(lambda: confirmed(intake, Step.HEALTH) == ["medical"])
    page.locator("[data-primary]").click()
    page.wait_for_url("**/intake/photos/")
    assert IntakeStep.objects.get(intake=intake, step=Step.HEALTH).is_done
    assert not AnswerChange.objects.filter(intake=intake).exists()
    context.close()
