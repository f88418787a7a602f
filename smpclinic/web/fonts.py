"""Inter for staff pages: cut to our letters and weights from its package, once a machine; a static file."""

import os
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

NAME = "web/inter.woff"
# Latin with the letters of Turkish, Polish and their neighbours, and the signs we print.
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "ȘșȚțẞ–—‘’“”•…‰€₺₹−×←→✓")]
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "liga", "tnum", "cv11", "ss03"]
AXES = {"opsz": 14, "wght": (400, 700)}


def shelf() -> Path:
    """The folder of the cut font: beside the packages it comes from; where that is read-only, with what is made."""
    name = f"smpclinic-inter-{version('fontpkg-inter')}"
    for parent in (Path(sys.prefix) / "share", Path(settings.VAR_DIR) / "fonts"):
        folder = parent / name
        try:
            (folder / "web").mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder / "web", os.W_OK) or (folder / NAME).is_file():
            return folder
    raise RuntimeError("There is no folder to keep a font in.")


def cut(target: Path) -> None:
    """Write the font with our letters and weights, whole or not at all."""
    options = Options()
    options.layout_features, options.hinting = FEATURES, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    with as_file(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf") as source:
        font = TTFont(source)
        subsetter.subset(font)
        font = instantiateVariableFont(font, AXES)
        font.flavor = "woff"
        unfinished = target.with_suffix(f".{os.getpid()}")
        font.save(unfinished)
    unfinished.replace(target)


class InterFinder(BaseFinder):
    """Finds web/inter.woff, cutting it when it is asked for the first time."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.folder = shelf()
        self.storage = FileSystemStorage(location=self.folder)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        self.made()
        found = str(self.folder / NAME)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        self.made()
        yield NAME, self.storage

    def made(self) -> None:
        if not (self.folder / NAME).is_file():
            cut(self.folder / NAME)
