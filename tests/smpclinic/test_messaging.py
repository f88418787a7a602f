"""Channels, the folder of development mail, and the doorbell."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client
from celery import Celery, current_app
from django.db import transaction

from smpclinic.messaging import folder
from smpclinic.messaging.channels import Channel, Handed, Letter, NotTaken, Turned, Unclear, Unreachable
from smpclinic.messaging.doorbell import Bell, ring_on_commit
from smpclinic.messaging.mail import EmailChannel
from tests.mailserver import MailServer
from tests.with_services import free_port


def letter(**facts: Any) -> Letter:
    whole = {
        "key": "<7.seal@testserver>",
        "to": "kit@patients.example",
        "sender_name": "Larkfield Hair Clinic",
        "sender": "clinic@localhost",
        "reply_to": "",
        "subject": "A message from Larkfield Hair Clinic",
        "text": "Hello Kit,\n\nçok güzel.\n",
    }
    return Letter(**(whole | facts))


# E-mail ----------------------------------------------------------------------------------------------------


def test_one_connection_carries_many_letters(smtp_server: MailServer) -> None:
    channel: Channel = EmailChannel()
    with channel:
        for number in range(3):
            answer = channel.hand_over(letter(key=f"<{number}@testserver>"))
            assert answer == Handed("taken by the mail server", "mail server")
    assert [received.message["Message-ID"] for received in smtp_server.messages] == [
        "<0@testserver>",
        "<1@testserver>",
        "<2@testserver>",
    ]
    assert smtp_server.messages[0].message.get_content().splitlines()[2] == "çok güzel."


def test_a_letter_after_a_refused_one_still_leaves(smtp_server: MailServer) -> None:
    with EmailChannel() as channel:
        smtp_server.answer = "451 4.3.0 Try later"
        assert channel.hand_over(letter()) == NotTaken("451 4.3.0 Try later", "mail server")
        smtp_server.answer = "250 OK"
        assert isinstance(channel.hand_over(letter()), Handed)
    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"subject": "Hello\r\nBcc: all@patients.example"},
        {"to": "kit@patients.example\nBcc: all@patients.example"},
        {"to": "kit@patients.example, ann@patients.example"},
        {"to": "kit"},
        {"sender_name": "Larkfield\x00"},
        {"headers": {"List-Unsubscribe": "<https://x>\r\nX: y"}},
        {"text": "Hello\x08"},
    ],
)
def test_control_characters_and_second_recipients_are_refused(facts: dict[str, Any]) -> None:
    with EmailChannel() as channel:
        assert isinstance(channel.hand_over(letter(**facts)), Turned)


@contextmanager
def server_that(answers: list[bytes], *, hang_seconds: float = 0) -> Iterator[int]:
    """A mail server of few words: says each answer after one line of the client, then hangs or hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener.accept()[0] as client:
            client.sendall(b"220 here\r\n")
            for answer in answers:
                client.recv(4096)
                client.sendall(answer)
            client.recv(65536)
            time.sleep(hang_seconds)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    thread.join(10)
    listener.close()


def test_a_server_that_hangs_up_with_the_message_leaves_it_unclear(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    polite = [b"250 hello\r\n", b"250 from\r\n", b"250 to\r\n", b"354 go on\r\n"]
    with server_that(polite) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        with EmailChannel() as channel:
            assert isinstance(channel.hand_over(letter()), Unclear)


def test_a_server_that_hangs_is_left_after_the_timeout(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr("smpclinic.messaging.channels.TIMEOUT_SECONDS", 0.3)
    with server_that([], hang_seconds=1) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        started = time.monotonic()
        with EmailChannel() as channel:
            assert isinstance(channel.hand_over(letter()), Unreachable | Unclear)
        assert time.monotonic() - started < 3


# The folder ------------------------------------------------------------------------------------------------


@pytest.fixture
def mail_folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND, settings.MAIL_FOLDER = folder.BACKEND, tmp_path / "mail"
    return tmp_path / "mail"


def test_development_mail_goes_to_a_folder_with_nameless_files(mail_folder: Path) -> None:
    with EmailChannel() as channel:
        channel.hand_over(letter())
    [path] = mail_folder.iterdir()
    assert path.suffix == ".eml"
    assert "kit" not in path.name
    [kept] = folder.newest()
    assert (kept.to, kept.subject) == ("kit@patients.example", "A message from Larkfield Hair Clinic")
    assert "çok güzel." in kept.text
    assert folder.named(kept.name) == kept


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "/etc/passwd", "no-such-mail"])
def test_no_name_leads_out_of_the_folder(mail_folder: Path, name: str) -> None:
    (mail_folder.parent / "secret.eml").write_text("Subject: secret\n\nsecret\n")
    with EmailChannel() as channel:
        channel.hand_over(letter())
    assert folder.named(name) is None
    assert folder.named("../secret") is None


def test_the_folder_is_for_development_alone(settings: Any, mail_folder: Path) -> None:
    assert folder.is_used()
    settings.DEVELOPMENT = False
    assert not folder.is_used()


# The doorbell ----------------------------------------------------------------------------------------------


@pytest.fixture
def broker_at() -> Iterator[Any]:
    """Point Celery at another broker for the length of a test."""
    before = current_app.conf.broker_url, current_app.conf.broker_transport_options

    def point(url: str) -> None:
        current_app.conf.broker_url, current_app.conf.broker_transport_options = url, {"socket_timeout": 5}

    yield point
    current_app.conf.broker_url, current_app.conf.broker_transport_options = before


def test_a_dead_broker_costs_a_moment_and_no_error(broker_at: Any) -> None:
    broker_at(f"redis://127.0.0.1:{free_port()}/0")
    bell, started = Bell(), time.monotonic()
    assert not bell.ring("consultations.sweep")
    assert not bell.ring("consultations.sweep")
    assert time.monotonic() - started < 2


def test_a_hung_broker_costs_about_a_second_once(broker_at: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker_at(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        bell, started = Bell(), time.monotonic()
        for _ring in range(5):
            assert not bell.ring("consultations.sweep")
        assert time.monotonic() - started < 3


def test_a_ring_reaches_a_real_broker(redis_server: str) -> None:
    assert Bell().ring("consultations.sweep")
    with Celery(broker=redis_server).connection_for_read() as broker:
        message = broker.SimpleQueue("celery").get(timeout=3)
        assert message.headers["task"] == "consultations.sweep"
        message.ack()


@transaction.atomic
def ring_and_fail() -> None:
    ring_on_commit("consultations.sweep")
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_nothing_rings_for_a_transaction_that_did_not_happen(redis_server: str) -> None:
    with pytest.raises(ZeroDivisionError):
        ring_and_fail()
    with redis_client.Redis.from_url(redis_server) as client:
        assert client.llen("celery") == 0
