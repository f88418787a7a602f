"""The link to the intake by text: asked for at the desk, agreed to, sent, refused, and sent afresh the same way."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as clinic
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.models import Delivery, Reminder
from consultations.services import letters, reminders
from consultations.services.sweep import sweep
from patients.models import Consent, IntakeLink, Patient
from patients.models.link import TRIES
from patients.policies import ways_to_send, why_not_send_at_all, why_not_text
from patients.services import consents, intakes, links, registration
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from smpclinic.messaging import channels, folder, segments
from smpclinic.messaging.channels import Turned
from tests.consultations.test_sweep import ChangingChannel, ToldChannel
from tests.factories import ConsentFactory, PatientFactory, ReminderFactory, UserFactory

pytestmark = pytest.mark.django_db
TEXT, EMAIL = channels.TEXT, channels.EMAIL
Status = Reminder.Status
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
LINK = re.compile(r"http://testserver/i/[\w-]+/")


@pytest.fixture(autouse=True)
def phones(settings: Any, tmp_path: Path) -> Path:
    """Texts and mails of this test, each a file."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.EMAIL_BACKEND = folder.BACKEND
    return tmp_path / "mail"


@pytest.fixture
def at_desk() -> Client:
    client = Client()
    client.force_login(UserFactory.create())
    return client


def agreed(**facts: Any) -> Patient:
    """A patient who has agreed to texts on the number of the record."""
    patient: Patient = PatientFactory.create(**facts)
    ConsentFactory.create(patient=patient, purpose=Consent.Purpose.TEXTS, number=patient.mobile)
    return patient


def swept(row: Reminder, at: datetime = NOON, channel: Any = None) -> Reminder:
    sweep(clock=lambda: at, channel=channel)
    row.refresh_from_db()
    return row


def invited(patient: Patient, now: datetime = NOON) -> Reminder:
    return reminders.invite(patient, by=UserFactory.create(), now=now, channel=TEXT)


# At the desk -----------------------------------------------------------------------------------------------


def test_the_desk_asks_once_and_then_sends(at_desk: Client) -> None:
    patient = PatientFactory.create()
    address = reverse("consultations:invite", args=[patient.pk])

    asked = at_desk.post(address, {"way": "text"})
    assert (asked.status_code, Reminder.objects.count()) == (200, 0)
    assert patient.mobile_as_read in asked.content.decode()
    refused = at_desk.post(address, {"way": "text", "asked": "yes"})
    assert (refused.status_code, Reminder.objects.count(), Consent.objects.count()) == (422, 0, 0)

    at_desk.post(address, {"way": "text", "asked": "yes", "agreed": "on"})
    consent, row = Consent.objects.get(), Reminder.objects.get()
    assert (consent.purpose, consent.number) == (Consent.Purpose.TEXTS, patient.mobile)
    assert (row.channel, row.rule, row.status) == (TEXT, "intake_link", Status.PLANNED)

    again = at_desk.post(address, {"way": "text"})
    assert (again.status_code, Reminder.objects.count()) == (302, 1)


def test_the_record_offers_each_way_that_is_open(at_desk: Client, settings: Any) -> None:
    patient = PatientFactory.create()
    page = at_desk.get(f"/patients/{patient.pk}/").content.decode()
    assert "Send intake link by email" in page
    assert "By text" in page
    only_text = PatientFactory.create(email="")
    page = at_desk.get(f"/patients/{only_text.pk}/").content.decode()
    assert "Send intake link by text" in page
    assert "By email" not in page
    settings.SMS_URL = "none"
    page = at_desk.get(f"/patients/{only_text.pk}/").content.decode()
    assert "Send intake link" not in page
    assert "There is no email address on the record. Add one first." in page


