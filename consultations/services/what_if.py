"""What if the patient wished something else: the plan that the engine would make, beside the one that stands."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import Alternative, Plan, Review
from consultations.planning import findings, recommendation, trace, whatif
from consultations.policies import why_not_change
from consultations.services import prices
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

Facts = dict[str, Any]
Changes = dict[str, Any]  # as `planning.whatif.ask` takes them


@dataclass(frozen=True)
class Asked:
    """The engine's plan for the wishes that were told, its plan for the changed ones, and what differs."""

    first: Plan
    other: Plan
    changed: tuple[str, ...]  # keys of the findings
    differences: tuple[whatif.Difference, ...]


def ask(plan: Plan, changes: Changes, *, query: str) -> Asked:
    """The plan with other wishes, by the facts, prices and numbers of its day; nothing is stored.

    Raise Refused for a wish that the engine does not take.
    """
    facts = laid(plan.findings, changes)
    try:
        list_of_day = prices.as_list(plan.prices)
        found = whatif.ask(findings.parse(plan.findings), changes, list_of_day, plan.book)
        steps = trace.as_json(trace.of(findings.parse(facts), list_of_day, plan.book))
    except findings.FindingsError as error:
        raise Refused(_("Options could not be made: %(error)s") % {"error": error}) from error
    first = _unsaved(plan, found.before, findings=plan.findings, trace=plan.trace)
    other = _unsaved(plan, found.after, findings=facts, trace=steps, asked=query)
    return Asked(first, other, found.changed, found.differences)


def laid(facts: Facts, changes: Changes) -> Facts:
    """The facts with the changed wishes laid over them."""
    wishes = dict(facts.get("wishes", {}))
    goals = [goal for goal in wishes.pop("goals", []) if changes.get(_asked_as(goal), True) is not False]
    for name, value in changes.items():
        if name not in whatif.GOALS:
            wishes[whatif.WISHES[name]] = value
        elif value and whatif.GOALS[name].value not in goals:
            goals.append(whatif.GOALS[name].value)
    told = {name: value for name, value in wishes.items() if value is not None}
    return facts | {"wishes": told | ({"goals": goals} if goals else {})}


def _asked_as(goal: str) -> str:
    return next((name for name, known in whatif.GOALS.items() if known.value == goal), "")


def _unsaved(plan: Plan, said: recommendation.Recommendation, **facts: Any) -> Plan:
    """The plan with another answer in it and without a doctor's changes; it is never saved."""
    other = copy(plan)
    for part, value in facts.items():
        setattr(other, part, value)
    other.__dict__.pop("steps", None)
    other.recommendation = recommendation.as_json(said)
    other.lead = said.lead.value
    if all(option.code.value != plan.chosen for option in said.options):
        other.chosen = other.lead
    # what a doctor has changed belongs to the plan that stands
    other._prefetched_objects_cache = {"reviews": Review.objects.none()}  # type: ignore[attr-defined] # noqa: SLF001
    return other


@transaction.atomic
def keep(plan: Plan, changes: Changes, *, by: User, now: datetime) -> Alternative:
    """Keep the plan with other wishes beside the plan, as option B and so on; the same wishes are kept once."""
    insist(why_not_change(plan, by))
    if not changes:
        raise Refused(_("Nothing was changed."))
    Plan.objects.select_for_update().get(pk=plan.pk)
    kept = list(plan.alternatives.all())
    if same := next((one for one in kept if one.changes == changes), None):
        return same
    if len(kept) >= Alternative.MOST:
        raise Refused(_("%(n)s other options are kept already.") % {"n": Alternative.MOST})
    answer = ask(plan, changes, query="").other
    alternative: Alternative = Alternative.objects.create(
        plan=plan, place=len(kept) + 1, changes=changes, recommendation=answer.recommendation, made_at=now, made_by=by
    )
    trail.record("other option kept", plan, by=by, changes={"option": [None, alternative.letter], **_told(changes)})
    return alternative


def _told(changes: Changes) -> dict[str, list[Any]]:
    return {f"wishes.{name}": [None, value] for name, value in changes.items()}
