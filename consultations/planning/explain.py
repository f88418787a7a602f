"""The recommendation as readable text, every number with its rule and source."""

from collections.abc import Iterator
from textwrap import wrap

from consultations.planning.findings import Findings
from consultations.planning.prices import money
from consultations.planning.ranges import AnyRange
from consultations.planning.recommendation import Fee, Option, Reason, Recommendation
from consultations.planning.rulebook import BOOK
from consultations.planning.trace import KINDS, Line

WIDTH = 100
NAMES = {
    "none": "Nothing now",
    "defer": "Wait",
    "defer_medical": "Medicine first",
    "refer": "See a doctor first",
    "decline_surgery": "No surgery",
    "reject_session_size": "Smaller sessions",
    "smp_only": "Pigment (SMP)",
    "scar_smp": "Pigment in the scar (SMP)",
    "fue_only": "Single grafts (FUE), one session",
    "strip": "Strip surgery",
    "transplant_staged": "Transplant in several surgeries",
    "fue_strip_staged": "Strip first, single grafts later",
    "combination": "Transplant and pigment",
}


def text(rec: Recommendation, told: Findings, trace: tuple[Line, ...]) -> str:
    """The whole answer, one paragraph of lines per part, then how each figure came about."""
    return "\n".join((*_lines(rec), "", *_traced(told, trace)))


def _traced(told: Findings, trace: tuple[Line, ...]) -> Iterator[str]:
    yield "How each figure came about"
    by_key = {line.key: line for line in trace}
    alike: dict[str, list[Line]] = {}  # lines of one kind say once what they share
    for line in trace:
        what, _rule, effect = KINDS[line.kind]
        first = [by_key[key] for key in line.stands_on if key in by_key] + alike.setdefault(line.kind, [])
        alike[line.kind].append(line)
        yield f"  {line.key}: {what}: {line.value}"
        for formula in line.formula:
            yield from wrap(formula, WIDTH, initial_indent="    = ", subsequent_indent="      ")
        read = ", ".join(_with_value(told, key) for key in _own(line, first, "inputs"))
        unknown = ", ".join(_own(line, first, "unknown")) if line.formula else ""  # what decides reads nearly all
        for words, said in (("Read", read), ("Not told", unknown)):
            if said:
                yield from wrap(f"{words}: {said}.", WIDTH, initial_indent="    ", subsequent_indent="    ")
        follows = f" Follows from: {', '.join(line.stands_on)}." if line.stands_on else ""
        rule = f"{line.rule}, {BOOK[line.rule].wording}"
        yield from wrap(f"{rule}. {effect}{follows}", WIDTH, initial_indent="    ", subsequent_indent="    ")
        cited = tuple(_own(line, first, "sources"))
        yield from _cited(cited if line.formula else cited[:1])


def _own(line: Line, first: list[Line], part: str) -> Iterator[str]:
    """What a line reads or cites itself; what it has from those it follows from, or shares with its like, is there."""
    had = {one for before in first for one in getattr(before, part)}
    return (one for one in getattr(line, part) if one not in had and not one.endswith("*"))


def _with_value(told: Findings, key: str) -> str:
    """A key with what was told of it."""
    value = told.value(key)
    if key == "scars":
        return f"scars ({len(told.scars or ())})"
    if isinstance(value, bool):
        return f"{key} {'yes' if value else 'no'}"
    if isinstance(value, tuple):
        return f"{key} {' '.join(value) or 'none'}"
    return f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}"


def _lines(rec: Recommendation) -> Iterator[str]:
    yield f"Lead: {rec.lead.value}, {NAMES[rec.lead.value]}"
    yield f"Engine {rec.engine}, rules {rec.rules}"
    yield from wrap(rec.decision, WIDTH)
    for gate in rec.gates:
        yield ""
        yield f"Gate {gate.gate} ({gate.effect})"
        yield from _said(gate.text, gate.source, gate.inputs)
    for n, option in enumerate(rec.options, 1):
        yield ""
        yield from _option(n, option)
    yield ""
    yield from _numbers(rec)
    if rec.missing:
        yield ""
        yield "Missing, the most useful first: " + ", ".join(rec.missing)


