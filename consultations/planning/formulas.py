"""How each figure comes about, as arithmetic with the numbers in it: what stands left of = gives what stands right.

Signs: × ÷ + − ( ), min(a, b), max(a, b), ⌈a⌉ up to the next whole number, ⌊a⌋ down, ⟨a⟩ to the nearest.
"""

import math

from consultations.planning import grafts as arithmetic
from consultations.planning import protocol, sizes
from consultations.planning.codes import SURGERY
from consultations.planning.grafts import Supply
from consultations.planning.picture import Picture
from consultations.planning.prices import money
from consultations.planning.ranges import AnyRange
from consultations.planning.ranking import Candidate
from consultations.planning.recommendation import DonorBudget, FeeLine, Progress
from consultations.planning.sizes import Size
from patients.vocabulary import Growth
from patients.vocabulary import OptionCode as O

Formulas = tuple[str, ...]
ENDS = ("low", "likely", "high")


def number(value: float, digits: int = 4) -> str:
    """A number as it is written in a formula: thousands apart, no more decimals than it has."""
    whole = round(value, digits)
    shown = f"{whole:,.{digits}f}".rstrip("0").rstrip(".")
    return shown.replace("-", "−") if shown != "-0" else "0"


def each(value: AnyRange, work: str, **parts: AnyRange) -> Formulas:
    """A formula an end, low, likely, high, with the parts' ends in it; one where all three are the same."""
    found = [
        f"{work.format(**{name: number(getattr(part, end), 6) for name, part in parts.items()})} = "
        f"{number(getattr(value, end))}"
        for end in ENDS
    ]
    return tuple(dict.fromkeys(found))


# --- the donor --------------------------------------------------------------------------------------------------------


def supply(held: Supply) -> Formulas:
    """By the coverage value where density was measured, else the survey's row times what the hair's width allows."""
    if held.density is not None:
        work = f"⌊{{area}} × max(0, {number(held.density, 6)} − {{stay}})⌋"
        return each(held.total, work, area=held.area, stay=held.must_stay)
    row = arithmetic.survey_row(held, held.pools)
    ends = zip(ENDS, held.calibre_factor, strict=True)
    return tuple(
        f"⟨{number(getattr(row, end))} × {number(factor, 6)}⟩ = {number(getattr(held.total, end))}"
        for end, factor in ends
    )


def must_stay(held: Supply) -> Formulas:
    value, hairs = held.book[protocol.COVERAGE_MINIMUM], number(held.hairs_per_fu)
    work = f"{number(value)} × {number(held.form)} ÷ ({{shaft}} × {hairs})"
    return each(held.must_stay, work, shaft=held.shafts)


def available(held: Supply) -> Formulas:
    ends = (("low", "high"), ("likely", "likely"), ("high", "low"))
    return tuple(
        dict.fromkeys(
            f"{number(getattr(held.total, own))} − {number(getattr(held.used, other))} = "
            f"{number(getattr(held.available, own))}"
            for own, other in ends
        )
    )


def fue_left(held: Supply) -> Formulas:
    return (f"{number(held.fue_cap)} − {number(held.fue_used)} = {number(held.fue_left)}",)


def budget(donor: DonorBudget) -> Formulas:
    """What stays free: available − planned − reserve, ends crosswise."""
    ends = (("low", "high"), ("likely", "likely"), ("high", "low"))
    return tuple(
        dict.fromkeys(
            f"{number(getattr(donor.available, own))} − {number(getattr(donor.planned, other))} − "
            f"{number(getattr(donor.reserve, other))} = {number(getattr(donor.free, own))}"
            for own, other in ends
        )
    )


def reserve(p: Picture, donor: DonorBudget) -> Formulas:
    """What the loss asks for in the end, no less than is wanted now, beyond the plan; never above its high end."""
    if p.demand is None:
        return ()
    high = _beyond_plan(p, donor, "high")
    likely = f"min({_beyond_plan(p, donor, 'likely')}, {high})"
    return tuple(
        f"⟨{work}⟩ = {number(round(value))}"
        for work, value in ((likely, donor.reserve.likely), (high, donor.reserve.high))
    )


def _beyond_plan(p: Picture, donor: DonorBudget, end: str) -> str:
    poor = p.told.donor.prior_growth is Growth.POOR
    lifetime = getattr(p.demand.lifetime, end) if p.demand else 0
    taken = 0 if poor else getattr(donor.used, "low" if end == "high" else end)
    still = f"max(max(0, {number(lifetime)} − {number(taken)}), {number(getattr(sizes.asked_of_donor(p), end))})"
    return f"max(0, {still} − {number(getattr(donor.planned, end))})"


