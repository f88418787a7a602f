"""`manage.py verify_reminders`: proves the ledger of messages, or names the rows that break it."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consultations.services.claims import database_now
from consultations.services.proof import Proof, verify

NAMED = 50


class Command(BaseCommand):
    """Exit status 0 when the ledger holds, 1 when it does not."""

    help = "Prove that no message was sent twice and none was forgotten; print the counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, print, and exit with 1 over any problem."""
        proof = verify(now=database_now())
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(proof), "holds": proof.holds}, default=str))
        else:
            self.stdout.write("\n".join(lines(proof)))
        if not proof.holds:
            sys.exit(1)


def lines(proof: Proof) -> list[str]:
    """The proof as lines of `what: how many`, with the numbers of the rows behind what needs a look."""
    said = [f"{status}: {count}" for status, count in proof.rows.items()]
    said += [f"attempts {outcome}: {count}" for outcome, count in proof.attempts.items()]
    said.append(f"last sweep: {proof.last_sweep.isoformat() if proof.last_sweep else 'never'}")
    said += [_named(what, rows) for what, rows in proof.problems.items()]
    said.append(_named("possibly sent twice", proof.possibly_twice))
    said.append("The ledger holds." if proof.holds else "The ledger does not hold.")
    return said


def _named(what: str, rows: list[int]) -> str:
    """The line with the first fifty numbers; `--json` has them all."""
    numbers = ", ".join(str(row) for row in rows[:NAMED])
    more = ", …" if len(rows) > NAMED else ""
    return f"{what}: {len(rows)}" + (f" ({numbers}{more})" if rows else "")
