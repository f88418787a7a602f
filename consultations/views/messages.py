"""The ledger of messages: what is planned, sent, skipped and failed, why, and what a person does about it."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages as notes
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations import tasks
from consultations.forms.message import RULE, STATE, AgreeToTexts, SkipForm
from consultations.models import Reminder, Sweep
from consultations.models.consultation import day_of
from consultations.policies import why_not_deliver, why_not_send_now, why_not_skip
from consultations.services import letters, reminders
from patients.models import Consent, Patient
from patients.models.consent import WORDINGS
from patients.policies import ways_to_send, why_not_send
from patients.services import consents
from patients.views.banner import banner
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.messaging import folder, guard
from smpclinic.messaging.channels import EMAIL, TEXT
from smpclinic.web import cursors
from smpclinic.web.htmx import page

PAGE = 50
TOO_OLD = timedelta(minutes=3)
Status = Reminder.Status
WAITING = (Status.PLANNED, Status.CLAIMED)


@require_safe
@requires(Permission.SEE_MESSAGES)
def messages(request: StaffRequest) -> HttpResponse:
    """The ledger: failed messages on top, then those up to today, or those of one state."""
    now, shown = timezone.now(), request.GET.get("show", "")
    shown = shown if shown in names() else "until_today"
    mine = Reminder.objects.visible_to(request.user).with_consent().select_related("patient")
    failed = mine.filter(status=Status.FAILED).order_by("-due_at", "-pk")
    on_top = list(failed[:PAGE]) if shown == "until_today" else []
    found = list(chosen(mine, shown, now, request)[: PAGE + 1])
    trail.seen_list("messages opened", {row.patient_id for row in (*on_top, *found[:PAGE])}, by=request.user)
    context = {
        "failed": [shown_row(row) for row in on_top],
        "rows": [shown_row(row) for row in found[:PAGE]],
        "shown": shown,
        "links": [
            {"label": label, "url": f"?show={name}", "current": name == shown, "count": None}
            for name, label in names().items()
        ],
        "more_url": more_url(shown, found),
        "folder": folder.is_used(),
        "guarded": guard.is_on(),
    }
    return page(request, "messages/messages.html", context | last_sweep(now))


def names() -> dict[str, str]:
    return {
        "until_today": _("Up to today"),
        "planned": _("Planned"),
        "sent": _("Sent"),
        "skipped": _("Skipped"),
        "failed": _("Failed"),
    }


def chosen(rows: QuerySet[Reminder], shown: str, now: datetime, request: StaffRequest) -> QuerySet[Reminder]:
    """The rows of a filter from the cursor on: planned ones as they will come, all others newest first."""
    cursor = cursors.read(request.GET.get("after", ""), datetime.fromisoformat)
    at, pk = cursor or (None, 0)
    if shown == "planned":
        rows = rows.filter(status__in=WAITING).order_by("due_at", "pk")
        return rows.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=pk)) if at else rows
    if shown == "until_today":
        clinic = request.user.clinic
        _start, end = day_of(clinic, clinic.local(now).date())
        rows = rows.filter(due_at__lt=end).exclude(status=Status.FAILED)
    else:
        rows = rows.filter(status=shown)
    rows = rows.order_by("-due_at", "-pk")
    return rows.filter(Q(due_at__lt=at) | Q(due_at=at, pk__lt=pk)) if at else rows


def more_url(shown: str, found: list[Reminder]) -> str:
    """Where the list goes on; empty on its last page."""
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    return "?" + urlencode({"show": shown, "after": cursors.written(last.due_at, last.pk)})


def shown_row(row: Any) -> dict[str, Any]:
    """A row as the page shows it; what waits in vain says so before its time."""
    stopped = why_not_deliver(row, consented=row.consented) if row.status in WAITING else ""
    return {
        "message": row,
        "rule": RULE.get(row.rule, row.rule),
        "state": STATE[row.status],
        "reason": stopped or row.reason,
        "stopped": bool(stopped),
        "at": row.sent_at or row.due_at,
    }


def last_sweep(now: datetime) -> dict[str, Any]:
    """When somebody last looked for due messages, and whether that is too long ago."""
    sweep = Sweep.objects.first()
    return {"swept_at": sweep.started_at if sweep else None, "stale": sweep is None or now - sweep.started_at > TOO_OLD}


@require_safe
@requires(Permission.SEE_MESSAGES)
def patient_messages(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """One patient's messages in their order, past and to come."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=patient_pk)
    consented = consents.stands(patient, Consent.Purpose.REMINDERS)
    rows: list[Any] = list(Reminder.objects.filter(patient=patient).with_consent().order_by("due_at", "pk"))
    for row in rows:
        row.patient = patient
    trail.seen("messages opened", patient, by=request.user)
    shown = [shown_row(row) for row in rows]
    context = banner(patient, request.user, tab="messages") | {
        "ahead": [row for row in shown if row["message"].status in WAITING],
        "behind": [row for row in reversed(shown) if row["message"].status not in WAITING],
        "consented": consented,
        "may_edit": request.user.may(Permission.EDIT_PATIENTS),
        "folder": folder.is_used(),
    }
    return page(request, "messages/patient_messages.html", context)


