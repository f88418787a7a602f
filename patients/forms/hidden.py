"""What a form knows of itself and no person types: its version and its key. Nonsense there is no mistake of theirs."""

import json
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

# No row has this version: saving over it shows both values instead of losing one.
NO_VERSION = -1
MOST_LETTERS = 4000


class VersionField(forms.IntegerField):
    """The version of the row that the form was filled from."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, initial=0)

    def clean(self, value: Any) -> int:
        text = str(value or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else NO_VERSION


class VersionsField(forms.CharField):
    """The versions of answers that the page has saved since it was opened, as JSON; what cannot be read is none."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> dict[str, int]:
        with suppress(ValueError, RecursionError):
            told = json.loads(str(value or "{}")[:MOST_LETTERS])
            if isinstance(told, dict):
                return {name: number for name, number in told.items() if type(number) is int}
        return {}


class KeyField(forms.UUIDField):
    """The key that makes a form sent twice count once; None when there is none that can be read."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> UUID | None:
        with suppress(ValidationError):
            key: UUID | None = super().clean(value)
            return key
        return None
