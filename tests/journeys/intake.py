"""A patient before their intake: the check, the steps, a scar, photos as phones take them."""

from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from patients.models import Intake, IntakeStep
from patients.services import intakes
from tests.factories import IntakeFactory, PatientFactory
from tests.journeys.browsers import fill, fits, press
from tests.patients import pictures
from tests.patients.answers import TYPED

SCAR = {
    "zone": "back of the head",
    "cause": "strip",
    "length_cm": "14",
    "width_mm": "3",
    "age": "7",
    "surface": "flat",
    "colour": "pale",
    "changing": "no",
}


def sideways_with_place() -> bytes:
    """A phone's photo as it comes: stored lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (51.0, 30.0, 2.6), "CANARY-PLACE"
    return pictures.jpeg(exif=exif, comment=b"CANARY-COMMENT")


PHOTOS = {
    "front": ("IMG_1.JPG", sideways_with_place),
    "top": ("IMG_2.HEIC", pictures.heic),
    "left": ("left.webp", pictures.webp),
    "right": ("right.png", pictures.png_half_transparent),
    "back": ("milo placeholder.jpeg", pictures.jpeg_with_place_and_script),
}


def knock(page: Page, address: str, answers: dict[str, str]) -> None:
    """Open the link of the mail and pass the one check; the token is gone from the address by then."""
    page.goto(address)
    assert page.url.endswith("/intake/welcome/")
    fits(page)
    fill(page, answers)
    with page.expect_navigation():
        page.locator("[data-primary]").click()


def answer_step(page: Page, step: str) -> None:
    """Answer one step and go on."""
    assert page.url.removesuffix("?").endswith(f"/intake/{step}/")
    fits(page)
    fill(page, TYPED[step])
    press(page, "Continue", exact=True)


def describe_scar(page: Page) -> None:
    """Yes, there is one; the clinic asks where and of what."""
    fill(page, {"has_scars": "yes"})
    press(page, "Continue", exact=True)
    fill(page, SCAR)
    press(page, "Save this scar")
    expect(page.get_by_text("14 cm long, 3 mm wide").first).to_be_visible()
    press(page, "Continue", exact=True)


CHECK = {"answer": "0318", "answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"}


def cookie(intake: Intake, url: str) -> Any:
    """The cookie of the patient whose link has let this browser in."""
    client = Client()
    _link, token = intakes.issue_link(intake, sent_to="milo@patients.example", by=None, now=timezone.now())
    client.get(f"/i/{token}/")
    assert client.post("/intake/welcome/", CHECK).status_code == 302
    return {"name": "session", "value": client.cookies["session"].value, "url": url}


def stored_without_script(typed: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """How these answers are stored when a browser without script sends whole steps."""
    twin = IntakeFactory.create(patient=PatientFactory.create(first_name="Milo", mobile="+447700900318", email=""))
    client = Client()
    client.cookies["session"] = cookie(twin, "")["value"]
    for step, answers in typed.items():
        assert client.post(f"/intake/{step}/", answers).status_code == 302
    return dict(IntakeStep.objects.filter(intake=twin).values_list("step", "answers"))
