"""Quotes as staff read and make them: one quote, all of a patient, a new version, sending, discounts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations import words
from consultations.exports import quote_for_patient
from consultations.forms.quote import DiscountForm
from consultations.models import Discount, Plan, Quote, QuoteStep
from consultations.money import shown_range
from consultations.quote_policies import why_not_confirm, why_not_quote, why_not_send
from consultations.services import discounts, prices, quotes
from patients.models import Patient
from patients.views.banner import banner
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail


def whole(request: StaffRequest) -> Any:
    """Quotes with everything that their pages read, of this person's clinic."""
    return (
        Quote.objects.visible_to(request.user)
        .select_related("patient__clinic", "plan__patient__clinic", "replaces", "made_by")
        .prefetch_related(
            "lines",
            "replaces__lines",
            "plan__reviews",
            Prefetch("steps", QuoteStep.objects.select_related("by")),
            Prefetch("discounts", Discount.objects.select_related("given_by", "decided_by").order_by("pk")),
        )
    )


@require_safe
@requires(Permission.SEE_QUOTES)
def quote(request: StaffRequest, pk: int) -> HttpResponse:
    """One quote: its state and steps, the sum, what it covers; its lines for those who see plans."""
    found = get_object_or_404(whole(request), pk=pk)
    trail.seen("quote opened", found, by=request.user)
    return render(request, "consultations/quote/quote.html", context(found, request, DiscountForm()))


def context(found: Quote, request: StaffRequest, form: DiscountForm) -> dict[str, Any]:
    """The page of one quote."""
    now, user = timezone.now(), request.user
    state = found.standing(found.day(now))
    given = list(found.discounts.all())
    waiting = next((one for one in given if one.state == Discount.State.WAITING), None)
    sees_plans = user.may(Permission.SEE_PLANS)
    may_make = user.may(Permission.MAKE_QUOTES)
    return {
        "quote": found,
        "name": quote_for_patient.name(found),
        "content": quote_for_patient.content(found),
        "state": state_of(state),
        "is_draft": state == Quote.State.DRAFT,
        "sees_lines": sees_plans,
        "steps": [(step, words.QUOTE[step.state]) for step in found.steps.all()],
        "discounts": [discount_row(one, request) for one in given],
        "changes": quote_for_patient.changes(found, found.replaces) if found.replaces and sees_plans else [],
        "replaced_name": quote_for_patient.name(found.replaces) if found.replaces else "",
        "why_not_send": why_not_send(found, waiting),
        "why_not_again": why_not_quote(found.plan),
        "may_make": may_make,
        "limit": quotes.standing_terms(user.clinic).limit_of(user.role),
        "other_prices": other_prices(found, request),
        "form": form,
        **banner(found.patient, user, tab="quotes"),
    }


def other_prices(found: Quote, request: StaffRequest) -> bool:
    """Whether the list of today is another than the one that the quote was made with."""
    clinic = request.user.clinic
    return bool(found.prices != prices.standing(clinic, clinic.local(timezone.now()).date()))


def state_of(state: str) -> dict[str, Any]:
    """A state's word, and how it looks."""
    return {"key": state, "word": words.QUOTE[state], "kind": words.QUOTE_STATE[state]}


def discount_row(one: Discount, request: StaffRequest) -> dict[str, Any]:
    """A discount with what became of it, and whether this person may decide."""
    return {
        "discount": one,
        "word": words.DISCOUNT[one.state],
        "kind": words.DISCOUNT_STATE[one.state],
        "may_decide": not why_not_confirm(one, request.user),
    }


