"""A question as a field of a form: what is typed, with its limits and its words."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from patients.forms.patient import WRONG_EMAIL
from patients.forms.phone import MobileField
from patients.forms.text import NameField, NotesField
from patients.questions.question import About, Kind, Question, Text
from patients.questions.words import FORM
from smpclinic.web.fields import DateField
from smpclinic.web.widgets import HeadTiles, Neighbours, OptionChecks, OptionList, Swatches, Tiles

DRAWN_FORMS = {name: f"components/hair/{name}.html" for name in FORM}


def field_of(question: Question, about: About, *, for_staff: bool) -> forms.Field:
    """The field that asks this question of this person."""
    return MAKERS[question.kind](question, about, for_staff)


def common(question: Question, about: About) -> dict[str, Any]:
    """What every field has: label, help, and whether an answer is required."""
    return {
        "label": question.label,
        "required": bool(question.required) and not question.unless,
        "help_text": help_of(question, about),
    }


def help_of(question: Question, about: About) -> Text:
    """The hint, and why we ask."""
    hint: Text = question.hint
    if question.is_money:
        hint = str(hint) % {"currency": about.currency}
    return format_lazy("{} {}", hint, question.why) if hint and question.why else hint or question.why


def pairs(question: Question, about: About, *, for_staff: bool) -> list[Any]:
    """The choices as Django wants them, those of one heading together."""
    made: list[Any] = [("", question.blank)] if question.blank else []
    for heading, choices in groupby(question.offered(about), key=lambda choice: choice.group):
        group = [(choice.value, choice.read(for_staff=for_staff)) for choice in choices]
        made += [(heading, group)] if heading else group
    return made


def one(question: Question, about: About, for_staff: bool) -> forms.Field:
    wrong = question.wrong
    return forms.ChoiceField(
        choices=pairs(question, about, for_staff=for_staff),
        widget=widget_of(question),
        error_messages={"required": said(question.required or wrong), "invalid_choice": said(wrong)},
        **common(question, about),
    )


def said(words: Text) -> Any:
    """The words as Django's stubs want them."""
    return words


def widget_of(question: Question) -> forms.Widget:
    """Pictures, colours, a menu or rows."""
    hints = {choice.value: choice.hint for choice in question.choices if choice.hint}
    if question.kind is Kind.HEAD:
        return HeadTiles(question.drawn, hints=hints)
    if question.kind is Kind.SWATCH:
        return Swatches(question.drawn)
    if question.drawn == "hair form":
        return Tiles(drawings=DRAWN_FORMS)
    if question.near:
        return Neighbours({choice.value: choice.stage for choice in question.choices}, hints=hints)
    if question.drawn == "menu":
        return forms.Select({"class": "w-32"})
    return OptionList(hints=hints)


def several(question: Question, about: About, for_staff: bool) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=pairs(question, about, for_staff=for_staff),
        widget=OptionChecks(two_columns=question.drawn == "two columns"),
        error_messages={"required": said(question.required), "invalid_choice": said(question.wrong)},
        **common(question, about),
    )


def number(question: Question, about: About, for_staff: bool) -> forms.Field:
    words = _("Enter a whole number from %(low)s to %(high)s") % {"low": question.low, "high": question.high}
    return forms.IntegerField(
        min_value=question.low,
        max_value=question.high,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "w-8"}),
        error_messages={"invalid": words, "min_value": words, "max_value": words},
        **common(question, about),
    )


def name(question: Question, about: About, for_staff: bool) -> forms.Field:
    return NameField(missing=question.required, autocomplete=question.drawn, **common(question, about))


def text(question: Question, about: About, for_staff: bool) -> forms.Field:
    more = common(question, about)
    del more["required"]
    return NotesField(most=question.most, rows=question.lines, **more)


def birthday(question: Question, about: About, for_staff: bool) -> forms.Field:
    return DateField(past=True, birthday=True, **common(question, about))


def mobile(question: Question, about: About, for_staff: bool) -> forms.Field:
    return MobileField(country=about.country, **common(question, about))


def email(question: Question, about: About, for_staff: bool) -> forms.Field:
    return forms.EmailField(
        max_length=254,
        error_messages=WRONG_EMAIL,
        widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
        **common(question, about),
    )


def tick(question: Question, about: About, for_staff: bool) -> forms.Field:
    return forms.BooleanField(**common(question, about))


MAKERS: dict[Kind, Callable[[Question, About, bool], forms.Field]] = {
    Kind.ONE: one,
    Kind.HEAD: one,
    Kind.SWATCH: one,
    Kind.SEVERAL: several,
    Kind.NUMBER: number,
    Kind.TEXT: text,
    Kind.NAME: name,
    Kind.DATE: birthday,
    Kind.PHONE: mobile,
    Kind.EMAIL: email,
    Kind.TICK: tick,
}
