"""The pages of one scar, the same from both seats: telling it, changing it, taking it off; and the doctor's."""

import json
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from patients.forms.intake.steps import PAGES
from patients.forms.intake.summary import describe
from patients.forms.scar import MeasureForm, ScarForm, in_cm, initial_of
from patients.models import Patient, Scar
from patients.models.intake import Step
from patients.services import scars
from patients.views import scarmap
from patients.views.banner import banner
from patients.views.seats import Seat
from patients.views.steps import about_page, device_key, leads_to
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web.htmx import page as answer


def scar_add(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The form of one scar; a saved one leads back to the list."""
    if not seat.intake.is_open:
        return leads_to(request, seat.url("sent"))
    first = {"form_key": uuid4(), "head_cm": head_of(seat)}
    form = ScarForm(request.POST or None, initial=first, sex=sex_of(seat))
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["form_key"]
        scars.add(seat.patient, by=seat.by, now=timezone.now(), form_key=key, **form.facts())
        messages.success(request, _("Scar saved. Add another, or continue."))
        return leads_to(request, behind(request, seat))
    return show(request, seat, form, number=len(seat.scars) + 1)


def scar_change(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """A scar told before, to be told better; what somebody else saved meanwhile is shown before it is replaced."""
    if not seat.intake.is_open:
        return leads_to(request, seat.url("sent"))
    scar = get_object_or_404(Scar.objects.kept(), pk=pk, patient=seat.patient)
    number = [one.pk for one in seat.scars].index(scar.pk) + 1
    form = ScarForm(request.POST or None, initial=initial_of(scar), sex=sex_of(seat))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            scars.change(scar, by=seat.by, now=timezone.now(), version=version, **form.facts())
        except scars.ChangedMeanwhile as meanwhile:
            return show(request, seat, form, number=number, scar=meanwhile.current, status=409)
        messages.success(request, _("Scar saved."))
        return leads_to(request, seat.url("step", Step.SCARS))
    return show(request, seat, form, number=number, scar=scar)


def show(
    request: HttpRequest, seat: Seat, form: ScarForm, *, number: int, scar: Scar | None = None, status: int = 200
) -> HttpResponse:
    """The page of one scar; after a clash with what is stored now, and a form that would replace it."""
    clash = describe(scar) if scar and status == 409 else ""
    if scar and status == 409:
        newest = request.POST.copy()
        newest["version"] = str(scar.version)
        form.data = newest
    context = about_scar(request, seat, form, number=number, scar=scar) | {"clash": clash}
    return answer(request, "patients/intake/scar.html", context, status=422 if form.errors else status)


def about_scar(
    request: HttpRequest, seat: Seat, form: ScarForm, *, number: int, scar: Scar | None = None
) -> dict[str, Any]:
    """What the form of a scar shows."""
    return about_page(request, seat, PAGES[Step.SCARS]) | {
        "form": form,
        "scar_url": seat.url("scar_change", scar.pk) if scar else seat.url("scar_add"),
        "from_check": bool(request.GET.get("from")),
        "back_url": behind(request, seat),
        "heads": scarmap.heads(seat.scars, but=scar.pk if scar else None),
        "number": number,
        "is_new": scar is None,
        "clash": "",
        "device": "" if seat.at_desk else device_key(seat),
        "for_script": json.dumps(scarmap.for_script(form.sex) | {"number": number}),
    }


def kept_ahead(request: HttpRequest, seat: Seat) -> str:
    """The form of one more scar, for the memory of the page."""
    form = ScarForm(initial={"form_key": uuid4(), "head_cm": head_of(seat)}, sex=sex_of(seat))
    context = about_scar(request, seat, form, number=len(seat.scars) + 1)
    return render_to_string("patients/intake/_scar.html", context, request)


def behind(request: HttpRequest, seat: Seat) -> str:
    """Where the form of a scar leads: the list, or the check from which it was opened."""
    return seat.url("check") if request.GET.get("from") else seat.url("step", Step.SCARS)


def sex_of(seat: Seat) -> str:
    """Whose mean head it is that a line is drawn on; empty when nobody said."""
    return seat.patient.sex or str(seat.answers.get(Step.ABOUT, {}).get("sex") or "")


def head_of(seat: Seat) -> str:
    """The size of the head as it was told with another scar."""
    return in_cm(next((scar.head_mm for scar in reversed(seat.scars) if scar.head_mm), None))


def scar_remove(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Take one of the patient's own scars off the list."""
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    scar = get_object_or_404(Scar, pk=pk, patient=seat.patient)
    scars.remove(scar, by=seat.by, now=timezone.now())
    return redirect(f"{seat.url('step', Step.SCARS)}?removed={scar.pk}#removed")


def scar_restore(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Undo: the scar stands on the list again."""
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    scar = get_object_or_404(Scar, pk=pk, patient=seat.patient)
    scars.put_back(scar, by=seat.by)
    messages.success(request, _("The scar is back on the list."))
    return redirect(seat.url("step", Step.SCARS))


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_PLANS)
def scar_measure(request: StaffRequest, pk: int, scar_pk: int) -> HttpResponse:
    """The doctor's own length of a scar, beside what was typed and drawn."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    scar = get_object_or_404(Scar.objects.kept().filter(patient=patient).select_related("measured_by"), pk=scar_pk)
    form = MeasureForm(request.POST or None, initial={"measured_cm": in_cm(scar.measured_mm)})
    if request.method == "POST" and form.is_valid():
        scars.measure(scar, measured_mm=form.measured_mm(), by=request.user, now=timezone.now())
        messages.success(request, _("Length saved. The next plan is made with it."))
        return redirect("patients:intake", pk=patient.pk)
    trail.seen("scar opened", scar, by=request.user)
    context: dict[str, Any] = banner(patient, request.user, tab="intake") | {
        "scar": scar,
        "text": describe(scar),
        "typed": in_cm(scar.length_mm),
        "drawn": in_cm(scar.drawn_mm),
        "drawn_error": in_cm(scar.drawn_error_mm),
        "measured": in_cm(scar.measured_mm),
        "form": form,
    }
    return answer(request, "patients/scar/measure.html", context, status=422 if form.errors else 200)
