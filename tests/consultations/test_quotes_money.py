"""Quotes in print and in the database, in currencies of no, two and three digits: what is printed adds up exactly."""

import random
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from consultations.exports import quote_for_patient
from consultations.models import Quote
from consultations.money import decimals, from_minor
from consultations.planning import quotes as arithmetic
from consultations.services import quotes
from tests.consultations.proposals import plan_facts
from tests.factories import PlanFactory
from tests.planning.test_quotes import CURRENCIES, EACH, a_quote

AMOUNT = re.compile(r"([−+]?) ?−?(?:[$¥₺]|KWD\u00a0)([\d,]+(?:\.\d+)?)")


def added_up(text: str) -> tuple[Decimal, Decimal]:
    """What stands left of the equals sign, added up, and what stands right of it."""
    left, right = text.split(" = ")
    parts = [Decimal(digits.replace(",", "")) * (-1 if sign == "−" else 1) for sign, digits in AMOUNT.findall(left)]
    (sign, whole), *more = AMOUNT.findall(right)
    assert not more
    return sum(parts, Decimal(0)), Decimal(whole.replace(",", "")) * (-1 if sign == "−" else 1)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_what_is_printed_adds_up(currency):
    draw = random.Random(f"printed {currency}")
    for _n in range(EACH):
        lines = [line for line in a_quote(draw, currency) if line.low >= 0] or list(a_quote(draw, currency))[:1]
        lines = list(arithmetic.discounted(lines, draw.choice((0, 5, 33)), "Discount"))
        for text, whole in zip(quote_for_patient.sums(lines, currency), arithmetic.total(lines), strict=False):
            left, right = added_up(text)
            assert left == right == from_minor(whole, currency), text


@pytest.mark.django_db
@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_stored_quote_holds_the_sum_of_its_lines_with_its_discount(currency):
    facts = plan_facts()
    draw = random.Random(currency)
    lines = [line for line in a_quote(draw, currency) if line.unit_low > 0] or [a_quote(draw, currency)[0]]
    stored = [
        {name: getattr(line, name) for name in arithmetic.Line.__dataclass_fields__}
        | {"low": line.low, "high": line.high}
        for line in lines
    ]
    low, high = arithmetic.total(lines)
    facts["recommendation"]["options"][0]["fee"] = {"currency": currency, "low": low, "high": high, "lines": stored}
    plan = PlanFactory.create(approved=True, **facts)
    quote = quotes.make(plan, by=plan.reviewed_by, now=timezone.now())
    assert (quote.low, quote.high, quote.exponent) == (low, high, decimals(currency))
    quotes.rewrite(quote, arithmetic.discounted(lines, 7, "Discount"))
    quotes.send(quote, by=plan.reviewed_by, now=timezone.now())
    sealed = Quote.objects.get(pk=quote.pk)
    rows = list(sealed.lines.all())
    assert (sum(row.low for row in rows), sum(row.high for row in rows)) == (sealed.low, sealed.high)
    assert sealed.low == low - arithmetic.part_of(low, 7)


@pytest.mark.django_db
def test_a_quote_of_a_newer_plan_says_what_was_added_removed_and_changed():
    facts = plan_facts()
    first = PlanFactory.create(approved=True, **facts)
    old = quotes.of_approval(first, by=first.reviewed_by, now=timezone.now())
    other = plan_facts()
    fee = other["recommendation"]["options"][0]["fee"]
    grafts, area = fee["lines"]
    grafts |= {"quantity_high": 1_600, "high": 1_600 * 700}
    area |= {"item": "smp_scar", "unit": "cm", "why": "Why smp_scar is in it"}
    fee["high"] = grafts["high"] + area["high"]
    second = PlanFactory.create(approved=True, patient=first.patient, **other)
    new = quotes.of_approval(second, by=second.reviewed_by, now=timezone.now())
    assert old is not None
    assert new is not None
    assert new.replaces == old
    now, before = "1,200–1,600 grafts × $4–7 = $4,800–11,200", "1,200–1,450 grafts × $4–7 = $4,800–10,150"
    assert quote_for_patient.changes(Quote.objects.get(pk=new.pk), old) == [
        "Removed: SMP of an area, $600–1,600.",
        f"Changed: FUE grafts, {now} instead of {before}.",
        "Added: SMP of a scar, $600–1,600.",
        "Together: $5,400–12,800 instead of $5,400–11,750.",
    ]
