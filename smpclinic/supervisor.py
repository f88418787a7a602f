"""Runs the clinic on one machine: prepares it, starts web, worker and clock, and stops all three together."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import NoReturn

HOUSE = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
GRACE_SECONDS = 25
START_SECONDS = 60
# what each program says when it works
READY = {"web": "Booting worker", "worker": " ready.", "beat": "Starting"}


def say(line: str) -> None:
    """One whole line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def give_up(sentence: str) -> NoReturn:
    """Say why and end."""
    say(sentence)
    sys.exit(1)


def wanted_port() -> int:
    """The port of PORT, if it is one and free."""
    written = os.environ.get("PORT") or "8000"
    if not (written.isdecimal() and 0 < int(written) < 65536):
        give_up(f"PORT={written} is not a port: use a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(written)))
        except PermissionError:
            give_up(f"Port {written} is not yours to open: choose one above 1023, such as PORT=8000 make run")
        except OSError:
            give_up(f"Port {written} is taken: stop what uses it, or choose another, such as PORT=9000 make run")
    return int(written)


def commands(port: int) -> dict[str, list[str]]:
    """The three programs of a clinic."""
    celery = [str(PROGRAMS / "celery"), "--quiet", "-A", "smpclinic"]
    web = [str(PROGRAMS / "gunicorn"), "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}", "smpclinic.wsgi"]
    return {
        "web": web,
        "worker": [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "INFO",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": [*celery, "beat", "--pidfile=", "--loglevel", "INFO"],
    }


class Clinic:
    """The running programs."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.port = port
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        self.readers: list[threading.Thread] = []
        self.ready: set[str] = set()
        self.stopping = threading.Event()

    def environment(self) -> dict[str, str]:
        """One web process with threads; temporary files on the disk of the message folders."""
        temporary = Path(os.environ.get("VAR_DIR", HOUSE / "var")) / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        ours = {"SITE_URL": self.address, "WEB_CONCURRENCY": "1", "PYTHONUNBUFFERED": "1"}
        # one's own machine may be used as root; in production nothing is silenced
        ours["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser privileges"
        return ours | dict(os.environ) | {"TMPDIR": str(temporary)}

    def prepare(self) -> str:
        """Bring database and static files up to date; the accounts of the demo clinic, one a line."""
        command = [sys.executable, "-m", "smpclinic.prepare"]
        with subprocess.Popen(command, cwd=HOUSE, env=self.environment(), stdout=subprocess.PIPE, text=True) as program:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    accounts = str(program.communicate(timeout=0.2)[0])
                    break
                if self.stopping.is_set():
                    program.terminate()
        if program.returncode and not self.stopping.is_set():
            give_up("The clinic could not be prepared; the reason stands above.")
        return accounts

    def start(self) -> None:
        """Start the programs, each in a session of its own so that Ctrl-C reaches only us."""
        for name, command in commands(self.port).items():
            program = subprocess.Popen(
                command,
                cwd=HOUSE,
                env=self.environment(),
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            self.programs[name] = program
            reader = threading.Thread(target=self.repeat, args=(name, program), daemon=True)
            reader.start()
            self.readers.append(reader)

    def repeat(self, name: str, program: subprocess.Popen[bytes]) -> None:
        """Say what a program says, with its name in front."""
        for raw in program.stdout or ():
            line = raw.decode(errors="replace").rstrip()
            if line:
                say(f"{name:>6} | {line}")
            if READY[name] in line:
                self.ready.add(name)

    def ended(self) -> str:
        """The name of a program that has ended by itself; empty while all run."""
        return next((name for name, program in self.programs.items() if program.poll() is not None), "")

    def welcome(self, accounts: str) -> None:
        """Wait for the first answer, then say where the clinic is and who may come in."""
        until = time.monotonic() + START_SECONDS
        while self.ready < READY.keys() or not answers(f"{self.address}/healthz"):
            if self.ended() or self.stopping.is_set() or time.monotonic() > until:
                return
            time.sleep(0.1)
        say(f"\nThe clinic is open at {self.address}\n{accounts}\nCtrl-C closes it.\n")

    def stop(self) -> bool:
        """Ask the three main processes to end; kill what has not after the grace. True when all ended by themselves."""
        for program in self.programs.values():
            with contextlib.suppress(ProcessLookupError):
                program.terminate()
        until, willing = time.monotonic() + GRACE_SECONDS, True
        for name, program in self.programs.items():
            try:
                program.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                willing = False
                say(f"{name} did not end in {GRACE_SECONDS} seconds and was killed.")
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)
            program.wait()
        for reader in self.readers:
            reader.join(1)
        return willing


def answers(address: str) -> bool:
    """Whether the page says 200."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def main() -> int:
    """Run until told to stop, or until one program ends."""
    clinic = Clinic(wanted_port())

    def stop(_signal: int, _frame: FrameType | None) -> None:
        clinic.stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    accounts = clinic.prepare()
    if clinic.stopping.is_set():
        return 0
    clinic.start()
    clinic.welcome(accounts)
    while not clinic.ended() and not clinic.stopping.wait(0.2):
        pass
    failed = "" if clinic.stopping.is_set() else clinic.ended()
    say(f"{failed} ended by itself, closing the rest" if failed else "Closing the clinic")
    willing = clinic.stop()
    if failed or not willing:
        return 1
    say("The clinic is closed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
