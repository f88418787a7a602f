"""A mail server that is away while more is due than one claim takes: every row says why it waits."""

from datetime import timedelta

import factory
import pytest

from consultations.models import Reminder
from consultations.services import claims, proof
from consultations.services.sweep import sweep
from smpclinic.messaging.channels import Answer, Letter, Unreachable
from smpclinic.messaging.mail import EmailChannel
from tests.factories import PlanFactory, ReminderFactory


class Away(EmailChannel):
    """No connection, as often as it is tried."""

    def hand_over(self, letter: Letter) -> Answer:
        return Unreachable("Connection refused")


@pytest.mark.django_db(transaction=True)
def test_rows_that_no_claim_reached_say_why_they_wait() -> None:
    plan = PlanFactory.create(approved=True)
    rows = ReminderFactory.create_batch(
        claims.BATCH + 5,
        patient=plan.patient,
        rule="plan_ready",
        anchor=f"plan {plan.pk}",
        occurrence=factory.Sequence(lambda n: n + 1),
    )
    now = rows[0].due_at + timedelta(minutes=1)
    assert sweep(clock=lambda: now, channel=Away()).counts == {"again": 1}
    reasons = Reminder.objects.filter(status=Reminder.Status.PLANNED).values_list("reason", flat=True)
    assert sorted(set(reasons)) == ["Connection refused", "The mail server could not be reached."]
    assert len(reasons) == len(rows)
    assert proof.verify(now=now + timedelta(minutes=5)).problems["due and forgotten"] == []
