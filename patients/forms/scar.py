"""The form of one scar; length is asked in centimetres, width in millimetres, age in years or months."""

import json
from math import isfinite
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from patients import scalp
from patients.forms import words
from patients.forms.hidden import KeyField, VersionField
from patients.forms.intake.base import NOT_KNOWN, number, one_of, plain
from patients.models import Scar
from smpclinic.web.widgets import OptionList

MONTHS_A_YEAR = 12
AGE_UNITS = {"years": _("years"), "months": _("months")}
LENGTH_WORDS = _("Enter the length in centimetres, like 3 or 3.5")
HEAD_WORDS = _("Enter the size of your head in centimetres, from 45 to 70, like 57")
MARK_WORDS = _("The mark on the head could not be read. Put it there again, or choose the place below.")
# Fields that stand beside the map, or are not seen at all.
APART = frozenset({"view", "points", "head_cm", "form_key", "version"})


def centimetres(label: Any, *, low: float, high: float, wrong: Any, **kwargs: Any) -> forms.DecimalField:
    """A length with one decimal."""
    kinds = ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
    return forms.DecimalField(
        label=label,
        min_value=low,
        max_value=high,
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "w-8"}),
        error_messages=dict.fromkeys((*kinds, "required"), wrong),
        **kwargs,
    )


def in_two() -> OptionList:
    """Short answers, two in a row even on a phone."""
    return OptionList(two_columns=True)


class PointsField(forms.CharField):
    """The mark or the line on the map, as the script wrote it: a list of [x, y] in millimetres of the standard head."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean(self, value: Any) -> list[list[float]] | None:
        """Millimetres to one decimal; None when nothing was marked."""
        text = "" if value is None else str(value).strip()
        if text in ("", "null", "[]"):
            return None
        try:
            return points_of(json.loads(text) if len(text) <= 2000 else None)
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise forms.ValidationError(MARK_WORDS) from None

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, list) else value


def points_of(told: Any) -> list[list[float]]:
    """The points, if they are what a script of ours writes; ValueError otherwise."""
    if not isinstance(told, list) or len(told) > scalp.MOST_POINTS:
        raise ValueError
    points = []
    for x, y in told:
        if isinstance(x, bool) or isinstance(y, bool) or not (isfinite(x) and isfinite(y)):
            raise ValueError
        points.append([round(float(x), 1), round(float(y), 1)])
    return points


class ScarForm(forms.Form):
    """Each scar needs a place and a cause; the rest may be a guess or left out."""

    zone = one_of(_("Where is it?"), words.SCAR_PLACE, unsure=None, missing=_("Choose the place"), widget=in_two())
    cause = one_of(_("What caused it?"), words.SCAR_CAUSE, unsure=None, missing=_("Choose what caused it"))
    length_cm = centimetres(
        _("How long, in centimetres?"),
        low=0.1,
        high=40,
        wrong=LENGTH_WORDS,
        required=False,
        help_text=_("About. A thumb's width is 2. What you type counts more than a line on the map."),
    )
    width_mm = number(_("How wide, in millimetres?"), low=1, high=200)
    surface = one_of(_("How does it feel?"), words.SURFACE, widget=in_two())
    colour = one_of(_("What colour is it?"), words.SCAR_COLOUR, widget=in_two())
    changing = one_of(_("Does it itch, hurt or grow?"), words.YES_NO, widget=in_two())
    age = number(_("How old is it?"), low=0, high=100)
    age_unit = forms.ChoiceField(
        label=_("Years or months"),
        choices=list(AGE_UNITS.items()),
        initial="years",
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose years or months")),
        widget=forms.Select({"class": "w-8"}),
    )
    treated_before = one_of(
        _("Has it been treated before?"),
        words.YES_NO,
        widget=in_two(),
        help_text=_("With pigment, grafts, injections, laser or another operation."),
    )
    count = number(_("How many like this?"), low=1, high=10_000, help_text=_("Leave it empty for one."))
    view = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    points = PointsField()
    head_cm = centimetres(
        _("Size of your head, in centimetres"),
        low=scalp.GIRTH_LOW / 10,
        high=scalp.GIRTH_HIGH / 10,
        wrong=HEAD_WORDS,
        required=False,
        help_text=_("All the way round, above the ears. It makes the length of a drawn line more exact."),
    )
    form_key = KeyField()
    version = VersionField()

    def __init__(self, *args: Any, sex: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sex = sex
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*(name for name in self.fields if name not in APART))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        points, view = cleaned.get("points"), cleaned.get("view")
        if points and view not in scalp.HEADS:
            self.add_error("points", MARK_WORDS)
        elif points and len(points) == 1 and scalp.where(str(view), points) != cleaned.get("zone"):
            cleaned["points"] = None  # the place was named anew; the mark follows the list
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The fields of a scar's row."""
        told = {name: plain(value) for name, value in self.cleaned_data.items()}
        age, months = told["age"], MONTHS_A_YEAR if told["age_unit"] == "years" else 1
        return {
            "zone": told["zone"],
            "cause": told["cause"],
            "length_mm": in_mm(told["length_cm"]),
            "width_mm": told["width_mm"],
            "age_months": None if age is None else age * months,
            "surface": told["surface"],
            "colour": told["colour"],
            "changing": yes_or_no(told["changing"]),
            "treated_before": yes_or_no(told["treated_before"]),
            "count": told["count"] or 1,
        } | self.drawn()

    def drawn(self) -> dict[str, Any]:
        """Where it was marked on the map, and how long the line is."""
        points, head_mm = self.cleaned_data["points"], in_mm(self.cleaned_data["head_cm"])
        if not points:
            nothing = dict.fromkeys(("points", "drawing", "drawn_mm", "drawn_error_mm"))
            return nothing | {"view": "", "head_mm": head_mm}
        view = self.cleaned_data["view"]
        length = scalp.length(view, points, scalp.girth(self.sex, head_mm))
        return {
            "view": view,
            "points": points,
            "drawing": scalp.DRAWING,
            "head_mm": head_mm,
            "drawn_mm": length.mm if length else None,
            "drawn_error_mm": length.error_mm if length else None,
        }


