"""The case book: every case leads where its source says, and stands on the side of each limit that it tells of."""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from consultations.planning import engine, findings, schema
from consultations.planning.recommendation import as_json

Facts = dict[str, Any]
Answer = dict[str, Any]

FOLDER = Path(__file__).parent / "cases"
CASES: dict[str, Facts] = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
KEYS = {"name", "source", "why", "fires", "spares", "twin", "findings", "expect"}
GATES_AND_RULES = [f"G{n}" for n in range(1, 16)] + [f"R{n}" for n in range(1, 31)]

# What a reader can look up: a post, a paper, a page, or the decision table where the project had to judge.
CHECKABLE = re.compile(
    r"Balding Blog, Pigments archive \(.+\), posts? \d"
    r"|PMC\d{6,}|PubMed \d{8}|10\.\d{4,}/\S+|dsu\.12108|BMRI 2019-3423657|s00266-013-0259-1"
    r"|[a-z0-9-]+\.(com|org|net|in|hk|co\.uk|com\.au|ro|ai)\b"
    r"|Decision table, (gate G|rule R|section )\S+.*project judgement"
)

SURGERY = {"fue_only", "strip", "transplant_staged", "fue_strip_staged", "combination"}
PROCEDURES = SURGERY | {"smp_only", "scar_smp"}
OUT = jsonschema.Draft202012Validator(schema.both()["recommendation"])
IN = jsonschema.Draft202012Validator(schema.both()["findings"])


@cache
def answer_to(stem: str) -> Answer:
    """The engine's answer to a case, as JSON gives it."""
    return dict(json.loads(json.dumps(as_json(engine.recommend(findings.parse(CASES[stem]["findings"]))))))


# --- reading an answer ------------------------------------------------------------------------------------------------


def ends(value: dict[str, float]) -> list[float]:
    """Low, likely and high."""
    return [value["low"], value["likely"], value["high"]]


def option(answer: Answer, code: str) -> Answer:
    """The option of that code."""
    return dict(next(one for one in answer["options"] if one["code"] == code))


def lead(answer: Answer) -> Answer:
    """The first option."""
    return dict(answer["options"][0])


def rules(reasons: list[Answer]) -> set[str]:
    """The rules that reasons name."""
    return {reason["rule"] for reason in reasons}


def said(part: str, told: list[Answer]) -> bool:
    """Whether one of the texts has these words, capitals aside."""
    return any(part.lower() in one["text"].lower() for one in told)


def codes(answer: Answer) -> set[str]:
    """The codes of all options."""
    return {one["code"] for one in answer["options"]}


def gates(answer: Answer) -> dict[str, str]:
    """The effects of the gates that fired."""
    return {gate["gate"]: gate["effect"] for gate in answer["gates"]}


def fired(answer: Answer) -> set[str]:
    """The gates that fired, and the rules that any reason or caution names."""
    told = [reason for one in answer["options"] for reason in one["reasons"] + one["cautions"]]
    told += (answer["pigment"] or {"cautions": []})["cautions"]
    return gates(answer).keys() | {rule for rule in rules(told) if not rule.startswith("G")}


def steps(one: Answer) -> dict[str, int]:
    """When each step of an option is due; of several alike the last."""
    return {step["step"].split(",")[0]: step["after_days"] for step in one["timeline"]}


def windows(one: Answer) -> dict[str, list[int]]:
    """How early and how late each step of an option may be; of several alike the last."""
    found = {step["step"].split(",")[0]: step["window_days"] for step in one["timeline"]}
    return {name: [window["low"], window["high"]] for name, window in found.items() if window}


def money(one: Answer) -> list[int]:
    """The least and the most that an option costs, in minor units."""
    return [one["fee"]["low"], one["fee"]["high"]]


def items(one: Answer) -> list[str]:
    """What an option's fee is made of."""
    return [line["item"] for line in one["fee"]["lines"]]


def zones(one: Answer) -> list[str]:
    """Each zone of an option with its technique, in the order shown."""
    return [f"{zone['technique']} {zone['zone']}" for zone in one["zones"]]


def course(answer: Answer) -> list[list[Any]]:
    """Scenario, age, class, grafts needed and grafts left of each row of the progression."""
    return [list(row.values()) for row in answer["progression"]]


