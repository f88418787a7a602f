"""The fingerprints of the case book: answers, and how they were come to; `python -m tests.planning.answers` renews."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from consultations.planning import engine, explain, findings, trace
from consultations.planning.book import OWN
from consultations.planning.findings import Findings
from consultations.planning.protocol import RULES_REVISION
from consultations.planning.recommendation import as_json

HERE = Path(__file__).parent
FILE = HERE / "answers.json"
CASES = sorted((HERE / "cases").glob("*.json"))


def answers() -> Iterator[tuple[str, str]]:
    """Each case with the digest of its whole answer, but the version that it names."""
    for stem, told in _cases():
        answer = as_json(engine.recommend(told))
        del answer["rules"]
        yield stem, _digest(answer)


def traces() -> Iterator[tuple[str, str]]:
    """Each case with the digest of its trace, and of the answer as a doctor reads it."""
    for stem, told in _cases():
        lines = trace.of(told)
        written = explain.text(engine.recommend(told), told, lines).splitlines()
        yield stem, _digest([trace.as_json(lines), [line for line in written if OWN.version not in line]])


def _cases() -> Iterator[tuple[str, Findings]]:
    """The cases, those of one rule apart, so that a change of any shows early."""
    for path in sorted(CASES, key=lambda path: path.stem[::-1]):
        yield path.stem, findings.parse(json.loads(path.read_text())["findings"])


def _digest(found: Any) -> str:
    return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()[:16]


def kept() -> dict[str, Any]:
    """The fingerprints as they were written, with the revision of the rules that gave them."""
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


if __name__ == "__main__":
    told = {"answers": dict(sorted(answers())), "traces": dict(sorted(traces()))}
    FILE.write_text(json.dumps({"revision": RULES_REVISION} | told, indent=1) + "\n")
