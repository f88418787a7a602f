"""Makes the database of the bench: a clinic, and patients before their open intakes; prints their browsers' keys."""

import json
import sys
from importlib import import_module

import django

django.setup()

from django.conf import settings  # noqa: E402 - what follows needs Django set up
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from patients.services import intakes, registration  # noqa: E402
from patients.views.seats import GRANT  # noqa: E402
from smpclinic.accounts.models import Clinic  # noqa: E402


def main(count: int) -> None:
    """So many patients, each let in by a link."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    clinic = Clinic.objects.create(name="Larkfield", phone="+44 20 7946 0123", zone="Europe/London", country="GB")
    now, store = timezone.now(), import_module(settings.SESSION_ENGINE).SessionStore
    made = []
    for number in range(count):
        patient = registration.register(
            clinic=clinic,
            first_name="Milo",
            last_name="Placeholder",
            mobile="",
            email=f"milo{number}@patients.example",
            may_email=False,
            by=None,
            now=now,
        )
        intake = intakes.begin(patient, by=None, now=now)
        intakes.agree(intake, by=None, now=now)
        link, _token = intakes.issue_link(intake, sent_to=patient.email, by=None, now=now)
        session = store()
        session[GRANT] = link.pk
        session.create()
        made.append(session.session_key)
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    main(int(sys.argv[1]))
