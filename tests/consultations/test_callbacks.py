"""What a provider tells of a text after it took it: verified by its seal, written down once, read again at will."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from consultations.models import Callback, Delivery, Reminder
from consultations.services import callbacks, proof, reminders
from consultations.services.sweep import sweep
from patients.models import Consent
from patients.services import consents
from smpclinic.audit.models import Entry
from smpclinic.messaging import channels
from smpclinic.messaging.callbacks import address, sealed
from smpclinic.messaging.channels import Answer, Handed, Unclear
from tests.consultations.test_sweep import ToldChannel
from tests.factories import ConsentFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
Status, Outcome = Reminder.Status, Delivery.Outcome
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
TOKEN, SITE = "an invented token", "https://testserver"
TAKEN = Handed("taken, queued", "twilio", "SM1")


@pytest.fixture(autouse=True)
def provider(settings: Any) -> None:
    settings.SITE_URL = SITE
    settings.SMS_URL, settings.SMS_FROM = "twilio://AC1:an%20invented%20token@api.twilio.com", "+447700900001"


def handed_over(answer: Answer = TAKEN) -> Reminder:
    """A text that was handed over at noon, with that answer."""
    patient = PatientFactory.create()
    ConsentFactory.create(patient=patient, purpose=Consent.Purpose.TEXTS, number=patient.mobile)
    row = reminders.invite(patient, by=UserFactory.create(), now=NOON, channel=channels.TEXT)
    sweep(clock=lambda: NOON, channel=ToldChannel(answer))
    row.refresh_from_db()
    return row


def told(row: Reminder, state: str, *, code: str = "", token: str = TOKEN, **other: str) -> int:
    """The provider calls; the status of our answer."""
    attempt = row.deliveries.order_by("number")[0]
    path = f"/callbacks/texts/{row.pk}/{attempt.number}/"
    form = {"MessageSid": "SM1", "MessageStatus": state, "To": row.address, "ErrorCode": code, "AccountSid": "AC1"}
    seal = sealed(f"{SITE}{path}", form, token)
    status = Client().post(path, form | other, headers={"X-Twilio-Signature": seal}).status_code
    row.refresh_from_db()
    return int(status)


def states(row: Reminder) -> tuple[str, list[tuple[str, str]]]:
    return row.status, list(row.deliveries.order_by("number").values_list("outcome", "state"))


def test_the_seal_is_twilio_s() -> None:
    """The example of Twilio's own manual."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    assert sealed("https://mycompany.com/myapp.php?foo=1&bar=2", form, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_a_text_says_where_its_provider_may_call(settings: Any) -> None:
    assert address("/callbacks/texts/1/1/") == f"{SITE}/callbacks/texts/1/1/"
    settings.SMS_URL = "twilio://SK1:secret@api.twilio.com/AC1"  # with a key we could not know Twilio's seal
    assert address("/callbacks/texts/1/1/") == ""
    settings.SMS_URL, settings.SITE_URL = "twilio://AC1:token@api.twilio.com", "http://127.0.0.1:8000"
    assert address("/callbacks/texts/1/1/") == ""
    settings.SMS_URL, settings.SITE_URL = "folder://", SITE
    assert address("/callbacks/texts/1/1/") == ""


def test_a_delivered_text_is_shown_as_delivered() -> None:
    row = handed_over()
    assert [told(row, state) for state in ("sent", "delivered")] == [204, 204]
    assert states(row) == (Status.SENT, [(Outcome.SENT, "delivered")])
    at_desk = Client()
    at_desk.force_login(UserFactory.create())
    assert "Sent, delivered" in at_desk.get(f"/messages/{row.pk}/").content.decode()


def test_a_text_that_got_lost_fails_with_the_code_and_can_be_tried_again() -> None:
    row = handed_over()
    assert told(row, "undelivered", code="30005") == 204
    assert states(row) == (Status.FAILED, [(Outcome.FAILED, "undelivered")])
    assert row.reason == "Not delivered (undelivered 30005)."
    assert Entry.objects.filter(what="message not delivered", record_id=row.pk).count() == 1
    assert proof.verify(now=NOON).holds
    reminders.send_now(row, by=UserFactory.create(), now=LATER)
    sweep(clock=lambda: LATER, channel=ToldChannel(Handed("taken", "twilio", "SM2")))
    row.refresh_from_db()
    assert states(row) == (Status.SENT, [(Outcome.FAILED, "undelivered"), (Outcome.SENT, "")])
    assert proof.verify(now=LATER).holds
    assert proof.verify(now=LATER).possibly_twice == []


