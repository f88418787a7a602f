"""The sweep: what leaves, what is held, what stays, and what the ledger says about it."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

import pytest
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Dialogue
from django.core.management import call_command
from django.db import OperationalError, connection

from consultations import tasks
from consultations.models import Delivery, Reminder, Session, Sweep
from consultations.services import claims, letters, proof, reminders
from consultations.services.sweep import PAUSES, sweep
from patients.models import Consent
from patients.services import consents
from smpclinic.audit.models import Entry
from smpclinic.messaging import channels
from smpclinic.messaging.channels import Answer, Handed, Letter, NotTaken, Turned, Unclear, Unreachable
from smpclinic.messaging.mail import EmailChannel
from tests.factories import (
    ConsentFactory,
    IntakeFactory,
    PatientFactory,
    PlanFactory,
    ReminderFactory,
    SessionFactory,
    UserFactory,
)
from tests.mailserver import MailServer
from tests.with_services import free_port

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
TODAY = timedelta(hours=1)
Status, Outcome = Reminder.Status, Delivery.Outcome


def at(moment: datetime = NOON) -> Any:
    return lambda: moment


def finished_session(**facts: Any) -> Session:
    return SessionFactory.create(
        status="finished",
        finished_at=NOON - timedelta(days=3),
        finished_by=UserFactory.create(doctor=True),
        **facts,
    )


def due_reminder(consented: bool = True, **facts: Any) -> Reminder:
    """A keep-dry check of a patient who agreed, due an hour ago and good for two days."""
    session = finished_session()
    if consented:
        ConsentFactory.create(patient=session.patient)
    reminders.after_session(session, by=None, now=session.finished_at)
    row = Reminder.objects.filter(patient=session.patient, rule="smp_keep_dry")
    row.update(**{"due_at": NOON - timedelta(hours=1), "not_after": NOON + timedelta(days=2)} | facts)
    return Reminder.objects.select_related("patient__clinic").get(patient=session.patient, due_at__lt=NOON + TODAY)


class ToldChannel:
    """A channel at the gateway that answers as the test says, letter by letter, and keeps what it took."""

    name = channels.EMAIL

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.letters: list[Letter] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def hand_over(self, letter: Letter) -> Answer:
        self.letters.append(letter)
        answer = self.answers.pop(0) if self.answers else Handed("taken")
        if isinstance(answer, Exception):
            raise answer
        return answer


class PickyServer(MailServer):
    """Refuses recipients of one domain as it is told."""

    refusal = "550 5.1.1 Nobody of this name lives here"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Dialogue, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.endswith("@refused.example"):
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def picky_server(settings: Any) -> Iterator[PickyServer]:
    server = PickyServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    controller = server.controller()
    controller.start()
    yield server
    controller.stop()


# What leaves -----------------------------------------------------------------------------------------------


def test_a_due_message_leaves_once_and_the_ledger_keeps_its_words(smtp_server: MailServer) -> None:
    row = due_reminder()

    assert sweep(clock=at()).as_counts()["sent"] == 1
    assert sweep(clock=at()).as_counts()["sent"] == 0

    row.refresh_from_db()
    assert (row.status, row.sent_at, row.sent_to, row.attempts) == (Status.SENT, NOON, row.patient.email, 1)
    assert [attempt.outcome for attempt in row.deliveries.all()] == [Outcome.SENT]
    [received] = smtp_server.messages
    assert received.recipients == [row.patient.email]
    assert received.message["Message-ID"] == row.message_id == letters.message_id(row)
    assert received.message["Subject"] == row.subject == "A message from Larkfield Hair Clinic"
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert "Larkfield Hair Clinic" in received.message["From"]
    assert Entry.objects.filter(what="message sent", record_id=row.pk).count() == 1
    assert proof.verify(now=NOON).holds


def test_a_message_not_yet_due_stays(smtp_server: MailServer) -> None:
    row = due_reminder(due_at=NOON + timedelta(minutes=1))
    sweep(clock=at())
    row.refresh_from_db()
    assert row.status == Status.PLANNED
    assert smtp_server.messages == []


def test_one_click_headers_stand_on_reminders_and_not_on_links(smtp_server: MailServer) -> None:
    due_reminder()
    patient = PatientFactory.create()
    reminders.invite(patient, by=UserFactory.create(), now=NOON)
    sweep(clock=at())
    by_address = {received.recipients[0]: received.message for received in smtp_server.messages}
    link = by_address.pop(patient.email)
    [reminder] = by_address.values()
    assert link["List-Unsubscribe"] is None
    assert reminder["List-Unsubscribe"].strip().startswith("<http://testserver/stop/")
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_link_of_an_intake_is_in_the_mail_and_nowhere_else(smtp_server: MailServer) -> None:
    row = reminders.invite(PatientFactory.create(), by=UserFactory.create(), now=NOON)
    sweep(clock=at())
    row.refresh_from_db()
    body = smtp_server.messages[0].message.get_content()
    token = body.split("/i/")[1].split("/")[0].split()[0]
    assert len(token) >= 22
    assert row.status == Status.SENT
    assert "(link)" in row.text
    everything = str(list(Reminder.objects.values())) + str(list(Entry.objects.values()))
    assert token not in everything


def test_a_plan_letter_leaves_at_night_without_consent_to_reminders(smtp_server: MailServer) -> None:
    plan = PlanFactory.create(approved=True)
    night = NOON.replace(hour=23)
    row = reminders.plan_letter(plan, by=None, now=night)
    sweep(clock=at(night))
    row.refresh_from_db()
    assert row.status == Status.SENT
    assert "/plan/" in smtp_server.messages[0].message.get_content()


def test_a_link_again_is_a_second_row_and_two_clicks_are_one(smtp_server: MailServer) -> None:
    patient, by = PatientFactory.create(), UserFactory.create()
    first = reminders.invite(patient, by=by, now=NOON)
    assert reminders.invite(patient, by=by, now=NOON) == first
    sweep(clock=at())
    assert reminders.invite(patient, by=by, now=NOON + timedelta(seconds=30)) == first
    again = reminders.invite(patient, by=by, now=NOON + timedelta(hours=1))
    assert (again.occurrence, again.anchor) == (2, first.anchor)


# What stays, and why ---------------------------------------------------------------------------------------


def test_without_consent_nothing_leaves(smtp_server: MailServer) -> None:
    row = due_reminder(consented=False)
    sweep(clock=at())
    row.refresh_from_db()
    assert (row.status, smtp_server.messages) == (Status.SKIPPED, [])
    assert "has not agreed" in row.reason


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"died_on": date(2026, 3, 1)}, "has died"), ({"email": "", "mobile": "+447700900318"}, "no email address")],
)
def test_a_patient_who_died_or_has_no_address_gets_nothing(
    smtp_server: MailServer, facts: dict[str, Any], reason: str
) -> None:
    row = due_reminder()
    for name, fact in facts.items():
        setattr(row.patient, name, fact)
    row.patient.save()
    sweep(clock=at())
    row.refresh_from_db()
    assert (row.status, smtp_server.messages) == (Status.SKIPPED, [])
    assert reason in row.reason


def test_the_dead_get_no_plan_letter(smtp_server: MailServer) -> None:
    plan = PlanFactory.create(approved=True, patient__died_on=date(2026, 3, 1))
    row = reminders.plan_letter(plan, by=None, now=NOON)
    sweep(clock=at())
    row.refresh_from_db()
    assert (row.status, smtp_server.messages) == (Status.SKIPPED, [])


def test_an_intake_sent_in_meanwhile_needs_no_link(smtp_server: MailServer) -> None:
    intake = IntakeFactory.create(submitted=True)
    row = ReminderFactory.create(
        patient=intake.patient, rule="intake_link", anchor=f"intake {intake.pk}", due_at=NOON, created_at=NOON
    )
    sweep(clock=at())
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.SKIPPED, "The questions have been answered already.")


def test_a_closed_window_is_skipped_and_never_fired(smtp_server: MailServer) -> None:
    row = due_reminder(due_at=NOON - timedelta(days=9), not_after=NOON - timedelta(days=7))
    sweep(clock=at())
    row.refresh_from_db()
    assert (row.status, row.reason, smtp_server.messages) == (Status.SKIPPED, "Its time had passed.", [])


def test_quiet_hours_hold_a_message_until_the_clinic_s_morning(smtp_server: MailServer) -> None:
    row = due_reminder()
    night = NOON.replace(hour=22)
    assert sweep(clock=at(night)).as_counts()["held"] == 1
    row.refresh_from_db()
    morning = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
    assert (row.status, row.due_at, row.held_until) == (Status.PLANNED, morning, morning)
    assert row.reason == "Quiet hours: held until 09:00."
    assert proof.verify(now=night).holds
    sweep(clock=at(morning))
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.SENT, "")


def test_a_message_whose_time_ends_in_quiet_hours_is_skipped() -> None:
    night = NOON.replace(hour=22)
    row = due_reminder(not_after=night + timedelta(hours=3))
    sweep(clock=at(night), channel=ToldChannel())
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.SKIPPED, "Quiet hours last until its time has passed.")


# Between claim and mark ------------------------------------------------------------------------------------


def changed_between(change: Any) -> tuple[Reminder, ToldChannel]:
    """Claim a row, let the world change, then go on."""
    row, channel = due_reminder(), ToldChannel()
    [claimed] = claims.claim(now=NOON)
    change(row)
    assert claims.mark(claimed, lambda: letters.write(claimed, now=NOON), now=NOON) is None
    Reminder.objects.filter(pk=row.pk).update(status=Status.PLANNED, lease_until=None)
    sweep(clock=at(), channel=channel)
    row.refresh_from_db()
    return row, channel


def test_a_stop_between_claim_and_mark_is_honoured() -> None:
    def stop(row: Reminder) -> None:
        consents.withdraw(row.patient, purpose=Consent.Purpose.REMINDERS, how="stop link", by=None, now=NOON)

    row, channel = changed_between(stop)
    assert (row.status, channel.letters) == (Status.SKIPPED, [])


def test_a_death_between_claim_and_mark_is_honoured() -> None:
    def die(row: Reminder) -> None:
        row.patient.died_on = date(2026, 3, 12)
        row.patient.save()

    row, channel = changed_between(die)
    assert (row.status, channel.letters) == (Status.SKIPPED, [])


def test_a_new_address_between_claim_and_mark_gets_the_message() -> None:
    def move(row: Reminder) -> None:
        row.patient.email = "new@patients.example"
        row.patient.save()

    row, channel = changed_between(move)
    assert (row.status, [letter.to for letter in channel.letters]) == (Status.SENT, ["new@patients.example"])


class ChangingChannel(ToldChannel):
    """While the first letter travels, the second row's patient stops the messages, dies, or moves."""

    def __init__(self, change: Any) -> None:
        super().__init__()
        self.change = change

    def hand_over(self, letter: Letter) -> Answer:
        if not self.letters:
            self.change()
        return super().hand_over(letter)


