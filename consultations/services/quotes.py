"""Quotes: made of an approved plan, sealed when sent, answered by the patient; each step a row, old ones unchanged."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from consultations.answer_policies import why_not_accept, why_not_answer
from consultations.models import Discount, Plan, Price, Quote, QuoteLine, QuoteStep, QuoteTerms
from consultations.planning import quotes as arithmetic
from consultations.planning.prices import exponent
from consultations.planning.quotes import Choices, Line
from consultations.planning.terms import terms
from consultations.policies import chosen_option, why_not_send_again
from consultations.quote_policies import why_not_quote, why_not_send
from consultations.services import reminders
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail

State = Quote.State
OPEN = (State.SENT, State.VIEWED, State.ACCEPTED)


def standing_terms(clinic: Clinic) -> QuoteTerms:
    """How the clinic quotes now; the terms of a clinic that has set none are not stored."""
    found: QuoteTerms | None = QuoteTerms.objects.filter(clinic=clinic).order_by("-pk").first()
    return found or QuoteTerms(clinic=clinic)


@transaction.atomic
def set_terms(clinic: Clinic, *, by: User, now: datetime, **chosen: Any) -> QuoteTerms:
    """How quotes are made from now on; those made before keep theirs."""
    made: QuoteTerms = QuoteTerms.objects.create(clinic=clinic, set_at=now, set_by=by, **chosen)
    trail.record("quote terms set", made, by=by, changes=chosen)
    return made


@transaction.atomic
def make(plan: Plan, *, by: User, now: datetime) -> Quote:
    """A draft of the plan's fee as approved, at the prices of its day; the draft there is, if there is one."""
    insist(why_not_quote(plan))
    draft = Quote.objects.filter(plan=plan, state=State.DRAFT).first()
    if draft:
        return draft
    earlier = Quote.objects.filter(patient_id=plan.patient_id).exclude(sha256="").order_by("-pk").first()
    option = chosen_option(plan)
    lines = arithmetic.lines_of(option["fee"])
    low, high = arithmetic.total(lines)
    clinic = plan.patient.clinic
    how = standing_terms(clinic)
    edition = _edition(plan, clinic)
    try:
        with transaction.atomic():
            quote: Quote = Quote.objects.create(
                plan=plan,
                patient_id=plan.patient_id,
                number=Quote.objects.filter(plan=plan).count() + 1,
                replaces=earlier,
                option=plan.chosen,
                currency=option["fee"]["currency"],
                exponent=exponent(option["fee"]["currency"]),
                low=low,
                high=high,
                prices=plan.prices,
                priced_from=edition[0],
                price_edition=edition[1],
                terms=_terms(plan, option, how, lines),
                valid_days=how.valid_days,
                made_at=now,
                made_by=by,
            )
    except IntegrityError:
        raise Refused(_("Someone else has just made a quote of this plan. Look at it first.")) from None
    _write(quote, lines)
    QuoteStep.objects.create(quote=quote, number=0, state=State.DRAFT, at=now, by=by)
    trail.record("quote made", quote, by=by, changes={"plan": plan.pk, "low": low, "high": high})
    return quote


@transaction.atomic
def send(draft: Quote, *, by: User, now: datetime) -> None:
    """Seal the draft and put it before the patient, with a letter; what stood before it of this patient is replaced."""
    quote = Quote.objects.select_related("patient__clinic", "plan").get(pk=draft.pk)
    insist(why_not_send(quote, quote.discounts.filter(state=Discount.State.WAITING).first()))
    for old in Quote.objects.filter(patient_id=quote.patient_id).exclude(pk=quote.pk):
        _replace(old, by=by, now=now)
    valid_until = quote.day(now) + timedelta(days=quote.valid_days)
    quote.valid_until = valid_until
    sealed: dict[str, Any] = {"valid_until": valid_until, "sha256": seal(quote)}
    if not _move(quote, State.SENT, by=by, now=now, **sealed):
        raise Refused(_("This quote is sent already and stays as it is. Make a new version to change it."))
    if not why_not_send_again(quote.plan):
        reminders.plan_letter(quote.plan, by=by, now=now)


def of_approval(plan: Plan, *, by: User, now: datetime) -> Quote | None:
    """The quote that goes out with an approved plan; none where there is nothing to quote."""
    if why_not_quote(plan):
        return None
    quote = make(plan, by=by, now=now)
    send(quote, by=by, now=now)
    return quote


@transaction.atomic
def end_with(plan: Plan, *, by: User, now: datetime) -> None:
    """Quotes of a plan that was replaced end with it."""
    for old in plan.quotes.all():
        _replace(old, by=by, now=now)


@transaction.atomic
def view(quote: Quote, *, now: datetime) -> None:
    """The patient has opened a quote that was sent; later openings change nothing."""
    if quote.standing(quote.day(now)) == State.SENT:
        _move(quote, State.VIEWED, by=None, by_patient=True, now=now)


