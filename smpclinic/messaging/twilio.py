"""Twilio's protocol: one form POST a text, and the meaning of each of its answers."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import httpx

from smpclinic.messaging import channels
from smpclinic.messaging.channels import Answer, Handed, Letter, NotTaken, Turned, Unclear, Unreachable

PROVIDER = "twilio"
CONNECT_SECONDS = 3
# How long a text may wait at the provider for a phone that is off; then it is given up, and not brought in the night.
VALID_SECONDS = 4 * 60 * 60
LONGEST_WAIT = timedelta(hours=4)
# Codes of a refusal: the person has sent STOP; the queue is full for now; the clinic's own sender or account is wrong,
# so that every text would be refused. Every other code of a 400 is about this number or this text.
STOPPED = 21610
BUSY = frozenset({21611, 14107, 30001})
OURS = frozenset({20003, 20005, 21212, 21603, 21606, 21659, 21660, 21701, 21703, 21704})


@dataclass(frozen=True, slots=True)
class Twilio:
    """An account, and the number, the messaging service (MG…) or the WhatsApp number (whatsapp:+…) it sends from."""

    base: str
    account: str
    user: str
    password: str
    sender: str
    client: httpx.Client

    @classmethod
    def of(cls, url: str, *, sender: str) -> Self:
        """From `twilio://account:token@host`, or with an API key `twilio://key:secret@host/account`."""
        parts = urlsplit(url)
        user = unquote(parts.username or "")
        scheme = "http" if parts.scheme.endswith("+http") else "https"
        seconds = channels.TIMEOUT_SECONDS
        # A connection a text: on one kept open nobody could tell "closed while idle" from "lost after taking it".
        client = httpx.Client(
            timeout=httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds)),
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
        )
        return cls(
            base=f"{scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
            account=parts.path.strip("/") or user,
            user=user,
            password=unquote(parts.password or ""),
            sender=sender,
            client=client,
        )

    def close(self) -> None:
        self.client.close()

    def send(self, letter: Letter) -> Answer:
        """Post the text once. A connection that never stood, or Twilio's own refusal, says that it was not taken."""
        try:
            answer = self.client.post(
                f"{self.base}/2010-04-01/Accounts/{self.account}/Messages.json",
                data=self.form(letter),
                auth=(self.user, self.password),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return Unreachable(channels.in_short(f"{type(error).__name__}: {error}"), PROVIDER)
        except httpx.HTTPError as error:
            return Unclear(channels.in_short(f"{type(error).__name__}: {error}"), PROVIDER)
        return judged(answer, datetime.now(UTC))

    def form(self, letter: Letter) -> dict[str, str]:
        """What is posted; a WhatsApp sender writes to WhatsApp numbers."""
        to = f"whatsapp:{letter.to}" if self.sender.startswith("whatsapp:") else letter.to
        sender = "MessagingServiceSid" if self.sender.startswith("MG") else "From"
        callback = {"StatusCallback": letter.callback} if letter.callback else {}
        return {"To": to, sender: self.sender, "Body": letter.text, "ValidityPeriod": str(VALID_SECONDS), **callback}


def token_of(url: str) -> str:
    """The token with which Twilio seals its calls; with an API key in its place we could not know them."""
    parts = urlsplit(url)
    is_account = parts.path.strip("/") in {"", unquote(parts.username or "")}
    return unquote(parts.password or "") if is_account else ""


def judged(answer: httpx.Response, now: datetime) -> Answer:
    """What an answer of Twilio means for the text."""
    said = _told(answer)
    words = channels.in_short(f"{answer.status_code} {said.get('code') or ''} {said.get('message') or ''}")
    if answer.is_success:
        number = str(said.get("sid") or "")[:64]
        return Handed(channels.in_short(f"taken, {said.get('status') or 'state not told'}"), PROVIDER, number)
    if answer.status_code == httpx.codes.BAD_REQUEST:
        return refused(said.get("code"), words)
    if answer.status_code in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
        return Unreachable(words, PROVIDER, wait=_wait(answer.headers.get("Retry-After", ""), now))
    if answer.is_server_error:
        return Unclear(words, PROVIDER)
    return Unreachable(words, PROVIDER)


def refused(code: Any, words: str) -> Answer:
    """A refusal by Twilio's own code."""
    if code in OURS:
        return Unreachable(words, PROVIDER)
    return NotTaken(words, PROVIDER) if code in BUSY else Turned(words, PROVIDER, stopped=code == STOPPED)


def _told(answer: httpx.Response) -> dict[str, Any]:
    """The answer's JSON; nothing when it is none."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _wait(header: str, now: datetime) -> timedelta:
    """Retry-After in seconds or as a date; no longer than the longest pause."""
    if header.isdecimal():
        return min(timedelta(seconds=int(header[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return timedelta()
    return min(max(until - now, timedelta()), LONGEST_WAIT) if until.tzinfo else timedelta()
