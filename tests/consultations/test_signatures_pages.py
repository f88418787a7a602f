"""Consents on their pages: the patient signs and withdraws at home, staff in the clinic, the manager publishes."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from consultations.models import ConsentText, Plan, Session, Signature
from consultations.procedures import built_in
from consultations.services import consent_texts, sessions
from tests.consultations.test_quotes_pages import let_in
from tests.consultations.test_sessions import approved_plan
from tests.factories import PlanFactory, SignatureFactory, UserFactory

pytestmark = pytest.mark.django_db
OWN = "/your-plan/consents/smp/"


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory.create(approved=True)
    sessions.plan_for(plan, by=None, now=timezone.now())
    return plan


def typed(language: str = "en-gb", **changes: str) -> dict[str, str]:
    text = built_in("smp", language)
    ticks = {f"read_{n}": "on" for n in range(len(text.sections) + 1)}
    names = {"signed": "Milo Placeholder", "explained_by": "Dr Exempla", "agreed": "on", "seal": text.seal}
    return ticks | names | changes


def staff(**facts: bool) -> Client:
    client = Client()
    client.force_login(UserFactory.create(**facts))
    return client


def words_of(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())


# --- the patient ------------------------------------------------------------------------------------------------------


def test_the_patient_reads_signs_keeps_and_withdraws(plan):
    browser = let_in(plan)
    assert "To read and sign before treatment" in browser.get("/your-plan/").text
    page = browser.get(OWN, headers={"user-agent": "A phone"}).text
    for shown in ("It is a tattoo", "Pigment that cannot be removed altogether", "Dr Exempla", "Sign this consent"):
        assert shown in page
    assert "This copy is not signed." in words_of(browser.get(f"{OWN}copy.pdf"))
    for _n in range(2):
        drawn = typed(drawing="[[[1,2],[500,299]]]", witness="Wanda Witness")
        answer = browser.post(OWN, drawn, headers={"user-agent": "A phone"})
        assert answer.status_code == 302
    signature = Signature.objects.get()
    assert (signature.device, signature.way, signature.taken_by) == ("A phone", "link", None)
    assert (signature.witness, signature.drawing) == ("Wanda Witness", [[[1, 2], [500, 299]]])
    assert "Signed by Milo Placeholder" in browser.get(OWN).text
    paper = words_of(browser.get("/your-plan/signed/1/consent.pdf"))
    assert all(part in paper for part in ("Wanda Witness", "A phone", signature.sha256, "It is a tattoo"))
    ask = browser.get("/your-plan/signed/1/withdraw/").text
    assert "sessions that have no date yet are not booked" in ask
    assert "pigment and moved hair stay as they are" in ask
    assert browser.post("/your-plan/signed/1/withdraw/", {}).status_code == 302
    assert Session.objects.filter(held_at__isnull=False).count() == plan.sessions.count() > 0
    assert "You have withdrawn this consent" in browser.get(OWN).text
    assert browser.get("/your-plan/signed/1/withdraw/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreed": ""}, "Tick this if you agree"),
        ({"signed": " "}, "Enter your full name"),
        ({"read_2": ""}, "Tick each part"),
        ({"drawing": "[[[1,2000]]]"}, "The drawing could not be read"),
        ({"drawing": "{"}, "The drawing could not be read"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_signed(plan, changes, words):
    answer = let_in(plan).post(OWN, typed(**changes))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert not Signature.objects.exists()


def test_a_text_published_while_it_was_read_comes_back_new_to_be_read(plan):
    browser, read = let_in(plan), typed()
    manager = UserFactory.create(manager=True)
    new = built_in("smp", "en-gb").stored | {"risks": ["A new risk"]}
    facts = {"procedure": "smp", "language": "en-gb", "words": new, "material": False, "reason": "New", "after": 1}
    consent_texts.publish(manager.clinic, by=manager, now=timezone.now(), **facts)
    answer = browser.post(OWN, read)
    assert (answer.status_code, "Read it again, then sign" in answer.text, "A new risk" in answer.text) == (
        409,
        True,
        True,
    )
    text = consent_texts.text(manager.clinic, "smp", "en-gb")
    assert f'value="{text.seal}"' in answer.text
    assert not Signature.objects.exists()


@pytest.mark.parametrize(("code", "words"), [("tr", "Bu bir dövmedir"), ("es", "Es un tatuaje"), ("de", "Tätowierung")])
def test_the_text_is_in_the_patient_s_language(plan, code, words):
    plan.patient.language = code
    plan.patient.save()
    browser = let_in(plan)
    assert words in browser.get(OWN).text
    assert browser.post(OWN, typed(code)).status_code == 302
    assert Signature.objects.get().language == code
    assert words in words_of(browser.get("/your-plan/signed/1/consent.pdf"))


def test_nobody_signs_by_a_link_without_the_check_or_what_is_not_needed(plan):
    assert Client().post(OWN, typed()).status_code == 410
    other = SignatureFactory.create()
    browser = let_in(plan)
    assert browser.get("/your-plan/consents/fue/").status_code == 404
    assert browser.get(f"/your-plan/signed/{other.number}/consent.pdf").status_code == 404
    assert Signature.objects.get() == other
    for address in ("copy.pdf", ""):
        assert Client().get(f"{OWN}{address}").status_code == 410
    for address in ("consent.pdf", "withdraw/"):
        assert Client().get(f"/your-plan/signed/1/{address}").status_code == 410


# --- the clinic -------------------------------------------------------------------------------------------------------


def test_the_desk_sees_red_and_green_takes_the_signature_and_withdraws(plan):
    desk, patient = staff(), plan.patient_id
    where = reverse("consultations:patient_consents", args=[patient])
    assert "Not signed" in desk.get(where).text
    assert "Not signed" in desk.get(reverse("consultations:sessions")).text
    sign = reverse("consultations:consent_sign", args=[patient, "smp"])
    assert "Bu bir dövmedir" in desk.get(f"{sign}?language=tr").text
    assert desk.post(sign, typed("tr", interpreter="Ida Interpreter") | {"language": "tr"}).status_code == 302
    signature = Signature.objects.get()
    assert (signature.language, signature.way, signature.interpreter) == ("tr", "desk", "Ida Interpreter")
    page = desk.get(reverse("consultations:consent", args=[signature.pk])).text
    assert "The mark is right" in page
    assert "Ida Interpreter" in words_of(desk.get(reverse("consultations:consent_pdf", args=[signature.pk])))
    Signature.objects.update(signed="Somebody Else")
    assert "The mark is wrong" in desk.get(reverse("consultations:consent", args=[signature.pk])).text
    withdraw = reverse("consultations:consent_withdraw", args=[signature.pk])
    assert "What stops" in desk.get(withdraw).text
    assert desk.post(withdraw, {"why": "On the phone"}).status_code == 302
    rows = desk.get(reverse("consultations:patient_sessions", args=[patient])).text
    assert "The consent to SMP was withdrawn" in rows
    assert "Held" in rows
    assert "withdrawn already" in desk.get(withdraw).text
    assert desk.post(withdraw, {}).status_code == 409


def test_a_booking_inside_the_days_comes_back_with_the_day():
    surgery, *_rest = sessions.plan_for(approved_plan("fue_only", fue=1), by=None, now=timezone.now())
    day = timezone.localdate() + timedelta(days=5)
    when = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "day": day.isoformat(), "time": "10:00"}
    answer = staff().post(reverse("consultations:session_book", args=[surgery.pk]), when)
    assert answer.status_code == 422
    assert "14 days to think it over follow. Signed today, it is possible from" in answer.text


def test_without_a_plan_there_is_nothing_to_sign():
    patient = PlanFactory.create().patient
    desk = staff()
    assert "No plan is approved" in desk.get(reverse("consultations:patient_consents", args=[patient.pk])).text
    assert desk.get(reverse("consultations:consent_sign", args=[patient.pk, "smp"])).status_code == 404
    assert desk.get(reverse("consultations:consent_copy", args=[patient.pk, "smp"])).status_code == 404


# --- settings ---------------------------------------------------------------------------------------------------------


def test_the_manager_publishes_a_version_and_hears_who_signs_again(plan):
    SignatureFactory.create(plan=plan)
    manager = staff(manager=True)
    address = reverse("consultations:wording", args=["smp", "en-gb"])
    page = manager.get(address).text
    assert "It is a tattoo" in page
    assert "SMP, English, version 1" in page
    sent = {"title": "New", "parts": "One\nWords of one\n\nTwo\nWords", "risks": "A\nB", "reason": "Why", "after": "1"}
    answer = manager.post(address, sent | {"material": "on"}, follow=True)
    assert "Version 2 is published. Patients who sign again before their next session: 1." in answer.text
    assert "A newer version in another language" in answer.text
    assert ConsentText.objects.get().words["sections"] == [["One", "Words of one"], ["Two", "Words"]]
    assert "just published" in manager.post(address, sent).text
    assert "needs a heading" in manager.post(address, sent | {"parts": "One"}).text
    assert "Text changed, sign again" in manager.get(reverse("consultations:sessions")).text
    assert manager.get(reverse("consultations:wording", args=["smp", "ar"])).status_code == 404


def test_the_manager_sets_the_days():
    manager = staff(manager=True)
    address = reverse("consultations:wordings")
    assert "Royal College of Surgeons" in manager.get(address).text
    sent = {"smp": 1, "scar_smp": 0, "fue": 21, "strip": 21, "combination": 0}
    assert "Set by Morgan Manager" in manager.post(address, sent, follow=True).text
    assert manager.post(address, sent | {"fue": "x"}).status_code == 422
    assert staff().get(address).status_code == 403