def test_the_world_is_read_again_for_each_row_of_a_batch() -> None:
    first, second = due_reminder(due_at=NOON - timedelta(hours=2)), due_reminder()
    consent = Consent.objects.filter(patient=second.patient)
    channel = ChangingChannel(lambda: consent.update(withdrawn_at=NOON))
    counts = sweep(clock=at(), channel=channel).as_counts()
    second.refresh_from_db()
    assert (counts["sent"], counts["skipped"]) == (1, 1)
    assert [letter.to for letter in channel.letters] == [first.patient.email]
    assert "has not agreed" in second.reason


def test_an_address_changed_within_the_batch_is_looked_at_again_in_a_minute() -> None:
    due_reminder(due_at=NOON - timedelta(hours=2))
    second = due_reminder()

    def move() -> None:
        second.patient.email = "new@patients.example"
        second.patient.save()

    assert sweep(clock=at(), channel=ChangingChannel(move)).as_counts()["again"] == 1
    channel = ToldChannel()
    sweep(clock=at(NOON + timedelta(minutes=2)), channel=channel)
    assert [letter.to for letter in channel.letters] == ["new@patients.example"]


# The lease -------------------------------------------------------------------------------------------------


def test_a_claimed_row_is_not_claimed_again_until_its_lease_ends() -> None:
    due_reminder()
    [first] = claims.claim(now=NOON)
    assert first.lease_number == 1
    assert claims.claim(now=NOON + claims.LEASE - timedelta(seconds=1)) == []
    [second] = claims.claim(now=NOON + claims.LEASE)
    assert second.lease_number == 2


