"""Why a number of the protocol may not be set, or not so, in words for the person who asked."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.planning import findings
from consultations.planning.book import Book, NumberError, leaves, plain
from consultations.planning.engine import recommend
from consultations.planning.protocol import FIGURES
from consultations.planning.recommendation import as_json
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission

Path = tuple[str, ...]
MOST = 1_000_000
RISING = frozenset({"calibre_limits", "smp_hours_a_day", "months_from_surgery_to_smp", "scar_age_before_pigment"})
BOUNDS = {  # by unit: the least and the most that there is of it
    "percent": (0, 100),
    "sessions": (0, 20),
    "surgeries": (0, 20),
    "operations": (0, 20),
    "classes": (0, 6),
    "months": (0, 240),
    "days": (0, 3660),
    "years": (0, 120),
    "cm2": (0, 1000),
    "grafts": (0, 20_000),
    "Fitzpatrick type": (1, 6),
    "step 1 lightest to 6 darkest, by Fitzpatrick type 1 to 6": (1, 6),
}
WHOLE = ("grafts", "sessions", "surgeries", "operations", "days")  # ranges of what is counted
# What the book expected, in the clinic's words.
EXPECTED: dict[str, Any] = {
    "low up to likely up to high": gettext_lazy("Low, likely and high must rise from left to right."),
    "a whole number": gettext_lazy("Enter a whole number."),
    "a number from 0 up": gettext_lazy("Enter 0 or more."),
    "a number from 0 down": gettext_lazy("Enter 0 or less."),
    "a number": gettext_lazy("Enter a number."),
}


def is_fee(name: str) -> bool:
    """Whether the number is a price, which the price list sets."""
    return "_fee" in name or name == "true_up_cap"


def why_fixed(name: str) -> str:
    """Why nobody may set this number here; empty when it may be set."""
    if is_fee(name):
        return _("Fees are set in the price list.")
    return _("This number is fixed. No clinic sets it.") if FIGURES[name].fixed else ""


def why_not_set(name: str, user: User) -> str:
    """Why this person may not set this number; empty when they may."""
    if not user.may(Permission.SET_NUMBERS):
        return _("Only a doctor can set a number of the protocol.")
    return why_fixed(name)


def wrong(name: str, value: Any) -> tuple[Path, str] | None:
    """Where and why a plain value makes no sense for this number; None when it does."""
    try:
        book = Book({name: value})
    except NumberError as error:
        place, _sep, expected = str(error).partition(": expected ")
        return tuple(place.split(".")[1:]), str(EXPECTED.get(expected, error))
    return _beyond(name, value) or _without_sense(name, value) or _breaks(book)


def bounds(unit: str) -> tuple[float, float]:
    """The least and the most that there is of a unit."""
    return BOUNDS.get(unit, (0, 1) if unit.startswith("share") else (-MOST, MOST))


def _beyond(name: str, value: Any) -> tuple[Path, str] | None:
    """A number that is larger than there is, or a part of a graft."""
    figure = FIGURES[name]
    own = dict(leaves(plain(figure.value)))
    least, most = bounds(figure.unit)
    for path, number in leaves(value):
        if number > most and number != own[path]:
            return path, _("Enter %(most)s or less.") % {"most": most}
        if number < least:
            return path, _("Enter %(least)s or more.") % {"least": least}
        if figure.unit in WHOLE and isinstance(own[path], int) and number != int(number):
            return path, _("Enter a whole number.")
    return None


def _without_sense(name: str, value: Any) -> tuple[Path, str] | None:
    """A list that must rise, or shares that must be a whole."""
    if name in RISING and value != sorted(value):
        return ("1",), _("The second number must be at least as much as the first.")
    if name == "zone_shares_by_class":
        for grade, shares in value.items():
            if shares and abs(sum(shares.values()) - 1) > 0.001:
                return (grade,), _("The shares of a class must add up to 1.")
    return None


# Somebody for each way through the engine, so that no number is set with which it cannot plan.
LOSS = {"scale": "norwood", "grade": "V"}
WISH = {"goals": ["front", "crown"], "surgery": "yes", "hair_length": "long"}
MEASURED = {"density_fu_cm2": 70, "area_cm2": 180, "laxity": "good", "prior_grafts": 500}
SCARS = [{"cause": "strip"}, {"cause": "injury", "surface": "raised"}]
TRIED: tuple[dict[str, Any], ...] = (
    {},
    {"age_years": 45, "loss": LOSS, "wishes": WISH},
    {"age_years": 24, "loss": LOSS | {"grade": "III-vertex", "progressing": True}, "wishes": WISH},
    {"age_years": 50, "loss": LOSS | {"grade": "VI"}, "wishes": {"goals": ["shaved_look"], "surgery": "no"}},
    {
        "age_years": 50,
        "loss": LOSS | {"grade": "VII"},
        "donor": MEASURED,
        "hair": {"calibre": "fine", "form": "curly", "colour": "brown"},
        "wishes": WISH,
    },
    {"age_years": 40, "loss": LOSS | {"grade": "IV"}, "donor": MEASURED, "hair": {"form": "wavy"}, "wishes": WISH},
    {"age_years": 40, "loss": LOSS | {"grade": "IV"}, "donor": {"quality": "low"}, "hair": {"calibre": "coarse"}},
    {"sex": "female", "age_years": 45, "loss": {"scale": "ludwig", "grade": "II"}, "wishes": WISH},
    {"age_years": 16, "loss": LOSS, "medical": ["isotretinoin"], "wishes": WISH},
    {"age_years": 30, "loss": {"diagnosis": "alopecia_areata", "stable_months": 8}, "wishes": WISH},
    {"age_years": 40, "loss": LOSS, "donor": MEASURED | {"months_since_surgery": 3}, "wishes": WISH},
    {"age_years": 40, "scars": SCARS, "wishes": {"goals": ["scar"]}, "skin": {"tone": "dark"}},
)


def _breaks(book: Book) -> tuple[Path, str] | None:
    """Whether the engine cannot plan with these numbers, tried on invented people."""
    try:
        for facts in TRIED:
            answer = as_json(recommend(findings.parse(facts), book=book))
            json.dumps(answer, allow_nan=False)
            if not _in_order(answer):
                return (), _("With this number a plan would have a low figure above its high one.")
    except (ArithmeticError, LookupError, ValueError):
        return (), _("With this number no plan could be made. Choose one nearer to the protocol's own.")
    return None


def _in_order(part: Any) -> bool:
    """Whether every range in an answer rises from low over likely to high."""
    if isinstance(part, list):
        return all(_in_order(one) for one in part)
    if not isinstance(part, dict):
        return True
    if {"low", "likely", "high"} <= part.keys() and not part["low"] <= part["likely"] <= part["high"]:
        return False
    return all(_in_order(one) for one in part.values())
