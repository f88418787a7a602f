"""Step 3, hair pattern: the closest picture, since when, how fast, and the family."""

from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from patients.forms import words
from patients.forms.intake.base import NOT_KNOWN, Branch, Row, StepForm, number, one_of, some_of
from patients.models import Patient
from smpclinic.web.widgets import HeadTiles

CLOSEST = _("Choose the picture that is closest, or “I am not sure”")
PARTING, PATCHES, UNSURE = "parting", "patches", NOT_KNOWN
NONE_OF_THESE: words.Words = {
    PARTING: _("It thins along my parting"),
    PATCHES: _("I have patches or a scar only"),
    UNSURE: _("I am not sure"),
}
NONE_HINTS: words.Words = {PARTING: _("Shows 3 other pictures"), UNSURE: _("Your photos will be enough")}
# The classes' main stages, to tell neighbours: III-vertex lies between III and IV as much as IIIa does.
STAGE = {name: stage for stage, names in enumerate(
    (("I",), ("II", "IIa"), ("III", "IIIa", "III-vertex"), ("IV", "IVa"), ("V", "Va"), ("VI",), ("VII",))
) for name in names}  # fmt: skip


class LossForm(StepForm):
    """`pattern` and `ludwig` are the two rows of pictures; stored are kind, scale and grade."""

    pattern = forms.ChoiceField(
        label=_("The closest picture"),
        choices=[*words.NORWOOD.items(), *NONE_OF_THESE.items()],
        widget=HeadTiles("norwood", hints=words.NORWOOD_HINTS | NONE_HINTS),
        error_messages={"required": CLOSEST, "invalid_choice": CLOSEST},
    )
    ludwig = forms.ChoiceField(
        label=_("Your parting, seen from above"),
        choices=[*words.LUDWIG.items(), (UNSURE, _("I am not sure"))],
        widget=HeadTiles("ludwig", hints=words.LUDWIG_HINTS),
        error_messages={"required": CLOSEST, "invalid_choice": CLOSEST},
    )
    zones = some_of(_("Where is it thinner?"), words.ZONES.items(), two_columns=True)
    between = forms.ChoiceField(
        label=_("Are you between two pictures?"),
        choices=[("", _("No, the one above fits")), *words.NORWOOD.items()],
        required=False,
        widget=forms.Select({"class": "w-32"}),
    )
    onset_age_years = number(
        _("How old were you when it began?"),
        low=5,
        high=110,
        help_text=_("A guess is fine."),
    )
    progressing = one_of(_("Has it become more in the last 12 months?"), words.YES_NO)
    speed = one_of(_("How fast?"), words.SPEED)
    stable_months = number(_("Unchanged for how many months?"), low=0, high=1200, help_text=_("A year is 12."))
    family_grade = one_of(
        _("Who in your family lost most hair, and how much?"),
        words.FAMILY,
        help_text=_("Father, mother's father, brothers. Choose the one with the least hair."),
    )

    asked_by_page = frozenset({"pattern"})
    branches = (
        Branch(("pattern",), (PARTING,), ("ludwig",)),
        Branch(("pattern",), (PATCHES, UNSURE), ("zones",)),
        Branch(("pattern",), tuple(words.NORWOOD), ("between",), ("picture",)),
        Branch(("progressing",), ("yes",), ("speed",)),
        Branch(("progressing",), ("no",), ("stable_months",)),
    )

    def adapt(self) -> None:
        if self.for_staff:
            pattern, ludwig, between = (self.fields[name] for name in ("pattern", "ludwig", "between"))
            pattern.choices = [*words.NORWOOD_STAFF.items(), *NONE_OF_THESE.items()]  # type: ignore[attr-defined]
            ludwig.choices = [*words.LUDWIG_STAFF.items(), (UNSURE, _("Not sure"))]  # type: ignore[attr-defined]
            between.choices = [("", _("No, the one above fits")), *words.NORWOOD_STAFF.items()]  # type: ignore[attr-defined]

    @classmethod
    def initial_from(cls, answers: dict[str, Any], patient: Patient) -> dict[str, Any]:
        initial = super().initial_from(answers, patient)
        kind, grade = answers.get("pattern_kind"), answers.get("grade")
        if kind == "norwood":
            initial["pattern"] = grade
        elif kind == "ludwig":
            initial |= {"pattern": PARTING, "ludwig": grade or UNSURE}
        elif kind:
            initial["pattern"] = PATCHES if kind == "patches" else UNSURE
        return initial | {"between": answers.get("between", "")}

    def clean_between(self) -> str:
        between: str = self.cleaned_data["between"]
        chosen = self.cleaned_data.get("pattern")
        if between and chosen in STAGE and (between == chosen or abs(STAGE[between] - STAGE[chosen]) > 1):
            raise forms.ValidationError(__("Choose a picture next to the one above, or “No, the one above fits”."))
        return between

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        pattern, ludwig = answers.pop("pattern"), answers.pop("ludwig", "")
        if pattern in words.NORWOOD:
            return answers | {"pattern_kind": "norwood", "scale": "norwood", "grade": pattern}
        if pattern == PARTING:
            return answers | {"pattern_kind": "ludwig", "scale": "ludwig", "grade": ludwig}
        return answers | {"pattern_kind": "patches" if pattern == PATCHES else "unsure"}

    def rows(self, answers: dict[str, Any]) -> list[Row]:
        return super().rows(answers | self.initial_from(answers, self.patient)) if answers else []

    def words_of(self, name: str, value: Any) -> str:
        if name == "pattern" and value in words.NORWOOD:
            return f"{super().words_of(name, value)}, {words.NORWOOD_HINTS[value]}"
        if name == "between" and not value:
            return __("No")
        return super().words_of(name, value)
