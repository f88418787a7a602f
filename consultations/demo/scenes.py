"""The demo clinic's past, played through the clinic's own services, so that all of it happened as it does in life."""

import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from consultations.demo import pictures
from consultations.demo.people import PEOPLE, STRIP_SCAR, Person, pattern
from consultations.forms.signature import STATEMENT
from consultations.models import Consultation, Plan, Session
from consultations.services import (
    assessments,
    consent_needs,
    consent_texts,
    plans,
    prices,
    reminders,
    reviews,
    sessions,
    signatures,
)
from consultations.services import consultations as visits
from patients.models import Intake, Patient
from patients.models.intake import Step
from patients.services import intakes, photos, registration, scars
from smpclinic.accounts.models import Clinic, User

DAY = timedelta(days=1)
# How long ago somebody with finished sessions had their first.
FINISHED_DAYS_AGO = {"smp_finished": (45, 130, 400), "smp_under_way": (5, 10, 20), "fue_finished": (12, 100, 290)}


class Stage:
    """The clinic on which the scenes are played, today at `now`."""

    def __init__(self, clinic: Clinic, doctor: User, desk: User, now: datetime) -> None:
        self.clinic, self.doctor, self.desk, self.now = clinic, doctor, desk, now
        self.today: date = clinic.local(now).date()
        self.counts: dict[str, int] = {}

    def at(self, hour: str, *, days_ago: int = 0) -> datetime:
        """A time of day on the clinic's wall clock."""
        return datetime.combine(self.today - days_ago * DAY, time.fromisoformat(hour), tzinfo=self.clinic.tz)

    def turn(self, state: str) -> int:
        """0 for the first patient in this state, then 1, 2 ..."""
        self.counts[state] = self.counts.get(state, -1) + 1
        return self.counts[state]


def play(stage: Stage) -> None:
    """Let every patient's story happen."""
    prices.begin(stage.clinic, now=stage.now, by=None)
    for number, person in enumerate(PEOPLE):
        patient = register(stage, person, number)
        SCENES[person.state](stage, person, patient)
        if person.visit:
            come_in(stage, person, patient)


def come_in(stage: Stage, person: Person, patient: Patient) -> None:
    """Today's visit; whoever is due within the hour sits in the waiting room."""
    starts_at = stage.at(person.visit)
    visit = visits.book(patient, doctor=stage.doctor, starts_at=starts_at, by=stage.desk, now=stage.now - 3 * DAY)
    if timedelta(0) <= stage.now - starts_at < timedelta(hours=1):
        visits.move(visit, to=Consultation.Status.HERE, by=stage.desk, now=starts_at)


def register(stage: Stage, person: Person, number: int) -> Patient:
    """The patient as the desk adds them."""
    past = FINISHED_DAYS_AGO.get(person.state)
    days_ago = past[stage.turn(f"{person.state} registered") % len(past)] + 40 if past else 2 + number % 9
    now = stage.now - days_ago * DAY
    patient = registration.register(
        clinic=stage.clinic,
        first_name=person.first_name,
        last_name=person.last_name,
        # Ofcom keeps 07700 900000 to 900999 for drama.
        mobile=f"+447700900{100 + number}",
        email=f"{person.last_name.lower()}@patients.example".encode("ascii", "ignore").decode(),
        may_email=True,
        by=stage.desk,
        now=now,
    )
    born_on = date.fromisoformat(person.born)
    return registration.change(
        patient, version=patient.version, by=stage.desk, now=now, born_on=born_on, sex=person.sex
    )


def answer(
    stage: Stage, person: Person, patient: Patient, *, now: datetime, steps: int = len(Step), send: bool = True
) -> Intake:
    """Fill the first `steps` steps of the intake as the patient would, and send it."""
    intake = intakes.begin(patient, by=stage.desk, now=now)
    intakes.agree(intake, by=None, now=now)
    given = answers_of(person, patient)
    for step in list(Step)[:steps]:
        intakes.save_step(intake, step, given[step], version=0, by=None, now=now)
    for scar in person.scars:
        scars.add(patient, by=None, now=now, **scar)
    if person.photos:
        take_photos(patient, intake, now=now)
    if send:
        intakes.submit(intake, by=None, now=now)
    return intake


