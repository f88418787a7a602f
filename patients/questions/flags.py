"""What the answers tell the doctor first, by name: each answer that may stop, delay or change a treatment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from patients.models.intake import Step
from patients.questions.flow import settle, values_of
from patients.questions.question import OF_CHOICES, About, Kind, Question, Section, Text
from patients.questions.steps import SECTIONS

# The steps whose answers raise flags.
FLAGGING = (Step.LOSS, Step.TREATMENT, Step.HEALTH)
SHORT = 60


@dataclass(frozen=True)
class Flag:
    """A caution and its name; a loud one may stop a treatment at once."""

    key: str
    words: str
    is_loud: bool = False


def raised(
    answers: Mapping[str, Mapping[str, Any]], about: About, sections: Mapping[str, Section] = SECTIONS
) -> list[Flag]:
    """The flags that the standing answers raise, the loud ones first."""
    found = [
        flag
        for step in FLAGGING
        if step in answers and step in sections
        for flag in of_step(sections[step], answers[step], about)
    ]
    return sorted(found, key=lambda flag: not flag.is_loud)


def of_step(section: Section, answers: Mapping[str, Any], about: About) -> Iterator[Flag]:
    """The flags of one step, in the order of its questions."""
    standing = settle(section, answers, about)
    for question in standing.shown:
        yield from of_question(question, standing.stored.get(question.key))


def of_question(question: Question, answer: Any) -> Iterator[Flag]:
    """The flags of one answer."""
    if question.kind in OF_CHOICES:
        yield from of_choices(question, answer)
    elif question.flag and is_told(question, answer):
        yield Flag(question.key, named(question.flag, answer), is_loud=not question.flag_below)


def of_choices(question: Question, answer: Any) -> Iterator[Flag]:
    """The flags of what was chosen, in the order of the choices; a caution that is asked no more keeps its name."""
    chosen = values_of(answer)
    for choice in question.choices:
        if choice.flag and choice.value in chosen:
            key = choice.value if question.kind is Kind.SEVERAL else question.key
            yield Flag(key, str(choice.flag), choice.is_loud)
    if question.kind is Kind.SEVERAL and any(choice.flag for choice in question.choices):
        yield from (Flag(value, value) for value in chosen if question.choice(value) is None)


def is_told(question: Question, answer: Any) -> bool:
    """Whether a text was written, or a number is below the one that matters."""
    if question.flag_below:
        return answer is not None and float(answer) < question.flag_below
    return bool(answer)


def named(words: Text, answer: Any) -> str:
    """The flag's words, with a short form of what was written."""
    return str(words) % {"answer": Truncator(" ".join(str(answer).split())).chars(SHORT)}