def test_the_way_of_the_last_link_comes_first(at_desk: Client) -> None:
    patient = agreed()
    swept(invited(patient))
    page = at_desk.get(f"/patients/{patient.pk}/intake/").content.decode()
    assert "Send a new link by text" in page
    assert "By email" in page
    assert f'By text, <bdi dir="ltr">…{patient.mobile[-3:]}</bdi>' in page


@pytest.mark.parametrize(
    ("mobile", "why"),
    [
        ("+442079460123", "The number on the record is not one of a mobile. Check its digits."),
        ("+449999999999", "The number on the record is not one of a mobile. Check its digits."),
        ("", "There is no mobile number on the record. Add one first."),
        ("+447701000001", ""),
        ("+905321234567", ""),
        ("+12025550123", ""),  # nobody can tell a mobile from a line in a wall there
        ("+447700900123", ""),  # belongs to nobody, for stories
    ],
)
def test_texts_go_to_mobiles_alone(mobile: str, why: str, at_desk: Client) -> None:
    patient = PatientFactory.create(mobile=mobile)
    assert why_not_text(patient) == why
    if why:
        at_desk.post(reverse("consultations:invite", args=[patient.pk]), {"way": "text"})
        assert Reminder.objects.count() == 0


def test_nobody_is_texted_who_was_not_asked_or_has_died() -> None:
    with pytest.raises(Refused, match="has not agreed to texts"):
        invited(PatientFactory.create())
    with pytest.raises(Refused, match="has died"):
        invited(agreed(died_on=NOON.date()))
    assert ways_to_send(PatientFactory.create(died_on=NOON.date())) == []
    nobody = PatientFactory.create(mobile="", born_on=None)
    assert why_not_send_at_all(nobody).startswith("The link asks for the date of birth or the mobile.")


def test_a_failed_text_shows_why_and_the_next_way(at_desk: Client) -> None:
    patient = agreed()
    row = swept(invited(patient), channel=ToldChannel(Turned("400 21614 not a mobile", "twilio")))
    assert (row.status, row.reason) == (Status.FAILED, "400 21614 not a mobile")
    page = at_desk.get(f"/messages/{row.pk}/").content.decode()
    assert "400 21614 not a mobile" in page
    assert "Send a new link by email" in page
    assert "Links of the intake" in page
    assert "by text" in at_desk.get("/messages/").content.decode()
    by_mail = at_desk.post(reverse("consultations:invite", args=[patient.pk]), {"way": "email"})
    assert by_mail.status_code == 302
    assert Reminder.objects.get(channel=EMAIL).status == Status.PLANNED


def test_the_desk_allows_and_stops_texts(at_desk: Client) -> None:
    patient = PatientFactory.create()
    address = f"/patients/{patient.pk}/texts/"
    page = at_desk.get(address).content.decode()
    assert "May we send texts about visits and treatment?" in page
    at_desk.post(address, {"may": "yes"})
    assert consents.may_text(patient)
    assert "Stop texts about visits and treatment?" in at_desk.get(address).content.decode()
    at_desk.post(address, {"may": "no"})
    assert not consents.may_text(patient)
    line = PatientFactory.create(mobile="+442079460123")
    assert at_desk.get(f"/patients/{line.pk}/texts/").status_code == 409


# The text itself -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["intake_link", "intake_arrived"])
@pytest.mark.parametrize(
    ("language", "wide"), [("en-gb", False), ("tr", False), ("es", False), ("de", False), ("ar", True)]
)
def test_a_text_is_short_and_names_nobody(rule: str, language: str, wide: bool, settings: Any) -> None:
    settings.SITE_URL = "https://clinic.example"
    row = ReminderFactory.create(
        rule=rule, channel=TEXT, anchor="intake 1", patient__language=language, patient__first_name="Ylva"
    )
    words = letters.words(row).strip()
    link = f"https://clinic.example/i/{'x' * 43}/"
    text = words.replace("(link)", link)
    assert segments.parts(text) == (2 if wide else 1), text
    assert words.count("(link)") == 1
    assert words.startswith(row.patient.clinic.name)
    assert "Ylva" not in words
    rest = words.removeprefix(row.patient.clinic.name)
    assert not re.search(r"hair|scalp|saç|pelo|cabello|haar|شعر|smp|fue|plan|treat|surg", rest, re.IGNORECASE)
    if language != "en-gb":
        assert not re.search("before|arrived", rest)
    assert letters.subject(row) == ""


