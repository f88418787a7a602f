"""Sentences of the engine: plain words for the patient beside the clinical wording, found again in a stored answer.

The engine writes English; whoever shows an answer reads a sentence back with `read` and writes it in the reader's
language from its template.
"""

import re
from dataclasses import dataclass

SENTENCES: dict[str, "Sentence"] = {}  # by their plain words


def _(text: str) -> str:
    """Mark words for translators; they are translated where they are shown."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """Plain words and the clinical wording, both with the same {names} of whole numbers in them."""

    plain: str
    clinical: str

    def __call__(self, **numbers: float) -> str:
        """The plain words with the numbers in them, thousands apart."""
        return filled(self.plain, numbers)


def sentence(plain: str, clinical: str) -> Sentence:
    """Write a sentence into the catalogue."""
    entry = SENTENCES.setdefault(plain, Sentence(plain, clinical))
    if entry.clinical != clinical:
        raise ValueError(f"two clinical wordings of {plain!r}")
    return entry


def filled(words: str, numbers: dict[str, float]) -> str:
    """The words with whole numbers in place of their names."""
    return words.format(**{name: f"{number:,.0f}" for name, number in numbers.items()}) if numbers else words


def read(text: str) -> tuple[Sentence, dict[str, int]] | None:
    """The sentence that a text was written from, and its numbers; None for words that are not the engine's."""
    whole = SENTENCES.get(text)
    if whole is not None:
        return whole, {}
    for entry in SENTENCES.values():
        if "{" in entry.plain:
            found = re.fullmatch(_pattern(entry.plain), text)
            if found:
                return entry, {name: int(number.replace(",", "")) for name, number in found.groupdict().items()}
    return None


def _pattern(plain: str) -> str:
    """The template as a pattern; a name that stands twice holds the same number."""
    seen: set[str] = set()
    parts = []
    for part in re.split(r"(\{[a-z_]+\})", plain):
        name = part[1:-1]
        if not part.startswith("{"):
            parts.append(re.escape(part))
        elif name in seen:
            parts.append(f"(?P={name})")
        else:
            seen.add(name)
            parts.append(rf"(?P<{name}>-?[0-9][0-9,]*)")
    return "".join(parts)
