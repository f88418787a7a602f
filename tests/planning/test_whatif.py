"""What if a wish were another: what changes, what does not, and the rules that made it so."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.planning import engine, whatif
from consultations.planning.findings import FindingsError, parse
from consultations.planning.rulebook import BOOK
from tests.planning.strategies import Facts
from tests.planning.test_properties import EXAMPLES, FACTS, REPEATABLE

MAN: Facts = {
    "age_years": 41,
    "sex": "male",
    "loss": {"grade": "IV", "progressing": False},
    "hair": {"worn": "short", "colour": "dark_brown"},
    "wishes": {"goals": ["hairline", "front"], "hair_length": "short", "surgery": "yes"},
}
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "hairline": st.booleans(),
        "crown": st.booleans(),
        "density": st.booleans(),
        "hair_length": st.sampled_from(["shaved", "short", "long", "either", None]),
        "short_for_life": st.sampled_from([True, False, None]),
        "surgery": st.sampled_from(["yes", "no", "unsure", None]),
        "budget": st.one_of(st.none(), st.floats(0, 50_000)),
        "within_months": st.one_of(st.none(), st.integers(0, 24)),
    },
)


def ask(**changes: Any) -> whatif.WhatIf:
    """The man above with other wishes."""
    return whatif.ask(parse(MAN), changes)


def said(found: whatif.WhatIf) -> dict[tuple[str, str], tuple[str, str]]:
    """What differs: from, to, by place and name."""
    return {(one.where, one.what): (one.before, one.after) for one in found.differences}


def test_longer_hair_leads_to_a_strip_and_says_by_which_rule() -> None:
    found = ask(hair_length="long")
    assert (found.before.lead, found.after.lead) == ("transplant_staged", "strip")
    assert found.changed == ("wishes.hair_length",)
    lead = next(one for one in found.differences if one.where == "lead")
    assert (lead.before, lead.after) == ("transplant_staged", "strip")
    assert "R4" in lead.rules


def test_no_surgery_takes_every_surgery_away() -> None:
    found = ask(surgery="no")
    gone = {one.where for one in found.differences if one.what == "Option" and not one.after}
    assert gone == {"transplant_staged", "combination", "strip"}
    came = {one.where for one in found.differences if one.what == "Option" and not one.before}
    assert "smp_only" in came
    assert said(found)["donor", "Planned grafts"] == ("about 1,800 (1,200 to 3,000)", "0")


def test_a_gate_that_no_longer_speaks_is_named() -> None:
    told = MAN | {"wishes": MAN["wishes"] | {"grafts_per_session": 3500, "refuses": ["strip"]}}
    found = whatif.ask(parse(told), {"surgery": "no"})
    assert ("gates", "G15") in said(found)
    assert said(found)["gates", "G15"] == ("G15", "")
    assert said(whatif.ask(parse(told | {"wishes": told["wishes"] | {"surgery": "no"}}), {"surgery": "yes"}))[
        "gates", "G15"
    ] == ("", "G15")


def test_the_crown_asks_for_more_grafts() -> None:
    found = ask(crown=True)
    before, after = said(found)["transplant_staged", "Grafts"]
    assert (before, after) == ("about 1,800 (1,200 to 3,000)", "about 2,400 (1,600 to 3,500)")
    assert found.after.options[0].code in {"transplant_staged", "combination"}


def test_a_small_budget_takes_points_and_nothing_else() -> None:
    found = ask(budget=100)
    assert found.changed == ("wishes.budget_max",)
    assert not [one for one in found.differences if one.what in {"Grafts", "Fee", "Zones"}]


def test_a_wish_may_be_taken_back() -> None:
    found = ask(hair_length=None, surgery=None)
    assert found.changed == ("wishes.hair_length", "wishes.surgery")
    assert found.after == engine.recommend(parse(MAN | {"wishes": {"goals": ["hairline", "front"]}}))


def test_the_same_wish_changes_nothing() -> None:
    found = ask(hairline=True, surgery="yes")
    assert found.changed == ()
    assert found.differences == ()
    assert found.before == found.after


def test_a_result_needed_soon_puts_pigment_first() -> None:
    found = ask(within_months=2)
    assert found.after.lead == "smp_only"
    assert "R26" in next(one for one in found.differences if one.where == "lead").rules


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"colour": "red"}, "colour: expected one of hairline, crown, density"),
        ({"crown": "yes"}, "crown: expected true or false"),
        ({"surgery": "maybe"}, "wishes.surgery: expected one of yes, no, unsure"),
        ({"budget": -1}, "wishes.budget_max: expected a number from 0"),
    ],
)
def test_a_wish_that_is_not_known_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(FindingsError, match=words):
        whatif.ask(parse(MAN), changes)


@settings(
    max_examples=max(20, EXAMPLES // 4), deadline=None, derandomize=REPEATABLE, suppress_health_check=list(HealthCheck)
)
@given(FACTS, CHANGES)
def test_the_answer_is_the_engines_own_and_each_difference_is_one(facts: Facts, changes: dict[str, Any]) -> None:
    found = whatif.ask(parse(facts), changes)
    assert found.before == engine.recommend(parse(facts))
    assert (found.before == found.after) <= (found.differences == ())
    for one in found.differences:
        assert one.before != one.after
        assert set(one.rules) <= BOOK.keys()
    if found.before.lead != found.after.lead:
        assert [one for one in found.differences if one.where == "lead"]
