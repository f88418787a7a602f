"""Programs that the fault tests kill."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.mailserver import MailServer
from tests.processes import HOUSE, database_url


@pytest.fixture
def dying_worker(transactional_db: None, smtp_server: MailServer) -> Iterator[Any]:
    """A function that lets a worker sweep and die at a point; it answers with the exit status."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "smpclinic.settings",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": smtp_server.url,
    }
    command = [sys.executable, "-m", "tests.faults.crash"]
    with subprocess.Popen(
        command, cwd=HOUSE, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        stdin, stdout = program.stdin, program.stdout
        assert stdin is not None
        assert stdout is not None

        def die_at(point: str) -> int:
            stdin.write(f"{point}\n")
            stdin.flush()
            return int(stdout.readline())

        yield die_at
        stdin.close()
        program.wait(20)