def test_a_worker_that_slept_does_not_begin_to_send() -> None:
    row = due_reminder()
    [claimed] = claims.claim(now=NOON)
    late = NOON + claims.LEASE - claims.MARGIN
    assert claims.mark(claimed, lambda: letters.write(claimed, now=late), now=late) is None
    assert not Delivery.objects.filter(reminder=row).exists()


def test_a_worker_that_lost_its_lease_cannot_mark_or_end_the_row() -> None:
    due_reminder()
    [asleep] = claims.claim(now=NOON)
    later = NOON + claims.LEASE
    claims.claim(now=later)
    assert claims.mark(asleep, lambda: letters.write(asleep, now=later), now=later) is None
    assert not claims.end(asleep, Status.FAILED, "late")
    assert not claims.pause(asleep, until=later, reason="late")


def test_a_worker_that_knows_better_after_its_lease_stops_the_repeat() -> None:
    row = due_reminder()
    [slow] = claims.claim(now=NOON)
    written = claims.mark(slow, lambda: letters.write(slow, now=NOON), now=NOON)
    assert written is not None
    later = NOON + claims.LEASE
    [other] = claims.claim(now=later)
    assert claims.sent(slow, written.letter, written.stored_text, Handed("250 OK"), now=later)
    assert claims.mark(other, lambda: letters.write(other, now=later), now=later) is None
    row.refresh_from_db()
    assert row.status == Status.SENT
    assert [attempt.outcome for attempt in row.deliveries.all()] == [Outcome.SENT]
    assert proof.verify(now=later).holds


