"""What the record waits for: fresh links and the word that a form arrived, planned once by whichever sweep is first."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DataError, connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from consultations.models import Reminder
from consultations.services import plans, reminders, waiting
from consultations.services.sweep import sweep
from patients.models import Consent, Intake, IntakeLink
from patients.services import consents, intakes, links
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import ConsentFactory, IntakeFactory, PatientFactory, UserFactory
from tests.patients.answers import CANARIES, answer_all

BORN = {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"}


def link_to(intake: Intake) -> IntakeLink:
    return intakes.issue_link(intake, sent_to=intake.patient.email, by=None, now=timezone.now())[0]


def wished(intake: Intake) -> IntakeLink:
    link = link_to(intake)
    assert links.want_fresh(link, now=timezone.now())
    return link


@pytest.mark.django_db
def test_a_wish_becomes_one_mail_with_a_link_that_works(smtp_server):
    intake = IntakeFactory.create()
    old = wished(intake)
    assert sweep().counts["sent"] == 1
    assert sweep().counts["sent"] == 0
    (mail,) = smtp_server.messages
    assert mail.recipients == [intake.patient.email]
    (address,) = re.findall(r"http://testserver(/i/\S+)", mail.message.get_content())
    browser = Client()
    assert browser.get(address, follow=True).status_code == 200
    assert browser.post("/intake/welcome/", BORN)["Location"] == "/intake/"
    old.refresh_from_db()
    assert old.fresh_ordered_at is not None


@pytest.mark.django_db
def test_five_misses_mail_one_fresh_link_and_no_more(smtp_server, django_capture_on_commit_callbacks):
    intake = IntakeFactory.create()
    _link, token = intakes.issue_link(intake, sent_to="a@patients.example", by=None, now=timezone.now())
    for _round in range(3):
        browser = Client()
        browser.get(f"/i/{token}/")
        with django_capture_on_commit_callbacks() as rung:
            for _try in range(5):
                last = browser.post("/intake/welcome/", BORN | {"answer_year": "1986"})
        assert last.status_code == 410
        assert len(rung) == (_round == 0)
        sweep()
    assert len(smtp_server.messages) == 1


@pytest.mark.django_db
def test_a_wish_about_a_sent_form_leads_to_the_copy(smtp_server):
    intake = IntakeFactory.create(submitted=True, submitted_at=timezone.now() - timedelta(days=30))
    wished(intake)
    assert sweep().counts["sent"] == 1
    assert Reminder.objects.get().rule == "intake_arrived"


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"email": "", "mobile": "+447700900319"}, {"died_on": "2026-01-01"}])
def test_nobody_who_cannot_be_reached_is_written_to(facts):
    patient = PatientFactory.create(**facts)
    wished(IntakeFactory.create(patient=patient))
    assert waiting.plan(now=timezone.now()) == 0
    assert not Reminder.objects.exists()
    assert Entry.objects.filter(what="fresh link not sent").count() == 1
    assert waiting.plan(now=timezone.now()) == 0


@pytest.mark.django_db
def test_a_form_that_arrived_is_confirmed_once_in_the_patients_language_without_clinical_words(smtp_server):
    patient = PatientFactory.create(language="en-gb", first_name="Zoë")
    ConsentFactory.create(patient=patient, purpose=Consent.Purpose.ENQUIRY)
    intake = IntakeFactory.create(patient=patient)
    answer_all(intake)
    assert intakes.submit(intake, by=None, now=timezone.now())
    for _sweep in range(3):
        sweep()
    (mail,) = smtp_server.messages
    text = mail.message.get_content()
    assert "Your form has arrived at Larkfield Hair Clinic" in text
    assert not any(canary in text for canary in CANARIES)
    browser = Client()
    (address,) = re.findall(r"http://testserver(/i/\S+)", text)
    browser.get(address)
    copy = browser.post("/intake/welcome/", {key: BORN[key] for key in BORN if key != "agreed"}, follow=True)
    assert "Already sent. Here is your copy." in copy.content.decode()
    assert "CANARY-OTHER" in copy.content.decode()
    assert "/i/" not in Reminder.objects.get().text


@pytest.mark.django_db
def test_old_news_and_open_forms_are_not_confirmed():
    IntakeFactory.create()
    IntakeFactory.create(submitted=True, submitted_at=timezone.now() - timedelta(days=2))
    assert waiting.plan(now=timezone.now()) == 0


@pytest.mark.django_db
def test_one_that_the_database_turns_away_stops_no_other(monkeypatch, caplog):
    first, second = IntakeFactory.create(submitted=True), IntakeFactory.create(submitted=True)
    really = QuerySet.get_or_create

    def turns_the_first_away(rows, **facts):
        if facts.get("patient_id") == first.patient.pk:
            raise DataError("CANARY-REASON")
        return really(rows, **facts)

    monkeypatch.setattr(QuerySet, "get_or_create", turns_the_first_away)
    assert waiting.plan(now=timezone.now()) == 1
    assert Reminder.objects.get().patient == second.patient
    assert "DataError" in caplog.text
    assert "CANARY" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_plan_each_message_once():
    wished(IntakeFactory.create())
    IntakeFactory.create(submitted=True)

    def plan(_number: int) -> None:
        try:
            waiting.plan(now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(plan, range(4)))
    assert sorted(Reminder.objects.values_list("rule", flat=True)) == ["intake_arrived", "intake_link"]


@pytest.mark.django_db
def test_no_plan_is_made_from_answers_whose_use_was_taken_back():
    now, intake = timezone.now(), IntakeFactory.create(submitted=True)
    answer_all(intake)
    ConsentFactory.create(patient=intake.patient, purpose=Consent.Purpose.ENQUIRY)
    consents.withdraw(intake.patient, purpose=Consent.Purpose.ENQUIRY, how="told the clinic", by=None, now=now)
    assert plans.make_waiting(now=now) == 0
    with pytest.raises(Refused, match="has taken back the use of the answers"):
        plans.make(intake.patient, intake=intake, by=None, now=now)
    ConsentFactory.create(patient=intake.patient, purpose=Consent.Purpose.ENQUIRY)
    assert plans.make_waiting(now=now) == 1


# What is planned and would carry a link, once all links are closed --------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("is_sent", [False, True])
def test_closing_all_links_stops_the_one_that_is_planned_and_a_later_wish_is_served(smtp_server, is_sent):
    intake = IntakeFactory.create(submitted=is_sent)
    rule, manager = ("intake_arrived" if is_sent else "intake_link"), UserFactory.create(manager=True)
    planned = reminders.plan_link(intake, rule=rule, by=None, now=timezone.now())
    assert links.revoke_all(intake.patient, by=manager, now=timezone.now()) == 0
    sweep()
    planned.refresh_from_db()
    assert (planned.status, smtp_server.messages) == ("skipped", [])
    assert planned.reason == "All links of the patient were closed before it left."
    assert not IntakeLink.objects.exists()
    again = reminders.plan_link(intake, rule=rule, by=manager, now=timezone.now())
    assert again.occurrence == planned.occurrence + 1
    assert sweep().counts["sent"] == 1
    assert IntakeLink.objects.get().is_live(timezone.now())


@pytest.mark.django_db
def test_a_link_asked_for_after_closing_does_not_wait_for_the_closed_one(smtp_server):
    intake = IntakeFactory.create()
    first = reminders.plan_link(intake, rule="intake_link", by=None, now=timezone.now())
    links.revoke_all(intake.patient, by=None, now=timezone.now())
    second = reminders.plan_link(intake, rule="intake_link", by=None, now=timezone.now())
    first.refresh_from_db()
    assert (first.status, second.status) == ("skipped", "planned")
    assert sweep().counts["sent"] == 1
    links.revoke_all(intake.patient, by=None, now=timezone.now())
    third = reminders.plan_link(intake, rule="intake_link", by=None, now=timezone.now())
    assert (third.status, third.occurrence) == ("planned", 3)  # the second was sent this minute, and is closed


@pytest.mark.django_db
def test_a_link_that_was_mailed_this_minute_and_missed_five_times_is_followed_by_a_fresh_one(smtp_server):
    intake = IntakeFactory.create()
    reminders.plan_link(intake, rule="intake_link", by=None, now=timezone.now())
    assert sweep().counts["sent"] == 1
    link = IntakeLink.objects.get()
    for _try in range(5):
        links.knock(link, intake.patient, "1999", now=timezone.now())
    assert sweep().counts["sent"] == 1
    assert sweep().counts["sent"] == 0
    assert IntakeLink.objects.latest("pk").is_live(timezone.now())


@pytest.mark.django_db
def test_the_wish_for_a_fresh_link_ends_with_a_link_that_is_closed(smtp_server):
    link = wished(IntakeFactory.create())
    links.revoke(link, by=UserFactory.create(manager=True), now=timezone.now())
    assert sweep().counts["sent"] == 0
    assert not Reminder.objects.exists()
