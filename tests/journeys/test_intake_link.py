"""From a name at the desk to an intake at the clinic: quick add, the mail, the phone, a stop, another device, sent."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from consultations.models import Reminder
from patients.models import Consent, Intake, IntakeLink, IntakeStep, Patient, Photo, Scar
from patients.models.intake import Step
from smpclinic.audit.models import Entry
from tests.factories import PASSWORD, UserFactory
from tests.journeys.browsers import fill, fits, letters_to, link_in, press, send_photo, until
from tests.journeys.intake import PHOTOS, answer_step, describe_scar, knock

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "milo@patients.example"
BY_HAND = {
    "first_name": "Milo",
    "last_name": "Placeholder",
    "mobile": "07700 900318",
    "email": EMAIL,
}


@pytest.mark.parametrize(("desk", "patient"), [("desktop", "phone"), ("phone", "desktop")])
def test_a_patient_is_added_and_fills_the_intake_at_home(
    desk, patient, browse, clinic, celery_worker_process, smtp_server
):
    send_link(browse(desk))
    address = link_in(letters_to(smtp_server, EMAIL)[0], "/i/")
    until(Reminder.objects.filter(status=Reminder.Status.SENT).exists)  # the worker has written down all of it

    page = browse(patient)
    look_twice(page, address)
    knock(page, address, {"answer": "0318", "agreed": "on"})
    for step in (Step.ABOUT, Step.WISHES, Step.LOSS, Step.HAIR):
        answer_step(page, step)
    describe_scar(page)
    fill(page, {"finasteride": "taking", "months": "18", "prior_surgery": "no", "smp_had": "no"})
    press(page, "Stop now and finish later")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved. Finish whenever you like.")

    other = browse(patient)
    knock(other, address, {"answer_day": "3", "answer_month": "2", "answer_year": "1985"})
    expect(other.get_by_text("6 of 9 steps are done.")).to_be_visible()
    other.get_by_role("link", name="Go on where you stopped").click()
    answer_step(other, Step.HEALTH)
    for view, (name, picture) in PHOTOS.items():
        send_photo(other, view, name, picture())
        expect(other.locator(f"#view-{view} img")).to_be_visible()
    answer_step(other, Step.PHOTOS)
    expect(other.get_by_role("heading", level=1)).to_have_text("Check your answers")
    fits(other)
    press(other, "Send to the clinic")
    expect(other.get_by_role("heading", level=1)).to_have_text("Thank you, Milo. It is sent.")
    expect(other.get_by_text("I would like to stop thinking about it.")).to_be_visible()
    expect(other.get_by_text("CANARY-MEDICINE daily")).to_be_visible()
    fits(other)
    what_arrived()
    # the number whole: a worker's log has clock readings of many digits
    for secret in ("Placeholder", EMAIL, BY_HAND["mobile"], "7700900318", address.split("/")[2]):
        assert secret not in celery_worker_process.said


def send_link(page: Page) -> None:
    """Sign in, type four fields, and send the link: no more than that."""
    user = UserFactory.create()
    page.goto("/")
    fill(page, {"login": user.email, "password": PASSWORD})
    press(page, "Sign in")
    fits(page)
    if page.get_by_label("First name").is_visible():
        fill(page, BY_HAND)
        press(page, "Save", exact=True)
    else:
        # a phone shows the day first, and the form behind a link
        page.get_by_role("link", name="New patient").click()
        fill(page, BY_HAND)
        press(page, "Save patient")
    expect(page.get_by_role("heading", level=1)).to_have_text("Milo Placeholder")
    fits(page)
    press(page, "Send intake link")
    assert Patient.objects.get().mobile == "+447700900318"


def look_twice(page: Page, address: str) -> None:
    """A mail program's preview opens the address and opens nothing."""
    before = (IntakeLink.objects.values().get(), Entry.objects.count())
    for _time in range(2):
        answer = page.request.get(address, max_redirects=0)
        assert answer.status == 302
        assert address.split("/")[2] not in answer.headers["location"]
    assert (IntakeLink.objects.values().get(), Entry.objects.count()) == before


def what_arrived() -> None:
    """The clinic holds what was typed, the photos upright and clean, and the worker made a plan of it."""
    patient = Patient.objects.get()
    assert (patient.born_on, patient.sex) == (date(1985, 2, 3), "male")
    intake = Intake.objects.get()
    assert intake.status == Intake.Status.SUBMITTED
    assert IntakeStep.objects.filter(intake=intake).count() == len(Step)
    assert Scar.objects.get().length_mm == 140
    assert Consent.objects.standing().filter(purpose=Consent.Purpose.REMINDERS).exists()
    assert until(lambda: Photo.objects.without_preview().count() == 0)
    shapes = {}
    for photo in Photo.objects.all():
        for file in (photo.picture, photo.preview, photo.thumbnail):
            content = Path(file.path).read_bytes()
            assert b"CANARY" not in content
            assert re.fullmatch(r"photos/[0-9a-f]{2}/[0-9a-f]{30}\.jpg", file.name)
        opened = Image.open(BytesIO(content))
        assert not opened.getexif()
        shapes[photo.view] = (photo.width, photo.height)
    assert shapes["front"] == (480, 640)
    assert shapes["top"] == (640, 480)
    plan = until(patient.plans.first)
    assert plan.findings["loss"]["grade"] == "III-vertex"
