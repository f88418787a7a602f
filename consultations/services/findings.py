"""Facts as the plan engine reads them: the patient's answers, the scars, and the doctor's findings over both."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from consultations.models import Assessment
from patients.models import Intake, Patient, Scar
from patients.models.intake import Step
from patients.questions.asked import sections_of
from patients.questions.flow import settled
from patients.questions.loss import PARTING, PATCHES
from patients.questions.question import About
from patients.questions.words import NOT_FOR_THE_ENGINE

Answers = dict[str, Any]
Facts = dict[str, Any]

# Answers that carry the engine's own name, by the part of the findings in which they stand.
SAME_NAME: dict[str, tuple[tuple[str, str], ...]] = {
    Step.WISHES: tuple(
        ("wishes", name)
        for name in (
            "goals",
            "hair_length",
            "short_for_life",
            "surgery",
            "within_months",
            "budget_max",
            "asked_for",
            "refuses",
        )
    ),
    Step.LOSS: tuple(
        ("loss", name)
        for name in (
            "between",
            "zones",
            "onset_age_years",
            "progressing",
            "speed",
            "stable_months",
            "family_grade",
        )
    ),
    Step.HAIR: (
        ("hair", "colour"),
        ("hair", "calibre"),
        ("hair", "form"),
        ("hair", "worn"),
        ("hair", "conceals"),
        ("skin", "fitzpatrick"),
        ("skin", "oily"),
        ("skin", "outdoor_life"),
    ),
    Step.TREATMENT: (
        ("medication", "finasteride"),
        ("medication", "minoxidil"),
        ("medication", "months"),
        ("medication", "response"),
    ),
}
EARLIER_SURGERY = ("prior_grafts", "prior_method", "operations", "months_since_surgery", "prior_growth")
NUMBERS = frozenset(
    {
        "within_months",
        "budget_max",
        "onset_age_years",
        "stable_months",
        "fitzpatrick",
        "months",
        "prior_grafts",
        "operations",
        "months_since_surgery",
        "smp_months_ago",
    }
)
TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
TRUE_OR_FALSE = frozenset(
    {"short_for_life", "progressing", "oily", "outdoor_life", "smp_had", "smp_reaction", "changing"}
)
SCAR_FACTS = ("cause", "zone", "length_mm", "width_mm", "age_months", "surface", "colour", "changing", "count")


def collect(patient: Patient, intake: Intake | None, *, today: date) -> Facts:
    """Everything known about the patient in the shape of PLAN-CONTRACT.md; what nobody knows is absent."""
    scars = list(patient.scars.kept().order_by("pk"))
    newest = Assessment.objects.filter(patient=patient).order_by("-pk").first()
    return gathered(patient, intake, scars, newest, today=today)


def gathered(
    patient: Patient, intake: Intake | None, scars: Sequence[Scar], newest: Assessment | None, *, today: date
) -> Facts:
    """The same of rows that were looked up already."""
    told = {row.step: row.answers for row in intake.steps.all()} if intake else {}
    answers = settled(told, About.of(patient, told), sections_of(intake))
    facts = answered(answers, any_scar=bool(scars))
    if (age := patient.age(today)) is not None:
        facts["age_years"] = age
    if sex := patient.sex or answers.get(Step.ABOUT, {}).get("sex"):
        facts["sex"] = sex
    if scars:
        facts["scars"] = [_scar(scar) for scar in scars]
    return laid_over(facts, newest.findings) if newest else facts


def answered(answers: dict[str, Answers], *, any_scar: bool) -> Facts:
    """The patient's own answers as facts; "I am not sure" and silence leave no fact."""
    facts: Facts = {}
    _add_pattern(facts, answers.get(Step.LOSS, {}), any_scar=any_scar)
    for step, places in SAME_NAME.items():
        for part, name in places:
            _put(facts, part, name, answers.get(step, {}).get(name))
    _put(facts, "skin", "tone", _tone(answers.get(Step.HAIR, {}).get("tone")))
    if (first := answers.get(Step.WISHES, {}).get("first_goal")) and "goals" in facts.get("wishes", {}):
        facts["wishes"]["goals"] = sorted(facts["wishes"]["goals"], key=lambda goal: bool(goal != first))
    _add_earlier_work(facts, answers.get(Step.TREATMENT, {}))
    medical = answers.get(Step.HEALTH, {}).get("medical")
    if isinstance(medical, list):  # an empty one says that none applies, which is more than silence
        facts["medical"] = sorted(set(medical) - NOT_FOR_THE_ENGINE)
    return facts


