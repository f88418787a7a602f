"""Fees: lines, the published range of a course, currencies, and what a list lacks."""

from typing import Any

import pytest

from consultations.planning import engine
from consultations.planning.fees import DEFAULT, PriceList, exponent, money, parse_prices
from consultations.planning.findings import FindingsError, parse
from consultations.planning.recommendation import Fee
from patients.vocabulary import Item, OptionCode

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
    [("scar", (2, 2)), ("cm", (20, 20)), ("cm2", (20, 20)), ("session", (2, 3)), ("course", (1, 1))],
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


def test_without_a_price_there_is_no_fee() -> None:
    assert fee(SMALL, "smp_only", listed(fue_grafts=("graft", 1, 2))) is None
    assert fee(ONE_SESSION, "fue_only", listed(smp_area=("cm2", 1, 2))) is None


@pytest.mark.parametrize(
    ("currency", "minor", "words"),
    [
        ("USD", 123_456, "1,234.56 USD"),
        ("USD", 200_000, "2,000 USD"),
        ("JPY", 1500, "1,500 JPY"),
        ("KWD", 1500, "1.500 KWD"),
        ("EUR", -105, "-1.05 EUR"),
    ],
)
def test_money_has_the_currencys_own_decimals(currency: str, minor: int, words: str) -> None:
    assert money(minor, currency) == words


def test_a_budget_is_in_whole_units_of_the_currency() -> None:
    assert (exponent("JPY"), exponent("KWD"), exponent("GBP")) == (0, 3, 2)
    wishes = {"surgery": "yes", "hair_length": "short"}
    facts = {"age_years": 45, "loss": {"grade": "IV", "progressing": False}}
    lines = {"fue_grafts": ("graft", 500, 500), "smp_area": ("cm2", 2000, 2000), "strip_grafts": ("graft", 500, 500)}

    def points(budget: float) -> list[str]:
        told = parse(facts | {"wishes": wishes | {"budget_max": budget}})
        return [option.fit for option in engine.recommend(told, listed("KWD", **lines)).options]

    assert points(10_000) != points(1)


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ({"currency": "usd", "items": {}}, "currency: expected three capital letters such as USD"),
        ({"currency": "USD"}, "items: expected at least one price"),
        ({"currency": "USD", "items": {"travel": {"unit": "trip", "low": 1}}}, "items.travel.high: expected a value"),
        ({"currency": "USD", "items": {"travel": {"unit": "km", "low": 1, "high": 2}}}, "items.travel.unit: expected"),
        (
            {"currency": "USD", "items": {"travel": {"unit": "trip", "low": 3, "high": 2}}},
            "items.travel.high: expected at least the low price 3, got 2",
        ),
    ],
)
def test_a_price_list_is_read_strictly(prices: dict[str, Any], words: str) -> None:
    with pytest.raises(FindingsError, match=words):
        parse_prices(prices)


def test_a_graft_item_in_a_unit_that_an_option_does_not_count_is_left_out() -> None:
    facts = {"age_years": 40, "loss": {"grade": "IV", "progressing": False}, "hair": {"worn": "long"}}
    assert fee(facts | {"wishes": {"surgery": "yes"}}, "strip", listed(fue_grafts=("session", 1, 2))) is None
