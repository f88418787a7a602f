"""Real processes of the clinic for tests: Celery workers and whatever else runs beside the web."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connection

HOUSE = Path(__file__).resolve().parent.parent
PREFIX = "smpclinic-tests-"  # as in tests/settings.py, which cannot import this
PROGRAMS = Path(sys.executable).parent


def database_url() -> str:
    """The address of the database that the running test works on."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    password = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgres://{facts['USER']}{password}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


def take_away(place: Path) -> None:
    """Remove a folder that tests/settings.py made in the temporary folder; anything else stays."""
    if place.parent == Path(tempfile.gettempdir()) and place.name.startswith(PREFIX):
        shutil.rmtree(place, ignore_errors=True)


class Process:
    """One program of ours, started for a test; its words are kept."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self.name = name
        self.words = folder / f"{name}.log"
        whole = os.environ | {"DJANGO_SETTINGS_MODULE": "smpclinic.settings", "LOG_LEVEL": "INFO"} | environment
        with self.words.open("wb") as log:
            self.popen = subprocess.Popen(
                command, cwd=HOUSE, env=whole, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def said(self) -> str:
        """Everything it wrote so far."""
        return self.words.read_text(errors="replace")

    def wait_for(self, pattern: str, seconds: float = 40) -> None:
        """Wait until it has written something that matches."""
        until = time.monotonic() + seconds
        while not re.search(pattern, self.said):
            if self.popen.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.popen.returncode}:\n{self.said}")
            if time.monotonic() > until:
                raise AssertionError(f"{self.name} did not say {pattern!r} in {seconds} s:\n{self.said}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL to the program and all its children, as a power cut would."""
        os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self, seconds: float = 30) -> int:
        """SIGTERM to the main process alone, as systemd does with KillMode=mixed; its exit code."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return int(self.popen.returncode)


def start_worker(folder: Path, *, mail_url: str, name: str = "worker", concurrency: int = 2) -> Process:
    """A Celery worker on the database and the Redis of the running test; returns when it takes tasks."""
    command = [
        str(PROGRAMS / "celery"),
        "-A",
        "smpclinic",
        "worker",
        "-c",
        str(concurrency),
        "-n",
        f"{name}@%h",
        "-l",
        "INFO",
    ]
    worker = Process(name, command, {"DATABASE_URL": database_url(), "EMAIL_URL": mail_url}, folder)
    try:
        worker.wait_for(r"@\S+ ready\.")
    except AssertionError:
        worker.stop()
        raise
    return worker
