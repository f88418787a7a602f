"""The form of one scar; length is asked in centimetres, width in millimetres, age in years or months."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from patients.forms import words
from patients.forms.intake.base import number, one_of, plain

MONTHS_A_YEAR = 12
AGE_UNITS = {"years": _("years"), "months": _("months")}
LENGTH_WORDS = _("Enter the length in centimetres, like 3 or 3.5")


class ScarForm(forms.Form):
    """Each scar needs a place and a cause; the rest may be a guess or left out."""

    zone = one_of(_("Where is it?"), words.SCAR_PLACE, unsure=None, missing=_("Choose the place"))
    cause = one_of(_("What caused it?"), words.SCAR_CAUSE, unsure=None, missing=_("Choose what caused it"))
    length_cm = forms.DecimalField(
        label=_("How long, in centimetres?"),
        required=False,
        min_value=0.1,
        max_value=40,
        max_digits=4,
        decimal_places=1,
        help_text=_("About. A thumb's width is 2."),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "w-8"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"), LENGTH_WORDS
        ),
    )
    width_mm = number(_("How wide, in millimetres?"), low=1, high=200)
    age = number(_("How old is it?"), low=0, high=100)
    age_unit = forms.ChoiceField(
        label=_("Years or months"),
        choices=list(AGE_UNITS.items()),
        initial="years",
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose years or months")),
        widget=forms.Select({"class": "w-8"}),
    )
    surface = one_of(_("How does it feel?"), words.SURFACE)
    colour = one_of(_("What colour is it?"), words.SCAR_COLOUR)
    changing = one_of(_("Does it itch, hurt or grow?"), words.YES_NO)
    count = number(_("How many like this?"), low=1, high=10_000, help_text=_("Leave it empty for one."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def facts(self) -> dict[str, Any]:
        """The fields of a scar's row."""
        told = {name: plain(value) for name, value in self.cleaned_data.items()}
        age, months = told["age"], MONTHS_A_YEAR if told["age_unit"] == "years" else 1
        return {
            "zone": told["zone"],
            "cause": told["cause"],
            "length_mm": None if told["length_cm"] is None else round(told["length_cm"] * 10),
            "width_mm": told["width_mm"],
            "age_months": None if age is None else age * months,
            "surface": told["surface"],
            "colour": told["colour"],
            "changing": {"yes": True, "no": False}.get(told["changing"]),
            "count": told["count"] or 1,
        }
