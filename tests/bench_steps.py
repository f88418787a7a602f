"""Saves of an intake's step beside a bare Django view that writes one row: the same gunicorn and database, in turn."""

import json
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests import with_services

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, SAVES, BROWSERS = 5, 144, 4
# One intake takes at most 240 saves a minute: over all rounds each gets far fewer.
INTAKES = 24
AIM_TIMES = 3.0
Row = tuple[str, str, str]


def rows() -> list[Row]:
    """The same on SQLite and on PostgreSQL, each write down to the disk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        made = _of("SQLite", f"sqlite:///{folder / 'clinic.sqlite3'}", folder / "a")
        with with_services.postgres(folder, settings=()) as url:
            return made + _of("PostgreSQL", url, folder / "b")


def _of(name: str, database: str, folder: Path) -> list[Row]:
    folder.mkdir()
    port = with_services.free_port()
    facts = {"DATABASE_URL": database, "VAR_DIR": str(folder), "MEDIA_ROOT": str(folder), "DEVELOPMENT": "1"}
    facts |= {"DJANGO_SETTINGS_MODULE": "smpclinic.settings", "SITE_URL": f"http://127.0.0.1:{port}", "DEBUG": "0"}
    facts |= {"REDIS_URL": "none", "LOG_LEVEL": "WARNING", "WEB_CONCURRENCY": "1", "PORT": str(port)}
    whole = os.environ | facts
    asked = [sys.executable, "-m", "tests.bench_intakes", str(INTAKES)]
    told = subprocess.run(asked, cwd=ROOT, env=whole, stdout=subprocess.PIPE, check=True)
    sessions = json.loads(told.stdout)
    with _server(port, whole):
        return _measured(name, port, sessions)


@contextmanager
def _server(port: int, environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level", "warning"]
    command.append("tests.bench_server:application")
    server = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        with_services.wait_until(lambda: with_services.accepts(port), server, "gunicorn")
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _measured(name: str, port: int, sessions: list[str]) -> list[Row]:
    senders = (_Saves(port, sessions), _Bare(port, "/view/"), _Bare(port, "/bare/"))
    for sender in senders:
        _round(sender, 40)
    rounds = [[_round(sender, SAVES) for sender in senders] for _ in range(ROUNDS)]
    step, view, bare = (SAVES / statistics.median(times) for times in zip(*rounds, strict=True))
    times = view / step
    met = "met" if times <= AIM_TIMES else "MISSED"
    return [
        (f"intake steps saved a second, {name}", f"{step:,.0f}", f"{BROWSERS} browsers, one process"),
        ("rows that a bare view of the same Django writes a second", f"{view:,.0f}", ""),
        (f"bare view against intake step, {name}", f"{times:.2f} times", f"{met}: at most {AIM_TIMES:g}"),
        ("the same without any middleware", f"{bare:,.0f}", f"{bare / step:.2f} times"),
    ]


class _Bare:
    """Sends what the bare view writes."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path

    def next(self, browser: int) -> bytes:
        told = {"who": secrets.token_hex(16), "csrfmiddlewaretoken": TOKEN}
        return _request(self.port, self.path, told, f"csrftoken={TOKEN}")

    def is_right(self, head: bytes) -> bool:
        return head.startswith(b"HTTP/1.1 200")


class _Saves:
    """Sends the step of one intake after the other, each time with other words and over the last version."""

    def __init__(self, port: int, sessions: list[str]) -> None:
        self.port, self.versions = port, dict.fromkeys(sessions, 0)
        # each browser its own intakes: two that answer one at once would be asked whose answer stands
        self.turns = [cycle(sessions[browser::BROWSERS]) for browser in range(BROWSERS)]

    def next(self, browser: int) -> bytes:
        session = next(self.turns[browser])
        version = self.versions[session]
        self.versions[session] += 1
        words = f"I would like to stop thinking about it. {secrets.token_hex(8)}"
        told = STEP | {"version": str(version), "own_words": words, "csrfmiddlewaretoken": TOKEN}
        return _request(self.port, "/intake/wishes/", told, f"session={session}; csrftoken={TOKEN}")

    def is_right(self, head: bytes) -> bool:
        return head.startswith(b"HTTP/1.1 302") and b"/intake/loss/" in head


TOKEN = secrets.token_hex(16)
STEP: dict[str, Any] = {
    "goals": ["hairline", "density"],
    "hair_length": "short",
    "short_for_life": "yes",
    "surgery": "unsure",
    "within_months": "12",
    "budget_max": "6000",
    "asked_for": ["smp"],
}


def _request(port: int, path: str, told: dict[str, Any], cookie: str) -> bytes:
    body = urlencode(told, doseq=True).encode()
    head = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    head += ["Content-Type: application/x-www-form-urlencoded", f"Cookie: {cookie}"]
    return "\r\n".join([*head, "", ""]).encode() + body


def _round(kind: _Saves | _Bare, count: int) -> float:
    """Seconds for so many requests from a few browsers at once, each over one connection."""
    wrong: list[bytes] = []
    turns = iter(range(count))
    lock = threading.Lock()

    def browse(browser: int) -> None:
        with socket.create_connection(("127.0.0.1", kind.port)) as line:
            while True:
                with lock:
                    if next(turns, None) is None:
                        return
                line.sendall(kind.next(browser))
                head = _answer(line)
                if not kind.is_right(head):
                    wrong.append(head)

    browsers = [threading.Thread(target=browse, args=(browser,)) for browser in range(BROWSERS)]
    start = time.monotonic()
    for one in browsers:
        one.start()
    for one in browsers:
        one.join()
    if wrong:
        raise SystemExit(wrong[0].decode(errors="replace")[:1000])
    return time.monotonic() - start


def _answer(line: socket.socket) -> bytes:
    """The head of an answer, once its body has come too."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += line.recv(65536)
    head, _gap, body = held.partition(b"\r\n\r\n")
    fields = {name.lower(): value for name, _, value in (field.partition(b":") for field in head.split(b"\r\n")[1:])}
    left = int(fields.get(b"content-length", b"0")) - len(body)
    while left > 0:
        left -= len(line.recv(65536))
    return head
