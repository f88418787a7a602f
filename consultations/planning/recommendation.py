"""What the engine answers, as frozen facts, and its JSON with a stable order of keys."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from consultations.planning.ranges import AnyRange, Range
from consultations.planning.units import Cm2, Grafts, Sessions, Surgeries
from consultations.planning.words import _, sentence
from patients.vocabulary import Fit, Item, OptionCode

ENGINE = "1.0"
DECISION = sentence(
    _(
        "This is a proposal worked out from the answers given. A clinician examines you, decides with you, "
        "and may choose otherwise."
    ),
    clinical=_("Proposal by rule from the recorded findings; the clinician examines and decides."),
).plain


class Reason(NamedTuple):
    """Why something is so: the rule, plain words, the citation, and the keys that were read."""

    rule: str
    text: str
    source: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    gate: str
    effect: str
    text: str
    source: str
    inputs: tuple[str, ...]


class ZonePlan(NamedTuple):
    zone: str
    technique: str
    area_cm2: Range[Cm2]
    grafts: Range[Grafts] | None


class FeeLine(NamedTuple):
    """Quantity × unit price at each end, in the currency's minor units."""

    item: Item
    quantity_low: int
    quantity_high: int
    unit: str
    unit_low: int
    unit_high: int
    why: str
    source: str

    @property
    def low(self) -> int:
        return self.quantity_low * self.unit_low

    @property
    def high(self) -> int:
        return self.quantity_high * self.unit_high


@dataclass(frozen=True, slots=True)
class Fee:
    currency: str
    lines: tuple[FeeLine, ...]

    @property
    def low(self) -> int:
        return sum(line.low for line in self.lines)

    @property
    def high(self) -> int:
        return sum(line.high for line in self.lines)


class Step(NamedTuple):
    step: str
    after_days: int
    window_days: tuple[int, int] | None
    rule: str


@dataclass(frozen=True, slots=True)
class Option:
    code: OptionCode
    technique: str
    fit: Fit
    grafts: Range[Grafts] | None
    fue_sessions: Range[Surgeries] | None
    smp_sessions: Range[Sessions] | None
    zones: tuple[ZonePlan, ...]
    fee: Fee | None
    timeline: tuple[Step, ...]
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]
    cannot: str


@dataclass(frozen=True, slots=True)
class DonorBudget:
    supply: Range[Grafts]
    used: Range[Grafts]
    available: Range[Grafts]
    planned: Range[Grafts]
    reserve: Range[Grafts]
    free: Range[Grafts]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    now: Range[Grafts]
    lifetime: Range[Grafts]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pigment:
    shade: int
    start_shade: int
    cautions: tuple[Reason, ...]
    sources: tuple[str, ...]


class Progress(NamedTuple):
    scenario: str
    age_years: int
    grade: str
    grafts_needed: int
    grafts_left: int


@dataclass(frozen=True, slots=True)
class Recommendation:
    engine: str
    rules: str
    decision: str
    lead: OptionCode
    gates: tuple[Gate, ...]
    options: tuple[Option, ...]
    donor: DonorBudget | None
    demand: Demand | None
    pigment: Pigment | None
    progression: tuple[Progress, ...]
    missing: tuple[str, ...]


def as_json(rec: Recommendation) -> dict[str, Any]:
    """The recommendation as the contract's JSON."""
    return {
        "engine": rec.engine,
        "rules": rec.rules,
        "decision": rec.decision,
        "lead": rec.lead.value,
        "gates": [_gate(gate) for gate in rec.gates],
        "options": [_option(option) for option in rec.options],
        "donor": _donor(rec.donor) if rec.donor else None,
        "demand": _demand(rec.demand) if rec.demand else None,
        "pigment": _pigment(rec.pigment) if rec.pigment else None,
        "progression": [_progress(row) for row in rec.progression],
        "missing": list(rec.missing),
    }


def _range(value: AnyRange | None) -> dict[str, float] | None:
    return None if value is None else {"low": value.low, "likely": value.likely, "high": value.high}


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "gate": gate.gate,
        "effect": gate.effect,
        "text": gate.text,
        "source": gate.source,
        "inputs": list(gate.inputs),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"rule": reason.rule, "text": reason.text, "source": reason.source, "inputs": list(reason.inputs)}


def _zone(zone: ZonePlan) -> dict[str, Any]:
    return {
        "zone": zone.zone,
        "technique": zone.technique,
        "area_cm2": _range(zone.area_cm2),
        "grafts": _range(zone.grafts),
    }


def _fee(fee: Fee | None) -> dict[str, Any] | None:
    if fee is None:
        return None
    return {"currency": fee.currency, "low": fee.low, "high": fee.high, "lines": [_line(line) for line in fee.lines]}


def _line(line: FeeLine) -> dict[str, Any]:
    return {
        "item": line.item.value,
        "quantity_low": line.quantity_low,
        "quantity_high": line.quantity_high,
        "unit": line.unit,
        "unit_low": line.unit_low,
        "unit_high": line.unit_high,
        "low": line.low,
        "high": line.high,
        "why": line.why,
        "source": line.source,
    }


def _step(step: Step) -> dict[str, Any]:
    window = None if step.window_days is None else {"low": step.window_days[0], "high": step.window_days[1]}
    return {"step": step.step, "after_days": step.after_days, "window_days": window, "rule": step.rule}


def _option(option: Option) -> dict[str, Any]:
    return {
        "code": option.code.value,
        "technique": option.technique,
        "fit": option.fit.value,
        "grafts": _range(option.grafts),
        "fue_sessions": _range(option.fue_sessions),
        "smp_sessions": _range(option.smp_sessions),
        "zones": [_zone(zone) for zone in option.zones],
        "fee": _fee(option.fee),
        "timeline": [_step(step) for step in option.timeline],
        "reasons": [_reason(reason) for reason in option.reasons],
        "cautions": [_reason(reason) for reason in option.cautions],
        "cannot": option.cannot,
    }


def _donor(donor: DonorBudget) -> dict[str, Any]:
    parts = ("supply", "used", "available", "planned", "reserve", "free")
    return {part: _range(getattr(donor, part)) for part in parts} | {"sources": list(donor.sources)}


def _demand(demand: Demand) -> dict[str, Any]:
    return {"now": _range(demand.now), "lifetime": _range(demand.lifetime), "sources": list(demand.sources)}


def _pigment(pigment: Pigment) -> dict[str, Any]:
    return {
        "shade": pigment.shade,
        "start_shade": pigment.start_shade,
        "cautions": [_reason(caution) for caution in pigment.cautions],
        "sources": list(pigment.sources),
    }


def _progress(row: Progress) -> dict[str, Any]:
    return {
        "scenario": row.scenario,
        "age_years": row.age_years,
        "grade": row.grade,
        "grafts_needed": row.grafts_needed,
        "grafts_left": row.grafts_left,
    }
