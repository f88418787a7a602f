"""A mail server on loopback that keeps what it is sent and answers as told."""

import asyncio
import email
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default as modern
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.with_services import free_port

ACCEPTED = "250 OK"


@dataclass(frozen=True)
class Received:
    """One message as it arrived."""

    sender: str
    recipients: list[str]
    message: EmailMessage


@dataclass
class MailServer:
    """Set `answer` to another SMTP reply to refuse, `pause_seconds` to be slow before answering."""

    port: int = field(default_factory=free_port)
    messages: list[Received] = field(default_factory=list)
    answer: str = ACCEPTED
    pause_seconds: float = 0

    @property
    def url(self) -> str:
        """What EMAIL_URL must say to reach this server."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the message unless told to refuse it."""
        if self.answer == ACCEPTED:
            message = cast("EmailMessage", email.message_from_bytes(cast("bytes", envelope.content), policy=modern))
            self.messages.append(Received(str(envelope.mail_from), list(envelope.rcpt_tos), message))
        await asyncio.sleep(self.pause_seconds)
        return self.answer

    def controller(self) -> Controller:
        """The thread that serves."""
        return Controller(self, hostname="127.0.0.1", port=self.port)