def test_a_message_truly_sent_twice_is_found() -> None:
    row = due_reminder()
    [slow] = claims.claim(now=NOON)
    written = claims.mark(slow, lambda: letters.write(slow, now=NOON), now=NOON)
    assert written is not None
    later = NOON + claims.LEASE
    sweep(clock=at(later), channel=ToldChannel())
    assert not claims.sent(slow, written.letter, written.stored_text, Handed("250 OK"), now=later)
    found = proof.verify(now=later)
    assert found.problems["sent twice"] == [row.pk]
    assert not found.holds


def test_a_batch_that_waits_too_long_is_given_back() -> None:
    rows = [due_reminder(), due_reminder()]
    moments = iter([NOON, NOON, NOON, NOON, NOON, NOON + timedelta(seconds=70)])
    last = NOON + timedelta(seconds=70)
    channel = ToldChannel()
    counts = sweep(clock=lambda: next(moments, last), channel=channel).as_counts()
    assert counts["sent"] == 2
    assert sorted(Reminder.objects.filter(pk__in=[r.pk for r in rows]).values_list("lease_number", flat=True)) == [1, 2]


def test_a_dead_worker_s_attempt_becomes_unknown_and_the_row_is_sent_again() -> None:
    row = due_reminder()
    [dead] = claims.claim(now=NOON)
    claims.mark(dead, lambda: letters.write(dead, now=NOON), now=NOON)
    later, channel = NOON + claims.LEASE, ToldChannel()
    assert proof.verify(now=later).problems["attempt open that nobody holds"] == [row.pk]
    sweep(clock=at(later), channel=channel)
    outcomes = list(row.deliveries.order_by("number").values_list("outcome", flat=True))
    assert outcomes == [Outcome.UNKNOWN, Outcome.SENT]
    found = proof.verify(now=later)
    assert found.holds
    assert found.possibly_twice == [row.pk]


