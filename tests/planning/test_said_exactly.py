"""What is said of a wrong value, word for word: findings, price lists and a clinic's own numbers."""

from datetime import date
from typing import Any

import pytest

from consultations.planning import prices
from consultations.planning.book import Book, NumberError, plain, settable
from consultations.planning.prices import DEFAULT, Step, parse_prices
from consultations.planning.protocol import FIGURES, FUE_FEE, SMP_CM2_FEE, SMP_FEE, SMP_SCAR_FEE, STRIP_FEE
from consultations.planning.reading import FindingsError, loads, refuse
from patients.vocabulary import Item


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("größe", '"größe"'),
        ("x" * 58, '"' + "x" * 58 + '"'),
        ("x" * 59, '"' + "x" * 59 + "…"),
        (date(2026, 11, 22), '"2026-11-22"'),
        (None, "null"),
        (0.5, "0.5"),
    ],
)
def test_a_wrong_value_is_repeated_as_json_up_to_sixty_characters(value: Any, shown: str) -> None:
    assert str(refuse("hair.colour", "a colour", value)) == f"hair.colour: expected a colour, got {shown}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "expected JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ("{}\n x", "expected JSON: Extra data at line 2, column 2"),
        ('{"a": 1, "a": 2}', "a: expected once, stands twice in one object"),
        ("Infinity", "expected JSON without Infinity"),
        ("[" * 100_000, "expected JSON of a sensible depth and numbers of a sensible length"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(FindingsError) as refused:
        loads(text)
    assert str(refused.value) == words


AREA = {"unit": "cm2", "low": 100, "high": 200}
FUE = {"unit": "graft", "low": 300, "high": 400}


def said_of(**items: Any) -> str:
    """What is said of a list with such items."""
    with pytest.raises(FindingsError) as refused:
        parse_prices({"currency": "USD", "items": items})
    return str(refused.value)


def fue_tiers(*steps: Any, **also: Any) -> Any:
    return {"unit": "graft", "tiers": list(steps)} | also


FIRST = {"from": 1, "low": 300, "high": 400}


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ({"fue_grafts": {"low": 1, "high": 2}}, "items.fue_grafts.unit: expected a value"),
        (
            {"fue_grafts": {"unit": "hair", "low": 1, "high": 2}},
            'items.fue_grafts.unit: expected one of graft, session, course, got "hair"',
        ),
        (
            {"fue_grafts": {"unit": "x" * 21, "low": 1, "high": 2}},
            f'items.fue_grafts.unit: expected text of up to 20 characters, got "{"x" * 21}"',
        ),
        ({"fue_grafts": {"unit": "graft", "high": 2}}, "items.fue_grafts.low: expected a value"),
        ({"fue_grafts": {"unit": "graft", "low": 2}}, "items.fue_grafts.high: expected a value"),
        (
            {"fue_grafts": {"unit": "graft", "low": 3, "high": 2}},
            "items.fue_grafts.high: expected at least the low price 3, got 2",
        ),
        ({"fue_grafts": fue_tiers()}, "items.fue_grafts.tiers: expected at least one price"),
        (
            {"fue_grafts": fue_tiers(FIRST, unit="session")},
            'items.fue_grafts.tiers: expected the unit graft, got "session"',
        ),
        (
            {"fue_grafts": fue_tiers(FIRST, low=299, high=400)},
            "items.fue_grafts.low: expected the first price of tiers, or nothing",
        ),
        (
            {"fue_grafts": fue_tiers(FIRST | {"from": 2})},
            "items.fue_grafts.tiers[0].from: expected 1, got 2",
        ),
        (
            {"smp_area": {"unit": "cm2", "bands": [FIRST]}},
            "items.smp_area.bands[0].from: expected 0, got 1",
        ),
        (
            {"fue_grafts": fue_tiers(FIRST, {"low": 1, "high": 2})},
            "items.fue_grafts.tiers[1].from: expected more than 1, got null",
        ),
        (
            {"fue_grafts": fue_tiers(FIRST, FIRST | {"from": 9}, FIRST | {"from": 9})},
            "items.fue_grafts.tiers[2].from: expected more than 9, got 9",
        ),
        (
            {"fue_grafts": fue_tiers(FIRST, FIRST | {"from": 9, "high": 401})},
            "items.fue_grafts.tiers[1].high: expected at most the price before, 400, got 401",
        ),
        (
            {"fue_grafts": fue_tiers(FIRST, {"from": 9, "low": 301, "high": 400})},
            "items.fue_grafts.tiers[1].low: expected at most the price before, 300, got 301",
        ),
        (
            {"smp_area": AREA | {"classes": {"IV": {"low": 1}}}},
            "items.smp_area.classes.IV.high: expected a value",
        ),
        (
            {"fue_grafts": FUE | {"bands": []}},
            "items.fue_grafts.bands: unknown key, expected one of unit, low, high, tiers",
        ),
        (
            {"smp_area": AREA | {"tiers": []}},
            "items.smp_area.tiers: unknown key, expected one of unit, low, high, bands, classes",
        ),
        (
            {"travel": {"unit": "trip", "low": 1, "high": 2, "tiers": []}},
            "items.travel.tiers: unknown key, expected one of unit, low, high",
        ),
    ],
)
def test_a_price_that_cannot_stand_is_named(items: Any, words: str) -> None:
    assert said_of(**items) == words


