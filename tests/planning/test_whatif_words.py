"""What a what-if compares, and what it calls it: two invented answers that differ in everything."""

from dataclasses import replace

from consultations.planning import whatif
from consultations.planning.findings import parse
from consultations.planning.ranges import exactly, of
from consultations.planning.recommendation import (
    Demand,
    DonorBudget,
    Fee,
    FeeLine,
    Gate,
    Option,
    Reason,
    Step,
    ZonePlan,
)
from consultations.planning.recommendation import Recommendation as Answer
from consultations.planning.units import Cm2, Grafts, Sessions, Surgeries
from consultations.planning.whatif import Difference
from patients.vocabulary import Fit, Item, OptionCode

AREA = exactly(Cm2(10))
FUE = Option(
    code=OptionCode.FUE_ONLY,
    technique="fue",
    fit=Fit.SUGGESTED,
    grafts=of(Grafts, 1000, 1500, 2000),
    fue_sessions=exactly(Surgeries(1)),
    smp_sessions=None,
    zones=(ZonePlan("hairline", "fue", AREA, None), ZonePlan("hairline", "smp", AREA, None)),
    fee=Fee("USD", (FeeLine(Item.FUE_GRAFTS, 10, 20, "graft", 100, 200, "why", "list"),)),
    timeline=(Step("Surgery", 0, None, "S19"), Step("Last look", 1400, None, "J"), Step("Visit", 10, None, "J")),
    reasons=(Reason("R3", "Enough hair.", "book", ("loss.grade",)), Reason("R4", "Long.", "b", ("wishes.goals",))),
    cautions=(Reason("S32", "Stays.", "page", ()), Reason("S3", "Moves.", "page", ())),
    cannot="Nothing new.",
)
OTHER = replace(
    FUE,
    fit=Fit.POSSIBLE,
    grafts=None,
    fue_sessions=None,
    smp_sessions=exactly(Sessions(3)),
    zones=(ZonePlan("crown", "smp", AREA, None), ZonePlan("hairline", "smp", AREA, None)),
    fee=None,
    timeline=(),
    cautions=(Reason("S31", "Clipped.", "page", ()),),
)
SMP = replace(FUE, code=OptionCode.SMP_ONLY, technique="smp")
BUDGET = DonorBudget(*(exactly(Grafts(n)) for n in (6000, 100, 5900, 1500, 2000, 2400)), sources=("s",))
GATE = Gate("G8", "refer", "Raised scars.", "paper", ("medical",))
WISHED = ("wishes.goals",)


def answer(*options: Option, gates: tuple[Gate, ...] = (), donor: DonorBudget | None = None) -> Answer:
    demand: Demand | None = None
    return Answer("1", "r", "d", options[0].code, gates, options, donor, demand, None, (), ())


def differences(before: Answer, after: Answer) -> list[Difference]:
    return list(whatif._differences(before, after, WISHED))


def test_each_part_of_an_option_is_compared_under_its_name() -> None:
    found = differences(answer(FUE), answer(OTHER))
    assert [(one.where, one.what, one.before, one.after) for one in found] == [
        ("fue_only", "Fit", "suggested", "possible"),
        ("fue_only", "Grafts", "about 1,500 (1,000 to 2,000)", ""),
        ("fue_only", "FUE sessions", "1", ""),
        ("fue_only", "SMP sessions", "", "3"),
        ("fue_only", "Zones", "hairline 10 cm2", "crown 10 cm2, hairline 10 cm2"),
        ("fue_only", "Fee", "10 USD to 40 USD", ""),
        ("fue_only", "Days", "0, 1,400, 10", ""),
        ("fue_only", "To know", "S3, S32", "S31"),
    ]
    assert {one.rules for one in found} == {("S3", "S31", "S32")}


def test_without_a_rule_that_came_or_went_those_that_read_the_wish_are_named() -> None:
    dearer = replace(FUE, fee=Fee("USD", (FeeLine(Item.FUE_GRAFTS, 10, 20, "graft", 150, 200, "why", "list"),)))
    assert differences(answer(FUE), answer(dearer)) == [
        Difference("fue_only", "Fee", "10 USD to 40 USD", "15 USD to 40 USD", ("R4",))
    ]
    unread = replace(dearer, reasons=(Reason("R3", "Enough hair.", "book", ()), Reason("R1", "Line.", "b", ())))
    same = replace(unread, fee=FUE.fee)
    assert differences(answer(same), answer(unread))[0].rules == ("R3", "R1")


def test_an_option_that_comes_or_goes_is_one_difference() -> None:
    assert differences(answer(FUE), answer(FUE, SMP)) == [
        Difference("smp_only", "Option", "", "suggested", ("R4",)),
    ]
    assert differences(answer(FUE, SMP), answer(FUE)) == [
        Difference("smp_only", "Option", "suggested", "", ("R4",)),
    ]


def test_another_lead_is_named_with_the_rules_of_the_new_one() -> None:
    assert differences(answer(FUE, SMP), answer(SMP, FUE)) == [
        Difference("lead", "First option", "fue_only", "smp_only", ("R4",))
    ]


def test_other_places_behind_the_same_lead_are_a_difference() -> None:
    strip = replace(FUE, code=OptionCode.STRIP)
    assert differences(answer(FUE, SMP, strip), answer(FUE, strip, SMP)) == [
        Difference("options", "Order", "fue_only, smp_only, strip", "fue_only, strip, smp_only", ("R4",))
    ]


def test_gates_come_and_go_by_name() -> None:
    assert differences(answer(FUE, gates=(GATE,)), answer(FUE)) == [Difference("gates", "G8", "G8", "", ("G8",))]
    assert differences(answer(FUE), answer(FUE, gates=(GATE,))) == [Difference("gates", "G8", "", "G8", ("G8",))]
    assert differences(answer(FUE, gates=(GATE,)), answer(FUE, gates=(GATE,))) == []


def test_the_donor_is_compared_by_what_the_plan_takes_and_leaves() -> None:
    after = replace(BUDGET, planned=exactly(Grafts(0)), reserve=exactly(Grafts(2100)), free=exactly(Grafts(3800)))
    assert differences(answer(FUE, donor=BUDGET), answer(FUE, donor=after)) == [
        Difference("donor", "Planned grafts", "1,500", "0", ("S14",)),
        Difference("donor", "Kept for later", "2,000", "2,100", ("S14",)),
        Difference("donor", "Free grafts", "2,400", "3,800", ("S14",)),
    ]
    gone = differences(answer(FUE, donor=BUDGET), answer(FUE))
    assert [one.after for one in gone] == ["", "", ""]


def test_what_was_changed_is_told_and_what_was_taken_back_is_not() -> None:
    told = parse({"wishes": {"goals": ["crown"], "surgery": "yes"}, "age_years": 40})
    found = whatif._changed(told, {"hairline": True, "surgery": None, "budget": 900, "within_months": 2})
    assert found.told == {"wishes.goals", "age_years", "wishes.budget_max", "wishes.within_months"}
    assert [goal.value for goal in found.wishes.goals] == ["hairline", "crown"]
    assert (found.wishes.surgery, found.wishes.budget_max, found.wishes.within_months) == (None, 900, 2)
    assert whatif._changed(told, {"crown": False}).wishes.goals == ()
    assert whatif._changed(told, {"crown": True}) == told
