"""What staff type about quotes: a discount with its reason, and how the clinic quotes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def number(label: Any, least: int, most: int, said: Any, **facts: Any) -> forms.IntegerField:
    """A whole number between two others."""
    errors = {"required": said, "invalid": _("Enter a whole number."), "min_value": said, "max_value": said}
    box = forms.NumberInput(attrs={"class": "w-8", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=box, error_messages=errors, **facts)


class DiscountForm(forms.Form):
    """A percent of the sum of the lines."""

    percent = number(_("Discount in percent"), 1, 100, _("Enter a percent from 1 to 100."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the trail and the list of discounts. Write nothing about health here."),
        error_messages={"required": _("Enter the reason in a sentence. It stays with the discount.")},
    )


class QuoteTermsForm(forms.Form):
    """How the clinic quotes from now on."""

    valid_days = number(_("A quote is valid for so many days"), 1, 365, _("Enter a number of days from 1 to 365."))
    reviews = forms.BooleanField(label=_("Reviews after the treatment are included"), required=False)
    medication = forms.BooleanField(label=_("The medicines that a plan names are included"), required=False)
    travel = forms.BooleanField(label=_("Travel and nights away from home are included"), required=False)
    front_desk_limit = number(_("Front desk, percent"), 0, 100, _("Enter a percent from 0 to 100."))
    doctor_limit = number(_("Doctors, percent"), 0, 100, _("Enter a percent from 0 to 100."))
    manager_limit = number(_("Managers, percent"), 0, 100, _("Enter a percent from 0 to 100."))

    @property
    def included(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reviews", "medication", "travel")]

    @property
    def limits(self) -> list[forms.BoundField]:
        return [self[name] for name in ("front_desk_limit", "doctor_limit", "manager_limit")]
