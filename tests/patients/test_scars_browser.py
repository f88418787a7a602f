"""The scar map in a real browser: drawn with a mouse, tapped, moved with keys, and the same arithmetic."""

import gzip
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from patients import scalp
from patients.models import IntakeStep, Scar
from tests.factories import ScarFactory
from tests.journeys.browsers import TOO_WIDE
from tests.patients.test_pages_browser import open_link

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = json.loads((Path(__file__).parent / "scalp_lengths.json").read_text())
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
ADD = "/intake/scars/add/"
OF_MEN = scalp.girth("male", None)
axe = Axe()


@pytest.fixture
def scar_page(browser, live_server, intake, link_of):
    """The form of a new scar, open in the browser of a man; closed after the test."""
    intake.patient.sex = "male"
    intake.patient.save()
    contexts = []

    def opened(**kwargs: Any) -> Page:
        contexts.append(browser.new_context(**({"viewport": {"width": 390, "height": 844}} | kwargs)))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        open_link(page, live_server, link_of(intake)[1])
        page.goto(live_server.url + ADD)
        return page

    yield opened
    for context in contexts:
        context.close()


def spot(page: Page, view: str, point: tuple[float, float]) -> tuple[float, float]:
    """Where on the screen a point of a head is."""
    head = scalp.HEADS[view]
    x, y = head.drawn(point)
    box = page.locator(f"[data-view={view}] .marks").bounding_box()
    assert box
    scale = min(box["width"] / head.width, box["height"] / 144)
    return (
        box["x"] + (box["width"] - head.width * scale) / 2 + x * scale,
        box["y"] + (box["height"] - 144 * scale) / 2 + y * scale,
    )


def drag(page: Page, view: str, *points: tuple[float, float]) -> None:
    page.locator(f"[data-view={view}]").scroll_into_view_if_needed()
    page.mouse.move(*spot(page, view, points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*spot(page, view, point), steps=8)
    page.mouse.up()


def points_of(page: Page) -> list[list[float]]:
    return json.loads(page.locator("[name=points]").input_value() or "[]")


def save(page: Page) -> Scar:
    page.locator("[name=cause][value=injury]").focus()
    page.keyboard.press("Space")
    page.locator("[data-primary]").click()
    page.wait_for_url("**/intake/scars/")
    return Scar.objects.latest("pk")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_line_of_fifty_millimetres_reads_fifty(scar_page, width):
    """Ends that are 50 mm apart over the standard head at the back of the head, as the table has it."""
    page = scar_page(viewport={"width": width, "height": 900})
    drag(page, "back", (-24.3, 40), (24.3, 40))
    said = re.search(r"The line is ([\d.]+) ± ([\d.]+) cm long", page.locator("[data-said]").inner_text())
    assert said
    assert 4.7 <= float(said[1]) <= 5.3
    expect(page.locator("[name=zone]:checked")).to_have_value("back of the head")
    scar = save(page)
    assert (scar.drawn_mm, scar.drawn_error_mm) == (round(10 * float(said[1])), round(10 * float(said[2])))
    assert (scar.length_mm, scar.view) == (None, "back")
    assert 3 <= scar.drawn_error_mm <= 10
    expect(page.locator(".scar-list")).to_contain_text(f"{said[1]} ± {said[2]} cm long, from the drawn line")
    expect(page.locator("[data-view=back] polyline")).to_be_attached()


def test_the_browser_measures_and_names_as_the_server_does(scar_page):
    """The table, and a hundred lines at random, in both."""
    page, dice = scar_page(), random.Random(4)
    lines = [(row["view"], row["points"], row["girth"]) for row in TABLE]
    for _line in range(100):
        points = [[dice.uniform(-110, 110), dice.uniform(-130, 130)] for _point in range(dice.randint(1, 8))]
        lines.append((dice.choice(list(scalp.HEADS)), points, dice.randint(450, 700)))
    there = page.evaluate(
        """(lines) => { const map = document.querySelector("[data-map]").scarmap;
        return lines.map(([view, line, girth]) => [map.length(view, line, girth, 30), map.place(view, line)]); }""",
        lines,
    )
    here = [
        (scalp.length(view, points, scalp.Girth(girth, 30)), scalp.where(view, points)) for view, points, girth in lines
    ]
    assert there == [[found and [found.mm, found.error_mm], place] for found, place in here]
    for row, (found, _place) in zip(TABLE, there, strict=False):
        assert (found and found[0]) == (row["mm"] and pytest.approx(row["mm"], abs=1))


def test_a_line_stays_on_the_head_and_a_long_one_keeps_few_points(scar_page):
    page = scar_page()
    drag(page, "back", (0, 0), (150, 0))
    assert max(x for x, _y in points_of(page)) == pytest.approx(scalp.EDGE * scalp.BREADTH, abs=1)
    zigzag = [(x, y) for y in range(-60, 100, 16) for x in ((-50, 50) if y % 32 else (50, -50))]
    drag(page, "back", *zigzag)
    assert 20 <= len(points_of(page)) <= scalp.MOST_POINTS + 1
    assert save(page).points


def test_a_typed_length_stands_over_the_drawn_one_and_both_are_kept(scar_page):
    page = scar_page()
    drag(page, "top", (0, -25), (0, 25))
    page.fill("[name=length_cm]", "8")
    scar = save(page)
    assert (scar.best.mm, scar.length_mm) == (80, 80)
    assert 45 <= scar.drawn_mm <= 56


def test_a_finger_taps_a_mark_scrolls_over_the_heads_and_draws_when_told(scar_page):
    page = scar_page(has_touch=True, is_mobile=True)
    page.locator("[data-view=left]").scroll_into_view_if_needed()
    page.touchscreen.tap(*spot(page, "left", (61, 50)))
    expect(page.locator("[name=zone]:checked")).to_have_value("behind the left ear")
    assert points_of(page) == [[pytest.approx(61, abs=2), pytest.approx(50, abs=2)]]
    touch_action = "element => getComputedStyle(element).touchAction"
    assert page.locator("[data-view=left]").evaluate(touch_action) == "auto"
    page.get_by_role("button", name="Draw along the scar").tap()
    assert page.locator("[data-view=left]").evaluate(touch_action) == "none"
    page.locator("[data-view=left]").scroll_into_view_if_needed()
    finger = page.context.new_cdp_session(page)
    start, end = spot(page, "left", (-20, -20)), spot(page, "left", (20, -20))
    way = [(start[0] + (end[0] - start[0]) * n / 6, start[1] + (end[1] - start[1]) * n / 6) for n in range(7)]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": way[0][0], "y": way[0][1]}]})
    for x, y in way[1:]:
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("[data-said]")).to_contain_text("Left side. The line is 4")
    assert save(page).drawn_mm == pytest.approx(40, abs=3)


