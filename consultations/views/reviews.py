"""What a doctor does to a plan, one address an act."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consultations import tasks, words
from consultations.forms.review import DraftNoteForm, FiguresForm, NoteForm, ReasonForm, VersionedForm
from consultations.models import Plan
from consultations.models.review import applied
from consultations.policies import why_not_change
from consultations.services import reminders, reviews
from consultations.views.plan_page import options
from consultations.views.plans import plan_context, whole_plans
from patients.models import Patient
from patients.policies import why_not_send
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused, insist, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail


@require_POST
@requires(Permission.REVIEW_PLANS)
def plan_approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve with the note; the letter to the patient is planned and the sweep is rung."""
    form = NoteForm(request.POST)
    answer = act(
        request, pk, form, lambda plan, facts: reviews.approve(plan, **facts, by=request.user, now=timezone.now())
    )
    if answer.status_code == 302:
        tasks.sweep.delay_on_commit()
        if why_not := why_not_send(Patient.objects.get(plans=pk)):
            messages.warning(request, _("Approved, and no link was sent: %(why)s") % {"why": why_not})
        else:
            messages.success(request, _("Approved. The patient gets a link to the plan, and the sessions are planned."))
    return answer


@require_POST
@requires(Permission.REVIEW_PLANS)
def plan_note(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep the note without deciding."""
    form = DraftNoteForm(request.POST)
    return act(
        request,
        pk,
        form,
        lambda plan, facts: reviews.write_note(plan, **facts, by=request.user, now=timezone.now()),
        said=_("Note saved."),
    )


@require_POST
@requires(Permission.REVIEW_PLANS)
def plan_send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Back to draft, with a reason."""
    form = ReasonForm(request.POST)
    return act(
        request,
        pk,
        form,
        lambda plan, facts: reviews.send_back(plan, **facts, by=request.user, now=timezone.now()),
        said=_("The plan is a draft again."),
    )


@require_POST
@requires(Permission.REVIEW_PLANS)
def plan_submit(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft goes to review again."""
    form = VersionedForm(request.POST)
    return act(
        request,
        pk,
        form,
        lambda plan, facts: reviews.submit(plan, **facts, by=request.user, now=timezone.now()),
        said=_("The plan waits for review."),
    )


@require_POST
@requires(Permission.REVIEW_PLANS)
def plan_send(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the patient a fresh link to an approved plan; earlier links go on working until they run out."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("patient__clinic"), pk=pk)
    reminders.send_plan_again(plan, by=request.user, now=timezone.now())
    tasks.sweep.delay_on_commit()
    messages.success(request, _("The patient gets a fresh link to the plan."))
    return redirect("consultations:plan", plan.pk)


@require_POST
@requires(Permission.REVIEW_PLANS)
def plan_choose(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """Recommend this option."""
    form = ReasonForm(request.POST)
    return act(
        request,
        pk,
        form,
        lambda plan, facts: reviews.choose(plan, code=code, **facts, by=request.user, now=timezone.now()),
        said=_("You now recommend “%(option)s”.") % {"option": words.OPTION.get(code, code)},
    )


@require_POST
@requires(Permission.REVIEW_PLANS)
def plan_clear(request: StaffRequest, pk: int, gate: str) -> HttpResponse:
    """Clear a hard caution with a note."""
    form = ReasonForm(request.POST)
    return act(
        request,
        pk,
        form,
        lambda plan, facts: reviews.clear(
            plan, gate=gate, note=facts["reason"], version=facts["version"], by=request.user, now=timezone.now()
        ),
        said=_("%(gate)s is cleared.") % {"gate": gate},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_PLANS)
def plan_edit(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """Change figures of one option with a reason; somebody else's change in between is shown beside yours."""
    plan = visible_plan(request, pk)
    insist(why_not_change(plan, request.user))
    option = standing_option(plan, code)
    form = figures_form(request, plan, option)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        facts = {"reason": form.cleaned_data["reason"], "version": form.cleaned_data["version"]}
        try:
            reviews.edit(plan, code=code, figures=form.figures, by=request.user, now=timezone.now(), **facts)
        except Clash:
            status, form = 409, figures_form(request, plan, option, version=plan.version)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Figures changed. The engine's own stay beside them."))
            return redirect("consultations:plan", plan.pk)
    trail.seen("plan opened for a change", plan, by=request.user)
    shown = next(column for column in options(plan, request.user) if column.code == code)
    figures = {"grafts": shown.grafts, "fue_sessions": shown.surgery, "smp_sessions": shown.smp, "fee": shown.fee}
    context = {
        "plan": plan,
        "patient": plan.patient,
        "option": shown,
        "figures": [(words.FIGURE[name], figures[name], fields) for name, fields in form.rows],
        "form": form,
        "last": list(plan.reviews.all())[-1] if status == 409 else None,
    }
    return render(request, "consultations/plan/edit.html", context, status=status)


def figures_form(
    request: StaffRequest, plan: Plan, option: dict[str, Any], *, version: int | None = None
) -> FiguresForm:
    """The form, with what was typed; `version` makes the next press a change on top of the other doctor's."""
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None and version is not None:
        typed["version"] = str(version)
    return FiguresForm(typed, option=option, currency=plan.prices["currency"], initial={"version": plan.version})


def act(
    request: StaffRequest,
    pk: int,
    form: forms.Form,
    deed: Callable[[Plan, dict[str, Any]], None],
    said: str = "",
) -> HttpResponse:
    """Check the form and do the deed; what is refused comes back on the plan's own page with what was typed."""
    plan = visible_plan(request, pk)
    refusal, status = "", 422
    if form.is_valid():
        try:
            deed(plan, form.cleaned_data)
        except Clash as clash:
            refusal, status = str(clash), 409
        except Refused as refused:
            refusal, status = str(refused), 409
        else:
            if said:
                messages.success(request, said)
            return redirect("consultations:plan", plan.pk)
    trail.seen("plan opened", plan, by=request.user)
    context = plan_context(whole_plans().get(pk=plan.pk), request) | {"form": form, "refusal": refusal}
    if "note" in form.fields:
        note = request.POST.get("note", "")
        context["note_form"] = DraftNoteForm(initial={"note": note, "version": context["plan"].version})
        context["other_note"] = context["plan"].note_to_patient if status == 409 else ""
    return render(request, "consultations/plan/plan.html", context, status=status)


def visible_plan(request: StaffRequest, pk: int) -> Plan:
    """The plan with all that its page reads; not found for another clinic's."""
    plan: Plan = get_object_or_404(whole_plans().filter(pk__in=Plan.objects.visible_to(request.user)), pk=pk)
    return plan


def standing_option(plan: Plan, code: str) -> dict[str, Any]:
    """The option as reviewed; refused when the plan has none of that code."""
    found = applied(plan.recommendation, plan.reviews.all())["options"]
    for option in found:
        if option["code"] == code:
            return dict(option)
    raise Refused(_("This plan has no such option."))
