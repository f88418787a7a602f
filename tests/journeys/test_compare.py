"""Before and after in a browser: over each other, by turns, zoomed together, by keyboard alone, and without script."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from patients.models import Marking, Patient
from tests.factories import ConsentFactory, PatientFactory, PhotoFactory, UserFactory
from tests.journeys.browsers import fits
from tests.patients.pictures import encoded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def patient(clinic: Any, settings: Any, tmp_path: Path) -> Patient:
    """Somebody whose crown was taken twice, half a year apart."""
    settings.MEDIA_ROOT = str(tmp_path)
    patient: Patient = PatientFactory.create()
    ConsentFactory.create(patient=patient, purpose="photo_teaching")
    for days, colour in ((200, (150, 105, 80)), (10, (90, 60, 45))):
        picture = Image.new("RGB", (500, 600), (205, 205, 200))
        ImageDraw.Draw(picture).ellipse((120, 80, 380, 520), fill=colour)
        content = encoded(picture, "JPEG", quality=90)
        facts = {"width": 500, "height": 600, "sha256": hashlib.sha256(content).hexdigest(), "view": "crown"}
        row = PhotoFactory.create(patient=patient, added_at=timezone.now() - timedelta(days=days), **facts)
        row.picture.storage.save(row.picture.name, ContentFile(content))
    return patient


def frames(page: Page) -> list[str]:
    """The part of each photo that is seen."""
    found: list[str] = page.locator("[data-pair] svg").evaluate_all(
        "all => all.map((one) => one.getAttribute('viewBox'))"
    )
    return found


def cut(page: Page) -> str:
    return str(page.locator("[data-pair] svg").nth(1).evaluate("one => one.style.clipPath"))


def test_by_keyboard_the_edge_moves_and_both_are_zoomed(patient, browse):
    page = browse(by=UserFactory.create(doctor=True))
    page.goto(f"/patients/{patient.pk}/photos/compare/")
    assert frames(page) == ["0 0 1000 1200"] * 2
    page.get_by_role("button", name="One above the other").press("Enter")
    edge = page.get_by_role("slider", name="Edge")
    edge.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(edge).to_have_value("47")
    assert cut(page) == "inset(0px 0px 0px 47%)"
    page.keyboard.press("PageUp")
    expect(edge).to_have_value("57")
    for name, at in (("Before", "100"), ("After", "0"), ("Half", "50")):
        page.locator("[data-edge]").get_by_role("button", name=name).press("Space")
        expect(edge).to_have_value(at)
    photos = page.get_by_role("group", name="Photos")
    photos.focus()
    for key in ("+", "+", "ArrowRight"):
        page.keyboard.press(key)
    one, other = frames(page)
    assert one == other
    x, y, width, _height = (float(value) for value in one.split())
    assert width == pytest.approx(1000 / 1.5**2)
    assert x > 500 - width / 2
    assert y == pytest.approx(600 - 1200 / 1.5**2 / 2)
    page.keyboard.press("0")
    assert frames(page) == ["0 0 1000 1200"] * 2


def test_flicker_shows_one_then_the_other_until_escape(patient, browse):
    page = browse(by=UserFactory.create(doctor=True))
    page.goto(f"/patients/{patient.pk}/photos/compare/")
    page.get_by_role("button", name="Flicker").press("Enter")
    first, second = (page.locator("[data-pair] figure").nth(n) for n in range(2))
    for seen, hidden in ((second, first), (first, second)):
        expect(hidden).to_be_hidden()
        expect(seen).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Side by side")).to_have_attribute("aria-pressed", "true")
    expect(first).to_be_visible()
    expect(second).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("button", name="Download").press("Enter")
    assert given.value.suggested_filename.endswith(".jpg")


def test_without_script_the_photos_stand_side_by_side_and_take_markings(patient, browse):
    page = browse(by=UserFactory.create(doctor=True), scripts=False)
    page.goto(f"/patients/{patient.pk}/photos/compare/")
    left, right = (page.locator("[data-pair] figure").nth(n).bounding_box() for n in range(2))
    assert left
    assert right
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    assert page.locator("[data-tools]").is_hidden()
    page.locator(".compare-notes a").first.click()
    page.get_by_label("Marking", exact=True).select_option("line")
    page.get_by_label("What it marks").fill("Edge of the crown")
    for x in (100, 300):
        with page.expect_navigation():
            page.locator("input[type=image]").click(position={"x": x, "y": 200})
    with page.expect_navigation():
        page.get_by_role("button", name="Save marking").click()
    assert Marking.objects.get().points == [[100, 200], [300, 200]]
    expect(page.get_by_text("1. Edge of the crown")).to_be_visible()


def test_on_a_phone_the_page_fits(patient, browse):
    page = browse("phone", by=UserFactory.create(doctor=True))
    page.goto(f"/patients/{patient.pk}/photos/compare/")
    fits(page)
    page.get_by_role("button", name="One above the other").tap()
    fits(page)
    with page.expect_navigation():
        page.locator(".compare-notes a").first.tap()
    page.locator("[data-shade].live").wait_for()
    picture = page.locator("input[type=image]")
    box = picture.bounding_box()
    assert box
    picture.tap(position={"x": box["width"] / 2, "y": box["height"] / 2})
    page.get_by_label("What it marks").fill("Middle")
    fits(page)
    page.get_by_role("button", name="Save marking").tap()
    expect(page.get_by_text("1. Middle")).to_be_visible()
    x, y = Marking.objects.get().points[0]
    assert abs(x - 250) < 4 > abs(y - 300)
