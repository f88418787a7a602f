"""manage.py recompute_plans: work stored plans out again with the rules of their day, and name those that differ."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultations.models import Plan
from consultations.planning.book import OWN
from consultations.services import plans

SHOWN = 5  # differences of one plan that are printed; the rest are counted


class Command(BaseCommand):
    help = (
        "Work plans out again from their stored facts, prices and numbers, and compare with the stored answer. "
        "Exit status 1 when one does not hold. Nothing is changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", type=int, metavar="ID", help="this plan alone")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = Plan.objects.order_by("pk")
        if options["plan"] is not None:
            asked = asked.filter(pk=options["plan"])
            if not asked.exists():
                raise CommandError(f"There is no plan {options['plan']}.")
        held, revised, failed = 0, 0, 0
        for plan in asked.iterator(chunk_size=100):
            found = plans.again(plan)
            revised += found.revised
            held += found.same
            if not found.same:
                failed += 1
                self._say(plan, found)
        self.stdout.write(f"{held} of {held + failed} plans hold.")
        if revised:
            self.stdout.write(
                f"{revised} were made with other rules than those of this program ({OWN.version} and the clinic's "
                "numbers); where such a plan differs, the rules have changed since."
            )
        if failed:
            raise SystemExit(1)

    def _say(self, plan: Plan, found: plans.Recomputed) -> None:
        rules = f"rules {found.rules_then}"
        if found.revised:
            rules += f", now {found.rules_now}"
        self.stdout.write(f"Plan {plan.pk} does not hold ({rules}):")
        for one in found.differences[:SHOWN]:
            self.stdout.write(f"  {one.place or 'the whole'}: {_short(one.then)} then, {_short(one.now)} now")
        if len(found.differences) > SHOWN:
            self.stdout.write(f"  and {len(found.differences) - SHOWN} more")


def _short(value: Any) -> str:
    """A value in a line, cut where it is long."""
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
