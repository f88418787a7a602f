"""What a patient ticks and types to say yes to a quote."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    """The seal of what was read, the tick for the terms, and the name typed by hand."""

    seal = forms.CharField(widget=forms.HiddenInput, max_length=64)
    agreed = forms.BooleanField(
        label=_("I have read what is included, what is not, and how the amount comes about."),
        error_messages={"required": _("Tick this once you have read it.")},
    )
    signed = forms.CharField(
        label=_("Your full name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your full name.")},
    )
