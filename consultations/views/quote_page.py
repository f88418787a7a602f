"""What the pages of a plan, the doctor's and the patient's, show of its quote."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from consultations import words
from consultations.answer_policies import why_not_accept, why_not_answer
from consultations.exports import quote_for_patient
from consultations.forms.quote_answer import AcceptForm
from consultations.models import Plan, Quote
from consultations.money import shown_range
from consultations.quote_policies import why_not_quote
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission

State = Quote.State


def with_lines() -> Any:
    """Quotes with what the pages of a plan read of them."""
    return (
        Quote.objects.select_related("patient__clinic", "replaces")
        .prefetch_related("lines", "steps", "replaces__lines")
        .order_by("number")
    )


def on_plan(plan: Plan, user: User) -> dict[str, Any]:
    """Every version of the plan's quote, newest first, and why no new one can be made."""
    found = sorted(plan.quotes.all(), key=lambda quote: -quote.number)
    day = plan.patient.clinic.local(timezone.now()).date()
    return {
        "rows": [
            {
                "quote": one,
                "name": quote_for_patient.name(one),
                "sum": shown_range(one.low, one.high, one.currency),
                "word": words.QUOTE[one.standing(day)],
                "kind": words.QUOTE_STATE[one.standing(day)],
            }
            for one in found
        ],
        "approved": plan.status == Plan.Status.APPROVED,
        "has_draft": any(one.state == State.DRAFT for one in found),
        "why_not": why_not_quote(plan),
        "may_make": user.may(Permission.MAKE_QUOTES),
    }


def for_patient(quote: Quote, form: AcceptForm | None, *, now: datetime) -> dict[str, Any]:
    """The quote on the patient's page: its words, where it stands, and the answers that are open."""
    day = quote.day(now)
    state = quote.standing(day)
    old = quote.replaces
    return {
        "content": quote_for_patient.content(quote),
        "number": quote.number,
        "state": state,
        "state_kind": {State.ACCEPTED: "ok", State.EXPIRED: "warn", State.DECLINED: "warn"}.get(State(state), ""),
        "state_sentence": quote_for_patient.state_sentence(quote, day),
        "changes": quote_for_patient.changes(quote, old) if old else [],
        "may_accept": state != State.ACCEPTED and not why_not_accept(quote, quote.sha256, now),
        "may_decline": state != State.DECLINED and not why_not_answer(quote, now),
        "form": form or AcceptForm(initial={"seal": quote.sha256}),
    }
