"""Fees: the price list, and an option's lines of quantity × unit price in the currency's minor units."""

from dataclasses import dataclass
from typing import Any, cast

from consultations.planning import protocol
from consultations.planning.picture import Picture
from consultations.planning.protocol import Figure
from consultations.planning.ranges import AnyRange, Range
from consultations.planning.reading import Field, FindingsError, Record, Whole, Words, refuse
from consultations.planning.recommendation import Fee, FeeLine
from consultations.planning.rulebook import source
from consultations.planning.sizes import Size
from patients.vocabulary import Item

# What each item may be counted in. The price of `adjustment` is the least and the most of a whole pigment course.
UNITS = {
    Item.SMP_AREA: ("cm2", "session", "course"),
    Item.SMP_SCAR: ("scar", "cm", "cm2", "session", "course"),
    Item.FUE_GRAFTS: ("graft", "session", "course"),
    Item.STRIP_GRAFTS: ("graft", "course"),
    Item.TRAVEL: ("trip", "course"),
    Item.ADJUSTMENT: ("course",),
}
WITHOUT_MINOR = (  # ISO 4217
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF"),
    *("XOF", "XPF"),
)
THREE_DIGITS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
MOST = 10**12
ONCE: AnyRange = Range(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Price:
    unit: str
    low: int
    high: int
    source: str = "The clinic's price list"


@dataclass(frozen=True, slots=True)
class PriceList:
    currency: str
    items: dict[Item, Price]


def _built_in(unit: str, figure: "Figure[tuple[int, int]]") -> Price:
    return Price(unit, *figure.value, f"{figure.source} [{figure.mark}]")


DEFAULT = PriceList(
    "USD",
    {
        Item.SMP_AREA: _built_in("cm2", protocol.SMP_CM2_FEE),
        Item.SMP_SCAR: _built_in("scar", protocol.SMP_SCAR_FEE),
        Item.FUE_GRAFTS: _built_in("graft", protocol.FUE_FEE),
        Item.STRIP_GRAFTS: _built_in("graft", protocol.STRIP_FEE),
        Item.ADJUSTMENT: _built_in("course", protocol.SMP_FEE),
    },
)


def exponent(currency: str) -> int:
    """How many digits the currency's minor unit has."""
    return 0 if currency in WITHOUT_MINOR else 3 if currency in THREE_DIGITS else 2


def money(minor: int, currency: str) -> str:
    """An amount in words: 1,250.00 USD, whole amounts without decimals."""
    digits = exponent(currency)
    whole, part = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}" + (f".{part:0{digits}d}" if part else "") + f" {currency}"


# --- reading a price list ---------------------------------------------------------------------------------------------

_PRICE: dict[str, Field] = {"unit": Words(20), "low": Whole(0, MOST), "high": Whole(0, MOST)}
_LIST = Record(dict, {"currency": Words(3), "items": Record(dict, {item.value: Record(dict, _PRICE) for item in Item})})


def parse_prices(obj: Any) -> PriceList:
    """The price list in a JSON object; raise FindingsError naming the key and what was expected."""
    found = cast(dict[str, Any], _LIST.read(obj, ""))
    currency = found.get("currency")
    if currency is None or not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise refuse("currency", "three capital letters such as USD", currency)
    if not found.get("items"):
        raise FindingsError("items: expected at least one price")
    return PriceList(currency, {Item(name): _price(Item(name), one) for name, one in found["items"].items()})


def _price(item: Item, found: dict[str, Any]) -> Price:
    for key in _PRICE:
        if key not in found:
            raise FindingsError(f"items.{item}.{key}: expected a value")
    if found["unit"] not in UNITS[item]:
        raise refuse(f"items.{item}.unit", f"one of {', '.join(UNITS[item])}", found["unit"])
    if found["low"] > found["high"]:
        raise refuse(f"items.{item}.high", f"at least the low price {found['low']}", found["high"])
    return Price(found["unit"], found["low"], found["high"])


# --- an option's fee --------------------------------------------------------------------------------------------------


def price(p: Picture, size: Size, prices: PriceList) -> Fee | None:
    """The fee of an option of that size; None when the list lacks a price that it needs."""
    lines: list[FeeLine] = []
    if size.smp_sessions is not None:
        lines += _pigment(p, size, prices)
    lines += _line(
        prices, Item.FUE_GRAFTS, {"graft": size.by_fue, "session": size.fue_sessions}, "Grafts taken one by one"
    )
    lines += _line(prices, Item.STRIP_GRAFTS, {"graft": size.by_strip}, "Grafts from a strip")
    return Fee(prices.currency, tuple(lines)) if lines else None


def _pigment(p: Picture, size: Size, prices: PriceList) -> list[FeeLine]:
    area, sessions = size.pigment_cm2, size.smp_sessions
    lines = _line(prices, Item.SMP_AREA, {"cm2": area, "session": sessions if area else None}, _covers())
    lines += _scars(p, size, prices)
    if not lines or Item.ADJUSTMENT not in prices.items:
        return lines
    course = prices.items[Item.ADJUSTMENT]
    low, high = sum(line.low for line in lines), sum(line.high for line in lines)
    more_low = min(max(low, course.low), course.high) - low
    more_high = min(max(high, course.low), course.high) - high
    if more_low or more_high:
        why = "Brings the pigment course to its least or most price"
        lines.append(FeeLine(Item.ADJUSTMENT, 1, 1, "course", more_low, more_high, why, course.source))
    return lines


def _covers() -> str:
    return "Pigment, with the touch-ups to the first goal within 3 months of the last session"


def _scars(p: Picture, size: Size, prices: PriceList) -> list[FeeLine]:
    if not size.scar_zones:
        return []
    number = sum(view.count for view in p.scars)
    area = sum((view.area for view in p.scars[1:]), p.scars[0].area)
    length = sum((view.length_mm for view in p.scars[1:]), p.scars[0].length_mm) * 0.1
    amounts = {
        "scar": ONCE * number,
        "cm": length.each(lambda cm: max(1, round(cm))),
        "cm2": area,
        "session": size.smp_sessions,
    }
    return _line(prices, Item.SMP_SCAR, amounts, "Pigment in scars, which take it less evenly")


def _line(prices: PriceList, item: Item, amounts: dict[str, AnyRange | None], why: str) -> list[FeeLine]:
    """One line of an item, counted in the list's unit; none when there is none of it or no price for it."""
    listed = prices.items.get(item)
    if listed is None or all(amount is None for amount in amounts.values()):
        return []
    amount = ONCE if listed.unit == "course" else amounts.get(listed.unit)
    if amount is None:
        return []
    cited = f"{listed.source}; {source('S59')}" if item is Item.SMP_AREA else listed.source
    low, high = int(amount.low), int(amount.high)
    return [FeeLine(item, low, high, listed.unit, listed.low, listed.high, why, cited)]


def over_budget(fee: Fee | None, budget: float | None) -> bool:
    """Whether even the least fee is above the most that the person wants to spend."""
    return fee is not None and budget is not None and fee.low > budget * 10 ** exponent(fee.currency)
