"""Plans as the doctor reads them: one plan, all plans of a patient, the PDF."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations import words
from consultations.exports import pdf
from consultations.exports.plan_for_patient import content
from consultations.forms.review import DraftNoteForm, ReasonForm
from consultations.forms.what_if import WhatIfForm
from consultations.models import Assessment, Plan, Review, Shade
from consultations.policies import why_not_approve, why_not_change, why_not_send_back, why_not_submit
from consultations.services import numbers, plans, today
from consultations.services.findings import newest_submitted
from consultations.views import additions, plan_facts, plan_numbers, plan_page, plan_since, quote_page
from consultations.views.alternatives import alternatives
from patients.forms.words import PHOTO_VIEW
from patients.models import Addition, Patient, Photo
from patients.models.intake import Step
from patients.views import scarmap
from patients.views.banner import banner
from patients.views.since import earlier_of, since_last_time
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail


@require_safe
@requires(Permission.SEE_PLANS)
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    """One plan: facts, options side by side, budget, course, gates, and what to decide."""
    found = get_object_or_404(whole_plans().filter(pk__in=Plan.objects.visible_to(request.user)), pk=pk)
    trail.seen("plan opened", found, by=request.user)
    return render(request, "consultations/plan/plan.html", plan_context(found, request))


def whole_plans() -> Any:
    """Plans with everything that their page reads."""
    reviews = Review.objects.select_related("made_by").order_by("pk")
    return Plan.objects.select_related(
        "patient__clinic", "intake__questionnaire", "reviewed_by", "made_by"
    ).prefetch_related(
        Prefetch("reviews", reviews),
        Prefetch("quotes", quote_page.with_lines()),
    )


def plan_context(found: Plan, request: StaffRequest) -> dict[str, Any]:
    """The page of one plan."""
    user = request.user
    assessment = Assessment.objects.filter(patient=found.patient_id).select_related("made_by").order_by("-pk").first()
    if found.intake:
        prefetch_related_objects([found.intake], "steps")
    rows = {row.step: row for row in found.intake.steps.all()} if found.intake else {}
    answers = {step: row.answers for step, row in rows.items()}
    added = list(Addition.objects.visible_to(user).filter(intake__patient=found.patient_id).select_related("read_by"))
    scars = list(found.patient.scars.kept().order_by("pk"))
    photos = list(Photo.objects.filter(patient=found.patient_id).usable().order_by("-added_at"))
    pattern = plan_facts.pattern(found, assessment, answers.get(Step.LOSS, {}))
    set_rows = numbers.history(found.patient.clinic)
    currency = found.prices.get("currency", user.clinic.currency)
    views = {photo.view for photo in photos} & set(today.HOME_VIEWS)
    queue = list(today.queue(user, timezone.now()).values_list("pk", flat=True))
    checks = plan_page.before_approval(
        found, pattern_by=pattern["confirmed_by"], photo_views=len(views), home_views=len(today.HOME_VIEWS)
    )
    return {
        "plan": found,
        "patient": found.patient,
        "age": found.patient.age(timezone.localdate()),
        "flags": plan_facts.flags(found.findings, plan_facts.told_by(found.intake, found.patient, answers))
        + plan_since.waiting_scars(found),
        "other_facts": plan_since.other_facts(found, scars, assessment, today=timezone.localdate()),
        "pattern": pattern,
        "hair": plan_facts.hair_and_donor(found.findings, answers.get(Step.HAIR, {}).get("tone")),
        "shade": Shade.objects.filter(patient=found.patient_id).select_related("made_by").newest_first().first(),
        "scars": plan_facts.scars(found.findings),
        "scars_untold": answers.get(Step.SCARS, {}).get("has_scars") == "yes" and not found.findings.get("scars"),
        "scar_heads": scarmap.heads(scars if found.findings.get("scars") else ()),
        "since": since_last_time(found.patient, found.intake, rows, earlier_of(found.intake, health=True)),
        "additions": added,
        "additions_told": additions.told(added, found, user),
        "may_mark": user.may(Permission.REVIEW_PLANS) and any(one.read_at is None for one in added),
        "own_words": answers.get(Step.WISHES, {}).get("own_words", ""),
        "history": plan_facts.history(found.findings, currency),
        "currency": currency,
        "photos": [(photo, PHOTO_VIEW[photo.view]) for photo in newest_of_each_view(photos)],
        "assessment": assessment,
        **plan_page.answer(found, user),
        "what_if": WhatIfForm(QueryDict(), findings=found.findings, currency=currency),
        "tried": [],
        "alternatives": alternatives(found, currency),
        "quote": quote_page.on_plan(found, user),
        "checks": checks,
        "checks_done": sum(1 for check in checks if check["done"]),
        "own_numbers": plan_numbers.own_numbers(found, set_rows),
        "moved": plan_numbers.moved(found, set_rows),
        "history_rows": [(review, words.REVIEW[review.kind]) for review in found.reviews.all()],
        "status_word": words.STATUS[found.status],
        "status_kind": words.STATUS_STATE[found.status],
        "why_not_change": why_not_change(found, user),
        "why_not_approve": why_not_approve(found, user),
        "why_not_send_back": why_not_send_back(found, user),
        "why_not_submit": why_not_submit(found, user),
        "note_form": DraftNoteForm(initial={"note": found.note_to_patient, "version": found.version}),
        "reason_form": ReasonForm(initial={"version": found.version}),
        "form": None,
        "refusal": "",
        "other_note": "",
        **neighbours(queue, found.pk),
    }


def neighbours(queue: list[int], pk: int) -> dict[str, Any]:
    """Where the plan stands in the queue, and the ones before and after it."""
    if pk not in queue:
        return {"place": 0, "queue_length": len(queue), "previous_pk": None, "next_pk": queue[0] if queue else None}
    at = queue.index(pk)
    return {
        "place": at + 1,
        "queue_length": len(queue),
        "previous_pk": queue[at - 1] if at else None,
        "next_pk": queue[at + 1] if at + 1 < len(queue) else None,
    }


def newest_of_each_view(photos: list[Photo]) -> list[Photo]:
    """One photo a view, the newest, in the order of the views."""
    newest: dict[str, Photo] = {}
    for photo in photos:
        newest.setdefault(photo.view, photo)
    return sorted(newest.values(), key=lambda photo: photo.pk)


@require_safe
@requires(Permission.SEE_PLANS)
def patient_plans(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """All plans of a patient, newest first; what was replaced stays readable."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=patient_pk)
    found = list(
        Plan.objects.filter(patient=patient)
        .select_related("reviewed_by")
        .prefetch_related("reviews")
        .defer("trace")
        .order_by("-pk")
    )
    trail.seen("plans opened", patient, by=request.user)
    rows = [
        {
            "plan": plan,
            "name": words.OPTION[plan.chosen],
            "word": words.STATUS[plan.status],
            "kind": words.STATUS_STATE[plan.status],
        }
        for plan in found
    ]
    read = list(Shade.objects.filter(patient=patient).select_related("made_by").newest_first())
    context = {"rows": rows, "shades": read, **banner(patient, request.user, tab="plans")}
    return render(request, "consultations/plan/patient_plans.html", context)


@require_POST
@requires(Permission.REVIEW_PLANS)
def plan_make(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """A fresh plan from what is known today."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=patient_pk)
    made = plans.make(patient, intake=newest_submitted(patient), by=request.user, now=timezone.now())
    messages.success(request, _("A fresh plan from today's facts and prices."))
    return redirect("consultations:plan", made.pk)


@require_safe
@requires(Permission.SEE_PLANS)
def plan_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """The patient's plan as a document, as it would be sent now."""
    found = get_object_or_404(whole_plans().filter(pk__in=Plan.objects.visible_to(request.user)), pk=pk)
    trail.seen("plan printed", found, by=request.user)
    return pdf_response(found)


def pdf_response(found: Plan) -> HttpResponse:
    """The document under a name that tells no person's name."""
    response = HttpResponse(pdf.plan_pdf(content(found)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="plan-{found.patient.record}-{found.pk}.pdf"'
    return response
