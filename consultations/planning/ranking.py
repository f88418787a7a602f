"""The ranking: points by the rules' order, then points given and taken for hair, style, wishes and budget."""

from dataclasses import dataclass

from consultations.planning import cautions, protocol, rules
from consultations.planning import fees as pricing
from consultations.planning.codes import ASKED, ORDER, PIGMENT, STRIPS, SURGERY, TRANSPLANTS
from consultations.planning.picture import Picture
from consultations.planning.prices import PriceList
from consultations.planning.recommendation import Fee, Reason
from consultations.planning.rulings import SUPPLY, Ruling, told, transplant
from consultations.planning.sentences import options
from consultations.planning.sizes import Size
from patients.vocabulary import Contrast, Diagnosis, Wish
from patients.vocabulary import OptionCode as O


@dataclass(frozen=True, slots=True)
class Given:
    """Points given or taken: why, how many, for how many reasons."""

    why: str  # its name in the protocol's table of adjustments
    points: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """An option with its points, before gates say how well it fits."""

    code: O
    base: int  # by its place in the ruling
    rule: str  # the rule that gave it that place; none for what is shown beside it
    given: tuple[Given, ...]
    size: Size
    fee: Fee | None
    rulings: tuple[Ruling, ...]
    against: tuple[Reason, ...]  # its relative contraindications

    @property
    def points(self) -> int:
        return self.base + sum(one.points * one.times for one in self.given)


def rank(p: Picture, prices: PriceList) -> list[Candidate]:
    """Every option that the rules name or that is shown beside them, the best first."""
    rulings = rules.judge(p)
    ladder = p.book[protocol.RANK_POINTS]
    base: dict[O, tuple[int, str]] = {}
    for n, code in enumerate(rulings[0].codes):
        base[code] = (ladder[min(n, len(ladder) - 1)], rulings[0].rule)
    for ruling in rulings[1:]:
        for code in ruling.codes:
            base.setdefault(code, (ladder[-1], ruling.rule))
    for code in _besides(p, rulings[0]):
        base.setdefault(code, (ladder[-1] if code is O.DEFER_MEDICAL else 0, ""))
    found = [weigh(p, code, points, rule, rulings, prices) for code, (points, rule) in base.items()]
    found = [one for one in found if _worth_it(p, one)]
    found = found or [weigh(p, O.REFER, ladder[0], "", (_no_way(p),), prices)]
    return sorted(found, key=lambda one: (-one.points, ORDER[one.code]))


def _no_way(p: Picture) -> Ruling:
    """What is said when nothing that the rules name gives enough to be done."""
    return Ruling("J", (O.REFER,), (options.NO_WAY,), told(p, *SUPPLY, "wishes.surgery", "wishes.refuses"))


def _worth_it(p: Picture, one: Candidate) -> bool:
    """Whether a surgery gives enough to be one (R28): the floor, or all that is wanted when that is less."""
    taken, floor = one.size.grafts, p.book[protocol.AVAILABLE_FLOOR]
    if taken is None or taken.likely <= 0:
        return taken is None
    if p.scar_led or (p.used_up and one.code is O.FUE_ONLY):
        return True
    if p.supply.available.likely < floor or p.supply.low_density:
        return True  # R28 speaks, and shows what is left as its second way
    if one.code is O.COMBINATION:
        return taken.likely >= p.book[protocol.LEAST_FRONT]
    return taken.likely >= (floor if p.want is None else min(floor, p.want.likely))


def _besides(p: Picture, first: Ruling) -> tuple[O, ...]:
    """What is shown beside the ranking: the scar's own stage, the asked-for surgery, medicine."""
    more: list[O] = []
    if p.scars and not p.scar_led and p.aims.smp_open:
        more.append(O.SCAR_SMP)
    if (
        (p.aims.surgery_wanted or p.shortage)
        and p.demand is not None
        and not p.scar_led
        and not TRANSPLANTS & set(first.codes)
    ):
        more += [code for code in (rules.instead(p, transplant(p, O.TRANSPLANT_STAGED)),) if code]
    untried = p.medicine_open and not p.drug_tried
    if p.kind is Diagnosis.PATTERN and p.told.loss.progressing and untried:
        more.append(O.DEFER_MEDICAL)
    return tuple(more)


def weigh(p: Picture, code: O, base: int, rule: str, rulings: tuple[Ruling, ...], prices: PriceList) -> Candidate:
    """An option with its size, fee and points."""
    size = Size(p, code)
    fee = pricing.price(p, size, prices)
    against = cautions.against(p, code)
    return Candidate(code, base, rule, _given(p, code, size, fee, len(against)), size, fee, rulings, against)


def _given(p: Picture, code: O, size: Size, fee: Fee | None, against: int) -> tuple[Given, ...]:
    asked = (
        ("contraindication", against > 0, against),
        ("shortfall", _short_of_hair(p, code, size), 1),
        ("style", _style_conflict(p, code), 1),
        ("contrast", code is O.COMBINATION and p.contrast is Contrast.HIGH, 1),
        ("wish", wished(p, code), 1),
        ("budget", pricing.over_budget(fee, p.told.wishes.budget_max), 1),
    )
    table = p.book[protocol.ADJUSTMENTS]
    return tuple(Given(why, table[why], times) for why, holds, times in asked if holds)


def _short_of_hair(p: Picture, code: O, size: Size) -> bool:
    if code not in TRANSPLANTS or p.scar_led or (p.used_up and code is O.FUE_ONLY):
        return False
    return p.shortage or (size.grafts is not None and size.grafts.likely > p.left)


def _style_conflict(p: Picture, code: O) -> bool:
    if code in STRIPS:
        return p.aims.close
    return code is O.SMP_ONLY and not p.pattern.ludwig and p.aims.refuses_short


def wished(p: Picture, code: O) -> bool:
    """Whether the person asked for it."""
    wishes = p.told.wishes
    if any(code in ASKED.get(asked, ()) for asked in wishes.asked_for):
        return True
    return (wishes.surgery is Wish.YES and code in SURGERY) or (p.aims.smp_wanted and code in PIGMENT - SURGERY)
