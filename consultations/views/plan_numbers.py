"""The clinic's own numbers as the page of a plan shows them: those in it, and those that have changed since."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consultations import number_words as said
from consultations.models import Number, Plan
from consultations.planning.book import OWN, Book, plain
from consultations.planning.protocol import FIGURES
from consultations.services import numbers


@dataclass(frozen=True)
class OwnNumber:
    """One number in words: from what to what, and the row that set it, where that is known."""

    name: str
    label: str
    value: str
    row: Number | None = None


@dataclass(frozen=True)
class Moved:
    """What a plan made now would be made with that this one was not."""

    changes: list[OwnNumber]
    revised: bool  # the rules or the protocol's own numbers, and not the clinic's


NOTHING = Moved([], revised=False)


def own_numbers(plan: Plan, rows: list[Number]) -> list[OwnNumber]:
    """Every number of the clinic's own that the plan was made with, beside the protocol's own."""
    return [
        OwnNumber(name, said.label(name), _said(name, _own(name), value, said.instead), _row(plan, rows, name))
        for name, value in plan.numbers.items()
    ]


def moved(plan: Plan, rows: list[Number]) -> Moved:
    """What has changed since the plan was made; nothing for a plan that another has replaced."""
    if plan.status == Plan.Status.REPLACED:
        return NOTHING
    now = {name: row.value for name, row in numbers.standing_rows(rows).items()}
    changed = [
        OwnNumber(
            name,
            said.label(name),
            _said(name, plan.numbers.get(name, _own(name)), now.get(name, _own(name)), said.changes),
        )
        for name in sorted(plan.numbers.keys() | now.keys())
        if plan.numbers.get(name) != now.get(name)
    ]
    return Moved(changed, revised=_rules(plan) != plan.rules)


def _rules(plan: Plan) -> str:
    """What the plan's own numbers and today's protocol are called together."""
    fit = all(numbers.fits(name, value) for name, value in plan.numbers.items())
    return Book(plan.numbers).version if fit else OWN.version


def _own(name: str) -> Any:
    return plain(FIGURES[name].value) if name in FIGURES else None


def _said(name: str, old: Any, new: Any, in_words: Callable[[str, Any, Any], str]) -> str:
    """Both values in words; a number that the protocol has dropped or reshaped is said as it was stored."""
    fit = name in FIGURES and all(value == _own(name) or numbers.fits(name, value) for value in (old, new))
    return in_words(name, old, new) if fit else str(new)


def _row(plan: Plan, rows: list[Number], name: str) -> Number | None:
    """The row that stood when the plan was made: the newest of that value which is not younger than the plan."""
    same = [row for row in rows if row.name == name and row.value == plan.numbers[name]]
    return next((row for row in same if row.set_at <= plan.made_at), same[-1] if same else None)
