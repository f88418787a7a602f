"""Many patients with a message that is due, on the real clock, in a clinic without quiet hours."""

from datetime import time, timedelta

from django.utils import timezone

from consultations.models import Reminder, Session
from consultations.services import reminders
from tests.factories import ClinicFactory, ConsentFactory, SessionFactory, UserFactory


def due_crowd(size: int) -> list[int]:
    """The numbers of `size` due rows, each of another patient; the rest of their follow-ups lies in the future."""
    now = timezone.now()
    clinic = ClinicFactory.create(quiet_from=time(0, 0), quiet_until=time(0, 0))
    doctor = UserFactory.create(doctor=True, clinic=clinic)
    for _patient in range(size):
        session = SessionFactory.create(
            plan__patient__clinic=clinic,
            plan__reviewed_by=doctor,
            status=Session.Status.FINISHED,
            finished_at=now - timedelta(days=3),
            finished_by=doctor,
        )
        ConsentFactory.create(patient=session.patient)
        reminders.after_session(session, by=None, now=session.finished_at)
    due = Reminder.objects.filter(rule="smp_keep_dry")
    due.update(due_at=now - timedelta(minutes=5), not_after=now + timedelta(days=1))
    return list(due.order_by("pk").values_list("pk", flat=True))
