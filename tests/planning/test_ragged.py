"""Little is told, and told raggedly: the engine makes the most of it."""

import pytest

from consultations.planning import engine
from consultations.planning.findings import FindingsError, parse


def test_a_man_who_says_only_that_he_loses_hair_is_led_to_medicine_meanwhile() -> None:
    rec = engine.recommend(parse({"sex": "male", "age_years": 28, "loss": {"progressing": True}}))
    assert rec.lead == "defer_medical"
    assert "S29" in {reason.rule for reason in rec.options[0].reasons}
    assert rec.demand is None


def test_half_a_character_is_refused_with_its_key() -> None:
    with pytest.raises(FindingsError, match=r"^scars\[0\]\.zone: expected text in UTF-8"):
        parse({"scars": [{"zone": "crown \ud800"}]})


def test_hairs_and_units_counted_both_give_the_hairs_of_a_unit() -> None:
    both = {"hairs_cm2": 160, "density_fu_cm2": 80}
    told = {"sex": "male", "age_years": 45, "loss": {"grade": "IV"}, "hair": {"calibre": "medium"}}
    counted = engine.recommend(parse(told | {"donor": both})).donor
    said = engine.recommend(parse(told | {"donor": {"density_fu_cm2": 80, "hairs_per_fu": 2}})).donor
    assert counted
    assert said
    assert counted.supply == said.supply


def test_pigment_asked_for_under_longer_hair_becomes_grafts_in_front_with_pigment_behind() -> None:
    told = {"sex": "male", "age_years": 45, "loss": {"grade": "IV", "progressing": False}, "donor": {"quality": "high"}}
    rec = engine.recommend(parse(told | {"wishes": {"asked_for": ["smp"], "hair_length": "long"}}))
    assert rec.lead == "combination"
    assert "S11" in {reason.rule for reason in rec.options[0].reasons}


def test_a_fuller_look_after_an_earlier_transplant_without_a_class_names_the_grafts_that_pigment_saves() -> None:
    told = {"donor": {"prior_method": "fue"}, "wishes": {"goals": ["density"]}}
    rec = engine.recommend(parse(told))
    beside = next(option for option in rec.options if option.code == "combination")
    assert rec.lead == "smp_only"
    assert "S28" in {reason.rule for reason in beside.reasons}
    assert "When pigment fills in behind, fewer grafts are needed." in {reason.text for reason in beside.reasons}
