"""The intake at the desk: its tab on the record, and the same steps that the patient sees."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.forms.intake.steps import TOTAL
from patients.forms.link import AgreeForm, ReadForm
from patients.models import Addition, Consent, Intake, IntakeLink, Patient
from patients.models.intake import Step
from patients.models.link import Way
from patients.policies import ways_to_send, why_not_answer_for, why_not_hand_over, why_not_send_at_all
from patients.services import additions, consents, intakes
from patients.views import answers, scarmap, scars, steps
from patients.views.banner import banner
from patients.views.seats import Seat
from patients.views.since import NOTHING, since_last_time
from patients.views.states import address_of
from smpclinic.accounts.access import insist, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web.htmx import page

# The tab of a patient without an intake.
NOTHING_YET: dict[str, Any] = {"cards": [], "differs": [], "agreed": False, "may_begin": True}
NOTHING_YET |= {"since": NOTHING, "scars": [], "heads": [], "additions": [], "may_mark": False, "told_more": False}
LINKS_SHOWN = 12
SENT = frozenset({Way.EMAIL, Way.TEXT})


def desk_seat(request: StaffRequest, pk: int) -> Seat:
    """The seat of staff before a patient's open intake, else before the newest one; without any it is not found.

    Nobody answers for a patient who has not agreed to the use of the answers, or has taken it back.
    """
    standing = Consent.objects.standing().filter(patient=OuterRef("patient"))
    visible = (
        Intake.objects.visible_to(request.user).filter(patient_id=pk).select_related("patient__clinic", "questionnaire")
    )
    # "draft" comes before "submitted".
    agreed = {
        "agreed": Exists(standing.filter(purpose=Consent.Purpose.ENQUIRY)),
        "agreed_to_email": Exists(standing.filter(purpose=Consent.Purpose.REMINDERS)),
    }
    newest: Any = get_object_or_404(visible.annotate(**agreed).order_by("status", "-pk")[:1])
    newest.patient.agreed_to_email = newest.agreed_to_email
    insist(why_not_answer_for(newest, agreed=newest.agreed))
    return Seat(newest, by=request.user)


@require_GET
@requires(Permission.SEE_PATIENTS)
def intake(request: StaffRequest, pk: int) -> HttpResponse:
    """The intake of a record: what was answered, what is open, which links lead to it."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    found = (
        Intake.objects.filter(patient=patient)
        .select_related("patient__clinic", "questionnaire")
        .order_by("status", "-pk")
    )
    newest: Intake | None = found.first()
    trail.seen("intake read", newest or patient, by=request.user)
    links = about_links(patient, timezone.now())
    context = banner(patient, request.user, tab="intake") | {
        "intake": newest,
        "why_not_send": why_not_send_at_all(patient),
        "ways": ways_to_send(patient, last_way(links)),
        "is_open": newest is not None and newest.is_open,
        "why_not_hand_over": why_not_hand_over(patient),
        "links": links,
        "may_close": request.user.may(Permission.REVOKE_LINKS),
        "invite_url": address_of("consultations:invite", patient.pk),
        "agree_form": AgreeForm(),
        "export_url": address_of("patients:intake_fhir", patient.pk) if newest and request.user.sees_health else "",
        "total": TOTAL,
    }
    context |= about_intake(Seat(newest, by=request.user)) if newest else NOTHING_YET
    return page(request, "patients/intake/tab.html", context)


def about_intake(seat: Seat) -> dict[str, Any]:
    """What the tab shows of one intake."""
    agreed = consents.stands(seat.patient, Consent.Purpose.ENQUIRY)
    return {
        "cards": steps.with_addresses(seat),
        "done": len(seat.done),
        "first_open": seat.url("step", seat.first_open) if seat.first_open else seat.url("check"),
        "agreed": agreed,
        "may_begin": not (seat.intake.is_open and agreed),
        "differs": differs(seat),
        "since": since_last_time(seat.patient, seat.intake, seat.rows, seat.earlier),
        **scarmap.record_of(seat),
        **about_additions(seat),
    }


def about_links(patient: Patient, now: datetime) -> list[dict[str, Any]]:
    """The newest links of the patient's forms: who made them, where they went, when they were opened, what is left."""
    newest = IntakeLink.objects.filter(intake__patient=patient).select_related("created_by").order_by("-pk")
    return [{"link": link, "is_live": link.is_live(now), **state_of(link, now)} for link in newest[:LINKS_SHOWN]]


def last_way(links: list[dict[str, Any]]) -> str:
    """How the newest link that was sent, by email or text, went out."""
    return next((row["link"].way for row in links if row["link"].way in SENT), "")


