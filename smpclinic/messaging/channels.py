"""The contract of a channel to patients: what it is handed, and the few things that can come of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Protocol, Self

EMAIL, TEXT = "email", "text"
TIMEOUT_SECONDS = 10
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LAYOUT = re.compile(r"[\n\t]")
WORDS_KEPT = 300


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person; `key` is the same however often it is tried."""

    key: str
    to: str
    text: str
    sender_name: str = ""
    sender: str = ""
    reply_to: str = ""
    subject: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    callback: str = ""  # where the provider may tell what becomes of it


@dataclass(frozen=True, slots=True)
class Handed:
    """The provider has taken the message; `number` is its own name for it, where it gives one."""

    words: str
    provider: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The provider has not taken the message, and a later try may go better; not before `wait`, if it said so."""

    words: str
    provider: str = ""
    wait: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Unreachable(NotTaken):
    """Not taken, and other messages would fare no better now: nobody there, not let in, or too many already."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The provider will never take this message to this address; `stopped` when the person there asked for that."""

    words: str
    provider: str = ""
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody knows: the provider was given the message, and its answer did not come or says nothing about it."""

    words: str
    provider: str = ""


Answer = Handed | NotTaken | Turned | Unclear


class Channel(Protocol):
    """A way to a patient; entered once for many messages. It waits for nobody longer than a lease lasts."""

    @property
    def name(self) -> str:
        """The channel's name in the ledger: `email` or `text`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def hand_over(self, letter: Letter) -> Answer:
        """Hand the letter over once, and say what came of it; what cannot be told is Unclear."""
        ...


def smuggles(letter: Letter) -> bool:
    """Whether a field could carry a header or a second recipient to the provider."""
    fields = (letter.key, letter.to, letter.sender_name, letter.sender, letter.reply_to, letter.subject)
    return any(CONTROL.search(text) for text in (*fields, *letter.headers.values(), LAYOUT.sub("", letter.text)))


def in_short(text: str) -> str:
    """A provider's words, short and in one line."""
    return " ".join(CONTROL.sub(" ", text).split())[:WORDS_KEPT]
