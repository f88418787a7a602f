"""Last time's answers in today's form: which of them a person can be asked about with "still true?"."""

from collections.abc import Iterable, Mapping
from typing import Any

from patients.models.intake import Step
from patients.questions.flags import of_question
from patients.questions.flow import offered, same, settle, values_of
from patients.questions.question import OF_CHOICES, About, Kind, Question, Section

# Answers that grow old by themselves, and one that is a consent: each is asked anew.
OF_THEIR_DAY = frozenset(
    {
        "within_months",
        "progressing",
        "stable_months",
        "months",
        "months_since_surgery",
        "smp_months_ago",
        "may_email",
    }
)
# What photos may be used for is agreed to each time.
NEVER = frozenset({Step.PHOTOS})


def carried(now: Section, then: Section, answers: Mapping[str, Any], about: About) -> dict[str, Any]:
    """The answers of a step that stood then, are still asked, and are still among today's choices."""
    if now.step in NEVER:
        return {}
    stood = settle(then, answers, about).stored
    kept = {
        question.key: stood[question.key]
        for question in now.questions
        if question.key in stood and stays(question, then.asked(question.key), stood[question.key], about)
    }
    while wrong := wrong_of(now, kept, about):
        kept = {key: value for key, value in kept.items() if key not in wrong}
    return settle(now, kept, about).stored


def wrong_of(section: Section, answers: Mapping[str, Any], about: About) -> frozenset[str]:
    """The answers that today's questions do not take any more."""
    settled = settle(section, answers, about)
    return frozenset(settled.problems) - settled.missing


def stays(now: Question, then: Question | None, answer: Any, about: About) -> bool:
    """Whether an answer can be asked about again as it stands, whole."""
    if then is None or then.kind is not now.kind or now.key in OF_THEIR_DAY:
        return False
    if now.kind in OF_CHOICES:
        known = all(now.choice(value) for value in values_of(answer))
        return known and same(offered(now, answer, about), answer)
    if now.kind is Kind.NUMBER:
        return bool(now.low <= answer <= now.high)
    return now.kind is not Kind.TEXT or len(answer) <= now.most


def raising(section: Section, answers: Mapping[str, Any]) -> frozenset[str]:
    """The questions whose answers raise a flag; these are confirmed one by one, and never in passing."""
    asked = {question.key: question for question in section.questions}
    return frozenset(key for key, answer in answers.items() if any(of_question(asked[key], answer)))


def lingers(question: Question, last: Any, answer: Any) -> bool:
    """Whether last time's answer still stands, as far as it raises a flag: all of it, or one choice of several."""
    if not isinstance(last, list) or not isinstance(answer, list):
        return same(last, answer)
    flagged = {choice.value for choice in question.choices if choice.flag and choice.value in last}
    return not flagged.isdisjoint(answer)


def parents(section: Section, key: str) -> list[str]:
    """The questions whose answers decide whether this one is asked, or which answers it takes; those furthest first."""
    question = section.asked(key)
    if question is None:
        return []
    nearest = [*(question.shown.questions if question.shown else ()), *filter(None, (question.near, question.among))]
    return list(dict.fromkeys([*_all(section, nearest), *nearest]))


def _all(section: Section, keys: Iterable[str]) -> list[str]:
    return [further for key in keys for further in parents(section, key)]
