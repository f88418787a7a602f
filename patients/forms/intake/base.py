"""The form of one step, built from its questions; and the fields that a scar's form asks in the same way."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from patients.forms.hidden import VersionField
from patients.forms.intake.fields import field_of
from patients.models import Patient
from patients.models.intake import Step
from patients.questions import made, reading, values
from patients.questions.carried import lingers, raising
from patients.questions.flow import settle
from patients.questions.question import About, Kind, Question, Section, When
from patients.questions.reading import Row
from patients.questions.words import NOT_SURE, Words
from smpclinic.web.widgets import OptionList

__all__ = ["CHOOSE", "NOT_KNOWN", "One", "Row", "StepForm", "form_of", "number", "one_of", "plain"]

# The answer "I am not sure" in a form; stored as an empty text.
NOT_KNOWN = made.NOT_KNOWN
CHOOSE = made.CHOOSE
OWN_DETAILS = ("first_name", "last_name", "born_on", "sex", "mobile", "email")
# Before the name of a question: the tick that last time's answer to it is still true.
STILL = "still_"
NO_TICKS: Mapping[str, bool] = {}
NOTHING_CARRIED: Mapping[str, Any] = {}


@dataclass(frozen=True)
class One:
    """One question, judged alone: its stored value (None: no answer), what is wrong with it, and the whole step's
    answers with it, those that it hides left out."""

    value: Any
    error: str
    answers: dict[str, Any]


class StepForm(forms.Form):
    """One step. Its fields are the questions of its section; one rule settles what is shown, required and stored."""

    section: ClassVar[Section]

    version = VersionField()

    def __init__(
        self,
        *args: Any,
        patient: Patient,
        for_staff: bool = False,
        about: About | None = None,
        carried: Mapping[str, Any] = NOTHING_CARRIED,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient
        self.carried = carried
        self.for_staff = for_staff
        self.about = about or About.of(patient)
        for question in self.section.questions:
            self.fields[question.key] = field_of(question, self.about, for_staff=for_staff)
        # Last time's answers that raise a flag: each has its own tick, so that none is sent again unread.
        self.raising = raising(self.section, carried)
        for key in self.raising:
            self.fields[STILL + key] = self.still(key)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.blocks([q for q in self.section.questions if q.shown is None]))

    def still(self, key: str) -> forms.BooleanField:
        """The tick that last time's answer is still true, with that answer."""
        question = self.section.asked(key)
        if question is None:
            raise KeyError(key)
        told = reading.read(question, self.carried[key], self.about, for_staff=self.for_staff)
        words = gettext("Still true: %(answer)s")
        if question.kind is Kind.SEVERAL:
            words = gettext("Last time: %(answer)s. What is still ticked of it is true today.")
        return forms.BooleanField(label=words % {"answer": told}, required=False)

    @classmethod
    def initial_from(
        cls, answers: Mapping[str, Any], patient: Patient, ticks: Mapping[str, bool] = NO_TICKS
    ) -> dict[str, Any]:
        """What the form shows at first: the answers, or what the record knows already.

        `ticks` are consents as they stand: what is agreed to is known from them, whatever was answered once.
        """
        shown: dict[str, Any] = {question.key: True for question in cls.section.questions if question.is_preset}
        if cls.section.step == Step.ABOUT:
            shown |= {name: getattr(patient, name) for name in OWN_DETAILS}
        asked = {question.key: question for question in cls.section.questions}
        told = {**answers, **ticks}
        return shown | {key: values.typed(asked[key], value) for key, value in told.items() if key in asked}

    def blocks(self, questions: Iterable[Question]) -> Iterator[Any]:
        """The layout: a question that opens others stands together with them, so that style alone can show and hide."""
        for question in questions:
            opened = self.opened_by(question.key)
            if not opened:
                yield from self.block(question.key)
                continue
            parents = next(iter(opened)).questions
            if question.key == parents[-1]:
                first = chain.from_iterable(map(self.block, parents))
                yield Div(*first, *self.parts(opened), css_class="asks-more")

    def opened_by(self, key: str) -> dict[When, list[Question]]:
        """The questions that an answer to this one opens, those of one condition together."""
        opened: dict[When, list[Question]] = {}
        for question in self.section.questions:
            if question.shown and key in question.shown.questions:
                opened.setdefault(question.shown, []).append(question)
        return opened

    def block(self, key: str) -> Iterator[Field]:
        """One question; its label is only spoken where the page's heading asks it already."""
        question = self.section.asked(key)
        yield Field(key, wrapper_class="quiet-legend") if question and question.is_title else Field(key)
        if key in self.raising:
            yield Field(STILL + key)

    def parts(self, opened: Mapping[When, list[Question]]) -> Iterator[Div]:
        """The questions of each condition, with what shows them as classes."""
        for when, questions in opened.items():
            classes = " ".join(["when", *(f"when-{word}" for word in when.opened_by or when.values)])
            yield Div(*self.blocks(questions), css_class=classes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        settled = settle(self.section, self.as_stored(cleaned), self.about)
        asked = {question.key: question for question in settled.shown}
        for question in self.section.questions:
            if question.key not in asked:
                cleaned.pop(question.key, None)
                self.errors.pop(question.key, None)
        for key in self.raising:
            if (
                key in asked
                and lingers(asked[key], self.carried[key], settled.stored.get(key))
                and not cleaned[STILL + key]
            ):
                self.add_error(STILL + key, gettext("Tick this if it is still true, or change the answer above."))
        for key, reason in settled.problems.items():
            if not {key, *asked[key].unless} & set(self.errors):
                self.add_error(key, ValidationError(str(reason), code="required"))
        self.settled = settled
        return cleaned

    def as_stored(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the fields as they would be stored."""
        return {
            question.key: values.stored(question, cleaned[question.key])
            for question in self.section.questions
            if question.key in cleaned
        }

    def answers(self) -> dict[str, Any]:
        """What is stored: a plain value for each question that was asked and answered; "I am not sure" is empty."""
        return self.settled.stored

    def one(self, key: str, others: Mapping[str, Any]) -> One:
        """The question alone, as it was posted, beside the stored `others`; an empty field takes the answer back."""
        question = self.section.asked(key)
        if question is None:
            raise KeyError(key)
        field = self.fields[key]
        try:
            raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(key))
            value = values.stored(question, field.clean(raw))
        except ValidationError as error:
            if any(one.code != "required" for one in error.error_list):
                return One(None, " ".join(error.messages), settle(self.section, others, self.about).stored)
            value = None
        settled = settle(self.section, {**others, key: value}, self.about)
        wrong = key in settled.problems and key not in settled.missing
        if wrong:
            kept = settle(self.section, others, self.about).stored
            return One(None, str(settled.problems[key]), kept)
        return One(settled.stored.get(key), "", settled.stored)

    def rows(self, answers: Mapping[str, Any]) -> list[Row]:
        """The stored answers as they read, question by question, in the order they were asked."""
        return reading.rows(self.section, answers, self.about, for_staff=self.for_staff)


def known(patient: Patient) -> dict[str, Any]:
    """What the record says about the person, as the first step's answers are stored."""
    told = {name: getattr(patient, name) for name in OWN_DETAILS}
    return {name: value.isoformat() if name == "born_on" else value for name, value in told.items() if value}


def form_of(section: Section) -> type[StepForm]:
    """The form of a section."""
    return type(f"{section.step.capitalize()}Form", (StepForm,), {"section": section, "__doc__": str(section.step)})


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


def number(label: Any, *, low: int, high: int, **kwargs: Any) -> forms.IntegerField:
    """A whole number that may be left out."""
    words = gettext_lazy("Enter a whole number from %(low)s to %(high)s") % {"low": low, "high": high}
    messages = {"invalid": words, "min_value": words, "max_value": words}
    widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "w-8"})
    return forms.IntegerField(
        label=label, required=False, min_value=low, max_value=high, widget=widget, error_messages=messages, **kwargs
    )


def plain(value: Any) -> Any:
    """An answer about a scar, without the choice of not knowing."""
    return "" if value == NOT_KNOWN else value
