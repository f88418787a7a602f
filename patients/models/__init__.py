"""The tables of the record."""

from patients.models.consent import Consent
from patients.models.intake import Intake, IntakeLink, IntakeStep
from patients.models.patient import Patient
from patients.models.photo import Photo
from patients.models.scar import Scar

__all__ = ["Consent", "Intake", "IntakeLink", "IntakeStep", "Patient", "Photo", "Scar"]
