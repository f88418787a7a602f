"""An answer as a form holds it, and as it is stored: plain JSON, with "I am not sure" as an empty text."""

from datetime import date
from typing import Any

from patients.questions.made import NOT_KNOWN
from patients.questions.question import OF_CHOICES, Kind, Question, is_alone

NOTHING: tuple[Any, ...] = (None, "", [])


def stored(question: Question, value: Any) -> Any:
    """What is stored for a form's value; None when there is no answer."""
    if question.kind is Kind.TICK:
        return bool(value)
    if value in NOTHING:
        return None
    if isinstance(value, date):
        return value.isoformat()
    return chosen(question, value) if question.kind in OF_CHOICES else value


def chosen(question: Question, value: Any) -> Any:
    """One choice or several, as they are stored."""
    if isinstance(value, list):
        return [] if len(value) == 1 and is_alone(question, value[0]) else value
    choice = question.choice(str(value))
    if choice and choice.unsure:
        return ""
    return int(value) if question.is_whole else value


def typed(question: Question, answer: Any) -> Any:
    """What a form shows for a stored answer."""
    if question.kind is Kind.SEVERAL and answer == []:
        return [choice.value for choice in question.choices if choice.alone]
    if question.kind in OF_CHOICES:
        return NOT_KNOWN if answer == "" else answer
    if question.kind is Kind.DATE and answer:
        return date.fromisoformat(str(answer))
    return answer
