"""Texts: what they cost, what Twilio's answers mean, whom the list of test addresses lets through, and development."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpclinic.messaging import folder, guard, segments, texts, twilio
from smpclinic.messaging.channels import Answer, Channel, Handed, Letter, NotTaken, Turned, Unclear, Unreachable
from smpclinic.messaging.texts import TextChannel
from tests import textserver

TO = "+447701000001"
NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def letter(**facts: str) -> Letter:
    return Letter(**({"key": "<7.seal@testserver>", "to": TO, "text": "Larkfield: your link"} | facts))


def handed(**facts: str) -> Answer:
    channel: Channel = TextChannel()
    with channel:
        return channel.hand_over(letter(**facts))


@pytest.fixture
def provider(settings: Any) -> Iterator[textserver.TextServer]:
    with textserver.serving() as server:
        settings.SMS_URL, settings.SMS_FROM = server.url, textserver.SENDER
        yield server


# What a text costs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # a mark goes before it, so it counts twice
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # no letter is torn between two parts
        ("ü" * 160, 1),
        ("ş" * 70, 1),
        ("ş" * 71, 2),
        ("a" * 70 + "ı", 2),  # one such letter makes the whole text wide
        ("مرحبا" * 14, 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_parts_are_counted_as_phones_do(text: str, parts: int) -> None:
    assert segments.parts(text) == parts


@given(st.text(max_size=400), st.text(max_size=20))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert 1 <= segments.parts(text) <= segments.parts(text + more)


# Twilio ----------------------------------------------------------------------------------------------------


def test_a_text_is_posted_as_twilio_wants_it(provider: textserver.TextServer) -> None:
    assert handed() == Handed("taken, queued, parts: 1", "twilio", "SM" + "1".rjust(32, "0"))
    wanted = {"To": TO, "From": textserver.SENDER, "Body": "Larkfield: your link", "ValidityPeriod": "14400"}
    assert provider.texts == [wanted]


def test_letters_of_every_alphabet_arrive_as_they_are(provider: textserver.TextServer) -> None:
    text = "Görüşmek üzere, İstanbul & co + مرحبا 😀\nhttps://clinic.example/i/a-b_c/"
    assert isinstance(handed(text=text), Handed)
    assert provider.texts[0]["Body"] == text


def test_the_provider_is_told_where_to_call_back(provider: textserver.TextServer) -> None:
    handed(callback="https://clinic.example/callbacks/texts/7/1/")
    assert provider.texts[0]["StatusCallback"] == "https://clinic.example/callbacks/texts/7/1/"


@pytest.mark.parametrize(
    ("refusal", "stopped"),
    [(textserver.NO_NUMBER, False), (textserver.NO_MOBILE, False), (textserver.STOPPED, True)],
)
def test_a_number_that_twilio_refuses_is_refused_for_good(
    provider: textserver.TextServer, refusal: tuple[int, str], stopped: bool
) -> None:
    provider.refusals[TO] = refusal
    assert handed() == Turned(f"400 {refusal[0]} {refusal[1]}", "twilio", stopped=stopped)


def test_a_wrong_password_holds_every_text_back(provider: textserver.TextServer, settings: Any) -> None:
    settings.SMS_URL = provider.url.replace("invented", "old")
    assert handed() == Unreachable("401 20003 Authenticate", "twilio")
    settings.SMS_URL = provider.url + "/AC" + "1" * 32
    assert handed() == Unreachable("404 20404 The requested resource was not found", "twilio")
    assert provider.texts == []


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (200, None, Handed),
        (400, 21211, Turned),
        (400, 21606, Unreachable),  # the clinic's own sender is wrong, so no text would leave
        (400, 21611, NotTaken),  # the queue of the sender is full
        (400, None, Turned),
        (403, None, Unreachable),
        (429, 20429, Unreachable),
        (307, None, Unreachable),
        (500, 20500, Unclear),
        (502, None, Unclear),
        (503, None, Unreachable),
        (504, None, Unclear),
    ],
)
def test_each_answer_has_its_meaning(status: int, code: int | None, meaning: type) -> None:
    said = twilio.judged(httpx.Response(status, json={"code": code, "message": "So it is"}), NOW)
    assert type(said) is meaning


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b"\xff\xfe", b'{"sid": null}'])
def test_a_success_without_words_is_still_one(content: bytes) -> None:
    assert twilio.judged(httpx.Response(201, content=content), NOW) == Handed("taken, state not told", "twilio")


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("999999999999", timedelta(hours=4)),
        ("Thu, 12 Mar 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Thu, 12 Mar 2026 11:00:00 GMT", timedelta()),
        ("Thu, 12 Mar 2027 12:00:00 GMT", timedelta(hours=4)),
        ("Thu, 12 Mar 2026 12:05:00", timedelta()),
        ("", timedelta()),
        ("-5", timedelta()),
        ("soon", timedelta()),
    ],
)
def test_retry_after_is_read_in_both_notations(header: str, wait: timedelta) -> None:
    said = twilio.judged(httpx.Response(429, headers={"Retry-After": header}), NOW)
    assert isinstance(said, Unreachable)
    assert said.wait == wait


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        ("Larkfield", {"From": "Larkfield", "To": TO}),
        ("MG" + "0" * 32, {"MessagingServiceSid": "MG" + "0" * 32, "To": TO}),
        ("whatsapp:+14155238886", {"From": "whatsapp:+14155238886", "To": f"whatsapp:{TO}"}),
    ],
)
def test_the_sender_may_be_a_name_a_service_or_whatsapp(sender: str, fields: dict[str, str]) -> None:
    account = twilio.Twilio.of("twilio://AC1:token@api.twilio.com", sender=sender)
    posted = account.form(letter())
    account.close()
    assert posted == fields | {"Body": "Larkfield: your link", "ValidityPeriod": "14400"}


def test_an_api_key_names_the_account_in_the_path() -> None:
    account = twilio.Twilio.of("twilio://SK1:se%2Fcret@api.twilio.com/AC9", sender="Larkfield")
    account.close()
    assert (account.base, account.account) == ("https://api.twilio.com", "AC9")
    assert (account.user, account.password) == ("SK1", "se/cret")


@pytest.mark.parametrize(
    "to", ["+447701000001,+447701000002", "447701000001", "whatsapp:+447701000001", "", "+0123456789"]
)
def test_a_text_goes_to_one_number_or_to_nobody(provider: textserver.TextServer, to: str) -> None:
    assert isinstance(handed(to=to), Turned)
    assert isinstance(handed(text="Hello\x08"), Turned)
    assert provider.asked == 0


def test_a_broken_certificate_keeps_the_text_here(provider: textserver.TextServer, settings: Any) -> None:
    settings.SMS_URL = provider.url.replace("twilio+http://", "twilio://")
    assert isinstance(handed(), Unreachable)
    assert provider.texts == []


# Without a provider, in development, and with test addresses alone -----------------------------------------


def test_without_a_provider_nothing_leaves(settings: Any) -> None:
    settings.SMS_URL = "none"
    assert not texts.is_on()
    assert handed() == Unreachable("No provider of texts is set.")


def test_development_keeps_texts_beside_the_mails(settings: Any, tmp_path: Path) -> None:
    settings.SMS_URL, settings.MAIL_FOLDER = "folder://", tmp_path / "mail"
    said = handed(text="Larkfield: çok güzel\nhttps://clinic.example/")
    [kept] = folder.newest()
    assert said == Handed("kept in the folder, parts: 1", "folder", kept.name)
    assert (kept.to, kept.subject, kept.text) == (TO, "", "Larkfield: çok güzel\nhttps://clinic.example/")
    assert folder.named(kept.name) == kept
    assert TO not in kept.name


def test_only_test_addresses_are_let_through(settings: Any) -> None:
    settings.ONLY_SEND_TO = []
    assert not guard.is_on()
    assert guard.lets_through(TO)
    settings.ONLY_SEND_TO = [TO, "Tess@clinic.example"]
    assert guard.is_on()
    assert guard.lets_through(TO)
    assert guard.lets_through("tess@clinic.example")
    assert not guard.lets_through("+447701000002")
    assert not guard.lets_through("")
