"""How big each option is: grafts, sessions and zones."""

import math

from consultations.planning import grafts as arithmetic
from consultations.planning import protocol, scars
from consultations.planning.codes import PIGMENT, SURGERY
from consultations.planning.parts import Whole, Worked
from consultations.planning.picture import Picture
from consultations.planning.ranges import NOTHING, Range, beyond, exactly, of
from consultations.planning.recommendation import ZonePlan
from consultations.planning.units import Cm2, Grafts, Sessions, Surgeries
from patients.vocabulary import Diagnosis
from patients.vocabulary import OptionCode as O

FRAME = frozenset({"hairline", "temples", "front", "parting"})
LINE = frozenset({"hairline", "temples"})
THIN = PIGMENT - {O.SCAR_SMP}


class Size(Whole):
    """What one option takes."""

    def __init__(self, p: Picture, code: O) -> None:
        self.p = p
        self.code = code
        self.watch = p.watch

    @Worked
    def grafts(self) -> Range[Grafts] | None:
        return _grafts(self.p, self.code) if self.code in SURGERY else None

    @Worked
    def by_strip(self) -> Range[Grafts] | None:
        """The part that a strip gives."""
        return _by_strip(self.p, self.code, self.grafts)

    @Worked
    def by_fue(self) -> Range[Grafts] | None:
        """The part that is taken one by one."""
        if self.grafts is None or self.by_strip is None:
            return self.grafts
        return beyond(self.grafts, self.by_strip)

    @Worked
    def fue_sessions(self) -> Range[Surgeries] | None:
        return _fue_sessions(self.p, self.code, self.grafts, self.by_strip)

    @Worked
    def smp_sessions(self) -> Range[Sessions] | None:
        return _smp_sessions(self.p, self.code)

    @Worked
    def grafted(self) -> tuple[ZonePlan, ...]:
        """The thin zones, or the scars, that get grafts."""
        return _grafted(self.p, self.code, self.grafts) if self.grafts is not None else ()

    @Worked
    def pigmented(self) -> tuple[ZonePlan, ...]:
        """The thin zones that get pigment."""
        return _pigmented(self.p, self.code) if self.code in THIN and not self.p.scar_led else ()

    @property
    def zones(self) -> tuple[ZonePlan, ...]:
        """Where it works, scars that get pigment aside."""
        return self.grafted + self.pigmented

    @Worked
    def scar_zones(self) -> tuple[ZonePlan, ...]:
        """The scars that get pigment, after the thin zones."""
        if self.code not in PIGMENT:
            return ()
        return tuple(ZonePlan(view.zone, "smp", view.area, None) for view in self.p.scars)

    @Worked
    def pigment_cm2(self) -> Range[Cm2] | None:
        """The area that gets pigment, scars aside."""
        areas = [zone.area_cm2 for zone in self.pigmented]
        return sum(areas[1:], areas[0]) if areas else None


# --- grafts -----------------------------------------------------------------------------------------------------------


def _grafts(p: Picture, code: O) -> Range[Grafts]:
    if p.scar_led:
        return wanted(p).at_most(for_scars(p, code)).whole()
    if p.used_up and code is O.FUE_ONLY:
        return p.book[protocol.BEARD_GRAFTS]
    if code is O.COMBINATION:
        return front(p).at_most(fue_left(p)).whole()
    return needed(p, code).below(most(p, code)).whole()


def needed(p: Picture, code: O) -> Range[Grafts]:
    """What this way would be planned for, whatever it can give; where the donor runs out, the crown comes last."""
    if p.want is None:
        return p.book[protocol.UNKNOWN_GRAFTS] if p.demand is None else NOTHING
    if code is O.TRANSPLANT_STAGED and p.shortage and p.aims.to_grow:
        return p.want * _part(p, _before_the_crown(p.zones))
    return p.want


def _before_the_crown(shares: dict[str, float]) -> dict[str, float]:
    """The zones without the crown, unless it is all there is."""
    return {zone: share for zone, share in shares.items() if zone != "crown"} or shares


