"""Consents as staff see them: what a patient's plan needs, signing in the clinic, documents, withdrawal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations import words
from consultations.exports import consent_for_patient
from consultations.forms.signature import WithdrawForm
from consultations.models import Plan, Signature
from consultations.procedures import LANGUAGES
from consultations.services import consent_needs, consent_texts, signatures
from consultations.views import consent_page
from consultations.views.consent_links import what_stops
from patients.models import Patient
from patients.views.banner import banner
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web import languages


@require_safe
@requires(Permission.TAKE_CONSENTS)
def patient_consents(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """What the approved plan needs, how each consent stands, and everything that was ever signed."""
    patient = patient_of(request, patient_pk)
    plan = approved_plan(patient)
    trail.seen("consents opened", patient, by=request.user)
    signed = Signature.objects.filter(patient=patient).select_related("taken_by", "withdrawn_by").order_by("-number")
    context = banner(patient, request.user, tab="consents") | {
        "plan": plan,
        "rows": consent_page.rows(consent_needs.of_plan(plan, patient.clinic)) if plan else [],
        "signed": [(one, words.PROCEDURE[one.procedure], *state(one)) for one in signed.defer("text", "drawing")],
    }
    return render(request, "consultations/consent/patient_consents.html", context)


def state(signature: Signature) -> tuple[str, str]:
    """Where a signature stands, as a word and its colour."""
    if signature.withdrawn_at:
        return words.CONSENT["withdrawn"], "bad"
    return (words.CONSENT["replaced"], "plain") if signature.replaced_at else (words.CONSENT["signed"], "ok")


@require_http_methods(["GET", "POST"])
@requires(Permission.TAKE_CONSENTS)
def consent_sign(request: StaffRequest, patient_pk: int, procedure: str) -> HttpResponse:
    """The same page as at home, on the clinic's tablet, in the patient's language."""
    patient = patient_of(request, patient_pk)
    plan = needing(patient, procedure)
    language = request.POST.get("language") or request.GET.get("language") or patient.language
    text = consent_texts.text(patient.clinic, procedure, language)
    with translation.override(text.language):
        form, refusal = consent_page.sign_form(plan, text, request.POST if request.method == "POST" else None), ""
        if request.method == "POST" and form.is_valid():
            try:
                facts = consent_page.typed(request, form)
                signatures.sign(plan, text, facts, by=request.user, now=timezone.now())
            except Refused as refused:
                form, refusal = consent_page.sign_form(plan, text), str(refused)
            else:
                messages.success(request, _("Signed. It stands in the record, and as a PDF for both sides."))
                return redirect("consultations:patient_consents", patient_pk=patient.pk)
        trail.seen("consent text opened", patient, by=request.user)
        context = consent_page.read(text, form) | {
            "patient": patient,
            "clinic": patient.clinic,
            "refusal": refusal,
            "tongues": [(code, languages.name(code)) for code in LANGUAGES],
        }
        status = 409 if refusal else 422 if form.errors else 200
        return render(request, "consultations/consent/sign.html", context, status=status)


@require_safe
@requires(Permission.TAKE_CONSENTS)
def consent_copy(request: StaffRequest, patient_pk: int, procedure: str) -> HttpResponse:
    """The text to hand out before it is signed, in the patient's language."""
    patient = patient_of(request, patient_pk)
    needing(patient, procedure)
    trail.seen("consent text printed", patient, by=request.user)
    text = consent_texts.text(patient.clinic, procedure, patient.language)
    with translation.override(text.language):
        return consent_page.copy_pdf(text, patient)


@require_safe
@requires(Permission.TAKE_CONSENTS)
def consent(request: StaffRequest, pk: int) -> HttpResponse:
    """A signed consent with the whole text, everything about the signing, and whether its mark is right."""
    signature = signature_of(request, pk)
    trail.seen("consent opened", signature, by=request.user)
    word, kind = state(signature)
    context: dict[str, Any] = {
        "signature": signature,
        "patient": signature.patient,
        "text": signature.words,
        "name": words.PROCEDURE[signature.procedure],
        "facts": consent_for_patient.facts(signature, signature.patient.clinic),
        "ended": consent_for_patient.ended(signature, signature.patient.clinic),
        "holds": signature.seal() == signature.sha256,
        "lines": [" ".join(f"{x},{y}" for x, y in stroke) for stroke in signature.drawing],
        "word": word,
        "kind": kind,
    }
    return render(request, "consultations/consent/consent.html", context)


@require_safe
@requires(Permission.TAKE_CONSENTS)
def consent_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The signed consent as a document, in the language in which it was signed."""
    signature = signature_of(request, pk)
    trail.seen("consent printed", signature, by=request.user)
    with translation.override(signature.language):
        return consent_page.signed_pdf(signature)


@require_http_methods(["GET", "POST"])
@requires(Permission.TAKE_CONSENTS)
def consent_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask on a page of its own, naming what stops; the sessions stay and are held."""
    signature = signature_of(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        signatures.withdraw(signature, why=form.cleaned_data["why"], by=request.user, now=timezone.now())
        messages.success(request, _("The consent is withdrawn. Its sessions are held."))
        return redirect("consultations:patient_consents", patient_pk=signature.patient_id)
    trail.seen("consent opened", signature, by=request.user)
    context = {"form": form, "signature": signature, "patient": signature.patient, **what_stops(signature)}
    context["open"] = not (signature.withdrawn_at or signature.replaced_at)
    return render(request, "consultations/consent/withdraw.html", context, status=422 if form.errors else 200)


def patient_of(request: StaffRequest, pk: int) -> Patient:
    """The patient, if this person may see them."""
    rows = Patient.objects.visible_to(request.user).select_related("clinic")
    found: Patient = get_object_or_404(rows, pk=pk)
    return found


def signature_of(request: StaffRequest, pk: int) -> Signature:
    """The signature, if this person may see it."""
    rows = Signature.objects.visible_to(request.user).select_related("patient__clinic", "taken_by", "withdrawn_by")
    found: Signature = get_object_or_404(rows, pk=pk)
    return found


def approved_plan(patient: Patient) -> Plan | None:
    """The plan that the patient's consents are for."""
    rows = Plan.objects.filter(patient=patient, status=Plan.Status.APPROVED).select_related(
        "patient__clinic", "reviewed_by"
    )
    found: Plan | None = rows.prefetch_related("reviews").defer("trace").order_by("-pk").first()
    return found


def needing(patient: Patient, procedure: str) -> Plan:
    """The approved plan, if it needs this consent; else there is nothing to sign."""
    plan = approved_plan(patient)
    if plan is None or procedure not in consent_needs.required(plan):
        raise Http404
    return plan
