"""Step 8, photos: what they may be used for; the pictures themselves are sent one by one."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.forms.intake.base import StepForm
from patients.models import Patient
from patients.models.consent import WORDINGS, Consent


def permission(purpose: str, **kwargs: Any) -> forms.BooleanField:
    """A tick for one purpose, in the words that are stored with the consent."""
    return forms.BooleanField(label=cast("str", WORDINGS[purpose]), required=False, **kwargs)


class PhotosForm(StepForm):
    """One tick a purpose; each can be taken back alone."""

    photo_record = permission(
        Consent.Purpose.PHOTO_RECORD, help_text=_("Needed for advice from photos. The others are your free choice.")
    )
    photo_teaching = permission(Consent.Purpose.PHOTO_TEACHING)
    photo_website = permission(Consent.Purpose.PHOTO_WEBSITE)
    photo_social = permission(Consent.Purpose.PHOTO_SOCIAL)

    @classmethod
    def initial_from(cls, answers: dict[str, Any], patient: Patient) -> dict[str, Any]:
        return {"photo_record": True} | super().initial_from(answers, patient)
