"""One contract for every channel, each against a server that speaks its real protocol over real sockets."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Dialogue

from consultations.models import Delivery, Reminder
from consultations.services import letters, proof, reminders
from consultations.services.sweep import sweep
from patients.models import Consent
from smpclinic.messaging import channels
from tests import textserver
from tests.factories import ConsentFactory, PatientFactory, UserFactory
from tests.mailserver import MailServer
from tests.with_services import free_port

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=2)
Status, Outcome = Reminder.Status, Delivery.Outcome
KNOWN, UNKNOWN_HERE = "+447701000001", "+447701000002"


class FaultyMail(MailServer):
    """The same server with faults: it turns one address away, and hangs up or hangs with a message in its hands."""

    mode = textserver.ACCEPT

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Dialogue, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 Nobody of this name lives here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Dialogue, envelope: Envelope) -> str:  # noqa: N802 - its name
        if self.mode == textserver.DROP:
            server.transport.abort()
            return self.answer
        answer = await super().handle_DATA(server, session, envelope)
        if self.mode == textserver.TAKE_AND_HANG:
            await asyncio.Event().wait()  # until the other side has had enough
        if self.mode == textserver.TAKE_AND_DROP:
            server.transport.abort()
        return answer


@dataclass
class Rig:
    """A channel with its server: what a test sets, and what the server has seen."""

    channel: str
    server: Any
    refuse_for_now: Callable[[], None]
    break_down: Callable[[], None]
    nobody_listens: Callable[[], None]
    taken: Callable[[], list[str]]
    keys: Callable[[], set[str]]
    provider: str
    known: dict[str, str]
    refused: dict[str, str]
    refused_words: str
    after_breakdown: str = Outcome.UNKNOWN
    heal: Callable[[], None] = field(default=lambda: None)

    def row(self, **facts: str) -> Reminder:
        """A link that the desk has just sent by this channel."""
        patient = PatientFactory.create(**(self.known | facts))
        ConsentFactory.create(patient=patient, purpose=Consent.Purpose.TEXTS, number=patient.mobile)
        return reminders.invite(patient, by=UserFactory.create(), now=NOON, channel=self.channel)


@pytest.fixture
def by_email(settings: Any) -> Iterator[Rig]:
    server = FaultyMail()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False

    def answer(words: str) -> None:
        server.answer = words

    def heal() -> None:
        server.answer, server.mode, settings.EMAIL_PORT = "250 OK", textserver.ACCEPT, server.port

    controller = server.controller()
    controller.start()
    yield Rig(
        channel=channels.EMAIL,
        server=server,
        refuse_for_now=lambda: answer("451 4.3.0 Try later"),
        break_down=lambda: answer("421 4.3.0 Going down"),
        nobody_listens=lambda: setattr(settings, "EMAIL_PORT", free_port()),
        taken=lambda: [received.recipients[0] for received in server.messages],
        keys=lambda: {str(received.message["Message-ID"]).strip() for received in server.messages},
        provider="mail server",
        known={"email": "kit@patients.example"},
        refused={"email": "nobody@patients.example"},
        refused_words="550 5.1.1 Nobody of this name lives here",
        after_breakdown=Outcome.FAILED,
        heal=heal,
    )
    controller.stop()


@pytest.fixture
def by_text(settings: Any) -> Iterator[Rig]:
    with textserver.serving() as server:
        settings.SMS_URL, settings.SMS_FROM = server.url, textserver.SENDER
        server.refusals[UNKNOWN_HERE] = textserver.NO_MOBILE

        def refuse(status: int, headers: dict[str, str]) -> None:
            server.mode, server.status, server.headers = textserver.REFUSE, status, headers

        def heal() -> None:
            server.mode, settings.SMS_URL = textserver.ACCEPT, server.url

        def nobody() -> None:
            settings.SMS_URL = server.url.replace(str(server.port), str(free_port()))

        yield Rig(
            channel=channels.TEXT,
            server=server,
            refuse_for_now=lambda: refuse(429, {"Retry-After": "1800"}),
            break_down=lambda: refuse(500, {}),
            nobody_listens=nobody,
            taken=lambda: [form["To"] for form in server.texts],
            keys=lambda: {Reminder.objects.get().message_id} if server.texts else set(),
            provider="twilio",
            known={"mobile": KNOWN},
            refused={"mobile": UNKNOWN_HERE},
            refused_words="400 21614 'To' number is not a valid mobile number",
            heal=heal,
        )


@pytest.fixture(params=["by_email", "by_text"])
def rig(request: pytest.FixtureRequest) -> Rig:
    made: Rig = request.getfixturevalue(request.param)
    return made


def swept(row: Reminder, at: datetime) -> tuple[str, list[str]]:
    """The row's state and those of its attempts after a sweep at that time."""
    sweep(clock=lambda: at)
    row.refresh_from_db()
    return row.status, list(row.deliveries.order_by("number").values_list("outcome", flat=True))


