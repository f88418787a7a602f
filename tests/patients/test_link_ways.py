"""The ways to an intake besides the mail: a code, a picture to scan, a copied link; fresh links, and closing them."""

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from patients.exports import scan
from patients.models import Intake, IntakeCode, IntakeLink, IntakeStep, Knock, Patient
from patients.models.code import code_hash
from patients.models.intake import Step
from patients.models.link import Way
from patients.services import codes, intakes, knocks, links
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory, PatientFactory, UserFactory
from tests.patients.answers import CANARIES, TYPED, answer_all
from tests.patients.conftest import BIRTHDAY

HOSTILE = (
    "<script>alert(1)</script>",
    "12345\x00",
    "\u202e123456",
    "x" * 10_000,
    "🦱" * 6,
    "' OR 1=1 --",
    "١٢٣٤٥٦",
    "",
)


def shown_code(browser: Client, intake: Intake) -> str:
    """The code as the desk's screen shows it."""
    page = browser.post(f"/patients/{intake.patient_id}/intake/show/", {"way": "code"})
    found = re.search(r">(\d{3}) (\d{3})<", page.content.decode())
    assert found, page.content
    return found[1] + found[2]


# The code ---------------------------------------------------------------------------------------------------


def test_a_code_opens_the_form_after_the_check_and_only_once(at_desk, intake):
    answer_all(intake)
    code = shown_code(at_desk, intake)
    assert code not in str(list(IntakeCode.objects.values())) + str(list(Entry.objects.values()))
    phone = Client()
    answer = phone.post("/code/", {"code": f" {code[:3]} {code[3:]} "})
    assert (answer.status_code, answer["Location"]) == (302, "/intake/welcome/")
    page = phone.get("/intake/welcome/")
    assert not any(canary.encode() in page.content for canary in CANARIES)
    assert phone.post("/intake/welcome/", BIRTHDAY).status_code == 302
    assert phone.get("/intake/check/").status_code == 200
    assert IntakeLink.objects.get().way == Way.CODE
    assert b"This code is not known" in Client().post("/code/", {"code": code}).content
    assert Entry.objects.filter(what="intake code used").count() == 1


def test_a_code_is_over_after_ten_minutes_and_a_newer_one_replaces_it(at_desk, intake):
    first = shown_code(at_desk, intake)
    second = shown_code(at_desk, intake)
    assert first == second or Client().post("/code/", {"code": first}).status_code == 422
    IntakeCode.objects.update(expires_at=timezone.now())
    assert Client().post("/code/", {"code": second}).status_code == 422
    assert not IntakeLink.objects.exists()


def test_looking_at_the_page_of_the_code_changes_nothing(client, db):
    for _time in range(10):
        assert client.get("/code/").status_code == 200
        assert client.head("/code/").status_code == 200
    assert not Knock.objects.exists()
    assert not Entry.objects.exists()


def test_a_phone_has_five_tries_in_ten_minutes(at_desk, intake):
    code = shown_code(at_desk, intake)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    phone = Client(REMOTE_ADDR="192.0.2.7")
    for _try in range(5):
        assert b"This code is not known" in phone.post("/code/", {"code": wrong}).content
    for late in (wrong, code):
        answer = phone.post("/code/", {"code": late})
        assert answer.status_code == 422
        assert b"Too many tries. Wait 10 minutes" in answer.content
    assert "192.0.2.7" not in str(list(Knock.objects.values()))
    assert Client(REMOTE_ADDR="192.0.2.8").post("/code/", {"code": code}).status_code == 302
    Knock.objects.update(at=timezone.now() - timedelta(minutes=11))
    fresh = shown_code(at_desk, intake)
    assert phone.post("/code/", {"code": fresh}).status_code == 302


def test_all_phones_together_have_fifty(intake, desk):
    now = timezone.now()
    code = codes.make(intake, by=desk, now=now)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for number in range(codes.TRIES_OF_ALL):
        assert codes.redeem(wrong, who=f"192.0.2.{number}", now=now) is None
    with pytest.raises(Refused, match="Too many tries"):
        codes.redeem(code, who="198.51.100.1", now=now)
    missed = Entry.objects.filter(what="intake code missed")
    assert missed.count() == codes.TRIES_OF_ALL
    assert "192.0.2" not in str(list(missed.values("detail")))


