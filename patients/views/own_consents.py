"""What a patient has allowed: read, taken back and allowed again at any time, before and after sending."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from patients.models import Consent
from patients.models.consent import WORDINGS
from patients.services import consents, intakes
from patients.views import photo_step
from patients.views.own_intake import whoever_holds_link
from patients.views.seats import Seat
from smpclinic.audit import trail

Purpose = Consent.Purpose
# What taking back each consent stops, and what it does not.
STOPS: dict[str, tuple[str | Promise, ...]] = {
    Purpose.ENQUIRY: (
        gettext_lazy("The clinic makes no plan from your answers any more, and nobody goes on with this form."),
        gettext_lazy("What was sent stays in your record as far as the law asks for it."),
    ),
    Purpose.REMINDERS: (gettext_lazy("You get no more emails about your visits and your treatment."),),
    Purpose.TEXTS: (gettext_lazy("You get no more texts on your mobile, links to this form neither."),),
    Purpose.PHOTO_RECORD: (
        gettext_lazy("No photo of yours is used any more, for advice or anything else."),
        gettext_lazy("Ask the clinic when the photos it has should be deleted."),
    ),
    Purpose.PHOTO_TEACHING: (gettext_lazy("Your photos are not shown to other clinicians any more."),),
    Purpose.PHOTO_WEBSITE: (gettext_lazy("The clinic takes your photos off its website and shows no new ones."),),
    Purpose.PHOTO_SOCIAL: (gettext_lazy("The clinic takes your photos off social media and shows no new ones."),),
}


@require_safe
@whoever_holds_link
def allowed(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Each purpose in the words that were agreed to, or could be."""
    given = Consent.objects.standing().filter(patient=seat.patient)
    # texts on a number that the patient has no more are allowed to nobody
    standing = {row.purpose: row for row in given if row.number == consents.number_of(seat.patient, row.purpose)}
    trail.seen("own consents read", seat.intake, by=None)
    asked = [purpose for purpose in STOPS if purpose != Purpose.TEXTS or seat.patient.mobile]
    rows = [{"purpose": purpose, "given": standing.get(purpose), "words": WORDINGS[purpose]} for purpose in asked]
    context = {"clinic": seat.clinic, "seat": seat, "rows": rows}
    return render(request, "patients/link/allowed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@whoever_holds_link
def withdraw(request: HttpRequest, seat: Seat, purpose: str) -> HttpResponse:
    """Ask first, with what it stops; then take the consent back."""
    stops = stops_of(purpose)
    if request.method == "POST":
        consents.withdraw(
            seat.patient, purpose=purpose, how=_("by the patient, through the link"), by=None, now=timezone.now()
        )
        photo_step.forget_ticks(request)
        messages.success(request, _("Taken back. The clinic sees it at once."))
        return redirect("patients:intake_allowed")
    context = {"clinic": seat.clinic, "words": WORDINGS[purpose], "stops": stops}
    return render(request, "patients/link/withdraw.html", context)


@require_http_methods(["POST"])
@whoever_holds_link
def allow(request: HttpRequest, seat: Seat, purpose: str) -> HttpResponse:
    """Allow a purpose, in the words beside the button."""
    stops_of(purpose)
    now = timezone.now()
    if purpose == Purpose.ENQUIRY and seat.intake.is_open:
        intakes.agree(seat.intake, by=None, now=now)
    else:
        consents.give(seat.patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=None, now=now)
    messages.success(request, _("Allowed. You can take it back here at any time."))
    return redirect("patients:intake_allowed")


def stops_of(purpose: str) -> Any:
    """What stops with the consent to this purpose; not found for no purpose of ours."""
    if purpose not in STOPS:
        raise Http404
    return STOPS[purpose]
