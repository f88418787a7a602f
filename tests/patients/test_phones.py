"""Phone numbers in any notation."""

import pytest
from django.core.exceptions import ValidationError

from patients.forms.phone import MobileField, as_e164, as_read


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("0532 123 45 67", "TR", "+905321234567"),
        ("+90 532 123 4567", "TR", "+905321234567"),
        ("0090 (532) 123-45-67", "TR", "+905321234567"),
        ("07700 900318", "GB", "+447700900318"),
        ("+1 202-555-0143", "GB", "+12025550143"),
        ("٠٧٧٠٠ ٩٠٠٣١٨", "GB", "+447700900318"),
    ],
)
def test_every_notation_is_stored_as_one_value(typed, country, stored):
    assert as_e164(typed, country) == stored


def test_a_number_is_read_back_with_its_country():
    assert as_read("+447700900318") == "+44 7700 900318"
    assert as_read("+0") == "+0"


@pytest.mark.parametrize(
    ("typed", "country", "words"),
    [
        ("07700 90031", "GB", "After \\+44 a mobile has 10 digits; this one has 9, so 1 are missing"),
        ("07700 9003181", "GB", "1 too many"),
        ("+90 532 123", "TR", "so 4 are missing"),
        ("07700 900318 900318 900318", "GB", "too many"),
        ("call me", "GB", "Enter the number in digits, like 07"),
        ("07700 900318 x5", "GB", "in digits"),
        ("!!", "GB", "in digits"),
        ("+999 12345678", "GB", "No country has this code"),
    ],
)
def test_a_number_that_cannot_be_explains_itself(typed, country, words):
    with pytest.raises(ValidationError, match=words):
        as_e164(typed, country)


def test_the_field_reads_in_the_clinics_country_and_keeps_what_was_typed():
    field = MobileField(country="TR", required=False)
    assert field.clean("0532 123 45 67") == "+905321234567"
    assert field.clean("") == ""
    assert field.prepare_value("+905321234567") == "+90 532 123 45 67"
    assert field.prepare_value("0532 12") == "0532 12"
    assert not field.has_changed("+905321234567", "+90 532 123 45 67")
