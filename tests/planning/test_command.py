"""`manage.py plan` as other programs meet it: a real process, its answer and its exit status."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
CLASS_FOUR = {"age_years": 41, "loss": {"grade": "IV"}, "hair": {"worn": "short"}}


def run(*words: str, given: str | bytes = "", status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing of Django in its environment."""
    raw = given.encode() if isinstance(given, str) else given
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "SYSTEMROOT"} or "COV" in key}
    done = subprocess.run(
        [sys.executable, "manage.py", "plan", *words], input=raw, capture_output=True, cwd=ROOT, env=clean, check=False
    )
    assert done.returncode == status, (done.stdout, done.stderr)
    return subprocess.CompletedProcess(done.args, status, done.stdout.decode(), done.stderr.decode())


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one JSON object on standard output."""
    assert done.stderr == ""
    return dict(json.loads(done.stdout))


def test_one_object_in_one_out_from_a_file_and_from_standard_input_alike(tmp_path: Path) -> None:
    told = json.dumps(CLASS_FOUR)
    (tmp_path / "findings.json").write_text(told)
    by_file = run(str(tmp_path / "findings.json"))
    assert answer(by_file)["lead"] == "transplant_staged"
    assert by_file.stdout == run(given=told).stdout == run("-", given=told).stdout
    assert by_file.stdout.count("\n") == 1


def test_it_needs_no_django() -> None:
    code = "import sys; sys.argv = ['manage.py', 'plan', '--schema']; import manage; manage.main(); "
    code += "assert not [m for m in sys.modules if m.partition('.')[0] in ('django', 'celery', 'smpclinic')]"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ('{"los": {}}', "los: unknown key, expected one of age_years"),
        ('{"loss": {"grad": "IV"}}', "loss.grad: unknown key, expected one of diagnosis"),
        ('{"loss": {"grade": "VIII"}}', "loss.grade: expected one of I, II, IIa, III, IIIa, III-vertex, IV"),
        ('{"loss": {"scale": "ludwig", "grade": "IV"}}', "loss.grade: expected one of I, II, III on the Ludwig scale"),
        ('{"age_years": true}', "age_years: expected a whole number from 0 to 120, got true"),
        ('{"age_years": 30.5}', "age_years: expected a whole number from 0 to 120, got 30.5"),
        ('{"age_years": "30"}', "age_years: expected a whole number"),
        ('{"age_years": -1}', "age_years: expected a whole number"),
        ('{"loss": {"bald_area_cm2": NaN}}', "expected JSON without NaN"),
        ('{"loss": {"bald_area_cm2": 1e999}}', "loss.bald_area_cm2: expected a number from 0 to 1000"),
        ('{"loss": {"bald_area_cm2": true}}', "loss.bald_area_cm2: expected a number"),
        ('{"hair": {"calibre_mm": 0}}', "hair.calibre_mm: expected a number from 0.001 to 1, got 0"),
        ('{"loss": {"active": 1}}', "loss.active: expected true or false, got 1"),
        ('{"loss": []}', "loss: expected an object"),
        ('{"medical": "keloid"}', "medical: expected a list"),
        ('{"medical": ["keloyd"]}', "medical[0]: expected one of pregnant"),
        ('{"wishes": {"asked_for": ["linear_scar"]}}', "wishes.asked_for[0]: expected one of smp"),
        ('{"clinic": {"offers": []}}', "clinic.offers: expected a list of at least 1"),
        ('{"scars": {}}', "scars: expected a list of up to 100 objects"),
        ('{"scars": [{"zone": 7}]}', "scars[0].zone: expected text of up to 200 characters"),
        ('{"age_years": 30, "age_years": 31}', "age_years: expected once, stands twice"),
        ("[]", "findings: expected an object"),
        ("{", "expected JSON: "),
        ("", "expected JSON: "),
        (b"\xff\xfe", "expected text in UTF-8"),
        ("[" * 100_000, "expected JSON of a sensible depth"),
        ('{"age_years": ' + "9" * 5000 + "}", "expected JSON of a sensible depth and numbers of a sensible length"),
    ],
)
def test_bad_input_is_one_line_that_names_the_key_and_what_was_expected(given: str | bytes, words: str) -> None:
    done = run(given=given, status=2)
    assert done.stdout == ""
    assert done.stderr.startswith(words)
    assert done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_said_in_one_line() -> None:
    assert run("no such file.json", status=2).stderr == "no such file.json: No such file or directory\n"


def test_null_is_absent() -> None:
    nothing = run(given="{}").stdout
    assert run(given='{"age_years": null, "loss": null, "medical": null, "wishes": {"goals": null}}').stdout == nothing


def test_a_byte_order_mark_is_no_trouble() -> None:
    assert answer(run(given=b"\xef\xbb\xbf{}"))["lead"] == "defer"


def test_lines_keep_their_order_and_a_bad_one_does_not_stop_the_rest() -> None:
    given = '{"loss": {"grade": "I"}}\n\n{"oops": 1}\nnot json\n{}'
    done = run("--lines", given=given, status=1)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("lead") for line in lines] == ["none", None, None, "defer"]
    assert lines[1]["line"] == 3
    assert lines[1]["error"].startswith("oops: unknown key")
    assert lines[2]["line"] == 4
    assert done.stderr == ""


def test_good_lines_end_well(tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text("{}\n" * 3)
    assert len(run("--lines", str(tmp_path / "all.jsonl")).stdout.splitlines()) == 3


def test_both_schemas_are_draft_2020_12() -> None:
    both = answer(run("--schema"))
    assert list(both) == ["findings", "recommendation"]
    for one in both.values():
        assert one["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        jsonschema.Draft202012Validator.check_schema(one)
    jsonschema.validate(CLASS_FOUR, both["findings"])
    jsonschema.validate(answer(run(given=json.dumps(CLASS_FOUR))), both["recommendation"])


def priced(tmp_path: Path, prices: object, **also: int) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(prices))
    return run("--prices", str(path), given=json.dumps(CLASS_FOUR), **also)


def test_a_price_list_takes_the_place_of_the_built_in_one(tmp_path: Path) -> None:
    prices = {"currency": "JPY", "items": {"fue_grafts": {"unit": "graft", "low": 700, "high": 900}}}
    lead = answer(priced(tmp_path, prices))["options"][0]
    assert lead["fee"]["currency"] == "JPY"
    line = lead["fee"]["lines"][0]
    assert (line["unit_low"], line["unit_high"]) == (700, 900)
    assert lead["fee"]["low"] == lead["grafts"]["low"] * 700


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ({"currency": "usd", "items": {}}, "currency: expected three capital letters"),
        ({"items": {}}, "currency: expected three capital letters"),
        ({"currency": "USD"}, "items: expected at least one price"),
        ({"currency": "USD", "items": {"hat": {}}}, "items.hat: unknown key, expected one of smp_area"),
        (
            {"currency": "USD", "items": {"smp_area": {"unit": "cm2", "low": 1}}},
            "items.smp_area.high: expected a value",
        ),
        (
            {"currency": "USD", "items": {"smp_area": {"unit": "inch", "low": 1, "high": 2}}},
            "items.smp_area.unit: expected one of cm2, session, course",
        ),
        (
            {"currency": "USD", "items": {"smp_area": {"unit": "cm2", "low": 3, "high": 2}}},
            "items.smp_area.high: expected at least the low price 3, got 2",
        ),
        (
            {"currency": "USD", "items": {"smp_area": {"unit": "cm2", "low": 1.5, "high": 2}}},
            "items.smp_area.low: expected a whole number",
        ),
    ],
)
def test_a_bad_price_list_is_said_in_one_line(tmp_path: Path, prices: object, words: str) -> None:
    done = priced(tmp_path, prices, status=2)
    assert done.stderr.startswith(words)
    assert done.stderr.count("\n") == 1


def test_explained_every_number_has_its_rule_and_source() -> None:
    told = json.dumps(CLASS_FOUR | {"hair": {"colour": "brown", "worn": "short"}, "medical": ["keloid"]})
    words = run("--explain", given=told).stdout
    for part in (
        "Lead: refer",
        "Gate G8 (refer)",
        "Grafts: about 2,400 (1,600 to ",
        "fue_grafts: 1,600 × 5 USD",
        "R3 (",
        "Pigment: shade 3 of 6",
        "Grafts needed now: about 2,400 (1,600 to 4,000)",
        "Donor, supply: about 6,404",
        "At 50, likely: class",
        "[S19: Balding Blog",
        "Missing, the most useful first: ",
    ):
        assert part in words, part


def test_a_reader_who_leaves_early_is_no_trouble() -> None:
    with subprocess.Popen(
        [sys.executable, "manage.py", "plan", "--lines"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        running.stdin.write(b"{}\n" * 200)
        running.stdin.close()
        assert running.stderr.read() == b""


def test_memory_does_not_grow_with_the_lines() -> None:
    def peak(lines: int) -> int:
        code = (
            "import resource, sys, manage; sys.argv = ['manage.py', 'plan', '--lines']; manage.main(); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], input=b"{}\n" * lines, capture_output=True, cwd=ROOT, check=True
        )
        assert done.stdout.count(b"\n") == lines
        return int(done.stderr)

    assert peak(4000) < peak(40) * 1.15
