"""manage.py seed_demo: an obviously invented clinic with a full day; a second run adds nothing."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from consultations.demo import scenes
from consultations.models import Consultation, Plan, Reminder, Session
from consultations.services.sweep import sweep
from patients.models import Patient
from smpclinic.accounts.demo import ACCOUNTS, PASSWORD
from smpclinic.accounts.models import Clinic, User
from smpclinic.accounts.roles import Role
from smpclinic.messaging.channels import Answer, Letter, Turned
from smpclinic.messaging.mail import EmailChannel

NAME = "Larkfield Hair Clinic"
NO_SUCH_ADDRESS = "bouncy@"


class DemoChannel(EmailChannel):
    """The demo clinic's mail server, which knows all addresses but one."""

    def hand_over(self, letter: Letter) -> Answer:
        if letter.to.startswith(NO_SUCH_ADDRESS):
            return Turned("550 5.1.1 No such user here", "mail server")
        return super().hand_over(letter)


class Command(BaseCommand):
    help = "Fill an empty database with the demo clinic; a database that has it already is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("The demo clinic is for development; this is a production environment.")
        now = timezone.now()
        if Clinic.objects.filter(name=NAME).exists():
            self.stdout.write("The demo clinic is here already.")
            return
        if Clinic.objects.exists():
            raise CommandError("There is another clinic in this database.")
        with transaction.atomic():
            build(now)
        deliver(now)
        self.stdout.write(
            f"{NAME}: {Patient.objects.count()} patients, {Consultation.objects.count()} consultations today, "
            f"{Plan.objects.to_review().count()} plans to review, "
            f"{Session.objects.filter(status=Session.Status.FINISHED).count()} finished sessions, "
            f"{Reminder.objects.count()} messages."
        )
        for role, _name, email in ACCOUNTS:
            self.stdout.write(f"  {role}: {email}, password {PASSWORD}")


def build(now: datetime) -> None:
    """The clinic, its staff, and what happened until now."""
    clinic = Clinic.objects.create(
        name=NAME,
        address="1 Larkfield Lane, Nowhere",
        phone="+44 20 7946 0123",
        email="hello@larkfield.example",
        zone="Europe/London",
        country="GB",
        currency="USD",
    )
    staff = {}
    for role, name, email in ACCOUNTS:
        staff[role] = User(clinic=clinic, role=role, name=name, email=email)
        staff[role].set_password(PASSWORD)
        staff[role].save()
    scenes.play(scenes.Stage(clinic, doctor=staff[Role.DOCTOR], desk=staff[Role.FRONT_DESK], now=now))


def deliver(now: datetime) -> None:
    """Let every message that fell due in the past leave at its time."""
    while row := Reminder.objects.filter(status=Reminder.Status.PLANNED, due_at__lte=now).order_by("due_at").first():
        at = row.due_at + timedelta(seconds=20)

        def clock(moment: datetime = at) -> datetime:
            return moment

        with DemoChannel() as channel:
            sweep(clock=clock, channel=channel)