def _part(p: Picture, shares: dict[str, float]) -> float:
    """Their part of the grafts for all zones wished for, by area and density."""
    weight = p.book[protocol.ZONE_WEIGHT]
    whole = sum(share * weight[zone] for zone, share in p.zones.items())
    return sum(share * weight[zone] for zone, share in shares.items()) / whole if whole else 1.0


def wanted(p: Picture) -> Range[Grafts]:
    """The grafts that the person's question asks for, whether or not they are planned."""
    if p.scar_led:
        return sum((scars.grafts(view, p.book) for view in _for_grafts(p)), NOTHING)
    if p.want is not None:
        return p.want
    unknown = p.demand is None and p.pattern.kind in (None, Diagnosis.PATTERN)
    return p.book[protocol.UNKNOWN_GRAFTS] if unknown else NOTHING


def asked_of_donor(p: Picture) -> Range[Grafts]:
    """What the donor may be asked for, planned or not: beside a scar, a loss that is told but not classed as well."""
    unclassed = p.scar_led and p.demand is None and p.kind is Diagnosis.PATTERN
    return wanted(p).above(p.book[protocol.UNKNOWN_GRAFTS]) if unclassed else wanted(p)


def for_scars(p: Picture, code: O) -> Grafts:
    """The most grafts that scars can be given this way: by FUE in one session, no more than it takes."""
    return min(p.left, p.limit) if code is O.FUE_ONLY else p.left


def _for_grafts(p: Picture) -> tuple[scars.ScarView, ...]:
    """The scars that grafts can go into; the dots of a harvest are no such place."""
    return tuple(view for view in p.scars if view.kind != "dots")


def most(p: Picture, code: O) -> Range[Grafts]:
    """The most grafts that this way can give; several surgeries that the donor cannot carry are shown in full."""
    if code is O.FUE_ONLY:
        return exactly(min(p.limit, fue_left(p)))
    if code is O.STRIP:
        return exactly(min(p.supply.strip_yield, p.left))
    if p.shortage:
        return exactly(min(p.left, p.book[protocol.MEDIUM_DEMAND]) if p.aims.to_grow else Grafts(math.inf))
    return exactly(p.left if code is O.FUE_STRIP_STAGED else fue_left(p))


def fue_left(p: Picture) -> Grafts:
    return max(Grafts(0), min(p.left, p.fue_left)) if p.aims.fue else p.left


def front(p: Picture) -> Range[Grafts]:
    """Grafts that frame the face, no more than the front's own share of the need."""
    frame = p.book[protocol.FRAME_GRAFTS]
    if p.want is None:
        return frame if p.demand is None else NOTHING
    framing = {zone: share for zone, share in p.zones.items() if zone in FRAME}
    own = p.want * _part(p, framing) if framing else p.want
    return own if own.likely < frame.likely else frame.below(own)


def _by_strip(p: Picture, code: O, taken: Range[Grafts] | None) -> Range[Grafts] | None:
    if taken is None or p.scar_led:
        return None
    if code is O.STRIP or not p.aims.fue:
        return taken
    if code is O.FUE_STRIP_STAGED:
        return taken.at_most(Grafts(math.floor(p.supply.strip_yield * p.book[protocol.STRIP_SHARE]))).whole()
    return None


# --- sessions ---------------------------------------------------------------------------------------------------------


def _fue_sessions(
    p: Picture, code: O, taken: Range[Grafts] | None, strip: Range[Grafts] | None
) -> Range[Surgeries] | None:
    if taken is None or code is O.STRIP or not p.aims.fue:
        return None
    if code is O.FUE_ONLY:
        return exactly(Surgeries(1))
    if strip is not None:
        return arithmetic.sessions(beyond(taken, strip), p.limit)
    count = arithmetic.sessions(taken, p.limit)
    return count.at_least(Surgeries(2)) if code is O.TRANSPLANT_STAGED else count


