"""The rows of heads: order, words, from above and the side, neighbours, targets; by keys and without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from patients.models import IntakeStep
from patients.models.intake import Step
from smpclinic.web.widgets import HeadTiles, Neighbours
from tests.journeys.browsers import TOO_WIDE
from tests.patients.test_pages_browser import open_link

ORDER = ["1", "2", "2a", "3", "3a", "3 vertex", "4", "4a", "5", "5a", "6", "7"]
SMALL = """all => all.filter(one => one.offsetWidth > 1 && (one.offsetHeight < 48 || one.offsetWidth < 48))
    .map(one => one.outerHTML.slice(0, 90))"""


def test_a_tile_is_read_aloud_with_its_words():
    widget = HeadTiles("norwood", hints={"III-vertex": "Temples and crown"}, choices=[("III-vertex", "3 vertex")])
    assert (
        '<b>3 vertex</b>\n    <span class="vh">, </span><span class="word">Temples and crown</span>'
        in widget.render("pattern", None, {"id": "p"})
    )


def test_a_neighbour_carries_its_stage_and_no_answer_carries_none():
    html = Neighbours({"III": 3}, choices=[("", "No"), ("III", "3")]).render("between", None, {"id": "b"})
    assert html.count("stage-3") == 1
    assert html.count("checked") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_the_heads_are_chosen_on_the_narrowest_phone(browser, live_server, intake, link_of, javascript):
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=javascript)
    page = context.new_page()
    open_link(page, live_server, link_of(intake)[1])
    page.goto(f"{live_server.url}/intake/loss/")
    heads = page.locator("fieldset").filter(has=page.locator("[name=pattern]")).first
    assert heads.locator(".tile b").all_inner_texts() == ORDER
    expect(
        page.get_by_role("radio", name="3 vertex , Temples and crown").or_(
            page.get_by_role("radio", name="3 vertex, Temples and crown")
        )
    ).to_have_count(1)
    expect(heads.locator(".from-side").first).to_be_hidden()
    page.get_by_text("From the side").click()
    expect(heads.locator(".from-side").first).to_be_visible()
    expect(heads.locator(".from-top").first).to_be_hidden()
    page.locator("[name=pattern][value=I]").focus()
    for _step in range(5):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[name=pattern][value=III-vertex]")).to_be_checked()
    offered = page.locator(".near label:visible span").evaluate_all("all => all.map(one => one.firstChild.data)")
    assert offered == ["No, the one above fits", "2", "2a", "3", "3a", "4", "4a"]
    if javascript:
        expect(page.locator(".continue p")).to_contain_text("3 vertex")
        expect(page.locator(".continue svg.head").first).to_be_visible()
        assert page.evaluate(TOO_WIDE) == []
        assert (
            page.locator("main").locator(".tile > label:visible, .opts label:visible, .view label").evaluate_all(SMALL)
            == []
        )
        assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    page.locator(".near label", has_text="Deep, larger crown").click()
    page.locator(".continue button").click()
    page.wait_for_url("**/intake/hair/")
    if javascript:
        assert page.evaluate(TOO_WIDE) == []
        assert page.locator("main").locator(".tile > label, .opts label").evaluate_all(SMALL) == []
    context.close()
    stored = IntakeStep.objects.get(step=Step.LOSS).answers
    assert (stored["pattern"], stored["between"]) == ("III-vertex", "IV")
