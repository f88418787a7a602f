"""Fees: lines, the published range of a course, currencies, and what a list lacks."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.planning import engine, fees, words
from consultations.planning.book import OWN
from consultations.planning.findings import parse
from consultations.planning.picture import Picture
from consultations.planning.prices import DEFAULT, PriceList, parse_prices
from consultations.planning.ranges import exactly
from consultations.planning.recommendation import Fee, ZonePlan, as_json
from consultations.planning.units import Cm2, Grafts, Sessions, Surgeries
from patients.vocabulary import Item, OptionCode
from tests.planning.price_lists import price_lists

SMALL = {"age_years": 40, "loss": {"grade": "III", "progressing": False}, "wishes": {"asked_for": ["smp"]}}
WHOLE_HEAD = {"age_years": 44, "loss": {"diagnosis": "alopecia_totalis"}}
LARGE = {"age_years": 60, "loss": {"grade": "VII"}, "wishes": {"short_for_life": True}}
SCAR = {
    "scars": [{"cause": "strip", "length_mm": 200, "width_mm": 5, "count": 2}],
    "wishes": {"goals": ["scar"], "hair_length": "short"},
}
ONE_SESSION = SMALL | {"wishes": {"surgery": "yes"}}


def fee(facts: dict[str, Any], code: str, prices: PriceList = DEFAULT) -> Fee | None:
    """The fee of one option."""
    options = engine.recommend(parse(facts), prices).options
    return next(option.fee for option in options if option.code is OptionCode(code))


def of(facts: dict[str, Any], code: str, prices: PriceList = DEFAULT) -> Fee:
    """The fee of one option, which must have one."""
    found = fee(facts, code, prices)
    assert found is not None
    return found


def listed(currency: str = "GBP", **items: tuple[str, int, int]) -> PriceList:
    """A price list of these items."""
    rows = {name: {"unit": unit, "low": low, "high": high} for name, (unit, low, high) in items.items()}
    return parse_prices({"currency": currency, "items": rows})


@pytest.mark.parametrize("facts", [SMALL, WHOLE_HEAD, LARGE])
def test_a_pigment_course_stays_within_the_published_range(facts: dict[str, Any]) -> None:
    course = of(facts, "smp_only")
    assert 200_000 <= course.low <= course.high <= 600_000
    assert "touch-ups" in course.lines[0].why
    assert "3 months" in course.lines[0].why


def test_an_adjustment_says_what_it_brings_the_course_to() -> None:
    small = of(SMALL, "smp_only")
    assert [line.item for line in small.lines] == [Item.SMP_AREA, Item.ADJUSTMENT]
    assert small.lines[1].low == 200_000 - small.lines[0].low > 0
    large = of(LARGE, "smp_only")
    assert large.lines[1].high == 600_000 - large.lines[0].high < 0


def test_a_list_without_a_range_of_the_course_is_not_adjusted() -> None:
    course = of(SMALL, "smp_only", listed(smp_area=("cm2", 1000, 1500)))
    assert [line.item for line in course.lines] == [Item.SMP_AREA]
    assert (course.low, course.high) == (30 * 1000, 60 * 1500)


@pytest.mark.parametrize(
    ("price", "quantity"),
    [(("session", 50_000, 70_000), (2, 4)), (("course", 200_000, 300_000), (1, 1)), (("cm2", 1, 2), (30, 60))],
)
def test_pigment_is_counted_in_the_lists_unit(price: tuple[str, int, int], quantity: tuple[int, int]) -> None:
    line = of(SMALL, "smp_only", listed(smp_area=price)).lines[0]
    assert (line.quantity_low, line.quantity_high) == quantity
    assert (line.unit, line.unit_low, line.unit_high) == price


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [("scar", (2, 2)), ("cm", (40, 40)), ("cm2", (20, 20)), ("session", (2, 3)), ("course", (1, 1))],
)
def test_a_scar_is_counted_in_the_lists_unit(unit: str, quantity: tuple[int, int]) -> None:
    line = of(SCAR, "scar_smp", listed(smp_scar=(unit, 10, 20))).lines[0]
    assert line.item is Item.SMP_SCAR
    assert (line.quantity_low, line.quantity_high) == quantity


def test_a_session_price_and_a_graft_price_of_surgery() -> None:
    by_graft = of(ONE_SESSION, "fue_only", listed(fue_grafts=("graft", 500, 700)))
    assert (by_graft.low, by_graft.high) == (1000 * 500, 1500 * 700)
    by_session = of(ONE_SESSION, "fue_only", listed(fue_grafts=("session", 400_000, 500_000)))
    assert (by_session.low, by_session.high) == (400_000, 500_000)


def test_strip_and_single_grafts_are_two_lines() -> None:
    facts = {"age_years": 50, "loss": {"grade": "V"}, "hair": {"worn": "long"}, "wishes": {"surgery": "yes"}}
    lines = of(facts, "fue_strip_staged").lines
    assert [line.item for line in lines] == [Item.FUE_GRAFTS, Item.STRIP_GRAFTS]
    assert sum(line.quantity_high for line in lines) == 5500


def test_a_budget_is_in_whole_units_of_the_currency() -> None:
    wishes = {"surgery": "yes", "hair_length": "short"}
    facts = {"age_years": 45, "loss": {"grade": "IV", "progressing": False}}
    lines = {"fue_grafts": ("graft", 500, 500), "smp_area": ("cm2", 2000, 2000), "strip_grafts": ("graft", 500, 500)}

    def points(budget: float) -> list[str]:
        told = parse(facts | {"wishes": wishes | {"budget_max": budget}})
        return [option.fit for option in engine.recommend(told, listed("KWD", **lines)).options]

    assert points(10_000) != points(1)


# --- tiers ------------------------------------------------------------------------------------------------------------

TIERED = {"unit": "graft", "tiers": [{"from": 1, "low": 500, "high": 700}, {"from": 1001, "low": 400, "high": 600}]}
BOTH_WAYS = {"age_years": 50, "loss": {"grade": "V"}, "hair": {"worn": "long"}, "wishes": {"surgery": "yes"}}
DARK_ON_FAIR = {"hair": {"colour": "black"}, "skin": {"fitzpatrick": 2}}


def items(currency: str = "GBP", **found: Any) -> PriceList:
    """A price list of items as JSON."""
    more = {name: found.pop(name) for name in ("factors", "true_up") if name in found}
    return parse_prices({"currency": currency, "items": found} | more)


def test_each_tier_is_its_own_line() -> None:
    found = of(ONE_SESSION, "fue_only", items(fue_grafts=TIERED))
    assert [(line.quantity_low, line.quantity_high, line.unit_low) for line in found.lines] == [
        (1000, 1000, 500),
        (0, 500, 400),
    ]
    assert [line.why for line in found.lines] == [
        "The first 1,000 grafts taken one by one",
        "Grafts from 1,001 on, taken one by one",
    ]
    assert (found.low, found.high) == (1000 * 500, 1000 * 700 + 500 * 600)


def test_a_tier_that_is_not_reached_has_no_line() -> None:
    far = {"unit": "graft", "tiers": [{"from": 1, "low": 5, "high": 7}, {"from": 9001, "low": 4, "high": 6}]}
    found = of(ONE_SESSION, "fue_only", items(fue_grafts=far))
    assert [line.why for line in found.lines] == ["The first 9,000 grafts taken one by one"]


def test_one_tier_is_one_price() -> None:
    one = {"unit": "graft", "tiers": [{"from": 1, "low": 5, "high": 7}]}
    assert of(ONE_SESSION, "fue_only", items(fue_grafts=one)).lines[0].why == "Grafts taken one by one"


def test_strip_and_single_grafts_have_their_own_tiers() -> None:
    three = TIERED | {"tiers": [*TIERED["tiers"], {"from": 2001, "low": 300, "high": 500}]}
    found = of(BOTH_WAYS, "fue_strip_staged", items(fue_grafts=TIERED, strip_grafts=three))
    assert {line.item for line in found.lines} == {Item.FUE_GRAFTS, Item.STRIP_GRAFTS}
    assert sum(line.quantity_high for line in found.lines) == 5500
    assert "Grafts 1,001 to 2,000 from a strip" in {line.why for line in found.lines}


# --- bands and classes ------------------------------------------------------------------------------------------------

BANDED = {"unit": "cm2", "bands": [{"from": 0, "low": 3000, "high": 4000}, {"from": 50, "low": 2000, "high": 3000}]}


def test_an_area_is_priced_by_the_band_of_the_whole() -> None:
    line, floor = of(SMALL, "smp_only", items(smp_area=BANDED)).lines
    assert (line.quantity_low, line.unit_low, line.quantity_high, line.unit_high) == (30, 3000, 60, 3000)
    assert (floor.low, floor.high) == (0, 49 * 4000 - 60 * 3000)
    assert floor.why == "A larger area is never priced below a smaller one"


def test_a_class_has_its_course_price_where_all_of_it_is_pigmented() -> None:
    classes = {"III": {"low": 90_000, "high": 120_000}}
    course = of(SMALL, "smp_only", items(smp_area=BANDED | {"classes": classes}))
    assert [(line.unit, line.low, line.high) for line in course.lines] == [("course", 90_000, 120_000)]
    crown = SMALL | {"loss": {"grade": "III-vertex"}, "wishes": {"asked_for": ["smp"], "goals": ["crown"]}}
    part = of(crown, "smp_only", items(smp_area=BANDED | {"classes": {"III-vertex": {"low": 1, "high": 2}}}))
    assert part.lines[0].unit == "cm2"


def test_a_class_in_doubt_takes_both_prices_or_none() -> None:
    doubt = SMALL | {"loss": {"grade": "III", "between": "IV", "progressing": False}}
    both = {"III": {"low": 100, "high": 300}, "IV": {"low": 90, "high": 400}}
    line = of(doubt, "smp_only", items(smp_area=BANDED | {"classes": both})).lines[0]
    assert (line.unit, line.low, line.high) == ("course", 90, 400)
    one = {"III": {"low": 100, "high": 300}}
    assert of(doubt, "smp_only", items(smp_area=BANDED | {"classes": one})).lines[0].unit == "cm2"


# --- what makes pigment harder ----------------------------------------------------------------------------------------


def adjustments(found: Fee) -> list[tuple[int, int]]:
    return [(line.low, line.high) for line in found.lines if line.item is Item.ADJUSTMENT]


def test_oily_skin_adds_its_percent() -> None:
    plain = items(smp_area={"unit": "cm2", "low": 1000, "high": 1500})
    oily = of(SMALL | {"skin": {"oily": True}}, "smp_only", plain)
    assert adjustments(oily) == [(3000, 9000)]
    assert "10 %" in oily.lines[1].why
    assert adjustments(of(SMALL | {"skin": {"oily": False}}, "smp_only", plain)) == []


def test_the_ends_of_the_skin_scale_with_low_contrast_add_theirs() -> None:
    plain = items(smp_area={"unit": "cm2", "low": 1000, "high": 1500})
    dark = SMALL | {"skin": {"fitzpatrick": 6}, "hair": {"colour": "black"}}
    assert adjustments(of(dark, "smp_only", plain)) == [(3000, 9000)]
    for skin in ({"fitzpatrick": 5, "contrast": "low"}, {"fitzpatrick": 6, "contrast": "medium"}):
        assert adjustments(of(SMALL | {"skin": skin}, "smp_only", plain)) == []


def test_a_scar_that_is_raised_dark_or_wide_adds_its_share() -> None:
    plain = items(smp_scar={"unit": "scar", "low": 1000, "high": 2000})
    hollow = {"cause": "strip", "length_mm": 200, "width_mm": 12, "surface": "hollow", "colour": "dark"}
    flat = {"cause": "strip", "length_mm": 200, "width_mm": 5, "surface": "flat", "colour": "pale"}
    found = of(SCAR | {"scars": [hollow, flat]}, "scar_smp", plain)
    assert adjustments(found) == [(250, 500), (100, 200), (150, 300)]  # 25, 10, 15 % of one of the two
    assert adjustments(of(SCAR | {"scars": [flat]}, "scar_smp", plain)) == []


def test_a_clinic_sets_its_own_percents() -> None:
    area = {"unit": "cm2", "low": 1000, "high": 1500}
    oily = SMALL | {"skin": {"oily": True}}
    assert adjustments(of(oily, "smp_only", items(smp_area=area, factors={"oily_skin": 0}))) == []
    own = of(oily, "smp_only", items(smp_area=area, factors={"oily_skin": 50}))
    assert adjustments(own) == [(15_000, 45_000)]
    assert own.lines[1].source == "The clinic's price list"


def test_the_course_is_held_to_its_range_after_what_makes_it_harder() -> None:
    plain = of(SMALL | {"skin": {"oily": True}}, "smp_only")
    assert (plain.low, plain.high) == (200_000, 200_000)
    assert plain.lines[-1].why == "Brings the pigment up to the least price of a course"
    assert of(LARGE, "smp_only").lines[-1].why == "Brings the pigment down to the most price of a course"
    narrow = items(smp_area={"unit": "cm2", "low": 1, "high": 9}, adjustment={"unit": "course", "low": 50, "high": 90})
    kept = of(SMALL, "smp_only", narrow)
    assert (kept.low, kept.high) == (50, 90)
    assert kept.lines[-1].why == "Keeps the pigment between the least and the most price of a course"


# --- parts, and what a list lacks -------------------------------------------------------------------------------------


def test_a_combination_shows_each_part() -> None:
    facts = {"age_years": 45, "loss": {"grade": "Va", "progressing": False}, "wishes": {"asked_for": ["combination"]}}
    found = of(facts | DARK_ON_FAIR, "combination")
    parts = {line.item: line.why for line in found.lines}
    assert parts[Item.SMP_AREA].startswith("Pigment")
    assert parts[Item.FUE_GRAFTS] == "Grafts taken one by one"


def test_a_price_that_is_missing_comes_from_the_built_in_list_of_the_same_currency() -> None:
    found = of(SMALL, "smp_only", items("USD", fue_grafts={"unit": "graft", "low": 1, "high": 2}))
    assert found.lines[0].unit_low == DEFAULT.items[Item.SMP_AREA].low
    assert found.lines[0].source.startswith(DEFAULT.items[Item.SMP_AREA].source)
    assert [line.item for line in found.lines] == [Item.SMP_AREA]  # its own list sets no range of the course


@pytest.mark.parametrize(
    ("facts", "code", "item", "words"),
    [
        (SMALL, "smp_only", Item.SMP_AREA, "pigment of an area"),
        (SCAR, "scar_smp", Item.SMP_SCAR, "pigment in scars"),
        (ONE_SESSION, "fue_only", Item.FUE_GRAFTS, "grafts taken one by one"),
        (BOTH_WAYS, "fue_strip_staged", Item.STRIP_GRAFTS, "grafts from a strip"),
    ],
)
def test_a_price_that_no_list_has_is_said_and_counts_nothing(
    facts: dict[str, Any], code: str, item: Item, words: str
) -> None:
    found = of(facts, code, listed(travel=("trip", 1, 2)))
    line = next(line for line in found.lines if line.item is item)
    assert (line.low, line.high) == (0, 0)
    assert line.quantity_high > 0
    assert words in line.why


def test_a_graft_price_that_cannot_be_counted_here_is_as_good_as_none() -> None:
    facts = {"age_years": 40, "loss": {"grade": "IV", "progressing": False}, "hair": {"worn": "long"}}
    found = of(facts | {"wishes": {"surgery": "yes"}}, "strip", listed(fue_grafts=("session", 1, 2)))
    assert [line.item for line in found.lines] == [Item.STRIP_GRAFTS]
    assert found.high == 0


# --- always -----------------------------------------------------------------------------------------------------------

PEOPLE = [
    SMALL,
    WHOLE_HEAD,
    LARGE,
    SCAR,
    ONE_SESSION,
    BOTH_WAYS,
    SMALL | {"skin": {"fitzpatrick": 6, "oily": True}, "hair": {"colour": "black"}},
    {"age_years": 45, "loss": {"grade": "Va"}, "wishes": {"asked_for": ["combination"]}} | DARK_ON_FAIR,
    {
        "age_years": 45,
        "loss": {"grade": "IV", "between": "V"},
        "wishes": {"surgery": "yes"},
        "clinic": {"offers": ["strip", "smp"]},
    },
    {"age_years": 50, "loss": {"grade": "VI"}, "scars": [{"cause": "strip", "surface": "hollow", "colour": "dark"}]},
]
NOT_NOW = {"none", "defer", "defer_medical", "refer", "decline_surgery", "reject_session_size"}


@settings(max_examples=300)
@given(st.sampled_from(PEOPLE), price_lists())
def test_lines_are_exact_and_the_range_rises(facts: dict[str, Any], prices: dict[str, Any]) -> None:
    for option in as_json(engine.recommend(parse(facts), parse_prices(prices)))["options"]:
        found = option["fee"]
        assert (found is None) == (option["code"] in NOT_NOW or option["fit"] == "do_not_offer"), option["code"]
        if found is None:
            continue
        assert 0 <= found["low"] <= found["high"]
        assert found["currency"] == prices["currency"]
        for end in ("low", "high"):
            assert found[end] == sum(line[end] for line in found["lines"])
            for line in found["lines"]:
                assert line[end] == line[f"quantity_{end}"] * line[f"unit_{end}"]
                assert type(line[end]) is type(line[f"quantity_{end}"]) is int
        assert all(words.read(line["why"]) for line in found["lines"])


def size_of(**parts: Any) -> Any:
    """A size of these parts and no others."""
    parts = dict.fromkeys(("grafts", "by_fue", "by_strip", "fue_sessions", "smp_sessions", "pigment_cm2")) | parts
    return SimpleNamespace(**{"zones": (), "scar_zones": ()} | parts)


@given(price_lists(), st.integers(1, 6000), st.integers(0, 3000))
def test_more_grafts_never_cost_less(prices: dict[str, Any], fewer: int, more: int) -> None:
    assert all(one <= two for one, two in zip(grafts(fewer, prices), grafts(fewer + more, prices), strict=True))


def grafts(number: int, prices: dict[str, Any]) -> tuple[int, int]:
    """What so many grafts cost, least and most."""
    many = exactly(Grafts(number))
    size = size_of(grafts=many, by_fue=many, fue_sessions=exactly(Surgeries(1)))
    found = fees.price(Picture(parse({}), OWN), size, parse_prices(prices))
    assert found is not None
    return found.low, found.high


@given(price_lists(), st.integers(1, 400), st.integers(0, 200))
def test_a_larger_area_never_costs_less(prices: dict[str, Any], smaller: int, more: int) -> None:
    assert all(one <= two for one, two in zip(area(smaller, prices), area(smaller + more, prices), strict=True))


def area(cm2: int, prices: dict[str, Any]) -> tuple[int, int]:
    """What pigment of an area costs, least and most."""
    whole = exactly(Cm2(cm2))
    zone = ZonePlan("crown", "smp", whole, None)
    size = size_of(smp_sessions=exactly(Sessions(3)), zones=(zone,), pigment_cm2=whole)
    found = fees.price(Picture(parse({"skin": {"oily": True}}), OWN), size, parse_prices(prices))
    assert found is not None
    return found.low, found.high
