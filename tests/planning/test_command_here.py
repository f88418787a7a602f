"""The command called in this process: its help, its prices, its lines, and the bytes that it writes."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from consultations.planning import command

MAN = {"age_years": 41, "loss": {"grade": "IV"}, "hair": {"worn": "short"}, "wishes": {"surgery": "yes"}}
EUROS = {"currency": "EUR", "items": {"fue_grafts": {"unit": "graft", "low": 300, "high": 400}}}


@pytest.fixture
def price_list(tmp_path: Path) -> str:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(EUROS))
    return str(path)


@pytest.fixture
def findings(tmp_path: Path) -> str:
    path = tmp_path / "findings.json"
    path.write_text(json.dumps(MAN))
    return str(path)


def test_the_help_says_what_each_word_does(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        command.main(["--help"])
    assert ended.value.code == 0
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines() if line] == [
        "usage: manage.py plan [-h] [--lines] [--prices FILE] [--schema] [--explain] [file]",
        "Findings in, a recommendation out, as JSON.",
        "positional arguments:",
        "file a file of findings; - or nothing is standard input",
        "options:",
        "-h, --help show this help message and exit",
        "--lines JSON Lines in, JSON Lines out",
        "--prices FILE a price list in place of the built-in one",
        "--schema print the JSON Schema of both sides",
        "--explain readable text in place of JSON",
    ]


def test_the_schema_is_printed_to_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--schema"]) == 0
    words = capsys.readouterr().out
    assert words.startswith('{\n  "findings": {\n    "$schema"')
    assert words.endswith("}\n")
    assert words == json.dumps(json.loads(words), indent=2, ensure_ascii=False) + "\n"


def test_prices_reach_every_way_of_answering(
    findings: str, price_list: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([findings, "--prices", price_list]) == 0
    one = capsys.readouterr().out
    assert one.count("EUR") >= 1
    assert "USD" not in one
    assert command.main([findings, "--explain", "--prices", price_list]) == 0
    told = capsys.readouterr().out
    assert not re.search(r"\d USD", told)
    assert "  Fee: " in told
    assert "1,600 × 3 EUR" in told.partition("How each figure came about")[0]
    assert "1,600 × 3 = 4,800" in told.partition("How each figure came about")[2]
    lines = tmp_path / "all.jsonl"
    lines.write_text(json.dumps(MAN) + "\n")
    assert command.main(["--lines", str(lines), "--prices", price_list]) == 0
    assert capsys.readouterr().out == one


def test_lines_may_be_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "all.jsonl"
    lines.write_text("{}\n{}\n")
    assert command.main(["--lines", "--explain", str(lines)]) == 0
    assert capsys.readouterr().out.count("Lead: defer, Wait\n") == 2


def test_what_was_told_is_in_the_readable_answer(findings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([findings, "--explain"]) == 0
    assert "age_years 41" in capsys.readouterr().out


def test_errors_are_written_as_they_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "all.jsonl"
    lines.write_text('{"größe": 1}\n', encoding="utf-8")
    assert command.main(["--lines", str(lines)]) == 1
    assert capsys.readouterr().out.startswith('{"error": "größe: unknown key')


def test_output_is_in_utf_8_whatever_the_machine_prefers(findings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert command.main([findings, "--explain"]) == 0
    assert "×".encode() in raw.getvalue()


class Left(io.StringIO):
    def reconfigure(self, **_: str) -> None:
        """Take the encoding as it is."""

    def write(self, _: str) -> int:
        raise BrokenPipeError


def test_after_a_reader_left_the_process_may_still_end(findings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Left())
    assert command.main([findings]) == 1
    assert sys.stdout.write("the interpreter's last words") > 0
