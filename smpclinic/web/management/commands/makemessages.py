"""`make messages`: gathers every word of the house into the .po files, in an order that only words change."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.commands import makemessages

from smpclinic.web.catalogues import SOURCES

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
NO_WORDS = [".venv", "var", "media", "tests", "docs", "deploy", "mutants", "gallery*", "examples.py", "*.pyc"]
# What changes with every run or says nothing.
IDLE_HEADERS = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To")


class Command(makemessages.Command):
    """Django's own command, with our files, our languages, and no guesses at what a changed sentence may mean."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=__"]

    def handle(self, *args: Any, **options: Any) -> None:
        ours = {"locale": options["locale"] or LANGUAGES, "extensions": ["html", "txt", "py"]}
        ours |= {"ignore_patterns": [*options["ignore_patterns"], *NO_WORDS]}
        ours |= {"no_wrap": True, "no_obsolete": True, "add_location": "file", "keep_pot": False}
        super().handle(*args, **(options | ours))
        for code in ours["locale"]:
            tidy(SOURCES / code / "LC_MESSAGES" / "django.po")


def tidy(path: Path) -> None:
    """Sort the words, keep only headers that mean something, and break no line."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue.metadata_is_fuzzy = False
    for name in IDLE_HEADERS:
        catalogue.metadata.pop(name, None)
    catalogue.metadata |= {"Project-Id-Version": "smpclinic", "Language": path.parent.parent.name}
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    for entry in catalogue:
        entry.occurrences = sorted({(where, "") for where, _line in entry.occurrences})
    catalogue.save()
