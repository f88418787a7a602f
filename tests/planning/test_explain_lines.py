"""The readable answer, line by line: an invented recommendation, and exactly what is printed of it."""

from dataclasses import replace

from consultations.planning import explain
from consultations.planning.findings import parse
from consultations.planning.ranges import Range, exactly, of
from consultations.planning.recommendation import (
    Demand,
    DonorBudget,
    Fee,
    FeeLine,
    Gate,
    Option,
    Pigment,
    Progress,
    Reason,
    Recommendation,
    Step,
    ZonePlan,
)
from consultations.planning.rulebook import BOOK
from consultations.planning.trace import KINDS, Line
from consultations.planning.units import Cm2, Grafts, Sessions, Surgeries
from patients.vocabulary import Fit, Item, OptionCode

TOLD = parse(
    {
        "age_years": 41,
        "loss": {"progressing": False, "diffuse": True, "bald_area_cm2": 60.5},
        "wishes": {"goals": ["front", "crown"]},
        "medical": [],
        "scars": [{}, {}],
    }
)
LINE = FeeLine(Item.FUE_GRAFTS, 1600, 2400, "graft", 500, 1000, "Every graft that is moved.", "The list")
OPTION = Option(
    code=OptionCode.FUE_ONLY,
    technique="fue",
    fit=Fit.SUGGESTED,
    grafts=of(Grafts, 1600, 2000, 2400),
    fue_sessions=exactly(Surgeries(1)),
    smp_sessions=of(Sessions, 2, 3, 4),
    zones=(
        ZonePlan("hairline", "fue", exactly(Cm2(30)), of(Grafts, 900, 1000, 1100)),
        ZonePlan("crown", "smp", of(Cm2, 40, 50, 60), None),
    ),
    fee=Fee("USD", (LINE,)),
    timeline=(Step("Surgery", 0, None, "S19"), Step("A visit", 10, (7, 14), "J")),
    reasons=(Reason("R3", "Enough hair for it.", "A book", ("loss.grade", "age_years")),),
    cautions=(Reason("S32", "It is meant to stay.", "A page", ()),),
    cannot="It makes no new hair.",
)
BARE = Option(OptionCode.DEFER, "not_now", Fit.POSSIBLE, None, None, None, (), None, (), (), (), "Nothing.")
WHOLE = Recommendation(
    engine="1.0",
    rules="2026-11.5+0",
    decision="A clinician decides.",
    lead=OptionCode.FUE_ONLY,
    gates=(Gate("G8", "refer", "Raised scars.", "A paper", ("medical",)),),
    options=(OPTION, BARE),
    donor=DonorBudget(*(exactly(Grafts(1000 * n)) for n in range(1, 7)), sources=("A donor source",)),
    demand=Demand(of(Grafts, 1600, 2000, 2400), exactly(Grafts(5000)), ("A demand source",)),
    pigment=Pigment(3, 2, (Reason("S53", "Oily skin.", "A skin page", ("skin.oily",)),), ("A pigment source",)),
    progression=(Progress("likely", 50, "V", 4200, 1300),),
    missing=("donor.density_fu_cm2", "hair.calibre"),
)
EMPTY = Recommendation("1.0", "r", "Decided.", OptionCode.DEFER, (), (BARE,), None, None, None, (), ())


def printed(rec: Recommendation, *trace: Line) -> list[str]:
    """The lines of the readable answer."""
    return explain.text(rec, TOLD, trace).split("\n")


def test_a_whole_answer_is_printed_part_by_part() -> None:
    assert printed(WHOLE) == [
        "Lead: fue_only, Single grafts (FUE), one session",
        "Engine 1.0, rules 2026-11.5+0",
        "A clinician decides.",
        "",
        "Gate G8 (refer)",
        "  Raised scars.",
        "    [A paper] Read: medical.",
        "",
        "1. Single grafts (FUE), one session [fue_only, fue]: suggested",
        "  Grafts: about 2,000 (1,600 to 2,400)",
        "  FUE sessions: 1",
        "  SMP sessions: about 3 (2 to 4)",
        "  Zone hairline, fue: 30 cm2, about 1,000 (900 to 1,100) grafts",
        "  Zone crown, smp: about 50 (40 to 60) cm2",
        "  Fee: 8,000 USD to 24,000 USD",
        (
            "    fue_grafts: 1,600 × 5 USD to 2,400 × 10 USD a graft = 8,000 USD to 24,000 USD. "
            "Every graft that is moved. [The list]"
        ),
        "  Day 0: Surgery [S19]",
        "  Day 10, between day 7 and 14: A visit [J]",
        "  Why",
        f"  R3 ({BOOK['R3'].wording}): Enough hair for it.",
        "    [A book] Read: loss.grade, age_years.",
        "  To know",
        f"  S32 ({BOOK['S32'].wording}): It is meant to stay.",
        "    [A page]",
        "  What it cannot do: It makes no new hair.",
        "",
        "2. Wait [defer, not_now]: possible",
        "  What it cannot do: Nothing.",
        "",
        "Grafts needed now: about 2,000 (1,600 to 2,400); in a lifetime: 5,000",
        "    [A demand source]",
        "Donor, supply: 1,000 grafts",
        "Donor, used: 2,000 grafts",
        "Donor, available: 3,000 grafts",
        "Donor, planned: 4,000 grafts",
        "Donor, reserve: 5,000 grafts",
        "Donor, free: 6,000 grafts",
        "    [A donor source]",
        "Pigment: shade 3 of 6, start with 2",
        "    [A pigment source]",
        f"  S53 ({BOOK['S53'].wording}): Oily skin.",
        "    [A skin page] Read: skin.oily.",
        "At 50, likely: class V, needs 4,200 grafts, leaves 1,300",
        "",
        "Missing, the most useful first: donor.density_fu_cm2, hair.calibre",
        "",
        "How each figure came about",
    ]


