"""The fingerprint of the case book's answers; `python -m tests.planning.answers` writes it anew."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from consultations.planning import engine, findings
from consultations.planning.protocol import RULES_REVISION
from consultations.planning.recommendation import as_json

HERE = Path(__file__).parent
FILE = HERE / "answers.json"
CASES = sorted((HERE / "cases").glob("*.json"))


def fingerprints() -> dict[str, str]:
    """By case, a digest of the whole answer but the version that it names."""
    return dict(sorted(each()))


def each() -> Iterator[tuple[str, str]]:
    """Each case with its digest, those of one rule apart, so that a change of any shows early."""
    for path in sorted(CASES, key=lambda path: path.stem[::-1]):
        yield path.stem, _digest(json.loads(path.read_text())["findings"])


def _digest(facts: Any) -> str:
    answer = as_json(engine.recommend(findings.parse(facts)))
    del answer["rules"]
    return hashlib.sha256(json.dumps(answer, ensure_ascii=False).encode()).hexdigest()[:16]


def kept() -> dict[str, Any]:
    """The fingerprints as they were written, with the revision of the rules that gave them."""
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


if __name__ == "__main__":
    FILE.write_text(json.dumps({"revision": RULES_REVISION, "answers": fingerprints()}, indent=1) + "\n")
