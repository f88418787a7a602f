"""The head of a record: who it is, what to take care of, and the tabs. Every page of one patient begins with it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.models import IntakeStep, Patient
from patients.models.intake import Step
from patients.questions import flags
from patients.questions.question import About
from patients.views.states import address_of
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission

# The tabs of a record; those of the work stand one house up and appear with their pages.
TABS = (
    ("record", gettext_lazy("Record"), "patients:patient", Permission.SEE_PATIENTS),
    ("intake", gettext_lazy("Intake"), "patients:intake", Permission.SEE_PATIENTS),
    ("photos", gettext_lazy("Photos"), "patients:photos", Permission.SEE_PHOTOS),
    ("plans", gettext_lazy("Plans"), "consultations:patient_plans", Permission.SEE_PLANS),
    ("quotes", gettext_lazy("Quotes"), "consultations:patient_quotes", Permission.SEE_QUOTES),
    ("consents", gettext_lazy("Consents"), "consultations:patient_consents", Permission.TAKE_CONSENTS),
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
    rows = IntakeStep.objects.filter(intake__patient=patient, step__in=(Step.ABOUT, *flags.FLAGGING))
    raised = raised_by(patient, rows.order_by("saved_at", "pk"))
    if not user.sees_health:
        return [{"kind": "warn", "word": _("Doctor review")}] if raised else []
    return [{"kind": "bad" if flag.is_loud else "warn", "word": flag.words} for flag in raised]


def raised_by(patient: Patient, rows: Iterable[IntakeStep]) -> list[flags.Flag]:
    """The flags of the newest answers to each step, each judged by what its own intake says of the patient."""
    newest = {row.step: row for row in rows}
    told = {row.intake_id: row.answers for row in rows if row.step == Step.ABOUT}
    raised = [
        flag
        for step in flags.FLAGGING
        if step in newest
        for flag in flags.raised(
            {step: newest[step].answers}, About.of(patient, {Step.ABOUT: told.get(newest[step].intake_id, {})})
        )
    ]
    return sorted(raised, key=lambda flag: not flag.is_loud)
