"""What a doctor types when reviewing a plan."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations import words
from consultations.money import decimals, from_minor, to_minor

ENDS = ("low", "likely", "high")
COUNTS = ("grafts", "fue_sessions", "smp_sessions")
MOST = {"grafts": 12_000, "fue_sessions": 20, "smp_sessions": 20}


class VersionedForm(forms.Form):
    """Carries the version of the plan that the doctor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(VersionedForm):
    """An act that needs a reason: send back, clear a caution, choose another option."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Enter the reason in a sentence. It stays with the plan.")},
    )


class NoteForm(VersionedForm):
    """The note that the patient reads first."""

    note = forms.CharField(
        label=_("Note to the patient"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Goes on the plan, first thing they read."),
        error_messages={"required": _("Write the note to the patient. It is the first thing they read.")},
    )


class DraftNoteForm(NoteForm):
    """The same note while nothing is decided: it may be empty."""

    note = forms.CharField(label=_("Note to the patient"), max_length=2000, required=False)


class FiguresForm(ReasonForm):
    """The figures of one option; an empty figure means none."""

    fit = forms.ChoiceField(label=_("Fit"), choices=list(words.FIT.items()))

    def __init__(self, *args: Any, option: dict[str, Any], currency: str, **kwargs: Any) -> None:
        self.option, self.currency = option, currency
        kwargs.setdefault("initial", {}).update(self._standing())
        super().__init__(*args, **kwargs)
        for count in COUNTS:
            for end in ENDS:
                self.fields[f"{count}_{end}"] = forms.IntegerField(
                    label=f"{words.FIGURE[count]}, {words.END[end]}",
                    min_value=0,
                    max_value=MOST[count],
                    required=False,
                    widget=forms.NumberInput(attrs={"class": "w-8"}),
                    error_messages={"invalid": _("Enter a whole number.")},
                )
        for end in ("low", "high"):
            self.fields[f"fee_{end}"] = forms.DecimalField(
                label=f"{words.FIGURE['fee']}, {words.END[end]}",
                min_value=Decimal(0),
                max_digits=9 + decimals(currency),
                decimal_places=decimals(currency),
                required=False,
                widget=forms.NumberInput(attrs={"class": "w-8", "inputmode": "decimal", "step": "any"}),
                error_messages={"invalid": _("Enter an amount in figures, like 2000.")},
            )
        self.order_fields(["version", "fit"])
        first = next((name for name in COUNTS if option[name]), None)
        if first and not self.is_bound:
            self.fields[f"{first}_low"].widget.attrs["autofocus"] = True

    def _standing(self) -> dict[str, Any]:
        """What the option says now, field by field."""
        initial: dict[str, Any] = {"fit": self.option["fit"]}
        for count in COUNTS:
            for end in ENDS:
                initial[f"{count}_{end}"] = self.option[count][end] if self.option[count] else None
        for end in ("low", "high"):
            fee = self.option["fee"]
            initial[f"fee_{end}"] = from_minor(fee[end], fee["currency"]) if fee else None
        return initial

    def clean(self) -> dict[str, Any]:
        """A range is whole or absent, and rises."""
        facts = super().clean() or {}
        for figure, ends in (*((count, ENDS) for count in COUNTS), ("fee", ("low", "high"))):
            names = [f"{figure}_{end}" for end in ends]
            if any(name in self.errors for name in names):
                continue
            given = [facts.get(name) for name in names]
            known = [value for value in given if value is not None]
            if known and len(known) < len(given):
                missing = next(name for name in names if facts.get(name) is None)
                self.add_error(missing, _("Enter all of the range, or leave all of it empty."))
            elif known != sorted(known):
                self.add_error(names[-1], _("The range must rise from left to right."))
        return facts

    @property
    def figures(self) -> dict[str, Any]:
        """The cleaned figures as the service takes them; a fee in minor units."""
        facts = self.cleaned_data
        figures: dict[str, Any] = {"fit": facts["fit"]}
        for count in COUNTS:
            if facts[f"{count}_low"] is None:
                figures[count] = None
            else:
                figures[count] = {end: facts[f"{count}_{end}"] for end in ENDS}
        if facts["fee_low"] is None:
            figures["fee"] = None
        else:
            ends = {end: to_minor(facts[f"fee_{end}"], self.currency) for end in ("low", "high")}
            figures["fee"] = {"currency": self.currency, **ends}
        return figures

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """Each figure's name with its fields, as the page lays them out."""
        rows = [(count, [self[f"{count}_{end}"] for end in ENDS]) for count in COUNTS]
        return [*rows, ("fee", [self["fee_low"], self["fee_high"]])]
