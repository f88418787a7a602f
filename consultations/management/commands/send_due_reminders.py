"""`manage.py send_due_reminders`: one sweep by hand, until nothing is due."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consultations.services.sweep import sweep


class Command(BaseCommand):
    """Does what the worker does every minute."""

    help = "Send every message that is due, and print what came of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once and print the counts."""
        counts = sweep().as_counts()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for name, number in counts.items():
            self.stdout.write(f"{name}: {number}")