def test_stop_that_shows_on_the_way_ends_the_consent() -> None:
    row = handed_over()
    told(row, "failed", code="21610")
    assert row.status == Status.FAILED
    assert not consents.may_text(row.patient)


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered", "delivered"]))[::3])
def test_order_and_repetition_change_nothing(order: tuple[str, ...]) -> None:
    row = handed_over()
    for state in order:
        assert told(row, state) == 204
    assert states(row) == (Status.SENT, [(Outcome.SENT, "delivered")])
    assert Callback.objects.count() == 3
    before = list(Delivery.objects.values()), list(Reminder.objects.values())
    call_command("replay_callbacks")
    assert (list(Delivery.objects.values()), list(Reminder.objects.values())) == before


@pytest.mark.parametrize("state", ["queued", "delivered"])
def test_an_unknown_attempt_that_the_provider_names_is_not_repeated(state: str) -> None:
    row = handed_over(Unclear("ReadTimeout: ", "twilio"))
    assert states(row) == (Status.PLANNED, [(Outcome.UNKNOWN, "")])
    told(row, state)
    assert states(row) == (Status.SENT, [(Outcome.SENT, state)])
    assert (row.sent_to, row.sent_at) == (row.patient.mobile, NOON)
    assert "(link)" in row.text
    channel = ToldChannel()
    sweep(clock=lambda: LATER, channel=channel)
    found = proof.verify(now=LATER)
    assert (channel.letters, found.holds, found.possibly_twice) == ([], True, [])


def test_an_unknown_attempt_that_got_lost_is_sent_again_and_is_no_double() -> None:
    row = handed_over(Unclear("ReadTimeout: ", "twilio"))
    told(row, "undelivered", code="30003")
    sweep(clock=lambda: LATER, channel=ToldChannel(TAKEN))
    row.refresh_from_db()
    assert states(row) == (Status.SENT, [(Outcome.FAILED, "undelivered"), (Outcome.SENT, "")])
    assert proof.verify(now=LATER).possibly_twice == []


def test_news_of_an_attempt_that_was_repeated_already_leaves_it_named() -> None:
    row = handed_over(Unclear("ReadTimeout: ", "twilio"))
    sweep(clock=lambda: LATER, channel=ToldChannel(Handed("taken", "twilio", "SM2")))
    told(row, "delivered")
    assert states(row) == (Status.SENT, [(Outcome.UNKNOWN, "delivered"), (Outcome.SENT, "")])
    found = proof.verify(now=LATER)
    assert (found.holds, found.possibly_twice) == (True, [row.pk])


def test_a_call_that_outruns_the_worker_waits_for_the_next_sweep() -> None:
    row = handed_over()
    Delivery.objects.update(outcome=Outcome.OPEN)
    Reminder.objects.update(status=Status.CLAIMED, lease_until=LATER)
    told(row, "failed", code="30005")
    assert states(row) == (Status.CLAIMED, [(Outcome.OPEN, "")])
    Delivery.objects.update(outcome=Outcome.SENT)
    Reminder.objects.update(status=Status.SENT, lease_until=None)
    sweep(clock=lambda: NOON, channel=ToldChannel())
    row.refresh_from_db()
    assert states(row) == (Status.FAILED, [(Outcome.FAILED, "failed")])
    assert callbacks.apply_waiting(now=NOON) == 0


@pytest.mark.parametrize("forged", [{"token": "a guess"}, {"ErrorCode": "21610"}, {"More": "fields"}])
def test_a_call_without_the_provider_s_seal_is_not_heard(forged: dict[str, str]) -> None:
    row = handed_over()
    assert told(row, "failed", **forged) == 404
    assert (row.status, Callback.objects.count()) == (Status.SENT, 0)


def test_a_seal_is_good_for_one_attempt_alone(settings: Any) -> None:
    row, other = handed_over(), handed_over()
    form = {"MessageSid": "SM1", "MessageStatus": "failed"}
    seal = sealed(f"{SITE}/callbacks/texts/{row.pk}/1/", form, TOKEN)
    elsewhere = f"/callbacks/texts/{other.pk}/1/"
    assert Client().post(elsewhere, form, headers={"X-Twilio-Signature": seal}).status_code == 404
    assert Client().get(elsewhere).status_code == 405
    settings.SMS_URL = "none"
    empty = sealed(f"{SITE}{elsewhere}", form, "")
    assert Client().post(elsewhere, form, headers={"X-Twilio-Signature": empty}).status_code == 404


def test_states_and_rows_that_nobody_knows_are_passed_over() -> None:
    row = handed_over()
    assert told(row, "receiving") == 204
    path, form = "/callbacks/texts/999999/1/", {"MessageSid": "SM1", "MessageStatus": "sent"}
    seal = sealed(f"{SITE}{path}", form, TOKEN)
    assert Client().post(path, form, headers={"X-Twilio-Signature": seal}).status_code == 204
    assert Callback.objects.count() == 0
