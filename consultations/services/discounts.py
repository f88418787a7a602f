"""Discounts: a percent with a reason on a draft quote; above the giver's limit a second person confirms."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from consultations.models import Discount, Quote
from consultations.planning import quotes as arithmetic
from consultations.quote_policies import why_not_confirm, why_not_discount
from consultations.services import quotes
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

State = Discount.State
STANDING = (State.WAITING, State.GIVEN)


@transaction.atomic
def give(quote: Quote, *, percent: int, reason: str, by: User, now: datetime) -> Discount:
    """Put a discount on the draft in place of any before it; above the limit it waits and changes no line yet."""
    insist(why_not_discount(quote, percent, by))
    take_off(quote, by=by, now=now)
    limit = quotes.standing_terms(by.clinic).limit_of(by.role)
    state = State.GIVEN if percent <= limit else State.WAITING
    try:
        with transaction.atomic():
            discount: Discount = Discount.objects.create(
                quote=quote, percent=percent, reason=reason, limit=limit, state=state, given_at=now, given_by=by
            )
    except IntegrityError:
        raise Refused(_("Someone else has just given a discount. Look at it first.")) from None
    if state == State.GIVEN:
        _apply(quote, percent)
    facts = {"quote": quote.pk, "percent": percent, "limit": limit, "reason": reason, "state": state}
    trail.record("discount given", discount, by=by, changes=facts)
    return discount


@transaction.atomic
def take_off(quote: Quote, *, by: User, now: datetime) -> None:
    """The draft without a discount."""
    if quote.state != Quote.State.DRAFT:
        raise Refused(_("This quote is sent already and stays as it is. Make a new version to change it."))
    for discount in quote.discounts.filter(state__in=STANDING):
        _decide(discount, State.TAKEN_OFF, by=by, now=now)
        _apply(quote, 0)


@transaction.atomic
def confirm(discount: Discount, *, by: User, now: datetime) -> None:
    """A second person agrees: the discount becomes a line."""
    insist(why_not_confirm(discount, by))
    _decide(discount, State.GIVEN, by=by, now=now)
    _apply(discount.quote, discount.percent)


@transaction.atomic
def refuse(discount: Discount, *, by: User, now: datetime) -> None:
    """A second person does not agree: the draft stays without it."""
    insist(why_not_confirm(discount, by))
    _decide(discount, State.REFUSED, by=by, now=now)


def _decide(discount: Discount, to: str, *, by: User, now: datetime) -> None:
    standing = Discount.objects.filter(pk=discount.pk, state=discount.state)
    facts = {} if to == State.TAKEN_OFF else {"decided_at": now, "decided_by": by}
    if not standing.update(state=to, **facts):
        raise Refused(_("This discount is decided already."))
    trail.record(f"discount {to.replace('_', ' ')}", discount, by=by, changes={"state": [discount.state, to]})


def _apply(quote: Quote, percent: int) -> None:
    """The draft's lines with this discount alone."""
    lines = [line.plain for line in quote.lines.all()]
    quotes.rewrite(quote, arithmetic.discounted(lines, percent, "Discount"))
