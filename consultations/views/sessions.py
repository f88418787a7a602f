"""Sessions: the lists, those of one patient, and what people do to one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import tasks
from consultations.forms.session import BookForm, CancelForm, FinishForm
from consultations.models import Plan, Session
from consultations.policies import why_not_cancel, why_not_finish
from consultations.services import sessions as service
from consultations.views.consent_page import with_consents
from patients.models import Patient
from patients.views.banner import banner
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web import cursors
from smpclinic.web.htmx import page

PAGE = 50
SOON = timedelta(days=14)
Status = Session.Status


@require_safe
@requires(Permission.BOOK_SESSIONS)
def sessions(request: StaffRequest) -> HttpResponse:
    """Sessions to book, by the day from which they may take place; booked ones by their time; finished ones."""
    shown = request.GET.get("show", "")
    shown = shown if shown in LISTS else "to_book"
    rows, order = LISTS[shown](Session.objects.visible_to(request.user), request.GET.get("after", ""))
    found = list(rows.select_related("patient")[: PAGE + 1])
    trail.seen_list("sessions opened", [row.patient_id for row in found[:PAGE]], by=request.user)
    more_url = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        more_url = "?" + urlencode({"show": shown, "after": cursors.written(getattr(last, order), last.pk)})
    today = timezone.localdate()
    context: dict[str, Any] = {
        "rows": with_consents(found[:PAGE], request.user.clinic),
        "shown": shown,
        "links": [
            {"label": label, "url": f"?show={name}", "current": name == shown, "count": None}
            for name, label in names().items()
        ],
        "more_url": more_url,
        "now": timezone.now(),
        "today": today,
        "soon": today + SOON,
    }
    return page(request, "consultations/session/sessions.html", context)


def names() -> dict[str, str]:
    return {"to_book": _("To book"), "booked": _("Booked"), "finished": _("Finished")}


def to_book(rows: QuerySet[Session], after: str) -> tuple[QuerySet[Session], str]:
    """By the earliest day."""
    rows = rows.filter(status=Status.PLANNED, plan__status=Plan.Status.APPROVED, earliest_on__isnull=False)
    if cursor := cursors.read(after, parse_date):
        day, pk = cursor
        rows = rows.filter(Q(earliest_on__gt=day) | Q(earliest_on=day, pk__gt=pk))
    return rows.order_by("earliest_on", "pk"), "earliest_on"


def booked(rows: QuerySet[Session], after: str) -> tuple[QuerySet[Session], str]:
    """By their time, those that nobody has finished first."""
    rows = rows.filter(status=Status.BOOKED)
    if cursor := cursors.read(after, datetime.fromisoformat):
        at, pk = cursor
        rows = rows.filter(Q(starts_at__gt=at) | Q(starts_at=at, pk__gt=pk))
    return rows.order_by("starts_at", "pk"), "starts_at"


def finished(rows: QuerySet[Session], after: str) -> tuple[QuerySet[Session], str]:
    """The newest first."""
    rows = rows.filter(status=Status.FINISHED)
    if cursor := cursors.read(after, datetime.fromisoformat):
        at, pk = cursor
        rows = rows.filter(Q(finished_at__lt=at) | Q(finished_at=at, pk__lt=pk))
    return rows.order_by("-finished_at", "-pk"), "finished_at"


LISTS: dict[str, Callable[[QuerySet[Session], str], tuple[QuerySet[Session], str]]] = {
    "to_book": to_book,
    "booked": booked,
    "finished": finished,
}


@require_safe
@requires(Permission.BOOK_SESSIONS)
def patient_sessions(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """All sessions of one patient, newest plan first."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=patient_pk)
    rows = Session.objects.filter(patient=patient).select_related("plan", "finished_by", "cancelled_by")
    trail.seen("sessions opened", patient, by=request.user)
    context = banner(patient, request.user, tab="sessions") | {
        "rows": with_consents(list(rows.order_by("-plan_id", "position")), patient.clinic),
        "sees_remarks": request.user.sees_health,
    }
    return page(request, "consultations/session/patient_sessions.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.BOOK_SESSIONS)
def session_book(request: StaffRequest, pk: int) -> HttpResponse:
    """Choose a time, or move the one chosen before; a day too early comes back with the rule and everything typed."""
    session = seen_by(request, pk)
    form = BookForm(
        request.POST or None,
        zone=session.patient.clinic.tz,
        is_doctor=request.user.is_doctor,
        starts_with=session.starts_at,
    )
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        early_reason = facts.get("early_reason", "")
        try:
            service.book(session, starts_at=facts["at"], by=request.user, now=timezone.now(), early_reason=early_reason)
        except Refused as refusal:
            form.add_error("day", str(refusal))
        else:
            said = {"name": session.patient.name, "time": date_format(timezone.localtime(facts["at"]), "l j F, H:i")}
            messages.success(request, _("%(name)s is booked on %(time)s.") % said)
            return redirect("consultations:patient_sessions", patient_pk=session.patient_id)
    trail.seen("booking opened", session, by=request.user)
    [(_session, consents)] = with_consents([session], session.patient.clinic)
    context = {"form": form, "session": session, "patient": session.patient, "consents": consents}
    return page(request, "consultations/session/book.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.FINISH_SESSIONS)
def session_finish(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a session; its follow-ups are written, and whatever is due at once is rung for."""
    session, now = seen_by(request, pk), timezone.now()
    zone = session.patient.clinic.tz
    form = FinishForm(request.POST or None, zone=zone, is_surgery=session.is_surgery, starts_with=ended(session, now))
    refusal = why_not_finish(session, now, grafts=1 if session.is_surgery else None, now=now)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            service.finish(
                session,
                grafts=facts.get("grafts"),
                remarks=facts["remarks"],
                loss_moved_on=facts["loss_moved_on"],
                by=request.user,
                at=facts["at"],
                now=now,
            )
        except Refused as refused:
            form.add_error("day", str(refused))
        else:
            tasks.sweep.delay_on_commit()
            messages.success(request, _("Session finished. Its messages are planned."))
            return redirect("consultations:patient_messages", patient_pk=session.patient_id)
    trail.seen("session opened", session, by=request.user)
    context = {"form": form, "session": session, "patient": session.patient, "refusal": refusal}
    return page(request, "consultations/session/finish.html", context, status=422 if form.errors else 200)


def ended(session: Session, now: datetime) -> datetime:
    """What the form begins with: now on the day itself, else the time at which it was to begin."""
    local = session.patient.clinic.local
    if session.starts_at is None or local(session.starts_at).date() == local(now).date():
        return now
    return session.starts_at


@require_http_methods(["GET", "POST"])
@requires(Permission.BOOK_SESSIONS)
def session_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask why, then call it off."""
    session = seen_by(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.cancel(session, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        messages.success(request, _("The session is called off."))
        return redirect("consultations:patient_sessions", patient_pk=session.patient_id)
    trail.seen("session opened", session, by=request.user)
    context = {"form": form, "session": session, "patient": session.patient, "refusal": why_not_cancel(session)}
    return page(request, "consultations/session/cancel.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.BOOK_SESSIONS)
def session_unbook(request: StaffRequest, pk: int) -> HttpResponse:
    """Give the time back."""
    session = seen_by(request, pk)
    service.unbook(session, by=request.user, now=timezone.now())
    messages.success(request, _("The time is free again. The session waits to be booked."))
    return redirect("consultations:patient_sessions", patient_pk=session.patient_id)


def seen_by(request: StaffRequest, pk: int) -> Session:
    """The session, if this person may see it."""
    rows = Session.objects.visible_to(request.user).select_related("plan__patient__clinic", "patient__clinic")
    found: Session = get_object_or_404(rows, pk=pk)
    return found
