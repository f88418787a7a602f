"""Links at the desk: shown to the patient's phone as a picture or a code, copied, listed and closed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from patients.exports import scan
from patients.models import IntakeLink, Patient
from patients.models.link import Way
from patients.policies import why_not_hand_over
from patients.services import codes, intakes, links
from patients.views import tablets
from patients.views.arrival import note_link
from patients.views.banner import banner
from patients.views.own_intake import SWEEP
from smpclinic.accounts.access import insist, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.messaging.doorbell import ring_on_commit
from smpclinic.web import cursors
from smpclinic.web.htmx import page

SHOWN = frozenset({Way.SCREEN, Way.COPIED})


@require_POST
@requires(Permission.SEND_INTAKE)
def desk_link(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a way in for the phone of the patient at the desk. It is shown once: only its hash is kept."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    insist(why_not_hand_over(patient))
    now, way = timezone.now(), request.POST.get("way", "")
    intake = intakes.begin(patient, by=request.user, now=now)
    context = banner(patient, request.user, tab="intake") | {"way": way if way in SHOWN else Way.CODE}
    if way in SHOWN:
        _link, token = intakes.issue_link(intake, sent_to="", by=request.user, now=now, way=way)
        address = f"{settings.SITE_URL}{reverse('patients:intake_start', args=[token])}"
        context |= {"address": address, "picture": scan.picture(address) if way == Way.SCREEN else None}
    else:
        shown = codes.make(intake, by=request.user, now=now)
        context |= {"code": f"{shown[:3]} {shown[3:]}", "address": settings.SITE_URL + reverse("patients:intake_code")}
    return page(request, "patients/link/show.html", context)


@require_POST
@requires(Permission.FILL_INTAKE)
def desk_tablet(request: StaffRequest, pk: int) -> HttpResponse:
    """“Open on this tablet”: signs the staff out of this browser, and leaves it to one patient's form."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    insist(why_not_hand_over(patient))
    now = timezone.now()
    intake = intakes.begin(patient, by=request.user, now=now)
    _link, token = intakes.issue_link(intake, sent_to="", by=request.user, now=now, way=Way.TABLET)
    tablets.hand_over(request, now)
    response = redirect("patients:intake_welcome")
    response["Clear-Site-Data"] = '"cache"'
    note_link(response, token)
    return response


@require_POST
@requires(Permission.REVOKE_LINKS)
def desk_links_close(request: StaffRequest, pk: int) -> HttpResponse:
    """Close one link of the patient's intake, or all of them: at once, whoever is reading through them."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    wanted, now = request.POST.get("link", ""), timezone.now()
    if wanted == "all":
        closed = links.revoke_all(patient, by=request.user, now=now)
        ring_on_commit(SWEEP)
        messages.success(request, ngettext("%(n)s link is closed.", "%(n)s links are closed.", closed) % {"n": closed})
        return redirect("patients:intake", pk=pk)
    mine = IntakeLink.objects.filter(intake__patient=patient).select_related("intake")
    one = mine.filter(pk=cursors.key(wanted)).first()
    if one:
        links.revoke(one, by=request.user, now=now)
        messages.success(request, _("The link is closed."))
    return redirect("patients:intake", pk=pk)
