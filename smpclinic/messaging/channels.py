"""The contract of a channel to patients, and the one that speaks e-mail."""

import re
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formataddr
from types import TracebackType
from typing import Any, Protocol, Self

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

TIMEOUT_SECONDS = 10
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LAYOUT = re.compile(r"[\n\t]")
WORDS_KEPT = 300


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person; `key` is the same however often it is tried."""

    key: str
    to: str
    sender_name: str
    sender: str
    reply_to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


class NotTaken(Exception):
    """The server has not taken the message, and a later try may go better; the text is its own words."""


class Unreachable(NotTaken):
    """No connection at all: other messages would fare no better."""


class Turned(NotTaken):
    """The server will never take this message to this address; the text is its own words."""


class Unclear(Exception):
    """The connection broke between message and answer: the server may have taken it."""


class Channel(Protocol):
    """A way to a patient; entered once for many messages. `send` answers with the server's words, or raises."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: Letter) -> str:
        """Hand the letter over; raise NotTaken (or Unreachable, Turned) or Unclear."""
        ...


class EmailChannel:
    """E-mail through Django's backend: one recipient a message, one connection for many, every wait limited."""

    def __init__(self) -> None:
        self.backend: Any = get_connection(timeout=TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, letter: Letter) -> str:
        """Hand the letter over; raise NotTaken (or Unreachable, Turned) or Unclear."""
        message = as_email(letter)
        message.connection = self.backend
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise Unreachable(words_of(error)) from error
        try:
            self.backend.send_messages([message])
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            raise judged(error.smtp_code, words_of(error), final=isinstance(error, smtplib.SMTPDataError)) from error
        except smtplib.SMTPRecipientsRefused as error:
            self._hang_up()
            code, _ = next(iter(error.recipients.values()))
            raise judged(code, words_of(error), final=True) from error
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise Unclear(words_of(error)) from error
        return "taken by the mail server"

    def _hang_up(self) -> None:
        """Close the connection without caring whether the other side still listens."""
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.backend.connection = None


def as_email(letter: Letter) -> EmailMessage:
    """The letter as Django sends it; raise Turned when a field could smuggle in a header or a second recipient."""
    fields = (letter.key, letter.to, letter.sender_name, letter.sender, letter.reply_to, letter.subject)
    if any(CONTROL.search(text) for text in (*fields, *letter.headers.values(), LAYOUT.sub("", letter.text))):
        raise Turned("The message holds a control character.")
    try:
        validate_email(letter.to)
    except ValidationError as error:
        raise Turned("The address is not one e-mail address.") from error
    return EmailMessage(
        subject=letter.subject,
        body=letter.text,
        from_email=formataddr((letter.sender_name, letter.sender)),
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": letter.key, "Auto-Submitted": "auto-generated", **letter.headers},
    )


def judged(code: int, words: str, *, final: bool) -> NotTaken:
    """A refusal by its SMTP code: 5xx to an address or a message is final; everything else may pass later."""
    return Turned(words) if final and 500 <= code < 600 else NotTaken(words)


def words_of(error: BaseException) -> str:
    """What the server said, short and in one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        text = f"{code} {_decoded(said)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        text = f"{error.smtp_code} {_decoded(error.smtp_error)}"
    else:
        text = f"{type(error).__name__}: {error}"
    return " ".join(CONTROL.sub(" ", text).split())[:WORDS_KEPT]


def _decoded(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
