"""The clinic's web server and worker as processes of their own, on the test's database, to be killed and started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from tests.processes import HOUSE, database_url
from tests.with_services import accepts, free_port

START_SECONDS = 60


class Cradle:
    """The program that starts them; what they say is in `words`."""

    def __init__(self, folder: Path) -> None:
        self.words = folder / "served.log"
        # the program makes no folder of its own: media, mail and broker are those of the test's process
        facts = {"TEST_DATABASE_URL": database_url(), "TEST_PLACE": str(settings.TEST_PLACE), "PYTHONUNBUFFERED": "1"}
        self.alive: set[int] = set()
        with self.words.open("wb") as log:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.cradle"],
                cwd=HOUSE,
                env=os.environ | facts | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.answer() == "loaded", self.words.read_text()

    def answer(self) -> str:
        assert self.popen.stdout
        return self.popen.stdout.readline().strip()

    def order(self, *words: object) -> int:
        """Have it do this, and give back the number of the process that it started or killed."""
        assert self.popen.stdin
        print(*words, file=self.popen.stdin, flush=True)
        said = self.answer()
        assert said, self.words.read_text()
        return int(said)

    def start(self, *words: object) -> int:
        pid = self.order(*words)
        self.alive.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        """SIGKILL to the process and its children."""
        self.alive.remove(self.order("kill", pid))

    def end(self) -> None:
        """Take away what still runs, and the program itself."""
        for pid in list(self.alive):
            os.killpg(pid, signal.SIGKILL)
        if self.popen.stdin and self.popen.stdout:
            self.popen.stdin.close()
            self.popen.wait(START_SECONDS)
            self.popen.stdout.close()


class Web:
    """gunicorn on a port that stays its own; `kill` ends it as a power cut would."""

    def __init__(self, cradle: Cradle) -> None:
        self.cradle, self.port, self.pid = cradle, free_port(), 0
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.pid = self.cradle.start("web", self.port)
        until = time.monotonic() + START_SECONDS
        while not accepts(self.port):
            assert time.monotonic() < until, self.cradle.words.read_text()
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL to the server and its workers."""
        if self.pid:
            self.cradle.kill(self.pid)
        self.pid = 0


class Worker:
    """A Celery worker; what it was doing when it is killed is done by the next."""

    def __init__(self, cradle: Cradle) -> None:
        self.cradle, self.pid = cradle, 0

    def start(self) -> None:
        """Start it; the first task waits for it, nobody else does."""
        self.pid = self.cradle.start("worker")

    def kill(self) -> None:
        """SIGKILL to the worker and its pool."""
        if self.pid:
            self.cradle.kill(self.pid)
        self.pid = 0
