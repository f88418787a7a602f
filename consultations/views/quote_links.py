"""The patient's answer to a quote, on the page of their plan: yes with a name, or no; by form only."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultations.forms.quote_answer import AcceptForm
from consultations.models import Quote
from consultations.services import quotes
from consultations.views.plan_links import granted_plan, over_of, shown
from consultations.views.plans import whole_plans
from smpclinic.accounts.access import Refused
from smpclinic.web import languages


@login_not_required
@require_POST
def patient_quote(request: HttpRequest, number: int) -> HttpResponse:
    """Yes or no to this version; what no longer counts comes back with the reason and the newest version."""
    plan = granted_plan(request)
    if plan is None:
        return over_of(request)
    languages.speak(request, plan.patient.language)
    quote = get_object_or_404(plan.quotes.exclude(sha256=""), number=number)
    form = AcceptForm(request.POST)
    answer = request.POST.get("answer")
    try:
        if answer == "no":
            quotes.decline(quote, now=timezone.now())
            messages.success(request, _("Your answer is with the clinic."))
        elif not form.is_valid():
            return shown(request, plan, form=form, status=422)
        else:
            accept(quote, form.cleaned_data)
            messages.success(request, _("Thank you. The clinic sees that you have accepted."))
    except Refused as refusal:
        return shown(request, whole_plans().get(pk=plan.pk), refusal=str(refusal), status=409)
    return redirect("consultations:patient_plan")


def accept(quote: Quote, facts: dict[str, Any]) -> None:
    """The yes, to what the form's seal says was read."""
    quotes.accept(quote, sha256=facts["seal"], signed=facts["signed"], now=timezone.now())
