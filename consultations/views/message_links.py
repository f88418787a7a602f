"""The page behind the stop link in every message: one button, no account, no question."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from consultations.services import stop_links
from patients.models import Consent
from patients.services import consents
from smpclinic.web import languages

REMINDERS = Consent.Purpose.REMINDERS


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_messages(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; the button, or the mail program's one-click POST (RFC 8058), stops the messages.

    No CSRF token is asked for: mail programs have none, and the signed link is itself the right to do this one thing.
    """
    patient = stop_links.patient_of(token)
    if patient is None:
        raise Http404
    languages.speak(request, patient.language)
    if request.method == "POST":
        consents.withdraw(patient, purpose=REMINDERS, how=_("stop link"), by=None, now=timezone.now())
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(status=204)
        return redirect("consultations:stop_messages", token=token)
    context = {"clinic": patient.clinic, "stopped": not consents.stands(patient, REMINDERS)}
    return render(request, "messages/stop.html", context)
