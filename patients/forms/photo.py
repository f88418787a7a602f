"""The forms that send photos: what is said of one before its first byte, and the file fields of the plain way."""

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.forms.words import PHOTO_VIEW

CHOOSE_PHOTO = _("Choose a photo first")
HEX_DIGITS = r"^[0-9a-f]{64}$"


def field_name(view: str) -> str:
    """The file field of one view; all of them stand in one form, with the permissions."""
    return f"photo_of_{view}"


class AnnouncedPhoto(forms.Form):
    """What a browser says of a photo that it will send in pieces."""

    view = forms.ChoiceField(choices=list(PHOTO_VIEW.items()))
    length = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    sha256 = forms.RegexField(HEX_DIGITS, strip=False)