def answers_of(person: Person, patient: Patient) -> dict[str, dict[str, Any]]:
    """The answers of all steps; who the patient is comes from the record."""
    about = {
        "first_name": patient.first_name,
        "last_name": patient.last_name,
        "born_on": person.born,
        "sex": person.sex,
        "mobile": patient.mobile,
        "email": patient.email,
        "may_email": True,
    }
    told = person.answers or pattern("III-vertex", goals=["crown"])
    return {
        Step.ABOUT: about,
        Step.SCARS: {"has_scars": "yes" if person.scars else "no"},
        Step.PHOTOS: {"photo_record": True},
        **told,
    }


def take_photos(patient: Patient, intake: Intake, *, now: datetime) -> None:
    """The five views that are asked for at home."""
    with tempfile.TemporaryDirectory() as folder:
        for view in pictures.COVER:
            source = pictures.draw(view, patient.record, Path(folder))
            photos.add(intake, view=view, source=source, by=None, now=now)


def planned(stage: Stage, person: Person, patient: Patient, *, now: datetime) -> Plan:
    """An answered intake, the doctor's findings where there are any, and the plan they make."""
    intake = answer(stage, person, patient, now=now)
    if person.assessment:
        return assessments.record(patient, findings=person.assessment, note="", by=stage.doctor, now=now)[1]
    return plans.make(patient, intake=intake, by=None, now=now)


def approve(stage: Stage, plan: Plan, code: str, *, now: datetime) -> Plan:
    """The doctor recommends `code` and approves."""
    if plan.chosen != code:
        reason = "Agreed with the patient in the consultation."
        reviews.choose(plan, code=code, reason=reason, version=plan.version, by=stage.doctor, now=now)
        plan.refresh_from_db()
    note = "Thank you for coming in. This is what we talked about."
    reviews.approve(plan, note=note, version=plan.version, by=stage.doctor, now=now)
    plan.refresh_from_db()
    return plan


def to_review(stage: Stage, person: Person, patient: Patient) -> None:
    """An intake that came in yesterday and waits for the doctor."""
    planned(stage, person, patient, now=stage.now - DAY)


def stopped_halfway(steps: int) -> Any:
    """A scene: an intake begun at home and left after some steps."""

    def scene(stage: Stage, person: Person, patient: Patient) -> None:
        reminders.invite(patient, by=stage.desk, now=stage.now - 2 * DAY)
        answer(stage, person, patient, now=stage.now - timedelta(hours=3), steps=steps, send=False)

    return scene


def invited(stage: Stage, person: Person, patient: Patient) -> None:
    """A link sent and not opened."""
    reminders.invite(patient, by=stage.desk, now=stage.now - DAY)


def link_ran_out(stage: Stage, person: Person, patient: Patient) -> None:
    """A link that nobody used in its fourteen days."""
    sent_at = stage.now - 16 * DAY
    intake = intakes.begin(patient, by=stage.desk, now=sent_at)
    intakes.issue_link(intake, sent_to=patient.email, by=stage.desk, now=sent_at)


def treated(stage: Stage, person: Person, patient: Patient) -> None:
    """Somebody with sessions behind them, the first of them `FINISHED_DAYS_AGO`."""
    days_ago = FINISHED_DAYS_AGO[person.state][stage.turn(person.state) % 3]
    surgery = person.state == "fue_finished"
    told = pattern("III" if surgery else "V", goals=["hairline"] if surgery else ["shaved_look"],
                   surgery="yes" if surgery else "no", hair_length="short" if surgery else "shaved",
                   short_for_life="no" if surgery else "yes", stable_months=30)  # fmt: skip
    story = Person(person.first_name, person.last_name, person.born, person.state, sex=person.sex, answers=told)
    plan = planned(stage, story, patient, now=stage.at("10:00", days_ago=days_ago + 20))
    plan = approve(stage, plan, "fue_only" if surgery else "smp_only", now=stage.at("11:00", days_ago=days_ago + 15))
    sign_consents(stage, plan, patient, now=stage.at("18:00", days_ago=days_ago + 15))
    number = len(plan.sessions.all()) if person.state == "smp_finished" else 1
    for position, session in enumerate(plan.sessions.order_by("position")[:number]):
        take_place(stage, session, at=stage.at("10:00", days_ago=days_ago) + position * 14 * DAY)


