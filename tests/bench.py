"""Speed, as ratios in one run: `make bench`. Figures of a busy machine are upper bounds; the ratios hold."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from consultations.planning import engine, findings, trace, whatif
from consultations.planning.command import answer
from consultations.planning.prices import DEFAULT
from consultations.planning.reading import loads
from tests import bench_pages, bench_photos, bench_steps

HERE = Path(__file__).resolve().parent
CASES = sorted((HERE / "planning" / "cases").glob("*.json"))
LINES = int(os.environ.get("BENCH_LINES", "100000"))
AIM_TIMES, AIM_A_SECOND = 10, 2000
Row = tuple[str, str, str]


def main() -> None:
    """Measure, and print a table with what is met and missed."""
    given = [json.dumps(json.loads(path.read_text())["findings"]) for path in CASES]
    rows = [
        *_plans(given),
        *_parts(given),
        *_lines(given),
        *bench_steps.rows(),
        *bench_photos.rows(),
        *bench_pages.rows(),
    ]
    wide = [max(len(row[n]) for row in rows) for n in range(3)]
    for row in rows:
        sys.stdout.write("  ".join(cell.ljust(wide[n]) for n, cell in enumerate(row)).rstrip() + "\n")


def seconds_each(work: Callable[[Any], object], given: list[Any], least: float = 1.5) -> float:
    """CPU seconds of one call, over whole rounds of what is given until they took long enough; the best round."""
    best, spent = float("inf"), 0.0
    while spent < least:
        start = time.process_time()
        for one in given:
            work(one)
        taken = time.process_time() - start
        best, spent = min(best, taken / len(given)), spent + taken
    return best


def _plans(given: list[str]) -> list[Row]:
    """A plan from JSON to JSON beside a loop that only parses the findings and prints the same answer."""
    pairs = [(raw, json.loads(answer(loads(raw), DEFAULT))) for raw in given]
    plan = seconds_each(lambda raw: answer(loads(raw), DEFAULT), given)
    parser = seconds_each(lambda pair: (json.loads(pair[0]), json.dumps(pair[1], ensure_ascii=False)), pairs)
    times, a_second = plan / parser, 1 / plan
    return [
        ("plans a second, JSON in and out, one process", f"{a_second:,.0f}", _aim(a_second >= AIM_A_SECOND, "2,000")),
        ("CPU of one plan", f"{plan * 1e3:.3f} ms", ""),
        ("CPU of parsing and printing the same JSON", f"{parser * 1e3:.3f} ms", ""),
        ("plan against parser", f"{times:.1f} times", _aim(times <= AIM_TIMES, "at most 10")),
    ]


def _parts(given: list[str]) -> list[Row]:
    told = [findings.parse(loads(raw)) for raw in given]
    plan = seconds_each(engine.recommend, told)
    work = {
        "the trace of a plan": seconds_each(trace.of, told),
        "a what-if, both plans and their differences": seconds_each(
            lambda one: whatif.ask(one, {"density": True}), told
        ),
    }
    return [(name, f"{each * 1e3:.2f} ms", f"{each / plan:.1f} plans") for name, each in work.items()]


def _lines(given: list[str]) -> list[Row]:
    """`plan --lines` on many findings: as much memory as on few."""
    few, many = _run(given, LINES // 100), _run(given, LINES)
    more = many[1] / few[1]
    return [
        (f"plan --lines, {LINES:,} findings", f"{many[0]:.1f} s", f"{LINES / many[0]:,.0f} a second"),
        ("its most memory", f"{many[1]:.1f} MB", _aim(more < 1.1, f"{more:.2f} times that of {LINES // 100:,}")),
    ]


def _run(given: list[str], count: int) -> tuple[float, float]:
    """CPU seconds and the most memory in MB of the command on so many findings."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "findings.jsonl")
        with file.open("w") as lines:
            lines.writelines(f"{given[n % len(given)]}\n" for n in range(count))
        asked = [sys.executable, str(HERE.parent / "manage.py"), "plan", "--lines", str(file)]
        with subprocess.Popen(asked, stdout=subprocess.DEVNULL) as running:
            _pid, status, used = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise SystemExit(f"plan --lines ended with {running.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _aim(met: bool, aim: str) -> str:
    return f"{'met' if met else 'MISSED'}: {aim}"


if __name__ == "__main__":
    main()
