"""What a doctor finds on the scalp; empty means not judged."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import words
from patients.vocabulary import Calibre, Diagnosis, Laxity, Ludwig, Miniaturization, Norwood, PriorMethod, Quality

NOT_JUDGED = ("", _("Not judged"))
YES_NO = [NOT_JUDGED, ("yes", _("Yes")), ("no", _("No"))]
# form field: (part of the findings, name there)
PLACES = {
    "diagnosis": ("loss", "diagnosis"),
    "diffuse": ("loss", "diffuse"),
    "progressing": ("loss", "progressing"),
    "bald_area_cm2": ("loss", "bald_area_cm2"),
    "density_fu_cm2": ("donor", "density_fu_cm2"),
    "hairs_per_fu": ("donor", "hairs_per_fu"),
    "area_cm2": ("donor", "area_cm2"),
    "miniaturization_pct": ("donor", "miniaturization_pct"),
    "miniaturization": ("donor", "miniaturization"),
    "quality": ("donor", "quality"),
    "laxity": ("donor", "laxity"),
    "depleted": ("donor", "depleted"),
    "prior_grafts": ("donor", "prior_grafts"),
    "prior_method": ("donor", "prior_method"),
    "calibre": ("hair", "calibre"),
    "calibre_mm": ("hair", "calibre_mm"),
    "fitzpatrick": ("skin", "fitzpatrick"),
}
WHOLE = frozenset({"prior_grafts", "fitzpatrick"})
TRUTHS = frozenset({"diffuse", "progressing", "depleted"})


def classes() -> list[tuple[str, Any]]:
    """All Norwood classes and Ludwig grades as one list of choices."""
    norwood = [(f"norwood:{grade}", words.grade("norwood", grade)) for grade in Norwood]
    ludwig = [(f"ludwig:{grade}", words.grade("ludwig", grade)) for grade in Ludwig]
    return [(_("Norwood"), norwood), (_("Ludwig"), ludwig)]  # type: ignore[list-item]


def one_of(label: Any, values: Any, **kwargs: Any) -> forms.ChoiceField:
    """A choice that may stay open."""
    choices = [NOT_JUDGED, *((value, words.FINDING[value]) for value in values)]
    return forms.ChoiceField(label=label, choices=choices, required=False, **kwargs)


def measured(label: Any, low: float, high: float, hint: Any = "") -> forms.FloatField:
    """A measure within what can be true."""
    return forms.FloatField(
        label=label,
        required=False,
        min_value=low,
        max_value=high,
        help_text=hint,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        error_messages={
            "invalid": _("Enter a number."),
            "min_value": _("This is less than can be true. Check the unit."),
            "max_value": _("This is more than can be true. Check the unit."),
        },
    )


class AssessmentForm(forms.Form):
    """Pattern, donor, skin; what is left empty keeps the patient's own answer or stays unknown."""

    grade = forms.ChoiceField(label=_("Class"), required=False)
    expected_grade = forms.ChoiceField(
        label=_("Expected final class"), required=False, help_text=_("A variants are end stages and stay as they are.")
    )
    diagnosis = one_of(_("Diagnosis"), Diagnosis)
    progressing = forms.ChoiceField(label=_("Still progressing"), choices=YES_NO, required=False)
    diffuse = forms.ChoiceField(label=_("Donor thins too"), choices=YES_NO, required=False)
    bald_area_cm2 = measured(_("Bald area, cm²"), 1, 600)
    density_fu_cm2 = measured(
        _("Donor density, units per cm²"), 5, 150, _("Follicular units, the mean of at least three sites.")
    )
    hairs_per_fu = measured(_("Hairs per unit"), 1, 4)
    area_cm2 = measured(_("Donor area, cm²"), 10, 400)
    miniaturization_pct = measured(_("Miniaturized hairs, %"), 0, 100)
    miniaturization = one_of(_("Miniaturization in words"), Miniaturization)
    quality = one_of(_("Donor quality"), Quality)
    laxity = one_of(_("Scalp laxity"), Laxity)
    depleted = forms.ChoiceField(label=_("Donor is depleted"), choices=YES_NO, required=False)
    prior_grafts = forms.IntegerField(
        label=_("Grafts taken before"),
        required=False,
        min_value=0,
        max_value=20_000,
        help_text=_("All earlier surgery, scalp donor only. 0 when there was none."),
    )
    prior_method = one_of(_("Earlier method"), PriorMethod)
    calibre_mm = measured(_("Hair shaft, mm"), 0.02, 0.2, _("64 µm is 0.064."))
    calibre = one_of(_("Hair shaft in words"), Calibre)
    fitzpatrick = forms.ChoiceField(
        label=_("Skin type (Fitzpatrick)"),
        required=False,
        choices=[NOT_JUDGED, *((str(n), roman) for n, roman in enumerate(("I", "II", "III", "IV", "V", "VI"), 1))],
    )
    note = forms.CharField(
        label=_("Note for colleagues"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    GROUPS = (
        (_("Pattern"), ("grade", "expected_grade", "diagnosis", "progressing", "diffuse", "bald_area_cm2")),
        (
            _("Donor"),
            (
                "density_fu_cm2",
                "hairs_per_fu",
                "area_cm2",
                "miniaturization_pct",
                "miniaturization",
                "quality",
                "laxity",
                "depleted",
                "prior_grafts",
                "prior_method",
            ),
        ),
        (_("Hair and skin"), ("calibre_mm", "calibre", "fitzpatrick")),
        (_("Note"), ("note",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [NOT_JUDGED, *classes()]
        for name in ("grade", "expected_grade"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Now and later are judged on one scale."""
        facts = super().clean() or {}
        now, later = facts.get("grade"), facts.get("expected_grade")
        if later and not now:
            self.add_error("grade", _("Choose the class now, too."))
        elif later and now and later.partition(":")[0] != now.partition(":")[0]:
            self.add_error("expected_grade", _("Choose a class of the same scale as the class now."))
        return facts

    @property
    def findings(self) -> dict[str, Any]:
        """What was judged, in the shape of PLAN-CONTRACT.md."""
        facts: dict[str, Any] = {}
        scale, _colon, grade = self.cleaned_data["grade"].partition(":")
        if grade:
            facts["loss"] = {"scale": scale, "grade": grade}
        if later := self.cleaned_data["expected_grade"].partition(":")[2]:
            facts["loss"]["expected_grade"] = later
        for field, (part, name) in PLACES.items():
            value = self.cleaned_data[field]
            if value not in {None, ""}:
                facts.setdefault(part, {})[name] = _typed(field, value)
        return facts

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields in their groups, as the page lays them out."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]


def initial_from(findings: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """The form as the last doctor left it; the class, when no doctor judged it, as the patient chose it."""
    loss = findings.get("loss") or {key: facts.get("loss", {}).get(key) for key in ("scale", "grade")}
    scale = loss.get("scale") or "norwood"
    initial: dict[str, Any] = {name: f"{scale}:{loss[name]}" for name in ("grade", "expected_grade") if loss.get(name)}
    for field, (part, name) in PLACES.items():
        value = findings.get(part, {}).get(name)
        if value is not None:
            initial[field] = ("yes" if value else "no") if field in TRUTHS else value
    return initial


def _typed(field: str, value: Any) -> Any:
    if field in TRUTHS:
        return value == "yes"
    if field in WHOLE:
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
