"""The price list: what an item may be priced by, how a list is read, and the built-in one; minor units throughout."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from consultations.planning import protocol
from consultations.planning.protocol import Figure
from consultations.planning.reading import Field, FindingsError, ListOf, Record, Whole, Words, refuse
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
# Items whose price may change with the number: the key, the unit that is counted, and where the first step begins.
# Tiers price each graft by its place; bands price every cm2 by the whole area.
STEPPED = {
    Item.SMP_AREA: ("bands", "cm2", 0),
    Item.FUE_GRAFTS: ("tiers", "graft", 1),
    Item.STRIP_GRAFTS: ("tiers", "graft", 1),
}
WITHOUT_MINOR = (  # ISO 4217
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF"),
    *("XOF", "XPF"),
)
THREE_DIGITS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
OWN_LIST = "The clinic's price list"
MOST = 10**12
MOST_STEPS = 20
MOST_COUNT = 1_000_000
MOST_FACTOR = 200


@dataclass(frozen=True, slots=True)
class Step:
    """A price from a number on."""

    start: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Price:
    """An item's price for one unit; `low` and `high` are those of the first step where there are steps."""

    unit: str
    low: int
    high: int
    source: str = OWN_LIST
    steps: tuple[Step, ...] = ()
    classes: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # a whole course, by class of loss


@dataclass(frozen=True, slots=True)
class PriceList:
    currency: str
    items: Mapping[Item, Price]
    factors: Mapping[str, int] = field(default_factory=dict)  # percents in place of the protocol's
    cap_percent: int | None = None  # grafts beyond the plan that may be charged, in place of the protocol's


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

_ENDS: dict[str, Field] = {"low": Whole(0, MOST), "high": Whole(0, MOST)}
_STEPS = ListOf(Record(dict, {"from": Whole(0, MOST_COUNT), **_ENDS}), MOST_STEPS)
_CLASSES = Record(dict, {grade: Record(dict, _ENDS) for grade in protocol.AREA.value})


def _keys(item: Item) -> dict[str, Field]:
    keys: dict[str, Field] = {"unit": Words(20), **_ENDS}
    if item in STEPPED:
        keys[STEPPED[item][0]] = _STEPS
    if item is Item.SMP_AREA:
        keys["classes"] = _CLASSES
    return keys


_LIST = Record(
    dict,
    {
        "currency": Words(3),
        "items": Record(dict, {item.value: Record(dict, _keys(item)) for item in Item}),
        "factors": Record(dict, dict.fromkeys(protocol.FEE_FACTORS.value, Whole(0, MOST_FACTOR))),
        "true_up": Record(dict, {"cap_percent": Whole(0, 100)}),
    },
)


def parse_prices(obj: Any) -> PriceList:
    """The price list in a JSON object; raise FindingsError naming the key and what was expected."""
    found = cast(dict[str, Any], _LIST.read(obj, ""))
    currency = found.get("currency")
    if currency is None or not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise refuse("currency", "three capital letters such as USD", currency)
    if not found.get("items"):
        raise FindingsError("items: expected at least one price")
    items = {Item(name): _price(Item(name), one) for name, one in found["items"].items()}
    cap = found.get("true_up", {}).get("cap_percent")
    return PriceList(currency, items, found.get("factors", {}), cap)


def _price(item: Item, found: dict[str, Any]) -> Price:
    key = f"items.{item}"
    if "unit" not in found:
        raise FindingsError(f"{key}.unit: expected a value")
    if found["unit"] not in UNITS[item]:
        raise refuse(f"{key}.unit", f"one of {', '.join(UNITS[item])}", found["unit"])
    steps = _steps(item, found)
    if steps:
        found = {"low": steps[0].low, "high": steps[0].high} | found
    low, high = _rising(key, found)
    if steps and (low, high) != (steps[0].low, steps[0].high):
        raise FindingsError(f"{key}.low: expected the first price of {STEPPED[item][0]}, or nothing")
    classes = {grade: _rising(f"{key}.classes.{grade}", one) for grade, one in found.get("classes", {}).items()}
    return Price(found["unit"], low, high, steps=steps, classes=classes)


def _rising(key: str, found: dict[str, Any]) -> tuple[int, int]:
    """A low and a high that are both there and rise."""
    for end in _ENDS:
        if end not in found:
            raise FindingsError(f"{key}.{end}: expected a value")
    if found["low"] > found["high"]:
        raise refuse(f"{key}.high", f"at least the low price {found['low']}", found["high"])
    return found["low"], found["high"]


def _steps(item: Item, found: dict[str, Any]) -> tuple[Step, ...]:
    """The steps of an item in order, from the first number on, never dearer for more."""
    name, unit, first = STEPPED.get(item, ("", "", 0))
    if name not in found:
        return ()
    key = f"items.{item}.{name}"
    if not found[name]:
        raise FindingsError(f"{key}: expected at least one price")
    if found["unit"] != unit:
        raise refuse(key, f"the unit {unit}", found["unit"])
    steps: list[Step] = []
    for n, one in enumerate(found[name]):
        steps.append(_step(f"{key}[{n}]", one, steps[-1] if steps else None, first))
    return tuple(steps)


def _step(key: str, found: dict[str, Any], before: Step | None, first: int) -> Step:
    """A step that begins after the one before it and is not dearer."""
    start = found.get("from")
    if before is None and start != first:
        raise refuse(f"{key}.from", str(first), start)
    if start is None or (before is not None and start <= before.start):
        raise refuse(f"{key}.from", f"more than {before.start if before else first}", start)
    step = Step(start, *_rising(key, found))
    for end in _ENDS:
        if before is not None and getattr(step, end) > getattr(before, end):
            raise refuse(f"{key}.{end}", f"at most the price before, {getattr(before, end)}", found[end])
    return step