@pytest.mark.django_db(transaction=True)
def test_twelve_phones_at_once_use_a_code_once():
    desk, intake = UserFactory.create(), IntakeFactory.create()
    code = codes.make(intake, by=desk, now=timezone.now())

    def enter(number: int) -> bool:
        try:
            return codes.redeem(code, who=f"192.0.2.{number}", now=timezone.now()) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(enter, range(12))) == 1
    assert IntakeLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_order_one_fresh_link():
    link, _token = intakes.issue_link(
        IntakeFactory.create(), sent_to="milo@patients.example", by=None, now=timezone.now()
    )
    together = Barrier(8)

    def press(_number: int) -> bool:
        try:
            together.wait(10)
            return links.want_fresh(link, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 1
    assert Entry.objects.filter(what="fresh link wanted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_tries_at_once_get_no_more_than_the_limit():
    def knock(_number: int) -> bool:
        try:
            return knocks.spend("code", "192.0.2.1", limit=5, within=timedelta(minutes=10), now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(knock, range(20))) <= 5


@pytest.mark.parametrize("typed", HOSTILE)
def test_anything_else_in_the_box_is_answered_with_what_to_enter(client, db, typed):
    answer = client.post("/code/", {"code": typed})
    assert answer.status_code == 422
    assert b"Enter the 6 digits" in answer.content
    assert b"<script>alert" not in answer.content
    assert not Knock.objects.exists()


def test_a_number_that_another_intake_has_is_not_given_twice(intake, desk, monkeypatch):
    now, numbers = timezone.now(), iter([111111, 111111, 222222])
    monkeypatch.setattr(secrets, "randbelow", lambda _most: next(numbers))
    assert codes.make(intake, by=desk, now=now) == "111111"
    assert codes.make(IntakeFactory.create(), by=desk, now=now) == "222222"
    monkeypatch.setattr(secrets, "randbelow", lambda _most: 111111)
    with pytest.raises(Refused, match="No code is free"):
        codes.make(IntakeFactory.create(), by=desk, now=now)
    assert IntakeCode.objects.get(intake=intake).code_hash == code_hash("111111")


# The picture and the copied link ----------------------------------------------------------------------------


@pytest.mark.parametrize("way", [Way.SCREEN, Way.COPIED])
def test_the_desk_shows_a_link_that_the_patient_opens(at_desk, desk, intake, way):
    page = at_desk.post(f"/patients/{intake.patient_id}/intake/show/", {"way": way}).content.decode()
    link = IntakeLink.objects.get()
    assert (link.way, link.sent_to, link.created_by) == (way, "", desk)
    if way == Way.COPIED:
        token = page.partition("/i/")[2].partition("/")[0]
        assert links.open_for(token) == link
    else:
        assert "<svg" in page
        assert "/i/" not in page.partition("<main")[2]
    assert "no-store" in at_desk.post(f"/patients/{intake.patient_id}/intake/show/", {"way": way})["Cache-Control"]


def test_the_picture_holds_the_address():
    drawn = scan.picture("https://clinic.example/i/abc/")
    squares = set(re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn.path))
    assert "".join(f"M{x} {y}h1v1h-1z" for x, y in re.findall(r"M(\d+) (\d+)h", drawn.path)) == drawn.path
    # the three corners by which a camera finds it, and the white frame around
    far = str(drawn.side - 1 - scan.FRAME)
    assert {("4", "4"), (far, "4"), ("4", far)} <= squares
    assert all(scan.FRAME <= int(n) < drawn.side - scan.FRAME for square in squares for n in square)
    assert scan.picture("https://clinic.example/i/abd/").path != drawn.path


def test_a_patient_who_could_not_pass_the_check_is_shown_nothing(at_desk):
    patient = PatientFactory.create(born_on=None, mobile="", email="x@patients.example")
    answer = at_desk.post(f"/patients/{patient.pk}/intake/show/", {"way": "code"})
    assert answer.status_code == 409
    assert b"Add one of them to the record first" in answer.content
    assert not IntakeCode.objects.exists()


# Fresh links ------------------------------------------------------------------------------------------------


def said(answer: Any) -> str:
    """The page without the token of its forms, which differs each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def wishes() -> int:
    return int(IntakeLink.objects.wanting_fresh().count())


def test_whoever_asks_for_a_fresh_link_gets_the_same_answer(client, intake, link_of):
    nobody = client.post("/intake/fresh/")
    assert (nobody.status_code, wishes()) == (200, 0)
    _link, token = link_of(intake, ago=timedelta(days=15))
    page = client.get(f"/i/{token}/", follow=True)
    assert b"Your answers are safe. Get a new link." in page.content
    assert wishes() == 0
    first, again = client.post("/intake/fresh/"), client.post("/intake/fresh/")
    assert said(first) == said(again)
    assert b"If the clinic has an address or a mobile number for you" in first.content
    assert b"patients.example" not in first.content
    assert wishes() == 1
    assert Entry.objects.filter(what="fresh link wanted").count() == 1


def test_an_intake_wishes_for_three_links_a_day_at_most(intake, link_of):
    link, _token = link_of(intake)
    now = timezone.now()
    taken = [links.want_fresh(link, now=now + timedelta(minutes=50 * n)) for n in range(20)]
    assert sum(taken) == 3
    assert taken[:3] == [True, False, True]
    assert links.want_fresh(link, now=now + timedelta(hours=26))


def test_one_address_orders_ten_an_hour_at_most(client, link_of):
    for _number in range(12):
        _link, token = link_of(IntakeFactory.create(), ago=timedelta(days=15))
        client.get(f"/i/{token}/")
        assert client.post("/intake/fresh/").status_code == 200
    assert wishes() == 10


def test_the_fifth_miss_orders_one_fresh_link_and_the_fresh_ones_five_misses_none(intake, link_of):
    for _link in range(2):
        link, _token = link_of(intake)
        for _try in range(7):
            links.knock(link, intake.patient, "1999", now=timezone.now())
    assert wishes() == 1


def test_a_link_that_the_clinic_closed_orders_none(client, intake, link_of):
    link, token = link_of(intake)
    client.get(f"/i/{token}/")
    links.revoke(link, by=UserFactory.create(manager=True), now=timezone.now())
    assert client.post("/intake/fresh/").status_code == 200
    assert wishes() == 0
    assert b"Send me a new link" not in client.get(f"/i/{token}/", follow=True).content


def test_a_paused_link_offers_a_new_one_and_shows_nothing_of_the_patient(client, intake, link_of):
    _link, token = link_of(intake)
    client.get(f"/i/{token}/")
    for _try in range(5):
        paused = client.post("/intake/welcome/", BIRTHDAY | {"answer_year": "1999"})
    for page in (paused, client.get(f"/i/{token}/", follow=True), client.get("/intake/welcome/")):
        assert page.status_code == 410
        assert b"This link is paused" in page.content
        assert b"Send me a new link" in page.content
        assert b"Milo" not in page.content
        assert b"patients.example" not in page.content
    assert client.post("/intake/welcome/", BIRTHDAY).status_code == 410
    # the fifth miss has ordered one already
    assert b"a new link is on its way" in client.post("/intake/fresh/").content
    assert wishes() == 1


# Seeing and closing ------------------------------------------------------------------------------------------


def test_the_tab_lists_who_made_which_link_and_where_it_went_without_the_address(at_desk, desk, intake, link_of):
    _link, token = link_of(intake)
    shown_code(at_desk, intake)
    Client().get(f"/i/{token}/")
    page = at_desk.get(f"/patients/{intake.patient_id}/intake/").content.decode()
    part = page.partition('id="links"')[2]
    assert "m…@patients.example" in part
    assert "milo@" not in part
    assert "by itself" in part
    assert "Not opened yet." in part
    assert "Close all links" not in part
    browser = Client()
    browser.get(f"/i/{token}/")
    browser.post("/intake/welcome/", BIRTHDAY)
    assert "Last opened on" in at_desk.get(f"/patients/{intake.patient_id}/intake/").content.decode()


@pytest.mark.parametrize("wanted", ["one", "all"])
def test_a_manager_closes_links_and_they_are_closed_at_once(at_home, intake, link_of, wanted):
    manager = UserFactory.create(manager=True)
    _other, other_token = link_of(intake)
    codes.make(intake, by=manager, now=timezone.now())
    desk = Client()
    desk.force_login(manager)
    assert at_home.get("/intake/about/").status_code == 200
    own = IntakeLink.objects.order_by("pk")[0]
    which = {"one": str(own.pk), "all": "all"}[wanted]
    desk.post(f"/patients/{intake.patient_id}/intake/links/close/", {"link": which})
    assert at_home.get("/intake/about/").status_code == 403
    left = {"one": 200, "all": 410}[wanted]
    assert Client().get(f"/i/{other_token}/", follow=True).status_code == left
    assert IntakeCode.objects.filter(closed_at=None).count() == (wanted == "one")
    assert Entry.objects.filter(what="intake link revoked", by=manager).count() == {"one": 1, "all": 2}[wanted]
    assert "closed by the clinic" in desk.get(f"/patients/{intake.patient_id}/intake/").content.decode()


def test_a_manager_may_close_all_before_the_first_link_has_left(intake):
    desk = Client()
    desk.force_login(UserFactory.create(manager=True))
    assert "Close all links" in desk.get(f"/patients/{intake.patient_id}/intake/").content.decode()
    desk.post(f"/patients/{intake.patient_id}/intake/links/close/", {"link": "all"})
    intake.refresh_from_db()
    assert intake.links_closed_at is not None


@pytest.mark.parametrize("who", ["at_desk", "at_doctor"])
def test_nobody_but_a_manager_closes_a_patients_links(request, intake, link_of, who):
    link_of(intake)
    answer = request.getfixturevalue(who).post(f"/patients/{intake.patient_id}/intake/links/close/", {"link": "all"})
    assert answer.status_code == 403
    with pytest.raises(Refused, match="Only a manager"):
        links.revoke_all(intake.patient, by=UserFactory.create(), now=timezone.now())
    assert not IntakeLink.objects.exclude(revoked_at=None).exists()


def test_a_manager_closes_no_link_of_another_patient(intake, link_of):
    other, _token = link_of(IntakeFactory.create())
    desk = Client()
    desk.force_login(UserFactory.create(manager=True))
    for wanted in (str(other.pk), "nonsense", "", "9" * 30, "9" * 5000):
        assert desk.post(f"/patients/{intake.patient_id}/intake/links/close/", {"link": wanted}).status_code == 302
    other.refresh_from_db()
    assert other.revoked_at is None


def test_a_patient_closes_the_other_links_and_goes_on(at_home, intake, link_of):
    _other, token = link_of(intake)
    page = at_home.get("/intake/links/").content.decode()
    assert "this one" in page
    assert "m…@patients.example" in page
    at_home.post("/intake/links/close/", {"link": "others"})
    assert Client().get(f"/i/{token}/", follow=True).status_code == 410
    assert at_home.get("/intake/about/").status_code == 200
    assert Entry.objects.filter(what="intake link revoked", by=None).count() == 1


def test_a_patient_closes_everything_with_the_page_itself(at_home, intake, link_of):
    _other, token = link_of(intake)
    answer = at_home.post("/intake/links/close/", {"link": "all"})
    assert b"All links are closed" in answer.content
    assert at_home.get("/intake/about/").status_code == 403
    assert Client().get(f"/i/{token}/", follow=True).status_code == 410


def test_a_patient_closes_no_link_of_anybody_else(at_home, link_of):
    other, _token = link_of(IntakeFactory.create())
    for wanted in (str(other.pk), "", "9" * 30, "9" * 5000, "²", "٣"):
        assert at_home.post("/intake/links/close/", {"link": wanted}).status_code == 404
    other.refresh_from_db()
    assert other.revoked_at is None


@pytest.mark.parametrize(("by_clinic", "said"), [(True, "closed by the clinic</h1>"), (False, "closed</h1>")])
def test_a_closed_link_says_who_closed_it_only_when_it_was_the_clinic(client, intake, link_of, by_clinic, said):
    link, token = link_of(intake)
    by = UserFactory.create(manager=True) if by_clinic else None
    links.revoke(link, by=by, now=timezone.now())
    assert said in client.get(f"/i/{token}/", follow=True).content.decode()


def test_a_paused_link_promises_nothing_that_may_not_come(client, intake, link_of):
    """Whoever guesses is not told whether the clinic has an address; and an hour's one link may have left before."""
    Patient.objects.filter(pk=intake.patient_id).update(email="")
    _link, token = link_of(intake)
    client.get(f"/i/{token}/")
    for _try in range(5):
        page = client.post("/intake/welcome/", BIRTHDAY | {"answer_year": "1999"}).content.decode()
    assert "If the clinic has an address or a mobile number for you, a new link is on its way" in page
    assert "No more than one an hour is sent, and three a day." in page
    assert "A fresh link goes" not in page


def test_a_closed_link_is_closed_once(intake, link_of):
    link, _token = link_of(intake)
    for _time in range(2):
        links.revoke(link, by=None, now=timezone.now())
    assert Entry.objects.filter(what="intake link revoked").count() == 1


def test_three_links_open_one_draft_and_all_of_them_the_copy_after_sending(intake, link_of):
    tokens = [link_of(intake)[1] for _time in range(3)]
    for token in tokens:
        browser = Client()
        browser.get(f"/i/{token}/")
        assert browser.post("/intake/welcome/", BIRTHDAY).status_code == 302
        assert browser.get("/intake/about/").status_code == 200
    answer_all(intake)
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    for token in tokens:
        browser = Client()
        welcome = browser.get(f"/i/{token}/", follow=True)
        assert b"Already sent" in welcome.content
        assert not any(canary.encode() in welcome.content for canary in CANARIES)
        copy = browser.post("/intake/welcome/", BIRTHDAY, follow=True)
        assert b"Already sent. Here is your copy." in copy.content
        assert b"CANARY-OTHER" in copy.content


def test_staff_who_are_signed_in_do_not_open_a_patients_link(at_desk, intake):
    answer_all(intake)
    shown = at_desk.post(f"/patients/{intake.patient_id}/intake/show/", {"way": "copied"}).content.decode()
    token = shown.split("/i/")[1].split("/")[0]
    at_desk.get(f"/i/{token}/")
    for answer in (at_desk.get("/intake/welcome/"), at_desk.post("/intake/welcome/", BIRTHDAY)):
        assert answer.status_code == 403
        assert "You are signed in" in answer.content.decode()
        assert intake.patient.first_name not in answer.content.decode()
    assert at_desk.get("/intake/check/").status_code == 403
    assert IntakeLink.objects.get().opened_at is None
    at_desk.post("/account/logout/")
    at_desk.get(f"/i/{token}/")
    assert at_desk.post("/intake/welcome/", BIRTHDAY).status_code == 302


def stopped(browser: Client) -> str:
    """The page after "Stop now and finish later" on a step."""
    version = "1" if IntakeStep.objects.filter(step=Step.HAIR).exists() else "0"
    typed = TYPED[Step.HAIR] | {"version": version, "then": "later"}
    page: str = browser.post("/intake/hair/", typed, follow=True).content.decode()
    return page


def test_stopping_for_now_sends_a_fresh_link_and_says_so(at_home, intake):
    assert "We send you a fresh link" in stopped(at_home)
    assert IntakeLink.objects.get().fresh_wanted_at is not None
    first = IntakeLink.objects.get().fresh_wanted_at
    assert "We send you a fresh link, at most one an hour" in stopped(at_home)
    assert IntakeLink.objects.get().fresh_wanted_at == first
    assert "The link that we sent you opens them again" in at_home.post("/intake/leave/").content.decode()


def test_who_came_by_code_and_has_no_address_is_told_to_ask_for_a_code(intake, desk):
    type(intake.patient).objects.update(email="")
    browser = Client()
    browser.post("/code/", {"code": codes.make(intake, by=desk, now=timezone.now())})
    assert browser.post("/intake/welcome/", BIRTHDAY).status_code == 302
    page = stopped(browser)
    assert "Ask the clinic for a code" in page
    assert "fresh link" not in page
    assert IntakeLink.objects.get().fresh_wanted_at is None
    left = browser.post("/intake/leave/").content.decode()
    assert "Ask there for a code" in left
    assert "that we sent you" not in left


def test_a_step_that_is_refused_or_gone_on_from_sends_no_link(at_home):
    wrong = TYPED[Step.ABOUT] | {"born_on_day": "31", "version": "0", "then": "later"}
    assert at_home.post("/intake/about/", wrong).status_code == 422
    assert at_home.post("/intake/hair/", TYPED[Step.HAIR] | {"version": "0"}).status_code == 302
    assert IntakeLink.objects.get().fresh_wanted_at is None
