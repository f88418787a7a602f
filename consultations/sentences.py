"""The engine's sentences in the reader's language, read back from a stored answer."""

from django.utils.translation import gettext

from consultations.planning.words import filled, read


def in_words(text: str) -> str:
    """The plain sentence in the reader's language; a person's own words stay as they are."""
    found = read(text)
    if found is None:
        return text
    sentence, numbers = found
    return filled(gettext(sentence.plain), dict(numbers))
