"""Fees: an option's lines of quantity × unit price, part by part, in the currency's minor units."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from consultations.planning import fee_words, pigment, protocol
from consultations.planning.picture import Picture
from consultations.planning.prices import DEFAULT, OWN_LIST, Price, PriceList, Step, exponent
from consultations.planning.ranges import Range
from consultations.planning.recommendation import Fee, FeeLine
from consultations.planning.rulebook import source
from consultations.planning.sizes import Size
from consultations.planning.units import Mm, in_cm
from patients.vocabulary import Contrast, Item, ScarColour

Ends = tuple[int, int]  # at the low end, at the high end
DAYS_OF_COVER_MONTH = 30  # the cover is said in months of 30 days

# --- an option's fee --------------------------------------------------------------------------------------------------


def price(p: Picture, size: Size, prices: PriceList) -> Fee | None:
    """The fee of an option of that size, pigment first, then each kind of graft; None when nothing is done."""
    if size.grafts is None and size.smp_sessions is None:
        return None
    return Fee(prices.currency, (*of_pigment(p, size, prices), *of_fue(size, prices), *of_strip(size, prices)))


def of_pigment(p: Picture, size: Size, prices: PriceList) -> list[FeeLine]:
    return _pigment(p, size, prices) if size.smp_sessions is not None else []


def of_fue(size: Size, prices: PriceList) -> list[FeeLine]:
    return _grafts(prices, Item.FUE_GRAFTS, _ends(size.by_fue), _ends(size.fue_sessions))


def of_strip(size: Size, prices: PriceList) -> list[FeeLine]:
    return _grafts(prices, Item.STRIP_GRAFTS, _ends(size.by_strip), None)


def over_budget(fee: Fee | None, budget: float | None) -> bool:
    """Whether even the least fee is above the most that the person wants to spend."""
    return fee is not None and budget is not None and fee.low > budget * 10 ** exponent(fee.currency)


def _ends(amount: "Range[Any] | None") -> Ends | None:
    return None if amount is None else (round(amount.low), round(amount.high))


def _price_of(prices: PriceList, item: Item, counted: Mapping[str, Ends | None]) -> Price | None:
    """The list's price of an item if it can be counted here, else the built-in list's in the same currency."""
    known = {"course"} | {unit for unit, amount in counted.items() if amount is not None}
    lists = (prices, DEFAULT) if prices.currency == DEFAULT.currency else (prices,)
    for one in lists:
        found = one.items.get(item)
        if found is not None and found.unit in known:
            return found
    return None


def _line(item: Item, listed: Price, counted: Mapping[str, Ends | None], why: str, cited: str) -> FeeLine:
    low, high = counted.get(listed.unit) or (1, 1)
    return FeeLine(item, low, high, listed.unit, listed.low, listed.high, why, cited)


def _open(item: Item, counted: Mapping[str, Ends | None]) -> FeeLine:
    """A part without a price: it is there, counts nothing, and says what to ask."""
    unit, why = fee_words.OPEN[item]
    low, high = counted[unit] or (0, 0)
    return FeeLine(item, low, high, unit, 0, 0, why(), OWN_LIST)


def _adjustment(low: int, high: int, why: str, cited: str) -> list[FeeLine]:
    return [FeeLine(Item.ADJUSTMENT, 1, 1, "course", low, high, why, cited)] if low or high else []


def _sums(lines: Iterable[FeeLine]) -> Ends:
    both = [(line.low, line.high) for line in lines]
    return sum(low for low, _ in both), sum(high for _, high in both)


# --- grafts -----------------------------------------------------------------------------------------------------------


def _grafts(prices: PriceList, item: Item, grafts: Ends | None, surgeries: Ends | None) -> list[FeeLine]:
    if grafts is None or not grafts[1]:
        return []
    counted = {"graft": grafts, "session": surgeries}
    listed = _price_of(prices, item, counted)
    if listed is None:
        return [_open(item, counted)]
    if listed.steps:
        return list(_tiers(item, listed, grafts))
    return [_line(item, listed, counted, fee_words.GRAFTS[item][0](), listed.source)]


def _tiers(item: Item, listed: Price, grafts: Ends) -> Iterable[FeeLine]:
    """A line a tier: the grafts that fall in it, at the low end and at the high end."""
    whole, first, between, rest = fee_words.GRAFTS[item]
    nexts = [*listed.steps[1:], None]
    for n, (step, following) in enumerate(zip(listed.steps, nexts, strict=True)):
        low, high = (_within(step, following, count) for count in grafts)
        if not high:
            return
        if following is None:
            why = rest(first=step.start) if n else whole()
        else:
            why = (between if n else first)(**_names(n, step, following))
        yield FeeLine(item, low, high, listed.unit, step.low, step.high, why, listed.source)


def _within(step: Step, following: Step | None, count: int) -> int:
    """How many of so many grafts fall in a tier."""
    last = count if following is None else min(count, following.start - 1)
    return max(0, last - step.start + 1)


def _names(n: int, step: Step, following: Step) -> dict[str, float]:
    last: dict[str, float] = {"last": following.start - 1}
    return {"first": step.start} | last if n else last


# --- pigment ----------------------------------------------------------------------------------------------------------


def _pigment(p: Picture, size: Size, prices: PriceList) -> list[FeeLine]:
    """Area, scars, what makes the work harder, and what keeps the course in the published range."""
    scars = _scars(p, size, prices)
    lines = _area(p, size, prices) + scars
    lines += _harder(p, lines, scars, prices)
    course = prices.items.get(Item.ADJUSTMENT)
    if not lines or course is None:
        return lines
    low, high = _sums(lines)
    more_low = min(max(low, course.low), course.high) - low
    more_high = min(max(high, course.low), course.high) - high
    kept = more_low > 0 > more_high
    why = fee_words.WITHIN if kept else fee_words.MOST if min(more_low, more_high) < 0 else fee_words.LEAST
    return lines + _adjustment(more_low, more_high, why(), course.source)


def _area(p: Picture, size: Size, prices: PriceList) -> list[FeeLine]:
    area = _ends(size.pigment_cm2)
    if area is None:
        return []
    counted = {"cm2": area, "session": _ends(size.smp_sessions)}
    listed = _price_of(prices, Item.SMP_AREA, counted)
    if listed is None:
        return [_open(Item.SMP_AREA, counted)]
    months = p.book[protocol.SMP_COVER] // DAYS_OF_COVER_MONTH
    cited = f"{listed.source}; {source('S59')}"
    course = _of_class(p, size, listed)
    if course is not None:
        return [FeeLine(Item.SMP_AREA, 1, 1, "course", *course, fee_words.CLASS(months=months), cited)]
    if not listed.steps:
        return [_line(Item.SMP_AREA, listed, counted, fee_words.AREA(months=months), cited)]
    low, high = (_band(listed.steps, cm2) for cm2 in area)
    line = FeeLine(Item.SMP_AREA, *area, listed.unit, low.low, high.high, fee_words.AREA(months=months), cited)
    floor_low = max(0, _least([(step.start, step.low) for step in listed.steps], area[0]) - line.low)
    floor_high = max(0, _least([(step.start, step.high) for step in listed.steps], area[1]) - line.high)
    return [line, *_adjustment(floor_low, floor_high, fee_words.FLOOR(), listed.source)]


def _band(steps: tuple[Step, ...], cm2: int) -> Step:
    """The band that an area falls in."""
    return next(step for step in reversed(steps) if step.start <= cm2)


def _least(prices: list[Ends], cm2: int) -> int:
    """The most that an area in an earlier band costs: a larger one is not to cost less."""
    ended = [(start - 1) * before[1] for before, (start, _) in pairwise(prices) if start <= cm2]
    return max(ended, default=0)


def _of_class(p: Picture, size: Size, listed: Price) -> Ends | None:
    """The course price of the class, where all of its zones get pigment; of both classes when it is in doubt."""
    now, shares = p.pattern.now, p.pattern.shares
    if not listed.classes or now is None:
        return None
    pigmented = {zone.zone for zone in size.pigmented}
    found = [listed.classes[grade] for grade in (now.low, now.high) if grade in listed.classes]
    if len(found) < 2 or not pigmented >= set(shares):
        return None
    return min(low for low, _ in found), max(high for _, high in found)


def _scars(p: Picture, size: Size, prices: PriceList) -> list[FeeLine]:
    if not size.scar_zones:
        return []
    number = sum(view.count for view in p.scars)
    lengths = [(view.length_mm.low * view.count, view.length_mm.high * view.count) for view in p.scars]
    counted: dict[str, Ends | None] = {
        "scar": (number, number),
        "cm": _whole(in_cm(Mm(sum(low for low, _ in lengths))), in_cm(Mm(sum(high for _, high in lengths)))),
        "cm2": _whole(sum(view.area.low for view in p.scars), sum(view.area.high for view in p.scars)),
        "session": _ends(size.smp_sessions),
    }
    listed = _price_of(prices, Item.SMP_SCAR, counted)
    if listed is None:
        return [_open(Item.SMP_SCAR, counted)]
    return [_line(Item.SMP_SCAR, listed, counted, fee_words.SCAR(), listed.source)]


def _whole(low: float, high: float) -> Ends:
    return max(1, round(low)), max(1, round(high))


def _harder(p: Picture, lines: list[FeeLine], scars: list[FeeLine], prices: PriceList) -> list[FeeLine]:
    """What skin and scars add, in percent of the lines that they bear on."""
    percents = p.book[protocol.FEE_FACTORS]
    factors = [(name, why, _sums(lines), 1, 1) for name, why in fee_words.SKIN.items() if _skin_is(p, name)]
    if scars:
        number = sum(view.count for view in p.scars)
        factors += [
            (name, why, _sums(scars), _scars_that_are(p, name), number) for name, why in fee_words.SCARS.items()
        ]
    found: list[FeeLine] = []
    for name, why, base, part, whole in factors:
        percent = prices.factors.get(name, percents[name])
        cited = OWN_LIST if name in prices.factors else f"{protocol.FEE_FACTORS.source} [{protocol.FEE_FACTORS.mark}]"
        low, high = (_share(amount, percent * part, 100 * whole) for amount in base)
        found += _adjustment(low, high, why(percent=percent), cited)
    return found


def _share(amount: int, part: int, whole: int) -> int:
    """A part of an amount, to the nearest minor unit, halves up."""
    return (2 * amount * part + whole) // (2 * whole)


def _skin_is(p: Picture, factor: str) -> bool:
    if factor == "oily_skin":
        return p.told.skin.oily is True
    return p.contrast is Contrast.LOW and pigment.skin_type(p.told, p.book) in p.book[protocol.VERY_FAIR_OR_DARK]


def _scars_that_are(p: Picture, factor: str) -> int:
    """How many of the scars have what the factor is for."""
    if factor == "scar_dark":
        told = zip(p.told.scars or (), p.scars, strict=False)
        return sum(view.count for scar, view in told if scar.colour is ScarColour.DARK)
    return sum(view.count for view in p.scars if (view.shaped if factor == "scar_shaped" else view.wide))
