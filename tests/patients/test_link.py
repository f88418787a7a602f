"""The patient's link: what opens it, what it shows to whom, and what never happens."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from patients.models import Consent, Intake, IntakeLink, IntakeStep
from patients.models.intake import Step
from patients.services import intakes, links
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory, PatientFactory
from tests.patients.answers import CANARIES, STORED, TYPED, answer_all
from tests.patients.conftest import BIRTHDAY


def everything() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (Intake, IntakeLink, IntakeStep, Consent, Entry)]


def test_a_scanner_that_opens_the_link_changes_nothing(client, intake, link_of):
    _link, token = link_of(intake)
    before = everything()
    for _time in range(10):
        for ask in (client.get, client.head):
            answer = ask(f"/i/{token}/")
            assert answer.status_code == 302
            assert answer["Referrer-Policy"] == "no-referrer"
            assert token not in answer["Location"]
            ask("/intake/welcome/")
    assert everything() == before
    assert "sessionid" not in client.cookies


def test_the_right_birthday_opens_the_intake_under_a_new_session(client, intake, link_of):
    link, token = link_of(intake)
    client.get(f"/i/{token}/")
    page = client.get("/intake/welcome/")
    assert b"A few questions before your visit" in page.content
    assert b"Milo" not in page.content
    session = client.session
    session["before"] = True
    session.save()
    old = session.session_key
    client.cookies["session"] = old
    answer = client.post("/intake/welcome/", BIRTHDAY)
    assert (answer.status_code, answer["Location"]) == (302, "/intake/")
    assert client.cookies["session"].value != old
    assert client.cookies["intake_link"].value == ""
    link.refresh_from_db()
    assert link.opened_at is not None
    assert Consent.objects.get(purpose="enquiry").wording.startswith("The clinic may use my answers")


def test_the_consent_has_its_own_tick(client, intake, link_of):
    link, token = link_of(intake)
    client.get(f"/i/{token}/")
    answer = client.post("/intake/welcome/", BIRTHDAY | {"agreed": ""})
    assert answer.status_code == 422
    assert b"Tick the box, so that we may use your answers" in answer.content
    link.refresh_from_db()
    assert link.failed_tries == 0


def test_without_a_birthday_the_end_of_the_mobile_opens(client, intake, link_of):
    intake.patient.born_on = None
    intake.patient.save()
    _link, token = link_of(intake)
    client.get(f"/i/{token}/")
    assert b"last 4 digits of your mobile" in client.get("/intake/welcome/").content
    assert client.post("/intake/welcome/", {"answer": "31x8", "agreed": "on"}).status_code == 422
    assert client.post("/intake/welcome/", {"answer": "0318", "agreed": "on"}).status_code == 302


def test_with_nothing_to_check_against_the_link_says_to_call(client, link_of):
    patient = PatientFactory.create(born_on=None, mobile="", email="x@patients.example")
    _link, token = link_of(IntakeFactory.create(patient=patient))
    client.get(f"/i/{token}/")
    assert b"This link cannot be opened yet" in client.get("/intake/welcome/").content
    assert client.post("/intake/welcome/", {"answer": "0000", "agreed": "on"}).status_code == 422


def test_five_misses_pause_the_link_and_show_nothing(client, intake, link_of):
    answer_all(intake)
    link, token = link_of(intake)
    client.get(f"/i/{token}/")
    wrong = BIRTHDAY | {"answer_year": "1986"}
    for left in (4, 3, 2, 1):
        answer = client.post("/intake/welcome/", wrong)
        assert answer.status_code == 422
        assert f"{left} tr".encode() in answer.content
    answer = client.post("/intake/welcome/", wrong)
    assert answer.status_code == 410
    assert b"This link is paused" in answer.content
    assert b"If the clinic has an address or a mobile number for you, a new link is on its way" in answer.content
    assert b"patients.example" not in answer.content
    for later in (
        client.post("/intake/welcome/", BIRTHDAY),
        client.get(f"/i/{token}/", follow=True),
        client.get("/intake/check/"),
    ):
        assert later.status_code in {403, 410}
        assert b"Placeholder" not in later.content
        assert not any(canary.encode() in later.content for canary in CANARIES)
    assert not links.knock(link, intake.patient, intake.patient.born_on, now=timezone.now())
    assert Entry.objects.filter(what="link check missed").count() == 5


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_get_five_tries():
    intake = IntakeFactory.create()
    link, _token = intakes.issue_link(intake, sent_to="x@patients.example", by=None, now=timezone.now())

    def guess(number: int) -> None:
        try:
            links.knock(link, intake.patient, timezone.localdate() - timedelta(days=number), now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(20)))
    assert Entry.objects.filter(what="link check missed").count() == 5


def test_a_right_answer_gives_the_tries_back(intake, link_of):
    link, _token = link_of(intake)
    links.knock(link, intake.patient, "1999", now=timezone.now())
    assert links.knock(link, intake.patient, intake.patient.born_on, now=timezone.now())
    link.refresh_from_db()
    assert link.failed_tries == 0


def test_a_link_that_ran_out_says_when_and_that_the_answers_are_safe(client, intake, link_of):
    link, token = link_of(intake, ago=timedelta(days=15))
    opened = client.get(f"/i/{token}/")
    assert opened["Referrer-Policy"] == "no-referrer"
    assert token not in opened["Location"]
    answer = client.get(opened["Location"])
    assert answer.status_code == 410
    day = intake.patient.clinic.local(link.expires_at)
    assert f"This link ran out on {day.day} {day:%B}".encode() in answer.content
    assert b"Your answers are safe. Get a new link." in answer.content
    # the form of this page says where it comes from, as Django asks
    assert answer["Referrer-Policy"] == "same-origin"


def test_a_link_that_runs_out_under_ones_hands_closes(at_home):
    IntakeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert at_home.get("/intake/about/").status_code == 403
    IntakeLink.objects.update(expires_at=timezone.now() + timedelta(days=1), revoked_at=timezone.now())
    assert at_home.post("/intake/about/", TYPED[Step.ABOUT]).status_code == 403


def test_a_revoked_link_says_so(client, intake, link_of):
    link, token = link_of(intake)
    client.get(f"/i/{token}/", follow=True)
    IntakeLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    assert b"This link was closed" in client.get(f"/i/{token}/", follow=True).content
    assert client.get("/intake/welcome/").status_code == 410


def test_a_wrong_token_is_unknown(client, db):
    answer = client.get("/i/notatoken/")
    assert answer.status_code == 404
    assert b"We do not know this link" in answer.content


def test_a_bent_cookie_opens_nothing(client, intake, link_of):
    _link, token = link_of(intake)
    client.get(f"/i/{token}/")
    client.cookies["intake_link"] = f"{token}:forged:signature"
    assert client.get("/intake/welcome/").status_code == 403


def test_nobody_enters_without_a_link(client, db):
    for address in ("/intake/", "/intake/about/", "/intake/check/", "/intake/sent/", "/intake/photos/1/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert b"Open your link again" in answer.content


def test_another_patients_link_shows_nothing_of_the_first(at_home, intake, link_of):
    answer_all(intake)
    other = IntakeFactory.create()
    _link, token = link_of(other)
    at_home.get(f"/i/{token}/")
    born = {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"}
    at_home.post("/intake/welcome/", born)
    page = at_home.get("/intake/check/")
    assert not any(canary.encode() in page.content for canary in CANARIES)
    assert b"III-vertex" not in page.content


def test_every_earlier_link_opens_the_same_draft_on_another_device(intake, link_of, at_home):
    at_home.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "0"})
    _link, token = link_of(intake)
    second = Client()
    second.get(f"/i/{token}/")
    second.post("/intake/welcome/", BIRTHDAY)
    page = second.get("/intake/", follow=True)
    assert b"1 of 9 steps are done" in page.content


def test_the_whole_intake_from_link_to_copy(at_home, intake, django_capture_on_commit_callbacks):
    assert at_home.get("/intake/")["Location"] == "/intake/about/"
    for number, (step, typed) in enumerate(TYPED.items()):
        page = at_home.get(f"/intake/{step}/")
        assert page.status_code == 200
        assert f"Step {number + 1} of 9".encode() in page.content
        answer = at_home.post(f"/intake/{step}/", typed | {"version": "0"})
        assert answer.status_code == 302, answer.content
    assert answer["Location"] == "/intake/check/"
    check = at_home.get("/intake/check/")
    assert b"CANARY-MEDICINE" in check.content
    assert b"Still missing" not in check.content
    with django_capture_on_commit_callbacks() as rung:
        sent = at_home.post("/intake/check/")
    assert sent["Location"] == "/intake/sent/"
    assert len(rung) == 1
    copy = at_home.get("/intake/sent/").content
    for words in (b"Thank you, Milo", b"CANARY-OTHER", b"3 vertex, Temples and crown", b"USD 6,000", b"Change"):
        assert (words in copy) is (words != b"Change")
    intake.refresh_from_db()
    assert intake.submitted_by is None
    # Whatever is pressed or typed afterwards: it is sent, once.
    assert at_home.post("/intake/check/")["Location"] == "/intake/sent/"
    assert at_home.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "1"})["Location"] == "/intake/sent/"
    assert at_home.get("/intake/")["Location"] == "/intake/sent/"
    assert Entry.objects.filter(what="intake submitted").count() == 1


def test_after_sending_the_link_shows_the_copy_behind_the_check(client, intake, link_of):
    _link, token = link_of(intake)
    answer_all(intake)
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    client.get(f"/i/{token}/")
    client.post("/intake/welcome/", BIRTHDAY)
    page = client.get("/intake/", follow=True)
    assert b"CANARY-OTHER" in page.content
    assert b"Already sent. Here is your copy." in client.get("/intake/sent/before/").content
    assert IntakeStep.objects.count() == len(STORED)


def test_missing_steps_are_links_and_nothing_is_sent(at_home, intake):
    answer_all(intake, leave_out=(Step.HAIR, Step.HEALTH))
    assert b'href="/intake/hair/"' in at_home.get("/intake/check/").content
    answer = at_home.post("/intake/check/")
    assert answer.status_code == 422
    assert b"Some steps are still open" in answer.content
    assert b'href="/intake/health/"' in answer.content


def test_change_leads_back_to_the_check(at_home, intake):
    answer_all(intake)
    page = at_home.get("/intake/hair/?from=check")
    assert b'name="back_to_check"' in page.content
    answer = at_home.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "1", "back_to_check": "1"})
    assert answer["Location"] == "/intake/check/"


def test_somebody_under_18_reads_why_and_loses_nothing(at_home, intake):
    intake.patient.born_on = None
    intake.patient.save()
    year = str(timezone.localdate().year - 16)
    answer = at_home.post("/intake/about/", TYPED[Step.ABOUT] | {"born_on_year": year, "version": "0"}, follow=True)
    assert answer.status_code == 200
    assert b"We treat people from the age of 18" in answer.content
    assert IntakeStep.objects.get(step=Step.ABOUT).answers["first_name"] == "Milo"
    assert b"from the age of 18" in at_home.get("/intake/check/").content
    assert at_home.get("/intake/about/").status_code == 200


def test_stop_now_saves_and_says_how_to_go_on(at_home):
    answer = at_home.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "0", "then": "later"}, follow=True)
    assert b"Finish whenever you like" in answer.content
    assert IntakeStep.objects.filter(step=Step.HAIR).exists()
    left = at_home.post("/intake/leave/")
    assert b"Closed on this device" in left.content
    assert at_home.get("/intake/").status_code == 403


def test_a_wrong_answer_keeps_all_that_was_typed(at_home):
    typed = TYPED[Step.ABOUT] | {"born_on_day": "31", "first_name": "Milo Typed", "version": "0"}
    answer = at_home.post("/intake/about/", typed)
    assert answer.status_code == 422
    assert b"31 February is not a date" in answer.content
    assert b'value="Milo Typed"' in answer.content
    assert b"<title>Error:" in answer.content.replace(b"\n", b"")


def test_a_second_device_that_was_slower_sees_both_answers(at_home, intake):
    at_home.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "0"})
    slower = TYPED[Step.HAIR] | {"version": "0", "colour": "red"}
    clash = at_home.post("/intake/hair/", slower)
    assert clash.status_code == 409
    assert b"Dark brown" in clash.content
    assert b"Red" in clash.content
    assert b'name="version" value="1"' in clash.content
    assert at_home.post("/intake/hair/", slower | {"version": "1"}).status_code == 302
    assert IntakeStep.objects.get(step=Step.HAIR).answers["colour"] == "red"


def test_extra_fields_change_nothing(at_home, intake):
    sly = {"status": "submitted", "patient": "1", "submitted_at": "2026-01-01", "fee": "1", "by": "1", "version": "0"}
    at_home.post("/intake/hair/", TYPED[Step.HAIR] | sly)
    intake.refresh_from_db()
    assert intake.is_open
    assert not set(sly) & set(IntakeStep.objects.get().answers)


def test_hostile_words_are_shown_harmlessly(at_home):
    sting = "<script>alert(1)</script>"
    at_home.post("/intake/about/", TYPED[Step.ABOUT] | {"first_name": sting, "version": "0"})
    at_home.post("/intake/health/", TYPED[Step.HEALTH] | {"other": f"{sting}\n{{{{ 7|add:7 }}}} 🦱", "version": "0"})
    page = at_home.get("/intake/check/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "🦱" in page


def test_an_unknown_step_is_not_found(at_home):
    assert at_home.get("/intake/nosuch/").status_code == 404


@pytest.mark.parametrize("step", ["loss", "hair", "treatment", "health", "wishes"])
def test_a_step_asks_the_database_a_fixed_number_of_questions(at_home, intake, step, count_queries):
    answer_all(intake, leave_out=(step,))
    with count_queries() as asked:
        at_home.get(f"/intake/{step}/")
    assert len(asked) <= 4, asked
    with count_queries() as asked:
        assert at_home.post(f"/intake/{step}/", TYPED[step] | {"version": "0"}).status_code == 302
    assert len(asked) <= 9, asked
