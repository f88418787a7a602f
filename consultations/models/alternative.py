"""The plan with other wishes, kept beside the plan: option B, C and so on."""

from typing import Any, ClassVar

from django.db import models

from consultations.models.plan import Plan
from smpclinic.accounts.models import User


class Alternative(models.Model):
    """What the engine said when the doctor changed wishes; neither the plan nor its answer is touched."""

    MOST = 5

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="alternatives")
    place = models.PositiveSmallIntegerField()  # 1 is option B
    # Wishes by the names that `planning.whatif` takes.
    changes = models.JSONField()
    recommendation = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "place"], name="one_other_option_a_place")
        ]

    def __str__(self) -> str:
        return f"option {self.letter} of {self.plan_id}"

    @property
    def letter(self) -> str:
        """What it is called; the plan itself is A."""
        return chr(ord("A") + self.place)

    @property
    def patient_id(self) -> int:
        return self.plan.patient_id
