"""The staff of a clinic: invited by mail, shut out at once, and the first manager of all."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from smpclinic.accounts.models import Clinic, User
from smpclinic.accounts.roles import Role
from smpclinic.accounts.tasks import clear_sessions
from smpclinic.messaging import folder
from tests.factories import UserFactory
from tests.house.walk import signed_in
from tests.with_services import free_port

pytestmark = pytest.mark.django_db
NEW = {"name": "Nova Newcomer", "email": "Nova@larkfield.example", "role": Role.DOCTOR}
RESET = "/account/password/reset/"


@pytest.fixture
def mail_folder(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_FOLDER = folder.BACKEND, tmp_path


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


def test_an_invited_person_chooses_a_password_and_signs_in(mail_folder):
    answer = signed_in(Role.MANAGER).post("/settings/staff/", NEW, follow=True)
    assert "Nova Newcomer is invited" in answer.content.decode()
    client, (mail,) = Client(), folder.newest()
    assert mail.to == "nova@larkfield.example"
    assert mail.subject == "Your account at the clinic"
    assert "The clinic has made an account for you" in mail.text
    assert "asked for a new password" not in mail.text
    (link,) = re.findall(r"http://testserver(/\S+)", mail.text)
    form = client.get(link, follow=True)
    chosen = {"password1": "a-new-long-password", "password2": "a-new-long-password"}
    client.post(form.redirect_chain[-1][0], chosen)
    answer = client.post("/account/login/", {"login": "NOVA@larkfield.example", "password": "a-new-long-password"})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200


def test_an_address_is_invited_once(mail_folder):
    manager = signed_in(Role.MANAGER)
    manager.post("/settings/staff/", NEW)
    answer = manager.post("/settings/staff/", NEW | {"email": "NOVA@LARKFIELD.example"})
    assert answer.status_code == 422
    assert "This address has an account already." in answer.content.decode()
    assert User.objects.filter(email__iexact=NEW["email"]).count() == 1


def test_an_invitation_whose_mail_stays_says_so(no_mail_server, caplog):
    answer = signed_in(Role.MANAGER).post("/settings/staff/", NEW, follow=True)
    assert "the mail could not be sent" in answer.content.decode()
    assert User.objects.filter(email="nova@larkfield.example").exists()
    assert "A mail about an account did not leave" in caplog.text
    assert "nova" not in caplog.text


def test_a_mail_server_that_is_away_tells_nobody_who_has_an_account(no_mail_server):
    known = UserFactory.create()
    answers = [Client().post(RESET, {"email": email}) for email in (known.email, "nobody@larkfield.example")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, f"{RESET}done/")}


def test_whoever_is_shut_out_is_out_with_the_next_request():
    doctor = UserFactory.create(doctor=True)
    client = Client()
    client.force_login(doctor)
    assert client.get("/").status_code == 200
    signed_in(Role.MANAGER).post(f"/settings/staff/{doctor.pk}/", {"active": "0"})
    assert client.get("/").status_code == 302


def open_clinic(monkeypatch: Any, password: str, email: str = "morgan@clinic.example") -> None:
    monkeypatch.setattr("smpclinic.accounts.management.commands.open_clinic.getpass", lambda _prompt: password)
    call_command("open_clinic", "Larkfield", "+44 20 7946 0123", "Morgan Manager", email)


def test_a_clinic_opens_with_its_first_manager(monkeypatch):
    open_clinic(monkeypatch, "a-new-long-password")
    assert Client().login(email="morgan@clinic.example", password="a-new-long-password")
    assert User.objects.get().role == Role.MANAGER
    with pytest.raises(CommandError, match="There is a clinic already"):
        open_clinic(monkeypatch, "a-new-long-password")


@pytest.mark.parametrize(("password", "email"), [("short", "morgan@clinic.example"), ("a-new-long-password", "morgan")])
def test_a_clinic_does_not_open_half(password, email, monkeypatch):
    with pytest.raises(CommandError):
        open_clinic(monkeypatch, password, email)
    assert not Clinic.objects.exists()
    assert not User.objects.exists()


def test_ended_sign_ins_are_cleared_and_open_ones_stay():
    for key, end in (("ended", timezone.now() - timedelta(days=1)), ("open", timezone.now() + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    clear_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
