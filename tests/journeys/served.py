"""The clinic's web server as a process of its own, on the database of the running test, to be killed and started."""

import time
from pathlib import Path

from tests.processes import PROGRAMS, Process, database_url
from tests.with_services import accepts, free_port


class Web:
    """gunicorn on its own port; `kill` ends it as a power cut would."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.starts = folder, free_port(), 0
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: Process | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.starts += 1
        command = [str(PROGRAMS / "gunicorn"), "-w", "1", "--threads", "4", "-b", f"127.0.0.1:{self.port}"]
        command += ["--no-control-socket", "tests.served:application"]
        # what the program puts into the temporary folder goes with the test's own
        facts = {"TEST_DATABASE_URL": database_url(), "TMPDIR": str(self.folder)}
        facts["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        self.process = process = Process(f"web{self.starts}", command, facts, self.folder)
        process.wait_for("Booting worker")
        until = time.monotonic() + 30
        while not accepts(self.port):
            assert time.monotonic() < until, process.said
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL to the server and its workers."""
        if self.process:
            self.process.kill()
        self.process = None
