"""The price list as the manager types it: a low and a high for each item, from a day on; more for larger numbers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations import words
from consultations.money import decimals
from consultations.planning.prices import MOST_COUNT, STEPPED
from consultations.planning.protocol import TRUE_UP_CAP
from patients.vocabulary import Item

Ranges = dict[str, tuple[Decimal, Decimal]]
Steps = dict[str, tuple[tuple[int, Decimal, Decimal], ...]]
ENDS = ("low", "high")
MORE_STEPS = 3  # boxes for larger numbers, an item


class PriceListForm(forms.Form):
    """A whole list; `items` are those it prices."""

    valid_from = forms.DateField(
        label=_("Start date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Plans made from this day on use the list. Earlier plans keep the prices of their day. "
            "If the day has a list already, the new one holds and the earlier one stays on record."
        ),
        error_messages={
            "required": _("Enter the day from which the list holds."),
            "invalid": _("Enter a day that exists."),
        },
    )
    cap_percent = forms.IntegerField(
        label=_("More grafts than planned, charged up to this many percent"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"class": "w-8", "inputmode": "numeric"}),
        error_messages={
            "invalid": _("Enter a whole number."),
            "min_value": _("Enter a percent from 0 to 100."),
            "max_value": _("Enter a percent from 0 to 100."),
        },
    )

    def __init__(self, *args: Any, items: list[str], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.places = decimals(currency)
        for item in items:
            name = words.PRICED[item]
            self.fields[f"{item}_low"] = self._amount(_("%(item)s, from") % {"item": name}, required=True)
            self.fields[f"{item}_high"] = self._amount(_("%(item)s, to") % {"item": name}, required=True)
        for item in self.stepped:
            for n in range(1, MORE_STEPS + 1):
                self._add_step(item, n)
        self.fields["cap_percent"].help_text = _(
            "Grafts that are really placed are charged; this is the limit above the plan. Empty means %(n)s percent."
        ) % {"n": TRUE_UP_CAP.value}

    @property
    def stepped(self) -> list[str]:
        """The items that may have prices for larger numbers."""
        return [item for item in self.items if item in STEPPED]

    def _add_step(self, item: str, n: int) -> None:
        named = {"item": words.PRICED[item], "n": n + 1}
        self.fields[f"{item}_{n}_start"] = forms.IntegerField(
            label=_("%(item)s, price %(n)s starts at") % named,
            min_value=STEPPED[Item(item)][2] + 1,
            max_value=MOST_COUNT,
            required=False,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={
                "invalid": _("Enter a whole number."),
                "min_value": _("Enter a number above %(limit_value)s, or leave the row empty.")
                % {"limit_value": STEPPED[Item(item)][2]},
            },
        )
        self.fields[f"{item}_{n}_low"] = self._amount(_("%(item)s, price %(n)s, from") % named, required=False)
        self.fields[f"{item}_{n}_high"] = self._amount(_("%(item)s, price %(n)s, to") % named, required=False)

    def _amount(self, label: Any, *, required: bool) -> forms.DecimalField:
        return forms.DecimalField(
            label=label,
            min_value=Decimal(0),
            max_digits=9 + self.places,
            decimal_places=self.places,
            required=required,
            widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
            error_messages={
                "required": _("Enter an amount."),
                "invalid": _("Enter an amount in figures, like 2000."),
                "min_value": _("An amount cannot be below zero."),
            },
        )

    def clean(self) -> dict[str, Any]:
        """The range of each item must rise; a price for a larger number starts later and is not dearer."""
        facts = super().clean() or {}
        for item in self.items:
            self._must_rise(item, facts)
        for item in self.stepped:
            before = {"start": STEPPED[Item(item)][2], **{end: facts.get(f"{item}_{end}") for end in ENDS}}
            for n in range(1, MORE_STEPS + 1):
                before = self._follow(f"{item}_{n}", facts, before)
        return facts

    def _must_rise(self, name: str, facts: dict[str, Any]) -> None:
        low, high = (facts.get(f"{name}_{end}") for end in ENDS)
        if low is not None and high is not None and low > high:
            self.add_error(f"{name}_high", _now("“To” must be at least as much as “from”."))

    def _follow(self, name: str, facts: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
        """Check one row against the last filled one; the row that the next is checked against."""
        own = {key: facts.get(f"{name}_{key}") for key in ("start", *ENDS)}
        if any(f"{name}_{key}" in self.errors for key in own) or all(value is None for value in own.values()):
            return before
        for key, value in own.items():
            if value is None:
                self.add_error(f"{name}_{key}", _now("Fill in the whole row, or leave all of it empty."))
                return before
        if own["start"] <= before["start"]:
            self.add_error(f"{name}_start", _now("Each row must start at a larger number than the one before."))
        self._must_rise(name, facts)
        for end in ENDS:
            if before[end] is not None and own[end] > before[end] and f"{name}_{end}" not in self.errors:
                self.add_error(f"{name}_{end}", _now("A price for a larger number cannot be above the one before."))
        return own

    @property
    def ranges(self) -> Ranges:
        """The cleaned list as the service takes it."""
        facts = self.cleaned_data
        return {item: (facts[f"{item}_low"], facts[f"{item}_high"]) for item in self.items}

    @property
    def steps(self) -> Steps:
        """The cleaned prices for larger numbers, as the service takes them."""
        facts = self.cleaned_data
        rows = {
            item: tuple(
                (facts[f"{item}_{n}_start"], facts[f"{item}_{n}_low"], facts[f"{item}_{n}_high"])
                for n in range(1, MORE_STEPS + 1)
                if facts[f"{item}_{n}_start"] is not None
            )
            for item in self.stepped
        }
        return {item: steps for item, steps in rows.items() if steps}

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """Item, low field and high field, as the table shows them."""
        return [(item, self[f"{item}_low"], self[f"{item}_high"]) for item in self.items]

    @property
    def more_rows(self) -> list[tuple[str, list[tuple[Any, Any, Any]]]]:
        """Item and its boxes for larger numbers: start, low, high."""
        return [
            (
                item,
                [
                    (self[f"{item}_{n}_start"], self[f"{item}_{n}_low"], self[f"{item}_{n}_high"])
                    for n in range(1, MORE_STEPS + 1)
                ],
            )
            for item in self.stepped
        ]

    @property
    def says_more(self) -> bool:
        """Whether prices for larger numbers, or a mistake in them, are to be seen at once."""
        names = [name for name in self.fields if name.rsplit("_", 2)[-2].isdigit()]
        return any(name in self.errors or self[name].value() not in (None, "") for name in names)
