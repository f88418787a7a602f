"""The answers of a record for other programs; only for those who may read health answers."""

import json

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from patients.exports import fhir
from patients.models import Intake
from patients.questions.asked import sections_of
from patients.views.seats import Seat
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail


@require_GET
@requires(Permission.SEE_HEALTH)
def intake_fhir(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest sent intake of a record, else the open one, as a FHIR QuestionnaireResponse."""
    visible = Intake.objects.visible_to(request.user).filter(patient_id=pk)
    whole = visible.select_related("patient__clinic", "questionnaire")
    intake: Intake = get_object_or_404(whole.order_by("-status", "-pk")[:1])
    seat = Seat(intake, by=request.user)
    with timezone.override(seat.clinic.tz):
        made = fhir.response(
            intake,
            seat.answers,
            sections_of(intake),
            settings.SITE_URL,
            scars=seat.scars_told,
            photos=seat.photos_told,
        )
    trail.seen("intake exported", intake, by=request.user)
    response = HttpResponse(json.dumps(made, ensure_ascii=False), content_type="application/fhir+json")
    response["Content-Disposition"] = f'attachment; filename="intake-{intake.patient.record}.json"'
    return response
