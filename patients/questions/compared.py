"""Two intakes side by side: what changed since last time, what was found still true, what was never asked before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from patients.questions import reading
from patients.questions.flow import same, settle
from patients.questions.question import About, Kind, Question, Section, Text


@dataclass(frozen=True)
class Told:
    """A step as somebody answered it: the questions as they stood, the answers, and those found still true."""

    section: Section
    answers: Mapping[str, Any]
    confirmed: Collection[str] = ()


@dataclass(frozen=True)
class Beside:
    """One question with both answers in words; `then` is None where it was not asked, `now` where it is no more."""

    step: str
    key: str
    label: Text
    then: str | None
    now: str | None


@dataclass(frozen=True)
class Compared:
    """What became of the answers of last time."""

    changed: list[Beside]
    still_true: list[Beside]  # shown again and confirmed
    same: list[Beside]  # given anew, and the same
    first_asked: list[Beside]


def compare(now: Told, then: Told, about: About, *, for_staff: bool = True) -> Compared:
    """One step, question by question, in today's order; what was asked last time only stands at the end."""
    today, before = settle(now.section, now.answers, about), settle(then.section, then.answers, about)
    asked_now = {question.key: question for question in today.shown}
    asked_then = {question.key: question for question in before.shown}
    found = Compared([], [], [], [])
    for key in dict.fromkeys([*asked_now, *asked_then]):
        row = Beside(
            now.section.step,
            key,
            (asked_now.get(key) or asked_then[key]).label,
            read(asked_then.get(key), before.stored, about, for_staff=for_staff),
            read(asked_now.get(key), today.stored, about, for_staff=for_staff),
        )
        if key not in asked_then:
            found.first_asked.append(row)
        elif key not in asked_now or not says_the_same(asked_now[key], today.stored.get(key), before.stored.get(key)):
            found.changed.append(row)
        elif key in now.confirmed:
            found.still_true.append(row)
        elif key in today.stored:
            found.same.append(row)
    return found


def says_the_same(question: Question, now: Any, then: Any) -> bool:
    """Whether two answers say the same; a tick that was never set says no."""
    return bool(now) == bool(then) if question.kind is Kind.TICK else same(now, then)


def read(question: Question | None, answers: Mapping[str, Any], about: About, *, for_staff: bool) -> str | None:
    """The answer in the words of its day; None when the question was not asked."""
    return None if question is None else reading.read(question, answers.get(question.key), about, for_staff=for_staff)
