"""Where the files of photos lie: in the waiting room until a row speaks of them, then in their nameless place."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from patients.services.decoding import Unopened

KEEP_FREE_BYTES = 200 * 1024 * 1024
BLOCK = 1024 * 1024
# How a file begins that may be a photo; the decoder has the last word.
BOXES = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})


def waiting_room() -> Path:
    """The private folder of files that no photo speaks of yet, on the same disk as their place."""
    folder = Path(settings.MEDIA_ROOT) / "waiting"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def insist_on_room() -> None:
    """Raise Unopened when the disk is nearly full."""
    if shutil.disk_usage(waiting_room()).free < KEEP_FREE_BYTES:
        raise Unopened("disk_full")


def waiting_path() -> Path:
    """Where a picture may be written first; raises Unopened when the disk is nearly full."""
    insist_on_room()
    return waiting_room() / f"{uuid.uuid4().hex}.jpg"


def arriving_path(key: uuid.UUID) -> Path:
    """Where the bytes of an upload gather."""
    return waiting_room() / f"{key.hex}.part"


def looks_like_photo(path: Path) -> bool:
    """Whether the first bytes are those of a kind of photo that we open; nothing is decoded."""
    with path.open("rb") as file:
        head = file.read(16)
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in BOXES)
    )


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def bytes_of(names: Iterable[str]) -> int:
    """How much of the disk the files take that are in their place."""
    size = 0
    for name in names:
        with suppress(FileNotFoundError):
            size += (Path(settings.MEDIA_ROOT) / name).stat().st_size
    return size


def nameless(seed: uuid.UUID, what: str) -> str:
    """A path that only the seed tells again: two levels deep, nothing of a person or of the uploaded name."""
    name = uuid.uuid5(seed, what).hex
    return f"photos/{name[:2]}/{name[2:]}.jpg"


def put_in_place(path: Path, name: str) -> None:
    """Move a finished picture under its nameless path, and the folder's new entry down to the disk."""
    place = Path(settings.MEDIA_ROOT) / name
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o600)
        path.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        with suppress(OSError):
            place.unlink(missing_ok=True)
        raise Unopened("not_stored") from None


def take_away(names: list[str]) -> None:
    """Remove files from their place, those that are there."""
    for name in names:
        with suppress(OSError):
            (Path(settings.MEDIA_ROOT) / name).unlink()
