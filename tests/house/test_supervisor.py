"""`make run`: one command opens the clinic on its own SQLite database, and one signal closes all of it."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smpclinic.accounts.demo import ACCOUNTS, PASSWORD
from tests.processes import HOUSE, Process
from tests.with_services import accepts, free_port

SUPERVISOR = [sys.executable, "-P", str(HOUSE / "smpclinic" / "supervisor.py")]


def places(folder: Path) -> dict[str, str]:
    """An empty clinic in this folder."""
    return {
        "DEVELOPMENT": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'clinic.sqlite3'}",
        "REDIS_URL": "none",
        "VAR_DIR": str(folder / "var"),
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
    }


def said_at_once(port: str) -> subprocess.CompletedProcess[str]:
    """What the supervisor says when it cannot begin."""
    environment = os.environ | {"PORT": port}
    return subprocess.run(SUPERVISOR, env=environment, capture_output=True, text=True, check=False, timeout=20)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], tuple[Process, int]]]:
    """Opens the clinic of this test's folder and returns the supervisor with its port."""
    started: list[Process] = []

    def start() -> tuple[Process, int]:
        port = free_port()
        supervisor = Process(f"run{len(started)}", SUPERVISOR, places(tmp_path) | {"PORT": str(port)}, tmp_path)
        started.append(supervisor)
        supervisor.wait_for("Ctrl-C closes it", seconds=120)
        return supervisor, port

    yield start
    for supervisor in started:
        supervisor.stop()


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    """Whether this process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def people(folder: Path) -> list[str]:
    """The accounts in the clinic's database."""
    with sqlite3.connect(folder / "clinic.sqlite3") as database:
        emails = [email for (email,) in database.execute("SELECT email FROM accounts_user ORDER BY email")]
    database.close()
    return emails


@pytest.mark.timeout(300)
def test_it_opens_shows_who_may_come_in_closes_whole_and_keeps_the_data(opened, tmp_path):
    supervisor, port = opened()
    assert f"The clinic is open at http://127.0.0.1:{port}" in supervisor.said
    for _role, _name, email in ACCOUNTS:
        assert f"{email} " in supervisor.said
        assert email in people(tmp_path)
    assert PASSWORD in supervisor.said
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/") as page:
        assert page.status == 200
    programs = children(supervisor.popen.pid)
    everything = programs + [child for program in programs for child in children(program)]
    assert len(programs) == 3
    supervisor.popen.send_signal(signal.SIGINT)
    assert supervisor.popen.wait(30) == 0
    assert "The clinic is closed." in supervisor.said
    assert not any(map(alive, everything))
    assert not accepts(port)

    before = people(tmp_path)
    again, _port = opened()
    assert "Loading the demo clinic" not in again.said
    assert people(tmp_path) == before

    victim = children(again.popen.pid)[1]
    os.kill(victim, signal.SIGKILL)
    assert again.popen.wait(40) == 1
    assert "ended by itself, closing the rest" in again.said


def test_stopped_while_it_prepares_it_leaves_no_half_clinic(tmp_path):
    supervisor = Process("run", SUPERVISOR, places(tmp_path) | {"PORT": str(free_port())}, tmp_path)
    supervisor.wait_for("Loading the demo clinic", seconds=60)
    assert supervisor.stop(seconds=20) == 0
    assert people(tmp_path) == []


def test_a_taken_port_is_said_in_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = said_at_once(str(port))
    assert answer.returncode == 1
    assert answer.stdout == f"Port {port} is taken: stop what uses it, or choose another, such as PORT=9000 make run\n"
    assert answer.stderr == ""


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1", "80.5"])
def test_what_is_not_a_port_is_said_in_one_sentence(port):
    answer = said_at_once(port)
    assert answer.returncode == 1
    assert answer.stdout == f"PORT={port} is not a port: use a number from 1 to 65535.\n"
