"""The look in a real browser: accessibility in both modes, keys, the double press, the colour switch."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, address: str) -> None:
    """Sign in as a doctor, through the page as people do."""
    user = UserFactory.create(doctor=True)
    page.goto(f"{address}/account/login/?next=/gallery/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/gallery/")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_gallery_and_sign_in_are_accessible(screen_page, live_server, mode):
    screen_page.emulate_media(color_scheme=mode)
    screen_page.goto(f"{live_server.url}/account/login/")
    assert Axe().run(screen_page).generate_report().startswith("Found 0")
    sign_in(screen_page, live_server.url)
    assert Axe().run(screen_page).generate_report().startswith("Found 0")


def test_no_page_scrolls_sideways(screen_page, live_server):
    sign_in(screen_page, live_server.url)
    too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not screen_page.evaluate(too_wide)
    screen_page.set_viewport_size({"width": 320, "height": 700})
    assert not screen_page.evaluate(too_wide)


def test_dark_follows_the_system_and_the_switch_wins(screen_page, live_server):
    ground = "getComputedStyle(document.body).backgroundColor"
    screen_page.emulate_media(color_scheme="dark")
    sign_in(screen_page, live_server.url)
    assert screen_page.evaluate(ground) == "rgb(16, 22, 24)"
    screen_page.get_by_label("Menu of Dr Exempla").click()
    screen_page.get_by_role("banner").get_by_role("button", name="Light").click()
    assert screen_page.evaluate(ground) == "rgb(246, 244, 239)"
    screen_page.reload()
    assert screen_page.evaluate(ground) == "rgb(246, 244, 239)"


def test_control_k_goes_to_the_search_and_the_summary_takes_focus(screen_page, live_server):
    sign_in(screen_page, live_server.url)
    expect(screen_page.locator("[data-error-summary]")).to_be_focused()
    screen_page.keyboard.press("Control+k")
    expect(screen_page.get_by_role("searchbox")).to_be_focused()


def test_a_second_press_within_a_second_is_ignored(screen_page, live_server):
    screen_page.goto(f"{live_server.url}/account/password/reset/")
    screen_page.evaluate(
        "window.through = 0; document.addEventListener('submit', (e) => { window.through += 1; e.preventDefault(); })"
    )
    button = screen_page.get_by_role("button", name="Send the link")
    screen_page.clock.set_fixed_time("2026-03-02T12:00:00")
    button.dblclick()
    assert screen_page.evaluate("window.through") == 1
    screen_page.clock.set_fixed_time("2026-03-02T12:00:01.100")
    button.click()
    assert screen_page.evaluate("window.through") == 2


def test_the_sides_of_the_heads_show_without_a_script(screen_page, live_server):
    sign_in(screen_page, live_server.url)
    field = screen_page.locator("#div_id_pattern")
    expect(field.locator(".from-side").first).to_be_hidden()
    field.get_by_text("From the side").click()
    expect(field.locator(".from-side").first).to_be_visible()
    expect(field.locator(".from-top").first).to_be_hidden()


def test_the_bar_repeats_the_chosen_answer(screen_page, live_server):
    sign_in(screen_page, live_server.url)
    bar = screen_page.locator("[data-chosen]")
    screen_page.locator("#div_id_pattern .tile", has_text="Front to crown").click()
    expect(bar).to_have_text("VaFront to crown")
    screen_page.locator("#div_id_pattern").get_by_text("I am not sure").click()
    expect(bar).to_have_text("I am not sureYour photos will be enough")
