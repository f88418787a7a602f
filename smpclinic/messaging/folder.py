"""Mail in development: one .eml file a message in MAIL_FOLDER, and reading it back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

BACKEND = "smpclinic.messaging.folder.FolderBackend"
SHOWN = 200


class FolderBackend(BaseEmailBackend):
    """Keeps each message as a file with a nameless name, whole or not at all."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message; how many were written."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One message of the folder, as a page shows it."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str


def is_used() -> bool:
    """Whether mail stays on this machine: in development only, whatever else is set."""
    return bool(settings.DEVELOPMENT) and settings.EMAIL_BACKEND == BACKEND


def newest() -> list[KeptMail]:
    """The newest messages first."""
    paths = sorted(Path(settings.MAIL_FOLDER).glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(path) for path in paths]


def named(name: str) -> KeptMail | None:
    """The message of this name; None unless the folder itself lists it, so that no name leads out of the folder."""
    path = next((path for path in Path(settings.MAIL_FOLDER).glob("*.eml") if path.stem == name), None)
    return _read(path) if path else None


def _read(path: Path) -> KeptMail:
    message = message_from_bytes(path.read_bytes(), policy=modern)
    body = message.get_body(("plain",))
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    text = body.get_content() if body else ""
    return KeptMail(name=path.stem, at=at, to=str(message["To"]), subject=str(message["Subject"]), text=text)
