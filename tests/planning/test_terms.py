"""The terms of a fee: what it covers and until when, what it does not, and the rule for more or fewer grafts."""

from typing import Any

import pytest
from hypothesis import given

from consultations.planning import words
from consultations.planning.book import Book
from consultations.planning.engine import recommend
from consultations.planning.findings import parse
from consultations.planning.prices import DEFAULT, parse_prices
from consultations.planning.recommendation import as_json
from consultations.planning.terms import Terms, terms
from tests.planning.price_lists import price_lists

Json = dict[str, Any]
SURGERY = {"age_years": 40, "loss": {"grade": "III", "progressing": False}, "wishes": {"surgery": "yes"}}
PIGMENT = {"age_years": 44, "loss": {"diagnosis": "alopecia_totalis"}}
BOTH = {"age_years": 45, "loss": {"grade": "Va", "progressing": False}, "wishes": {"asked_for": ["combination"]}}
BY_SESSION = {"currency": "GBP", "items": {"fue_grafts": {"unit": "session", "low": 1, "high": 2}}}


def option(facts: dict[str, Any], code: str, prices: Json | None = None) -> Json:
    """One option as it is stored."""
    price_list = DEFAULT if prices is None else parse_prices(prices)
    found: list[Json] = as_json(recommend(parse(facts), price_list))["options"]
    return next(one for one in found if one["code"] == code)


def of(facts: dict[str, Any], code: str, prices: Json | None = None, book: Book | None = None) -> Terms:
    found = terms(option(facts, code, prices), prices or {}, book or Book())
    assert found is not None
    return found


def test_pigment_covers_touch_ups_until_a_day_that_is_said() -> None:
    found = of(PIGMENT, "smp_only")
    assert (found.cover_days, found.check_days, found.most_grafts) == (90, None, None)
    assert any("up to 90 days after the last session" in text for text in found.included)
    assert any("Later touch-ups" in text for text in found.not_included)
    assert found.true_up == ()


def test_surgery_covers_its_visits_and_says_what_more_or_fewer_grafts_cost() -> None:
    found = of(SURGERY, "fue_only")
    assert (found.cover_days, found.check_days) == (None, 365)
    assert found.most_grafts == 1650  # 1,500 and 10 %
    assert [text for text in found.true_up if "1,650 grafts" in text] == list(found.true_up[2:])
    assert not any("pigment" in text for text in (*found.included, *found.not_included))


def test_a_combination_covers_both() -> None:
    found = of(BOTH, "combination")
    assert found.cover_days is not None
    assert found.check_days is not None
    assert found.true_up


@pytest.mark.parametrize(("cap", "most"), [(0, 1500), (5, 1575), (100, 3000)])
def test_a_clinic_sets_its_own_cap_in_its_list(cap: int, most: int) -> None:
    items = {"fue_grafts": {"unit": "graft", "low": 1, "high": 2}}
    prices = {"currency": "GBP", "items": items, "true_up": {"cap_percent": cap}}
    assert of(SURGERY, "fue_only", prices).most_grafts == most


def test_a_clinics_own_numbers_act_on_the_terms() -> None:
    found = of(PIGMENT, "smp_only", book=Book({"smp_cover": 120}))
    assert found.cover_days == 120
    assert of(SURGERY, "fue_only", book=Book({"true_up_cap": 20})).most_grafts == 1800


def test_a_price_for_the_session_does_not_follow_the_count() -> None:
    assert of(SURGERY, "fue_only", BY_SESSION).true_up == ()


def test_travel_is_left_out_unless_a_line_has_it() -> None:
    stored = option(SURGERY, "fue_only")
    assert any("Travel" in text for text in of(SURGERY, "fue_only").not_included)
    stored["fee"]["lines"].append({"item": "travel", "unit": "trip", "quantity_high": 1, "unit_high": 1})
    found = terms(stored, {})
    assert found is not None
    assert not any("Travel" in text for text in found.not_included)


def test_without_a_fee_there_are_no_terms() -> None:
    assert terms(option(SURGERY, "fue_only") | {"fee": None}, {}) is None


@given(price_lists())
def test_every_term_can_be_read_back_and_translated(prices: dict[str, Any]) -> None:
    found = of(BOTH, "combination", prices)
    assert all(words.read(text) for text in (*found.included, *found.not_included, *found.true_up))
