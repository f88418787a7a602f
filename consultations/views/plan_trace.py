"""How a plan was made: every step in its order, and one step by itself."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations import trace_words
from consultations.forms.what_if import WhatIfForm
from consultations.models import Plan, Review
from consultations.services import what_if
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web.htmx import page

# Steps that no figure on the page of a plan leads to.
BESIDE = frozenset(
    {
        "lead",
        "ruling",
        "shortage",
        "loss.now",
        "loss.final",
        "loss.area",
        "demand.now",
        "demand.lifetime",
        "want",
        "donor.stay",
        "donor.fue_left",
        "contrast",
    }
)


@require_safe
@requires(Permission.SEE_PLANS)
def plan_trace(request: StaffRequest, pk: int) -> HttpResponse:
    """Every gate, rule and figure of the plan, one after the other."""
    found = plan_of(request, pk)
    trail.seen("steps of a plan opened", found, by=request.user)
    lines = trace_words.lines(found)
    cites = {source: n for n, source in enumerate(dict.fromkeys(one for line in lines for one in line.sources), 1)}
    rows = [(line, sorted(cites[source] for source in line.sources)) for line in lines]
    groups = [
        {"key": key, "title": title, "lines": list(of_group)}
        for (key, title), of_group in groupby(rows, lambda row: trace_words.group(found.steps[row[0].n - 1]))
    ]
    numbers = {number.name: number for line in lines for number in line.numbers}
    context = {
        "plan": found,
        "patient": found.patient,
        "groups": groups,
        "total": len(lines),
        "numbers": sorted(numbers.values(), key=lambda number: number.label),
        "sources": list(cites),
    }
    return render(request, "consultations/plan/trace.html", context)


@require_safe
@requires(Permission.SEE_PLANS)
def plan_line(request: StaffRequest, pk: int, line: int) -> HttpResponse:
    """One step or figure; htmx takes it into the panel beside the plan."""
    found = plan_of(request, pk)
    tried = WhatIfForm(request.GET, findings=found.findings, currency=found.prices["currency"])
    if tried.is_valid() and tried.changes:
        found = what_if.ask(found, tried.changes, query=f"?{tried.query}").other
    if not 1 <= line <= max(1, len(found.steps)):
        raise Http404
    trail.seen("step of a plan opened", found, by=request.user)
    shown = trace_words.line(found, line) if found.steps else None
    edit = changed(found, shown.key) if shown else None
    context = {"plan": found, "patient": found.patient, "line": shown, "edit": edit}
    return page(request, "consultations/plan/line.html", context, part="consultations/plan/_opened.html")


def plan_of(request: StaffRequest, pk: int) -> Plan:
    visible = Plan.objects.select_related("patient__clinic").filter(pk__in=Plan.objects.visible_to(request.user))
    plan: Plan = get_object_or_404(visible, pk=pk)
    return plan


def changed(plan: Plan, key: str) -> Review | None:
    """The last change by a doctor of the figure on this line."""
    found = trace_words.OF_OPTION.fullmatch(key)
    place = f"options.{found['code']}.{found['figure']}" if found else ""
    edits = Review.objects.filter(plan=plan, kind=Review.Kind.EDITED).select_related("made_by").order_by("-pk")
    return next((edit for edit in edits if place in edit.changes), None) if place else None


class Opener:
    """Finds, for a figure on the page of a plan, the step that tells how it came about."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._places = {entry["key"]: n for n, entry in enumerate(plan.steps, 1)}
        # a zone and a line of a fee are found by their number alone
        self._places |= {key.partition("]")[0] + "]": n for key, n in self._places.items() if "]" in key}

    def at(self, *parts: Any) -> int | None:
        """The place of the step, or None where the trace has none."""
        return self._places.get(".".join(str(part) for part in parts))

    def value(self, n: int) -> str:
        """What the step at this place says."""
        return trace_words.value(self.plan, self.plan.steps[n - 1])

    def of_rule(self, rule: str) -> int | None:
        """The place of the ruling or gate of this name."""
        return next(
            (
                n
                for n, one in enumerate(self.plan.steps, 1)
                if one["rule"] == rule and one["kind"] in {"ruling", "gate"}
            ),
            None,
        )

    def beside(self) -> list[trace_words.Short]:
        """The steps that no figure on the page leads to."""
        return [trace_words.short(self.plan, n) for n, one in enumerate(self.plan.steps, 1) if one["kind"] in BESIDE]
