"""Consents on the patient's own page: read, sign by form only, keep as a document, withdraw."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations.forms.signature import WithdrawForm
from consultations.models import Plan, Signature
from consultations.services import consent_needs, consent_texts, signatures
from consultations.views import consent_page
from consultations.views.plan_links import granted_plan, over_of
from smpclinic.accounts.access import Refused
from smpclinic.audit import trail
from smpclinic.web import languages


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def patient_consent(request: HttpRequest, procedure: str) -> HttpResponse:
    """The text, and under it the signature; once it stands, the signed one."""
    plan = granted_plan(request)
    if plan is None:
        return over_of(request)
    languages.speak(request, plan.patient.language)
    need = next((one for one in consent_needs.of_plan(plan, plan.patient.clinic) if one.procedure == procedure), None)
    if need is None:
        raise Http404
    text = consent_texts.text(plan.patient.clinic, procedure, get_language() or "")
    translation.activate(text.language)
    form, refusal = consent_page.sign_form(plan, text, request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            signatures.sign(plan, text, consent_page.typed(request, form), by=None, now=timezone.now())
        except Refused as refused:
            form, refusal = consent_page.sign_form(plan, text), str(refused)
        else:
            messages.success(request, _("Signed. The clinic sees it, and you can keep it as a PDF."))
            return redirect("consultations:patient_consent", procedure=procedure)
    trail.seen("consent text read by the patient", plan, by=None)
    context = consent_page.read(text, form) | {"need": need, "clinic": plan.patient.clinic, "plan": plan}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "consultations/consent/own.html", context | {"refusal": refusal}, status=status)


@login_not_required
@require_safe
def patient_consent_copy(request: HttpRequest, procedure: str) -> HttpResponse:
    """The text as a document, before it is signed."""
    plan = granted_plan(request)
    if plan is None:
        return over_of(request)
    languages.speak(request, plan.patient.language)
    if procedure not in consent_needs.required(plan):
        raise Http404
    trail.seen("consent text printed by the patient", plan, by=None)
    text = consent_texts.text(plan.patient.clinic, procedure, get_language() or "")
    translation.activate(text.language)
    return consent_page.copy_pdf(text, plan.patient)


@login_not_required
@require_safe
def patient_consent_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The patient's signed consent as a document."""
    plan = granted_plan(request)
    if plan is None:
        return over_of(request)
    languages.speak(request, plan.patient.language)
    signature = own(plan, number=number)
    trail.seen("consent printed by the patient", signature, by=None)
    translation.activate(signature.language)
    return consent_page.signed_pdf(signature)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def patient_consent_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, naming what stops and what stays; then withdraw."""
    plan = granted_plan(request)
    if plan is None:
        return over_of(request)
    languages.speak(request, plan.patient.language)
    signature = own(plan, number=number, withdrawn_at=None, replaced_at=None)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        signatures.withdraw(signature, why=form.cleaned_data["why"], by=None, now=timezone.now())
        messages.success(request, _("Your consent is withdrawn. The clinic sees it."))
        return redirect("consultations:patient_plan")
    context = {"form": form, "signature": signature, "clinic": plan.patient.clinic, **what_stops(signature)}
    return render(request, "consultations/consent/own_withdraw.html", context, status=422 if form.errors else 200)


def own(plan: Plan, **facts: Any) -> Signature:
    """A signature of the plan's patient."""
    rows = Signature.objects.filter(patient=plan.patient_id).select_related("patient__clinic", "taken_by")
    found: Signature = get_object_or_404(rows, **facts)
    return found


def what_stops(signature: Signature) -> dict[str, Any]:
    """What a withdrawal stops and what it cannot recall, in sentences."""
    clinic, ahead = signature.patient.clinic, list(signatures.stops(signature))
    days = [date_format(clinic.local(one.starts_at), "DATE_FORMAT") for one in ahead if one.starts_at]
    unbooked = sum(1 for one in ahead if not one.starts_at)
    stops = [_("The session on %(day)s does not take place.") % {"day": day} for day in days]
    if unbooked:
        stops.append(
            ngettext(
                "%(n)s session that has no date yet is not booked.",
                "%(n)s sessions that have no date yet are not booked.",
                unbooked,
            )
            % {"n": unbooked}
        )
    stays = [
        _("What has been done already cannot be undone: pigment and moved hair stay as they are."),
        _("The signed form stays in your record, with the day on which you withdrew."),
        _("What you agreed to about photos is asked apart and does not change."),
    ]
    return {"stops": stops or [_("No session is planned now, so nothing stops.")], "stays": stays}
