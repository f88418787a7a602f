"""Sending photos in a real browser: a network that breaks, hints on the device, going on, and no script at all."""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from patients.forms.words import AT_HOME
from patients.models import Consent, IntakeStep, Photo, Upload
from patients.tasks import prepare_photos
from tests.cutting import CuttingRelay
from tests.patients import pictures
from tests.patients.answers import answer_all
from tests.patients.test_pages_browser import open_link

pytestmark = pytest.mark.django_db(transaction=True)

expect.set_options(timeout=20_000)
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def worker() -> Iterator[None]:
    """Opens what waits, as the worker does."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.1):
            prepare_photos()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.fixture
def photos_page(browser: Browser, live_server: Any, intake: Any, link_of: Any) -> Iterator[Callable[..., Page]]:
    """Opens the photos step on a phone: `photos_page(javascript=False)`."""
    contexts = []

    def opened(url: str = "", *, javascript: bool = True) -> Page:
        context = browser.new_context(**PHONE, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        server = type("Server", (), {"url": url or live_server.url})
        open_link(page, server, link_of(intake)[1])
        page.goto(f"{server.url}/intake/photos/")
        return page

    yield opened
    for context in contexts:
        context.close()


def choose(page: Page, view: str, content: bytes, name: str = "IMG_1.jpg") -> None:
    page.set_input_files(f"#photo_{view}", {"name": name, "mimeType": "image/jpeg", "buffer": content})


def button_of(page: Page, view: str, name: str) -> Locator:
    return page.locator(f"#view-{view}").get_by_role("button", name=name)


def scalp(seed: int = 0, side: int = 900) -> Image.Image:
    """A head that a phone's simple look takes for one: skin in the middle, dark hair around it, grain over all."""
    picture = Image.new("RGB", (side, side), (225, 228, 232))
    picture.paste((52, 38, 30), (side // 5, side // 8, 4 * side // 5, 7 * side // 8))
    picture.paste((205, 160, 135), (side // 3, side // 3 + 40 * seed, 2 * side // 3, 3 * side // 4))
    grain = Image.effect_noise((side, side), 30).convert("RGB")
    return Image.blend(picture, grain, 0.15)


def jpeg(picture: Image.Image, quality: int = 92) -> bytes:
    held = BytesIO()
    picture.save(held, "JPEG", quality=quality)
    return held.getvalue()


def test_five_photos_arrive_once_over_a_network_that_breaks_three_times(photos_page, live_server, worker, own_media):
    sent = {view: jpeg(scalp(number, 2400), 95) for number, view in enumerate(AT_HOME)} | {"back": pictures.heic()}
    relay = CuttingRelay(live_server.url, [])
    announced: dict[str, str] = {}

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/uploads/"):
            told = parse_qs(request.post_data or "")
            announced[told["view"][0]] = told["sha256"][0]

    page = photos_page(relay.url)
    page.on("request", note)
    about = sum(len(one) for one in sent.values()) * 6 // 10
    relay.cuts = [relay.sent_up + about * share // 100 for share in (30, 60, 90)]
    for view in AT_HOME:
        choose(page, view, sent[view])
        keep = page.locator(f"#view-{view} [data-keep]")
        decided = f"#view-{view} :is([data-keep], progress, img):visible"
        expect(page.locator(decided).first).to_be_visible()
        if keep.is_visible():
            keep.click()
    for view in AT_HOME:
        expect(page.locator(f"#view-{view} img")).to_be_visible(timeout=40_000)
    relay.close()
    assert relay.made_cuts == 3
    assert dict(Photo.objects.values_list("view", "upload_sha256")) == announced
    assert announced["back"] == hashlib.sha256(sent["back"]).hexdigest()
    assert Photo.objects.count() == Upload.objects.count() == 5
    for photo in Photo.objects.all():
        for file, digest in ((photo.picture, photo.sha256), (photo.preview, photo.preview_sha256)):
            assert hashlib.sha256(Path(file.path).read_bytes()).hexdigest() == digest
    assert sum(path.is_file() for path in own_media.rglob("*")) == 15


def test_a_large_photo_is_made_smaller_on_the_phone_upright_and_without_its_place(photos_page, worker):
    exif = Image.Exif()
    exif[0x0112] = 6
    place = exif.get_ifd(0x8825)
    place[1], place[29] = "N", "CANARY-PLACE"
    held = BytesIO()
    scalp(0, 900).resize((4000, 3000)).save(held, "JPEG", exif=exif)
    page = photos_page()
    pieces: list[bytes] = []
    page.on("request", lambda one: pieces.append(one.post_data_buffer or b"") if one.method == "PATCH" else None)
    choose(page, "top", held.getvalue())
    expect(page.locator("#view-top img")).to_be_visible()
    sent = b"".join(pieces)
    assert b"CANARY" not in sent
    with Image.open(BytesIO(sent)) as picture:
        assert picture.size == (1920, 2560)
        assert not picture.getexif()
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (1920, 2560)


@pytest.mark.parametrize(
    ("view", "picture", "words"),
    [
        ("top", Image.new("RGB", (800, 800), (12, 12, 12)), "looks dark"),
        ("top", scalp().filter(ImageFilter.GaussianBlur(14)), "looks blurred"),
        ("top", Image.effect_noise((800, 800), 12).convert("RGB"), "cannot make out a head"),
        ("front", Image.composite(scalp(), Image.new("RGB", (900, 900), (40, 90, 40)), Image.new("L", (900, 900), 0)),
         "cannot make out a (head|face)"),
    ],
)  # fmt: skip
def test_a_hint_comes_at_once_and_may_be_passed_over(photos_page, worker, view, picture, words):
    page = photos_page()
    keep = page.locator(f"#view-{view} [data-keep]")
    choose(page, view, jpeg(picture))
    expect(keep).to_be_visible()
    assert re.search(words, page.locator(f"#view-{view} [data-say]").inner_text())
    assert not Upload.objects.exists()
    expect(keep).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#view-{view} img")).to_be_visible()


def test_a_hint_comes_before_anything_is_sent(photos_page, record_property):
    """`make bench` prints how soon."""
    page = photos_page()
    page.evaluate(
        """() => {
            window.took = [];
            document.addEventListener("change", () => { window.begun = performance.now(); }, true);
            const say = document.querySelector("#view-top [data-say]");
            new MutationObserver(() => window.took.push(performance.now() - window.begun))
                .observe(say, { childList: true, characterData: true, subtree: true });
        }"""
    )
    for shade in (8, 10, 12):
        choose(page, "top", jpeg(Image.new("RGB", (4032, 3024), (shade, shade, shade))))
        expect(page.locator("#view-top [data-keep]")).to_be_visible()
    record_property("hint", f"{min(page.evaluate('window.took')) / 1000:.2f}")
    assert not Upload.objects.exists()


def test_a_sharp_photo_of_a_head_goes_without_a_question_and_its_twin_is_noticed(photos_page, worker):
    page = photos_page()
    choose(page, "front", jpeg(scalp()))
    expect(page.locator("#view-front img")).to_be_visible()
    choose(page, "left", jpeg(scalp()))
    expect(page.locator("#view-left [data-say]")).to_contain_text("looks like the photo of another view")
    choose(page, "left", jpeg(scalp(3).transpose(Image.Transpose.FLIP_LEFT_RIGHT).rotate(90)))
    expect(page.locator("#view-left img")).to_be_visible()


@pytest.mark.parametrize(("name", "capture"), [("Take photo", "environment"), ("Choose from phone", None)])
def test_two_ways_to_a_photo_and_both_by_keyboard(photos_page, worker, name, capture):
    page = photos_page()
    with page.expect_file_chooser() as chosen:
        button_of(page, "left", name).press("Enter")
    assert chosen.value.element.get_attribute("capture") == capture
    chosen.value.set_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": jpeg(scalp())})
    expect(page.locator("#view-left img")).to_be_visible()


def test_what_is_no_photo_is_said_at_its_view_and_another_can_be_sent(photos_page, worker):
    page = photos_page()
    choose(page, "back", pictures.SVG)
    expect(page.locator("#view-back [data-say]")).to_contain_text("not a photo that we can open")
    choose(page, "back", pictures.truncated()[:700])
    expect(page.locator("#problem_back")).to_contain_text("cut short or damaged")
    choose(page, "back", pictures.heic())
    expect(page.locator("#view-back img")).to_be_visible()


def test_ticks_stay_and_continue_waits_for_the_photo(photos_page, worker):
    page = photos_page()
    page.locator("[name=photo_teaching]").check()
    choose(page, "top", pictures.heic())
    page.locator(".continue button").last.click()
    page.wait_for_url("**/intake/check/")
    assert Upload.objects.get().state in {"waiting", "done"}
    assert IntakeStep.objects.get().answers["photo_teaching"] is True
    assert Consent.objects.standing().filter(purpose="photo_teaching").exists()


NOT_YET, CHECK = "Some answers are not sent yet", "Check your answers"


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def with_steps_in_memory(page: Page, asked: list[str]) -> None:
    """The page of the photos with the other steps in its memory; what the browser asks is written down."""
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with page.expect_response("**/scarmap*.js"):
        page.reload()


def test_continue_keeps_the_page_while_photos_wait_though_answers_get_through(photos_page, intake):
    answer_all(intake)
    page, asked = photos_page(), []
    with_steps_in_memory(page, asked)
    page.route("**/photos/uploads/**", lambda route: route.abort())
    choose(page, "front", jpeg(scalp()))
    expect(page.locator("#view-front [data-say]")).to_contain_text("No network")
    page.get_by_role("link", name="Back").click()
    expect(page.locator("form[data-answer]")).to_have_attribute("action", "/intake/health/")
    page.go_back()
    expect(page.locator("#view-front [data-say]")).to_contain_text("No network")
    page.locator(".continue button").last.click()
    expect(heading(page)).to_have_text(NOT_YET)
    page.unroute("**/photos/uploads/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(heading(page)).to_have_text(CHECK)
    assert Upload.objects.get().state == Upload.State.WAITING
    assert asked == []


def test_the_page_waits_for_the_photos_after_the_answers_are_sent(photos_page, intake):
    answer_all(intake)
    page, asked = photos_page(), []
    with_steps_in_memory(page, asked)
    page.context.set_offline(True)
    choose(page, "front", jpeg(scalp()))
    expect(page.locator("#view-front [data-say]")).to_contain_text("No network")
    page.locator("[name=photo_teaching]").check()
    page.locator(".continue button").last.click()
    expect(heading(page)).to_have_text(NOT_YET)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/photos/uploads/**", hold, times=1)
    with page.expect_request("**/photos/uploads/**"), page.expect_response("**/intake/photos/"):
        page.context.set_offline(False)
    expect(page.locator("[data-saving]")).to_contain_text("Saved at the clinic")
    expect(heading(page)).to_have_text(NOT_YET)
    held[0].continue_()
    expect(heading(page)).to_have_text(CHECK)
    assert Upload.objects.get().state == Upload.State.WAITING
    assert asked == []


def test_a_photo_that_is_refused_while_another_step_is_shown_is_said_at_its_view(photos_page, intake):
    answer_all(intake)
    page, asked = photos_page(), []
    with_steps_in_memory(page, asked)
    page.context.set_offline(True)
    choose(page, "front", pictures.SVG)
    expect(page.locator("#view-front [data-say]")).to_contain_text("No network")
    page.locator(".continue button").last.click()
    expect(heading(page)).to_have_text(NOT_YET)
    page.context.set_offline(False)
    expect(page.locator("#view-front [data-say]")).to_contain_text("not a photo that we can open")
    expect(page.locator("#view-front [data-retry]")).to_be_visible()
    assert asked == []


def test_continue_keeps_a_photo_whose_hint_nobody_answered(photos_page, worker):
    page = photos_page()
    choose(page, "top", jpeg(Image.new("RGB", (800, 800), (12, 12, 12))))
    expect(page.locator("#view-top [data-keep]")).to_be_visible()
    page.locator(".continue button").last.click()
    page.wait_for_url("**/intake/check/")
    assert Upload.objects.get().view == "top"


def test_without_script_a_photo_is_sent_refreshed_and_removed(photos_page):
    page = photos_page(javascript=False)
    page.locator("[name=photo_website]").check()
    choose(page, "top", pictures.heic(), "IMG_0001.HEIC")
    button_of(page, "top", "Send").click()
    expect(page.locator("#view-top")).to_contain_text("Being prepared")
    prepare_photos()
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("#view-top img")).to_be_visible()
    expect(page.locator("[name=photo_website]")).to_be_checked()
    choose(page, "back", pictures.SVG, "holiday.jpg")
    button_of(page, "back", "Send").click()
    expect(page.locator("#problem_back")).to_contain_text("not a photo that we can open")
    expect(page.locator("[name=photo_website]")).to_be_checked()
    button_of(page, "top", "Remove").click()
    expect(page.locator("#photo_top")).to_be_visible()


def test_with_script_a_photo_is_removed(photos_page, worker):
    page = photos_page()
    choose(page, "top", pictures.heic())
    expect(page.locator("#view-top img")).to_be_visible()
    button_of(page, "top", "Remove").click()
    expect(button_of(page, "top", "Take photo")).to_be_visible()
