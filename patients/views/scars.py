"""The pages of one scar, the same from both seats: describing it, and taking it off the list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from patients.forms.intake.steps import PAGES
from patients.forms.scar import ScarForm
from patients.models import Scar
from patients.models.intake import Step
from patients.services import scars
from patients.views.seats import Seat
from patients.views.steps import about_page
from smpclinic.web.htmx import page as answer


def scar_add(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The form of one scar; a saved one leads back to the list."""
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    form = ScarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        scars.add(seat.patient, by=seat.by, now=timezone.now(), **form.facts())
        messages.success(request, _("Scar saved. Add another, or continue."))
        return redirect(seat.url("step", Step.SCARS))
    context = about_page(request, seat, PAGES[Step.SCARS]) | {"form": form, "back_url": seat.url("step", Step.SCARS)}
    return answer(request, "patients/intake/scar.html", context, status=422 if form.errors else 200)


def scar_remove(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Take one of the patient's own scars off the list."""
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    scar = get_object_or_404(Scar, pk=pk, patient=seat.patient)
    scars.remove(scar, by=seat.by, now=timezone.now())
    messages.success(request, _("Scar removed."))
    return redirect(seat.url("step", Step.SCARS))