def _smp_sessions(p: Picture, code: O) -> Range[Sessions] | None:
    if code not in PIGMENT:
        return None
    if code is O.SCAR_SMP or p.scar_led:
        return _scar_sessions(p)
    if p.pattern.at_least("VI"):
        return p.book[protocol.SMP_SESSIONS_LARGE]
    return p.book[protocol.SMP_SESSIONS]


def _scar_sessions(p: Picture) -> Range[Sessions]:
    needs = [scars.pigment_sessions(view, p.book) for view in p.scars]
    most = needs[0]
    for one in needs[1:]:
        most = most.above(one)
    return most


# --- zones ------------------------------------------------------------------------------------------------------------


def _grafted(p: Picture, code: O, taken: Range[Grafts]) -> tuple[ZonePlan, ...]:
    if p.scar_led:
        return _grafted_scars(p, taken)
    shares = p.zones
    if code is O.COMBINATION:
        shares = {zone: share for zone, share in shares.items() if zone in FRAME} or shares or {"front": 1.0}
    elif code is O.TRANSPLANT_STAGED and p.shortage and p.aims.to_grow:
        shares = _before_the_crown(shares)
    by = "fue" if p.aims.fue and code is not O.STRIP else "strip"
    weight = p.book[protocol.ZONE_WEIGHT]
    parts = shared(taken, [share * weight[zone] for zone, share in shares.items()])
    return tuple(
        ZonePlan(zone, by, _area(p, share), part) for (zone, share), part in zip(shares.items(), parts, strict=True)
    )


def shared(taken: Range[Grafts], weights: list[float]) -> list[Range[Grafts]]:
    """Whole grafts for each place by its weight; at each end the places add up, and none goes down from end to end."""
    low = _split(int(taken.low), weights)
    likely = [one + more for one, more in zip(low, _split(int(taken.likely - taken.low), weights), strict=True)]
    high = [one + more for one, more in zip(likely, _split(int(taken.high - taken.likely), weights), strict=True)]
    return [of(Grafts, *ends) for ends in zip(low, likely, high, strict=True)]


def _split(number: int, weights: list[float]) -> list[int]:
    """A whole number in parts by weight, what is left over to the largest remainders."""
    whole = sum(weights) or 1
    exact = [number * weight / whole for weight in weights]
    parts = [int(one) for one in exact]
    for place in sorted(range(len(parts)), key=lambda n: parts[n] - exact[n])[: number - sum(parts)]:
        parts[place] += 1
    return parts


def _pigmented(p: Picture, code: O) -> tuple[ZonePlan, ...]:
    shares = p.zones
    if code is O.COMBINATION:
        shares = {zone: share for zone, share in shares.items() if zone not in LINE} or shares
    else:
        shares = _behind_the_line(p, shares)
    if not shares:
        whole = p.pattern.area or p.book[protocol.UNKNOWN_AREA]
        return (ZonePlan("all", "smp", whole.each(lambda cm2: max(1, round(cm2))), None),)
    return tuple(ZonePlan(zone, "smp", _area(p, share), None) for zone, share in shares.items())


def _behind_the_line(p: Picture, shares: dict[str, float]) -> dict[str, float]:
    """With an earlier transplanted front line, pigment goes behind it (S15)."""
    if not p.used_up and not p.supply.used.likely:
        return shares
    return {zone: share for zone, share in shares.items() if zone not in LINE} or shares


def _area(p: Picture, share: float) -> Range[Cm2]:
    return ((p.pattern.area or p.book[protocol.AREA]["III"]) * share).each(lambda cm2: max(1, round(cm2)))


def _grafted_scars(p: Picture, taken: Range[Grafts]) -> tuple[ZonePlan, ...]:
    places = _for_grafts(p)
    parts = shared(taken, [view.area.likely for view in places])
    return tuple(ZonePlan(view.zone, "fue", view.area, part) for view, part in zip(places, parts, strict=True))