@require_safe
@requires(Permission.SEE_QUOTES)
def patient_quotes(request: StaffRequest, patient_pk: int) -> HttpResponse:
    """All quotes of a patient, newest first."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=patient_pk)
    found = Quote.objects.filter(patient=patient).order_by("-pk")
    trail.seen("quotes opened", patient, by=request.user)
    day = patient.clinic.local(timezone.now()).date()
    rows = [row(one, day) for one in found]
    return render(
        request,
        "consultations/quote/patient_quotes.html",
        {"rows": rows, **banner(patient, request.user, tab="quotes")},
    )


def row(one: Quote, day: Any) -> dict[str, Any]:
    """A quote in a list."""
    return {
        "quote": one,
        "name": quote_for_patient.name(one),
        "sum": shown_range(one.low, one.high, one.currency),
        "state": state_of(one.standing(day)),
    }


@require_POST
@requires(Permission.MAKE_QUOTES)
def plan_quote(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft of the approved plan's quote: the first, or a new version."""
    plans = Plan.objects.visible_to(request.user).select_related("patient__clinic").prefetch_related("reviews")
    made = quotes.make(get_object_or_404(plans, pk=pk), by=request.user, now=timezone.now())
    messages.success(request, _("A draft. The patient sees it once you send it."))
    return redirect("consultations:quote", made.pk)


@require_POST
@requires(Permission.MAKE_QUOTES)
def quote_send(request: StaffRequest, pk: int) -> HttpResponse:
    """The draft goes to the patient; what stood before it is replaced."""
    quotes.send(get_object_or_404(whole(request), pk=pk), by=request.user, now=timezone.now())
    messages.success(request, _("Sent: the patient sees it on the plan's page. Earlier quotes are replaced."))
    return redirect("consultations:quote", pk)


@require_POST
@requires(Permission.MAKE_QUOTES)
def quote_discount(request: StaffRequest, pk: int) -> HttpResponse:
    """A discount on the draft, with its reason."""
    found = get_object_or_404(whole(request), pk=pk)
    form = DiscountForm(request.POST)
    if form.is_valid():
        try:
            given = discounts.give(found, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            waits = given.state == Discount.State.WAITING
            messages.success(request, _("A manager has to confirm it first.") if waits else _("The discount is on it."))
            return redirect("consultations:quote", pk)
    return render(request, "consultations/quote/quote.html", context(found, request, form), status=422)


@require_POST
@requires(Permission.MAKE_QUOTES)
def quote_undiscount(request: StaffRequest, pk: int) -> HttpResponse:
    """The draft without its discount."""
    discounts.take_off(get_object_or_404(whole(request), pk=pk), by=request.user, now=timezone.now())
    messages.success(request, _("The discount is off."))
    return redirect("consultations:quote", pk)


@require_safe
@requires(Permission.CONFIRM_DISCOUNTS)
def discount_list(request: StaffRequest) -> HttpResponse:
    """Every discount of the clinic, those that wait first, then the newest."""
    found = (
        Discount.objects.filter(quote__in=Quote.objects.visible_to(request.user))
        .select_related("quote__patient", "given_by", "decided_by")
        .order_by("-pk")
    )
    shown = sorted(found[:MOST], key=lambda one: one.state != Discount.State.WAITING)
    trail.seen_list("discounts opened", [one.patient_id for one in shown], by=request.user)
    rows = [
        discount_row(one, request)
        | {
            "sum": shown_range(one.quote.low, one.quote.high, one.quote.currency),
            "name": quote_for_patient.name(one.quote),
        }
        for one in shown
    ]
    return render(request, "consultations/quote/discounts.html", {"rows": rows})


MOST = 200


@require_POST
@requires(Permission.CONFIRM_DISCOUNTS)
def discount_confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """A second person agrees to a discount above the limit."""
    return _decided(request, pk, discounts.confirm, _("Confirmed: the discount is on the quote."))


@require_POST
@requires(Permission.CONFIRM_DISCOUNTS)
def discount_refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """A second person does not agree."""
    return _decided(request, pk, discounts.refuse, _("Refused: the quote stays without it."))


def _decided(request: StaffRequest, pk: int, decide: Callable[..., None], said: str) -> HttpResponse:
    found = Discount.objects.filter(quote__in=Quote.objects.visible_to(request.user)).select_related("quote__patient")
    decide(get_object_or_404(found, pk=pk), by=request.user, now=timezone.now())
    messages.success(request, said)
    return redirect("consultations:discounts")
