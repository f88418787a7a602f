"""What a returning patient changed since last time, for the intake's tab and the page of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from patients.models import AnswerChange, Intake, IntakeStep, Patient
from patients.questions.asked import sections_of
from patients.questions.compared import Beside, Compared, Told, compare
from patients.questions.question import About, Section
from patients.questions.steps import SECTIONS


@dataclass(frozen=True)
class Changed:
    """A question with the answer of last time, the one of now, and when that was given."""

    row: Beside
    at: datetime


@dataclass(frozen=True)
class Since:
    """What became of last time's answers, as far as the reader may see them."""

    sent_at: datetime | None = None  # last time
    changed: list[Changed] = field(default_factory=list)
    still_true: list[Beside] = field(default_factory=list)
    same: list[Beside] = field(default_factory=list)
    first_asked: list[Beside] = field(default_factory=list)


NOTHING = Since()


def since_last_time(
    patient: Patient, intake: Intake | None, rows: Mapping[str, IntakeStep], earlier: Mapping[str, IntakeStep]
) -> Since:
    """Both intakes compared, step by step; `rows` and `earlier` hold the steps that the reader may see."""
    both = [(step, rows[step], earlier[step]) for step in SECTIONS if step in rows and step in earlier]
    if not both or intake is None:
        return NOTHING
    last = both[0][2].intake
    about = About.of(patient, {step: row.answers for step, row in rows.items()})
    now, then = staff_words(intake), staff_words(last)
    found = [
        compare(Told(now[step], row.answers, row.confirmed), Told(then[step], before.answers), about)
        for step, row, before in both
    ]
    return Since(
        last.submitted_at,
        changed_rows(found, rows, intake),
        [row for one in found for row in one.still_true],
        [row for one in found for row in one.same],
        [row for one in found for row in one.first_asked],
    )


def staff_words(intake: Intake) -> Mapping[str, Section]:
    """The questions of an intake in the reader's own language where they are still the same."""
    return sections_of(intake, in_own_words=True)


def changed_rows(found: list[Compared], rows: Mapping[str, IntakeStep], intake: Intake) -> list[Changed]:
    """The changed answers, each with the time of its last change."""
    changed = [row for one in found for row in one.changed]
    if not changed:
        return []
    lines: Any = AnswerChange.objects.filter(intake=intake, question__in=[row.key for row in changed]).order_by("pk")
    at = {(line.step, line.question): line.saved_at for line in lines}
    return [Changed(row, at.get((row.step, row.key), rows[row.step].saved_at)) for row in changed]


def earlier_of(intake: Intake | None, *, health: bool) -> dict[str, IntakeStep]:
    """The steps of the intake sent before this one which the reader may see."""
    if intake is None or not intake.earlier_id:
        return {}
    sent = IntakeStep.objects.done().filter(intake=intake.earlier_id).readable(health=health)
    return {row.step: row for row in sent.select_related("intake__questionnaire")}
