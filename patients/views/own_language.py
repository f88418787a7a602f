"""The patient's choice of a language, on any page that is theirs."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from patients.services import registration
from patients.views.seats import own_seat
from smpclinic.web import languages


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Go on in this language; once the check is passed the clinic's messages come in it too."""
    before = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(
        before, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(before if ours else "patients:intake_overview")
    if language := languages.known(request.POST.get("language")):
        languages.choose(response, language)
        if seat := own_seat(request, timezone.now()):
            registration.reads(seat.patient, language, now=timezone.now())
    return response
