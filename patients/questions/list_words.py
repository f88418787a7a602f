"""What the closed values of scars and photos are called: what an intake tells in lists, besides its answers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patients.questions.words import Words

SCAR_CAUSE: Words = {
    "strip": _("A line from a strip transplant"),
    "fue": _("Dots from a hair-by-hair transplant"),
    "transplant": _("A transplant, I do not know which"),
    "punch": _("Old plugs"),
    "scalp_reduction": _("Scalp reduction"),
    "injury": _("An injury"),
    "burn": _("A burn"),
    "radiation": _("Radiation"),
    "infection": _("An infection"),
    "surgery": _("Another operation"),
    "other": _("Something else"),
}
# The stored value is the plain English place, as the plan engine and the doctor read it.
SCAR_PLACE: Words = {
    "front hairline": _("Front hairline"),
    "left temple": _("Left temple"),
    "right temple": _("Right temple"),
    "mid-scalp": _("Middle of the top"),
    "crown": _("Crown"),
    "left side": _("Left side"),
    "right side": _("Right side"),
    "behind the left ear": _("Behind the left ear"),
    "behind the right ear": _("Behind the right ear"),
    "back of the head": _("Back of the head"),
    "nape": _("Nape of the neck"),
    "whole scalp": _("Spread over the scalp"),
}
SURFACE: Words = {"flat": _("Flat"), "raised": _("Raised"), "hollow": _("Hollow")}
SCAR_COLOUR: Words = {"pale": _("Paler than the skin"), "dark": _("Darker than the skin")}

PHOTO_VIEW: Words = {
    "front": _("Front"),
    "top": _("Top, chin down"),
    "left": _("Left side"),
    "right": _("Right side"),
    "back": pgettext_lazy("side of the head", "Back"),
    "crown": _("Crown"),
    "left_oblique": _("Left, at an angle"),
    "right_oblique": _("Right, at an angle"),
    "donor_left": _("Behind the left ear"),
    "donor_right": _("Behind the right ear"),
    "hairline": _("Hairline, close"),
    "scar": _("Scar, close"),
}