def of_each(read: Callable[[Answer], Any]) -> Callable[[Answer, dict[str, Any]], bool]:
    """A check of what several options show, each by its code."""
    return lambda answer, want: all(read(option(answer, code)) == value for code, value in want.items())


def of_lead(read: Callable[[Answer], Any]) -> Callable[[Answer, Any], bool]:
    """A check of what the first option shows."""
    return lambda answer, want: bool(read(lead(answer)) == want)


def of_donor(part: str) -> Callable[[Answer, Any], bool]:
    """A check of one line of the donor's account."""
    return lambda answer, want: ends(answer["donor"][part]) == want


def none_suggested(among: set[str]) -> Callable[[Answer, Any], bool]:
    """A check that none of these options is suggested."""
    return lambda answer, _: not any(one["fit"] == "suggested" for one in answer["options"] if one["code"] in among)


CHECKS: dict[str, Callable[[Answer, Any], bool]] = {
    # what is proposed
    "lead": lambda a, want: a["lead"] == want and lead(a)["code"] == want,
    "not_lead": lambda a, want: a["lead"] not in want,
    "order": lambda a, want: [one["code"] for one in a["options"]][: len(want)] == want,
    "codes": lambda a, want: set(want) <= codes(a),
    "no_codes": lambda a, want: not set(want) & codes(a),
    "fits": of_each(lambda one: one["fit"]),
    "no_suggested_surgery": none_suggested(SURGERY),
    "no_suggested_procedure": none_suggested(PROCEDURES),
    # why
    "gates": lambda a, want: want.items() <= gates(a).items(),
    "lead_rules": lambda a, want: set(want) <= rules(lead(a)["reasons"]),
    "no_lead_caution_rules": lambda a, want: not set(want) & rules(lead(a)["cautions"]),
    "lead_caution_rules": lambda a, want: set(want) <= rules(lead(a)["cautions"]),
    "caution_rules_of": lambda a, want: all(
        set(some) <= rules(option(a, code)["cautions"]) for code, some in want.items()
    ),
    "text": lambda a, want: all(said(part, lead(a)["reasons"]) for part in want),
    "no_text": lambda a, want: not any(said(part, lead(a)["reasons"]) for part in want),
    "text_of": lambda a, want: all(said(part, option(a, code)["reasons"]) for code, part in want.items()),
    "caution_text": lambda a, want: all(said(part, lead(a)["cautions"]) for part in want),
    "gate_text": lambda a, want: all(said(part, a["gates"]) for part in want),
    "missing": lambda a, want: set(want) <= set(a["missing"]),
    "not_missing": lambda a, want: not set(want) & set(a["missing"]),
    # how many and how much
    "now": lambda a, want: ends(a["demand"]["now"]) == want,
    "lifetime": lambda a, want: ends(a["demand"]["lifetime"]) == want,
    "supply": of_donor("supply"),
    "used": of_donor("used"),
    "available": of_donor("available"),
    "planned": of_donor("planned"),
    "reserve": of_donor("reserve"),
    "free": of_donor("free"),
    "no_donor": lambda a, _: a["donor"] is None,
    "grafts": of_lead(lambda one: ends(one["grafts"])),
    "grafts_of": of_each(lambda one: ends(one["grafts"])),
    "fue_sessions": of_lead(lambda one: ends(one["fue_sessions"])),
    "fue_sessions_of": of_each(lambda one: ends(one["fue_sessions"])),
    "smp_sessions": of_lead(lambda one: ends(one["smp_sessions"])),
    "fee": of_lead(money),
    "fee_of": of_each(money),
    "fee_within": lambda a, want: want[0] <= money(lead(a))[0] <= money(lead(a))[1] <= want[1],
    "fee_items": of_lead(items),
    "fee_why": lambda a, want: any(want in line["why"] for line in lead(a)["fee"]["lines"]),
    "shade": lambda a, want: [a["pigment"]["shade"], a["pigment"]["start_shade"]] == want,
    "pigment_rules": lambda a, want: set(want) <= rules(a["pigment"]["cautions"]),
    # where and when
    "lead_zones": of_lead(zones),
    "zones_of": of_each(zones),
    "no_lead_zones": lambda a, want: not set(want) & {zone["zone"] for zone in lead(a)["zones"]},
    "area_about": lambda a, want: all(  # zones are shown in whole cm2
        abs(sum(zone["area_cm2"][end] for zone in lead(a)["zones"]) - whole) <= 1
        for end, whole in zip(("low", "likely", "high"), want, strict=True)
    ),
    "areas": lambda a, want: {zone["zone"]: ends(zone["area_cm2"]) for zone in lead(a)["zones"]} == want,
    "steps": lambda a, want: want.items() <= steps(lead(a)).items(),
    "steps_of": lambda a, want: all(some.items() <= steps(option(a, code)).items() for code, some in want.items()),
    "days": of_lead(lambda one: [step["after_days"] for step in one["timeline"]]),
    "windows": lambda a, want: want.items() <= windows(lead(a)).items(),
    "waits": lambda a, want: lead(a)["timeline"][0]["after_days"] == want,
    "progression": lambda a, want: all(row in [told[: len(row)] for told in course(a)] for row in want),
    "no_progression": lambda a, _: a["progression"] == [],
}


