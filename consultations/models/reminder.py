"""The ledger of messages: what should go out, and each attempt that was made."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from patients.models import Consent, Patient
from smpclinic.accounts.models import User
from smpclinic.messaging import channels


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """The one door to the ledger."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def unsent(self) -> Self:
        """Rows of which nothing has left yet and that nobody holds."""
        return self.filter(status=Reminder.Status.PLANNED)

    def waiting(self, now: datetime) -> Self:
        """Planned rows that are due."""
        return self.filter(status=Reminder.Status.PLANNED, due_at__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Rows of a worker whose lease ran out."""
        return self.filter(status=Reminder.Status.CLAIMED, lease_until__lte=now)

    def due(self, now: datetime) -> Self:
        """Rows a sweep may claim; to find them ask `waiting` and `abandoned` apart, each has its index."""
        return self.waiting(now) | self.abandoned(now)

    def with_consent(self) -> Self:
        """Each row with whether its patient agrees to messages by its channel."""
        of_patient = Consent.objects.filter(patient=OuterRef("patient"))
        to_mail = Exists(of_patient.standing().filter(purpose=Consent.Purpose.REMINDERS))
        to_texts = Exists(of_patient.to_texts())
        agrees = Case(When(channel=channels.TEXT, then=to_texts), default=to_mail, output_field=BooleanField())
        return self.annotate(consented=agrees)


class Reminder(models.Model):
    """One intended message: one a patient, rule, anchor, occurrence and channel, whoever plans it and how often."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CLAIMED = "claimed", _("On its way")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Skipped")
        FAILED = "failed", _("Failed")

    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        Status.PLANNED: frozenset({Status.CLAIMED, Status.SKIPPED}),
        Status.CLAIMED: frozenset({Status.CLAIMED, Status.PLANNED, Status.SENT, Status.SKIPPED, Status.FAILED}),
        Status.SENT: frozenset({Status.FAILED}),
        Status.SKIPPED: frozenset(),
        Status.FAILED: frozenset({Status.PLANNED, Status.SENT}),
    }

    class Channel(models.TextChoices):
        EMAIL = channels.EMAIL, _("Email")
        TEXT = channels.TEXT, _("Text")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="reminders")
    rule = models.CharField(max_length=40)
    anchor = models.CharField(max_length=40)  # what it hangs on: "session 12", "intake 7", "plan 3"
    occurrence = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    planned_for = models.DateTimeField()  # when its rule wants it
    due_at = models.DateTimeField()  # when it is looked at next: the same, or later when it is held or tried again
    not_after = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.PLANNED)
    reason = models.CharField(max_length=300, blank=True)
    held_until = models.DateTimeField(null=True)  # quiet hours or a pause after a failure moved due_at to here
    claim = models.CharField(max_length=32, blank=True)  # of the sweep that holds it
    lease_number = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the clock

    objects: ClassVar[Any] = ReminderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["patient", "rule", "anchor", "occurrence", "channel"], name="a_reminder_is_planned_once"
            ),
            models.CheckConstraint(condition=Q(due_at__lte=F("not_after")), name="a_reminder_is_due_before_it_is_late"),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="a_sent_reminder_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["skipped", "failed"]) | ~Q(reason=""), name="a_reminder_not_sent_says_why"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], condition=Q(status="planned"), name="reminders_due"),
            models.Index(fields=["lease_until", "id"], condition=Q(status="claimed"), name="reminders_claimed"),
            models.Index(fields=["patient", "due_at"], name="reminders_of_a_patient"),
            models.Index(fields=["status", "-due_at"], name="reminders_by_status"),
            models.Index(fields=["-due_at", "-id"], name="newest_reminders"),
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"

    @property
    def address_field(self) -> str:
        """Which field of the record this message goes to."""
        return "mobile" if self.channel == self.Channel.TEXT else "email"

    @property
    def address(self) -> str:
        """Where this message goes, as the record has it now."""
        return str(getattr(self.patient, self.address_field))


class Delivery(models.Model):
    """One attempt: marked before the provider is called, closed with what it said; open means nobody knows."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Under way")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Not known")

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="deliveries")
    number = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    words = models.CharField(max_length=300, blank=True)
    provider = models.CharField(max_length=20, blank=True)  # who was asked to carry it
    provider_number = models.CharField(max_length=64, blank=True)  # the provider's own name for the message
    state = models.CharField(max_length=20, blank=True)  # how far it has come since, in the provider's word

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["reminder", "number"], name="an_attempt_has_one_row"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of reminder {self.reminder_id}"


class Sweep(models.Model):
    """When the last sweep looked; one row, so that the messages page can say when nobody does."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(pk=1), name="there_is_one_row_for_the_last_sweep"),
        ]

    def __str__(self) -> str:
        return "the last sweep"
