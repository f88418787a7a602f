"""Allowing and stopping messages about visits, by email and by text, from the record."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from patients.models import Consent, Patient
from patients.models.consent import WORDINGS
from patients.policies import why_not_text
from patients.services import consents
from patients.views.banner import banner
from smpclinic.accounts.access import insist, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web.htmx import page

Purpose = Consent.Purpose
WORDS: dict[str, dict[str, Any]] = {
    Purpose.REMINDERS: {
        "title": gettext_lazy("Emails"),
        "ask": gettext_lazy("May we email about visits and treatment?"),
        "stop": gettext_lazy("Stop emails about visits and treatment?"),
        "stops": gettext_lazy("Planned reminders are not sent any more."),
        "button": gettext_lazy("Stop emails"),
    },
    Purpose.TEXTS: {
        "title": gettext_lazy("Texts"),
        "ask": gettext_lazy("May we send texts about visits and treatment?"),
        "stop": gettext_lazy("Stop texts about visits and treatment?"),
        "stops": gettext_lazy("Nothing goes to this number any more, links neither."),
        "button": gettext_lazy("Stop texts"),
    },
}


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_PATIENTS)
def emails(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask before emails are allowed or stopped; then do it."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    return allow(request, patient, Purpose.REMINDERS, stands=consents.stands(patient, Purpose.REMINDERS))


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_PATIENTS)
def texts(request: StaffRequest, pk: int) -> HttpResponse:
    """The same for texts, on the number of the record."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    stands = consents.may_text(patient)
    if not stands:
        insist(why_not_text(patient))
    return allow(request, patient, Purpose.TEXTS, stands=stands)


def allow(request: StaffRequest, patient: Patient, purpose: str, *, stands: bool) -> HttpResponse:
    """The question, and what the answer does."""
    if request.method == "GET":
        trail.seen("consent opened", patient, by=request.user)
        number = patient.mobile_as_read if purpose == Purpose.TEXTS else ""
        context = {"stands": stands, "wording": WORDINGS[purpose], "words": WORDS[purpose], "number": number}
        return page(request, "patients/patient/allow.html", banner(patient, request.user, tab="record") | context)
    now = timezone.now()
    if request.POST.get("may") == "yes":
        consents.give(patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=request.user, now=now)
    else:
        consents.withdraw(patient, purpose=purpose, how=_("told the clinic"), by=request.user, now=now)
    return redirect("patients:patient", pk=patient.pk)
