"""Step 4, hair and skin: colour, form, thickness, how it is worn; the skin's tone."""

from django.utils.translation import gettext_lazy as _

from patients.models.intake import Step
from patients.questions import words
from patients.questions.made import one
from patients.questions.question import Kind, Section

PHOTO_TELLS = _("The photo will tell")
# Skin tone is a number from 1 to 10, never a name for a person.
TONES: words.Words = {str(tone): str(tone) for tone in range(1, 11)}

HAIR = Section(
    Step.HAIR,
    4,
    _("hair and skin"),
    _("Hair and skin"),
    _("What are your hair and skin like?"),
    minutes=4,
    questions=(
        one(
            "colour",
            _("Hair colour"),
            words.COLOUR,
            unsure=PHOTO_TELLS,
            kind=Kind.SWATCH,
            drawn="hair",
            required=_("Choose a hair colour, or “The photo will tell”"),
            why=_("The more hair and skin are alike, the fuller a result looks."),
        ),
        one("form", _("Is it straight or curly?"), words.FORM, drawn="hair form", why=_("Curls cover more skin.")),
        one(
            "calibre",
            _("How thick is a single hair?"),
            words.CALIBRE,
            hints=words.CALIBRE_HINTS,
            why=_("Thick hair covers more with fewer grafts."),
        ),
        one(
            "worn",
            _("How do you wear your hair now?"),
            words.WORN,
            unsure="",
            required=_("Choose how you wear your hair"),
        ),
        one("conceals", _("Do you cover thin places with something?"), words.CONCEALS, unsure=""),
        one(
            "tone",
            _("Skin tone"),
            TONES,
            unsure=PHOTO_TELLS,
            kind=Kind.SWATCH,
            drawn="tone",
            is_whole=True,
            required=_("Choose a skin tone, or “The photo will tell”"),
            hint=_("Compare with the skin behind your ear, in daylight."),
        ),
        one(
            "oily",
            _("Is your scalp oily by the evening?"),
            words.YES_NO,
            why=_("Pigment blurs sooner in oily skin."),
        ),
        one(
            "outdoor_life",
            _("Are you outdoors most of the day?"),
            words.YES_NO,
            why=_("Pigment fades sooner in the sun."),
        ),
    ),
)
