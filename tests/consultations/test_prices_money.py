"""Money is exact in both directions, in currencies of zero, two and three decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.money import decimals, from_minor, shown, shown_change, shown_range, to_minor

CURRENCIES = st.sampled_from(["USD", "GBP", "TRY", "JPY", "KWD"])


@given(CURRENCIES, st.integers(min_value=-(10**12), max_value=10**12))
def test_what_goes_to_minor_units_comes_back_the_same(currency, minor):
    assert to_minor(from_minor(minor, currency), currency) == minor


@pytest.mark.parametrize(("currency", "places"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("TRY", 2)])
def test_a_currency_has_its_own_decimals(currency, places):
    assert decimals(currency) == places
    assert from_minor(12345, currency) == Decimal(12345) / 10**places


def test_an_amount_finer_than_the_smallest_unit_is_refused():
    with pytest.raises(ValueError, match="finer"):
        to_minor(Decimal("10.005"), "USD")
    with pytest.raises(ValueError, match="finer"):
        to_minor(Decimal("10.5"), "JPY")


@pytest.mark.parametrize(
    ("low", "high", "currency", "words"),
    [
        (200_000, 600_000, "USD", "$2,000–6,000"),
        (200_050, 200_050, "USD", "$2,000.50"),
        (2000, 6000, "JPY", "¥2,000–6,000"),
        (2_000_000, 2_000_500, "KWD", "KWD\u00a02,000–2,000.500"),
        (-5000, 10000, "GBP", "−£50 to £100"),
        (136_000, 38_000, "USD", "$1,360 to $380"),
    ],
)
def test_ranges_read_as_people_write_them(low, high, currency, words):
    assert shown_range(low, high, currency) == words


def test_an_amount_without_cents_shows_none():
    assert shown(210_000, "GBP") == "£2,100"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (136_000, 38_000, "$380 to $1,360 more"),
        (5000, 5000, "$50 more"),
        (0, 136_000, "up to $1,360 more"),
        (-136_000, -38_000, "$380 to $1,360 less"),
        (-5000, -5000, "$50 less"),
        (0, -240_000, "up to $2,400 less"),
        (140_000, -240_000, "up to $2,400 less or $1,400 more"),
    ],
)
def test_a_change_says_more_or_less(low, high, words):
    assert shown_change(low, high, "USD") == words