def test_the_link_of_a_text_opens_the_intake_and_stands_nowhere_else() -> None:
    patient = agreed()
    row = swept(invited(patient))
    [kept] = folder.newest()
    assert (kept.to, row.sent_to, row.status) == (patient.mobile, patient.mobile, Status.SENT)
    [address] = LINK.findall(kept.text)
    token = address.split("/")[-2]
    link = links.open_for(token)
    assert link is not None
    assert (link.way, link.sent_to, link.masked) == ("text", patient.mobile, f"…{patient.mobile[-3:]}")
    assert "(link)" in row.text
    assert token not in str(list(Reminder.objects.values())) + str(list(Entry.objects.values()))
    assert row.deliveries.get().provider_number == kept.name


# What is asked again before it leaves ----------------------------------------------------------------------


def test_a_number_that_stopped_gets_no_other_text() -> None:
    patient = agreed()
    row = swept(invited(patient), channel=ToldChannel(Turned("400 21610 unsubscribed", "twilio", stopped=True)))
    assert row.status == Status.FAILED
    assert not consents.may_text(patient)
    assert Consent.objects.get().withdrawn_how == "STOP, told by the provider of texts"
    with pytest.raises(Refused, match="has not agreed to texts"):
        invited(patient, NOON + timedelta(hours=1))


def test_consent_to_one_number_is_none_to_another() -> None:
    patient = agreed()
    row = invited(patient)
    registration.change(patient, version=patient.version, by=UserFactory.create(), now=NOON, mobile="+447701999999")
    swept(row)
    assert (row.status, folder.newest()) == (Status.SKIPPED, [])
    assert row.reason == "The patient has not agreed to texts on this number, or has stopped them."
    patient.refresh_from_db()
    wording = "The clinic may send texts."
    consents.give(patient, purpose=Consent.Purpose.TEXTS, wording=wording, by=None, now=NOON)
    assert consents.may_text(patient)
    assert Consent.objects.get(withdrawn_at__isnull=False).withdrawn_how == "the number has changed"


@pytest.mark.parametrize(
    "change",
    [
        {"mobile": "+447701999999"},
        {"mobile": "", "email": "kit@patients.example"},
        {"died_on": NOON.date()},
    ],
)
def test_what_changes_while_another_text_travels_is_seen_before_the_next(change: dict[str, Any]) -> None:
    first, second = invited(agreed()), invited(agreed())
    channel = ChangingChannel(lambda: Patient.objects.filter(pk=second.patient_id).update(**change))
    sweep(clock=lambda: NOON, channel=channel)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.SENT, Status.SKIPPED)
    assert len(channel.letters) == 1


def test_stop_between_claim_and_send_is_seen() -> None:
    invited(agreed())
    second = invited(agreed())
    stopped = Consent.objects.filter(patient=second.patient)
    channel = ChangingChannel(lambda: stopped.update(withdrawn_at=NOON))
    assert sweep(clock=lambda: NOON, channel=channel).as_counts()["skipped"] == 1
    assert len(channel.letters) == 1