def test_an_accepted_message_is_sent_once_with_its_key_and_the_provider_s_number(rig: Rig) -> None:
    row = rig.row()
    assert swept(row, NOON) == (Status.SENT, [Outcome.SENT])
    assert swept(row, LATER) == (Status.SENT, [Outcome.SENT])
    assert rig.taken() == [row.sent_to] == [next(iter(rig.known.values()))]
    assert rig.keys() == {letters.message_id(row)}
    attempt = row.deliveries.get()
    assert attempt.provider == rig.provider
    assert attempt.provider_number == ("SM" + "1".rjust(32, "0") if rig.channel == channels.TEXT else "")
    assert proof.verify(now=LATER).possibly_twice == []


def test_a_slow_server_is_waited_for(rig: Rig) -> None:
    row = rig.row()
    rig.server.pause_seconds = 0.1
    assert swept(row, NOON) == (Status.SENT, [Outcome.SENT])
    assert len(rig.taken()) == 1


def test_a_refused_address_fails_at_once_in_the_provider_s_words(rig: Rig) -> None:
    row = rig.row(**rig.refused)
    assert swept(row, NOON) == (Status.FAILED, [Outcome.FAILED])
    assert row.reason == rig.refused_words
    assert swept(row, LATER) == (Status.FAILED, [Outcome.FAILED])
    assert rig.taken() == []


def test_what_is_refused_for_now_leaves_later_and_once(rig: Rig) -> None:
    row = rig.row()
    rig.refuse_for_now()
    assert swept(row, NOON) == (Status.PLANNED, [Outcome.FAILED])
    assert swept(row, NOON) == (Status.PLANNED, [Outcome.FAILED])
    rig.heal()
    assert swept(row, LATER) == (Status.SENT, [Outcome.FAILED, Outcome.SENT])
    assert (len(rig.taken()), rig.keys()) == (1, {letters.message_id(row)})
    assert proof.verify(now=LATER).possibly_twice == []


def test_a_breakdown_is_tried_again_and_called_unknown_where_the_answer_tells_nothing(rig: Rig) -> None:
    row = rig.row()
    rig.break_down()
    assert swept(row, NOON) == (Status.PLANNED, [rig.after_breakdown])
    rig.heal()
    assert swept(row, LATER) == (Status.SENT, [rig.after_breakdown, Outcome.SENT])
    assert len(rig.taken()) == 1
    assert proof.verify(now=LATER).possibly_twice == ([row.pk] if rig.after_breakdown == Outcome.UNKNOWN else [])


def test_a_server_that_is_not_there_costs_an_attempt_and_no_doubt(rig: Rig) -> None:
    row = rig.row()
    rig.nobody_listens()
    assert swept(row, NOON) == (Status.PLANNED, [Outcome.FAILED])
    rig.heal()
    assert swept(row, LATER) == (Status.SENT, [Outcome.FAILED, Outcome.SENT])
    assert len(rig.taken()) == 1


@pytest.mark.parametrize(
    ("mode", "copies"), [(textserver.DROP, 1), (textserver.TAKE_AND_DROP, 2), (textserver.TAKE_AND_HANG, 2)]
)
def test_without_an_answer_the_attempt_is_unknown_and_a_second_copy_is_named(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, mode: str, copies: int
) -> None:
    row = rig.row()
    rig.server.mode = mode
    with monkeypatch.context() as impatient:
        impatient.setattr(channels, "TIMEOUT_SECONDS", 1 if mode == textserver.TAKE_AND_HANG else 10)
        assert swept(row, NOON) == (Status.PLANNED, [Outcome.UNKNOWN])
    assert swept(row, NOON) == (Status.PLANNED, [Outcome.UNKNOWN])
    assert len(rig.taken()) == copies - 1
    rig.heal()
    assert swept(row, LATER) == (Status.SENT, [Outcome.UNKNOWN, Outcome.SENT])
    assert (len(rig.taken()), rig.keys()) == (copies, {letters.message_id(row)})
    found = proof.verify(now=LATER)
    assert (found.holds, found.possibly_twice) == (True, [row.pk])


def test_a_channel_that_is_away_holds_up_no_other(by_text: Rig, by_email: Rig) -> None:
    texts = [by_text.row(mobile=f"+44770100001{n}") for n in range(3)]
    mail = by_email.row()
    by_text.nobody_listens()
    assert swept(mail, NOON) == (Status.SENT, [Outcome.SENT])
    fresh = Reminder.objects.filter(pk__in=[row.pk for row in texts]).order_by("pk")
    assert [(row.status, row.attempts) for row in fresh] == [
        (Status.PLANNED, 1),
        (Status.PLANNED, 0),
        (Status.PLANNED, 0),
    ]
    assert "provider of texts could not be reached" in fresh[1].reason
    assert proof.verify(now=NOON).holds


def test_a_busy_provider_is_left_alone_for_as_long_as_it_asks(by_text: Rig) -> None:
    rows = [by_text.row(mobile=f"+44770100001{n}") for n in range(3)]
    by_text.refuse_for_now()
    sweep(clock=lambda: NOON)
    assert by_text.server.asked == 1
    due = Reminder.objects.filter(pk__in=[row.pk for row in rows]).values_list("due_at", flat=True)
    assert min(due) == NOON + timedelta(minutes=30)
    by_text.heal()
    sweep(clock=lambda: NOON + timedelta(minutes=29))
    assert by_text.server.asked == 1
    sweep(clock=lambda: LATER)
    assert len(by_text.taken()) == 3
