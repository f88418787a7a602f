"""A quote's arithmetic: lines add up to the total, discounts to the nearest minor unit, differences line by line."""

import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from consultations.planning import quotes, terms
from consultations.planning.prices import DEFAULT, exponent
from consultations.planning.quotes import Choices, Line
from consultations.planning.terms import Terms

CURRENCIES = ("USD", "JPY", "KWD", "TRY")
EACH = 2_500
UNITS = {
    "smp_area": ("cm2", 400),
    "smp_scar": ("cm", 60),
    "fue_grafts": ("graft", 6_000),
    "strip_grafts": ("graft", 3_000),
    "adjustment": ("course", 1),
}


def a_line(draw: random.Random, currency: str) -> Line:
    """A line with any quantity and unit price; an adjustment may take away."""
    item = draw.choice(list(UNITS))
    unit, most = UNITS[item]
    ends = sorted(draw.randint(0, most) for _end in range(2)) if most > 1 else [1, 1]
    dearest = 90 * 10 ** exponent(currency)
    prices = sorted(draw.randint(-dearest if item == "adjustment" else 0, dearest) for _end in range(2))
    return Line(item, ends[0], ends[1], unit, prices[0], prices[1], f"Why {draw.randint(1, 9)}", "A list")


def a_quote(draw: random.Random, currency: str) -> tuple[Line, ...]:
    return tuple(a_line(draw, currency) for _n in range(draw.randint(1, 9)))


@pytest.mark.parametrize("currency", CURRENCIES)
def test_lines_of_random_quotes_add_up_to_the_total_with_and_without_a_discount(currency):
    draw = random.Random(currency)
    for _n in range(EACH):
        lines, percent = a_quote(draw, currency), draw.choice((0, 1, 3, 7, 10, 33, 50, 100))
        whole = quotes.total(lines)
        assert whole == (
            sum(line.quantity_low * line.unit_low for line in lines),
            sum(line.quantity_high * line.unit_high for line in lines),
        )
        less = quotes.discounted(lines, percent, "Discount")
        taken = [(Decimal(end) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP) for end in whole]
        if min(whole) >= 0:
            assert quotes.total(less) == tuple(end - int(off) for end, off in zip(whole, taken, strict=True))
        assert quotes.total(less) == (sum(line.low for line in less), sum(line.high for line in less))
        assert quotes.discounted(less, 0, "Discount") == lines
        assert all(isinstance(line.low, int) and isinstance(line.high, int) for line in less)


@pytest.mark.parametrize(
    ("amount", "percent", "part"),
    [(999, 5, 50), (990, 5, 50), (989, 5, 49), (1, 50, 1), (0, 10, 0), (100, 100, 100), (1, 49, 0)],
)
def test_a_discount_is_rounded_to_the_nearest_minor_unit_halves_up(amount, percent, part):
    assert quotes.part_of(amount, percent) == part


GRAFTS = Line("fue_grafts", 1_000, 1_200, "graft", 400, 600, "Grafts", "A list")
AREA = Line("smp_area", 60, 80, "cm2", 1_000, 2_000, "Pigment", "A list")


def test_a_second_discount_takes_the_place_of_the_first():
    once = quotes.discounted([GRAFTS, AREA], 10, "Discount")
    twice = quotes.discounted(once, 20, "Discount")
    assert [line.item for line in twice] == ["fue_grafts", "smp_area", "discount"]
    assert (twice[-1].low, twice[-1].high) == (-92_000, -176_000)
    assert twice[-1].why == "Discount of 20 %"
    assert (twice[-1].quantity_low, twice[-1].quantity_high, twice[-1].unit) == (1, 1, "plan")
    assert twice[-1].source == "Discount"


def test_differences_name_what_was_added_removed_and_changed():
    more = replace(GRAFTS, quantity_high=1_500)
    off = quotes.discounted([GRAFTS], 10, "Discount")[-1]
    found = quotes.differences([GRAFTS, AREA], [more, off])
    assert [(one.old, one.new) for one in found] == [(AREA, None), (GRAFTS, more), (None, off)]
    assert quotes.differences([GRAFTS, AREA], [AREA, GRAFTS]) == ()
    assert quotes.differences([], [AREA]) == (quotes.Difference(None, AREA),)


@pytest.mark.parametrize("name", ["quantity_low", "quantity_high", "unit_low", "unit_high"])
def test_any_other_figure_is_a_change(name):
    other = replace(GRAFTS, **{name: getattr(GRAFTS, name) + 1})
    assert quotes.differences([GRAFTS], [other]) == (quotes.Difference(GRAFTS, other),)


