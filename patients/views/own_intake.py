"""The patient's own intake, through a link and without an account."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.forms.intake.steps import PAGES, TOTAL
from patients.forms.link import CheckForm
from patients.models import Consent, IntakeLink
from patients.models.intake import Step
from patients.models.link import TRIES
from patients.services import consents, intakes, links, registration
from patients.views import scars, steps, tablets
from patients.views.arrival import forget_link, link_of_cookie, note_link
from patients.views.seats import GRANT, TABLET, Seat, own_seat
from smpclinic.audit import trail
from smpclinic.messaging.doorbell import ring_on_commit
from smpclinic.web import languages

P = ParamSpec("P")
# The work's own task, one house up: it finds who wants a fresh link, and sends it.
SWEEP = "consultations.sweep"


def link_holder(
    view: Callable[Concatenate[HttpRequest, Seat, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """As below, and an open form only as long as the patient lets the clinic use the answers."""

    @wraps(view)
    def agreed(request: HttpRequest, seat: Seat, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if seat.intake.is_open and not seat.is_agreed:
            return redirect("patients:intake_allowed")
        return view(request, seat, *args, **kwargs)

    return whoever_holds_link(cast("Callable[Concatenate[HttpRequest, Seat, P], HttpResponseBase]", agreed))


def whoever_holds_link(
    view: Callable[Concatenate[HttpRequest, Seat, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Seat the patient whose link opened this session, in the clinic's time; anybody else is told to open a link."""

    @wraps(view)
    def seated(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if tablets.is_left_alone(request, timezone.now()):
            return tablets.locked(request, status=403)
        seat = own_seat(request, timezone.now())
        if seat is None:
            return render(request, "patients/link/closed.html", status=403)
        with timezone.override(seat.clinic.tz):
            return view(request, seat, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", login_not_required(seated))


@login_not_required
@require_safe
def start(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the mail: it changes nothing, however often it is opened, and leads to one without token.

    So does a link that opens no more: the forms of its page name where they come from, which here they may not.
    """
    link = links.open_for(token)
    if link is None:
        return render(request, "patients/link/unknown.html", status=404)
    response = redirect("patients:intake_welcome")
    response["Referrer-Policy"] = "no-referrer"
    note_link(response, token)
    return response


def ran_out(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    """The page of a link that opens no more; it shows the clinic, and nothing about the patient."""
    clinic = link.intake.patient.clinic
    languages.speak(request, link.intake.patient.language)
    with timezone.override(clinic.tz):
        context = {
            "clinic": clinic,
            "link": link,
            "is_paused": link.is_paused,
            "is_revoked": link.revoked_at is not None,
            "is_closed_by_clinic": link.revoked_by_id is not None,
        }
        return render(request, "patients/link/ran_out.html", context, status=410)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """What the intake is for, and the one check; passing it opens the session of this browser."""
    link = link_of_cookie(request)
    now = timezone.now()
    if link is None:
        return render(request, "patients/link/closed.html", status=403)
    if request.user.is_authenticated:  # nobody reads as the patient what they may not read as themselves
        return render(request, "patients/link/signed_in.html", {"clinic": link.intake.patient.clinic}, status=403)
    if not link.is_live(now):
        return ran_out(request, link)
    patient = link.intake.patient
    asks_for = links.asks_for(patient)
    agreed = consents.stands(patient, Consent.Purpose.ENQUIRY)
    is_first = link.intake.is_open and not agreed
    form = CheckForm(request.POST or None, asks_for=asks_for, consent=is_first)
    if request.method == "POST" and form.is_valid():
        if links.knock(link, patient, form.cleaned_data["answer"], now=now):
            return let_in(request, link)
        link.refresh_from_db(fields=["failed_tries"])
        if not link.is_live(now):
            ring_on_commit(SWEEP)
            return ran_out(request, link)
        form.add_error("answer", _("This is not what the clinic has on file. Check it, or call us."))
    context = {
        "clinic": patient.clinic,
        "form": form,
        "asks_for": asks_for,
        "tries_left": TRIES - link.failed_tries,
        "is_first": is_first,
        "is_sent": not link.intake.is_open,
    }
    return render(request, "patients/link/welcome.html", context, status=422 if form.errors else 200)


def let_in(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    """Note the link in the session, under a new key, and go on where the intake stopped."""
    if link.intake.is_open:
        intakes.agree(link.intake, by=None, now=timezone.now())
    if language := languages.chosen(request):
        registration.reads(link.intake.patient, language, now=timezone.now())
    request.session.cycle_key()
    request.session[GRANT] = link.pk
    response = redirect("patients:intake_overview" if link.intake.is_open else "patients:intake_sent_before")
    forget_link(response)
    return response


@require_safe
@link_holder
def overview(request: HttpRequest, seat: Seat) -> HttpResponse:
    """“Welcome back. 5 of 9 steps are done.”, with every step and one button to the first open one."""
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    if not seat.done and "stop" not in request.GET:
        return redirect(seat.url("step", Step.ABOUT))
    trail.seen("intake opened", seat.intake, by=None)
    context = {
        "clinic": seat.clinic,
        "seat": seat,
        "total": TOTAL,
        "steps": [
            {"page": page, "url": seat.url("step", page.step), "is_done": page.step in seat.done}
            for page in PAGES.values()
        ],
        "check_url": seat.url("check"),
        "next_url": seat.url("step", seat.first_open) if seat.first_open else seat.url("check"),
        "is_stopping": "stop" in request.GET,
        "gets_link": bool("stop" in request.GET and seat.link and links.reaches(seat.link, seat.patient)),
    }
    return render(request, "patients/intake/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@link_holder
def step(request: HttpRequest, seat: Seat, step: str) -> HttpResponse:
    """One step of one's own intake; whoever stops for now is sent a fresh link to come back by."""
    answer = steps.step(request, seat, step)
    is_saved = answer.status_code == HTTPStatus.FOUND or answer.headers["Content-Type"] == steps.JSON
    if request.POST.get("then") == steps.LATER and is_saved and seat.link and links.reaches(seat.link, seat.patient):
        links.want_fresh(seat.link, now=timezone.now())
        ring_on_commit(SWEEP)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@link_holder
def check(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Check and send."""
    return steps.check(request, seat)


@require_safe
@link_holder
def sent(request: HttpRequest, seat: Seat, *, before: bool = False) -> HttpResponse:
    """After sending: what happens next, and a copy of exactly what was sent; `before`: it was sent some time ago."""
    if seat.intake.is_open:
        return redirect(seat.url("overview"))
    if TABLET in request.session:
        return tablets.locked(request, is_done=True)
    trail.seen("intake copy read", seat.intake, by=None)
    context = {"clinic": seat.clinic, "seat": seat, "cards": steps.with_addresses(seat), "before": before}
    return render(request, "patients/intake/sent.html", context | {"additions": list(seat.intake.additions.all())})


@require_POST
@whoever_holds_link
def leave(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Close the intake in this browser; the link opens it again."""
    return leave_browser(request, seat, template="patients/link/left.html")


def leave_browser(request: HttpRequest, seat: Seat, *, template: str) -> HttpResponse:
    """End the session of this browser, and say so on the page of this name."""
    if TABLET in request.session:
        return tablets.locked(request)
    del request.session[GRANT]
    request.session.cycle_key()
    context: dict[str, Any] = {"clinic": seat.clinic, "is_sent": not seat.intake.is_open, "came_by": seat.link}
    response = render(request, template, context)
    languages.forget(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@link_holder
def scar_add(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One of one's own scars."""
    return scars.scar_add(request, seat)


@require_http_methods(["GET", "HEAD", "POST"])
@link_holder
def scar_change(request: HttpRequest, seat: Seat, scar_pk: int) -> HttpResponse:
    """One of one's own scars, told better."""
    return scars.scar_change(request, seat, scar_pk)


@require_POST
@link_holder
def scar_remove(request: HttpRequest, seat: Seat, scar_pk: int) -> HttpResponse:
    """Take a scar off one's own list."""
    return scars.scar_remove(request, seat, scar_pk)


@require_POST
@link_holder
def scar_restore(request: HttpRequest, seat: Seat, scar_pk: int) -> HttpResponse:
    """Put a scar that was taken off back on one's own list."""
    return scars.scar_restore(request, seat, scar_pk)
