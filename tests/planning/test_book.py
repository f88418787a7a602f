"""The numbers in force: a clinic's own act, change the version, and keep the shape of the protocol's."""

import json
import math
from typing import Any

import pytest

from consultations.planning import engine, protocol
from consultations.planning.book import OWN, Book, NumberError, leaves, plain
from consultations.planning.findings import parse
from consultations.planning.protocol import FIGURES

MAN = {"age_years": 45, "sex": "male", "loss": {"grade": "IV"}, "wishes": {"surgery": "yes", "hair_length": "short"}}


def test_a_clinics_number_acts_and_names_itself_in_the_version() -> None:
    here = Book({"fue_grafts_per_session": 2500})
    own, other = engine.recommend(parse(MAN)), engine.recommend(parse(MAN), book=here)
    assert own.options[0].code == "transplant_staged"
    assert other.options[0].code == "fue_only"
    assert (own.rules, other.rules) == (OWN.version, here.version)
    assert own.rules != other.rules
    assert own.rules.split("+")[0] == other.rules.split("+")[0]


def test_the_same_numbers_have_the_same_version() -> None:
    assert Book({}).version == OWN.version
    assert Book({"fue_grafts_per_session": 1500}).version == OWN.version
    assert Book({"hairs_per_fu": 1.9, "donor_density_average": 70.0}).version == (
        Book({"donor_density_average": 70.0, "hairs_per_fu": 1.9}).version
    )


@pytest.mark.parametrize("name", FIGURES)
def test_every_number_survives_the_way_to_json_and_back(name: str) -> None:
    figure = FIGURES[name]
    stored = json.loads(json.dumps(plain(figure.value)))
    assert list(leaves(stored))
    book = Book({}, {name: stored})
    assert book[figure] == figure.value
    assert book.version == OWN.version
    if not figure.fixed:
        assert Book({name: stored})[figure] == figure.value


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("no_such_number", 1, "no number of this name"),
        ("age_of_consent", 16, "this number is fixed"),
        ("fue_grafts_per_session", "many", "expected a number"),
        ("fue_grafts_per_session", True, "expected a number"),
        ("fue_grafts_per_session", 1500.5, "expected a whole number"),
        ("fue_grafts_per_session", -1, "expected a number from 0 up"),
        ("hairs_per_fu", math.nan, "expected a number"),
        ("hairs_per_fu", math.inf, "expected a number"),
        ("points_adjusted", {**protocol.ADJUSTMENTS.value, "style": 25}, "points_adjusted.style: .* from 0 down"),
        ("between_surgeries", {"low": 300, "likely": 200, "high": 400}, "low up to likely up to high"),
        ("between_surgeries", {"low": 300}, "expected low, likely and high"),
        ("between_surgeries", 300, "expected low, likely and high"),
        ("donor_area_by_final_class", {"V": 200}, "expected an object with V, VI, VII"),
        ("donor_area_by_final_class", [200], "expected an object"),
        ("calibre_limits", [0.05], "expected a list of 2"),
        ("calibre_limits", {"fine": 0.05}, "expected a list of 2"),
    ],
)
def test_a_number_that_does_not_fit_is_refused_with_its_name(name: str, value: Any, words: str) -> None:
    with pytest.raises(NumberError, match=f"^{name}.*{words}|{words}"):
        Book({name: value})


def test_leaves_name_the_way_to_each_number() -> None:
    found = dict(leaves(plain(protocol.SUPPLY.value)))
    assert found["VI", "likely"] == 5393
    assert dict(leaves(plain(protocol.CALIBRE_LIMITS_MM.value))) == {("0",): 0.05, ("1",): 0.07}


def test_numbers_of_another_day_leave_out_what_the_protocol_has_dropped() -> None:
    book = Book({}, {"dropped": 1, "hairs_per_fu": 2.0})
    assert book[protocol.HAIRS_PER_FU] == 2.0
    assert book[protocol.FUE_SESSION] == 1500


def test_the_protocol_as_kept_gives_the_same_book_again() -> None:
    kept = json.loads(json.dumps(Book({"fue_grafts_per_session": 2000}).protocol()))
    assert kept == OWN.protocol()
    assert Book({}, kept).version == OWN.version
