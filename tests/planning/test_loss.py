"""The loss in grades and in words, and how it is foreseen."""

from typing import Any

import pytest

from consultations.planning import loss
from consultations.planning.book import OWN
from consultations.planning.findings import parse
from consultations.planning.loss import Course
from consultations.planning.ranges import Range
from patients.vocabulary import Diagnosis, Scale


def see(told: dict[str, Any], **more: Any) -> loss.Pattern:
    """The pattern of such a loss."""
    return loss.Pattern(parse({"loss": told} | more), OWN)


@pytest.mark.parametrize(
    ("zones", "extent", "course"),
    [
        (["hairline", "temples"], "slight", ("II", "II", "III")),
        (["temples"], None, ("II", "III", "IIIa")),
        (["front"], "moderate", ("IIa", "IIIa", "IVa")),
        (["hairline", "midscalp"], None, ("IIIa", "IVa", "Va")),
        (["crown"], "severe", ("III-vertex", "V", "V")),
        (["temples", "crown"], None, ("III-vertex", "IV", "V")),
        (["midscalp"], "slight", ("IV", "IV", "V")),
        (["midscalp", "crown"], "moderate", ("V", "VI", "VII")),
        (["all"], "severe", ("VI", "VII", "VII")),
        ([], "slight", ("II", "II", "IV")),
    ],
)
def test_zones_and_words_make_a_class(zones: list[str], extent: str | None, course: tuple[str, str, str]) -> None:
    assert see({"zones": zones, "extent": extent}, sex="male").now == Course(*course)


@pytest.mark.parametrize(
    ("told", "course"),
    [
        ({"zones": ["parting"], "extent": "slight"}, ("L1", "L1", "L1")),
        ({"zones": ["crown"]}, ("L1", "L2", "L3")),
        ({"extent": "severe"}, ("L3", "L3", "L3")),
        ({"grade": "II"}, ("L2", "L2", "L2")),
        ({"grade": "II", "between": "I"}, ("L1", "L2", "L2")),
    ],
)
def test_a_woman_is_read_on_ludwigs_scale(told: dict[str, Any], course: tuple[str, str, str]) -> None:
    pattern = see(told, sex="female")
    assert pattern.scale is Scale.LUDWIG
    assert pattern.now == Course(*course)
    assert pattern.final is not None
    assert pattern.final.high == ("L3" if course[2] != "L1" else "L2")


def test_a_woman_may_be_read_on_norwoods_scale() -> None:
    assert see({"grade": "IV"}, sex="female").scale is Scale.NORWOOD
    assert see({"zones": ["hairline", "temples"]}, sex="female").scale is Scale.NORWOOD
    assert see({"grade": "II", "scale": "norwood"}, sex="female").now == Course.sure("II")


def test_a_widened_part_is_ludwigs_whoever_has_it() -> None:
    assert see({"zones": ["parting"]}).scale is Scale.LUDWIG


def test_nothing_told_is_no_pattern() -> None:
    nothing = see({})
    assert nothing.kind is None
    assert nothing.now is nothing.final is nothing.area is None
    assert see({}, sex="female").now is None
    assert see({"zones": ["donor"]}).kind is Diagnosis.PATTERN


def test_doubt_between_two_is_a_range() -> None:
    assert see({"grade": "V", "between": "VI"}).now == Course("V", "V", "VI")
    assert see({"between": "IV"}).now == Course.sure("IV")


def test_an_a_pattern_is_its_own_end() -> None:
    for grade in ("IIa", "IIIa", "IVa", "Va"):
        assert see({"grade": grade, "progressing": True}, age_years=22).final == Course.sure(grade)


@pytest.mark.parametrize(
    ("told", "more", "likely"),
    [
        ({"grade": "IV"}, {"age_years": 21}, "VI"),  # class IV at 21 is likely VI by 30
        ({"grade": "IV"}, {"age_years": 35}, "V"),
        ({"grade": "IV"}, {"age_years": 60}, "IV"),
        ({"grade": "IV"}, {}, "V"),
        ({"grade": "IV", "progressing": False}, {"age_years": 35}, "IV"),
        ({"grade": "IV", "stable_months": 30}, {"age_years": 35}, "IV"),
        ({"grade": "IV", "speed": "fast"}, {"age_years": 35}, "VI"),
        ({"grade": "III", "family_grade": "VII"}, {"age_years": 30}, "VII"),
        ({"grade": "III", "family_grade": "VII"}, {"age_years": 60}, "III"),
        ({"grade": "III", "expected_grade": "VI"}, {"age_years": 60}, "VI"),
        ({"grade": "VI", "expected_grade": "III"}, {}, "VI"),  # never less than today
        ({"grade": "III-vertex"}, {"age_years": 35}, "IV"),
        ({"expected_grade": "VI"}, {}, "VI"),
    ],
)
def test_the_end_is_foreseen_from_age_pace_and_family(told: dict[str, Any], more: dict[str, Any], likely: str) -> None:
    final = see(told, **more).final
    assert final is not None
    assert final.likely == likely


def test_a_loss_that_medicine_holds_still_counts_as_moving() -> None:
    held = see({"grade": "IV", "stable_months": 30}, age_years=35, medication={"finasteride": "taking"})
    assert held.final == Course("IV", "V", "VI")


def test_a_measured_area_takes_the_place_of_the_usual_one() -> None:
    assert see({"grade": "IV"}).area == Range(70, 95, 120)
    assert see({"grade": "IV", "bald_area_cm2": 88.4}).area == Range(88, 88, 88)


def test_zones_without_a_class_share_the_area_evenly() -> None:
    assert see({"zones": ["donor"], "bald_area_cm2": 50}).shares == {}


def test_classes_are_written_as_people_know_them() -> None:
    assert [loss.shown(grade) for grade in ("L1", "L3", "III-vertex")] == ["I", "III", "III-vertex"]
