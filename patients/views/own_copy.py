"""After sending: the copy of exactly what was sent, and what is added to it later."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from patients.forms.link import AdditionForm
from patients.services import additions
from patients.views import steps
from patients.views.own_intake import whoever_holds_link
from patients.views.seats import Seat
from smpclinic.accounts.access import Refused
from smpclinic.audit import trail


def about_copy(seat: Seat) -> dict[str, Any]:
    """What both the page and the file show."""
    return {
        "clinic": seat.clinic,
        "seat": seat,
        "cards": steps.with_addresses(seat),
        "additions": list(seat.intake.additions.all()),
    }


@require_safe
@whoever_holds_link
def copy(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The copy as a file that stands alone: plain HTML, which every phone opens and prints, in any alphabet."""
    if seat.intake.is_open:
        return redirect(seat.url("overview"))
    trail.seen("intake copy downloaded", seat.intake, by=None)
    response = render(request, "patients/intake/copy.html", about_copy(seat))
    response["Content-Disposition"] = 'attachment; filename="my-answers.html"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@whoever_holds_link
def correct(request: HttpRequest, seat: Seat) -> HttpResponse:
    """“I want to correct something”: a small addition; what was sent stays as it was sent."""
    if seat.intake.is_open:
        return redirect(seat.url("overview"))
    form = AdditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            additions.add(seat.intake, text=form.cleaned_data["text"], by=None, now=timezone.now())
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, _("Sent to the clinic, beside your answers."))
            return redirect("patients:intake_sent")
    context = {"clinic": seat.clinic, "form": form, "back_url": seat.url("sent")}
    return render(request, "patients/intake/correct.html", context, status=422 if form.errors else 200)
