"""The pages of the record and the intake in a real browser, on a phone and on a desktop."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from patients.models import IntakeStep
from patients.models.intake import Step
from tests.factories import PASSWORD
from tests.patients.answers import answer_all

pytestmark = pytest.mark.django_db(transaction=True)


def open_link(page: Page, live_server: Any, token: str) -> None:
    """Pass the check of a link."""
    page.goto(f"{live_server.url}/i/{token}/")
    for part, value in (("day", "3"), ("month", "2"), ("year", "1985")):
        page.fill(f"[name=answer_{part}]", value)
    page.check("[name=agreed]")
    page.click("[data-primary]")
    page.wait_for_url("**/intake/**")


def sign_in(page: Page, live_server: Any, user: Any) -> None:
    page.goto(f"{live_server.url}/account/login/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.click("button.btn-primary")
    page.wait_for_url(lambda url: "login" not in url)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_hair_pattern_opens_what_belongs_to_it(browser, live_server, intake, link_of, javascript):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=javascript)
    page = context.new_page()
    open_link(page, live_server, link_of(intake)[1])
    page.goto(f"{live_server.url}/intake/loss/")
    for name in ("ludwig", "zones", "between", "speed", "stable_months"):
        expect(page.locator(f"#div_id_{name}")).to_be_hidden()
    page.get_by_text("It thins along my parting").click()
    expect(page.locator("#div_id_ludwig")).to_be_visible()
    page.locator(".tile", has_text="Clearly thinner").click()
    page.locator("[name=progressing][value=yes]").check()
    expect(page.locator("#div_id_speed")).to_be_visible()
    page.click("[data-primary]")
    page.wait_for_url("**/intake/hair/")
    context.close()
    stored = IntakeStep.objects.get(step=Step.LOSS).answers
    assert (stored["pattern"], stored["ludwig"], stored["progressing"]) == ("parting", "II", "yes")


def test_enter_goes_on_and_does_not_stop(browser, live_server, intake, link_of):
    answer_all(intake)
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    open_link(page, live_server, link_of(intake)[1])
    page.goto(f"{live_server.url}/intake/about/")
    page.focus("[name=first_name]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake/wishes/")
    context.close()
