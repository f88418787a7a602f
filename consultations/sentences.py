"""The engine's sentences in the reader's language, read back from a stored answer."""

import re
from collections.abc import Callable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext

from consultations.figures import count
from consultations.planning.words import Sentence, read

# A number as the engine writes it in its own English: thousands apart, a point before decimals.
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def in_words(text: str) -> str:
    """The plain sentence in the reader's language; a person's own words stay as they are."""
    return _written(text, lambda sentence: sentence.plain)


def clinical(text: str) -> str:
    """What the sentence is called among doctors; nothing for words that are not the engine's."""
    return _written(text, lambda sentence: sentence.clinical) if read(text) else ""


def _written(text: str, wording: Callable[[Sentence], str]) -> str:
    found = read(text)
    if found is None:
        return text
    sentence, numbers = found
    words = gettext(wording(sentence))
    return words.format(**{name: count(number) for name, number in numbers.items()}) if numbers else words


def numbers_in_words(text: str) -> str:
    """Arithmetic of the engine with its numbers as the reader's language writes them."""
    return NUMBER.sub(_number, text)


def _number(found: re.Match[str]) -> str:
    exact = Decimal(found[0].replace(",", ""))
    places = max(0, -int(exact.as_tuple().exponent))
    written: str = number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)
    return written
