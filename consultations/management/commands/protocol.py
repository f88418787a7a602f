"""manage.py protocol: every number of the engine with its source and what it affects, and the clinic's own."""

import json
import sys
import textwrap
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from consultations import number_words as said
from consultations.models import Number
from consultations.planning.book import OWN, plain
from consultations.planning.protocol import FIGURES, Figure
from consultations.services import numbers

WIDTH = 110


class Command(BaseCommand):
    help = "Print every number of the protocol: value, unit, strength, source, date, what it affects, the clinic's own."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", metavar="NAME", help="one number alone, such as fue_grafts_per_session")
        parser.add_argument("--json", action="store_true", help="one JSON object, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        if name is not None and name not in FIGURES:
            raise CommandError(f"{name}: no number of this name is in the protocol.")
        asked = [FIGURES[name]] if name else list(FIGURES.values())
        here = self._set_here()
        try:
            if options["json"]:
                self.stdout.write(json.dumps(whole(asked, here), ensure_ascii=False, indent=2))
            else:
                self.stdout.write("\n".join(text(asked, here)))
        except BrokenPipeError:
            sys.stderr.close()  # the reader left; nothing more to say to it

    def _set_here(self) -> list[Number]:
        """The numbers that clinics have set; none before there is a database."""
        try:
            return list(Number.objects.standing().select_related("clinic", "set_by"))
        except DatabaseError:
            self.stderr.write("No database yet: these are the protocol's own numbers.")
            return []


def whole(asked: list[Figure[Any]], here: list[Number]) -> dict[str, Any]:
    """All of it as plain JSON."""
    return {
        "rules": OWN.version,
        "numbers": [
            {
                "name": figure.name,
                "label": said.label(figure.name),
                "value": plain(figure.value),
                "unit": figure.unit,
                "mark": figure.mark,
                "source": figure.source,
                "on": figure.on,
                "fixed": figure.fixed,
                "affects": said.affects(figure.name),
                "set_here": [_row(row) for row in here if row.name == figure.name],
            }
            for figure in asked
        ],
    }


def _row(row: Number) -> dict[str, Any]:
    return {
        "clinic": row.clinic.name,
        "value": row.value,
        "fits": numbers.fits(row.name, row.value),
        "reason": row.reason,
        "by": row.set_by.name,
        "at": row.set_at.isoformat(),
        "version": row.version,
    }


def text(asked: list[Figure[Any]], here: list[Number]) -> Iterator[str]:
    """All of it to read."""
    yield f"Rules {OWN.version}. {len(asked)} numbers." if len(asked) > 1 else f"Rules {OWN.version}."
    for figure in asked:
        own = plain(figure.value)
        yield ""
        yield f"{figure.name}: {said.label(figure.name)}"
        yield from _rows(figure, own)
        yield from _folded(f"{figure.mark}, {said.MARK[figure.mark]}, {figure.on}. {figure.source}")
        affects = said.affects(figure.name)
        yield from _folded(f"Affects: {', '.join(affects)}." if affects else "No plan reads it yet.")
        for row in (one for one in here if one.name == figure.name):
            fits = numbers.fits(row.name, row.value)
            value = said.instead(row.name, own, row.value) if fits else f"{row.value}, which no longer fits"
            yield from _folded(
                f"Set by {row.clinic.name}: {value}. {row.set_by.name}, {row.set_at:%Y-%m-%d}: {row.reason}"
            )


def _rows(figure: Figure[Any], value: Any) -> Iterator[str]:
    """The value, a line for each row of a table, the unit at the end."""
    rows = said.table(figure.name, value)
    if len(rows) > 1:
        yield f"  {said.unit(figure)}"
    for row, cells in rows:
        numbers_said = ", ".join(f"{column} {one}".strip() for column, one in cells) or "–"
        yield f"  {row}: {numbers_said}" if row else f"  {numbers_said} {said.unit(figure)}"


def _folded(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent="  ", subsequent_indent="  ")
