"""`manage.py replay_callbacks`: reads again what providers told about messages; a right ledger stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand

from consultations.services import callbacks, claims


class Command(BaseCommand):
    help = "Read all callbacks of providers again, oldest first. Nothing changes where the ledger was right."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read them and say how many."""
        self.stdout.write(f"read again: {callbacks.replay(now=claims.database_now())}")
