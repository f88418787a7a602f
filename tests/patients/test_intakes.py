"""The services of an intake: begun, saved, sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from patients.models import Consent, Intake, IntakeLink, IntakeStep
from patients.models.intake import Step
from patients.services import consents, intakes
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import ConsentFactory, IntakeFactory, PatientFactory
from tests.patients.answers import STORED, answer_all


def save(intake: Intake, version: int = 0, step: str = Step.HAIR, **answers: object) -> IntakeStep:
    return intakes.save_step(intake, step, answers, version=version, by=None, now=timezone.now())


def agree(intake: Intake) -> None:
    intakes.agree(intake, by=None, now=timezone.now())


def test_beginning_twice_gives_the_open_intake(desk):
    patient = PatientFactory.create()
    first = intakes.begin(patient, by=desk, now=timezone.now())
    assert intakes.begin(patient, by=desk, now=timezone.now()) == first
    assert Entry.objects.filter(what="intake begun").count() == 1
    IntakeFactory.create(submitted=True)


def test_each_save_raises_the_version_and_starts_the_intake(intake):
    assert save(intake, colour="brown").version == 1
    assert save(intake, 1, colour="black").version == 2
    intake.refresh_from_db()
    assert intake.started_at is not None
    assert Entry.objects.filter(what="intake step saved").count() == 2


def test_the_trail_holds_no_health_answer(intake):
    save(intake, step=Step.HEALTH, medical=["keloid"], other="CANARY")
    assert Entry.objects.get(what="intake step saved").detail == {"step": "health", "version": 1}


def test_two_writers_clash_unless_they_say_the_same(intake):
    save(intake, colour="brown")
    assert save(intake, 0, colour="brown").version == 1
    with pytest.raises(Clash) as clash:
        save(intake, 0, colour="black")
    assert clash.value.current.answers == {"colour": "brown"}


def test_about_fills_the_record_and_sets_the_emails(intake):
    patient = intake.patient
    intakes.save_step(intake, Step.ABOUT, STORED[Step.ABOUT], version=0, by=None, now=timezone.now())
    patient.refresh_from_db()
    assert patient.sex == "male"
    assert consents.stands(patient, Consent.Purpose.REMINDERS)
    told = STORED[Step.ABOUT] | {"may_email": False}
    intakes.save_step(intake, Step.ABOUT, told, version=1, by=None, now=timezone.now())
    consent = Consent.objects.get(purpose="reminders")
    assert consent.withdrawn_how == "unticked in the intake"


def test_photo_permissions_are_consents_by_purpose(intake):
    answers = {"photo_record": True, "photo_teaching": True, "photo_website": False}
    intakes.save_step(intake, Step.PHOTOS, answers, version=0, by=None, now=timezone.now())
    standing = Consent.objects.standing().values_list("purpose", flat=True)
    assert set(standing) == {"photo_record", "photo_teaching"}


def test_an_intake_is_sent_once(intake):
    answer_all(intake)
    agree(intake)
    assert intakes.submit(intake, by=None, now=timezone.now()) is True
    assert intakes.submit(intake, by=None, now=timezone.now()) is False
    assert Entry.objects.filter(what="intake submitted").count() == 1


@pytest.mark.parametrize("missing", list(STORED))
def test_an_intake_with_an_open_step_is_not_sent(intake, missing):
    answer_all(intake, leave_out=(missing,))
    agree(intake)
    with pytest.raises(Refused, match="still open"):
        intakes.submit(intake, by=None, now=timezone.now())
    intake.refresh_from_db()
    assert intake.is_open


def test_an_intake_without_consent_is_not_sent(intake):
    answer_all(intake)
    with pytest.raises(Refused, match="permission"):
        intakes.submit(intake, by=None, now=timezone.now())


@pytest.mark.parametrize("by_record", [True, False])
def test_somebody_under_18_is_not_sent(intake, by_record):
    young = timezone.localdate() - timedelta(days=17 * 365)
    answer_all(intake)
    agree(intake)
    if by_record:
        intake.patient.born_on = young
        intake.patient.save()
    else:
        about = STORED[Step.ABOUT] | {"born_on": young.isoformat()}
        IntakeStep.objects.filter(step=Step.ABOUT).update(answers=about)
    with pytest.raises(Refused, match="from the age of 18"):
        intakes.submit(intake, by=None, now=timezone.now())


def test_a_sent_intake_takes_no_answers(intake):
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    with pytest.raises(Refused, match="has been sent"):
        save(intake, colour="brown")


def test_a_links_token_is_nowhere_in_the_database(intake):
    link, token = intakes.issue_link(intake, sent_to="x@patients.example", by=None, now=timezone.now())
    assert len(token) >= 43  # 256 bits
    assert token not in str(IntakeLink.objects.values().get()) + str(list(Entry.objects.values()))
    assert link.expires_at - link.created_at == timedelta(days=14)


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_send_the_intake_once():
    intake = IntakeFactory.create()
    answer_all(intake)
    agree(intake)

    def one(_number: int) -> bool:
        try:
            return intakes.submit(intake, by=None, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == [False] * 7 + [True]


@pytest.mark.django_db(transaction=True)
def test_of_eight_writers_at_once_one_saves_and_the_others_see_it():
    intake = IntakeFactory.create()

    def one(number: int) -> str:
        try:
            save(intake, 0, colour=str(number))
        except Clash:
            return "clash"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == ["clash"] * 7 + ["saved"]
    assert IntakeStep.objects.get().version == 1


def test_consent_is_given_once_and_withdrawn_with_its_way(desk):
    patient = PatientFactory.create()
    given = consents.give(patient, purpose="photo_teaching", wording="For teaching.", by=desk, now=timezone.now())
    assert consents.give(patient, purpose="photo_teaching", wording="Other.", by=desk, now=timezone.now()) == given
    consents.withdraw(patient, purpose="photo_teaching", how="by phone", by=desk, now=timezone.now())
    consents.withdraw(patient, purpose="photo_teaching", how="by phone", by=desk, now=timezone.now())
    given.refresh_from_db()
    assert given.withdrawn_how == "by phone"
    assert Entry.objects.filter(what="consent withdrawn").count() == 1
    assert not consents.stands(patient, "photo_teaching")
    consents.choose(patient, wanted={"reminders": False}, how="x", by=desk, now=timezone.now())
    ConsentFactory.create(patient=patient)