def laid_over(facts: Facts, findings: Facts) -> Facts:
    """The doctor's findings over the patient's answers, leaf by leaf; a doctor's class ends the patient's doubt."""
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in facts.items()}
    if "grade" in findings.get("loss", {}):
        for doubt in ("between", "diagnosis", "scale"):
            merged.get("loss", {}).pop(doubt, None)
    for key, value in findings.items():
        merged[key] = merged.get(key, {}) | value if isinstance(value, dict) else value
    return merged


def _put(facts: Facts, part: str, name: str, answer: Any) -> None:
    value = _value(name, answer)
    if value is not None:
        facts.setdefault(part, {})[name] = value


def _value(name: str, answer: Any) -> Any:
    """The answer as the engine wants it; None when there is none."""
    if answer in (None, "", []):
        return None
    if name in TRUE_OR_FALSE:
        return answer if isinstance(answer, bool) else TRUTHS.get(str(answer).casefold())
    if name in NUMBERS:
        number = float(answer)
        return int(number) if number.is_integer() else number
    return answer


def _tone(tone: Any) -> str | None:
    """Skin tone 1 to 10 in the engine's three words."""
    if tone in (None, "", []):
        return None
    return "light" if int(tone) <= 3 else "medium" if int(tone) <= 6 else "dark"


def _add_pattern(facts: Facts, answers: Answers, *, any_scar: bool) -> None:
    """A picture chosen is pattern loss; patches without a scar to explain them are unexplained until examined."""
    scale, grade = chosen_grade(answers)
    if grade:
        facts["loss"] = {"scale": scale, "grade": grade}
    if answers.get("pattern") == PATCHES and not any_scar:
        facts["loss"] = {"diagnosis": "unexplained"}


def chosen_grade(answers: Answers) -> tuple[str, str]:
    """The scale and the grade of the picture that the patient chose; empty when there is none."""
    pattern = answers.get("pattern") or ""
    if pattern == PARTING:
        return "ludwig", answers.get("ludwig") or ""
    return ("norwood", pattern) if pattern and pattern != PATCHES else ("", "")


def _add_earlier_work(facts: Facts, answers: Answers) -> None:
    surgery = answers.get("prior_surgery")
    if surgery in ("no", False):
        facts.setdefault("donor", {})["prior_grafts"] = 0
    elif surgery in ("yes", True):
        for name in EARLIER_SURGERY:
            _put(facts, "donor", name, answers.get(name))
        facts.setdefault("donor", {}).setdefault("prior_method", "unknown")
    for name in ("smp_had", "smp_months_ago", "smp_reaction"):
        value = _value(name, answers.get(name))
        if value is not None:
            facts.setdefault("smp", {})[name.removeprefix("smp_")] = value


def _scar(scar: Scar) -> Facts:
    """A scar as the engine reads it; its length is the doctor's, else the typed one, else the drawn one."""
    told = {name: getattr(scar, name) for name in SCAR_FACTS} | {"length_mm": scar.best.mm if scar.best else None}
    return {name: value for name, value in told.items() if value not in {None, ""}}


def newest_submitted(patient: Patient) -> Intake | None:
    """The intake that plans of this patient are made from."""
    submitted = (
        patient.intakes.filter(status=Intake.Status.SUBMITTED).select_related("questionnaire").prefetch_related("steps")
    )
    newest: Intake | None = submitted.order_by("-submitted_at", "-pk").first()
    return newest