def test_another_unit_is_a_change_and_other_words_are_none():
    by_course = replace(AREA, unit="course")
    assert quotes.differences([AREA], [by_course]) == (quotes.Difference(AREA, by_course),)
    assert quotes.differences([AREA], [replace(AREA, why="Pigment, again")]) == ()


def test_lines_of_one_item_are_told_apart_by_their_reason():
    first, rest = replace(GRAFTS, why="The first"), replace(GRAFTS, why="The rest", quantity_high=1_300)
    dearer = replace(rest, unit_high=700)
    assert quotes.differences([first, rest], [dearer, first]) == (quotes.Difference(rest, dearer),)


def test_a_stored_fee_gives_its_lines_back():
    names = ("item", "quantity_low", "quantity_high", "unit", "unit_low", "unit_high", "why", "source")
    stored = {name: getattr(GRAFTS, name) for name in names} | {"low": GRAFTS.low, "high": GRAFTS.high}
    assert quotes.lines_of({"lines": [stored]}) == (GRAFTS,)


# --- what is included -------------------------------------------------------------------------------------------------


def agreed(**facts: Any) -> Terms:
    line = {"item": "fue_grafts", "unit": "graft", "quantity_low": 1_000, "quantity_high": 1_200, "unit_high": 600}
    option = {"smp_sessions": {"low": 2}, "grafts": {"low": 1_000}, "fee": {"lines": [line]}} | facts
    found = terms.terms(option, {"currency": DEFAULT.currency, "true_up": {"cap_percent": 10}})
    assert found is not None
    return found


def told(found: Terms, chosen: Choices) -> dict[str, bool]:
    return {row.what: row.yes for row in quotes.cover(found, chosen) if row.what != "other"}


def test_every_quote_says_yes_or_no_to_touch_ups_reviews_medicine_and_travel():
    yes = {"visits": True, "touch_ups": True, "reviews": True, "medication": False, "travel": False}
    assert told(agreed(), Choices()) == yes
    assert told(agreed(), Choices(medication=True, reviews=False, travel=True)) == yes | {
        "medication": True,
        "reviews": False,
        "travel": True,
    }
    assert told(agreed(smp_sessions=None), Choices()) == yes | {"touch_ups": False}


def test_a_travel_line_means_that_travel_is_included():
    line = {"item": "travel", "unit": "trip", "quantity_low": 1, "quantity_high": 1, "unit_high": 10}
    assert told(agreed(fee={"lines": [line]}), Choices())["travel"]


def test_what_is_not_covered_follows_from_the_plan():
    def others(found: Terms) -> list[str]:
        return [row.text for row in quotes.cover(found, Choices()) if row.what == "other"]

    assert others(agreed()) == [terms.TESTS(), terms.LATER(), terms.FURTHER(), terms.BEYOND()]
    assert others(agreed(smp_sessions=None)) == [terms.TESTS(), terms.FURTHER(), terms.BEYOND()]
    assert others(agreed(grafts=None)) == [terms.TESTS(), terms.LATER(), terms.BEYOND()]


def test_sentences_say_what_is_charged():
    texts = [row.text for row in quotes.cover(agreed(grafts=None), Choices(medication=True, travel=True))]
    assert texts[2:5] == [quotes.REVIEWS(), quotes.MEDICINES(), quotes.TRAVEL()]
    texts = [row.text for row in quotes.cover(agreed(smp_sessions=None), Choices(reviews=False))]
    assert texts[1:5] == [quotes.NO_TOUCH_UPS(), quotes.REVIEWS_CHARGED(), terms.MEDICINES(), terms.TRAVEL()]
    checks = quotes.cover(agreed(), Choices())[2].text
    assert checks == terms.CHECKS(days=agreed().check_days)
    without = replace(agreed(), cover_days=0)
    row = quotes.cover(without, Choices())[1]
    assert (row.yes, row.text) == (False, quotes.TOUCH_UPS_CHARGED())


def test_the_rule_for_grafts_names_its_numbers():
    found = quotes.true_up(agreed(), [GRAFTS, AREA])
    assert found[0] == "This quote counts 1,000 to 1,200 grafts. The limit is 10 % above that: 1,320 grafts."
    assert found[1:] == agreed().true_up
    assert quotes.true_up(agreed(fee={"lines": []}), [AREA]) == ()
