"""The clinic's price list: per item a range from a date on; old prices stay."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from patients.vocabulary import Item
from smpclinic.accounts.models import Clinic, User


class PriceQuerySet(models.QuerySet["Price"]):
    """Questions about prices."""

    def standing(self, clinic: Clinic, day: date) -> Self:
        """The newest price of each item that is valid on the day."""
        newest = self.filter(clinic=clinic, item=models.OuterRef("item"), valid_from__lte=day).order_by("-valid_from")
        return self.filter(clinic=clinic, pk=models.Subquery(newest.values("pk")[:1])).order_by("item")


class Price(models.Model):
    """Low and high for one unit of an item, exact decimals in the given currency."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="prices")
    item = models.CharField(max_length=12, choices=[(i.value, i.value) for i in Item])
    unit = models.CharField(max_length=8)
    low = models.DecimalField(max_digits=12, decimal_places=3)
    high = models.DecimalField(max_digits=12, decimal_places=3)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = PriceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["clinic", "item", "valid_from"], name="one_price_an_item_a_day"),
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="a_price_range_rises"),
        ]

    def __str__(self) -> str:
        return f"price of {self.item} from {self.valid_from}"
