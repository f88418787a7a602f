"""A quote: the fee of an approved plan's chosen option, put before the patient; its lines, its steps, a discount."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from consultations.models.plan import Plan
from consultations.planning.quotes import Line
from patients.models import Patient
from smpclinic.accounts.models import Clinic, User
from smpclinic.accounts.roles import Role


class QuoteTerms(models.Model):
    """How a clinic quotes; rows are only added, and the newest one holds for quotes made from then on."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="quote_terms")
    valid_days = models.PositiveSmallIntegerField(default=30)
    medication = models.BooleanField(default=False)
    reviews = models.BooleanField(default=True)
    travel = models.BooleanField(default=False)
    # The discount in percent that each role may give alone.
    front_desk_limit = models.PositiveSmallIntegerField(default=0)
    doctor_limit = models.PositiveSmallIntegerField(default=5)
    manager_limit = models.PositiveSmallIntegerField(default=10)
    set_at = models.DateTimeField(null=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"quote terms {self.pk}"

    def limit_of(self, role: str) -> int:
        """The percent that somebody of the role may give without a second person."""
        limits = {Role.FRONT_DESK: self.front_desk_limit, Role.DOCTOR: self.doctor_limit}
        return limits.get(Role(role), self.manager_limit)


class QuoteQuerySet(models.QuerySet["Quote"]):
    """The one door to quotes."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def unanswered(self) -> Self:
        return self.filter(state__in=[Quote.State.SENT, Quote.State.VIEWED])


class Quote(models.Model):
    """From the moment it is sent its lines, prices, terms and sum stay as they are; `sha256` is their seal."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"
        VIEWED = "viewed"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EXPIRED = "expired"
        REPLACED = "replaced"

    # The only steps there are. A yes and a no may change places while the patient may change their mind.
    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        State.DRAFT: frozenset({State.SENT, State.REPLACED}),
        State.SENT: frozenset({State.VIEWED, State.ACCEPTED, State.DECLINED, State.EXPIRED, State.REPLACED}),
        State.VIEWED: frozenset({State.ACCEPTED, State.DECLINED, State.EXPIRED, State.REPLACED}),
        State.ACCEPTED: frozenset({State.DECLINED, State.REPLACED}),
        State.DECLINED: frozenset({State.ACCEPTED, State.REPLACED}),
        State.EXPIRED: frozenset({State.REPLACED}),
        State.REPLACED: frozenset(),
    }

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="quotes")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="quotes")
    number = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    option = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    exponent = models.PositiveSmallIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    prices = models.JSONField()
    priced_from = models.DateField(null=True)  # the start of the list that the prices are from, and its edition
    price_edition = models.PositiveSmallIntegerField(null=True)
    terms = models.JSONField()
    valid_days = models.PositiveSmallIntegerField()
    valid_until = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    moves = models.PositiveIntegerField(default=0)  # how many steps it has taken
    answered_at = models.DateTimeField(null=True)  # the first yes or no; a change of mind counts from here
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = QuoteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_quote_a_number_of_a_plan"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="draft"), name="one_draft_quote_a_plan"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["sent", "viewed", "accepted"]), name="one_open_quote_a_plan"
            ),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="accepted"), name="one_accepted_quote_a_plan"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "replaced"]) | (Q(valid_until__isnull=False) & ~Q(sha256="")),
                name="a_sent_quote_is_sealed",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "valid_until"], name="quotes_by_state"),
            models.Index(fields=["patient", "-id"], name="quotes_of_a_patient"),
        ]

    def __str__(self) -> str:
        return f"quote {self.pk}"

    def standing(self, day: date) -> str:
        """The state on a day: a quote whose days are over has expired, even before the clock has written it down."""
        over = self.valid_until is not None and day > self.valid_until
        return self.State.EXPIRED if over and self.state in {self.State.SENT, self.State.VIEWED} else self.state

    def day(self, now: datetime) -> date:
        """The day in the clinic."""
        clinic: Clinic = self.patient.clinic
        return clinic.local(now).date()


class QuoteLine(models.Model):
    """Quantity × unit price in minor units at both ends; the database holds each product."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=12)
    quantity_low = models.PositiveIntegerField()
    quantity_high = models.PositiveIntegerField()
    unit = models.CharField(max_length=8)
    unit_low = models.BigIntegerField()
    unit_high = models.BigIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    why = models.TextField(max_length=1000)
    source = models.TextField(max_length=1000)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["quote", "position"], name="one_line_a_position_of_a_quote"),
            models.CheckConstraint(
                condition=Q(low=F("quantity_low") * F("unit_low"), high=F("quantity_high") * F("unit_high")),
                name="a_line_is_quantity_times_price",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of quote {self.quote_id}"

    @property
    def plain(self) -> Line:
        """The line as the arithmetic takes it."""
        return Line(**{name: getattr(self, name) for name in Line.__dataclass_fields__})


class QuoteStep(models.Model):
    """A step of a quote: where it went, when and by whom; nobody is the clock, `signed` the patient's typed name."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=Quote.State)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_patient = models.BooleanField(default=False)
    signed = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["quote", "number"], name="one_step_a_number_of_a_quote"),
        ]

    def __str__(self) -> str:
        return f"step {self.number} of quote {self.quote_id}"


class Discount(models.Model):
    """A discount on a draft; above the limit of whoever gave it, it waits for a second person."""

    class State(models.TextChoices):
        WAITING = "waiting"
        GIVEN = "given"
        REFUSED = "refused"
        TAKEN_OFF = "taken_off"

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="discounts")
    percent = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=500)
    limit = models.PositiveSmallIntegerField()  # what the giver's role could give alone that day
    state = models.CharField(max_length=9, choices=State)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["quote"], condition=Q(state__in=["waiting", "given"]), name="one_discount_a_quote"
            ),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="a_discount_is_a_percent"),
            models.CheckConstraint(
                condition=~Q(state="given")
                | Q(percent__lte=F("limit"))
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("given_by"))),
                name="a_second_person_confirms_above_the_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"discount {self.pk}"

    @property
    def patient_id(self) -> int:
        return self.quote.patient_id
