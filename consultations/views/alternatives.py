"""Other options that a doctor has kept beside a plan, in words."""

from typing import Any

from consultations import finding_words, words
from consultations.figures import fee_text, grafts_text, visits_text
from consultations.forms.what_if import YES_NO, WhatIfForm, told
from consultations.models import Plan
from consultations.planning import whatif
from consultations.services.what_if import Changes, laid


def alternatives(plan: Plan, currency: str) -> list[dict[str, Any]]:
    """Each with its letter, the wishes that differ, what the engine put first, and the way to open it."""
    return [
        {
            "row": one,
            "wishes": wishes(plan, one.changes),
            "name": words.OPTION[one.recommendation["lead"]],
            "figures": figures(one.recommendation["options"][0]),
            "query": WhatIfForm.asking(one.changes),
        }
        for one in plan.alternatives.select_related("made_by")
    ]


def figures(option: dict[str, Any]) -> list[str]:
    """Fee, visits and grafts of an option, those it has."""
    grafts = grafts_text(option) if option["grafts"] else ""
    return [text for text in (fee_text(option) if option["fee"] else "", visits_text(option), grafts) if text]


def wishes(plan: Plan, changes: Changes) -> list[dict[str, str]]:
    """Each changed wish: what it is called, what was told, and what is asked."""
    facts = laid(plan.findings, changes)
    before, now = told(plan.findings), told(facts)
    names = WhatIfForm.base_fields
    return [
        {
            "label": str(names[name].label),
            "was": _value(plan.findings, name, before[name]),
            "now": _value(facts, name, now[name]),
        }
        for name in changes
    ]


def _value(facts: dict[str, Any], name: str, value: Any) -> str:
    if name in whatif.GOALS:
        return str(dict(YES_NO)[value])
    return finding_words.told(facts, f"wishes.{whatif.WISHES[name]}")
