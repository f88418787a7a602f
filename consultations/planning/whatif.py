"""What if a wish were another: the new recommendation, what differs from the first, and the rules that made it so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from consultations.planning.book import OWN, Book
from consultations.planning.engine import recommend
from consultations.planning.explain import spread
from consultations.planning.findings import RECORD, Findings, FindingsError
from consultations.planning.prices import DEFAULT, PriceList, money
from consultations.planning.recommendation import Fee, Option, Recommendation
from consultations.planning.words import _
from patients.vocabulary import Goal

# What may be asked, and the finding or the goal that it changes.
GOALS = {"hairline": Goal.HAIRLINE, "crown": Goal.CROWN, "density": Goal.DENSITY}
WISHES = {
    "hair_length": "hair_length",
    "short_for_life": "short_for_life",
    "surgery": "surgery",
    "budget": "budget_max",
    "within_months": "within_months",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: in which option, from what to what, and by which rules."""

    where: str  # an option's code, or the block of the answer
    what: str
    before: str  # empty: it was not there
    after: str  # empty: it is there no more
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    before: Recommendation
    after: Recommendation
    changed: tuple[str, ...]  # dotted keys of the wishes that were changed
    differences: tuple[Difference, ...]


def ask(told: Findings, changes: Mapping[str, Any], prices: PriceList = DEFAULT, book: Book = OWN) -> WhatIf:
    """The recommendation with other wishes; None takes a wish back; raise FindingsError for one that is not known.

    `changes` maps hairline, crown and density to true or false, and hair_length, short_for_life, surgery, budget and
    within_months to the values of the findings.
    """
    other = _changed(told, changes)
    before, after = recommend(told, prices, book), recommend(other, prices, book)
    keys = tuple(key for key in sorted(other.told | told.told) if told.value(key) != other.value(key))
    return WhatIf(before, after, keys, tuple(_differences(before, after, keys)))


def _changed(told: Findings, changes: Mapping[str, Any]) -> Findings:
    goals, wishes = set(told.wishes.goals), {}
    for name, value in changes.items():
        if name in GOALS:
            if not isinstance(value, bool):
                raise FindingsError(f"{name}: expected true or false")
            goals = goals | {GOALS[name]} if value else goals - {GOALS[name]}
        elif name in WISHES:
            wishes[WISHES[name]] = value
        else:
            raise FindingsError(f"{name}: expected one of {', '.join((*GOALS, *WISHES))}")
    read: Findings = RECORD.read({"wishes": wishes}, "")
    asked: dict[str, Any] = {name: getattr(read.wishes, name) for name in wishes}
    if goals != set(told.wishes.goals):
        asked["goals"] = tuple(goal for goal in Goal if goal in goals)
    keys = {f"wishes.{name}" for name, value in asked.items() if value is not None}
    gone = {f"wishes.{name}" for name, value in asked.items() if value is None}
    return replace(told.but(wishes=asked), told=(told.told | keys) - gone)


# --- what differs -----------------------------------------------------------------------------------------------------


def _differences(before: Recommendation, after: Recommendation, keys: tuple[str, ...]) -> Iterator[Difference]:
    gates = {gate.gate: gate for gate in before.gates}, {gate.gate: gate for gate in after.gates}
    for name in sorted(gates[0].keys() ^ gates[1].keys()):
        was, now = (name in one for one in gates)
        yield Difference("gates", name, name if was else "", name if now else "", (name,))
    if before.lead != after.lead:
        lead = after.options[0]
        yield Difference("lead", _("First option"), before.lead.value, after.lead.value, _rules(lead, keys))
    ours, theirs = ({option.code: option for option in rec.options} for rec in (before, after))
    for code in dict.fromkeys((*theirs, *ours)):
        yield from _of_option(code.value, ours.get(code), theirs.get(code), keys)
    if before.lead == after.lead:
        yield from _of_order(before, after, keys)
    yield from _of_donor(before, after)


def _of_option(code: str, was: Option | None, now: Option | None, keys: tuple[str, ...]) -> Iterator[Difference]:
    if was is None or now is None:
        there = now or was
        rules = _rules(there, keys) if there else ()
        yield Difference(
            code, _("Option"), "" if was is None else was.fit.value, "" if now is None else now.fit.value, rules
        )
        return
    rules = _why(was, now) or _rules(now, keys)
    for what, old, new in zip((one for one, _text in _figures(now)), _figures(was), _figures(now), strict=True):
        if old[1] != new[1]:
            yield Difference(code, what, old[1], new[1], rules)


def _figures(option: Option) -> tuple[tuple[str, str], ...]:
    """What of an option is compared, in words."""
    return (
        (_("Fit"), option.fit.value),
        (_("Grafts"), spread(option.grafts) if option.grafts else ""),
        (_("FUE sessions"), spread(option.fue_sessions) if option.fue_sessions else ""),
        (_("SMP sessions"), spread(option.smp_sessions) if option.smp_sessions else ""),
        (_("Zones"), ", ".join(dict.fromkeys(f"{zone.zone} {spread(zone.area_cm2)} cm2" for zone in option.zones))),
        (_("Fee"), _money(option.fee)),
        (_("Days"), ", ".join(f"{step.after_days:,}" for step in option.timeline)),
        (_("To know"), ", ".join(sorted({one.rule for one in option.cautions}))),
    )


def _money(fee: Fee | None) -> str:
    return f"{money(fee.low, fee.currency)} to {money(fee.high, fee.currency)}" if fee else ""


def _of_order(before: Recommendation, after: Recommendation, keys: tuple[str, ...]) -> Iterator[Difference]:
    was, now = ([option.code.value for option in rec.options] for rec in (before, after))
    if was != now and set(was) == set(now):
        rules = sorted({rule for option in after.options for rule in _rules(option, keys)})
        yield Difference("options", _("Order"), ", ".join(was), ", ".join(now), tuple(rules))


def _of_donor(before: Recommendation, after: Recommendation) -> Iterator[Difference]:
    """What the plan does to the donor: by the rules that speak for what leads now and did before."""
    said = [{one.rule for one in rec.options[0].reasons} for rec in (before, after)]
    rules = tuple(sorted(said[0] ^ said[1])) or ("S14",)
    for part, words in (("planned", _("Planned grafts")), ("reserve", _("Kept for later")), ("free", _("Free grafts"))):
        was, now = (spread(getattr(rec.donor, part)) if rec.donor else "" for rec in (before, after))
        if was != now:
            yield Difference("donor", words, was, now, rules)


def _why(was: Option, now: Option) -> tuple[str, ...]:
    """The rules that speak now and did not, or did and do not."""
    said = [{(one.rule, one.text) for one in (*option.reasons, *option.cautions)} for option in (was, now)]
    return tuple(sorted({rule for rule, _text in said[0] ^ said[1]}))


def _rules(option: Option, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The rules of an option that read what was changed; else those that name it."""
    reading = {one.rule for one in (*option.reasons, *option.cautions) if set(one.inputs) & set(keys)}
    return tuple(sorted(reading)) or tuple(dict.fromkeys(one.rule for one in option.reasons))
