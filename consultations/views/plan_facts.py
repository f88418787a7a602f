"""The facts column of the doctor's page: what the plan was made from, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import words
from consultations.figures import count
from consultations.models import Assessment, Plan
from consultations.services.findings import chosen_grade
from patients.models import Intake, Patient
from patients.questions.asked import sections_of
from patients.questions.flags import Flag, raised
from patients.questions.question import About

# Cautions that stand in the patient's own banner, and how loud.
LOUD = frozenset({"latex_allergy", "anaesthetic_allergy", "anticoagulant", "bleeding_disorder", "pregnant"})


def flags(findings: dict[str, Any], told: Iterable[Flag] = ()) -> list[dict[str, Any]]:
    """Allergies and cautions for the banner, the loud ones first; `told` are those that the patient's answers raise."""
    found = sorted(findings.get("medical", []), key=lambda answer: (answer not in LOUD, answer))
    judged = [{"word": words.MEDICAL[answer], "kind": "bad" if answer in LOUD else "warn"} for answer in found]
    others = [
        {"word": flag.words, "kind": "bad" if flag.is_loud else "warn"}
        for flag in told
        if flag.key not in words.MEDICAL
    ]
    return sorted([*judged, *others], key=lambda flag: str(flag["kind"]))


def told_by(intake: Intake | None, patient: Patient, answers: dict[str, Any]) -> list[Flag]:
    """The flags that the answers of an intake raise, read with the questions that it asked."""
    return raised(answers, About.of(patient, answers), sections_of(intake, in_own_words=True))


def pattern(plan: Plan, assessment: Assessment | None, answers: dict[str, Any]) -> dict[str, Any]:
    """The class that the plan was made from, who confirmed it, and what the patient chose."""
    loss = plan.findings.get("loss", {})
    scale = loss.get("scale", "norwood")
    judged = assessment is not None and "grade" in assessment.findings.get("loss", {})
    chosen_scale, chosen = chosen_grade(answers)
    return {
        "scale": scale,
        "grade": loss.get("grade", ""),
        "name": words.grade(scale, loss["grade"]) if loss.get("grade") else _("Not known"),
        "diagnosis": words.said(loss["diagnosis"]) if loss.get("diagnosis") else "",
        "confirmed_by": assessment.made_by.name if assessment and judged else "",
        "patient_chose": words.grade(chosen_scale, chosen) if chosen else "",
        "differs": bool(judged and chosen and (chosen_scale, chosen) != (scale, loss.get("grade"))),
        "course": _course(loss),
    }


def _course(loss: dict[str, Any]) -> str:
    parts = []
    if loss.get("expected_grade"):
        parts.append(
            _("Expected to reach %(grade)s") % {"grade": words.grade(loss.get("scale", ""), loss["expected_grade"])}
        )
    if "progressing" in loss:
        parts.append(_("still progressing") if loss["progressing"] else _("not progressing"))
    if loss.get("onset_age_years"):
        parts.append(_("since age %(age)s") % {"age": loss["onset_age_years"]})
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def hair_and_donor(findings: dict[str, Any], tone: Any) -> list[dict[str, Any]]:
    """Hair, skin and donor as facts with their swatches."""
    hair, skin, donor = (findings.get(part, {}) for part in ("hair", "skin", "donor"))
    facts = [
        {
            "label": _("Hair"),
            "value": _joined(hair.get("colour"), hair.get("form")),
            "note": _joined(
                _("%(mm)s mm shaft") % {"mm": hair["calibre_mm"]} if hair.get("calibre_mm") else hair.get("calibre"),
                _("worn %(how)s") % {"how": words.said(hair["worn"]).lower()} if hair.get("worn") else None,
            ),
            "swatch": f"hair-{hair['colour']}" if hair.get("colour") else "",
        },
        {
            "label": _("Skin"),
            "value": _("Type %(n)s") % {"n": skin["fitzpatrick"]}
            if skin.get("fitzpatrick")
            else _joined(skin.get("tone")),
            "note": _("Tone %(n)s of 10, chosen by the patient") % {"n": tone} if tone else "",
            "swatch": f"skin-{skin.get('fitzpatrick') or skin.get('tone')}" if skin else "",
        },
        {"label": _("Donor density"), "value": _density(donor), "note": _joined(donor.get("quality")), "swatch": ""},
    ]
    for label, name in (
        (_("Laxity"), "laxity"),
        (_("Miniaturization"), "miniaturization"),
        (_("Depleted"), "depleted"),
    ):
        if name in donor:
            facts.append({"label": label, "value": words.said(donor[name]), "note": "", "swatch": ""})
    return [fact | {"value": fact["value"] or _("Not known")} for fact in facts]