def test_everything_goes_by_keyboard_alone(scar_page):
    page = scar_page()
    page.locator("[name=zone]").first.focus()
    while page.locator("[name=zone][value=crown]:checked").count() == 0:
        page.keyboard.press("ArrowDown")
    assert points_of(page) == [[0, 48]]
    for _step in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.classList.contains('own')"):
            break
    expect(page.locator(".own")).to_be_focused()
    expect(page.locator(".own")).to_have_accessible_name(
        "Your mark, Crown. The arrow keys move it by 1 mm, with Shift by 5 mm."
    )
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert points_of(page) == [[1, 43]]
    expect(page.locator(".own")).to_be_focused()
    for _step in range(9):
        page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("[name=zone]:checked")).to_have_value("mid-scalp")
    page.keyboard.press("Delete")
    assert points_of(page) == []
    expect(page.locator("[data-draw]")).to_be_focused()


def test_a_line_is_moved_as_a_whole_and_not_off_the_head(scar_page):
    page = scar_page()
    drag(page, "back", (-20, 0), (20, 0))
    before = points_of(page)
    page.locator(".own").focus()
    page.keyboard.press("Shift+ArrowDown")
    assert points_of(page) == [[x, pytest.approx(y + 5, abs=0.05)] for x, y in before]
    for _step in range(40):
        page.keyboard.press("Shift+ArrowRight")
    assert all(scalp.HEADS["back"].out((x, y)) <= scalp.EDGE + 0.011 for x, y in points_of(page))
    assert len(points_of(page)) == len(before)


def test_a_scar_is_changed_with_its_line_in_place(scar_page, live_server, intake):
    page = scar_page()
    scar = ScarFactory.create(
        patient=intake.patient, view="right", zone="right side", points=[[-20, -20], [20, -20]], drawing=scalp.DRAWING
    )
    page.goto(f"{live_server.url}/intake/scars/")
    page.locator(".scar-list a").click()
    expect(page.locator(".own polyline")).to_be_attached()
    page.get_by_role("button", name="Take the mark off").click()
    page.locator("[data-primary]").click()
    page.wait_for_url("**/intake/scars/")
    scar.refresh_from_db()
    assert (scar.points, scar.view, scar.drawn_mm, scar.length_mm) == (None, "", None, 140)


def test_the_form_alone_does_it_without_script(scar_page):
    page = scar_page(java_script_enabled=False)
    expect(page.locator("[data-tools]")).to_be_hidden()
    expect(page.locator("[data-view=back]")).to_be_visible()
    page.locator("label", has_text="Nape of the neck").click()
    scar = save(page)
    assert (scar.zone, scar.points) == ("nape", None)


