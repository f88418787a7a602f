"""Short ways to write down the questions that come again and again."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.questions.question import Choice, Kind, Question, Text
from patients.questions.words import NOT_SURE, Words

# The choice of not knowing; stored as an empty text.
NOT_KNOWN = "not_sure"
CHOOSE = _("Choose one. “I am not sure” is an answer too.")


def choices_of(words: Words, *, hints: Words | None = None, staff: Words | None = None) -> tuple[Choice, ...]:
    """A choice for each value."""
    return tuple(
        Choice(value, text, hint=(hints or {}).get(value, ""), staff=(staff or {}).get(value, ""))
        for value, text in words.items()
    )


def one(
    key: str,
    label: Text,
    words: Words | Iterable[Choice],
    *,
    unsure: Text = NOT_SURE,
    hints: Words | None = None,
    kind: Kind = Kind.ONE,
    **more: Any,
) -> Question:
    """A question with one answer of a few; `unsure` is the words of not knowing, empty when there is no such answer."""
    choices = choices_of(words, hints=hints) if isinstance(words, dict) else tuple(words)
    if unsure:
        choices += (Choice(NOT_KNOWN, unsure, unsure=True),)
    more.setdefault("wrong", more.get("required") or CHOOSE)
    return Question(key, kind, label, choices, **more)


def several(key: str, label: Text, words: Words | Iterable[Choice], **more: Any) -> Question:
    """A question with several answers."""
    choices = choices_of(words) if isinstance(words, dict) else tuple(words)
    return Question(key, Kind.SEVERAL, label, choices, wrong=CHOOSE, **more)


def number(key: str, label: Text, low: int, high: int, **more: Any) -> Question:
    """A whole number."""
    return Question(key, Kind.NUMBER, label, low=low, high=high, **more)


def text(key: str, label: Text, most: int, lines: int = 4, **more: Any) -> Question:
    """A few sentences in the patient's own words."""
    return Question(key, Kind.TEXT, label, most=most, lines=lines, **more)