def state_of(link: IntakeLink, now: datetime) -> dict[str, str]:
    """What has become of a link, in a word and its colour."""
    if link.revoked_at:
        return {
            "word": _("closed by the clinic") if link.revoked_by_id else _("closed by the patient"),
            "kind": "plain",
        }
    if link.is_paused:
        return {"word": _("paused"), "kind": "bad"}
    if link.expires_at <= now:
        return {"word": _("ran out"), "kind": "warn"}
    return {"word": _("opened"), "kind": "ok"} if link.opened_at else {"word": _("not opened"), "kind": "info"}


def about_additions(seat: Seat) -> dict[str, Any]:
    """What was added after sending, for those who may read it; for the others only that there is something."""
    every = Addition.objects.filter(intake__patient=seat.patient)
    if seat.by is None or seat.by.sees_health:
        found = list(every.select_related("read_by"))
        may_read = bool(seat.by and seat.by.may(Permission.REVIEW_PLANS) and any(not one.read_at for one in found))
        return {"additions": found, "may_mark": may_read, "told_more": False}
    return {"additions": [], "may_mark": False, "told_more": every.exists()}


@require_POST
@requires(Permission.REVIEW_PLANS)
def additions_read(request: StaffRequest, pk: int) -> HttpResponse:
    """“I have read this”: the patient's additions are off the doctors' day; back to where the button was pressed."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    form = ReadForm(request.POST)
    if form.is_valid():
        additions.read(patient, up_to=form.cleaned_data["up_to"], by=request.user, now=timezone.now())
        messages.success(request, _("Marked as read."))
    plan = form.cleaned_data.get("plan")
    return redirect(address_of("consultations:plan", plan) if plan else reverse("patients:intake", args=(pk,)))


def differs(seat: Seat) -> list[str]:
    """Details that the patient wrote otherwise than the record has them; a person decides."""
    told = seat.answers.get(Step.ABOUT, {})
    labels = {"first_name": _("first name"), "last_name": _("last name"), "mobile": _("mobile"), "email": _("email")}
    wrong = [word for name, word in labels.items() if told.get(name) and told[name] != getattr(seat.patient, name)]
    if seat.patient.sex and told.get("sex", seat.patient.sex) != seat.patient.sex:
        wrong.append(_("sex"))
    if told.get("born_on") and seat.patient.born_on and told["born_on"] != seat.patient.born_on.isoformat():
        wrong.append(_("date of birth"))
    return wrong


@require_POST
@requires(Permission.FILL_INTAKE)
def desk_begin(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin the intake at the desk, with the patient's consent ticked in their presence."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    if not AgreeForm(request.POST).is_valid():
        messages.error(request, _("Tick the box first: the patient has to agree."))
        return redirect("patients:intake", pk=pk)
    now = timezone.now()
    begun = intakes.begin(patient, by=request.user, now=now)
    intakes.agree(begun, by=request.user, now=now)
    seat = Seat(begun, by=request.user)
    return redirect(seat.url("step", seat.first_open) if seat.first_open else seat.url("check"))


@require_http_methods(["GET", "POST"])
@requires(Permission.FILL_INTAKE)
def desk_step(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """One step, filled by staff."""
    return steps.step(request, desk_seat(request, pk), step)


@require_POST
@requires(Permission.FILL_INTAKE)
def desk_answer(request: StaffRequest, pk: int, step: str) -> HttpResponse:
    """One answer, typed by staff."""
    return answers.answer(request, desk_seat(request, pk), step)


@require_http_methods(["GET", "POST"])
@requires(Permission.FILL_INTAKE)
def desk_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Check and send, for the patient at the desk."""
    return steps.check(request, desk_seat(request, pk))


@require_http_methods(["GET", "POST"])
@requires(Permission.FILL_INTAKE)
def scar_add(request: StaffRequest, pk: int) -> HttpResponse:
    """A scar, described at the desk."""
    return scars.scar_add(request, desk_seat(request, pk))


@require_http_methods(["GET", "POST"])
@requires(Permission.FILL_INTAKE)
def scar_change(request: StaffRequest, pk: int, scar_pk: int) -> HttpResponse:
    """A scar told before, told better at the desk."""
    return scars.scar_change(request, desk_seat(request, pk), scar_pk)


@require_POST
@requires(Permission.FILL_INTAKE)
def scar_remove(request: StaffRequest, pk: int, scar_pk: int) -> HttpResponse:
    """Take a scar off the list."""
    return scars.scar_remove(request, desk_seat(request, pk), scar_pk)


@require_POST
@requires(Permission.FILL_INTAKE)
def scar_restore(request: StaffRequest, pk: int, scar_pk: int) -> HttpResponse:
    """Put a scar that was taken off back on the list."""
    return scars.scar_restore(request, desk_seat(request, pk), scar_pk)