def test_a_list_that_cannot_stand_is_named() -> None:
    for wrong, words in (
        ([], "findings: expected an object, got []"),
        ({"items": {}}, "currency: expected three capital letters such as USD, got null"),
        ({"currency": "usd"}, 'currency: expected three capital letters such as USD, got "usd"'),
        ({"currency": "ÄÖÜ"}, 'currency: expected three capital letters such as USD, got "ÄÖÜ"'),
        ({"currency": "US"}, 'currency: expected three capital letters such as USD, got "US"'),
        ({"currency": "USD"}, "items: expected at least one price"),
        ({"hat": 1}, "hat: unknown key, expected one of currency, items, factors, true_up"),
    ):
        with pytest.raises(FindingsError) as refused:
            parse_prices(wrong)
        assert str(refused.value) == words


def test_a_list_is_kept_as_it_is_written() -> None:
    tiers = [FIRST, FIRST | {"from": 1001}, {"from": 2001, "low": 250, "high": 400}]
    classes = {"IV": {"low": 5, "high": 6}}
    bands = [{"from": 0, "low": 9, "high": 9}, {"from": 50, "low": 8, "high": 9}]
    found = parse_prices(
        {
            "currency": "KWD",
            "items": {
                "fue_grafts": fue_tiers(*tiers),
                "smp_area": {"unit": "cm2", "bands": bands, "classes": classes},
                "travel": {"unit": "trip", "low": 0, "high": 10**12},
            },
            "factors": {"oily_skin": 20},
            "true_up": {"cap_percent": 15},
        }
    )
    fue, area, travel = (found.items[item] for item in (Item.FUE_GRAFTS, Item.SMP_AREA, Item.TRAVEL))
    assert (found.currency, found.factors, found.cap_percent) == ("KWD", {"oily_skin": 20}, 15)
    assert (fue.unit, fue.low, fue.high) == ("graft", 300, 400)
    assert fue.steps == (Step(1, 300, 400), Step(1001, 300, 400), Step(2001, 250, 400))
    assert area.steps == (Step(0, 9, 9), Step(50, 8, 9))
    assert area.classes == {"IV": (5, 6)}
    assert (travel.unit, travel.low, travel.high, travel.steps, travel.classes) == ("trip", 0, 10**12, (), {})
    assert {price.source for price in found.items.values()} == {"The clinic's price list"}
    bare = parse_prices({"currency": "USD", "items": {"travel": {"unit": "trip", "low": 1, "high": 1}}})
    assert (bare.factors, bare.cap_percent) == ({}, None)


def test_the_built_in_list_is_the_protocols() -> None:
    figures = {
        Item.SMP_AREA: ("cm2", SMP_CM2_FEE),
        Item.SMP_SCAR: ("scar", SMP_SCAR_FEE),
        Item.FUE_GRAFTS: ("graft", FUE_FEE),
        Item.STRIP_GRAFTS: ("graft", STRIP_FEE),
        Item.ADJUSTMENT: ("course", SMP_FEE),
    }
    assert DEFAULT.currency == "USD"
    assert DEFAULT.items.keys() == figures.keys()
    for item, (unit, figure) in figures.items():
        listed = DEFAULT.items[item]
        assert (listed.unit, listed.low, listed.high) == (unit, *figure.value)
        assert listed.source == f"{figure.source} [{figure.mark}]"
        assert unit in prices.UNITS[item]


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (125_000, "USD", "1,250 USD"),
        (125_005, "USD", "1,250.05 USD"),
        (-125_050, "EUR", "-1,250.50 EUR"),
        (1250, "JPY", "1,250 JPY"),
        (1_250_005, "KWD", "1,250.005 KWD"),
        (1_250_000, "KWD", "1,250 KWD"),
        (0, "USD", "0 USD"),
    ],
)
def test_money_is_said_with_its_currency(minor: int, currency: str, words: str) -> None:
    assert prices.money(minor, currency) == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("between_surgeries", 300, "between_surgeries: expected low, likely and high"),
        (
            "between_surgeries",
            {"low": "a", "likely": 2, "high": 3},
            "between_surgeries.low: expected a number",
        ),
        (
            "between_surgeries",
            {"low": 3, "likely": 2, "high": 3},
            "between_surgeries: expected low up to likely up to high",
        ),
        ("calibre_limits", [0.05], "calibre_limits: expected a list of 2"),
        ("calibre_limits", [0.05, "x"], "calibre_limits.1: expected a number"),
        ("calibre_limits", [-0.05, 0.06], "calibre_limits.0: expected a number from 0 up"),
        ("hat", 1, "hat: no number of this name is in the protocol"),
    ],
)
def test_a_clinics_number_that_does_not_fit_is_named_to_its_end(name: str, value: Any, words: str) -> None:
    with pytest.raises(NumberError) as refused:
        Book({name: value})
    assert str(refused.value) == words


def test_a_number_of_another_day_that_has_another_shape_does_nothing() -> None:
    assert Book(of_day={"between_surgeries": 300, "hairs_per_fu": 2.0}).version == Book({"hairs_per_fu": 2.0}).version
    assert settable({"between_surgeries": 300, "hairs_per_fu": 2.0, "dropped": 1, "age_of_consent": 16}) == {
        "hairs_per_fu": 2.0
    }


def test_a_clinic_may_set_a_number_to_nothing() -> None:
    low = plain(FIGURES["between_surgeries"].value) | {"low": 0}
    assert Book({"between_surgeries": low}).set_here == {"between_surgeries": low}
