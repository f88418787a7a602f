"""The price list as the manager types it: a low and a high for each item, from a day on."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations import words
from consultations.money import decimals

Ranges = dict[str, tuple[Decimal, Decimal]]


class PriceListForm(forms.Form):
    """A whole list; `standing` gives the items, their units and today's ranges."""

    valid_from = forms.DateField(
        label=_("Start date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Plans made from this day on use the list. Earlier plans keep the prices of their day."),
        error_messages={
            "required": _("Enter the day from which the list holds."),
            "invalid": _("Enter a day that exists."),
        },
    )

    def __init__(self, *args: Any, items: list[str], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        places = decimals(currency)
        for item in items:
            for end, label in (("low", _("%(item)s, from")), ("high", _("%(item)s, to"))):
                self.fields[f"{item}_{end}"] = forms.DecimalField(
                    label=label % {"item": words.PRICED[item]},
                    min_value=Decimal(0),
                    max_digits=9 + places,
                    decimal_places=places,
                    widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
                    error_messages={
                        "required": _("Enter an amount."),
                        "invalid": _("Enter an amount in figures, like 2000."),
                        "min_value": _("An amount cannot be below zero."),
                    },
                )

    def clean(self) -> dict[str, Any]:
        """The range of each item must rise."""
        facts = super().clean() or {}
        for item in self.items:
            low, high = facts.get(f"{item}_low"), facts.get(f"{item}_high")
            if low is not None and high is not None and low > high:
                self.add_error(f"{item}_high", _now("“To” must be at least as much as “from”."))
        return facts

    @property
    def ranges(self) -> Ranges:
        """The cleaned list as the service takes it."""
        facts = self.cleaned_data
        return {item: (facts[f"{item}_low"], facts[f"{item}_high"]) for item in self.items}

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """Item, low field and high field, as the table shows them."""
        return [(item, self[f"{item}_low"], self[f"{item}_high"]) for item in self.items]
