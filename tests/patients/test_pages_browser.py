"""The pages of the record and the intake in a real browser, on a phone and on a desktop."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from patients.models import IntakeStep
from patients.models.intake import Step
from tests.factories import PASSWORD
from tests.patients import pictures
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


@pytest.mark.parametrize("javascript", [True, False])
def test_photos_come_and_go_with_plain_forms(browser, live_server, intake, link_of, javascript, tmp_path):
    good, bad = tmp_path / "IMG_0001.HEIC", tmp_path / "holiday.jpg"
    good.write_bytes(pictures.heic())
    bad.write_bytes(pictures.SVG)
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=javascript)
    page = context.new_page()
    open_link(page, live_server, link_of(intake)[1])
    page.goto(f"{live_server.url}/intake/photos/")
    page.set_input_files("#photo_top", good)
    page.locator("#view-top button").click()
    expect(page.locator("#view-top img")).to_be_visible()
    page.set_input_files("#photo_back", bad)
    page.locator("#view-back button").click()
    expect(page.locator("#problem_back")).to_contain_text("not a photo that we can open")
    expect(page.locator("#view-top img")).to_be_visible()
    page.locator("#view-top button").click()
    expect(page.locator("#photo_top")).to_be_visible()
    context.close()


def test_a_chosen_photo_is_sent_before_the_page_goes_on(browser, live_server, intake, link_of, tmp_path):
    chosen = tmp_path / "IMG_0002.HEIC"
    chosen.write_bytes(pictures.heic())
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    open_link(page, live_server, link_of(intake)[1])
    page.goto(f"{live_server.url}/intake/photos/")
    page.set_input_files("#photo_top", chosen)
    page.locator(".continue button").last.click()
    expect(page.locator("#view-top img")).to_be_visible()
    page.locator(".continue button").last.click()
    page.wait_for_url("**/intake/check/")
    context.close()


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
