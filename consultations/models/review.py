"""What a doctor did to a plan: changed a figure, chose, cleared a caution, approved, sent back."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, ClassVar

from django.db import models

from consultations.models.plan import Plan
from smpclinic.accounts.models import User

Recommendation = dict[str, Any]
DOCTORS_REVIEW = "Doctor's review"  # the source of a line that no rule made


class Review(models.Model):
    """One act with its reason; `changes` maps a dotted place in the recommendation to [from, to].

    Places are `options.<code>.<field>` (the field is grafts, fue_sessions, smp_sessions, fee or fit),
    `gates.<gate>`, `chosen` and `status`; a fee is `{currency, low, high}` in minor units.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted"
        EDITED = "edited"
        CHOSE = "chose"
        CLEARED = "cleared"
        APPROVED = "approved"
        SENT_BACK = "sent_back"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(max_length=1000, blank=True)
    changes = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["plan", "id"], name="reviews_of_a_plan")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.plan_id}"

    @property
    def patient_id(self) -> int:
        return self.plan.patient_id


def applied(recommendation: Recommendation, reviews: Iterable[Review]) -> Recommendation:
    """The engine's answer with the doctor's edits laid over it, in their order; the answer itself stays as it was."""
    standing = deepcopy(recommendation)
    options = {option["code"]: option for option in standing["options"]}
    for review in reviews:
        if review.kind != Review.Kind.EDITED:
            continue
        for place, (_, new) in review.changes.items():
            _, code, field = place.split(".")
            options[code][field] = _fee(options[code], new, review.reason) if field == "fee" else deepcopy(new)
    for option in options.values():
        if option["fit"] == "do_not_offer":
            option["fee"] = None
    return standing


def cleared_gates(reviews: Iterable[Review]) -> dict[str, Review]:
    """Gates that a doctor has cleared, each with the review that did it."""
    return {
        place.removeprefix("gates."): review
        for review in reviews
        if review.kind == Review.Kind.CLEARED
        for place in review.changes
    }


def _fee(option: dict[str, Any], new: dict[str, Any] | None, reason: str) -> dict[str, Any] | None:
    """The option's fee at the doctor's range: one line of adjustment, so that the lines still sum to the totals."""
    if new is None:
        return None
    old = option["fee"] or {"lines": []}
    lines = [line for line in old["lines"] if line["item"] != "adjustment" or line["source"] != DOCTORS_REVIEW]
    low, high = (new[end] - sum(line[end] for line in lines) for end in ("low", "high"))
    adjustment = {
        "item": "adjustment",
        "quantity_low": 1,
        "quantity_high": 1,
        "unit": "plan",
        "unit_low": low,
        "unit_high": high,
        "low": low,
        "high": high,
        "why": reason,
        "source": DOCTORS_REVIEW,
    }
    return {"currency": new["currency"], "low": new["low"], "high": new["high"], "lines": [*lines, adjustment]}
