"""Facts that have changed since a plan was made: a scar measured, a class corrected; the plan is then made again."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from consultations import finding_words
from consultations.models import Assessment, Plan
from consultations.services.findings import gathered
from patients.models import Scar

Facts = dict[str, Any]
# Everybody grows older; that alone is no reason to plan again.
OF_ITSELF = frozenset({"age_years"})
SCARS_WAIT = "G13"


def other_facts(plan: Plan, scars: Sequence[Scar], newest: Assessment | None, *, today: date) -> list[str]:
    """What the plan was made from and is another by now, in words; a plan that was replaced is left alone."""
    if plan.status == Plan.Status.REPLACED or not (plan.intake or newest):
        return []
    now = json.loads(json.dumps(gathered(plan.patient, plan.intake, scars, newest, today=today)))
    return list(dict.fromkeys(changed(plan.findings, now)))


def changed(then: Facts, now: Facts) -> Iterator[str]:
    """Every finding in which the two differ, by its name."""
    for key in dict.fromkeys([*then, *now]):
        before, after = then.get(key), now.get(key)
        if key in OF_ITSELF or before == after:
            continue
        if key == "scars":
            yield from changed_scars(before or [], after or [])
        elif isinstance(before or after, dict):
            names = dict.fromkeys([*(before or {}), *(after or {})])
            yield from (
                finding_words.label(f"{key}.{name}")
                for name in names
                if (before or {}).get(name) != (after or {}).get(name)
            )
        else:
            yield finding_words.label(key)


def changed_scars(then: list[Facts], now: list[Facts]) -> Iterator[str]:
    """How many there are, or which of them is told otherwise."""
    if len(then) != len(now):
        yield finding_words.label("scars")
        return
    pairs = enumerate(zip(then, now, strict=True), start=1)
    yield from (_("Scar %(number)s") % {"number": n} for n, (one, other) in pairs if one != other)


def waiting_scars(plan: Plan) -> list[dict[str, Any]]:
    """The flag of scars that have to wait, for the banner, when the plan's gate on them was raised."""
    raised = any(gate["gate"] == SCARS_WAIT for gate in plan.recommendation["gates"])
    return [{"word": _("A scar has to wait (G13)"), "kind": "warn"}] if raised else []
