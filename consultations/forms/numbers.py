"""A number of the protocol as a doctor sets it: one box for each number of a table, and the reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations import number_policies
from consultations.number_words import NO_LIMIT, amount, label, place, unit
from consultations.planning.book import leaves, plain
from consultations.planning.protocol import Figure

Path = tuple[str, ...]
AGAIN = "again"  # the button that puts the protocol's own number back


class NumberForm(forms.Form):
    """The figure's numbers; `standing` is the plain value in force, `seen` the version of the row that set it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": _("Reload the page.")})

    def __init__(self, *args: Any, figure: Figure[Any], standing: Any, seen: int, **kwargs: Any) -> None:
        self.figure, self.own, self.standing = figure, plain(figure.value), standing
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen
        known = dict(leaves(standing))
        self.paths: dict[str, Path] = {}
        for n, (path, own) in enumerate(leaves(self.own)):
            if own != NO_LIMIT:
                self.paths[f"number_{n}"] = path
                self.fields[f"number_{n}"] = _box(figure, path, own, known.get(path, own))
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("In your own words. It is shown with your name wherever the number acts."),
            error_messages={"required": _("Enter the reason in a sentence. It stays with the number.")},
        )
        if self.puts_back:
            for name in self.paths:
                self.fields[name].required = False

    @property
    def puts_back(self) -> bool:
        """Whether the button for the protocol's own number was pressed."""
        return self.is_bound and self.data.get("act") == AGAIN

    def clean(self) -> dict[str, Any]:
        """The numbers as the protocol takes them; what does not fit is said at its box."""
        facts = super().clean() or {}
        if self.puts_back:
            for name in set(self.paths) & set(self.errors):
                del self.errors[name]
            facts["value"] = None
        elif not set(self.paths) & set(self.errors):
            facts["value"] = _with_numbers(self.own, {path: facts[name] for name, path in self.paths.items()})
            self._judge(facts["value"])
        return facts

    def _judge(self, value: Any) -> None:
        if value == self.standing:
            self.add_error(self._first(()), _now("This number stands already. Change it, or go back."))
        elif value == self.own:
            self.add_error(
                self._first(()), _now("This is the protocol's own number. Press “Use the protocol's number again”.")
            )
        elif found := number_policies.wrong(self.figure.name, value):
            self.add_error(self._first(found[0]), found[1])

    def _first(self, path: Path) -> str:
        """The box of a place in the table; of a row its last, of the whole its first."""
        within = [name for name, own in self.paths.items() if own[: len(path)] == path]
        return within[-1 if path else 0] if within else next(iter(self.paths))

    @property
    def rows(self) -> list[tuple[str, list[tuple[Any, str, str]]]]:
        """The boxes row by row, each with the protocol's own number and, where another stands, that one."""
        own, standing = dict(leaves(self.own)), dict(leaves(self.standing))
        rows: dict[str, list[tuple[Any, str, str]]] = {}
        for name, path in self.paths.items():
            row = place(self.figure.name, path[:1]) if len(path) > 1 else ""
            stands = amount(standing[path]) if standing.get(path) not in {None, own[path]} else ""
            rows.setdefault(row, []).append((self[name], amount(own[path]), stands))
        return list(rows.items())

    @property
    def unit(self) -> str:
        return unit(self.figure)


def _box(figure: Figure[Any], path: Path, own: Any, standing: Any) -> forms.Field:
    """One box: whole numbers where the protocol's own are, or where things are counted."""
    is_whole = isinstance(own, int) and (figure.unit in number_policies.WHOLE or not _in_range(figure))
    kind = forms.IntegerField if is_whole else forms.FloatField
    return kind(
        label=place(figure.name, path) or label(figure.name),
        initial=standing,
        max_value=number_policies.MOST,
        min_value=-number_policies.MOST,
        widget=forms.NumberInput(attrs={"class": "w-8", "inputmode": "decimal", "step": "any"}),
        error_messages={
            "required": _("Enter a number."),
            "invalid": _("Enter a whole number.") if is_whole else _("Enter a number in figures, like 1.5."),
        },
    )


def _in_range(figure: Figure[Any]) -> bool:
    """Whether the figure's numbers are low, likely and high of something."""
    return any(path[-1:] == ("likely",) for path, _number in leaves(plain(figure.value)))


def _with_numbers(own: Any, numbers: dict[Path, Any], path: Path = ()) -> Any:
    """The protocol's own value with these numbers in their places."""
    if isinstance(own, dict):
        return {key: _with_numbers(one, numbers, (*path, key)) for key, one in own.items()}
    if isinstance(own, list):
        return [_with_numbers(one, numbers, (*path, str(n))) for n, one in enumerate(own)]
    return numbers.get(path, own)