def test_the_map_has_no_barriers_and_fits_the_narrowest_phone(scar_page, live_server, intake):
    for view, zone in (("back", "nape"), ("top", "crown")):
        ScarFactory.create(patient=intake.patient, view=view, zone=zone, points=[[0, 40]], drawing=scalp.DRAWING)
    page = scar_page(viewport={"width": 320, "height": 700})
    drag(page, "back", (-20, 0), (20, 0))
    page.locator("details summary", has_text="more exact").click()
    for path in ("", "/intake/scars/"):
        if path:
            page.goto(live_server.url + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = axe.run(page, options=RULES).response["violations"]
            assert [(scheme, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate(TOO_WIDE) == []
        small = (
            page.locator("main")
            .locator("button:visible, summary, .opts label, .act a")
            .evaluate_all(
                """all => all.filter(one => one.offsetHeight < 48 && one.offsetWidth > 1)
                .map(one => one.outerHTML.slice(0, 90))"""
            )
        )
        assert small == []


def test_the_script_is_small():

    script = Path(__file__).parents[2] / "smpclinic/web/static/web/scarmap.js"
    assert len(gzip.compress(script.read_bytes())) <= 4096


# Without a network -------------------------------------------------------------------------------------


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def on_the_list(page: Page, live_server: Any) -> None:
    """The step of the scars, with the others and the form of a scar kept in its memory."""
    with page.expect_response("**/scarmap*.js") as script:
        page.goto(f"{live_server.url}/intake/scars/")
    script.value.finished()


def tell_scar(page: Page, cause: str, point: tuple[float, float]) -> None:
    """A tap on the back of the head and a cause, saved."""
    expect(heading(page)).to_have_text("Tell us about one scar")
    expect(page.locator("[data-tools]")).to_be_visible()
    assert points_of(page) == []
    page.locator("[data-view=back]").scroll_into_view_if_needed()
    page.mouse.click(*spot(page, "back", point))
    page.locator(f"[name=cause][value={cause}]").check(force=True)
    page.locator("[data-primary]").click()


def test_scars_are_told_without_a_network_and_arrive_in_order_once(scar_page, live_server, intake):
    page = scar_page()
    on_the_list(page, live_server)
    page.context.set_offline(True)
    page.locator("[name=has_scars][value=yes]").check(force=True)
    page.locator("[data-primary]").click()
    tell_scar(page, "injury", (0, 30))
    expect(heading(page)).to_have_text("Do you have scars on your scalp?")
    note = page.locator("[data-scars-wait]")
    expect(note).to_contain_text("not sent yet")
    # a form pressed twice within a second is pressed once
    page.wait_for_function("since => Date.now() - since > 1000", arg=page.evaluate("Date.now()"))
    note.get_by_role("button", name="Add another scar").click()
    tell_scar(page, "burn", (20, 10))
    expect(note).to_be_visible()
    page.wait_for_function("since => Date.now() - since > 1000", arg=page.evaluate("Date.now()"))
    page.locator("[data-primary]").click()
    expect(heading(page)).to_have_text("What has been done for your hair before?")
    assert not Scar.objects.exists()
    page.go_back()
    expect(note).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".scar-list li")).to_have_count(2)
    assert list(Scar.objects.order_by("pk").values_list("cause", flat=True)) == ["injury", "burn"]
    assert len(set(Scar.objects.values_list("form_key", flat=True))) == 2
    assert IntakeStep.objects.get(intake=intake, step="scars").answers == {"has_scars": "yes"}


def test_the_network_goes_while_a_scar_is_told(scar_page, intake):
    """The form that the clinic itself has sent; what is missing is said at once, and the scar is not told twice."""
    page = scar_page()
    with page.expect_response("**/photos*.js"):
        page.reload()
    page.context.set_offline(True)
    page.locator("[data-view=back]").scroll_into_view_if_needed()
    page.mouse.click(*spot(page, "back", (0, 30)))
    page.locator("[name=cause][value=injury]").check(force=True)
    page.locator("[data-primary]").click()
    expect(page.locator("[data-scars-wait]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".scar-list li")).to_have_count(1)
    assert Scar.objects.get().zone == "back of the head"


def test_what_the_clinic_does_not_take_comes_back_with_everything_typed(scar_page, live_server, intake):
    page = scar_page()
    on_the_list(page, live_server)
    page.context.set_offline(True)
    page.locator("[name=has_scars][value=yes]").check(force=True)
    page.locator("[data-primary]").click()
    page.locator("[data-primary]").click()
    expect(heading(page)).to_have_text("Tell us about one scar")
    page.fill("[name=length_cm]", "long")
    tell_scar(page, "injury", (0, 30))
    expect(page.locator("[data-scars-wait]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".error-summary")).to_contain_text("Enter the length in centimetres")
    expect(page.locator("[name=length_cm]")).to_have_value("long")
    expect(page.locator("[name=cause]:checked")).to_have_value("injury")
    page.fill("[name=length_cm]", "4")
    page.locator("[data-primary]").click()
    expect(page.locator(".scar-list li")).to_have_count(1)
    assert Scar.objects.get().length_mm == 40