# Failures --------------------------------------------------------------------------------------------------


def test_a_refused_address_fails_at_once_with_the_server_s_words(picky_server: PickyServer) -> None:
    row, other = due_reminder(due_at=NOON - timedelta(hours=2)), due_reminder()
    row.patient.email = "nobody@refused.example"
    row.patient.save()
    sweep(clock=at())
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.status, row.reason) == (Status.FAILED, "550 5.1.1 Nobody of this name lives here")
    assert [attempt.outcome for attempt in row.deliveries.all()] == [Outcome.FAILED]
    assert other.status == Status.SENT


def test_a_temporary_refusal_of_an_address_is_tried_again(picky_server: PickyServer) -> None:
    picky_server.refusal = "451 4.7.1 Come back later"
    row = due_reminder()
    row.patient.email = "greylisted@refused.example"
    row.patient.save()
    sweep(clock=at())
    row.refresh_from_db()
    assert (row.status, row.attempts, row.reason) == (Status.PLANNED, 1, "451 4.7.1 Come back later")
    assert timedelta(seconds=48) <= row.due_at - NOON <= timedelta(seconds=72)
    assert row.held_until == row.due_at


def test_a_message_refused_for_good_fails(smtp_server: MailServer) -> None:
    smtp_server.answer = "554 5.6.0 Not this message"
    row = due_reminder()
    sweep(clock=at())
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.FAILED, "554 5.6.0 Not this message")


def test_pauses_grow_and_then_the_row_has_failed() -> None:
    row = due_reminder(not_after=NOON + timedelta(days=9))
    now, pauses = NOON, []
    for _try in range(len(PAUSES)):
        sweep(clock=at(now), channel=ToldChannel(NotTaken("421 Too busy")))
        row.refresh_from_db()
        assert row.status == Status.PLANNED
        pauses.append(row.due_at - now)
        now = row.due_at
    sweep(clock=at(now), channel=ToldChannel(NotTaken("421 Too busy")))
    row.refresh_from_db()
    assert (row.status, row.reason, row.attempts) == (Status.FAILED, "421 Too busy", len(PAUSES) + 1)
    for pause, wanted in zip(pauses, PAUSES, strict=True):
        assert wanted * 0.8 <= pause <= wanted * 1.2 or pause > timedelta(hours=4)


def test_a_retry_that_would_come_too_late_is_a_failure() -> None:
    row = due_reminder(not_after=NOON + timedelta(seconds=20))
    sweep(clock=at(), channel=ToldChannel(NotTaken("421 Too busy")))
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.FAILED, "421 Too busy")


def test_an_unclear_answer_is_repeated_and_counted_by_name() -> None:
    row = due_reminder()
    channel = ToldChannel(Unclear("TimeoutError: timed out"))
    sweep(clock=at(), channel=channel)
    sweep(clock=at(NOON + timedelta(minutes=2)), channel=channel)
    row.refresh_from_db()
    assert row.status == Status.SENT
    assert len({letter.key for letter in channel.letters}) == 1
    assert proof.verify(now=NOON).possibly_twice == [row.pk]


