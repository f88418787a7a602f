"""Translations made ready for use: each .po file in smpclinic/locale becomes a .mo file in the runtime folder."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polib

SOURCES = Path(__file__).resolve().parent.parent / "locale"


def build(target: Path, sources: Path = SOURCES) -> list[Path]:
    """Compile what has changed since the last time; the files that were made. Needs no program besides Python."""
    return [
        made for made in (compiled(source, target / source.relative_to(sources)) for source in each(sources)) if made
    ]


def each(sources: Path = SOURCES) -> Iterator[Path]:
    """The catalogues in the repository, one a language."""
    yield from sorted(sources.glob("*/LC_MESSAGES/*.po"))


def compiled(source: Path, like: Path) -> Path | None:
    """The .mo file of a catalogue; None when the one that stands is of these very words."""
    made, stamp = like.with_suffix(".mo"), like.with_suffix(".built")
    mark = hashlib.sha256(source.read_bytes()).hexdigest()
    if made.is_file() and stamp.is_file() and stamp.read_text() == mark:
        return None
    made.parent.mkdir(parents=True, exist_ok=True)
    fresh = made.with_suffix(".new")
    polib.pofile(str(source)).save_as_mofile(str(fresh))
    fresh.replace(made)
    stamp.write_text(mark)
    return made
