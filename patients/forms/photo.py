"""The form that sends one photo of one view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.forms.words import PHOTO_VIEW

CHOOSE_PHOTO = _("Choose a photo first")


class PhotoForm(forms.Form):
    """One file; what it is, its content tells and not its name."""

    view = forms.ChoiceField(label=_("View"), choices=list(PHOTO_VIEW.items()))
    photo = forms.FileField(
        label=_("Photo"),
        max_length=255,
        # An empty file is refused by the decoder, with its own sentence.
        allow_empty_file=True,
        error_messages={"required": CHOOSE_PHOTO, "invalid": CHOOSE_PHOTO, "missing": CHOOSE_PHOTO},
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}),
    )