def test_a_channel_that_breaks_in_a_new_way_does_not_stop_the_others() -> None:
    first, second = due_reminder(due_at=NOON - timedelta(hours=2)), due_reminder()
    sweep(clock=at(), channel=ToldChannel(ZeroDivisionError()))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.reason, second.status) == (Status.PLANNED, "ZeroDivisionError", Status.SENT)


def test_a_letter_that_cannot_be_written_does_not_stop_the_others(settings: Any) -> None:
    first, second = due_reminder(due_at=NOON - timedelta(hours=2), rule="no_such_rule"), due_reminder()
    channel = ToldChannel()
    sweep(clock=at(), channel=channel)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.attempts) == (Status.PLANNED, 1)
    assert first.reason == "The message could not be written (KeyError)."
    assert second.status == Status.SENT


def test_a_mail_server_that_is_away_costs_one_attempt_and_not_all() -> None:
    rows = [due_reminder(due_at=NOON - timedelta(hours=3 - n)) for n in range(3)]
    counts = sweep(clock=at(), channel=ToldChannel(Unreachable("Connection refused"))).as_counts()
    assert counts == {"sent": 0, "held": 0, "skipped": 0, "failed": 0, "again": 1, "left": 0}
    fresh = Reminder.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    assert [row.attempts for row in fresh] == [1, 0, 0]
    assert [row.reason for row in fresh][1:] == ["The mail server could not be reached."] * 2
    assert proof.verify(now=NOON).holds
    sweep(clock=at(NOON + timedelta(minutes=2)), channel=ToldChannel())
    assert {row.status for row in Reminder.objects.filter(pk__in=[row.pk for row in rows])} == {Status.SENT}


def test_a_port_where_nobody_listens_is_unreachable(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    letter = Letter("<1@x>", "kit@patients.example", "Hello", sender_name="Larkfield", sender="clinic@localhost")
    with EmailChannel() as channel:
        answer = channel.hand_over(letter)
    assert isinstance(answer, Unreachable)
    assert "refused" in answer.words


def test_two_addresses_in_one_are_turned_away_before_any_server_is_called() -> None:
    with EmailChannel() as channel:
        assert isinstance(channel.hand_over(Letter("<1@x>", "a@b.example,c@d.example", "T")), Turned)


# The commands ----------------------------------------------------------------------------------------------


def test_one_sweep_by_hand_prints_its_counts(
    smtp_server: MailServer, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    patient = PatientFactory.create()
    reminders.invite(patient, by=UserFactory.create(), now=claims.database_now())
    call_command("send_due_reminders")
    assert capsys.readouterr().out.splitlines() == [
        "sent: 1",
        "held: 0",
        "skipped: 0",
        "failed: 0",
        "again: 0",
        "left: 0",
    ]
    assert Sweep.objects.count() == 1


def test_the_proof_prints_its_counts_and_exits_over_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    row = due_reminder()
    sweep(channel=ToldChannel())
    call_command("verify_reminders")
    assert "The ledger holds." in capsys.readouterr().out
    Reminder.objects.filter(pk=row.pk).update(status=Status.SENT, sent_at=NOON)
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_reminders")
    assert stopped.value.code == 1
    said = capsys.readouterr().out
    assert f"sent without an attempt that says so: 1 ({row.pk})" in said
    assert "The ledger does not hold." in said


def test_a_row_that_a_sweep_overlooked_is_found() -> None:
    Sweep.objects.create(pk=1, started_at=NOON, finished_at=NOON)
    row = due_reminder()
    assert proof.verify(now=NOON).problems["due and forgotten"] == [row.pk]


def test_quiet_ends_of_the_clinic_may_be_equal() -> None:
    row = due_reminder()
    row.patient.clinic.quiet_from = row.patient.clinic.quiet_until = time(0, 0)
    row.patient.clinic.save()
    sweep(clock=at(NOON.replace(hour=23)), channel=ToldChannel())
    row.refresh_from_db()
    assert row.status == Status.SENT


# Rare moments ----------------------------------------------------------------------------------------------


class LosingDatabase:
    """Loses the connection once, when an attempt is opened."""

    def __init__(self) -> None:
        self.lost = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.lost and sql.startswith('INSERT INTO "consultations_delivery"'):
            self.lost = True
            raise OperationalError("the connection was lost")
        return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_a_row_lost_with_the_database_is_taken_again_when_its_lease_ends() -> None:
    first, second = due_reminder(due_at=NOON - timedelta(hours=2)), due_reminder()
    channel = ToldChannel()
    with connection.execute_wrapper(LosingDatabase()):
        counts = sweep(clock=at(), channel=channel).as_counts()
    assert (counts["left"], [letter.to for letter in channel.letters]) == (1, [second.patient.email])
    sweep(clock=at(NOON + claims.LEASE), channel=channel)
    assert [letter.to for letter in channel.letters] == [second.patient.email, first.patient.email]


def test_a_row_whose_workers_all_died_fails_in_the_end() -> None:
    row = due_reminder()
    Reminder.objects.filter(pk=row.pk).update(attempts=len(PAUSES) + 1)
    channel = ToldChannel()
    sweep(clock=at(), channel=channel)
    row.refresh_from_db()
    assert (row.status, row.reason, channel.letters) == (Status.FAILED, "It was tried 6 times.", [])


def test_what_was_tried_in_vain_until_its_time_passed_has_failed() -> None:
    row = due_reminder(attempts=1, reason="421 Too busy", not_after=NOON - timedelta(minutes=1))
    sweep(clock=at(), channel=ToldChannel())
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.FAILED, "421 Too busy")


def test_a_surgery_that_is_booked_asks_for_no_booking() -> None:
    surgery = finished_session(kind="fue")
    ConsentFactory.create(patient=surgery.patient)
    ahead = SessionFactory.create(plan=surgery.plan, kind="smp", position=2)
    reminders.after_session(surgery, by=None, now=NOON)
    row = Reminder.objects.get(rule="smp_may_start")
    Session.objects.filter(pk=ahead.pk).update(status="booked", starts_at=NOON)
    sweep(clock=at(row.due_at), channel=ToldChannel())
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.SKIPPED, "No further visit is to come, or it is arranged already.")


