"""A form on the clinic's own tablet: the browser holds nothing else, and locks itself when left alone and at the end.

Only staff who sign in come back from a locked tablet.
"""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from patients.models import IntakeLink
from patients.services import links
from patients.views.arrival import forget_link, link_of_cookie
from patients.views.seats import GRANT, TABLET
from smpclinic.web import languages

# The tablet locks itself after three minutes; the clinic waits longer, so that nothing is refused while somebody types.
IDLE = timedelta(minutes=4, seconds=30)


def hand_over(request: HttpRequest, now: datetime) -> None:
    """Put the staff's session aside for good, and begin one that knows only that it lies on the clinic's tablet."""
    request.session.flush()
    request.session[TABLET] = now.isoformat()


def is_left_alone(request: HttpRequest, now: datetime) -> bool:
    """Whether this is the clinic's tablet and nobody has touched it for too long; a touch is written down."""
    touched_at = parse_datetime(request.session.get(TABLET, ""))
    if touched_at is None:
        return False
    if now - touched_at > IDLE:
        return True
    request.session[TABLET] = now.isoformat()
    return False


def locked(request: HttpRequest, *, is_done: bool = False, status: int = 200) -> HttpResponse:
    """End the session, close the link that was made for it, and have the browser forget everything of ours."""
    granted = IntakeLink.objects.filter(pk=request.session.get(GRANT, 0)).select_related("intake").first()
    for link in (granted, link_of_cookie(request)):
        if link:
            links.revoke(link, by=None, now=timezone.now())
    request.session.flush()
    return given_back(request, is_done=is_done, status=status)


def given_back(request: HttpRequest, *, is_done: bool = False, status: int = 200) -> HttpResponse:
    """The page of a tablet that waits for the desk."""
    response = render(request, "patients/link/tablet.html", {"clinic": None, "is_done": is_done}, status=status)
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    forget_link(response)
    languages.forget(response)
    return response


@login_not_required
@require_safe
def lock(request: HttpRequest) -> HttpResponse:
    """Where the tablet goes by itself after three minutes without a touch, also when the clinic has locked it before.

    A browser in which somebody is at work has nothing to lock.
    """
    if TABLET in request.session:
        return locked(request)
    if request.session.is_empty() and not link_of_cookie(request):
        return given_back(request)
    return redirect("patients:intake_overview")


@login_not_required
@require_safe
def awake(request: HttpRequest) -> HttpResponse:
    """The tablet's script tells that somebody is typing."""
    return HttpResponse(status=403 if is_left_alone(request, timezone.now()) else 204)
