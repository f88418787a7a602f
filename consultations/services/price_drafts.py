"""A price list in the making: kept as typed, held against the live one, tried on the last quotes, put in force."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from consultations.models import Plan, PriceDraft, Protocol, Quote
from consultations.planning import findings
from consultations.planning.book import Book, settable
from consultations.planning.engine import recommend
from consultations.services import prices
from consultations.services.prices import More, Range
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail

LAST = 100


@dataclass(frozen=True)
class Tried:
    """One quote or plan worked out at its own prices and at the draft's, in minor units."""

    subject: Quote | Plan
    then: tuple[int, int]
    now: tuple[int, int]


@dataclass(frozen=True)
class Effect:
    """What a list would do to the last quotes; to the last plans where nothing was quoted yet."""

    tried: tuple[Tried, ...]
    of_plans: bool
    left_out: int  # in another currency, or not to be worked out any more

    @property
    def dearer(self) -> int:
        return sum(sum(one.now) > sum(one.then) for one in self.tried)

    @property
    def cheaper(self) -> int:
        return sum(sum(one.now) < sum(one.then) for one in self.tried)

    @property
    def same(self) -> int:
        return len(self.tried) - self.dearer - self.cheaper

    @property
    def then(self) -> tuple[int, int]:
        return sum(one.then[0] for one in self.tried), sum(one.then[1] for one in self.tried)

    @property
    def now(self) -> tuple[int, int]:
        return sum(one.now[0] for one in self.tried), sum(one.now[1] for one in self.tried)


@transaction.atomic
def save(clinic: Clinic, *, typed: Mapping[str, str], valid_from: date, by: User, now: datetime) -> PriceDraft:
    """Keep the clinic's one draft as it was typed."""
    if valid_from < clinic.local(now).date():
        raise Refused(_("Choose a start date from today on. Earlier lists stay as they are."))
    facts = {"typed": dict(typed), "valid_from": valid_from, "saved_at": now, "saved_by": by}
    draft: PriceDraft = PriceDraft.objects.update_or_create(clinic=clinic, defaults=facts)[0]
    trail.record("price draft saved", draft, by=by, changes={"valid_from": valid_from.isoformat()})
    return draft


@transaction.atomic
def drop(clinic: Clinic, *, by: User) -> None:
    """Throw the draft away; a second time there is nothing to do."""
    for draft in PriceDraft.objects.filter(clinic=clinic):
        trail.record("price draft dropped", draft, by=by)
        draft.delete()


@transaction.atomic
def put_in_force(
    draft: PriceDraft, *, ranges: Mapping[str, Range], more: More, seen: str, by: User, now: datetime
) -> bool:
    """The draft becomes the list of its day, if draft and live list are still as they were looked at."""
    if seen != mark(draft, prices.standing(draft.clinic, draft.valid_from)):
        raise Refused(_("The draft or the live list has changed since you looked. Look at the differences again."))
    gone, _rows = PriceDraft.objects.filter(pk=draft.pk, saved_at=draft.saved_at).delete()
    if not gone:
        raise Refused(_("The draft or the live list has changed since you looked. Look at the differences again."))
    return prices.set_list(draft.clinic, ranges=ranges, more=more, valid_from=draft.valid_from, by=by, now=now)


def mark(draft: PriceDraft, live: Mapping[str, Any]) -> str:
    """What stands for this draft beside this live list."""
    both = [draft.typed, draft.valid_from.isoformat(), live]
    return hashlib.sha256(json.dumps(both, sort_keys=True).encode()).hexdigest()[:32]


def effect(clinic: Clinic, price_list: dict[str, Any]) -> Effect:
    """The last quotes, or plans, at their own prices and at these; always the same number of queries."""
    quotes = Quote.objects.filter(patient__clinic=clinic).exclude(sha256="").select_related("plan").order_by("-pk")
    found: list[Any] = list(quotes.defer("plan__trace")[:LAST])
    of_plans = not found
    if of_plans:
        plans = Plan.objects.filter(patient__clinic=clinic).exclude(status=Plan.Status.REPLACED)
        found = list(plans.defer("trace").order_by("-pk")[:LAST])
    own = {one.version: one.numbers for one in Protocol.objects.all()}
    tried = [_tried(one, price_list, own) for one in found]
    worked = tuple(one for one in tried if one is not None)
    return Effect(worked, of_plans, len(found) - len(worked))


def _tried(one: Quote | Plan, price_list: dict[str, Any], own: Mapping[str, Any]) -> Tried | None:
    plan, code = (one.plan, one.option) if isinstance(one, Quote) else (one, one.chosen)
    if plan.prices.get("currency") != price_list["currency"]:
        return None
    book = Book(settable(plan.numbers))
    if book.version != plan.rules and plan.rules in own:
        book = Book(settable(plan.numbers), own[plan.rules])
    try:
        told = findings.parse(plan.findings)
        then, now = (_fee(told, of_day, book, code) for of_day in (plan.prices, price_list))
    except ValueError:  # facts or prices of a shape that is no longer taken
        return None
    return Tried(one, then, now) if then and now else None


def _fee(told: findings.Findings, price_list: dict[str, Any], book: Book, code: str) -> tuple[int, int] | None:
    """The fee that the engine works out for the option, at these prices."""
    options = recommend(told, prices.as_list(price_list), book).options
    fee = next((option.fee for option in options if option.code == code), None)
    return (fee.low, fee.high) if fee else None
