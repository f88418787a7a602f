"""The patient's own plan: a link, one check, then the page and the PDF; no account."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations.exports import quote_for_patient
from consultations.exports.plan_for_patient import content
from consultations.forms.quote_answer import AcceptForm
from consultations.models import Plan, PlanLink
from consultations.services import quotes
from consultations.views import consent_page, quote_page
from consultations.views.plans import pdf_response, whole_plans
from patients.forms.link import CheckForm
from patients.services import links
from smpclinic.audit import trail
from smpclinic.web import languages

# The session's note of the link that let this browser in; before the check is passed, the browser's own signed note
# of the link it came by, so that no address but the one in the mail holds the token.
GRANT = COOKIE = "plan_link"
COOKIE_SECONDS = 60 * 60


@login_not_required
@require_safe
def patient_plan_start(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the mail: it changes nothing, however often it is opened, and leads to one without token."""
    link = link_of(token)
    if link is None or not is_open(link, timezone.now()):
        return over(request, link)
    response = redirect("consultations:patient_plan")
    response.set_signed_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path=reverse("consultations:patient_plan"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def patient_plan(request: HttpRequest) -> HttpResponse:
    """The plan in the patient's words, once the check is passed; before that, or after another link, the check."""
    plan = None if request.COOKIES.get(COOKIE) else granted_plan(request)
    if plan is None:
        return check(request)
    languages.speak(request, plan.patient.language)
    trail.seen("plan read by the patient", plan, by=None)
    if request.method == "GET" and (quote := quote_for_patient.newest_sent(plan)):
        quotes.view(quote, now=timezone.now())
    return shown(request, plan)


def shown(
    request: HttpRequest, plan: Plan, *, form: AcceptForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page of the plan with its quote; with what was typed, or why an answer does not count."""
    quote = quote_for_patient.newest_sent(plan)
    context: dict[str, Any] = {
        "content": content(plan),
        "clinic": plan.patient.clinic,
        "quote": quote_page.for_patient(quote, form, now=timezone.now()) if quote else None,
        "refusal": refusal,
        "consents": consent_page.for_patient(plan),
    }
    return render(request, "consultations/plan/patient.html", context, status=status)


@login_not_required
@require_safe
def patient_plan_pdf(request: HttpRequest) -> HttpResponse:
    """The same content as a document."""
    plan = granted_plan(request)
    if plan is None:
        return over_of(request)
    languages.speak(request, plan.patient.language)
    trail.seen("plan printed by the patient", plan, by=None)
    return pdf_response(plan)


def check(request: HttpRequest) -> HttpResponse:
    """One question; the right answer opens the plan in this browser."""
    link, now = link_of(noted_token(request)), timezone.now()
    if link is None:
        return over_of(request)
    if not is_open(link, now):
        return over(request, link)
    patient = link.plan.patient
    languages.speak(request, patient.language)
    form = CheckForm(request.POST or None, asks_for=links.asks_for(patient), consent=False)
    if request.method == "POST" and form.is_valid():
        if links.knock(link, patient, form.cleaned_data["answer"], now=now):
            request.session.cycle_key()
            request.session[GRANT] = link.pk
            response = redirect("consultations:patient_plan")
            response.delete_cookie(COOKIE, path=reverse("consultations:patient_plan"))
            return response
        form.add_error("answer", _("This does not match our record. Check it, or call us."))
    context = {"form": form, "clinic": patient.clinic}
    return render(request, "consultations/plan/link_start.html", context, status=422 if form.errors else 200)


def over(request: HttpRequest, link: PlanLink | None) -> HttpResponse:
    """The page of a link that opens no plan; it names the clinic when it is known, and nothing of the patient."""
    clinic = link.plan.patient.clinic if link else None
    languages.speak(request, link.plan.patient.language if link else "")
    replaced = link is not None and link.plan.status == Plan.Status.REPLACED
    return render(request, "consultations/plan/link_over.html", {"clinic": clinic, "replaced": replaced}, status=410)


def over_of(request: HttpRequest) -> HttpResponse:
    """The same for a browser that was let in before its link ended."""
    held = PlanLink.objects.select_related("plan__patient__clinic").filter(pk=request.session.get(GRANT, 0))
    return over(request, held.first())


def noted_token(request: HttpRequest) -> str:
    """The token of the link that this browser came by; empty when there is none or the note is not ours."""
    try:
        return request.get_signed_cookie(COOKIE, default="", max_age=COOKIE_SECONDS) or ""
    except BadSignature:
        return ""


def link_of(token: str) -> PlanLink | None:
    """The link of this token, whatever its state."""
    link: PlanLink | None = PlanLink.objects.open_for(token).select_related("plan__patient__clinic").first()
    return link


def is_open(link: PlanLink, now: datetime) -> bool:
    """Whether the link still leads to an approved plan."""
    return link.is_live(now) and link.plan.status == Plan.Status.APPROVED


def granted_plan(request: HttpRequest) -> Plan | None:
    """The approved plan that this browser was let in to; None once the link has run out or was revoked."""
    unexpired = PlanLink.objects.filter(revoked_at=None, expires_at__gt=timezone.now())
    held = unexpired.filter(pk=request.session.get(GRANT, 0), plan__status=Plan.Status.APPROVED)
    plan: Plan | None = whole_plans().filter(links__in=held).first()
    return plan