def test_the_next_session_is_not_asked_for_when_it_took_place_already(smtp_server: MailServer) -> None:
    first = finished_session()
    ConsentFactory.create(patient=first.patient)
    second = SessionFactory.create(plan=first.plan, position=2)
    SessionFactory.create(plan=first.plan, position=3)
    reminders.after_session(first, by=None, now=NOON)
    row = Reminder.objects.get(rule="smp_next_session", anchor=f"session {first.pk}")
    Session.objects.filter(pk=second.pk).update(
        status="finished", finished_at=NOON + timedelta(days=7), finished_by=first.finished_by
    )
    sweep(clock=at(row.due_at))
    row.refresh_from_db()
    assert row.status == Status.SKIPPED


def test_a_finished_session_without_its_messages_is_found() -> None:
    session = finished_session()
    assert proof.verify(now=NOON).problems["missing after a finished session"] == [session.pk]
    assert reminders.expected(SessionFactory.create()) == []


def test_the_commands_speak_json(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("send_due_reminders", json=True)
    assert json.loads(capsys.readouterr().out)["sent"] == 0
    call_command("verify_reminders", json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["holds"], said["possibly_twice"]) == (True, [])


def test_the_tasks_do_what_their_names_say(smtp_server: MailServer) -> None:
    reminders.invite(PatientFactory.create(), by=UserFactory.create(), now=claims.database_now())
    intake = IntakeFactory.create(submitted=True)
    tasks.sweep()
    tasks.make_plans()
    assert len(smtp_server.messages) == 2  # the link that was asked for, and the word that the other form arrived
    assert intake.patient.plans.count() == 1
