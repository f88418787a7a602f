"""The clinic's price list: per item a range from a date on, in steps where more costs less; old prices stay."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from patients.vocabulary import Item
from smpclinic.accounts.models import Clinic, User


class PriceQuerySet(models.QuerySet["Price"]):
    """Questions about prices."""

    def standing(self, clinic: Clinic, day: date) -> Self:
        """The newest list that is valid on the day, item by item, step by step."""
        newest = self.filter(clinic=clinic, valid_from__lte=day).order_by("-valid_from", "-edition")
        return self.filter(
            clinic=clinic,
            valid_from=models.Subquery(newest.values("valid_from")[:1]),
            edition=models.Subquery(newest.values("edition")[:1]),
        ).order_by("item", "starts_at")


class Price(models.Model):
    """Low and high for one unit of an item, exact decimals in the given currency."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="prices")
    item = models.CharField(max_length=12, choices=[(i.value, i.value) for i in Item])
    unit = models.CharField(max_length=8)
    low = models.DecimalField(max_digits=12, decimal_places=3)
    high = models.DecimalField(max_digits=12, decimal_places=3)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    # A day may get a second list: the later edition holds, the earlier stays.
    edition = models.PositiveSmallIntegerField(default=1, db_default=1)
    # The first graft, or the area in cm², that this price is for; 0 is the price from the beginning.
    starts_at = models.PositiveIntegerField(default=0, db_default=0)
    # How many percent more grafts than planned may be charged; empty where the protocol's figure holds.
    cap_percent = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PriceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["clinic", "item", "valid_from", "edition", "starts_at"], name="one_price_a_step_of_a_list"
            ),
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="a_price_range_rises"),
        ]

    def __str__(self) -> str:
        return f"price of {self.item} from {self.valid_from}"


class PriceDraft(models.Model):
    """A list in the making, one a clinic, as it was typed; nothing is priced by it until it is put in force."""

    clinic = models.OneToOneField(Clinic, on_delete=models.PROTECT, related_name="price_draft")
    typed = models.JSONField()  # the boxes of the form, by their names
    valid_from = models.DateField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"price draft from {self.valid_from}"
