"""Starts the limited process that reads photos, at most two at a time on this machine."""

import fcntl
import json
import logging
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from patients import opening
from smpclinic.accounts.access import Refused

logger = logging.getLogger(__name__)

AT_ONCE = 2
WAIT_SECONDS = 20.0
MAX_SECONDS = 25.0
PAUSE_SECONDS = 0.05

SENTENCES = {
    "empty": _("This file is empty. Choose the photo again."),
    "not_a_photo": _("This file is not a photo that we can open. Send a JPEG, PNG, WebP, HEIC or AVIF photo."),
    "broken": _("This photo is cut short or damaged. Choose it again, or take a new one."),
    "too_many_pixels": _("This photo is too large to open: the limit is 50 megapixels. Send a smaller one."),
    "moving": _("This picture moves. Send a still photo."),
    "too_slow": _("This photo takes too long to open. Send another one."),
    "disk_full": _("The clinic's computer has no room left. The photo was not saved; call us and bring it with you."),
    "not_stored": _("The photo could not be stored. Your other photos and answers are safe. Try again."),
    "too_heavy": _("This photo is larger than 25 MB. Send a smaller one."),
    "busy": _("Many photos are arriving at once. Wait a minute and send this one again."),
    "no_permission": _("The permission to keep photos was taken back before this photo was ready."),
}


class Unopened(Refused):
    """A file did not become a photo; the text is the sentence for whoever sent it, `code` its name."""

    def __init__(self, code: str) -> None:
        super().__init__(str(SENTENCES[code]))
        self.code = code


@dataclass(frozen=True)
class Made:
    """A JPEG that the limited process has written."""

    path: Path
    width: int
    height: int
    sha256: str


def make(source: Path, outputs: list[tuple[Path, int]]) -> list[Made]:
    """Clean JPEGs of the source, each at most so many pixels a side, largest first; raises Unopened with a sentence."""
    wanted = [{"path": str(path), "side": side} for path, side in outputs]
    order: dict[str, object] = {"source": str(source), "outputs": wanted}
    try:
        with one_of_few_places():
            made = ask(source, order)
    except Unopened:
        for path, _side in outputs:
            path.unlink(missing_ok=True)
        raise
    return [Made(path=path, **measures) for (path, _side), measures in zip(outputs, made, strict=True)]


def ask(source: Path, order: dict[str, object]) -> list[dict[str, Any]]:
    """What the process answers; raises Unopened for a file it cannot or may not open."""
    try:
        run = subprocess.run(  # noqa: S603 - one of our own two programs
            opening.command(source),
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=MAX_SECONDS,
            cwd=settings.BASE_DIR,
            env=opening.environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unopened("too_slow") from None
    if run.returncode:
        # Killed by its limits, or by a fault of the decoder itself: its last line names the error, and no person.
        said = run.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        logger.warning("The photo decoder ended with %s: %s", run.returncode, said[:200])
        raise Unopened("too_slow" if run.returncode < 0 else "broken")
    answer = json.loads(run.stdout)
    if "refused" in answer:
        raise Unopened(answer["refused"])
    made: list[dict[str, Any]] = answer["made"]
    return made


@contextmanager
def one_of_few_places() -> Iterator[None]:
    """Hold one of the machine's places for decoding; raises Unopened when none is free for long."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        for number in range(AT_ONCE):
            handle = os.open(Path(settings.VAR_DIR) / f"decoding-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                continue
            try:
                yield
                return
            finally:
                os.close(handle)
        if time.monotonic() > until:
            raise Unopened("busy")
        time.sleep(PAUSE_SECONDS)
