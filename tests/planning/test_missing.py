"""What is not known: it widens, it is named, and the fact that would narrow most is named first."""

import json
from typing import Any

import pytest

from consultations.planning import engine, missing
from consultations.planning.book import OWN
from consultations.planning.findings import parse
from consultations.planning.picture import Picture

MAN: dict[str, Any] = {
    "age_years": 45,
    "sex": "male",
    "loss": {"grade": "IV", "progressing": False},
    "wishes": {"goals": ["front"], "surgery": "yes", "hair_length": "short"},
    "medical": [],
    "medication": {"finasteride": "never"},
}


def answer(**sections: Any) -> Any:
    """The answer to the man above, with more told."""
    return engine.recommend(parse(MAN | {name: MAN.get(name, {}) | more for name, more in sections.items()}))


def width(rec: Any) -> float:
    """How far the account is from certain: what is available less what the end asks for, from end to end."""
    return float(rec.donor.available.width + rec.demand.lifetime.width + rec.demand.now.width)


@pytest.mark.parametrize(
    "told",
    [
        MAN,
        MAN | {"donor": {"quality": "average", "prior_method": "strip"}},
        MAN | {"donor": {"density_fu_cm2": 75}},
        MAN | {"loss": {"grade": "V", "between": "VI"}},
        MAN | {"loss": {"zones": ["front", "crown"]}},
    ],
    ids=json.dumps,
)
def test_the_fact_that_would_narrow_most_is_named_first_among_those_that_narrow(told: dict[str, Any]) -> None:
    p = Picture(parse(told), OWN)
    gains = missing.narrowing(p)
    named = [key for key in engine.recommend(parse(told)).missing if key in gains]
    assert named == sorted(named, key=lambda key: -gains[key])
    assert named[0] == max(gains, key=lambda key: gains[key])


LIKELY = {
    "donor.density_fu_cm2": {"donor": {"density_fu_cm2": 75}},
    "loss.bald_area_cm2": {"loss": {"bald_area_cm2": 95}},
    "loss.expected_grade": {"loss": {"expected_grade": "V"}},
    "donor.prior_grafts": {"donor": {"prior_grafts": 1600}},
}


def test_what_is_said_to_narrow_narrows_by_as_much() -> None:
    """Each fact told as likely brings the ends together by what the engine said it would."""
    operated = MAN | {"age_years": 38, "loss": {"grade": "IV", "progressing": True}, "donor": {"operations": 1}}
    before = engine.recommend(parse(operated))
    gains = missing.narrowing(Picture(parse(operated), OWN))
    for key, more in LIKELY.items():
        (section, facts), *_ = more.items()
        told = operated | {section: operated.get(section, {}) | facts}
        after = engine.recommend(parse(told))
        gained = width(before) - width(after)
        assert gained > 0, key
        if key in gains and key != "loss.bald_area_cm2":  # the area narrows today's need and moves the end with it
            assert gained == pytest.approx(gains[key], abs=2), key


def test_a_blocking_fact_comes_before_a_narrowing_one() -> None:
    assert engine.recommend(parse({"wishes": {"goals": ["front"]}})).missing[0] == "loss.grade"


def test_what_is_known_is_not_asked_for() -> None:
    assert "hair.calibre" not in answer(hair={"calibre_mm": 0.06}).missing
    assert "donor.density_fu_cm2" not in answer(donor={"hairs_cm2": 160}).missing
    assert "hair.calibre" in answer(donor={"density_fu_cm2": 75}).missing
