"""Trying out other wishes on the page of a plan: what changes, and by which rules."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations import words
from consultations.forms.review import ReasonForm
from consultations.forms.what_if import WhatIfForm
from consultations.models import Alternative, Plan
from consultations.planning.whatif import Difference
from consultations.policies import why_not_change
from consultations.services import plans, what_if
from consultations.services.what_if import Asked
from consultations.views import plan_page
from consultations.views.alternatives import wishes
from consultations.views.plan_trace import Opener
from consultations.views.plans import plan_context, whole_plans
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web.htmx import asks_for_part

PART = "consultations/plan/_tried.html"


@require_safe
@requires(Permission.SEE_PLANS)
def plan_what_if(request: StaffRequest, pk: int) -> HttpResponse:
    """The plan as it would be with the wishes of the address; nothing is stored."""
    plan = get_object_or_404(whole_plans().filter(pk__in=Plan.objects.visible_to(request.user)), pk=pk)
    form = WhatIfForm(request.GET, findings=plan.findings, currency=plan.prices["currency"])
    if not form.is_valid():
        return answer(request, plan, {"what_if": form}, status=422)
    address = reverse("consultations:plan_what_if", args=[plan.pk])
    if "step" in request.GET:
        return redirect(f"{address}?{form.query}")
    if not form.changes:
        return answer(request, plan, {"what_if": form}, address=reverse("consultations:plan", args=[plan.pk]))
    trail.seen("plan tried with other wishes", plan, by=request.user)
    asked = what_if.ask(plan, form.changes, query=f"?{form.query}")
    context = {
        "plan": asked.other,
        **plan_page.answer(asked.other, request.user, asked.first),
        "what_if": form,
        "tried": wishes(plan, form.changes),
        "differences": in_words(asked),
        "may_keep": not why_not_change(plan, request.user),
        "next_letter": Alternative(place=plan.alternatives.count() + 1).letter,
        "why_not_change": _("Nothing is stored while you try out other wishes."),
    }
    return answer(request, plan, context, address=f"{address}?{form.query}")


def answer(
    request: StaffRequest, plan: Plan, context: dict[str, Any], *, address: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or for htmx the parts of it that wishes change, with the address to show."""
    if not asks_for_part(request):
        return render(request, "consultations/plan/plan.html", plan_context(plan, request) | context, status=status)
    context = standing(plan, request.user) | context
    response = render(request, PART, context, status=status)
    if address:
        # in place of the last one: a history kept by the browser would hold the record
        response["HX-Replace-Url"] = address
    return response


def standing(plan: Plan, user: User) -> dict[str, Any]:
    """The parts that wishes change, as the plan has them."""
    return {
        "plan": plan,
        "patient": plan.patient,
        **plan_page.answer(plan, user),
        "tried": [],
        "why_not_change": why_not_change(plan, user),
        "reason_form": ReasonForm(initial={"version": plan.version}),
    }


def in_words(asked: Asked) -> list[dict[str, Any]]:
    """What differs, a row for each option or part of the answer, with the rules that made it so."""
    rows: dict[str, dict[str, Any]] = {}
    opener = Opener(asked.other)
    for one in asked.differences:
        row = rows.setdefault(one.where, {"label": _place(one.where), "what": [], "rules": {}})
        row["what"].append(_what(one))
        row["rules"] |= {rule: opener.of_rule(rule) for rule in one.rules}
    return list(rows.values())


def _place(where: str) -> str:
    parts = {"gates": _("Gates"), "lead": _("First"), "options": _("Order"), "donor": _("Donor budget")}
    return str(words.OPTION.get(where) or parts[where])


def _what(one: Difference) -> str:
    """What changed: from what to what where that is a word; figures stand marked in the table."""
    if one.where == "gates":
        return (_("%(gate)s speaks no more") if one.before else _("%(gate)s speaks")) % {"gate": one.what}
    if one.where == "lead":
        return _("%(now)s in place of %(was)s") % {"now": words.OPTION[one.after], "was": words.OPTION[one.before]}
    if one.where == "options":
        return ", ".join(str(words.OPTION[code]) for code in one.after.split(", "))
    if not one.before:
        return _("now among the options")
    if not one.after:
        return _("not among the options any more")
    return str(words.CHANGED[one.what])


@require_POST
@requires(Permission.REVIEW_PLANS)
def what_if_keep(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep the plan with these wishes as option B, C and so on."""
    plan = get_object_or_404(whole_plans().filter(pk__in=Plan.objects.visible_to(request.user)), pk=pk)
    form = WhatIfForm(request.POST, findings=plan.findings, currency=plan.prices["currency"])
    if not form.is_valid():
        return answer(request, plan, {"what_if": form}, status=422)
    kept = what_if.keep(plan, form.changes, by=request.user, now=timezone.now())
    messages.success(request, _("Kept as option %(letter)s, beside the plan.") % {"letter": kept.letter})
    return redirect(f"{reverse('consultations:plan', args=[plan.pk])}#kept")


@require_POST
@requires(Permission.REVIEW_PLANS)
def what_if_use(request: StaffRequest, pk: int, place: int) -> HttpResponse:
    """Make the plan anew with the wishes of a kept option; the plan before it stays readable as replaced."""
    kept = get_object_or_404(
        Alternative.objects.select_related("plan__patient__clinic", "plan__intake").filter(
            plan__in=Plan.objects.visible_to(request.user)
        ),
        plan=pk,
        place=place,
    )
    if kept.plan.status not in plans.OPEN:
        raise Refused(_("This plan is decided. Make a fresh plan first, and change the wishes there."))
    made = plans.make(
        kept.plan.patient,
        intake=kept.plan.intake,
        consultation=kept.plan.consultation,
        wishes=kept.changes,
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("A fresh plan with the wishes of option %(letter)s.") % {"letter": kept.letter})
    return redirect("consultations:plan", made.pk)
