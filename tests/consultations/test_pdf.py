"""The patient's plan: one check at the door, plain words, and the same numbers on the page and in the PDF."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from consultations.exports.pdf import plan_pdf
from consultations.exports.plan_for_patient import content
from consultations.models import Plan, PlanLink, Review
from consultations.services import plans
from patients.models.link import TRIES
from smpclinic.audit.models import Entry
from tests.consultations.proposals import HARD_GATE, plan_facts
from tests.factories import PatientFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BIRTHDAY = {"answer_day": "3", "answer_month": "2", "answer_year": "1985"}
WRONG = BIRTHDAY | {"answer_year": "1986"}
PAGE, DOCUMENT = reverse("consultations:patient_plan"), reverse("consultations:patient_plan_pdf")


@pytest.fixture
def plan():
    return PlanFactory.create(
        approved=True,
        note_to_patient="We can make the crown stop shining.\n\nCall us any time.",
        patient=PatientFactory.create(born_on=date(1985, 2, 3), first_name="Işık", last_name="Łukaszewicz-Ωμέγα"),
        **plan_facts(gates=(HARD_GATE,)),
    )


def door(plan: Plan) -> str:
    _link, token = plans.issue_link(plan, sent_to=plan.patient.email, by=None, now=NOW)
    return reverse("consultations:patient_plan_start", args=[token])


def text_of(html: str) -> str:
    body = html[html.index("<main") : html.index("</main>")]
    return unescape(re.sub(r"<[^>]+>", " ", body))


def words_of(document: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(document)).pages)


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?", text))


# The door ----------------------------------------------------------------------------------------------------


def open_with(client, plan: Plan, answer: dict) -> int:
    """Follow the link of the mail and answer the question; the status of the answer."""
    client.get(door(plan))
    return client.post(PAGE, answer).status_code


def test_looking_at_the_door_changes_nothing(client, plan):
    address = door(plan)
    before = PlanLink.objects.values().get()
    for _ in range(3):
        assert client.get(address, follow=True).status_code == 200
    assert PlanLink.objects.values().get() == before
    assert "stop shining" not in client.get(PAGE).content.decode()


def test_the_door_leads_to_an_address_without_its_token(client, plan):
    answer = client.get(door(plan))
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer.cookies["plan_link"]["httponly"]
    assert answer.cookies["plan_link"]["path"] == PAGE


def test_the_right_birthday_opens_the_plan(client, plan):
    assert open_with(client, plan, BIRTHDAY) == 302
    assert "stop shining" in client.get(PAGE).content.decode()
    assert PlanLink.objects.get().opened_at is not None
    assert Entry.objects.filter(what="plan read by the patient", by=None).exists()


def test_a_wrong_birthday_opens_nothing_and_five_close_the_door(client, plan):
    client.get(door(plan))
    for _ in range(TRIES):
        assert client.post(PAGE, WRONG).status_code == 422
    assert client.post(PAGE, BIRTHDAY).status_code == 410
    assert client.get(PAGE).status_code == 410


def test_without_a_birthday_the_mobile_is_asked(client, plan):
    patient = plan.patient
    patient.born_on, patient.mobile = None, "+447700900318"
    patient.save()
    assert "last 4 digits" in client.get(door(plan), follow=True).content.decode()
    assert client.post(PAGE, {"answer": "0319"}).status_code == 422
    assert client.post(PAGE, {"answer": "0318"}).status_code == 302


@pytest.mark.parametrize("broken", ["unknown", "expired", "revoked", "replaced"])
def test_a_link_that_is_over_says_so(client, plan, broken):
    address = door(plan)
    client.get(address)
    changes = {
        "expired": {"expires_at": NOW - timedelta(seconds=1)},
        "revoked": {"revoked_at": NOW},
        "unknown": {"token_hash": "another"},
    }
    if broken == "replaced":
        Plan.objects.update(status=Plan.Status.REPLACED)
    else:
        PlanLink.objects.update(**changes[broken])
    answer = client.get(address)
    assert answer.status_code == 410
    assert "no longer opens a plan" in answer.content.decode()
    assert client.post(PAGE, BIRTHDAY).status_code == 410


@pytest.mark.parametrize("change", [{"expires_at": NOW - timedelta(seconds=1)}, {"revoked_at": NOW}])
def test_a_link_that_ends_while_read_closes_page_and_document(client, plan, change):
    assert open_with(client, plan, BIRTHDAY) == 302
    PlanLink.objects.update(**change)
    assert client.get(PAGE).status_code == client.get(DOCUMENT).status_code == 410


def test_another_link_in_the_same_browser_asks_again(client, plan):
    open_with(client, plan, BIRTHDAY)
    other = PlanFactory.create(approved=True, note_to_patient="For somebody else.", **plan_facts())
    page = client.get(door(other), follow=True).content.decode()
    assert "One question first" in page
    assert "stop shining" not in page


def test_a_forged_note_opens_nothing(client, plan):
    client.cookies["plan_link"] = "made-up:value:signature"
    assert client.get(PAGE).status_code == 410


def test_a_grant_opens_one_plan_and_no_staff_page(client, plan):
    open_with(client, plan, BIRTHDAY)
    assert client.get(reverse("consultations:plan", args=[plan.pk])).status_code == 302
    assert client.get(reverse("consultations:plan_pdf", args=[plan.pk])).status_code == 302


# The content -------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(client, plan):
    open_with(client, plan, BIRTHDAY)
    return client


def test_page_and_document_hold_the_same_numbers(opened, plan):
    page = text_of(opened.get(PAGE).content.decode())
    document = words_of(opened.get(DOCUMENT).content)
    footer = numbers(content(plan)["version"]) | {str(n) for n in range(1, 4)}
    assert numbers(page) - numbers(document) == set()
    assert numbers(document) - numbers(page) <= footer
    assert {"5,400", "11,750", "1,350", "1,200", "1,450"} <= numbers(page)


def test_page_and_document_hold_the_same_words(opened, plan):
    page = " ".join(text_of(opened.get(PAGE).content.decode()).split())
    document = " ".join(words_of(opened.get(DOCUMENT).content).split())
    for said in (
        "We can make the crown stop shining.",
        "Call us any time.",
        "A hair transplant together with pigment dots",
        "Puts scarce grafts where they show most.",
        "SMP waits 9 months after surgery.",
        "It does not bring back the hair of youth.",
        "Transplant of the front",
        "Touch-ups of the pigment until the first goal is reached, for up to 90 days",
        "Results differ from person to person.",
        "This is a proposal; a clinician decides.",
    ):
        assert said in page, said
        assert said in document, said


def test_the_patient_reads_nothing_of_what_is_not_offered_nor_of_the_engine(opened):
    whole = opened.get(PAGE).content.decode() + words_of(opened.get(DOCUMENT).content)
    for secret in ("SECRET", "R12", "Invented source", "G11", "blood thinner", "do_not_offer", "loss.grade"):
        assert secret not in whole


def test_the_patient_reads_the_doctors_figures(opened, plan):
    Review.objects.create(
        plan=plan,
        kind=Review.Kind.EDITED,
        reason="INTERNAL reason",
        changes={"options.combination.fee": [None, {"currency": "USD", "low": 700_000, "high": 900_000}]},
        made_at=NOW,
        made_by=plan.reviewed_by,
    )
    whole = opened.get(PAGE).content.decode() + words_of(opened.get(DOCUMENT).content)
    assert "$7,000–9,000" in whole
    assert "$5,400–11,750" not in whole
    assert "INTERNAL" not in whole


def test_the_document_is_tagged_a4_with_a_title_and_numbered_pages(plan):
    reader = PdfReader(BytesIO(plan_pdf(content(plan))))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "Your plan" in (reader.metadata.title or "")
    assert "http://www.aiim.org/pdfua/ns/id/" in reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    width, height = reader.pages[0].mediabox[2:]
    assert (round(float(width)), round(float(height))) == (595, 842)
    assert f"page 1 of {len(reader.pages)}" in reader.pages[0].extract_text()
    assert f"record {plan.patient.record}" in reader.pages[0].extract_text()


def test_the_document_knows_names_of_many_languages(plan):
    assert "Işık Łukaszewicz-Ωμέγα" in words_of(plan_pdf(content(plan)))


@pytest.mark.parametrize(
    "note", ["#panic() *bold* $x$", "= Heading\n- list", "<script>alert(1)</script>", '"quotes" \\ back']
)
def test_a_note_is_text_and_never_markup(plan, note):
    plan.note_to_patient = note
    squeezed = "".join(words_of(plan_pdf(content(plan))).split())
    assert "".join(note.split()) in squeezed


def test_a_plan_that_waits_has_a_page_and_a_document_too(client, plan):
    Plan.objects.filter(pk=plan.pk).update(chosen="defer")
    open_with(client, plan, BIRTHDAY)
    assert "Waiting for now" in client.get(PAGE).content.decode()
    assert "Waiting for now" in words_of(client.get(DOCUMENT).content)


def test_staff_print_the_same_document(client, plan):
    client.force_login(UserFactory.create(doctor=True))
    answer = client.get(reverse("consultations:plan_pdf", args=[plan.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert plan.patient.last_name not in answer["Content-Disposition"]
    assert "We can make the crown stop shining." in words_of(answer.content)
    assert Entry.objects.filter(what="plan printed").exists()
