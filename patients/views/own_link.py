"""What a patient does with their own links: a code, a fresh link, closing links."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.forms.link import CodeForm
from patients.models import IntakeLink
from patients.services import codes, knocks, links
from patients.views.arrival import link_of_cookie, note_link
from patients.views.own_intake import SWEEP, leave_browser, whoever_holds_link
from patients.views.seats import Seat
from smpclinic.accounts.access import Refused
from smpclinic.accounts.http import client_address
from smpclinic.audit import trail
from smpclinic.messaging.doorbell import ring_on_commit
from smpclinic.web import cursors

FRESH_DOOR, FRESH_AN_HOUR = "fresh", 10


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The box for the six digits that the clinic shows; the right ones lead to the same check as a link."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = codes.redeem(form.cleaned_data["code"], who=client_address(request), now=timezone.now())
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            if opened:
                _link, token = opened
                response = redirect("patients:intake_welcome")
                note_link(response, token)
                return response
            form.add_error("code", _("This code is not known, or its 10 minutes are over. Ask for a new one."))
    context = {"clinic": None, "form": form}
    return render(request, "patients/link/code.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def fresh(request: HttpRequest) -> HttpResponse:
    """Order a fresh link to the address on record; the answer is the same whoever asks, how often, and for whom."""
    link, now = link_of_cookie(request), timezone.now()
    may_ask = knocks.spend(FRESH_DOOR, client_address(request), limit=FRESH_AN_HOUR, within=links.HOUR, now=now)
    if link and may_ask and link.revoked_at is None and links.want_fresh(link, now=now):
        ring_on_commit(SWEEP)
    clinic = link.intake.patient.clinic if link else None
    return render(request, "patients/link/ordered.html", {"clinic": clinic})


@require_safe
@whoever_holds_link
def own_links(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every way into this form that stands open, and the buttons that close them."""
    rows = IntakeLink.objects.filter(intake__patient=seat.patient).live(timezone.now()).order_by("-pk")
    trail.seen("own links read", seat.intake, by=None)
    context = {"clinic": seat.clinic, "seat": seat, "links": list(rows), "own": seat.link}
    return render(request, "patients/link/own_links.html", context)


@require_POST
@whoever_holds_link
def own_link_close(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Close one link, all the others, or all of them and this page with them."""
    wanted, now = request.POST.get("link", ""), timezone.now()
    if wanted == "all":
        links.revoke_all(seat.patient, by=None, now=now)
        ring_on_commit(SWEEP)
        return leave_browser(request, seat, template="patients/link/all_closed.html")
    if wanted == "others":
        links.revoke_all(seat.patient, by=None, now=now, but=seat.link)
        ring_on_commit(SWEEP)
    else:
        mine = IntakeLink.objects.filter(intake__patient=seat.patient).select_related("intake")
        links.revoke(get_object_or_404(mine, pk=cursors.key(wanted)), by=None, now=now)
    messages.success(request, _("Closed."))
    return redirect("patients:intake_links")
