"""Why something may not be done with a record; an empty answer means go on."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from patients.models import Intake, Patient
from patients.models.intake import Step
from patients.models.link import Way
from patients.questions.flow import problems
from patients.questions.question import About
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission
from smpclinic.messaging import texts

ADULT = 18
PHOTOS_A_PATIENT = 60
# On the disk, with those that were taken off and can be put back.
PHOTOS_STORED, PHOTO_BYTES_STORED = 200, 500 * 1024 * 1024
SCARS_A_PATIENT = 40
ADDITIONS_AN_INTAKE = 20
MARKINGS_A_PHOTO = 40


def why_not_reach(mobile: str, email: str) -> str:
    """Why nobody could reach this patient."""
    return "" if mobile or email else _("Enter a mobile number or an email address. One of the two is enough.")


def why_not_send(patient: Patient, way: str = Way.EMAIL) -> str:
    """Why no link can be sent to this patient by email, or by text; texts also ask for consent, when they leave."""
    if patient.died_on:
        return why_not_hand_over(patient)
    if way == Way.TEXT:
        return why_not_text(patient) or why_not_hand_over(patient)
    if not patient.email:
        return _("There is no email address on the record. Add one first.")
    return why_not_hand_over(patient)


def why_not_text(patient: Patient) -> str:
    """Why no text can reach this patient."""
    if not texts.is_on():
        return _("The clinic has no provider of texts.")
    if not patient.mobile:
        return _("There is no mobile number on the record. Add one first.")
    return "" if patient.can_get_texts else _("The number on the record is not one of a mobile. Check its digits.")


def ways_to_send(patient: Patient, last: str = "") -> list[Way]:
    """The ways by which a link can be sent: the one that was taken last in front, else email."""
    ways = [way for way in (Way.EMAIL, Way.TEXT) if not why_not_send(patient, way)]
    return sorted(ways, key=lambda way: way != last)


def why_not_send_at_all(patient: Patient) -> str:
    """Why a link can be sent by no way; one that is open needs no word about the others."""
    if ways_to_send(patient):
        return ""
    if patient.died_on or patient.email or not patient.mobile:
        return why_not_send(patient)
    return why_not_send(patient, Way.TEXT) if texts.is_on() else why_not_send(patient)


def why_not_hand_over(patient: Patient) -> str:
    """Why this patient cannot be given a link or a code at the desk."""
    if patient.died_on:
        return _("This patient has died.")
    if not patient.born_on and not patient.mobile:
        return _("The link asks for the date of birth or the mobile. Add one of them to the record first.")
    return ""


def why_not_answer(intake: Intake) -> str:
    """Why nothing can be changed in this intake."""
    return "" if intake.is_open else _("This intake has been sent. Call the clinic to correct something.")


def why_not_answer_for(intake: Intake, *, agreed: bool) -> str:
    """Why staff cannot answer in this intake for the patient."""
    if agreed or not intake.is_open:
        return ""
    return _("The patient has not agreed to the use of the answers. Ask, and tick the box on the intake's page first.")


def why_not_add_words(intake: Intake, count: int) -> str:
    """Why nothing can be added to this intake in the patient's own words."""
    if intake.is_open:
        return _("This intake has not been sent yet. Change the answer itself.")
    return _("There is room for 20 additions. Call the clinic for the rest.") if count >= ADDITIONS_AN_INTAKE else ""


def why_not_revoke(user: User | None) -> str:
    """Why this person may not close a patient's links; the patient (None) always may."""
    if user is None or user.may(Permission.REVOKE_LINKS):
        return ""
    return _("Only a manager can close a patient's links.")


def is_under_age(patient: Patient, answers: Mapping[str, Any], today: date) -> bool:
    """Whether the patient is known to be under 18, by the record or by the first step's own answers."""
    told = answers.get("born_on")
    days = [day for day in (patient.born_on, date.fromisoformat(told) if told else None) if day]
    return any((today.year - day.year) - ((today.month, today.day) < (day.month, day.day)) < ADULT for day in days)


def why_not_submit(patient: Patient, answers: Mapping[str, Mapping[str, Any]], *, consented: bool, today: date) -> str:
    """Why an intake with these answers, step by step, cannot be sent to the clinic yet."""
    if is_under_age(patient, answers.get(Step.ABOUT, {}), today):
        return _("We treat people from the age of 18. Call us, and we tell you what is possible.")
    if not consented:
        return _("The clinic needs your permission to use the answers for this enquiry.")
    if set(Step.values) - set(answers):
        return _("Some steps are still open.")
    if problems(answers, About.of(patient, answers)):
        return _("Some answers are still missing.")
    return ""


def why_not_use_photos(*, taken_back: bool) -> str:
    """Why nobody of the clinic may look at this patient's photos, or add one."""
    if not taken_back:
        return ""
    return _("The patient has taken back the use of their photos. Ask, and note a new permission before using any.")


def why_not_add_photo(kept: int, *, stored: int, size: int) -> str:
    """Why a patient with so many photos gets no more: on the record, and on the disk with the next one's bytes."""
    if stored >= PHOTOS_STORED or size > PHOTO_BYTES_STORED:
        return _("This record has no room for more photos: those taken off it are kept too. Tell the clinic.")
    return _("There are 60 photos on this record. Remove one first.") if kept >= PHOTOS_A_PATIENT else ""


def why_not_add_scar(count: int) -> str:
    """Why a patient with so many scars gets no more."""
    return _("There are 40 scars on this record. Tell us about the rest.") if count >= SCARS_A_PATIENT else ""


def why_not_mark(markings: int) -> str:
    """Why no marking can be added to a photo that has so many."""
    return "" if markings < MARKINGS_A_PHOTO else _("This photo has as many markings as it can hold.")


def why_not_show(purpose: str, standing: Collection[str]) -> str:
    """Why photos may not be given out for this purpose, by the patient's standing consents."""
    return "" if purpose in standing else _("The patient has not allowed this, or has taken it back.")
