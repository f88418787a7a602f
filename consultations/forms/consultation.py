"""Booking a visit to talk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.wall_clock import WallClockForm
from smpclinic.accounts.models import User


class ConsultationForm(WallClockForm):
    """Who sees the patient, and when on the clinic's wall clock."""

    doctor = forms.ModelChoiceField(label=_("Doctor"), queryset=User.objects.none(), empty_label=None)

    field_order = ("doctor", "day", "time")

    def __init__(self, *args: Any, doctors: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["doctor"]
        field.queryset = doctors  # type: ignore[attr-defined]
        field.label_from_instance = lambda doctor: doctor.name  # type: ignore[attr-defined]
