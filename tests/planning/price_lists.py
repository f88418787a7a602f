"""Random price lists that the contract allows, with tiers, bands, classes, factors, and lists that lack prices."""

from typing import Any

from hypothesis import strategies as st

from consultations.planning.prices import STEPPED, UNITS
from consultations.planning.protocol import AREA, FEE_FACTORS
from patients.vocabulary import Item

PRICE = st.integers(0, 10**7)
Json = dict[str, Any]


def ends() -> st.SearchStrategy[Json]:
    return st.tuples(PRICE, PRICE).map(lambda two: {"low": min(two), "high": max(two)})


@st.composite
def steps(draw: st.DrawFn, first: int) -> list[Json]:
    """From ascending, prices never rising."""
    starts = sorted(draw(st.sets(st.integers(first + 1, 4000), max_size=4)))
    lows = sorted(draw(st.lists(PRICE, min_size=len(starts) + 1, max_size=len(starts) + 1)), reverse=True)
    more = sorted(draw(st.lists(PRICE, min_size=len(starts) + 1, max_size=len(starts) + 1)), reverse=True)
    return [
        {"from": start, "low": low, "high": low + extra}
        for start, low, extra in zip((first, *starts), lows, more, strict=True)
    ]


@st.composite
def priced(draw: st.DrawFn, item: Item) -> Json:
    unit = draw(st.sampled_from(UNITS[item]))
    found = {"unit": unit} | draw(ends())
    name, counted, first = STEPPED.get(item, ("", "", 0))
    if unit == counted and draw(st.booleans()):
        found = {"unit": unit, name: draw(steps(first))}
    if item is Item.SMP_AREA and draw(st.booleans()):
        found["classes"] = draw(st.dictionaries(st.sampled_from(list(AREA.value)), ends(), max_size=6))
    return found


@st.composite
def price_lists(draw: st.DrawFn) -> Json:
    items = draw(st.sets(st.sampled_from(list(Item)), min_size=1))
    factors = st.dictionaries(st.sampled_from(list(FEE_FACTORS.value)), st.integers(0, 200))
    found: Json = {
        "currency": draw(st.sampled_from(["USD", "JPY", "KWD", "TRY"])),
        "items": {item.value: draw(priced(item)) for item in sorted(items)},
    }
    if draw(st.booleans()):
        found["factors"] = draw(factors)
    if draw(st.booleans()):
        found["true_up"] = {"cap_percent": draw(st.integers(0, 100))}
    return found
