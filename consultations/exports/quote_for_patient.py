"""A quote in words: its lines with their formulas, what is and is not included, the rule for more or fewer grafts."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations import words
from consultations.figures import count, counted, line_text
from consultations.models import Plan, Quote
from consultations.models.review import DOCTORS_REVIEW
from consultations.money import shown, shown_change, shown_range
from consultations.planning import quotes as arithmetic
from consultations.planning.quotes import DISCOUNT, ENDS, Difference, Line
from consultations.planning.words import read
from consultations.sentences import in_words
from patients.vocabulary import Item

State = Quote.State
Content = dict[str, Any]


def newest_sent(plan: Plan) -> Quote | None:
    """The newest quote of the plan that went to the patient."""
    sent = [quote for quote in plan.quotes.all() if quote.sha256]
    return max(sent, key=lambda quote: quote.number, default=None)


def content(quote: Quote) -> Content:
    """The quote as the patient reads it, on the page and on paper."""
    lines = [line.plain for line in quote.lines.all()]
    rows = quote.terms["cover"]
    return {
        "name": _("Quote %(n)s") % {"n": name(quote)},
        "range": shown_range(quote.low, quote.high, quote.currency),
        "lines": [line_content(line, lines, quote.currency) for line in lines],
        "sums": sums(lines, quote.currency),
        "cover": [{"yes": row["yes"], "text": in_words(row["text"])} for row in rows],
        "true_up": [in_words(text) for text in quote.terms["true_up"]],
        "until": date_format(quote.valid_until, "DATE_FORMAT") if quote.valid_until else "",
        "seal": quote.sha256,
    }


def name(quote: Quote) -> str:
    """How people call the quote: the number of its plan, and its own."""
    return f"{quote.plan_id}.{quote.number}"


def fee(quote: Quote) -> Content:
    """The fee of a plan as its quote has it, in the form of the plan's document."""
    found = content(quote)
    said = {"quote": found["name"], "day": found["until"], "mark": quote.sha256[:16]}
    named = _("%(quote)s, valid until %(day)s. Its mark: %(mark)s.") % said
    return {
        "range": found["range"],
        "parts": [{"item": line["item"], "amount": line["amount"]} for line in found["lines"]],
        "covers": [row["text"] for row in found["cover"] if row["yes"]],
        "not_covered": [row["text"] for row in found["cover"] if not row["yes"]],
        "true_up": found["true_up"],
        "quote": f"{named} {accepted(quote)}".rstrip(),
    }


def accepted(quote: Quote) -> str:
    """When the patient accepted the quote, and the name that was typed; nothing where no yes stands."""
    if quote.state != State.ACCEPTED:
        return ""
    step = max((one for one in quote.steps.all() if one.state == State.ACCEPTED), key=lambda one: one.number)
    day = date_format(quote.day(step.at), "DATE_FORMAT")
    return _("Accepted on %(day)s, signed “%(name)s”.") % {"day": day, "name": step.signed}


def line_content(line: Line, lines: Iterable[Line], currency: str) -> Content:
    """One line: what it is for, its amount, how it comes about and why it is there."""
    return {
        "item": item(line, lines),
        "amount": amount(line, currency),
        "formulas": formulas(line, lines, currency),
        "why": why(line),
    }


def item(line: Line, lines: Iterable[Line]) -> str:
    """What a line is for: its item, or why it is there where the item alone does not tell."""
    if line.source == DOCTORS_REVIEW:
        return _("As agreed with your doctor")
    alone = sum(other.item == line.item for other in lines) == 1
    return str(words.ITEM[line.item]) if alone and line.item in PLAIN else in_words(line.why)


PLAIN = frozenset(words.ITEM) - {Item.ADJUSTMENT}


def why(line: Line) -> str:
    """The reason for a line; a doctor's own words never."""
    return _("As agreed with your doctor") if line.source == DOCTORS_REVIEW else in_words(line.why)


def amount(line: Line, currency: str) -> str:
    """What a line comes to; of a discount, how much less."""
    if line.item == DISCOUNT:
        return shown_change(line.low, line.high, currency)
    return line_text(asdict(line) | {"low": line.low, "high": line.high}, currency)