@require_safe
@requires(Permission.SEE_MESSAGES)
def message(request: StaffRequest, pk: int) -> HttpResponse:
    """One message: its words, why it exists, every attempt, and what can be done."""
    row = seen_by(request, pk)
    trail.seen("message opened", row, by=request.user)
    return page(request, "messages/message.html", message_context(row, request, SkipForm()))


def message_context(row: Any, request: StaffRequest, form: SkipForm) -> dict[str, Any]:
    """What the page of one message shows."""
    now = timezone.now()
    return banner(row.patient, request.user, tab="messages") | {
        "row": shown_row(row),
        "text": row.text or letters.words(row),
        "subject": row.subject or letters.subject(row),
        "attempts": list(row.deliveries.order_by("number")),
        "why_not_send": why_not_send_now(row, now),
        "why_not_skip": why_not_skip(row),
        "other_ways": other_ways(row),
        "form": form,
    }


def other_ways(row: Reminder) -> list[str]:
    """By what else a link can be sent that did not go out."""
    if row.rule != "intake_link" or row.status not in {Status.FAILED, Status.SKIPPED}:
        return []
    return [way for way in ways_to_send(row.patient) if way != row.channel]


@require_POST
@requires(Permission.SEE_MESSAGES)
def message_send(request: StaffRequest, pk: int) -> HttpResponse:
    """Send it at the next sweep, which is rung for."""
    row = seen_by(request, pk)
    try:
        reminders.send_now(row, by=request.user, now=timezone.now())
    except Refused as refusal:
        notes.error(request, str(refusal))
    else:
        tasks.sweep.delay_on_commit()
        notes.success(request, _("It goes out at the next sweep, within a minute, or after quiet hours."))
    return redirect("consultations:message", pk=pk)


@require_POST
@requires(Permission.SEE_MESSAGES)
def message_skip(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it off, with a reason."""
    row, form = seen_by(request, pk), SkipForm(request.POST)
    if form.is_valid():
        try:
            reminders.skip(row, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            notes.success(request, _("This message is not sent."))
            return redirect("consultations:message", pk=pk)
    return page(request, "messages/message.html", message_context(row, request, form), status=422)


@require_POST
@requires(Permission.SEND_INTAKE)
def invite(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """Send the link to the intake by email or by text, at once; for the first text the patient is asked."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=patient_pk)
    channel, now = TEXT if request.POST.get("way") == TEXT else EMAIL, timezone.now()
    if channel == TEXT and not why_not_send(patient, TEXT) and not consents.may_text(patient):
        form = AgreeToTexts(request.POST if "asked" in request.POST else None)
        if not form.is_valid():
            context = banner(patient, request.user, tab="intake") | {"form": form}
            return page(request, "messages/agree_texts.html", context, status=422 if form.is_bound else 200)
        purpose = Consent.Purpose.TEXTS
        consents.give(patient, purpose=purpose, wording=str(WORDINGS[purpose]), by=request.user, now=now)
    try:
        reminders.invite(patient, by=request.user, now=now, channel=channel)
    except Refused as refusal:
        notes.error(request, str(refusal))
    else:
        tasks.sweep.delay_on_commit()
        address = patient.mobile_as_read if channel == TEXT else patient.email
        notes.success(request, _("The link to the intake goes to %(address)s.") % {"address": address})
    return redirect("patients:patient", pk=patient_pk)


@require_safe
@requires(Permission.SEE_MESSAGES)
def mail_folder(request: StaffRequest) -> HttpResponse:
    """Development only: the mail that a real clinic would have sent."""
    if not folder.is_used():
        raise Http404
    return page(request, "messages/folder.html", {"mails": folder.newest()})


@require_safe
@requires(Permission.SEE_MESSAGES)
def mail(request: StaffRequest, name: str) -> HttpResponse:
    """Development only: one mail of the folder."""
    kept = folder.named(name) if folder.is_used() else None
    if kept is None:
        raise Http404
    return page(request, "messages/mail.html", {"mail": kept})


def seen_by(request: StaffRequest, pk: int) -> Any:
    """The message with its patient, if this person may see it."""
    rows = Reminder.objects.visible_to(request.user).with_consent().select_related("patient__clinic")
    return get_object_or_404(rows, pk=pk)
