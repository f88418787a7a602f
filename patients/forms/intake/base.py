"""What the steps of the intake have in common: which questions are shown, what is stored, and how it reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.forms.hidden import VersionField
from patients.forms.words import NOT_SURE, Words
from patients.models import Patient
from smpclinic.web.widgets import OptionChecks, OptionList

# The answer "I am not sure" in a form; stored as an empty text.
NOT_KNOWN = "not_sure"
NOTHING: tuple[Any, ...] = (None, "", [])
CHOOSE = gettext_lazy("Choose one. “I am not sure” is an answer too.")


@dataclass(frozen=True)
class Branch:
    """Questions that are asked only when one of `parents` has one of `values`."""

    parents: tuple[str, ...]
    values: tuple[str, ...]
    fields: tuple[str, ...]
    opened_by: tuple[str, ...] = ()  # the style sheet's word for the values, where they are many


@dataclass(frozen=True)
class Row:
    """One answer as it reads; an empty value was not answered."""

    label: str | Promise
    value: str


def one_of(
    label: Any, words: Words, *, unsure: Any = NOT_SURE, hints: Words | None = None, missing: Any = None, **kwargs: Any
) -> forms.ChoiceField:
    """A question with one answer of a few; `unsure` is the words of not knowing, None when there is no such answer.

    With `missing` the question must be answered, and these are the words when it was not.
    """
    choices = [*words.items(), *([(NOT_KNOWN, unsure)] if unsure else [])]
    kwargs.setdefault("widget", OptionList(hints=hints))
    wrong = missing or CHOOSE
    messages = {"required": wrong, "invalid_choice": wrong}
    return forms.ChoiceField(label=label, choices=choices, required=bool(missing), error_messages=messages, **kwargs)


def some_of(
    label: Any, words: Any, *, two_columns: bool = False, missing: Any = None, **kwargs: Any
) -> forms.MultipleChoiceField:
    """A question with several answers; `missing` as above."""
    widget = OptionChecks(two_columns=two_columns)
    messages = {"required": missing, "invalid_choice": CHOOSE} if missing else {"invalid_choice": CHOOSE}
    return forms.MultipleChoiceField(
        label=label, choices=words, required=bool(missing), widget=widget, error_messages=messages, **kwargs
    )


def number(label: Any, *, low: int, high: int, **kwargs: Any) -> forms.IntegerField:
    """A whole number that may be left out."""
    words = gettext_lazy("Enter a whole number from %(low)s to %(high)s") % {"low": low, "high": high}
    messages = {"invalid": words, "min_value": words, "max_value": words}
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "w-8"})
    return forms.IntegerField(
        label=label, required=False, min_value=low, max_value=high, widget=widget, error_messages=messages, **kwargs
    )


class StepForm(forms.Form):
    """One step. Field names and values are the facts of the plan engine wherever it has a name for them."""

    branches: ClassVar[tuple[Branch, ...]] = ()
    # Questions that the page's own heading asks.
    asked_by_page: ClassVar[frozenset[str]] = frozenset()
    # Fields about the form itself, which no summary shows.
    unspoken: ClassVar[frozenset[str]] = frozenset({"version"})

    version = VersionField()

    def __init__(self, *args: Any, patient: Patient, for_staff: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient
        self.for_staff = for_staff
        self.adapt()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        asked = [name for name in self.fields if name not in self.unspoken]
        opened = {name for branch in self.branches for name in branch.fields}
        self.helper.layout = Layout(*self.blocks([name for name in asked if name not in opened]))

    def adapt(self) -> None:
        """Fit the questions to the patient and to who reads them; nothing to fit here."""

    @classmethod
    def initial_from(cls, answers: dict[str, Any], patient: Patient) -> dict[str, Any]:
        """What the form shows at first: the stored answers, or what the record knows already."""
        del patient
        return {name: NOT_KNOWN if value == "" else value for name, value in answers.items()}

    def blocks(self, names: Iterable[str]) -> Iterator[Any]:
        """The layout: a question that opens others stands together with them, so that style alone can show and hide."""
        for name in names:
            opened = [branch for branch in self.branches if name in branch.parents]
            if not opened:
                yield self.question(name)
            elif name == opened[0].parents[-1]:
                asked = map(self.question, opened[0].parents)
                yield Div(*asked, *map(self.part_of, opened), css_class="asks-more")

    def question(self, name: str) -> Field:
        """One question; its label is only spoken where the page's heading asks it already."""
        return Field(name, wrapper_class="quiet-legend") if name in self.asked_by_page else Field(name)

    def part_of(self, branch: Branch) -> Div:
        """The questions of a branch, with what shows them as classes."""
        classes = " ".join(["when", *(f"when-{word}" for word in branch.opened_by or branch.values)])
        return Div(*self.blocks(branch.fields), css_class=classes)

    def is_shown(self, name: str, values: dict[str, Any]) -> bool:
        """Whether the question is asked, given the other answers. What is not shown is neither required nor stored."""
        branch = next((branch for branch in self.branches if name in branch.fields), None)
        if branch is None:
            return True
        return any(
            self.is_shown(parent, values) and not set(branch.values).isdisjoint(as_list(values.get(parent)))
            for parent in branch.parents
            if parent in self.fields
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in list(self.fields):
            if not self.is_shown(name, cleaned):
                cleaned.pop(name, None)
                self.errors.pop(name, None)
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What is stored: a plain value for each question that was answered; "I am not sure" is an empty text."""
        return {
            name: plain(value)
            for name, value in self.cleaned_data.items()
            if name not in self.unspoken and value not in NOTHING
        }

    def rows(self, answers: dict[str, Any]) -> list[Row]:
        """The stored answers as they read, question by question, in the order they were asked."""
        return [
            Row(field.label or "", self.words_of(name, answers.get(name)))
            for name, field in self.fields.items()
            if name not in self.unspoken and self.is_shown(name, answers)
        ]

    def words_of(self, name: str, value: Any) -> str:
        """One answer in words."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("Yes") if value else _("No")
        if isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField)):
            words = dict(flat_choices(field))
            if value == "":
                return str(words.get(NOT_KNOWN, ""))
            return ", ".join(str(words.get(str(one), one)) for one in as_list(value))
        return "" if value is None else str(value)


def as_list(value: Any) -> list[Any]:
    """The values of an answer, be it one or several."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def plain(value: Any) -> Any:
    """The value as JSON keeps it."""
    if value == NOT_KNOWN:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def flat_choices(field: forms.ChoiceField) -> Iterator[tuple[str, Any]]:
    """The choices of a field, groups opened."""
    choices: Iterable[tuple[Any, Any]] = field.choices  # type: ignore[assignment]  # pairs, or groups of pairs
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield str(value), label