def formulas(line: Line, lines: Iterable[Line], currency: str) -> list[str]:
    """How the amount comes about, at the low end and at the high end; once where both are the same."""
    whole = arithmetic.total(arithmetic.without_discount(lines))
    percent = (read(line.why) or (None, {}))[1].get("percent", 0)
    found = []
    for n, end in enumerate(ENDS):
        quantity, unit, total = (getattr(line, f"{part}{end}") for part in ("quantity_", "unit_", ""))
        if line.item == DISCOUNT:
            found.append(f"{shown(whole[n], currency)} × {percent} % = {shown(-total, currency)}")
        else:
            counted_in = counted(line.unit, quantity)
            found.append(f"{count(quantity)} {counted_in} × {shown(unit, currency)} = {shown(total, currency)}")
    return list(dict.fromkeys(found))


def sums(lines: Iterable[Line], currency: str) -> list[str]:
    """The lines added up at both ends."""
    all_lines = list(lines)
    found = []
    for end, whole in zip(ENDS, arithmetic.total(all_lines), strict=True):
        parts = [getattr(line, end) for line in all_lines]
        text = shown(parts[0], currency) if parts else ""
        for part in parts[1:]:
            text += f" {'−' if part < 0 else '+'} {shown(abs(part), currency)}"
        found.append(f"{text} = {shown(whole, currency)}")
    return list(dict.fromkeys(found))


def changes(quote: Quote, old: Quote) -> list[str]:
    """What is other than in the quote that this one replaced, line by line, in words."""
    before, after = ([line.plain for line in one.lines.all()] for one in (old, quote))
    found = [_change(one, before, after, quote, old) for one in arithmetic.differences(before, after)]
    ends = {
        "old": shown_range(old.low, old.high, old.currency),
        "new": shown_range(quote.low, quote.high, quote.currency),
    }
    same = _("Together it stays at %(new)s.") % ends
    return [*found, same if ends["old"] == ends["new"] else _("Together: %(new)s instead of %(old)s.") % ends]


def _change(one: Difference, before: list[Line], after: list[Line], quote: Quote, old: Quote) -> str:
    if one.new is None and one.old is not None:
        said = {"item": item(one.old, before), "amount": amount(one.old, old.currency)}
        return _("Removed: %(item)s, %(amount)s.") % said
    if one.old is None and one.new is not None:
        said = {"item": item(one.new, after), "amount": amount(one.new, quote.currency)}
        return _("Added: %(item)s, %(amount)s.") % said
    if one.new is None or one.old is None:
        return ""
    said = {
        "item": item(one.new, after),
        "new": _counted(one.new, quote.currency),
        "old": _counted(one.old, old.currency),
    }
    return _("Changed: %(item)s, %(new)s instead of %(old)s.") % said


def _counted(line: Line, currency: str) -> str:
    """Quantity, unit price and amount of a changed line; the amount alone where nothing is counted."""
    if line.item in {DISCOUNT, Item.ADJUSTMENT}:
        return amount(line, currency)
    low, high = count(line.quantity_low), count(line.quantity_high)
    number = low if low == high else f"{low}–{high}"
    price = shown_range(line.unit_low, line.unit_high, currency)
    return f"{number} {counted(line.unit, line.quantity_high)} × {price} = {amount(line, currency)}"


def state_sentence(quote: Quote, day: date) -> str:
    """Where the quote stands, in a sentence for the patient."""
    at = {"day": date_format(quote.valid_until, "DATE_FORMAT") if quote.valid_until else ""}
    state = quote.standing(day)
    if state == State.EXPIRED:
        return (
            _("This quote was valid until %(day)s and can no longer be accepted. Call us, and we make a new one.") % at
        )
    if state == State.ACCEPTED:
        return _("You have accepted this quote. The clinic sees it and calls you.") + f" {accepted(quote)}"
    if state == State.DECLINED:
        return _("You have said no to this quote. The clinic sees it.")
    return _("This quote is valid until %(day)s.") % at
