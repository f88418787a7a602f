"""Who may pass: the role decorator, refusals, the list of public pages, and the middleware around them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
HOME = "/"
Answer = Callable[[HttpRequest], HttpResponseBase]

# The only pages that somebody may open without signing in, by URL name; a test holds that no other view is public.
PUBLIC = frozenset(
    {
        "health",
        "patients:intake_start",
        "patients:intake_welcome",
        "patients:intake_overview",
        "patients:intake_step",
        "patients:intake_answer",
        "patients:intake_ahead",
        "patients:intake_scar_add",
        "patients:intake_scar_change",
        "patients:intake_scar_remove",
        "patients:intake_scar_restore",
        "patients:intake_photo_add",
        "patients:intake_photo_remove",
        "patients:intake_upload_begin",
        "patients:intake_upload",
        "patients:intake_photo",
        "patients:intake_check",
        "patients:intake_sent",
        "patients:intake_sent_before",
        "patients:intake_copy",
        "patients:intake_correct",
        "patients:intake_allowed",
        "patients:intake_withdraw",
        "patients:intake_allow",
        "patients:intake_links",
        "patients:intake_link_close",
        "patients:intake_fresh",
        "patients:intake_code",
        "patients:intake_lock",
        "patients:intake_awake",
        "patients:intake_leave",
        "patients:own_language",
        "consultations:patient_plan",
        "consultations:patient_plan_start",
        "consultations:patient_plan_pdf",
        "consultations:patient_quote",
        "consultations:patient_consent",
        "consultations:patient_consent_copy",
        "consultations:patient_consent_pdf",
        "consultations:patient_consent_withdraw",
        "consultations:stop_messages",
        "consultations:text_state",
    }
)


class Refused(Exception):
    """A policy said no; the text is the reason, in words for the person who asked."""


def insist(why_not: str) -> None:
    """Raise Refused with the policy's reason; an empty reason means go on."""
    if why_not:
        raise Refused(why_not)


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only roles with the permission into the view; the role table decides."""

    def decorate(view: View) -> View:
        @wraps(view)
        def judged(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        judged.permission = permission  # type: ignore[attr-defined]  # read by the test of the role table
        return cast(View, judged)

    return decorate


class PrivatePages:
    """Nothing but static files may be kept by a browser or a proxy."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class ClinicTime:
    """Every page speaks the clinic's wall time."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.clinic.tz):
            return self.get_response(request)


class Refusals:
    """A refusal becomes a page that says why, with status 409."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Refused that no view has caught."""
        if not isinstance(exception, Refused):
            return None
        context: dict[str, Any] = {"reason": str(exception), "back": _page_before(request)}
        return render(request, "refused.html", context, status=409)


def _page_before(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()})
    return before if before and ours else HOME
