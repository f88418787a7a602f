"""What the closed values of scars and photos are called when people read them."""

from django.utils.translation import gettext_lazy as _

from patients.questions import list_words, words
from patients.questions.words import Words

YES_NO: Words = words.YES_NO
NOT_SURE = words.NOT_SURE

SCAR_CAUSE: Words = list_words.SCAR_CAUSE
SCAR_PLACE: Words = list_words.SCAR_PLACE
SURFACE: Words = list_words.SURFACE
SCAR_COLOUR: Words = list_words.SCAR_COLOUR
PHOTO_VIEW: Words = list_words.PHOTO_VIEW
AT_HOME = ("front", "top", "left", "right", "back")
PHOTO_TIPS: Words = {
    "front": _("Look straight ahead, hair back from the forehead."),
    "top": _("Chin to the chest, camera above you."),
    "left": _("Turn your head so that the left ear faces the camera."),
    "right": _("Turn your head so that the right ear faces the camera."),
    "back": _("Ask someone to help, or leave this one for the clinic."),
}
