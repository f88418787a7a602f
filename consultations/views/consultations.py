"""Booking a visit to talk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations.forms.consultation import ConsultationForm
from consultations.services import consultations
from patients.models import Patient
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission, Role
from smpclinic.audit import trail


@require_http_methods(["GET", "POST"])
@requires(Permission.BOOK_SESSIONS)
def consultation_book(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """Choose a doctor and a time; a taken time comes back with its sentence and everything typed."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=patient_pk)
    doctors = User.objects.filter(clinic=request.user.clinic, role=Role.DOCTOR, is_active=True).order_by("name")
    form = ConsultationForm(request.POST or None, doctors=doctors, zone=patient.clinic.tz)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            visit = consultations.book(
                patient, doctor=facts["doctor"], starts_at=facts["at"], by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error("time", str(refusal))
        else:
            at = date_format(timezone.localtime(visit.starts_at), "j F, H:i")
            messages.success(request, _("%(name)s is booked on %(time)s.") % {"name": patient.name, "time": at})
            day = timezone.localtime(visit.starts_at).date().isoformat()
            return redirect(f"{reverse('consultations:today')}?day={day}")
    trail.seen("booking opened", patient, by=request.user)
    status = 422 if form.errors else 200
    return render(request, "consultations/consultation/book.html", {"form": form, "patient": patient}, status=status)