# --- the cases --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", CASES)
def test_case_comes_out_as_its_source_says(stem: str) -> None:
    case, answer = CASES[stem], answer_to(stem)
    seen = (answer["lead"], [(o["code"], o["fit"]) for o in answer["options"]], gates(answer))
    for check, want in case["expect"].items():
        assert CHECKS[check](answer, want), (check, want, seen)
    named = fired(answer)
    assert set(case["fires"]) <= named, (seen, sorted(named))
    assert not set(case["spares"]) & named, (seen, sorted(named))


@pytest.mark.parametrize("stem", CASES)
def test_case_is_told_and_answered_by_the_contract(stem: str) -> None:
    IN.validate(CASES[stem]["findings"])
    OUT.validate(answer_to(stem))


@pytest.mark.parametrize("stem", CASES)
def test_case_reads_like_a_case(stem: str) -> None:
    case = CASES[stem]
    assert case.keys() <= KEYS
    assert KEYS - {"twin"} <= case.keys()
    assert case["expect"]
    assert set(case["fires"]) | set(case["spares"]) <= set(GATES_AND_RULES)
    assert len(case["name"]) <= 110
    assert case["why"].endswith(".")
    assert CHECKABLE.search(case["source"]), case["source"]


@pytest.mark.parametrize("stem", [stem for stem, case in CASES.items() if "twin" in case])
def test_twins_differ_in_one_fact(stem: str) -> None:
    own, other = (CASES[one]["findings"] for one in (stem, CASES[stem]["twin"]))
    assert len(list(differences(own, other))) == 1


def differences(own: Any, other: Any, key: str = "") -> Iterator[str]:
    """The dotted keys of the facts that differ; a list of words is one fact, and so is the number of scars."""
    if isinstance(own, dict) or isinstance(other, dict):
        own, other = own or {}, other or {}
        for name in sorted(own.keys() | other.keys()):
            yield from differences(own.get(name), other.get(name), f"{key}.{name}" if key else name)
    elif own != other and key == "scars" and own and other and len(own) == len(other):
        for n, (one, two) in enumerate(zip(own, other, strict=True)):
            yield from differences(one, two, f"{key}[{n}]")
    elif own != other:
        yield key


def test_no_two_cases_are_the_same_and_none_has_the_name_of_another() -> None:
    told = [json.dumps(case["findings"], sort_keys=True) for case in CASES.values()]
    assert sorted(told) == sorted(set(told))
    assert len({case["name"] for case in CASES.values()}) == len(CASES)


@pytest.mark.parametrize("rule", GATES_AND_RULES)
def test_a_case_fires_it_and_a_twin_by_one_fact_just_does_not(rule: str) -> None:
    firing = {stem for stem, case in CASES.items() if rule in case["fires"]}
    sparing = {stem for stem, case in CASES.items() if rule in case["spares"]}
    assert firing
    assert sparing
    assert [stem for stem in sparing if CASES[stem].get("twin") in firing], (firing, sparing)