def test_what_is_not_in_an_answer_is_not_printed() -> None:
    assert printed(EMPTY) == [
        "Lead: defer, Wait",
        "Engine 1.0, rules r",
        "Decided.",
        "",
        "1. Wait [defer, not_now]: possible",
        "  What it cannot do: Nothing.",
        "",
        "",
        "How each figure came about",
    ]


def test_a_long_text_is_broken_and_set_in() -> None:
    words = " ".join(["word"] * 60)
    gate = Gate("G8", "refer", words, words, ())
    rec = Recommendation("1.0", "r", words, OptionCode.DEFER, (gate,), (BARE,), None, None, None, (), ())
    lines = printed(rec)
    assert max(len(line) for line in lines) <= 100
    assert [line for line in lines if line.startswith("word")] == [" ".join(["word"] * 20)] * 3
    assert [len(line) - len(line.lstrip()) for line in lines[lines.index("Gate G8 (refer)") + 1 :][:7]] == [
        *(2, 2, 2, 2),
        *(4, 4, 4),
    ]


def test_a_figure_is_opened_with_its_formula_what_was_read_and_its_rule() -> None:
    kind = next(iter(KINDS))
    what, _rule, effect = KINDS[kind]
    line = Line(
        key="donor.free",
        kind=kind,
        value="6,000",
        rule="S14",
        inputs=(
            "age_years",
            "loss.progressing",
            "loss.diffuse",
            "loss.bald_area_cm2",
            "wishes.goals",
            "medical",
            "scars",
            "donor.*",
        ),
        unknown=("hair.calibre", "hair.*"),
        formula=("3,000 − 4,000 = −1,000", "1 + 1 = 2"),
        stands_on=("donor.available", "demand.now"),
        sources=("A donor source",),
        numbers=(),
    )
    lines = printed(EMPTY, line)
    own = lines[lines.index("How each figure came about") + 1 :]
    assert own[:3] == [f"  donor.free: {what}: 6,000", "    = 3,000 − 4,000 = −1,000", "    = 1 + 1 = 2"]
    rest = " ".join(" ".join(own[3:]).split())
    assert rest == (
        "Read: age_years 41, loss.progressing no, loss.diffuse yes, loss.bald_area_cm2 60.5, wishes.goals front crown, "
        "medical none, scars (2). Not told: hair.calibre. "
        f"S14, {BOOK['S14'].wording}. {effect} Follows from: donor.available, demand.now. [A donor source]"
    )
    assert all(line.startswith("    ") and not line.startswith("     ") for line in own[3:])
    assert max(len(line) for line in own) <= 100
    bare = printed(EMPTY, replace(line, inputs=(), unknown=(), formula=(), stands_on=()))
    rest = " ".join(" ".join(bare[bare.index("How each figure came about") + 2 :]).split())
    assert rest == f"S14, {BOOK['S14'].wording}. {effect} [A donor source]"


def test_a_range_is_said_as_people_say_it() -> None:
    assert explain.spread(exactly(0)) == "0"
    assert explain.spread(exactly(1.25)) == "1.25"
    assert explain.spread(exactly(12345)) == "12,345"
    assert explain.spread(Range(1000, 1500, 2000)) == "about 1,500 (1,000 to 2,000)"
    assert explain.spread(Range(1000, 1000, 2000)) == "about 1,000 (1,000 to 2,000)"


def test_every_option_has_its_name() -> None:
    assert explain.NAMES.keys() == set(OptionCode)
