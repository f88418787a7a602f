"""What no text of a person holds: characters that no keyboard makes, and marks that show other words than stored."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LINE_ENDS = frozenset("\r\n\t")
PASSED_OVER = LINE_ENDS | {"\0"}
# Marks that make the reader see other words than were stored.
TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def is_plain(text: Any) -> None:
    """Raise ValidationError for control characters and for marks that turn the reading direction around.

    Every text field asks this (web.sentences). NUL is refused by Django's own check, in the same words.
    """
    if not isinstance(text, str):  # a key, of a field that is one of text
        return
    if any(c in TURNING or unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in text if c not in PASSED_OVER):
        raise hidden_character()


def is_one_line(text: str) -> None:
    """Raise ValidationError for the end of a line, and for a tab."""
    if not LINE_ENDS.isdisjoint(text):
        raise hidden_character()


def hidden_character() -> ValidationError:
    return ValidationError(_("A hidden character has come along. Type this by hand."), code="hidden_character")
