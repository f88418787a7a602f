"""The answers as they read: question by question, in the order they were asked, in the words that stood there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers
from django.utils import formats
from django.utils.translation import gettext as _

from patients.questions.flow import settle, values_of
from patients.questions.question import OF_CHOICES, About, Kind, Question, Section, Text


@dataclass(frozen=True)
class Row:
    """One answer as it reads; an empty value was not answered."""

    label: Text
    value: str
    key: str = ""


def rows(section: Section, answers: Mapping[str, Any], about: About, *, for_staff: bool) -> list[Row]:
    """Every question that was asked, with its answer."""
    standing = settle(section, answers, about)
    return [
        Row(question.label, read(question, standing.stored.get(question.key), about, for_staff=for_staff), question.key)
        for question in standing.shown
    ]


def read(question: Question, answer: Any, about: About, *, for_staff: bool = False) -> str:
    """One stored answer in words."""
    if question.kind is Kind.TICK:
        return str((question.yes or _("Yes")) if answer else (question.no or _("No")))
    if question.kind in OF_CHOICES:
        return choices(question, answer, for_staff=for_staff)
    if answer is None or answer == "":
        return ""
    if question.kind is Kind.DATE:
        return formats.date_format(date.fromisoformat(str(answer)), "DATE_FORMAT")
    if question.kind is Kind.PHONE:
        return phone(str(answer))
    if question.is_money:
        amount = formats.number_format(answer, use_l10n=True, force_grouping=True)
        return f"{about.currency} {amount}"
    return str(answer)


def choices(question: Question, answer: Any, *, for_staff: bool) -> str:
    """What was chosen; the picture of a head with the few words under it."""
    if answer is None:
        return str(question.silent)
    chosen = values_of(answer)
    if not chosen:
        return ", ".join(str(choice.read(for_staff=for_staff)) for choice in question.choices if choice.alone)
    return ", ".join(one(question, value, for_staff=for_staff) for value in chosen)


def one(question: Question, value: str, *, for_staff: bool) -> str:
    """One choice in words; a value of no choice stands for itself."""
    choice = question.choice(value)
    if choice is None:
        return "" if value == "not_sure" else value
    words = str(choice.read(for_staff=for_staff))
    is_picture = question.is_title and choice.stage
    return f"{words}, {choice.hint}" if is_picture else words


def phone(e164: str) -> str:
    """The number with its country and in groups: +44 7700 900318."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return e164
