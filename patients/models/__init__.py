"""The tables of the record."""

from patients.models.addition import Addition
from patients.models.answer import AnswerChange
from patients.models.code import IntakeCode, Knock
from patients.models.consent import Consent
from patients.models.intake import Intake, IntakeLink, IntakeStep
from patients.models.marking import Marking
from patients.models.patient import Patient
from patients.models.photo import Photo
from patients.models.questionnaire import Questionnaire
from patients.models.scar import Scar
from patients.models.upload import Upload

__all__ = [
    "Addition",
    "AnswerChange",
    "Consent",
    "Intake",
    "IntakeCode",
    "IntakeLink",
    "IntakeStep",
    "Knock",
    "Marking",
    "Patient",
    "Photo",
    "Questionnaire",
    "Scar",
    "Upload",
]
