"""The doctor's findings: confirm or correct the class, measure the donor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import words
from consultations.forms.assessment import AssessmentForm, initial_from
from consultations.models import Assessment
from consultations.services import assessments
from consultations.services.findings import chosen_grade, collect, newest_submitted
from consultations.views.plan_facts import flags, told_by
from patients.models import Patient
from patients.models.intake import Step
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail


@require_http_methods(["GET", "POST"])
@requires(Permission.REVIEW_PLANS)
def assess(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """Record findings; saving makes a fresh plan and shows it."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=patient_pk)
    intake = newest_submitted(patient)
    facts = collect(patient, intake, today=timezone.localdate())
    newest = Assessment.objects.filter(patient=patient).select_related("made_by").order_by("-pk").first()
    form = AssessmentForm(request.POST or None, initial=initial_from(newest.findings if newest else {}, facts))
    if request.method == "POST" and form.is_valid():
        try:
            _kept, plan = assessments.record(
                patient, findings=form.findings, note=form.cleaned_data["note"], by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Findings saved. This is a fresh plan made from them."))
            return redirect("consultations:plan", plan.pk)
    trail.seen("findings opened", patient, by=request.user)
    answers = {row.step: row.answers for row in intake.steps.all()} if intake else {}
    scale, chosen = chosen_grade(answers.get(Step.LOSS, {}))
    known = flags(facts, told_by(intake, patient, answers))
    context = {"form": form, "patient": patient, "newest": newest, "facts": facts, "flags": known}
    context["patient_chose"] = {"scale": scale, "grade": chosen, "name": words.grade(scale, chosen)} if chosen else None
    return render(request, "consultations/assessment/assess.html", context, status=422 if form.errors else 200)