# --- what is needed ---------------------------------------------------------------------------------------------------


def by_area(p: Picture) -> Formulas:
    """Grafts for a measured area, band by band, likely."""
    area, demand = p.told.loss.bald_area_cm2, p.demand
    if area is None or demand is None:
        return ()
    left, parts = float(area), []
    for size, density in p.book[protocol.DENSITY_BANDS]:
        part = min(left, size)
        if part > 0:
            parts.append(f"{number(part)} × {number(density.likely)}")
        left -= part
    return (f"⟨{' + '.join(parts) or '0'}⟩ = {number(demand.now.likely)}",)


def wanted(p: Picture) -> Formulas:
    """The share of today's need that falls to the zones wished for, by area and density."""
    if p.want is None or p.demand is None or not p.pattern.shares:
        return ()
    weight = p.book[protocol.ZONE_WEIGHT]
    whole = sum(share * weight.get(zone, 1.0) for zone, share in p.pattern.shares.items())
    part = sum(share * weight.get(zone, 1.0) for zone, share in p.zones.items())
    return each(p.want, f"⟨{{now}} × {number(part, 6)} ÷ {number(whole, 6)}⟩", now=p.demand.now)


def shortage(p: Picture) -> Formulas:
    """The likely lifetime need above the likely supply."""
    if p.demand is None:
        return ()
    need, held = p.demand.lifetime.likely, p.supply.total.likely
    return (f"{number(need)} − {number(held)} = {number(need - held)}",)


# --- an option --------------------------------------------------------------------------------------------------------


def option_grafts(p: Picture, code: O) -> Formulas:
    """The least of what is needed and what this way can give."""
    size = Size(p, code)
    if code not in SURGERY or size.grafts is None or (p.used_up and code is O.FUE_ONLY and not p.scar_led):
        return ()
    if p.scar_led:
        return each(size.grafts, f"⟨min({{need}}, {number(sizes.for_scars(p, code))})⟩", need=sizes.wanted(p))
    if code is O.COMBINATION:
        return each(size.grafts, f"⟨min({{front}}, {number(sizes.fue_left(p))})⟩", front=sizes.front(p))
    most = sizes.most(p, code)
    need = sizes.needed(p, code)
    if math.isinf(most.high):
        return each(size.grafts, "⟨{need}⟩", need=need)
    return each(size.grafts, "⟨min({need}, {most})⟩", need=need, most=most)


def surgeries(p: Picture, code: O) -> Formulas:
    size = Size(p, code)
    if size.fue_sessions is None or size.by_fue is None or code is O.FUE_ONLY:
        return ()
    least = "2" if code is O.TRANSPLANT_STAGED else "1"
    return each(size.fue_sessions, f"max({least}, ⌈{{grafts}} ÷ {number(p.limit)}⌉)", grafts=size.by_fue)


def zone_area(p: Picture, zone: str, area: AnyRange) -> Formulas:
    share = p.pattern.shares.get(zone)
    if p.pattern.area is None or p.scar_led or share is None:
        return ()
    return each(area, f"max(1, ⟨{{whole}} × {number(share, 6)}⟩)", whole=p.pattern.area)


def fee_line(line: FeeLine, currency: str) -> Formulas:
    def end(quantity: int, unit: int, total: int) -> str:
        by, whole = (money(one, currency).removesuffix(f" {currency}").replace("-", "−") for one in (unit, total))
        return f"{quantity:,} × {by} = {whole}"

    ends = (end(line.quantity_low, line.unit_low, line.low), end(line.quantity_high, line.unit_high, line.high))
    return tuple(dict.fromkeys(ends))


def points(one: Candidate) -> Formulas:
    parts = [f"{'+' if given.points >= 0 else '−'} {given.times} × {abs(given.points)}" for given in one.given]
    return (f"{' '.join((str(one.base), *parts))} = {number(one.points)}",)


def progress(held: Supply, row: Progress) -> Formulas:
    left, used = held.available.likely, held.used.likely
    need = number(row.grafts_needed)
    return (f"⟨{number(left)} − max(0, {need} − {number(used)})⟩ = {number(row.grafts_left)}",)


def lifetime(p: Picture) -> Formulas:
    """The final class's need, moved up as a whole where today's is larger."""
    final = arithmetic.final_need(p.pattern, p.book)
    if p.demand is None or final is None:
        return ()
    now = p.demand.now
    more = max(0.0, now.low - final.low, now.likely - final.likely, now.high - final.high)
    return each(p.demand.lifetime, f"⟨{{final}} + {number(more)}⟩", final=final)
