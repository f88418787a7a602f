"""Mail and texts in development: one file a message in MAIL_FOLDER (.eml, .txt), and reading them back."""

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
        for message in email_messages:
            keep(message.message().as_bytes(), ".eml")
        return len(email_messages)


def keep(content: bytes, ending: str) -> str:
    """Write one message, whole or not at all, under a nameless name; the name."""
    folder = Path(settings.MAIL_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
    unfinished = folder / f"{name}.part"
    unfinished.write_bytes(content)
    unfinished.rename(folder / f"{name}{ending}")
    return name


def keep_text(to: str, text: str) -> str:
    """Keep a text to a phone; the name of its file."""
    return keep(f"{to}\n{text}".encode(), ".txt")


@dataclass(frozen=True, slots=True)
class KeptMail:
    """One message of the folder, as a page shows it; a text to a phone has no subject."""

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
    return [_read(path) for path in sorted(_files(), reverse=True)[:SHOWN]]


def named(name: str) -> KeptMail | None:
    """The message of this name; None unless the folder itself lists it, so that no name leads out of the folder."""
    path = next((path for path in _files() if path.stem == name), None)
    return _read(path) if path else None


def _files() -> list[Path]:
    """The files of both kinds."""
    return [path for path in Path(settings.MAIL_FOLDER).glob("*") if path.suffix in {".eml", ".txt"}]


def _read(path: Path) -> KeptMail:
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    if path.suffix == ".txt":
        to, _line, text = path.read_text(encoding="utf-8").partition("\n")
        return KeptMail(name=path.stem, at=at, to=to, subject="", text=text)
    message = message_from_bytes(path.read_bytes(), policy=modern)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return KeptMail(name=path.stem, at=at, to=str(message["To"]), subject=str(message["Subject"]), text=text)