@transaction.atomic
def accept(quote: Quote, *, sha256: str, signed: str, now: datetime) -> bool:
    """The patient's yes to what they saw; whether it is new. A second yes is the same yes."""
    current = Quote.objects.select_related("patient__clinic").get(pk=quote.pk)
    while current.state != State.ACCEPTED:
        insist(why_not_accept(current, sha256, now))
        first = current.answered_at or now
        if _move(current, State.ACCEPTED, by=None, by_patient=True, now=now, signed=signed, answered_at=first):
            return True
        current = Quote.objects.select_related("patient__clinic").get(pk=quote.pk)
    insist(why_not_accept(current, sha256, now) if current.sha256 != sha256 else "")
    return False


@transaction.atomic
def decline(quote: Quote, *, now: datetime) -> bool:
    """The patient's no; whether it is new."""
    current = Quote.objects.select_related("patient__clinic").get(pk=quote.pk)
    while current.state != State.DECLINED:
        insist(why_not_answer(current, now))
        first = current.answered_at or now
        if _move(current, State.DECLINED, by=None, by_patient=True, now=now, answered_at=first):
            return True
        current = Quote.objects.select_related("patient__clinic").get(pk=quote.pk)
    return False


def expire_due(*, now: datetime) -> int:
    """Write down that quotes without an answer have expired, each clinic by its own day; how many were new."""
    late = Quote.objects.unanswered().filter(valid_until__lte=now.date() + timedelta(days=1))
    expired = 0
    for quote in late.select_related("patient__clinic"):
        if quote.standing(quote.day(now)) == State.EXPIRED:
            with transaction.atomic():
                expired += _move(quote, State.EXPIRED, by=None, now=now)
    return expired


def seal(quote: Quote) -> str:
    """The hash of everything that a yes is said to."""
    what = {
        "plan": quote.plan_id,
        "number": quote.number,
        "option": quote.option,
        "currency": quote.currency,
        "low": quote.low,
        "high": quote.high,
        "lines": [asdict(line.plain) for line in quote.lines.all()],
        "prices": quote.prices,
        "terms": quote.terms,
        "valid_until": quote.valid_until.isoformat() if quote.valid_until else None,
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def rewrite(quote: Quote, lines: Iterable[Line]) -> None:
    """Other lines on a draft, with their sum."""
    written = list(lines)
    low, high = arithmetic.total(written)
    if not Quote.objects.filter(pk=quote.pk, state=State.DRAFT).update(low=low, high=high, moves=F("moves") + 1):
        raise Refused(_("This quote is sent already and stays as it is. Make a new version to change it."))
    quote.low, quote.high, quote.moves = low, high, quote.moves + 1
    quote.lines.all().delete()
    _write(quote, written)


def _replace(old: Quote, *, by: User, now: datetime) -> None:
    """The quote gives way, and nobody is asked about its discount any more."""
    if _move(old, State.REPLACED, by=by, now=now):
        old.discounts.filter(state=Discount.State.WAITING).update(state=Discount.State.TAKEN_OFF)


def _write(quote: Quote, lines: Iterable[Line]) -> None:
    QuoteLine.objects.bulk_create(
        QuoteLine(quote=quote, position=n, low=line.low, high=line.high, **asdict(line))
        for n, line in enumerate(lines, 1)
    )


def _terms(plan: Plan, option: dict[str, Any], how: QuoteTerms, lines: tuple[Line, ...]) -> dict[str, Any]:
    """What is and is not included, and the rule for more or fewer grafts, as they stand on the quote for good."""
    agreed = terms(option, plan.prices, plan.book)
    if agreed is None:
        return {"cover": [], "true_up": [], "most_grafts": None}
    chosen = Choices(medication=how.medication, reviews=how.reviews, travel=how.travel)
    return {
        "cover": [asdict(row) for row in arithmetic.cover(agreed, chosen)],
        "true_up": list(arithmetic.true_up(agreed, lines)),
        "most_grafts": agreed.most_grafts,
    }


def _edition(plan: Plan, clinic: Clinic) -> tuple[Any, Any]:
    """The start and the edition of the list that held when the plan was made; of the built-in list neither."""
    lists = Price.objects.filter(
        Q(created_at__lte=plan.made_at), clinic=clinic, valid_from__lte=clinic.local(plan.made_at).date()
    )
    found = lists.order_by("-valid_from", "-edition").values_list("valid_from", "edition").first()
    return found or (None, None)


def _move(
    quote: Quote,
    to: str,
    *,
    by: User | None,
    now: datetime,
    by_patient: bool = False,
    signed: str = "",
    **fields: Any,
) -> bool:
    """Take a step if the quote still stands where it was seen, and write it down; the only place where one is taken."""
    before = quote.state
    if to not in Quote.NEXT[before]:
        return False
    standing = Quote.objects.filter(pk=quote.pk, state=before, moves=quote.moves)
    if not standing.update(state=to, moves=F("moves") + 1, **fields):
        return False
    quote.state, quote.moves = to, quote.moves + 1
    for name, value in fields.items():
        setattr(quote, name, value)
    QuoteStep.objects.create(
        quote=quote, number=quote.moves, state=to, at=now, by=by, by_patient=by_patient, signed=signed
    )
    trail.record(f"quote {to}", quote, by=by, changes={"state": [before, to]})
    return True
