"""What is signed before which session, the days to think it over, and the texts that come with the house."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).resolve().parent / "procedure_texts"
LANGUAGES = ("en-gb", "tr", "es", "de")
PIGMENT, SURGERY, COMBINATION = frozenset({"smp", "scar_smp"}), frozenset({"fue", "strip"}), "combination"
PROCEDURES = ("smp", "scar_smp", "fue", "strip", COMBINATION)

# Days between signing and the session, where a clinic has set none of its own.
SURGICAL_STANDARD = (
    "Royal College of Surgeons of England, Professional Standards for Cosmetic Surgery, 2016: "
    "consent in two stages, at least two weeks apart"
)
NO_STANDARD = "Judgement: no standard asks for days to think over pigment; the plan is read at home first"
NO_DAYS_OF_ITS_OWN = "Judgement: the transplant and the pigment in it have their own days"
COOLING_OFF: dict[str, tuple[int, str]] = {
    "smp": (0, NO_STANDARD),
    "scar_smp": (0, NO_STANDARD),
    "fue": (14, SURGICAL_STANDARD),
    "strip": (14, SURGICAL_STANDARD),
    COMBINATION: (0, NO_DAYS_OF_ITS_OWN),
}


def needed(kinds: Iterable[str]) -> tuple[str, ...]:
    """What has to be signed for a course of sessions of these kinds."""
    found = set(kinds)
    if found & PIGMENT and found & SURGERY:
        found.add(COMBINATION)
    return tuple(procedure for procedure in PROCEDURES if procedure in found)


def needed_for(kind: str, kinds: Iterable[str]) -> tuple[str, ...]:
    """What of it has to be signed before a session of this kind."""
    return tuple(procedure for procedure in needed(kinds) if procedure in {kind, COMBINATION})


@dataclass(frozen=True)
class Text:
    """A consent text as it is read and signed: short parts, each with a heading, and the risks as a list."""

    procedure: str
    language: str
    version: int
    title: str
    sections: tuple[tuple[str, str], ...]
    risks: tuple[str, ...]

    @property
    def stored(self) -> dict[str, Any]:
        """The words alone, as a signature keeps them."""
        words = {name: value for name, value in asdict(self).items() if name in {"title", "sections", "risks"}}
        return dict(json.loads(json.dumps(words)))

    @property
    def seal(self) -> str:
        """The hash of the words with their version; what a reader sends back to say which text they read."""
        return digest(asdict(self))


def digest(what: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of it."""
    canonical = json.dumps(what, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def built_in(procedure: str, language: str) -> Text:
    """The text of the house; raises KeyError or FileNotFoundError where there is none."""
    words = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))[procedure]
    return of_stored(procedure, language, 1, words)


def of_stored(procedure: str, language: str, version: int, words: dict[str, Any]) -> Text:
    """The text of its stored words."""
    sections = tuple((heading, text) for heading, text in words["sections"])
    return Text(procedure, language, version, words["title"], sections, tuple(words["risks"]))


@dataclass(frozen=True)
class Need:
    """One consent that a session needs; `state` is signed, missing, changed (sign again) or withdrawn."""

    procedure: str
    state: str
    days: int
    since: date | None = None  # the day from which the days to think it over count
    signature: Any = None

    def ready_on(self, today: date) -> date:
        """From when the session may take place; of what is not signed, if it were signed today."""
        return (self.since or today) + timedelta(days=self.days)

    @property
    def stands(self) -> bool:
        return self.state == "signed"
