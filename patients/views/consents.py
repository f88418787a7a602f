"""Allowing and stopping messages about visits, from the record."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from patients.models import Consent, Patient
from patients.models.consent import WORDINGS
from patients.services import consents
from patients.views.banner import banner
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web.htmx import page


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_PATIENTS)
def emails(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask before emails are allowed or stopped; then do it."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    purpose = Consent.Purpose.REMINDERS
    stands = consents.stands(patient, purpose)
    if request.method == "GET":
        trail.seen("consent opened", patient, by=request.user)
        context = banner(patient, request.user, tab="record") | {"stands": stands, "wording": WORDINGS[purpose]}
        return page(request, "patients/patient/emails.html", context)
    now = timezone.now()
    if request.POST.get("may") == "yes":
        consents.give(patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=request.user, now=now)
    else:
        consents.withdraw(patient, purpose=purpose, how=_("told the clinic"), by=request.user, now=now)
    return redirect("patients:patient", pk=pk)
