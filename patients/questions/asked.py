"""The questions as one intake asks them, or has asked them."""

from collections.abc import Mapping

from django.utils.translation import get_language

from patients.models import Intake
from patients.questions import snapshot
from patients.questions.question import Section
from patients.questions.steps import SECTIONS, VERSION


def sections_of(intake: Intake | None, *, in_own_words: bool = False) -> Mapping[str, Section]:
    """What a sent intake asked, in the words that stood there; what an open one asks today.

    With `in_own_words` the reader's language is used instead, as long as the questions are still the same.
    """
    kept = intake.questionnaire if intake else None
    if kept is None:
        return SECTIONS
    if in_own_words and kept.version == VERSION and kept.language != get_language():
        return SECTIONS
    return snapshot.sections(kept.content)
