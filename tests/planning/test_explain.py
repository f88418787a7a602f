"""The readable answer: every number with its rule and source, and the command in this process."""

import io
import json
import sys
from pathlib import Path

import pytest

from consultations.planning import command, engine, explain, trace
from consultations.planning.findings import parse
from consultations.planning.ranges import Range, exactly

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_part_of_the_answer_is_told(path: Path) -> None:
    told = parse(json.loads(path.read_text())["findings"])
    rec, lines = engine.recommend(told), trace.of(told)
    words = " ".join(explain.text(rec, told, lines).split())
    for line in lines:
        assert f"{line.key}: {trace.KINDS[line.kind][0]}: {line.value}" in words
        assert all(f"= {formula}" in words for formula in line.formula)
    assert f"Lead: {rec.lead}" in words
    assert rec.rules in words
    for gate in rec.gates:
        assert f"Gate {gate.gate} ({gate.effect}) {gate.text}" in words
    for option in rec.options:
        assert f"[{option.code}, {option.technique}]: {option.fit}" in words
        assert f"What it cannot do: {option.cannot}" in words
        for reason in (*option.reasons, *option.cautions):
            assert reason.text in words
            assert reason.source in words
        for step in option.timeline:
            assert f"{step.step} [{step.rule}]" in words
    assert all(key in words for key in rec.missing)
    if rec.donor:
        assert f"Donor, free: {explain.spread(rec.donor.free)} grafts" in words
    if rec.pigment:
        assert f"Pigment: shade {rec.pigment.shade} of 6" in words


def test_a_range_reads_as_people_say_it() -> None:
    assert explain.spread(Range(1600, 2400, 4000)) == "about 2,400 (1,600 to 4,000)"
    assert explain.spread(exactly(6905)) == "6,905"
    assert explain.spread(exactly(2.5)) == "2.5"


@pytest.fixture
def given_findings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> io.BytesIO:
    """What stands on standard input."""
    source = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(source))
    return source


def put(source: io.BytesIO, raw: bytes) -> None:
    source.write(raw)
    source.seek(0)


def test_one_object(given_findings: io.BytesIO, capsys: pytest.CaptureFixture[str]) -> None:
    put(given_findings, b"{}")
    assert command.main([]) == 0
    assert json.loads(capsys.readouterr().out)["lead"] == "defer"


def test_readable_text(given_findings: io.BytesIO, capsys: pytest.CaptureFixture[str]) -> None:
    put(given_findings, b"{}")
    assert command.main(["--explain"]) == 0
    assert capsys.readouterr().out.startswith("Lead: defer, Wait\n")


def test_lines(given_findings: io.BytesIO, capsys: pytest.CaptureFixture[str]) -> None:
    put(given_findings, b'{}\n\n{"oops": 1}\n')
    assert command.main(["--lines"]) == 1
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["lead"] == "defer"
    assert second["line"] == 3


def test_bad_input(given_findings: io.BytesIO, capsys: pytest.CaptureFixture[str]) -> None:
    put(given_findings, b"\xff")
    assert command.main([]) == 2
    assert capsys.readouterr() == ("", "expected text in UTF-8\n")


def test_the_schemas(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--schema"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["findings", "recommendation"]


def test_prices_from_a_file(tmp_path: Path, given_findings: io.BytesIO, capsys: pytest.CaptureFixture[str]) -> None:
    put(given_findings, b'{"loss": {"grade": "III"}, "age_years": 40, "wishes": {"surgery": "yes"}}')
    items = {"fue_grafts": {"unit": "graft", "low": 3, "high": 4}}
    (tmp_path / "prices.json").write_text(json.dumps({"currency": "EUR", "items": items}))
    assert command.main(["--prices", str(tmp_path / "prices.json")]) == 0
    assert json.loads(capsys.readouterr().out)["options"][0]["fee"]["currency"] == "EUR"


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["nowhere.json"]) == 2
    assert capsys.readouterr().err == "nowhere.json: No such file or directory\n"


class ClosedPipe(io.StringIO):
    """Standard output that nobody reads any more."""

    def reconfigure(self, **_: str) -> None:
        """Take the encoding as it is."""

    def write(self, _: str) -> int:
        raise BrokenPipeError


def test_a_reader_who_left(monkeypatch: pytest.MonkeyPatch, given_findings: io.BytesIO) -> None:
    put(given_findings, b"{}")
    monkeypatch.setattr(sys, "stdout", ClosedPipe())
    assert command.main([]) == 1