def sign_consents(stage: Stage, plan: Plan, patient: Patient, *, now: datetime) -> None:
    """The patient signs at home what the plan needs."""
    for procedure in consent_needs.required(plan):
        text = consent_texts.text(stage.clinic, procedure, patient.language)
        facts = signatures.Signed(
            seal=text.seal,
            statement=str(STATEMENT),
            signed=patient.name,
            explained_by=stage.doctor.name,
            device="The demo clinic",
            address="192.0.2.1",
        )
        signatures.sign(plan, text, facts, by=None, now=now)


def take_place(stage: Stage, session: Session, *, at: datetime) -> None:
    """A session that was booked and finished, if its day has come."""
    session.refresh_from_db()
    sessions.book(session, starts_at=at, by=stage.desk, now=at - 7 * DAY)
    if at > stage.now:
        return
    session.refresh_from_db()
    grafts = 1150 if session.kind in {Session.Kind.FUE, Session.Kind.STRIP} else None
    end = at + timedelta(hours=3)
    sessions.finish(session, grafts=grafts, remarks="", by=stage.doctor, at=end, now=max(end, at))


def approved(stage: Stage, person: Person, patient: Patient) -> None:
    """An approved plan; the first of them has its first session booked for today."""
    told = pattern("IV", goals=["shaved_look"], surgery="no", hair_length="shaved", short_for_life="yes")
    scarred = stage.turn("approved")
    story = Person(person.first_name, person.last_name, person.born, person.state, sex=person.sex, answers=told,
                   scars=(STRIP_SCAR,) if scarred else ())  # fmt: skip
    plan = planned(stage, story, patient, now=stage.now - 6 * DAY)
    plan = approve(stage, plan, "smp_only", now=stage.now - 5 * DAY)
    if not scarred:
        sign_consents(stage, plan, patient, now=stage.now - 4 * DAY)
        first = plan.sessions.order_by("position")[0]
        sessions.book(first, starts_at=stage.at("16:00"), by=stage.desk, now=stage.now - 4 * DAY)


def deferred(stage: Stage, person: Person, patient: Patient) -> None:
    """Somebody who is better helped by waiting."""
    young = stage.turn("deferred") == 0
    told = pattern("III", goals=["hairline"], surgery="yes", progressing="yes", speed="fast") if young else pattern(
        "III", goals=["density"], surgery="no", medical=["isotretinoin"])  # fmt: skip
    story = Person(person.first_name, person.last_name, person.born, person.state, sex=person.sex, answers=told)
    planned(stage, story, patient, now=stage.now - 2 * DAY)


def mail_refused(stage: Stage, person: Person, patient: Patient) -> None:
    """A patient whose mail server does not know the address; see seed_demo, which lets the invitation fail."""
    reminders.invite(patient, by=stage.desk, now=stage.now - DAY)


def registered(stage: Stage, person: Person, patient: Patient) -> None:
    """Known to the desk, nothing more yet."""


SCENES = {
    "to_review": to_review,
    "step_6": stopped_halfway(5),
    "step_2": stopped_halfway(1),
    "invited": invited,
    "link_ran_out": link_ran_out,
    "smp_finished": treated,
    "smp_under_way": treated,
    "fue_finished": treated,
    "approved": approved,
    "deferred": deferred,
    "mail_refused": mail_refused,
    "registered": registered,
}
