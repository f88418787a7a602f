"""The findings that a plan is made from, key by key, in words: what each is called and what was told."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consultations import words
from consultations.figures import count
from patients.questions import words as asked

KEY: dict[str, Any] = words.MISSING | {
    "loss.cause": _("Cause of the loss"),
    "loss.between": _("Second class, where it is between two"),
    "loss.zones": _("Where the hair is thin"),
    "loss.extent": _("How much hair is lost"),
    "loss.speed": _("How fast the loss goes"),
    "loss.onset_age_years": _("Age when the loss began"),
    "hair.calibre_mm": _("Hair shaft, measured"),
    "hair.conceals": _("What hides the loss now"),
    "skin.contrast": _("Contrast of hair and skin"),
    "skin.oily": _("Oily skin"),
    "skin.outdoor_life": _("Much time in the sun"),
    "donor.hairs_cm2": _("Donor hairs per cm²"),
    "donor.quality": _("Quality of the donor"),
    "donor.depleted": _("Donor depleted"),
    "donor.operations": _("Earlier operations"),
    "donor.prior_growth": _("How earlier grafts grew"),
    "donor.beard": _("Beard as a donor"),
    "donor.miniaturization_pct": _("Miniaturization of the donor, measured"),
    "opinion.grafts": _("Grafts that another clinician named"),
    "opinion.declined": _("Declined by another clinician"),
    "smp.had": _("SMP before"),
    "smp.months_ago": _("Months since SMP"),
    "smp.reaction": _("Reaction to earlier SMP"),
    "wishes.asked_for": _("Asks for"),
    "wishes.refuses": _("Does not want"),
    "wishes.within_months": _("Months until a result is needed"),
    "wishes.grafts_per_session": _("Grafts wished for in one session"),
    "wishes.consecutive_days": _("Surgery days in a row"),
    "medication.response": _("Response to medicine"),
    "clinic.offers": _("What the clinic offers"),
    "clinic.fue_grafts_per_session": _("The clinic's own FUE session"),
}
# What a rule asks for as a whole: whether anything of it was told.
PART: dict[str, Any] = {
    "age_years*": _("Age"),
    "donor.*": _("Anything about the donor"),
    "hair.*": _("Anything about the hair"),
    "loss.*": _("Anything about the loss"),
    "medication.*": _("Anything about medicines"),
    "skin.*": _("Anything about the skin"),
    "wishes.*": _("Any wish"),
}
TECHNIQUE: dict[str, Any] = {
    "smp": _("SMP"),
    "fue": _("FUE"),
    "strip": _("Strip"),
    "combination": _("FUE and SMP together"),
    "beard_grafts": _("Grafts from the beard"),
    "medication": _("Medicines"),
    "linear_scar": _("A linear scar"),
}
# The values of a key, where they are called otherwise than in `words.FINDING`.
VALUE: dict[str, dict[Any, Any]] = {
    "sex": asked.SEX,
    "loss.cause": words.SCAR,
    "loss.scale": {"norwood": "Norwood", "ludwig": "Ludwig"},
    "loss.zones": words.ZONE,
    "loss.extent": {"slight": _("Slight"), "moderate": _("Moderate"), "severe": _("Severe")},
    "wishes.goals": words.GOAL,
    "wishes.asked_for": TECHNIQUE,
    "wishes.refuses": TECHNIQUE,
    "clinic.offers": TECHNIQUE,
    "medical": words.MEDICAL,
}
GRADES = frozenset({"loss.grade", "loss.between", "loss.expected_grade", "loss.family_grade"})
UNIT: dict[str, Callable[[str], str]] = {
    "loss.bald_area_cm2": lambda n: _now("%(n)s cm²") % {"n": n},
    "donor.area_cm2": lambda n: _now("%(n)s cm²") % {"n": n},
    "donor.density_fu_cm2": lambda n: _now("%(n)s units/cm²") % {"n": n},
    "donor.miniaturization_pct": lambda n: _now("%(n)s %%") % {"n": n},
    "loss.stable_months": lambda n: _now("%(n)s months") % {"n": n},
    "medication.months": lambda n: _now("%(n)s months") % {"n": n},
}
# Of one scar: `scars[0].surface`.
OF_SCAR = re.compile(r"scars\[(\d+)\]\.(\w+)")
SCAR_KEY: dict[str, Any] = {"surface": _("flat, raised or hollow"), "age_months": _("its age")}


def label(key: str) -> str:
    """What a key of the findings is called."""
    if scar := OF_SCAR.fullmatch(key):
        return _now("Scar %(number)s: %(what)s") % {"number": int(scar[1]) + 1, "what": SCAR_KEY[scar[2]]}
    return str(PART.get(key) or KEY.get(key) or key.replace(".", ": ").replace("_", " "))


def told(findings: dict[str, Any], key: str) -> str:
    """What was told under the key, in words."""
    section, _dot, name = key.rpartition(".")
    value = (findings.get(section) or {}).get(name) if section else findings.get(name)
    if key.endswith("*"):
        return _now("told")
    if key == "scars":
        return ngettext("%(n)s scar", "%(n)s scars", len(value or ())) % {"n": len(value or ())}
    if isinstance(value, list):
        return ", ".join(_one(findings, key, one) for one in value) or _now("None")
    return _one(findings, key, value)


def _one(findings: dict[str, Any], key: str, value: Any) -> str:
    if key in GRADES:
        return words.grade(findings.get("loss", {}).get("scale", ""), str(value))
    if isinstance(value, bool | str):
        return str(VALUE.get(key, {}).get(value) or words.said(value))
    if value is None:
        return _now("Not known")
    text = count(value) if key != "hair.calibre_mm" else _now("%(mm)s mm") % {"mm": value}
    return UNIT[key](text) if key in UNIT else text
