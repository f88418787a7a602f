"""The one rule of the intake: what is shown, then what is required of it, then what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from patients.questions.made import NOT_KNOWN
from patients.questions.question import OF_CHOICES, About, Kind, Question, Section, Text, is_alone
from patients.questions.steps import SECTIONS

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Settled:
    """A step's answers, judged: the questions that are asked, the answers that stand, and what is wrong or missing."""

    shown: tuple[Question, ...]
    stored: dict[str, Any]
    problems: dict[str, Text]
    missing: frozenset[str]  # the problems that are only an answer not given yet

    @property
    def is_complete(self) -> bool:
        return not self.problems


def settle(step: Section | str, answers: Answers, about: About) -> Settled:
    """Judge the stored answers of a step. What is not shown is neither required nor stored nor told to anybody."""
    section = SECTIONS[step] if isinstance(step, str) else step
    shown: list[Question] = []
    stored: dict[str, Any] = {}
    for question in section.questions:
        if not is_shown(question, stored):
            continue
        shown.append(question)
        answer = offered(question, answers.get(question.key), about)
        if answer is not None:
            stored[question.key] = answer
    problems = {q.key: reason for q in shown if (reason := why_not(q, stored, section))}
    missing = frozenset(key for key in problems if key not in stored)
    return Settled(tuple(shown), stored, problems, missing)


def is_shown(question: Question, stored: Answers) -> bool:
    """Whether it is asked, given the standing answers to the questions before it."""
    when = question.shown
    return when is None or any(
        not set(when.values).isdisjoint(values_of(stored.get(parent))) for parent in when.questions
    )


def values_of(answer: Any) -> list[str]:
    """What was chosen, as choices are named; not knowing counts as a choice, silence does not."""
    if answer is None:
        return []
    if isinstance(answer, list):
        return [str(one) for one in answer]
    return [NOT_KNOWN] if answer == "" else [str(answer)]


def same(one: Any, other: Any) -> bool:
    """Whether two stored answers say the same; several choices say it in any order."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return bool(one == other)


def offered(question: Question, answer: Any, about: About) -> Any:
    """The answer without choices that this person is not given; None when nothing is left of it."""
    if answer == "":
        return "" if any(choice.unsure for choice in question.choices) else None
    if answer == []:
        return [] if any(choice.alone for choice in question.choices) else None
    if question.kind not in OF_CHOICES or answer is None:
        return answer
    denied = {choice.value for choice in question.choices if not choice.is_offered(about)}
    if isinstance(answer, list):
        return [one for one in answer if one not in denied] or None
    return None if str(answer) in denied else answer


def why_not(question: Question, stored: Answers, section: Section) -> Text:
    """What is wrong with the answer to a question that is asked, or the sentence that asks for it; empty when right."""
    answer = stored.get(question.key)
    if answer is None:
        excused = any(stored.get(other) for other in question.unless)
        return "" if excused else question.required
    if question.kind is Kind.SEVERAL and is_too_much(question, answer):
        return question.refusal
    if question.among and answer not in (stored.get(question.among) or []):
        return question.refusal
    if question.near and not is_near(question, answer, stored.get(question.near), section):
        return question.refusal
    return ""


def is_too_much(question: Question, answer: list[str]) -> bool:
    """Whether more was chosen than goes together."""
    return any(is_alone(question, one) for one in answer) or bool(question.most and len(answer) > question.most)


def is_near(question: Question, answer: Any, other: Any, section: Section) -> bool:
    """Whether two pictures of a row are neighbours; an answer beside none of the row's is left alone."""
    row = section.asked(question.near)
    mine, theirs = question.choice(answer), row.choice(other) if row else None
    if mine is None or theirs is None or not theirs.stage:
        return True
    return answer != other and abs(mine.stage - theirs.stage) <= 1


def problems(answers: Mapping[str, Answers], about: About) -> dict[str, dict[str, Text]]:
    """What keeps an intake from being sent, step by step and question by question; empty when nothing does."""
    judged = {step: settle(section, answers.get(step, {}), about).problems for step, section in SECTIONS.items()}
    return {step: found for step, found in judged.items() if found or step not in answers}


def settled(
    answers: Mapping[str, Answers], about: About, sections: Mapping[str, Section] = SECTIONS
) -> dict[str, dict[str, Any]]:
    """The answers that stand, step by step, of the steps that were answered."""
    return {step: settle(sections[step], given, about).stored for step, given in answers.items() if step in sections}
