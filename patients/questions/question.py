"""What a question is made of. From these facts come forms, pages, findings, exports and copies."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from patients.models import Patient
from patients.models.intake import Step

Text = str | Promise
# The answers of an intake of which none is known.
NOTHING_TOLD: Mapping[str, Mapping[str, Any]] = {}


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    HEAD = "head"  # one answer, chosen by the picture of a head
    SWATCH = "swatch"  # one answer, chosen by its colour
    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    DATE = "date"
    PHONE = "phone"
    EMAIL = "email"
    TICK = "tick"


OF_CHOICES = frozenset({Kind.ONE, Kind.SEVERAL, Kind.HEAD, Kind.SWATCH})


@dataclass(frozen=True)
class About:
    """What the questions depend on besides the answers: whom they are asked, and where."""

    sex: str = ""
    country: str = "GB"
    currency: str = ""

    @classmethod
    def of(cls, patient: Patient, answers: Mapping[str, Mapping[str, Any]] = NOTHING_TOLD) -> "About":
        """What was told in the same intake goes before what the record knows: it is what the person was asked by."""
        sex = answers.get(Step.ABOUT, {}).get("sex") or patient.sex
        return cls(sex, patient.clinic.country, patient.clinic.currency)


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen. `staff` are the words of the clinic's own people, where they use others."""

    value: str
    words: Text
    staff: Text = ""
    hint: Text = ""
    group: Text = ""  # the heading it stands under
    not_for: tuple[str, ...] = ()  # the sexes that are not asked
    unsure: bool = False  # not knowing: an answer, stored as an empty text
    alone: bool = False  # none of the others: an answer, stored as an empty list
    stage: int = 0  # neighbours in a row of pictures differ by at most one
    flag: Text = ""  # what the doctor is told first when this was chosen
    is_loud: bool = False  # a flag that may stop a treatment at once

    def is_offered(self, about: About) -> bool:
        return about.sex not in self.not_for

    def read(self, *, for_staff: bool) -> Text:
        return (self.staff if for_staff else "") or self.words


@dataclass(frozen=True)
class When:
    """A question is asked when one of `questions` was answered with one of `values`."""

    questions: tuple[str, ...]
    values: tuple[str, ...]
    opened_by: tuple[str, ...] = ()  # the style sheet's word for the values, where they are many


@dataclass(frozen=True)
class Question:
    """One question. Its key and its values are the facts of the plan engine wherever that has a name for them."""

    key: str
    kind: Kind
    label: Text
    choices: tuple[Choice, ...] = ()
    hint: Text = ""
    why: Text = ""  # why we ask
    shown: When | None = None
    required: Text = ""  # the sentence when it was not answered; empty: it may be left out
    unless: tuple[str, ...] = ()  # answered, any of these makes it one that may be left out
    wrong: Text = ""  # the sentence when the answer is none of the choices
    low: int = 0  # the least number
    high: int = 0  # the greatest number
    most: int = 0  # letters of a text, or choices of several
    near: str = ""  # the row of pictures in which this answer has to stand next to that one
    among: str = ""  # the question of several of whose choices this has to be one
    refusal: Text = ""  # the sentence when `most` choices, `near`, `among` or a choice that stands alone was not kept
    drawn: str = ""  # what draws it, where its kind alone does not say
    blank: Text = ""  # what stands for no answer in a menu
    silent: Text = ""  # how it reads when it was not answered
    yes: Text = ""  # how a tick reads
    no: Text = ""
    lines: int = 0  # of a text
    is_whole: bool = False  # choices that are stored as whole numbers
    is_money: bool = False  # in the clinic's currency, which the hint names
    is_preset: bool = False  # ticked at first
    is_title: bool = False  # the page's heading asks it
    flag: Text = ""  # what the doctor is told first when the answer is below `flag_below`, or is any text
    flag_below: int = 0

    def offered(self, about: About) -> tuple[Choice, ...]:
        """The choices that this person is given."""
        return tuple(choice for choice in self.choices if choice.is_offered(about))

    def choice(self, value: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


def is_alone(question: Question, value: str) -> bool:
    """Whether this is the tick that none of the others applies."""
    choice = question.choice(value)
    return bool(choice and choice.alone)


@dataclass(frozen=True)
class Section:
    """One step of the intake: its place, what it is called, and what it asks."""

    step: str
    number: int
    name: Text  # in the middle of a sentence
    title: Text
    question: Text
    minutes: int  # left from here to the end
    questions: tuple[Question, ...]
    hint: Text = ""

    def asked(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)
