"""The trace: formulas that hold, inputs that are truly read, and nothing changed by what a line does not read."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from consultations.planning import engine, trace
from consultations.planning.findings import parse
from consultations.planning.protocol import FIGURES
from consultations.planning.recommendation import Option, Recommendation
from consultations.planning.rulebook import BOOK
from consultations.planning.trace import KINDS, Line
from tests.planning.arithmetic import both_sides
from tests.planning.strategies import Facts, any_findings, men
from tests.planning.test_properties import EXAMPLES, FACTS, REPEATABLE

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
some = settings(
    max_examples=max(20, EXAMPLES // 4),
    deadline=None,
    derandomize=REPEATABLE,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def lines_of(facts: Facts) -> dict[str, Line]:
    """The trace of findings, by key."""
    lines = trace.of(parse(facts))
    found = {line.key: line for line in lines}
    assert len(found) == len(lines), "a key stands twice"
    return found


def reads(key: str, line: Line, lines: dict[str, Line]) -> bool:
    """Whether a line reads a key, itself or through the lines that it follows from."""
    own = any(
        one == key or (one.endswith("*") and key.startswith(one[:-1])) or key.startswith(f"{one}.")
        for one in (*line.inputs, *line.unknown)
    )
    return own or any(reads(key, lines[name], lines) for name in line.stands_on)


def assert_holds(line: Line) -> None:
    """The formulas of a line come out at what they say, but for the decimals that are not written."""
    for formula in line.formula:
        left, right = both_sides(formula)
        assert left == pytest.approx(right, rel=2e-3, abs=1.01), (line.key, formula)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_line_of_a_case_holds(path: Path) -> None:
    facts = json.loads(path.read_text())["findings"]
    told = parse(facts)
    lines = lines_of(facts)
    rec = engine.recommend(told)
    for line in lines.values():
        assert line.kind in KINDS
        assert line.rule in BOOK
        assert line.sources
        assert all(line.sources), line.key
        assert set(line.numbers) <= FIGURES.keys()
        assert set(line.stands_on) <= lines.keys()
        assert not set(line.inputs) & set(line.unknown)
        assert_holds(line)
    opened(rec, lines)


def opened(rec: Recommendation, lines: dict[str, Line]) -> None:
    """Every figure of the answer can be opened, and the trace says what the answer says."""
    assert lines["lead"].value == rec.lead
    for gate in rec.gates:
        assert lines[f"gate.{gate.gate}"].value == gate.effect
    if rec.demand:
        assert lines["demand.now"].value == trace.spread(rec.demand.now)
        assert lines["demand.lifetime"].value == trace.spread(rec.demand.lifetime)
    if rec.donor:
        for part in ("supply", "used", "available", "reserve", "free"):
            assert lines[f"donor.{part}"].value == trace.spread(getattr(rec.donor, part))
    for row in rec.progression:
        assert f"{row.grafts_needed:,} needed" in lines[f"progression.{row.scenario}.{row.age_years}"].value
    for option in rec.options:
        opened_option(option, lines)


def opened_option(option: Option, lines: dict[str, Line]) -> None:
    at = f"options.{option.code}"
    assert lines[f"{at}.fit"].value == option.fit
    for part in ("grafts", "fue_sessions", "smp_sessions"):
        figure = getattr(option, part)
        assert (f"{at}.{part}" in lines) == (figure is not None)
        assert figure is None or lines[f"{at}.{part}"].value == trace.spread(figure)
    for n, zone in enumerate(option.zones):
        assert lines[f"{at}.zone[{n}].{zone.zone}"].value == f"{trace.spread(zone.area_cm2)} cm2"
    fee = option.fee.lines if option.fee else ()
    assert len([key for key in lines if key.startswith(f"{at}.fee[")]) == len(fee)


@pytest.mark.parametrize("path", CASES[::20], ids=lambda path: path.stem)
def test_a_stored_trace_is_short_and_comes_back_whole(path: Path) -> None:
    lines = trace.of(parse(json.loads(path.read_text())["findings"]))
    stored = json.dumps(trace.as_json(lines))
    assert trace.rows(json.loads(stored)) == json.loads(json.dumps([asdict(line) for line in lines]))
    assert len(stored) < 40_000
    assert trace.rows({}) == []


@st.composite
def with_one_changed(draw: st.DrawFn) -> tuple[str, Facts, Facts]:
    """Two findings that differ in one dotted key, and the key."""
    facts = draw(st.one_of(men(), any_findings()))
    other = draw(any_findings())
    pairs = [
        (f"{name}.{key}", name, key)
        for name, section in other.items()
        if isinstance(section, dict)
        for key, value in section.items()
        if value is not None and (facts.get(name) or {}).get(key) != value
    ]
    assume(pairs)
    dotted, name, key = draw(st.sampled_from(pairs))
    return dotted, facts, facts | {name: (facts.get(name) or {}) | {key: other[name][key]}}


@some
@given(with_one_changed())
def test_changing_one_input_changes_only_what_reads_it(given_facts: tuple[str, Facts, Facts]) -> None:
    key, before, after = given_facts
    assume(not (key == "loss.scale" or "ludwig" in json.dumps(before) + json.dumps(after)))
    first, second = lines_of(before), lines_of(after)
    for name, line in first.items():
        if name in second and not reads(key, line, first):
            assert (line.value, line.formula, line.sources) == (
                second[name].value,
                second[name].formula,
                second[name].sources,
            ), (name, key)


@some
@given(FACTS)
def test_a_rule_names_as_inputs_only_what_it_read(facts: Facts) -> None:
    """The inputs that the answer shows are among those that were followed."""
    lines = lines_of(facts)
    for gate in engine.recommend(parse(facts)).gates:
        line = lines[f"gate.{gate.gate}"]
        for key in gate.inputs:
            assert reads(key.split("[")[0], line, lines), (gate.gate, key)


@some
@given(FACTS)
def test_every_formula_holds(facts: Facts) -> None:
    for line in lines_of(facts).values():
        assert_holds(line)
