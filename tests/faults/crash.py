"""A worker that dies where it is told: reads a point a line, and for each forks a process that sweeps and is gone."""

import os
import sys
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - the apps have to be there first

from consultations.services.sweep import sweep  # noqa: E402
from smpclinic.messaging.channels import Answer, Letter  # noqa: E402
from smpclinic.messaging.mail import EmailChannel  # noqa: E402

DIED = 9


class DyingChannel(EmailChannel):
    """Dies when the letter is on the table, or when the server has it."""

    def __init__(self, point: str) -> None:
        super().__init__()
        self.point = point

    def hand_over(self, letter: Letter) -> Answer:
        if self.point == "before sending":
            os._exit(DIED)
        answer = super().hand_over(letter)
        if self.point == "after sending":
            os._exit(DIED)
        return answer


class DyingDatabase:
    """Dies after the n-th statement about our own tables, before anything is committed that is not yet."""

    def __init__(self, point: str) -> None:
        self.left = int(point.rpartition(" ")[2]) if point.startswith("statement") else -1

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if '"consultations_' in sql or '"audit_' in sql:
            self.left -= 1
        if self.left == 0:
            os._exit(DIED)
        return answer


def live_and_die(point: str) -> None:
    with connection.execute_wrapper(DyingDatabase(point)):
        sweep(channel=DyingChannel(point))


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            live_and_die(line.strip())
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
