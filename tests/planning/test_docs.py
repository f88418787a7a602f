"""How a plan is made: the worked example of the documentation is what the engine says."""

import json
import re
from pathlib import Path

from consultations.planning import engine, trace
from consultations.planning.findings import parse
from consultations.planning.prices import money
from tests.planning.arithmetic import both_sides

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "plan.md").read_text()
ROW = re.compile(r"^\| `(?P<key>[^`]+)` \| (?P<value>[^|]+) \| (?P<formula>[^|]*) \|", re.MULTILINE)


def example() -> str:
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found.group(1)


def test_every_figure_of_the_worked_example_is_the_engines() -> None:
    lines = {line.key: line for line in trace.of(parse(json.loads(example())))}
    rows = [found.groupdict() for found in ROW.finditer(PAGE)]
    assert len(rows) >= 20
    for row in rows:
        line = lines[row["key"]]
        assert row["value"].strip() == line.value, row["key"]
        told = tuple(re.findall(r"`([^`]+)`", row["formula"]))
        assert told in {line.formula, line.formula[len(line.formula) // 2 :][:1]}, row["key"]
        for formula in told:
            left, right = both_sides(formula)
            assert abs(left - right) <= max(1.01, abs(right) * 2e-3), formula


def test_the_example_leads_as_the_page_says() -> None:
    rec = engine.recommend(parse(json.loads(example())))
    for option in rec.options:
        assert f"**{option.code}** ({option.fit}" in PAGE, option.code
    fee = rec.options[0].fee
    assert fee
    assert f"{money(fee.low, fee.currency)} to {money(fee.high, fee.currency)}" in PAGE