def initial_of(scar: Scar) -> dict[str, Any]:
    """What the form shows of a scar that was told already."""
    months, whole_years = scar.age_months, not (scar.age_months or 0) % MONTHS_A_YEAR
    return {
        "zone": scar.zone,
        "cause": scar.cause,
        "length_cm": in_cm(scar.length_mm),
        "width_mm": scar.width_mm,
        "surface": scar.surface or NOT_KNOWN,
        "colour": scar.colour or NOT_KNOWN,
        "changing": {True: "yes", False: "no", None: NOT_KNOWN}[scar.changing],
        "treated_before": {True: "yes", False: "no", None: NOT_KNOWN}[scar.treated_before],
        "age": months // MONTHS_A_YEAR if months and whole_years else months,
        "age_unit": "years" if months and whole_years else "months",
        "count": scar.count if scar.count > 1 else None,
        "view": scar.view,
        "points": scar.points,
        "head_cm": in_cm(scar.head_mm),
        "version": scar.version,
    }


class MeasureForm(forms.Form):
    """The doctor's own length of a scar."""

    measured_cm = centimetres(
        _("Length, in centimetres"),
        low=0.1,
        high=40,
        wrong=LENGTH_WORDS,
        help_text=_("Along the scar, with a tape."),
    )

    def measured_mm(self) -> int:
        return in_mm(self.cleaned_data["measured_cm"]) or 0


def in_mm(centimetres: Any) -> int | None:
    return None if centimetres is None else round(centimetres * 10)


def in_cm(mm: int | None) -> str:
    """Millimetres as they are typed in centimetres: 35 is 3.5."""
    return "" if mm is None else f"{mm / 10:g}"


def yes_or_no(answer: Any) -> bool | None:
    return {"yes": True, "no": False}.get(answer)


def length_words(scar: Scar) -> str:
    """The length to go by, in centimetres, with how it was found: "5.1 ± 0.7 cm long, from the drawn line"."""
    best = scar.best
    if best is None:
        return ""
    length = f"{best.mm / 10:g}" + (f" ± {best.error_mm / 10:g}" if best.error_mm else "")
    if best.how == "drawn":
        return __("%(length)s cm long, from the drawn line") % {"length": length}
    if best.how == "measured":
        return __("%(length)s cm long, measured by the doctor") % {"length": length}
    return __("%(length)s cm long") % {"length": length}
