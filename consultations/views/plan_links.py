"""The patient's own plan: a link, one check, then the page and the PDF; no account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations.exports.plan_for_patient import content
from consultations.forms.plan_link import PlanCheckForm
from consultations.models import Plan, PlanLink
from consultations.views.plans import pdf_response, whole_plans
from patients.services import links
from smpclinic.audit import trail

GRANT = "plan_link"  # the session's note of the link that let this browser in


@login_not_required
@require_http_methods(["GET", "POST"])
def patient_plan_start(request: HttpRequest, token: str) -> HttpResponse:
    """The door. Looking at it changes nothing; the right answer opens the clean address."""
    now = timezone.now()
    link = PlanLink.objects.open_for(token).select_related("plan__patient__clinic").first()
    if link is None or not is_open(link, now):
        clinic = link.plan.patient.clinic if link else None
        return render(request, "consultations/plan/link_over.html", {"clinic": clinic}, status=410)
    patient = link.plan.patient
    form = PlanCheckForm(request.POST or None, asked=links.asks_for(patient) or "mobile")
    if request.method == "POST" and form.is_valid():
        if links.knock(link, patient, form.answer, now=now):
            request.session.cycle_key()
            request.session[GRANT] = link.pk
            return redirect("consultations:patient_plan")
        form.add_error(form.asked, _("This does not match our record. Check it, or call us."))
    context = {"form": form, "clinic": patient.clinic}
    return render(request, "consultations/plan/link_start.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
def patient_plan(request: HttpRequest) -> HttpResponse:
    """The plan in the patient's words."""
    plan = granted_plan(request)
    if plan is None:
        return render(request, "consultations/plan/link_over.html", {"clinic": None}, status=410)
    trail.seen("plan read by the patient", plan, by=None)
    context: dict[str, Any] = {"content": content(plan), "clinic": plan.patient.clinic}
    return render(request, "consultations/plan/patient.html", context)


@login_not_required
@require_safe
def patient_plan_pdf(request: HttpRequest) -> HttpResponse:
    """The same content as a document."""
    plan = granted_plan(request)
    if plan is None:
        return render(request, "consultations/plan/link_over.html", {"clinic": None}, status=410)
    trail.seen("plan printed by the patient", plan, by=None)
    return pdf_response(plan)


def is_open(link: PlanLink, now: Any) -> bool:
    """Whether the link still leads to an approved plan."""
    return link.is_live(now) and link.plan.status == Plan.Status.APPROVED


def granted_plan(request: HttpRequest) -> Plan | None:
    """The approved plan that this browser was let in to; None once the link has run out or was revoked."""
    unexpired = PlanLink.objects.filter(revoked_at=None, expires_at__gt=timezone.now())
    held = unexpired.filter(pk=request.session.get(GRANT, 0), plan__status=Plan.Status.APPROVED)
    plan: Plan | None = whole_plans().filter(links__in=held).first()
    return plan
