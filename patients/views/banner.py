"""The head of a record: who it is, what to take care of, and the tabs. Every page of one patient begins with it."""

from typing import Any

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.questions.words import MEDICAL
from patients.models import IntakeStep, Patient
from patients.models.intake import Step
from patients.views.states import address_of
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission

CAUTIONS = {key: label for answers in MEDICAL.values() for key, label in answers.items()}
ALLERGIES = frozenset({"latex_allergy", "anaesthetic_allergy", "pigment_reaction"})
SHORT = 60
# The tabs of a record; those of the work stand one house up and appear with their pages.
TABS = (
    ("record", gettext_lazy("Record"), "patients:patient", Permission.SEE_PATIENTS),
    ("intake", gettext_lazy("Intake"), "patients:intake", Permission.SEE_PATIENTS),
    ("photos", gettext_lazy("Photos"), "patients:photos", Permission.SEE_PHOTOS),
    ("plans", gettext_lazy("Plans"), "consultations:patient_plans", Permission.SEE_PLANS),
    ("sessions", gettext_lazy("Sessions"), "consultations:patient_sessions", Permission.BOOK_SESSIONS),
    ("messages", gettext_lazy("Messages"), "consultations:patient_messages", Permission.SEE_MESSAGES),
    ("audit", gettext_lazy("Audit"), "patients:audit", Permission.SEE_AUDIT),
)


def banner(patient: Patient, user: User, *, tab: str, is_heading: bool = False) -> dict[str, Any]:
    """The context of templates/patients/patient/_banner.html; `is_heading` where the name is the page's own heading."""
    return {
        "patient": patient,
        "age": patient.age(timezone.localdate()),
        "tab": tab,
        "is_heading": is_heading,
        "flags": flags_of(patient, user),
        "tabs": [
            {"key": key, "label": label, "url": address_of(name, patient.pk)}
            for key, label, name, permission in TABS
            if user.may(permission) and address_of(name, patient.pk)
        ],
    }


def flags_of(patient: Patient, user: User) -> list[dict[str, str]]:
    """Allergies and cautions for those who may read health answers; for the others only that a doctor has to look."""
    health = IntakeStep.objects.done().filter(intake__patient=patient, step=Step.HEALTH)
    newest = health.order_by("-saved_at", "-pk").values_list("answers", flat=True).first() or {}
    ticked, allergies = newest.get("medical", []), newest.get("allergies", "")
    if not user.sees_health:
        return [{"kind": "warn", "word": _("Doctor review")}] if ticked or allergies else []
    flags = [{"kind": "bad" if one in ALLERGIES else "warn", "word": str(CAUTIONS.get(one, one))} for one in ticked]
    if allergies:
        short = Truncator(" ".join(allergies.split())).chars(SHORT)
        flags.insert(0, {"kind": "bad", "word": _("Allergies: %(allergies)s") % {"allergies": short}})
    return sorted(flags, key=lambda flag: flag["kind"])
