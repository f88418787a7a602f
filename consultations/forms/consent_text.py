"""Publishing a consent text, and the days to think it over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.quote import number
from consultations.procedures import PROCEDURES, Text
from consultations.words import PROCEDURE


class ConsentTextForm(forms.Form):
    """A whole text: parts divided by an empty line, the first line of each its heading; one risk a line."""

    after = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        error_messages={
            name: _("Open the page again: the version that you read is missing.")
            for name in ("required", "invalid", "min_value")
        },
    )
    title = forms.CharField(
        label=_("Title"), max_length=160, error_messages={"required": _("Enter the title that the patient reads.")}
    )
    parts = forms.CharField(
        label=_("Text"),
        max_length=12_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("An empty line between parts. The first line of each part is its heading."),
        error_messages={"required": _("Enter the text.")},
    )
    risks = forms.CharField(
        label=_("Risks"),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One risk a line."),
        error_messages={"required": _("Enter the risks, one a line.")},
    )
    material = forms.BooleanField(
        label=_("The change matters: whoever signed an earlier version signs again before the next session"),
        required=False,
    )
    reason = forms.CharField(
        label=_("What has changed and why"),
        max_length=300,
        error_messages={"required": _("Enter in a sentence what has changed and why.")},
    )

    def clean_parts(self) -> list[list[str]]:
        """The parts, each its heading and its words."""
        lines = self.cleaned_data["parts"].replace("\r\n", "\n").split("\n\n")
        blocks = [[line.strip() for line in block.strip().split("\n")] for block in lines if block.strip()]
        if any(len(block) < 2 for block in blocks):
            raise forms.ValidationError(_("Each part needs a heading in its first line and words below it."))
        return [[block[0], " ".join(block[1:])] for block in blocks]

    def clean_risks(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["risks"].splitlines() if line.strip()]

    @property
    def words(self) -> dict[str, Any]:
        """The text as it is stored."""
        facts = self.cleaned_data
        return {"title": facts["title"], "sections": facts["parts"], "risks": facts["risks"]}


def typed(text: Text) -> dict[str, Any]:
    """A text as the form shows it."""
    parts = "\n\n".join(f"{heading}\n{words}" for heading, words in text.sections)
    return {"title": text.title, "parts": parts, "risks": "\n".join(text.risks), "after": text.version}


class ConsentDaysForm(forms.Form):
    """Days between signing and the session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PROCEDURES:
            self.fields[name] = number(PROCEDURE[name], 0, 90, _("Enter a number of days from 0 to 90."))