def _density(donor: dict[str, Any]) -> str:
    if donor.get("density_fu_cm2"):
        return _("%(n)s units/cm²") % {"n": count(donor["density_fu_cm2"])}
    return ""


def scars(findings: dict[str, Any]) -> list[dict[str, Any]]:
    """Each scar in two lines."""
    return [
        {
            "title": _("%(cause)s scar") % {"cause": words.SCAR.get(scar["cause"], scar["cause"])},
            "zone": words.zone(scar["zone"]).lower() if scar.get("zone") else "",
            "size": _size(scar),
            "look": _joined(words.SURFACE.get(scar.get("surface")), words.SCAR_COLOUR.get(scar.get("colour"))),
        }
        for scar in findings.get("scars", [])
    ]


def _size(scar: dict[str, Any]) -> str:
    length, width = scar.get("length_mm"), scar.get("width_mm")
    if length and width:
        return _("%(length)s cm by %(width)s mm") % {"length": count(length / 10), "width": count(width)}
    return _("%(length)s cm long") % {"length": count(length / 10)} if length else ""


def history(findings: dict[str, Any], currency: str) -> list[dict[str, Any]]:
    """Earlier treatment, medicines, family, wishes and budget."""
    donor, medication, wishes = (findings.get(part, {}) for part in ("donor", "medication", "wishes"))
    facts = [
        (_("Goals"), ", ".join(str(words.GOAL[goal]) for goal in wishes.get("goals", []))),
        (_("Wants to wear it"), _joined(wishes.get("hair_length"))),
        (_("Surgery"), _joined(wishes.get("surgery"))),
        (_("Medicines"), _medicines(medication)),
        (_("Earlier surgery"), _surgery(donor)),
        (_("SMP before"), words.said(findings["smp"]["had"]) if "had" in findings.get("smp", {}) else ""),
        (_("Family"), findings.get("loss", {}).get("family_grade", "")),
        (
            _("Budget"),
            _("up to %(amount)s") % {"amount": f"{currency} {count(wishes['budget_max'])}"}
            if wishes.get("budget_max")
            else "",
        ),
        (_("Result needed"), _months(wishes["within_months"]) if wishes.get("within_months") else ""),
        (_("Health"), ", ".join(str(words.MEDICAL[answer]) for answer in findings.get("medical", []))),
    ]
    return [{"label": label, "value": value, "note": "", "swatch": ""} for label, value in facts if value]


def _medicines(medication: dict[str, Any]) -> str:
    names = ((_("Finasteride"), "finasteride"), (_("Minoxidil"), "minoxidil"))
    said = [f"{name}: {words.said(medication[key]).lower()}" for name, key in names if key in medication]
    if medication.get("months"):
        said.append(_months(medication["months"]))
    return ", ".join(said)


def _surgery(donor: dict[str, Any]) -> str:
    if donor.get("prior_grafts") == 0:
        return _("None")
    parts = [words.said(donor["prior_method"])] if donor.get("prior_method") else []
    if donor.get("prior_grafts"):
        parts.append(_("%(n)s grafts") % {"n": count(donor["prior_grafts"])})
    if donor.get("months_since_surgery"):
        parts.append(_("%(time)s ago") % {"time": _months(donor["months_since_surgery"])})
    return ", ".join(parts)


def _months(months: int) -> str:
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def _joined(*values: Any) -> str:
    """The known values in words, one sentence."""
    said = [words.said(value) for value in values if value]
    return ", ".join([said[0], *(value[:1].lower() + value[1:] for value in said[1:])]) if said else ""
