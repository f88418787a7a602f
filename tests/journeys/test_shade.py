"""Shade from a photo: by keyboard alone, by pointer, and without script."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import Page, expect

from consultations.models import Shade
from patients.models import Photo
from smpclinic.audit.models import Entry
from tests.factories import PhotoFactory, UserFactory
from tests.journeys.browsers import fits
from tests.patients.pictures import encoded

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH, HEIGHT = 800, 600
HAIR, SKIN = (56, 42, 34), (188, 148, 118)


@pytest.fixture
def photo(clinic: Any, settings: Any, tmp_path: Path) -> Photo:
    """Hair on the left half, skin on the right."""
    settings.MEDIA_ROOT = str(tmp_path)
    picture = Image.new("RGB", (WIDTH, HEIGHT), HAIR)
    picture.paste(SKIN, (WIDTH // 2, 0, WIDTH, HEIGHT))
    content = encoded(picture, "JPEG", quality=92)
    digest = hashlib.sha256(content).hexdigest()
    row: Photo = PhotoFactory.create(width=WIDTH, height=HEIGHT, sha256=digest, view="back")
    row.picture.storage.save(row.picture.name, ContentFile(content))
    return row


def confirmed(page: Page, points: dict[str, list[int]], within: int) -> None:
    """The reading is there; what is confirmed stands where it was picked."""
    expect(page.get_by_role("row", name="Dark brown")).to_contain_text("nearest")
    fits(page)
    page.get_by_label("Dilution step to start with").select_option("2")
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm shade").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Shade 3 of 6, start at step 2")
    row = Shade.objects.get()
    assert row.points.keys() == points.keys()
    for spot, (x, y) in points.items():
        assert abs(row.points[spot][0] - x) <= within >= abs(row.points[spot][1] - y), row.points


def test_by_keyboard_alone_a_cross_is_moved_and_set(photo, browse):
    page = browse(by=UserFactory.create(doctor=True))
    page.goto(f"/photos/{photo.pk}/shade/")
    picture = page.locator("input[type=image]")
    page.get_by_role("radio", name="Hair").focus()
    page.keyboard.press("Tab")
    expect(picture).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Shift+ArrowLeft")
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_have_text("Hair set at 199, 298")
    expect(page.get_by_role("radio", name="Skin")).to_be_checked()
    for _ in range(40):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_have_text("Skin set at 599, 298")
    expect(page.locator("[data-mark=skin]")).to_be_visible()
    while page.evaluate("document.activeElement.textContent.trim()") != "Read the colours":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#s-read")).to_be_focused()
    confirmed(page, {"hair": [199, 298], "skin": [599, 298]}, within=0)
    # the loupe shows the picture that is on the page, and asks for it no second time
    assert Entry.objects.filter(what="photo seen, picture").count() == 1


def test_on_a_phone_two_taps_pick(photo, browse):
    page = browse("phone", by=UserFactory.create(doctor=True))
    page.goto(f"/photos/{photo.pk}/shade/")
    fits(page)
    picture = page.locator("input[type=image]")
    box = picture.bounding_box()
    assert box
    assert box["width"] < 390
    for share in (0.25, 0.75):
        picture.tap(position={"x": box["width"] * share, "y": box["height"] / 2})
    page.get_by_role("button", name="Read the colours").tap()
    confirmed(page, {"hair": [200, 300], "skin": [600, 300]}, within=3)


def test_without_script_the_picture_is_a_button(photo, browse):
    page = browse(by=UserFactory.create(doctor=True), scripts=False)
    page.goto(f"/photos/{photo.pk}/shade/")
    for x in (200, 600):
        with page.expect_navigation():
            page.locator("input[type=image]").click(position={"x": x, "y": 300})
    confirmed(page, {"hair": [200, 300], "skin": [600, 300]}, within=1)