def _said(words: str, source: str, inputs: tuple[str, ...]) -> Iterator[str]:
    yield from wrap(words, WIDTH, initial_indent="  ", subsequent_indent="  ")
    read = f" Read: {', '.join(inputs)}." if inputs else ""
    yield from wrap(f"[{source}]{read}", WIDTH, initial_indent="    ", subsequent_indent="    ")


def _reason(reason: Reason) -> Iterator[str]:
    yield from _said(f"{reason.rule} ({BOOK[reason.rule].wording}): {reason.text}", reason.source, reason.inputs)


def spread(value: AnyRange) -> str:
    """A range as people read it."""
    if value.low == value.high:
        return f"{value.likely:,g}" if value.likely % 1 else f"{value.likely:,.0f}"
    return f"about {value.likely:,.0f} ({value.low:,.0f} to {value.high:,.0f})"


def _option(n: int, option: Option) -> Iterator[str]:
    yield f"{n}. {NAMES[option.code.value]} [{option.code.value}, {option.technique}]: {option.fit.value}"
    counts = (("Grafts", option.grafts), ("FUE sessions", option.fue_sessions), ("SMP sessions", option.smp_sessions))
    for name, value in counts:
        if value is not None:
            yield f"  {name}: {spread(value)}"
    for zone in option.zones:
        grafts = f", {spread(zone.grafts)} grafts" if zone.grafts is not None else ""
        yield f"  Zone {zone.zone}, {zone.technique}: {spread(zone.area_cm2)} cm2{grafts}"
    yield from _fee(option.fee)
    for step in option.timeline:
        window = f", between day {step.window_days[0]} and {step.window_days[1]}" if step.window_days else ""
        yield f"  Day {step.after_days}{window}: {step.step} [{step.rule}]"
    for title, reasons in (("  Why", option.reasons), ("  To know", option.cautions)):
        if reasons:
            yield title
        for reason in reasons:
            yield from _reason(reason)
    yield from wrap(f"What it cannot do: {option.cannot}", WIDTH, initial_indent="  ", subsequent_indent="  ")


def _fee(fee: Fee | None) -> Iterator[str]:
    if fee is None:
        return
    priced = any(line.unit_high for line in fee.lines)
    yield (
        f"  Fee: {money(fee.low, fee.currency)} to {money(fee.high, fee.currency)}"
        if priced
        else "  Fee: not in the list"
    )
    for line in fee.lines:
        yield (
            f"    {line.item.value}: {line.quantity_low:,} × {money(line.unit_low, fee.currency)} to "
            f"{line.quantity_high:,} × {money(line.unit_high, fee.currency)} a {line.unit} = "
            f"{money(line.low, fee.currency)} to {money(line.high, fee.currency)}. {line.why} [{line.source}]"
        )


def _numbers(rec: Recommendation) -> Iterator[str]:
    if rec.demand is not None:
        yield f"Grafts needed now: {spread(rec.demand.now)}; in a lifetime: {spread(rec.demand.lifetime)}"
        yield from _cited(rec.demand.sources)
    if rec.donor is not None:
        donor = rec.donor
        for name in ("supply", "used", "available", "planned", "reserve", "free"):
            yield f"Donor, {name}: {spread(getattr(donor, name))} grafts"
        yield from _cited(donor.sources)
    if rec.pigment is not None:
        yield f"Pigment: shade {rec.pigment.shade} of 6, start with {rec.pigment.start_shade}"
        yield from _cited(rec.pigment.sources)
        for caution in rec.pigment.cautions:
            yield from _reason(caution)
    for row in rec.progression:
        yield (
            f"At {row.age_years}, {row.scenario}: class {row.grade}, needs {row.grafts_needed:,} grafts, "
            f"leaves {row.grafts_left:,}"
        )


def _cited(sources: tuple[str, ...]) -> Iterator[str]:
    for one in sources:
        yield from wrap(f"[{one}]", WIDTH, initial_indent="    ", subsequent_indent="    ")
