"""What a doctor tries out: other wishes of the patient, preset with those that were told."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consultations.money import decimals
from consultations.planning import whatif
from patients.vocabulary import HairLength, Wish

YES_NO = (("yes", _("Yes")), ("no", _("No")))
LENGTHS = (
    (HairLength.SHAVED, _("Shaved")),
    (HairLength.SHORT, _("Short")),
    (HairLength.LONG, _("Long")),
    (HairLength.EITHER, _("Either")),
)
MOST_MONTHS = 60


def segments(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), required=False, widget=forms.RadioSelect)


def stepper(label: Any, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False, widget=widget)


class WhatIfForm(forms.Form):
    """Wishes; what is left as it was told changes nothing."""

    hairline = segments(_("Hairline"), YES_NO)
    crown = segments(_("Crown"), YES_NO)
    density = segments(_("More density"), YES_NO)
    hair_length = segments(_("Worn"), LENGTHS)
    surgery = segments(_("Surgery"), (*YES_NO, (Wish.UNSURE, _("Not sure"))))
    within_months = stepper(_("Result in months"), MOST_MONTHS)
    budget = stepper(_("Budget"), 10**9)

    def __init__(self, asked: QueryDict, *, findings: dict[str, Any], currency: str) -> None:
        self.told = told(findings)
        step = 10 ** (6 - decimals(currency)) // 20
        self.by, begin = {"within_months": 1, "budget": step}, {"within_months": 6, "budget": 10 * step}
        given = {name: asked.get(name, value) for name, value in self.told.items()}
        name, _sign, steps = asked.get("step", "").partition(":")
        if name in self.by and steps in {"1", "-1"}:
            if given[name] in (None, ""):
                given[name] = begin[name]
            elif str(given[name]).isdecimal():
                given[name] = max(0, int(given[name]) + int(steps) * self.by[name])
        super().__init__(given)

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from what was told, as `planning.whatif.ask` takes it."""
        found = {}
        for name, value in self.cleaned_data.items():
            asked = None if value in (None, "") else value
            if asked != self.told[name]:
                found[name] = asked == "yes" if name in whatif.GOALS else asked
        return found

    @property
    def query(self) -> str:
        """The changed wishes as the address of the page keeps them."""
        return self.asking(self.changes)

    @staticmethod
    def asking(changes: dict[str, Any]) -> str:
        """The query that asks for these changes."""
        goal = {True: "yes", False: "no"}
        values = {name: goal[value] if name in whatif.GOALS else value for name, value in changes.items()}
        return urlencode({name: "" if value is None else value for name, value in values.items()})


def told(findings: dict[str, Any]) -> dict[str, Any]:
    """The wishes that were told, by the names of the fields; a budget in whole units of the currency."""
    wishes = findings.get("wishes", {})
    goals = {name: "yes" if goal.value in wishes.get("goals", []) else "no" for name, goal in whatif.GOALS.items()}
    others = {name: wishes.get(key) for name, key in whatif.WISHES.items() if name in WhatIfForm.base_fields}
    if others["budget"] is not None:
        others["budget"] = round(others["budget"])
    return goals | others
