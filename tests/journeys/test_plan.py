"""From the engine's proposal to the patient: the doctor edits and approves; page and PDF say the same."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from consultations.models import Plan
from tests.factories import ConsentFactory, ConsultationFactory, IntakeFactory, PatientFactory, PlanFactory, UserFactory
from tests.journeys.browsers import fill, fits, letters_to, link_in, press
from tests.patients.answers import answer_all

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "milo@patients.example"
NOTE = "Thank you for coming. We begin with the hairline."


@pytest.fixture
def plan(clinic):
    """A plan to review, of a patient who comes today."""
    patient = PatientFactory.create(first_name="Milo", email=EMAIL)
    ConsentFactory.create(patient=patient)
    intake = IntakeFactory.create(patient=patient, submitted=True)
    answer_all(intake)
    ConsultationFactory.create(patient=patient, starts_at=timezone.now() + timedelta(minutes=1))
    return PlanFactory.create(patient=patient, intake=intake)


@pytest.mark.parametrize(("doctor", "patient"), [("desktop", "phone"), ("phone", "desktop")])
def test_a_doctor_approves_and_the_patient_reads_the_same_figures(
    doctor, patient, plan, browse, celery_worker_process, smtp_server
):
    page = browse(doctor, by=UserFactory.create(doctor=True))
    open_from_board(page)
    edit_sessions(page)
    approve(page)
    plan.refresh_from_db()
    assert plan.status == Plan.Status.APPROVED
    assert plan.recommendation["options"][0]["smp_sessions"] != {"low": 4, "likely": 4, "high": 5}

    address = link_in(letters_to(smtp_server, EMAIL)[0], "/plan/")
    own = browse(patient)
    for _time in range(2):
        assert own.request.get(address, max_redirects=0).status == 302
    own.goto(address)
    assert address not in own.url
    fits(own)
    fill(own, {"answer_day": "3", "answer_month": "2", "answer_year": "1985"})
    press(own, "Open my plan")
    expect(own.get_by_role("heading", level=1)).to_have_text("Your plan")
    expect(own.get_by_text(NOTE)).to_be_visible()
    fits(own)
    same_in_the_document(own)


def open_from_board(page: Page) -> None:
    page.goto("/")
    fits(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Plans").click()
    expect(page.get_by_text("1 plan to review")).to_be_visible()
    expect(page.get_by_text("1 for a patient coming today")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Milo Placeholder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Milo Placeholder")
    fits(page)


def edit_sessions(page: Page) -> None:
    """Four to five sessions instead of what the engine said; without a reason nothing is saved."""
    page.get_by_role("link", name="Edit by hand").click()
    fits(page)
    figures = {"smp_sessions_low": "4", "smp_sessions_likely": "4", "smp_sessions_high": "5"}
    fill(page, figures | {"reason": "The scalp is very light; pigment holds less."})
    press(page, "Save the figures")
    expect(page.get_by_text("The engine's own stay beside them.")).to_be_visible()
    expect(page.get_by_text("engine:").first).to_be_visible()


def approve(page: Page) -> None:
    fill(page, {"note": NOTE})
    press(page, "Approve")
    expect(page.get_by_text("Approved. The patient gets a link to the plan")).to_be_visible()
    fits(page)


def same_in_the_document(page: Page) -> None:
    """Every figure of the page stands in the PDF that it links to."""
    figures = page.locator("dl.kv dd.tn").all_inner_texts()
    assert any("4" in figure for figure in figures)
    address = page.get_by_role("link", name="Keep as PDF").get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.body())).pages
    text = " ".join(" ".join(one.extract_text() for one in pages).split())
    for words in (*figures, NOTE, page.locator("p.h2").first.inner_text()):
        assert " ".join(words.split()) in text
