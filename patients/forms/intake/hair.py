"""Step 4, hair and skin: colour, form, thickness, how it is worn; the skin's tone."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.forms import words
from patients.forms.intake.base import StepForm, one_of
from smpclinic.web.widgets import Swatches, Tiles

PHOTO_TELLS = _("The photo will tell")
NO_COLOUR = _("Choose a hair colour, or “The photo will tell”")
TONES: words.Words = {str(tone): str(tone) for tone in range(1, 11)}
DRAWN_FORMS = {name: f"components/hair/{name}.html" for name in words.FORM}


class HairForm(StepForm):
    """Skin tone is a number from 1 to 10, never a name for a person."""

    colour = one_of(_("Hair colour"), words.COLOUR, unsure=PHOTO_TELLS, widget=Swatches("hair"), missing=NO_COLOUR)
    form = one_of(_("Is it straight or curly?"), words.FORM, widget=Tiles(drawings=DRAWN_FORMS))
    calibre = one_of(_("How thick is a single hair?"), words.CALIBRE, hints=words.CALIBRE_HINTS)
    worn = one_of(
        _("How do you wear your hair now?"), words.WORN, unsure=None, missing=_("Choose how you wear your hair")
    )
    conceals = one_of(_("Do you cover thin places with something?"), words.CONCEALS, unsure=None)
    tone = one_of(
        _("Skin tone"),
        TONES,
        unsure=PHOTO_TELLS,
        widget=Swatches("tone"),
        missing=_("Choose a skin tone, or “The photo will tell”"),
        help_text=_("Compare with the skin behind your ear, in daylight."),
    )
    oily = one_of(_("Is your scalp oily by the evening?"), words.YES_NO)
    outdoor_life = one_of(_("Are you outdoors most of the day?"), words.YES_NO)

    def answers(self) -> dict[str, Any]:
        answers = super().answers()
        if answers.get("tone"):
            answers["tone"] = int(answers["tone"])
        return answers
