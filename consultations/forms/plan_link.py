"""The one check before a patient's plan opens."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from smpclinic.web.fields import DateField


class PlanCheckForm(forms.Form):
    """The date of birth, or the last four digits of the mobile when no birthday is known."""

    born_on = DateField(
        label=_("Your date of birth"), past=True, birthday=True, called=_("Date of birth"), help_text=_("Like 9 6 1990")
    )
    mobile = forms.RegexField(
        label=_("The last 4 digits of your mobile number"),
        regex=r"^[0-9]{4}$",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-4", "maxlength": 4}),
        error_messages={
            "required": _("Enter the last 4 digits of your mobile number."),
            "invalid": _("Enter 4 digits."),
        },
    )

    def __init__(self, *args: Any, asked: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for name in ("born_on", "mobile"):
            if name != asked:
                del self.fields[name]

    @property
    def answer(self) -> Any:
        """What was answered to the one question."""
        return self.cleaned_data[self.asked]
