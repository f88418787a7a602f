"""How the limited process that reads photos is started: which of two programs, and with what around it. No Django."""

import os
import sys
from pathlib import Path

# Bytes: pieces of memory up to here are kept, and so many of them.
LARGEST_PIECE, KEPT = 32 * 1024**2, 256 * 1024**2
AVIF = frozenset({b"avif", b"avis"})


def command(source: Path) -> list[str]:
    """The program that opens the file."""
    return [sys.executable, "-m", program_for(source)]


def program_for(source: Path) -> str:
    """Which of the two programs opens the file, by its first bytes."""
    try:
        with source.open("rb") as file:
            head = file.read(12)
    except OSError:  # the program says so
        head = b""
    return "patients.imaging_heif" if head[4:8] == b"ftyp" and head[8:] not in AVIF else "patients.imaging"


def environment() -> dict[str, str]:
    """Neither keys nor addresses: whatever breaks the decoder finds nothing to take.

    The process lives for one photo: memory that it has been given once is kept and used again, instead of being handed
    back and asked for with every copy of the picture.
    """
    return {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": str(LARGEST_PIECE),
        "MALLOC_TRIM_THRESHOLD_": str(KEPT),
    }
