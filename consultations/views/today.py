"""The home after sign-in: the clinic's day, and moving its visits on."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from consultations import words
from consultations.models import Consultation, Quote
from consultations.services import consultations
from consultations.services import today as days
from consultations.views import consent_page
from consultations.views.additions import in_words
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web import cursors

# What a visit may be moved to by one press, in the order of the buttons.
STEPS = {"booked": ("here", "no_show"), "here": ("in_session", "booked"), "in_session": ("done",), "no_show": ("here",)}


@require_safe
@requires(Permission.SEE_DAY)
def today(request: StaffRequest) -> HttpResponse:
    """One day: who comes, what is missing, what is in the way."""
    now = timezone.now()
    this_day = request.user.clinic.local(now).date()
    day = chosen_day(request, this_day)
    found = days.of(request.user, day, now=now)
    trail.seen_list("day opened", days.patients_of(found), by=request.user)
    context: dict[str, Any] = {
        "day": found,
        "rows": with_now_line(found.arrivals, now if day == this_day else None),
        "now": now,
        "is_today": day == this_day,
        "previous_day": day - timedelta(days=1),
        "next_day": day + timedelta(days=1),
        "sentence": sentence(found, now, is_today=day == this_day),
        "steps": days.STEPS,
        "additions": [(row, added(row, request.user)) for row in found.additions.rows],
        "quotes": [(row, quote_word(row)) for row in found.quotes.rows],
        "form_key": uuid4(),
    }
    return render(request, "consultations/today/today.html", context)


def added(patient: Any, user: User) -> str:
    """What a patient of the list has added, in words."""
    return in_words(patient.unread, patient.first_at, patient.reviewed_at, patient.reviewed_by, user)


def quote_word(quote: Any) -> str:
    """Why a quote is on the page of the day."""
    if quote.waits:
        return _("A discount waits for a second person")
    if quote.answered_at is None:
        return _("No answer yet, valid until %(day)s") % {"day": date_format(quote.valid_until, "j M")}
    said = {"day": date_format(timezone.localtime(quote.answered_at), "j M, H:i")}
    if quote.state == Quote.State.ACCEPTED:
        return _("Accepted, first answer %(day)s") % said
    return _("Declined, first answer %(day)s") % said


@require_POST
@requires(Permission.SEE_DAY)
def consultation_move(request: StaffRequest, pk: int) -> HttpResponse:
    """A visit goes a step on: here, with the doctor, done, no-show."""
    visit = get_object_or_404(Consultation.objects.visible_to(request.user), pk=pk)
    consultations.move(visit, to=request.POST.get("to", ""), by=request.user, now=timezone.now())
    day = request.user.clinic.local(visit.starts_at).date()
    return redirect(f"{reverse('consultations:today')}?day={day.isoformat()}#visit-{visit.pk}")


def chosen_day(request: HttpRequest, this_day: date) -> date:
    """The day in the address; today when there is none or it cannot be read."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return this_day
    return day if day and cursors.is_usual(day) else this_day


def with_now_line(arrivals: list[days.Arrival], now: Any) -> list[dict[str, Any]]:
    """The rows with the buttons of each, and the line of the present moment before the first row to come."""
    rows: list[dict[str, Any]] = []
    drawn = now is None
    for arrival in arrivals:
        if not drawn and arrival.starts_at > now:
            rows.append({"now": True})
            drawn = True
        visit = arrival.consultation
        moves = [(to, MOVE_WORDS[to]()) for to in steps_of(visit)] if visit else []
        state = words.VISIT[visit.status] if visit else ""
        rows.append(
            {"now": False, "arrival": arrival, "moves": moves, "state": state, "consents": consents_of(arrival)}
        )
    return rows


def consents_of(arrival: days.Arrival) -> list[dict[str, Any]]:
    """The consents of a session, green or red; nothing for a consultation."""
    if arrival.session is None:
        return []
    clinic = arrival.session.patient.clinic
    return consent_page.of_session(arrival.session, arrival.needs, clinic, clinic.local(timezone.now()).date())


def steps_of(visit: Consultation) -> list[str]:
    """What one press may do; nobody is a no-show before their time."""
    steps = STEPS.get(visit.status, ())
    return [to for to in steps if to != Consultation.Status.NO_SHOW or visit.starts_at <= timezone.now()]


MOVE_WORDS = {
    "here": lambda: _("Check in"),
    "in_session": lambda: _("With doctor"),
    "done": lambda: _("Done"),
    "no_show": lambda: _("No-show"),
    "booked": lambda: _("Not here yet"),
}


def sentence(day: days.Day, now: Any, *, is_today: bool) -> str:
    """The day in one sentence: how many, who is here, what comes next."""
    people = len({arrival.patient.pk for arrival in day.arrivals})
    if not people:
        return _nobody(day)
    parts = [ngettext("%(n)s person", "%(n)s people", people) % {"n": people}]
    if not is_today:
        return parts[0] + "."
    parts[0] = ngettext("%(n)s person today", "%(n)s people today", people) % {"n": people}
    if day.here:
        parts.append(ngettext("%(n)s is here", "%(n)s are here", day.here) % {"n": day.here})
    text = ", ".join(parts) + "."
    coming = next((a for a in day.arrivals if a.starts_at > now and not a.is_past), None)
    if coming is None:
        return text
    said = {"name": coming.patient.name, "time": date_format(timezone.localtime(coming.starts_at), "H:i")}
    if coming.ready.kind == "intake":
        return f"{text} " + _("Next is %(name)s at %(time)s, whose intake is not finished.") % said
    return f"{text} " + _("Next is %(name)s at %(time)s.") % said


def _nobody(day: days.Day) -> str:
    if day.next_day_with_visits is None:
        return _("No one is booked on this day.")
    following = date_format(day.next_day_with_visits, "l j F")
    return _("No one is booked on this day. Next: %(day)s.") % {"day": following}