@pytest.mark.parametrize("channel", [EMAIL, TEXT])
def test_all_but_test_addresses_are_held_with_the_reason(channel: str, settings: Any, at_desk: Client) -> None:
    tess, kit = agreed(), agreed()
    settings.ONLY_SEND_TO = [tess.mobile, tess.email]
    by = UserFactory.create()
    through = reminders.invite(tess, by=by, now=NOON, channel=channel)
    held = reminders.invite(kit, by=by, now=NOON, channel=channel)
    assert sweep(clock=lambda: NOON).as_counts()["held"] == 1
    through.refresh_from_db()
    held.refresh_from_db()
    assert (through.status, held.status) == (Status.SENT, Status.PLANNED)
    assert held.reason == "Held: only test addresses get messages now."
    assert Delivery.objects.filter(reminder=held).count() == 0
    assert "Only test addresses get messages now" in at_desk.get("/messages/").content.decode()
    settings.ONLY_SEND_TO = []
    assert swept(held, NOON + timedelta(hours=1)).status == Status.SENT


def test_what_is_held_until_its_time_is_over_never_leaves(settings: Any) -> None:
    settings.ONLY_SEND_TO = ["tess@clinic.example"]
    row = swept(invited(agreed()))
    settings.ONLY_SEND_TO = ["tess@clinic.example"]
    assert swept(row, row.not_after).reason == "Its time passed while only test addresses got messages."
    assert row.status == Status.SKIPPED
    assert folder.newest() == []


# By itself, the same way -----------------------------------------------------------------------------------


def fresh_after_five_misses(way: str, patient: Patient) -> Reminder:
    """The message that five wrong answers to a link of that way bring about."""
    intake = intakes.begin(patient, by=None, now=NOON)
    link, token = intakes.issue_link(intake, sent_to="", by=None, now=NOON, way=way)
    for _try in range(TRIES):
        found = links.open_for(token)
        assert found is not None
        assert not links.knock(found, patient, NOON.date(), now=NOON)
    sweep(clock=lambda: NOON)
    assert IntakeLink.objects.get(pk=link.pk).fresh_ordered_at == NOON
    return Reminder.objects.get()


@pytest.mark.parametrize(("way", "channel"), [("text", TEXT), ("email", EMAIL), ("code", EMAIL)])
def test_a_fresh_link_goes_by_the_way_of_the_one_that_was_paused(way: str, channel: str) -> None:
    row = fresh_after_five_misses(way, agreed())
    assert (row.channel, row.status) == (channel, Status.SENT)


def test_a_fresh_link_goes_by_the_other_way_when_that_one_is_closed() -> None:
    assert fresh_after_five_misses("text", PatientFactory.create()).channel == EMAIL


def test_a_patient_without_email_gets_it_by_text() -> None:
    assert fresh_after_five_misses("code", agreed(email="")).channel == TEXT


def test_a_patient_who_can_be_reached_by_no_way_gets_nothing_and_the_trail_says_why() -> None:
    patient = PatientFactory.create(email="")
    link, _token = intakes.issue_link(intakes.begin(patient, by=None, now=NOON), sent_to="", by=None, now=NOON)
    links.want_fresh(link, now=NOON)
    sweep(clock=lambda: NOON)
    assert Reminder.objects.count() == 0
    [line] = Entry.objects.filter(what="fresh link not sent")
    assert line.detail == {"reason": "The patient has not agreed to texts on this number."}


def test_the_word_that_a_form_has_arrived_goes_by_text_to_those_without_email() -> None:
    patient = agreed(email="")
    intake = intakes.begin(patient, by=None, now=NOON)
    type(intake).objects.filter(pk=intake.pk).update(status="submitted", submitted_at=NOON)
    sweep(clock=lambda: NOON)
    [kept] = folder.newest()
    assert kept.to == patient.mobile
    assert "your form has arrived" in kept.text


def test_the_folder_of_development_shows_texts(at_desk: Client) -> None:
    patient = agreed()
    swept(invited(patient, timezone.now()), timezone.now())
    [kept] = folder.newest()
    listed = at_desk.get(reverse("consultations:mail_folder")).content.decode()
    assert patient.mobile in listed
    assert "/i/" in at_desk.get(reverse("consultations:mail", args=[kept.name])).content.decode()
    assert {code for code, _name in clinic.LANGUAGES} == {"en-gb", "tr", "es", "de", "ar"}
