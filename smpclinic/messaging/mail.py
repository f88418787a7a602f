"""The channel that speaks e-mail, through the backend that Django is set to."""

import smtplib
from email.utils import formataddr
from types import TracebackType
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from smpclinic.messaging import channels
from smpclinic.messaging.channels import Answer, Handed, Letter, NotTaken, Turned, Unclear, Unreachable

PROVIDER = "mail server"


class EmailChannel:
    """E-mail through Django's backend: one recipient a message, one connection for many, every wait limited."""

    name = channels.EMAIL

    def __init__(self) -> None:
        self.backend: Any = get_connection(timeout=channels.TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def hand_over(self, letter: Letter) -> Answer:
        """Hand the letter over once, and say what came of it; what cannot be told is Unclear."""
        if why := why_not_mail(letter):
            return Turned(why)
        message = as_email(letter)
        message.connection = self.backend
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return Unreachable(words_of(error), PROVIDER)
        try:
            self.backend.send_messages([message])
        except smtplib.SMTPResponseException as error:
            self._hang_up()
            return judged(error.smtp_code, words_of(error), final=isinstance(error, smtplib.SMTPDataError))
        except smtplib.SMTPRecipientsRefused as error:
            self._hang_up()
            code, _ = next(iter(error.recipients.values()))
            return judged(code, words_of(error), final=True)
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            return Unclear(words_of(error), PROVIDER)
        return Handed("taken by the mail server", PROVIDER)

    def _hang_up(self) -> None:
        """Close the connection without caring whether the other side still listens."""
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.backend.connection = None


def why_not_mail(letter: Letter) -> str:
    """Why this letter may not become a mail: it could smuggle in a header or a second recipient."""
    if channels.smuggles(letter):
        return "The message holds a control character."
    try:
        validate_email(letter.to)
    except ValidationError:
        return "The address is not one e-mail address."
    return ""


def as_email(letter: Letter) -> EmailMessage:
    """The letter as Django sends it."""
    return EmailMessage(
        subject=letter.subject,
        body=letter.text,
        from_email=formataddr((letter.sender_name, letter.sender)),
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": letter.key, "Auto-Submitted": "auto-generated", **letter.headers},
    )


def judged(code: int, words: str, *, final: bool) -> NotTaken | Turned:
    """A refusal by its SMTP code: 5xx to an address or a message is final; everything else may pass later."""
    return Turned(words, PROVIDER) if final and 500 <= code < 600 else NotTaken(words, PROVIDER)


def words_of(error: BaseException) -> str:
    """What the server said, short and in one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return channels.in_short(f"{code} {_decoded(said)}")
    if isinstance(error, smtplib.SMTPResponseException):
        return channels.in_short(f"{error.smtp_code} {_decoded(error.smtp_error)}")
    return channels.in_short(f"{type(error).__name__}: {error}")


def _decoded(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
