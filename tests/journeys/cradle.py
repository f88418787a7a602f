"""A program that has the clinic loaded and starts web servers and workers out of itself, so that no start waits for it.

It reads one order a line, "web PORT", "worker" or "kill PID", and answers each with a line.
"""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

from smpclinic.celery import app
from tests.served import application

LOADED_LATE = ("celery.apps.worker", "celery.bin.worker", "celery.concurrency.prefork", "celery.worker.components")
LOUD = ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]


class WebServer(BaseApplication):
    """gunicorn as the clinic starts it, on one port of this machine."""

    def __init__(self, port: str) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        chosen = {"bind": f"127.0.0.1:{self.port}", "worker_class": "gthread", "threads": 4}
        for name, value in (chosen | {"control_socket_disable": True}).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return application


def work() -> None:
    """A Celery worker."""
    app.worker_main(["worker", "--concurrency", "1", *LOUD])


def born(life: Callable[[], object]) -> int:
    """A process of its own with its own group, in which this is all that happens; its number."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with Path(os.devnull).open() as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    life()
    os._exit(0)


def killed(pid: int) -> int:
    """End the process and all its children as a power cut would, and wait until it is gone."""
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return pid


def obey(order: str, number: str = "") -> int:
    if order == "kill":
        return killed(int(number))
    return born(WebServer(number).run if order == "web" else work)


def main() -> None:
    """Load what is otherwise loaded at the first request or task, say so, and do what is asked until nobody asks."""
    app.finalize()
    app.loader.import_default_modules()
    for name in LOADED_LATE:
        import_module(name)
    assert get_resolver().url_patterns
    print("loaded", flush=True)
    for line in iter(sys.stdin.readline, ""):
        print(obey(*line.split()), flush=True)


if __name__ == "__main__":
    main()
