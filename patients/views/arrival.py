"""The browser's note of the link it came by, until the check is passed; so that no later address holds the token."""

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from patients.models import IntakeLink
from patients.services import links
from smpclinic.web import languages

COOKIE = "intake_link"
COOKIE_SECONDS = 60 * 60


def note_link(response: HttpResponse, token: str) -> None:
    """Let the browser note the link by which it came."""
    response.set_signed_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path=reverse("patients:intake_overview"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def link_of_cookie(request: HttpRequest) -> IntakeLink | None:
    """The link that this browser has come by."""
    try:
        token = request.get_signed_cookie(COOKIE, max_age=COOKIE_SECONDS)
    except (BadSignature, KeyError):
        return None
    link = links.open_for(token or "")
    if link:
        languages.speak(request, link.intake.patient.language)
    return link


def forget_link(response: HttpResponse) -> None:
    """Take the note away: the check is passed, or the browser is given back."""
    response.delete_cookie(COOKIE, path=reverse("patients:intake_overview"))
