"""`manage.py verify_consents`: proves that no signed consent was changed, put in or taken away, or names those."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consultations.services.consent_proof import verify


class Command(BaseCommand):
    """Exit status 0 when every signed consent holds, 1 when one does not."""

    help = "Work out the mark of every signed consent anew, follow each patient's chain, and compare with the trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, print, and exit with 1 over any problem."""
        proof = verify()
        if options["json"]:
            facts = {"signed": proof.signed, "problems": proof.problems, "holds": proof.holds}
            self.stdout.write(json.dumps(facts))
        else:
            self.stdout.write(f"signed consents: {proof.signed}")
            for what, numbers in proof.problems.items():
                self.stdout.write(f"{what}: {', '.join(map(str, numbers)) or 'none'}")
            self.stdout.write("Every signed consent holds." if proof.holds else "Not every signed consent holds.")
        if not proof.holds:
            sys.exit(1)
