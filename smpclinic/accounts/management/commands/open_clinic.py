"""manage.py open_clinic: the clinic's row and its first manager, on a fresh production database."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from smpclinic.accounts import services
from smpclinic.accounts.models import Clinic
from smpclinic.accounts.roles import Role


class Command(BaseCommand):
    help = "Make the clinic and its first manager; the password is asked for, or read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("clinic", help="the clinic's name")
        parser.add_argument("phone", help="the phone number that patients call")
        parser.add_argument("manager", help="the first manager's name")
        parser.add_argument("email", help="the first manager's e-mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        if Clinic.objects.exists():
            raise CommandError("There is a clinic already.")
        password = getpass("Password for the manager: ")
        try:
            validate_email(options["email"])
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            clinic = Clinic.objects.create(name=options["clinic"], phone=options["phone"])
            user = services.invite(
                clinic=clinic, name=options["manager"], email=options["email"], role=Role.MANAGER, by=None
            )
            user.set_password(password)
            user.save(update_fields=["password"])
        self.stdout.write(f"{clinic.name} is open. {user.email} can sign in and edit the rest under Settings.")
