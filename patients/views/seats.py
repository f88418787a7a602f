"""Who sits before an intake: the patient with a link, or staff at the desk; and what may be read from that seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from patients.forms.intake.base import known
from patients.models import Intake, IntakeLink, IntakeStep, Patient, Photo, Scar, Upload
from patients.models.intake import HEALTH_STEPS, Step
from patients.questions.asked import sections_of
from patients.questions.carried import carried
from patients.questions.question import About
from patients.questions.steps import SECTIONS
from patients.services import as_sent, links, ticks
from patients.views.since import earlier_of
from smpclinic.accounts.models import Clinic, User
from smpclinic.web import languages

# The session's note of the link that let this browser in.
GRANT = "intake_link"
# The note that this browser is the clinic's own tablet, and when it was touched last.
TABLET = "intake_tablet"
AT_HOME = {
    "overview": "patients:intake_overview",
    "step": "patients:intake_step",
    "answer": "patients:intake_answer",
    "check": "patients:intake_check",
    "sent": "patients:intake_sent",
    "scar_add": "patients:intake_scar_add",
    "scar_change": "patients:intake_scar_change",
    "scar_remove": "patients:intake_scar_remove",
    "scar_restore": "patients:intake_scar_restore",
    "photo_add": "patients:intake_photo_add",
    "upload_begin": "patients:intake_upload_begin",
    "upload": "patients:intake_upload",
    "photo_remove": "patients:intake_photo_remove",
    "photo": "patients:intake_photo",
}
AT_DESK = {
    "overview": "patients:intake",
    "step": "patients:desk_step",
    "answer": "patients:desk_answer",
    "check": "patients:desk_check",
    "sent": "patients:intake",
    "scar_add": "patients:scar_add",
    "scar_change": "patients:scar_change",
    "scar_remove": "patients:scar_remove",
    "scar_restore": "patients:scar_restore",
    "photo_add": "patients:photo_add",
    "upload_begin": "patients:upload_begin",
    "upload": "patients:upload",
    "photo_remove": "patients:photo_remove",
    "photo": "patients:photo",
}
OF_ONE_PHOTO = frozenset({"photo_remove", "photo"})


@dataclass(frozen=True)
class Seat:
    """One person before one intake; `by` None is the patient."""

    intake: Intake
    by: User | None = None
    link: IntakeLink | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether the patient lets the clinic use the answers, as known since the link was looked up."""
        return bool(getattr(self.patient, "agreed_to_use", False))

    @property
    def patient(self) -> Patient:
        return self.intake.patient

    @property
    def clinic(self) -> Clinic:
        return self.intake.patient.clinic

    @property
    def at_desk(self) -> bool:
        return self.by is not None

    @property
    def base(self) -> str:
        return "base_staff.html" if self.at_desk else "base_patient.html"

    def url(self, place: str, *args: Any) -> str:
        """The address of a page of this intake, as seen from this seat."""
        if not self.at_desk:
            return reverse(AT_HOME[place], args=args)
        whose = () if place in OF_ONE_PHOTO else (self.patient.pk,)
        return reverse(AT_DESK[place], args=(*whose, *args))

    def today(self, now: datetime) -> date:
        return self.clinic.local(now).date()

    def may_read(self, step: str) -> bool:
        """Whether the stored answers of a step may be shown here."""
        return step not in HEALTH_STEPS or self.by is None or self.by.sees_health

    @cached_property
    def rows(self) -> Mapping[str, IntakeStep]:
        """The steps whose answers may be read from here, and no others."""
        health = self.by is None or self.by.sees_health
        readable = IntakeStep.objects.filter(intake=self.intake).readable(health=health)
        return {row.step: row for row in readable}

    @cached_property
    def earlier(self) -> Mapping[str, IntakeStep]:
        """The steps of the intake sent before this one, as far as they may be read from here."""
        return earlier_of(self.intake, health=self.by is None or self.by.sees_health)

    def carried(self, step: str) -> dict[str, Any]:
        """Last time's answers to a step, as far as they can be asked about again; the record knows who one is."""
        if step not in self.earlier:
            return {}
        then = self.earlier[step]
        told = carried(SECTIONS[step], sections_of(then.intake)[step], then.answers, self.about)
        if step == Step.ABOUT:
            return told | known(self.patient)
        if step == Step.SCARS and self.scars:
            return {"has_scars": "yes"} if told.get("has_scars") == "yes" else {}
        return told

    def ticks(self, step: str) -> dict[str, bool]:
        """The consents that a step asks for, as they stand; until the step is done its own answers go before them."""
        if step not in ticks.ASKED:
            return {}
        # Annotated where the intake is looked up: whether reminders are agreed to today.
        by_email = bool(getattr(self.patient, "agreed_to_email", False))
        found = {"may_email": by_email} if step == Step.ABOUT else ticks.standing(self.patient)
        row = self.rows.get(step)
        if row and row.is_done:
            return {key: found.get(key, False) for key in ticks.ASKED[step]}
        return {key: yes for key, yes in found.items() if row is None or key not in row.answers}

    @cached_property
    def is_done(self) -> Mapping[str, bool]:
        """Each step that was begun, readable or not, and whether it is done as a whole."""
        known = {step: row.is_done for step, row in self.rows.items()}
        if self.by is None or self.by.sees_health:
            return known
        hidden = IntakeStep.objects.filter(intake=self.intake, step__in=HEALTH_STEPS).values_list("step", "is_done")
        return known | dict(hidden)

    @cached_property
    def done(self) -> frozenset[str]:
        """The steps that are done."""
        return frozenset(step for step, is_done in self.is_done.items() if is_done)

    def is_closed(self, step: str) -> bool:
        """Whether the step was begun by somebody whose answers may not be read here."""
        return step in self.is_done and not self.may_read(step)

    @cached_property
    def answers(self) -> dict[str, dict[str, Any]]:
        """The readable answers, step by step."""
        return {step: row.answers for step, row in self.rows.items()}

    @cached_property
    def about(self) -> About:
        """What the questions depend on: what was told in this intake, else what the record knows."""
        return About.of(self.patient, self.answers)

    @cached_property
    def scars(self) -> list[Scar]:
        return list(Scar.objects.kept().filter(patient=self.patient).order_by("pk"))

    @cached_property
    def photos(self) -> list[Photo]:
        """The patient sees their own; the desk only what it may use."""
        seen = Photo.objects.usable() if self.at_desk else Photo.objects.kept()
        return list(seen.filter(intake=self.intake).order_by("pk"))

    @cached_property
    def uploads(self) -> dict[str, Upload]:
        """The newest upload of each view that has come whole."""
        return {upload.view: upload for upload in Upload.objects.complete().filter(intake=self.intake).order_by("pk")}

    @property
    def photos_sent(self) -> list[Photo | Upload]:
        """The photos, and those that are still being prepared."""
        waiting = [upload for upload in self.uploads.values() if upload.state == Upload.State.WAITING]
        return [*self.photos, *waiting]

    @property
    def scars_told(self) -> list[Scar]:
        """The scars as they were sent with the intake; those of an open one as they stand."""
        return as_sent.scars_of(self.intake, self.intake.sent) if self.intake.sent else self.scars

    @property
    def photos_told(self) -> list[Photo | Upload]:
        """The photos, likewise."""
        return as_sent.photos_of(self.intake, self.intake.sent) if self.intake.sent else self.photos_sent

    @property
    def first_open(self) -> str | None:
        """The first step that is not done; None when all are."""
        return next((str(step) for step in Step if step not in self.done), None)


def own_seat(request: HttpRequest, now: datetime) -> Seat | None:
    """The seat of the patient whose link opened this browser's session, in their language; None when none did."""
    granted = request.session.get(GRANT)
    link = links.granted(granted, now) if granted else None
    if link is None:
        return None
    languages.speak(request, link.intake.patient.language)
    return Seat(link.intake, link=link)
