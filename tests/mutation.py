"""Runs mutmut on the plan engine: worked-out parts are changed as well, and the kept answers are asked first.

mutmut leaves decorated methods alone, imports the engine once for all mutants and collects the tests for each. Here
parts (`@Worked`, `@property`) are changed too; a mutant that answers a case of the case book otherwise than
tests/planning/answers.json is dead at once; tests are collected once; and what only an import calls, to build tables,
is met on an engine imported anew.
"""

import json
import os
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import libcst as cst
import pytest
from _pytest.config import get_config
from _pytest.runner import runtestprotocol
from mutmut.__main__ import cli
from mutmut.configuration import config
from mutmut.mutation import file_mutation
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import change_cwd

PARTS = {"Worked", "property"}
MEMORY = 2 * 1024**3  # for loops that a mutant makes endless
KEPT = {  # what the case book is told to answer, and the test that asks it all
    "answers": "tests/planning/test_revision.py::test_answers_change_only_with_the_revision",
    "traces": "tests/planning/test_revision.py::test_every_number_is_come_to_and_told_as_before",
}
TELLING = {"explain", "formulas", "reads", "trace"}  # how numbers are told of; elsewhere the answers show a change
STATUSES = ("killed", "timeout", "survived", "no tests", "not checked")
LONG = ("every_line_of_a_case", "every_part_of_the_answer")  # of the case book, one by one
MANY, EACH = 40, 24  # of a test with more cases than this, one in so many

ITEMS: dict[str, pytest.Item] = {}

left_alone = MutationVisitor._skip_node_and_children
arranged = file_mutation.function_trampoline_arrangement
all_its_tests = PytestRunner.run_tests


def skip(self: MutationVisitor, node: cst.CSTNode) -> bool:
    """Whether to leave this piece of code as it is."""
    return not (isinstance(node, cst.FunctionDef) and is_part(node)) and left_alone(self, node)


def is_part(function: cst.FunctionDef) -> bool:
    return [getattr(one.decorator, "value", "") in PARTS for one in function.decorators] == [True]


def arrange(function: cst.FunctionDef, mutants: Any, class_name: str | None) -> Any:
    """A method with its mutants; only what chooses among them keeps the decorator of a part."""
    declared, nodes, assigned, names = arranged(function, mutants, class_name)
    if is_part(function):
        nodes = [nodes[0], *(node.with_changes(decorators=[]) for node in nodes[1:])]
    return declared, nodes, assigned, names


def run_tests(self: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
    """0 if the mutant lives; what imports alone have called belongs to no test, and meets all on a new engine."""
    if mutant_name is None:
        if os.environ.get("MUTANT_UNDER_TEST") == "fail":
            return all_its_tests(self, mutant_name=mutant_name, tests=tests)
        collect()
        with change_cwd("mutants"):
            return int(any(fails(item) for item in ITEMS.values()))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked = list(tests)
    parts = KEPT if mutant_name.split(".")[2] in TELLING else ["answers"]
    if any(KEPT[part] in asked and otherwise(part) for part in parts):
        return 1
    if asked != [next(iter(state().duration_by_test))]:  # the first test, to which hits of imports are counted
        with change_cwd("mutants"):
            return int(any(fails(ITEMS[test]) for test in some(asked) if test not in KEPT.values()))
    return fails_anew()


def fails_anew() -> int:
    """Meet the tests in a process of its own, where the mutant is there from the first import on."""
    words = [
        "-x",
        "-q",
        "-k",
        f"not {' and not '.join(LONG)}",
        KEPT["answers"],
        *config().pytest_add_cli_args_test_selection,
    ]
    asked = [sys.executable, "-m", "pytest", "-pno:randomly", *words, *config().pytest_add_cli_args]
    return subprocess.run(asked, cwd="mutants", capture_output=True, check=False).returncode


def collect() -> None:
    """Collect the tests once, for all mutants."""
    asked = [
        "-q",
        "-s",
        "--tb=native",
        "--rootdir=.",
        *config().pytest_add_cli_args_test_selection,
        *config().pytest_add_cli_args,
    ]
    with change_cwd("mutants"):
        found = get_config()
        found = found.pluginmanager.hook.pytest_cmdline_parse(pluginmanager=found.pluginmanager, args=asked)
        found._do_configure()
        session = pytest.Session.from_config(found)
        found.hook.pytest_sessionstart(session=session)
        found.hook.pytest_collection(session=session)
    ITEMS.update({item.nodeid: item for item in session.items})


def fails(item: pytest.Item) -> bool:
    """Run one test."""
    return any(report.failed for report in runtestprotocol(item, log=False))


def some(tests: list[str]) -> list[str]:
    """The tests in their order, the fastest first; of one with very many cases only some."""
    cases: dict[str, list[str]] = {}
    for test in sorted(tests):
        cases.setdefault(test.partition("[")[0], []).append(test)
    kept = {one for many in cases.values() for one in (many[::EACH] if len(many) > MANY else many)}
    return [test for test in tests if test in kept]


def otherwise(part: str) -> bool:
    """Whether some case is answered otherwise than kept: what test_revision asks, given up at the first."""
    book: Any = sys.modules["tests.planning.answers"]
    kept = book.kept()[part]
    try:
        return any(kept[case] != found for case, found in getattr(book, part)())
    except Exception:  # noqa: BLE001 - a mutant may raise anything
        return True


sys.dont_write_bytecode = False  # what is imported anew is compiled once


@cli.command()
def counts() -> None:
    """Count the mutants of each module: killed by a test or by time, alive, met by no test."""
    whole: Counter[str] = Counter()
    for path in sorted(Path("mutants/consultations/planning").glob("*.meta")):
        codes = json.loads(path.read_text())["exit_code_by_key"].values()
        found = Counter(status_by_exit_code[code] for code in codes)
        if found:
            whole += found
            print(f"{path.name.removesuffix('.py.meta'):16}", *(f"{found[name]:6}" for name in STATUSES))
    print(f"{'all':16}", *(f"{whole[name]:6}" for name in STATUSES), f"of {whole.total()}:", ", ".join(STATUSES))


MutationVisitor._skip_node_and_children = skip
file_mutation.function_trampoline_arrangement = arrange
PytestRunner.run_tests = run_tests

if __name__ == "__main__":
    cli()
