"""From the desk's screen or a letter to a phone: scanners, codes, closed links, and fresh ones for those that fail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultations.services.sweep import sweep
from patients.models import IntakeCode, IntakeLink
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory, UserFactory
from tests.journeys.browsers import fill, fits, letters_to, link_in, press

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL, NAME = "milo@patients.example", "Placeholder"
CHECK, WRONG = {"answer": "0318"}, {"answer": "9999"}


@pytest.fixture
def patient(clinic: Any) -> Any:
    intake = IntakeFactory.create(
        patient__clinic=clinic,
        patient__born_on=None,
        patient__last_name=NAME,
        patient__mobile="+447700900318",
        patient__email=EMAIL,
    )
    return intake.patient


def test_a_mail_that_scanners_open_and_that_runs_out(browse, patient, smtp_server):
    desk, phone = browse("desktop", by=UserFactory.create()), browse("phone", watched=False)
    desk.goto(f"/patients/{patient.pk}/intake/")
    press(desk, "Send a new link")
    assert sweep().counts["sent"] == 1
    address = link_in(letters_to(smtp_server, EMAIL)[0], "/i/")
    scanned(browse("desktop", watched=False), address)

    phone.goto(address)
    fits(phone)
    fill(phone, CHECK | {"agreed": "on"})
    press(phone, "Start")
    assert phone.url.endswith("/intake/about/")
    assert IntakeLink.objects.get().opened_at is not None

    IntakeLink.objects.update(expires_at=timezone.now())
    phone.reload()
    expect(title(phone)).to_have_text("Open your link again")
    phone.goto(address)
    expect(title(phone)).to_contain_text("This link ran out on")
    expect(phone.get_by_text("Your answers are safe. Get a new link.")).to_be_visible()
    tells_nothing(phone)
    press(phone, "Send me a new link")
    expect(title(phone)).to_have_text("Look at your messages")
    opens_again(phone, smtp_server, 2)


def test_a_code_a_closed_link_and_a_copied_one_that_is_paused(browse, patient, smtp_server):
    desk, phone = browse("desktop", by=UserFactory.create(manager=True)), browse("phone", watched=False)
    code = shown_at_the_desk(desk, patient)
    phone.goto("/code/")
    fits(phone)
    for wrong in others(code, 3):
        typed(phone, wrong)
        expect(phone.locator("#id_code_error")).to_contain_text("This code is not known")
    typed(phone, code)
    fill(phone, CHECK | {"agreed": "on"})
    press(phone, "Start")
    assert phone.url.endswith("/intake/about/")

    desk.goto(f"/patients/{patient.pk}/intake/")
    expect(desk.get_by_text("By a code of 6 digits").first).to_be_visible()
    fits(desk)
    press(desk, "Close all links")
    expect(desk.get_by_text("1 link is closed.")).to_be_visible()
    phone.reload()
    expect(title(phone)).to_have_text("Open your link again")

    copied = copied_at_the_desk(desk, patient)
    phone.goto(copied)
    for _try in range(5):
        fill(phone, WRONG)
        press(phone, "Go on")
    expect(title(phone)).to_have_text("This link is paused")
    tells_nothing(phone)
    fits(phone)
    # the fifth miss has ordered one; the button says so, and orders no second one
    press(phone, "Send me a new link")
    expect(title(phone)).to_have_text("Look at your messages")
    opens_again(phone, smtp_server, 1)
    phone.goto(copied)
    expect(title(phone)).to_have_text("This link is paused")


def test_a_code_is_good_for_ten_minutes_and_five_tries(browse, patient):
    desk, phone = browse("desktop", by=UserFactory.create()), browse("phone", watched=False)
    code = shown_at_the_desk(desk, patient)
    shown = IntakeCode.objects.get()
    assert shown.expires_at - shown.created_at == timedelta(minutes=10)
    IntakeCode.objects.update(expires_at=timezone.now())
    phone.goto("/code/")
    typed(phone, code)
    expect(phone.locator("#id_code_error")).to_contain_text("its 10 minutes are over")
    code = shown_at_the_desk(desk, patient)
    for wrong in others(code, 4):
        typed(phone, wrong)
    typed(phone, code)
    expect(phone.locator("#id_code_error")).to_contain_text("Too many tries")
    assert not IntakeLink.objects.exists()


def test_a_picture_to_scan_opens_for_whoever_passes_the_check(browse, patient):
    desk = browse("desktop", by=UserFactory.create())
    desk.goto(f"/patients/{patient.pk}/intake/")
    press(desk, "Show picture to scan")
    picture = desk.get_by_role("img", name="The link as a picture for a phone camera")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] == box["height"] >= 200
    link = IntakeLink.objects.get()
    assert (link.way, link.opened_at) == ("screen", None)
    fits(desk)


def title(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def scanned(page: Page, address: str) -> None:
    """Mail scanners open the address again and again, one of them in a whole browser: nothing has changed."""
    before = (list(IntakeLink.objects.values()), Entry.objects.count())
    for _time in range(10):
        assert page.request.get(address).status == 200
        assert page.request.head(address).ok
    page.goto(address)
    expect(title(page)).to_be_visible()
    assert (list(IntakeLink.objects.values()), Entry.objects.count()) == before


def shown_at_the_desk(desk: Page, patient: Any) -> str:
    """The six digits as the screen shows them."""
    desk.goto(f"/patients/{patient.pk}/intake/")
    press(desk, "Show code")
    found = re.search(r"^\d{3} \d{3}$", desk.locator("main").inner_text(), re.MULTILINE)
    assert found
    return found[0]


def copied_at_the_desk(desk: Page, patient: Any) -> str:
    """The path of a link that the desk copies."""
    desk.goto(f"/patients/{patient.pk}/intake/")
    press(desk, "Copy link")
    return "/i/" + desk.get_by_label("Send it to nobody but the patient").input_value().partition("/i/")[2]


def others(code: str, count: int) -> list[str]:
    """Codes that are near it, and wrong."""
    right = int(code.replace(" ", ""))
    return [f"{(right + more) % 1_000_000:06d}" for more in range(1, count + 1)]


def typed(phone: Page, code: str) -> None:
    fill(phone, {"code": code})
    press(phone, "Go on")


def tells_nothing(phone: Page) -> None:
    """Whoever holds the phone reads nothing of the patient."""
    content = phone.content()
    assert not any(secret in content for secret in (EMAIL, NAME, "0318"))


def opens_again(phone: Page, server: Any, number: int) -> None:
    """One fresh link has gone to the address on record, and it opens the form where it stopped."""
    assert sweep().counts["sent"] == 1
    letters = letters_to(server, EMAIL, number)
    assert len(letters) == number
    phone.goto(link_in(letters[-1], "/i/"))
    fill(phone, CHECK)
    press(phone, "Go on")
    assert phone.url.endswith("/intake/about/")
