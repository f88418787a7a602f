"""An intake: nine steps, each saved on its own; filled at the desk or by the patient through a link."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from patients.models.link import FormLink
from patients.models.patient import Patient
from patients.models.questionnaire import Questionnaire
from smpclinic.accounts.models import User


class Step(models.TextChoices):
    """The steps in their order (UX.md, intake frame)."""

    ABOUT = "about", "About you"
    WISHES = "wishes", "What you would like"
    LOSS = "loss", "Hair pattern"
    HAIR = "hair", "Hair and skin"
    SCARS = "scars", "Scars"
    TREATMENT = "treatment", "Treatment so far"
    HEALTH = "health", "Health"
    PHOTOS = "photos", "Photos"


# Steps whose answers only the patient and those who may see health answers ever read.
HEALTH_STEPS = frozenset({Step.TREATMENT, Step.HEALTH})


class IntakeQuerySet(models.QuerySet["Intake"]):
    """The one door to intakes."""

    def visible_to(self, user: User) -> Self:
        return self.filter(patient__in=Patient.objects.visible_to(user))

    def waiting(self) -> Self:
        return self.filter(status=Intake.Status.DRAFT)


class Intake(models.Model):
    """One filling of the form; submitted once, corrections come as a new intake."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"

    NEXT: ClassVar[dict[str, frozenset[str]]] = {
        Status.DRAFT: frozenset({Status.SUBMITTED}),
        Status.SUBMITTED: frozenset(),
    }

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="intakes")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient
    # What was asked, in the words that were seen; None as long as the intake is open.
    questionnaire = models.ForeignKey(Questionnaire, null=True, on_delete=models.PROTECT, related_name="intakes")
    # Its scars and photos as they stood when it was sent (services.as_sent); None while open, and of older ones.
    sent = models.JSONField(null=True)
    # The one sent before it, whose answers are asked about again; None for a first one.
    earlier = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="later")
    # What it has filled into the record's gaps, as it is stored there: as long as it stands, a better answer mends it.
    filled = models.JSONField(default=dict)
    # How often it was saved since that moment; the limit on saving counts here (services.intakes).
    saves = models.PositiveIntegerField(default=0)
    saves_since = models.DateTimeField(null=True)
    # When all its links were closed at once; what was planned before and would carry one is not sent any more.
    links_closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = IntakeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["patient"], condition=Q(status="draft"), name="one_open_intake_a_patient"),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at=None) | Q(status="submitted", submitted_at__isnull=False),
                name="a_submitted_intake_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["status", "-created_at"], name="intakes_waiting")]

    def __str__(self) -> str:
        return f"intake {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.DRAFT


class IntakeStepQuerySet(models.QuerySet["IntakeStep"]):
    """Whose eyes may read which answers."""

    def readable(self, *, health: bool) -> Self:
        """The steps whose answers may be read; those about health only with `health`."""
        return self.all() if health else self.exclude(step__in=HEALTH_STEPS)

    def done(self) -> Self:
        """The steps that have passed their checks as a whole; the others hold answers saved one by one."""
        return self.filter(is_done=True)


class IntakeStep(models.Model):
    """The answers of one step as they stand, each as its question cleaned it.

    `version` rises with each save; `versions` says for each question which of them brought its answer. A step is done
    once it was sent as a whole and passed its checks; until then its answers were saved one by one.
    `confirmed` names the questions where last time's answer was shown and found still true.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    answers = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    confirmed = models.JSONField(default=list)
    is_done = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient

    objects: ClassVar[Any] = IntakeStepQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["intake", "step"], name="one_row_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.intake}, {self.step}"

    @property
    def patient_id(self) -> int:
        return self.intake.patient_id


class IntakeLink(FormLink):
    """A link to an intake; every link of one intake opens the same draft."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="links")

    def __str__(self) -> str:
        return f"intake link {self.pk}"

    @property
    def patient_id(self) -> int:
        return self.intake.patient_id
