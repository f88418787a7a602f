"""The case book: every case leads where its source says it leads."""

import json
from pathlib import Path
from typing import Any

import pytest

from consultations.planning import engine, findings
from consultations.planning.recommendation import as_json

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
SURGERY = {"fue_only", "strip", "transplant_staged", "fue_strip_staged", "combination"}
Answer = dict[str, Any]


def ends(value: dict[str, float]) -> list[float]:
    """Low, likely and high."""
    return [value["low"], value["likely"], value["high"]]


def option(answer: Answer, code: str) -> Answer:
    """The option of that code."""
    return next(one for one in answer["options"] if one["code"] == code)


def lead(answer: Answer) -> Answer:
    """The first option."""
    return dict(answer["options"][0])


def rules(reasons: list[Answer]) -> set[str]:
    """The rules that reasons name."""
    return {reason["rule"] for reason in reasons}


def codes(answer: Answer) -> set[str]:
    """The codes of all options."""
    return {one["code"] for one in answer["options"]}


def gates(answer: Answer) -> dict[str, str]:
    """The effects of the gates that fired."""
    return {gate["gate"]: gate["effect"] for gate in answer["gates"]}


def days(answer: Answer) -> dict[str, int]:
    """When each step of the first option is due."""
    return {step["step"].split(",")[0]: step["after_days"] for step in lead(answer)["timeline"]}


CHECKS = {
    "lead": lambda a, want: a["lead"] == want and lead(a)["code"] == want,
    "fits": lambda a, want: all(option(a, code)["fit"] == fit for code, fit in want.items()),
    "codes": lambda a, want: set(want) <= codes(a),
    "no_codes": lambda a, want: not set(want) & codes(a),
    "gates": lambda a, want: want.items() <= gates(a).items(),
    "no_gates": lambda a, want: not set(want) & gates(a).keys(),
    "lead_rules": lambda a, want: set(want) <= rules(lead(a)["reasons"]),
    "no_lead_rules": lambda a, want: not set(want) & rules(lead(a)["reasons"]),
    "lead_caution_rules": lambda a, want: set(want) <= rules(lead(a)["cautions"]),
    "missing": lambda a, want: set(want) <= set(a["missing"]),
    "used": lambda a, want: ends(a["donor"]["used"]) == want,
    "supply": lambda a, want: ends(a["donor"]["supply"]) == want,
    "donor": lambda a, want: a["donor"] == want,
    "now": lambda a, want: ends(a["demand"]["now"]) == want,
    "lifetime": lambda a, want: ends(a["demand"]["lifetime"]) == want,
    "shade": lambda a, want: [a["pigment"]["shade"], a["pigment"]["start_shade"]] == want,
    "smp_sessions": lambda a, want: ends(lead(a)["smp_sessions"]) == want,
    "fue_sessions_of": lambda a, want: all(ends(option(a, c)["fue_sessions"]) == w for c, w in want.items()),
    "grafts": lambda a, want: ends(lead(a)["grafts"]) == want,
    "fee_between": lambda a, want: want[0] <= lead(a)["fee"]["low"] <= lead(a)["fee"]["high"] <= want[1],
    "steps": lambda a, want: want.items() <= days(a).items(),
    "text": lambda a, want: all(any(part in r["text"] for r in lead(a)["reasons"]) for part in want),
    "no_lead_zones": lambda a, want: not set(want) & {zone["zone"] for zone in lead(a)["zones"]},
    "no_suggested_surgery": lambda a, _: (
        not any(one["fit"] == "suggested" for one in a["options"] if one["code"] in SURGERY)
    ),
}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_leads_where_its_source_says(path: Path) -> None:
    case = json.loads(path.read_text())
    answer = as_json(engine.recommend(findings.parse(case["findings"])))
    assert case["name"]
    assert case["source"]
    assert case["why"]
    assert case["expect"]
    for check, want in case["expect"].items():
        seen = (answer["lead"], [(o["code"], o["fit"]) for o in answer["options"]], gates(answer))
        assert CHECKS[check](answer, want), (check, want, seen)
