"""The audit tab of a record: who saw and changed what."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from patients.models import Patient
from patients.views.banner import banner
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.audit.models import Entry
from smpclinic.web.htmx import page

ROWS = 50


@require_GET
@requires(Permission.SEE_AUDIT)
def audit(request: StaffRequest, pk: int) -> HttpResponse:
    """The trail of one patient, newest first."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    entries = Entry.objects.filter(patient_number=patient.pk).select_related("by").order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        entries = entries.filter(pk__lt=int(before))
    rows = list(entries[: ROWS + 1])
    trail.seen("audit trail opened", patient, by=request.user)
    context = banner(patient, request.user, tab="audit") | {
        "entries": rows[:ROWS],
        "more": rows[ROWS - 1].pk if len(rows) > ROWS else None,
    }
    return page(request, "patients/audit/audit.html", context)
