"""The answers of a step, written by two people at once: merged where they can be, held against each other where not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from patients.models import AnswerChange, Intake, IntakeStep
from patients.questions.flow import same
from patients.services.clashes import AnswersClash
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User

Answers = dict[str, Any]
# What is left of the answers when those to hidden questions are dropped, and whether the step passes with them.
Fit = Callable[[Answers], tuple[Answers, bool]]


def as_given(answers: Answers) -> tuple[Answers, bool]:
    """The answers of a form that has checked all of them already."""
    return answers, True


@dataclass(frozen=True)
class Told:
    """What a form says: an answer a question, None where it was left empty, and the version it was filled from.

    `versions` are those of answers that the same page has saved since. With `yields`, what is saved stands wherever
    two answers differ. The same `form_key` again is the same saying. `carried` are last time's answers, which the
    form showed where nothing was answered yet, and `confirms` those of them that the form says are still true.
    """

    answers: Mapping[str, Any]
    version: int
    versions: Mapping[str, int] = field(default_factory=dict)
    form_key: UUID | None = None
    yields: bool = False
    carried: Mapping[str, Any] = field(default_factory=dict)
    confirms: frozenset[str] = frozenset()

    def seen(self, question: str) -> int:
        """The version of this answer that the person had before them."""
        return self.versions.get(question, self.version)

    def as_whole(self, row: IntakeStep) -> "Told":
        """The same for a form that holds the whole step: what it does not answer is not answered."""
        every = {question: self.answers.get(question) for question in [*row.answers, *self.carried, *self.answers]}
        return replace(self, answers=every)


@dataclass(frozen=True)
class Saved:
    """The step after a save: whether that changed it, and with which version the form's answers stand in it now."""

    row: IntakeStep
    versions: Mapping[str, int]
    is_new: bool


def write(  # noqa: PLR0913 - what is said about which step, how it is judged, and who says it when
    intake: Intake, step: str, told: Told, *, is_whole: bool, fit: Fit, by: User | None, now: datetime
) -> Saved:
    """Write down what was told. The caller holds the intake's row.

    Raises AnswersClash, with nothing written, when somebody else has changed one of the answers to something else.
    """
    row = IntakeStep.objects.filter(intake=intake, step=step).first() or IntakeStep(
        intake=intake, step=step, version=0, saved_at=now
    )
    if told.form_key and (then := counted(intake, told)):
        return Saved(row, then, is_new=False)
    if is_whole:
        told = told.as_whole(row)
    answers, passes = fit(merged(row, told))
    fresh = {question for question in told.carried if last_version(row, question) < 0}
    said = fresh & set(told.answers)  # confirmed, changed or taken off: last time's answer is asked about no more
    every = dict.fromkeys([*row.answers, *answers, *sorted(said)])
    changed = [question for question in every if row.answers.get(question) != answers.get(question) or question in said]
    is_done = passes and (is_whole or row.is_done)
    confirmed = still_true(row, told, answers)
    if not changed and (is_done, confirmed) == (row.is_done, row.confirmed):
        return Saved(row, {question: row.versions.get(question, 0) for question in told.answers}, is_new=False)
    before = {question: told.carried[question] for question in fresh} | row.answers
    row.version += 1
    row.confirmed = confirmed
    row.versions = row.versions | dict.fromkeys(changed, row.version)
    row.answers, row.is_done, row.saved_at, row.saved_by = answers, is_done, now, by
    row.save()
    AnswerChange.objects.bulk_create(changes(row, before, changed, told.form_key))
    return Saved(row, dict.fromkeys(changed, row.version), is_new=True)


def still_true(row: IntakeStep, told: Told, answers: Answers) -> list[str]:
    """The questions at which last time's answer stands and somebody has said that it is still true."""
    named = {*row.confirmed, *(told.confirms & set(told.answers))}
    stands = told.carried or row.answers
    return sorted(one for one in named if one in answers and same(answers[one], stands.get(one)))


def counted(intake: Intake, told: Told) -> dict[str, int]:
    """The versions that this brought when it was told before; raises Refused when it said something else then."""
    then = list(AnswerChange.objects.filter(intake=intake, form_key=told.form_key))
    if any(one.question in told.answers and told.answers[one.question] != one.value for one in then):
        raise Refused(_("This answer was sent before, and it was another one."))
    return {one.question: one.version for one in then}


def merged(row: IntakeStep, told: Told) -> Answers:
    """The saved answers with what the person changed in them."""
    moved = [
        question
        for question, value in told.answers.items()
        if row.answers.get(question) != value and last_version(row, question) > told.seen(question)
    ]
    shown = shown_before(row, told, moved)
    theirs = {question for question in moved if question in shown and shown[question] == told.answers[question]}
    clashing = [
        question
        for question in moved
        if question not in theirs and not (question in shown and shown[question] == row.answers.get(question))
    ]
    kept = row.answers | {name: value for name, value in told.answers.items() if name not in theirs}
    kept = {name: value for name, value in kept.items() if value is not None}
    if clashing and not told.yields:
        raise AnswersClash(_("Somebody else has answered this since you opened it."), row, clashing, kept)
    return with_saved(kept, row, clashing)


def last_version(row: IntakeStep, question: str) -> int:
    """The version that brought the answer to this question; less than any where nobody has ever answered it."""
    return int(row.versions.get(question, 0 if question in row.answers else -1))


def with_saved(answers: Answers, row: IntakeStep, questions: Iterable[str]) -> Answers:
    """The answers, with those to some questions as they are saved."""
    others = {name: value for name, value in answers.items() if name not in questions}
    return others | {name: row.answers[name] for name in questions if name in row.answers}


def shown_before(row: IntakeStep, told: Told, questions: list[str]) -> Answers:
    """What the person saw at these questions when the form was opened; what nobody knows any more is left out."""
    if not questions:
        return {}
    last_time = {question: told.carried[question] for question in questions if question in told.carried}
    since = AnswerChange.objects.filter(
        intake_id=row.intake_id, step=row.step, question__in=questions, version__gt=min(map(told.seen, questions))
    ).order_by("version")
    shown: Answers = {}
    for change in since:
        if change.version > told.seen(change.question):
            shown.setdefault(change.question, change.before)
    return last_time | shown


def changes(row: IntakeStep, before: Answers, questions: list[str], form_key: UUID | None) -> Iterable[AnswerChange]:
    """A line for each answer that this save has changed; one that was only confirmed has none."""
    return [
        AnswerChange(
            intake_id=row.intake_id,
            step=row.step,
            question=question,
            value=row.answers.get(question),
            before=before.get(question),
            version=row.version,
            saved_at=row.saved_at,
            saved_by=row.saved_by,
            form_key=form_key,
        )
        for question in questions
        if not same(row.answers.get(question), before.get(question))
    ]
