"""Consents to procedures: what a plan needs, signing once, the seal, the days to think it over, withdrawal."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from consultations.models import ConsentText, Session, Signature
from consultations.procedures import LANGUAGES, PROCEDURES, built_in, needed, needed_for
from consultations.services import consent_needs, consent_texts, sessions, signatures
from consultations.services.consent_proof import verify
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User
from smpclinic.audit.models import Entry
from tests.consultations.test_sessions import approved_plan, at
from tests.factories import SignatureFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def desk(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def manager(db: None) -> User:
    return UserFactory.create(manager=True)


def planned(*args: Any, **facts: Any) -> list[Session]:
    return sessions.plan_for(approved_plan(*args, **facts), by=None, now=NOW)


def states(session: Session) -> dict[str, str]:
    needs = consent_needs.of_sessions([session], session.patient.clinic)[session.pk]
    return {need.procedure: need.state for need in needs}


def publish(
    by: User, *, material: bool, procedure: str = "fue", language: str = "en-gb", now: Any = NOW
) -> ConsentText:
    text = consent_texts.text(by.clinic, procedure, language)
    words = text.stored | {"risks": [*text.risks, f"A risk of version {text.version + 1}"]}
    facts = {"procedure": procedure, "language": language, "words": words, "after": text.version}
    return consent_texts.publish(by.clinic, material=material, reason="A new risk", by=by, now=now, **facts)


# Texts ------------------------------------------------------------------------------------------------------


def test_every_text_is_there_in_every_language_with_as_many_parts_and_risks_as_the_english() -> None:
    for procedure in PROCEDURES:
        english = built_in(procedure, "en-gb")
        seals = set()
        for language in LANGUAGES:
            text = built_in(procedure, language)
            assert (len(text.sections), len(text.risks)) == (len(english.sections), len(english.risks))
            seals.add(text.seal)
        assert len(seals) == len(LANGUAGES)


def test_a_clinic_publishes_the_next_version_and_only_over_the_one_it_read(manager: User) -> None:
    row = publish(manager, material=True)
    assert row.version == 2
    assert consent_texts.text(manager.clinic, "fue", "en-gb").risks[-1] == "A risk of version 2"
    assert consent_texts.text(manager.clinic, "fue", "tr").version == 1
    with pytest.raises(Refused, match="just published"):
        consent_texts.publish(
            manager.clinic,
            procedure="fue",
            language="en-gb",
            words=row.words,
            material=False,
            reason="Again",
            after=1,
            by=manager,
            now=NOW,
        )
    assert Entry.objects.get(what="consent text published").detail["material"] is True


def test_a_language_without_texts_reads_english(manager: User) -> None:
    assert consent_texts.text(manager.clinic, "smp", "ar").language == "en-gb"


# What is needed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        (["smp", "smp"], ("smp",)),
        (["scar_smp"], ("scar_smp",)),
        (["strip", "fue"], ("fue", "strip")),
        (["fue", "smp"], ("smp", "fue", "combination")),
        ([], ()),
    ],
)
def test_what_is_signed_follows_from_the_sessions(kinds: list[str], wanted: tuple[str, ...]) -> None:
    assert needed(kinds) == wanted


def test_a_session_needs_its_own_kind_and_the_two_together() -> None:
    assert needed_for("smp", ["fue", "smp"]) == ("smp", "combination")
    assert needed_for("fue", ["fue", "strip"]) == ("fue",)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"code": "smp_only", "smp": 3}, {"smp"}),
        ({"code": "fue_only", "fue": 1}, {"fue"}),
        ({"code": "combination", "fue": 1, "smp": 2}, {"fue", "smp", "combination"}),
        ({"code": "defer"}, set()),
    ],
)
def test_the_chosen_option_and_its_sessions_name_the_same_consents(facts: dict[str, Any], wanted: set[str]) -> None:
    plan = approved_plan(**facts)
    made = sessions.plan_for(plan, by=None, now=NOW)
    assert set(consent_needs.required(plan)) == wanted == {name for one in made for name in states(one)}


# Signing ----------------------------------------------------------------------------------------------------


def test_a_signature_keeps_the_whole_text_and_its_mark_can_be_worked_out_again(desk: User) -> None:
    plan = approved_plan("fue_only", fue=1)
    signature = SignatureFactory.create(plan=plan, procedure="fue", language="tr", by=desk, now=NOW)
    kept = Signature.objects.get(pk=signature.pk)
    assert kept.words == built_in("fue", "tr")
    assert (kept.version, kept.language, kept.way, kept.taken_by) == (1, "tr", "desk", desk)
    assert (kept.device, kept.address, kept.signed_at) == ("Mozilla/5.0 (invented)", "192.0.2.7", NOW)
    assert kept.seal() == kept.sha256 == Entry.objects.get(what="consent signed").detail["sha256"]


def test_signing_twice_is_one_signature() -> None:
    plan = approved_plan(smp=2)
    first = SignatureFactory.create(plan=plan, now=NOW)
    assert SignatureFactory.create(plan=plan, now=NOW + DAY, signed="Somebody Else") == first
    assert Signature.objects.count() == 1


def test_a_text_that_changed_while_it_was_read_is_not_signed(manager: User) -> None:
    plan = approved_plan("fue_only", fue=1)
    old = consent_texts.text(manager.clinic, "fue", "en-gb")
    publish(manager, material=False)
    new = consent_texts.text(manager.clinic, "fue", "en-gb")
    facts = signatures.Signed(
        seal=old.seal, statement="x", signed="M", explained_by="D", device="", address="192.0.2.7"
    )
    with pytest.raises(Refused, match="changed while you were reading"):
        signatures.sign(plan, new, facts, by=None, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_are_one_signature() -> None:
    plan, start = approved_plan(smp=2), Barrier(8)

    def press() -> None:
        try:
            start.wait()
            SignatureFactory.create(plan=plan, now=NOW)
        finally:
            connection.close()

    presses = [Thread(target=press) for _n in range(8)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert Signature.objects.filter(patient=plan.patient).count() == 1
    assert verify().holds


# The text changes -------------------------------------------------------------------------------------------


def test_a_material_change_asks_for_a_new_signature_and_keeps_the_days(manager: User) -> None:
    [surgery] = planned("fue_only", fue=1)
    first = SignatureFactory.create(plan=surgery.plan, procedure="fue", now=NOW)
    publish(manager, material=False)
    assert states(surgery) == {"fue": "signed"}
    row = publish(manager, material=True)
    assert states(surgery) == {"fue": "changed"}
    assert consent_texts.must_sign_again(row) == 1
    second = SignatureFactory.create(plan=surgery.plan, procedure="fue", now=NOW + 3 * DAY)
    first.refresh_from_db()
    assert states(surgery) == {"fue": "signed"}
    assert (second.version, second.previous, second.counts_from) == (3, first.sha256, NOW)
    assert first.replaced_at == NOW + 3 * DAY
    assert consent_texts.must_sign_again(row) == 0
    assert verify().holds


def test_a_change_in_another_language_asks_nobody_who_signed_in_this_one(manager: User) -> None:
    [surgery] = planned("fue_only", fue=1)
    SignatureFactory.create(plan=surgery.plan, procedure="fue", language="de", now=NOW)
    publish(manager, material=True)
    assert states(surgery) == {"fue": "signed"}


# Days to think it over --------------------------------------------------------------------------------------


def book(session: Session, day: date, by: User, now: datetime = NOW, **facts: Any) -> None:
    session.refresh_from_db()
    sessions.book(session, starts_at=at(day), by=by, now=now, **facts)


def test_surgery_is_not_booked_before_the_days_are_over_not_even_by_a_doctor(desk: User) -> None:
    [surgery] = planned("fue_only", fue=1)
    doctor = UserFactory.create(doctor=True)
    with pytest.raises(
        Refused, match=r"not signed yet, and 14 days .* Signed today, it is possible from 16 March 2026"
    ):
        book(surgery, TODAY + 13 * DAY, doctor, early_reason="In a hurry")
    SignatureFactory.create(plan=surgery.plan, procedure="fue", now=NOW + DAY)
    with pytest.raises(Refused, match=r"14 days to think over FUE are not over. Possible from 17 March 2026"):
        book(surgery, TODAY + 14 * DAY, doctor, now=NOW + DAY, early_reason="In a hurry")
    book(surgery, TODAY + 15 * DAY, desk, now=NOW + DAY)
    assert surgery.status == Session.Status.BOOKED


def test_pigment_waits_no_days_unless_the_clinic_says_so(desk: User, manager: User) -> None:
    [first, *_rest] = planned(smp=2)
    book(first, TODAY, desk)
    days = consent_texts.days(desk.clinic) | {"smp": 3}
    consent_texts.set_days(desk.clinic, by=manager, now=NOW, **days)
    with pytest.raises(Refused, match="possible from 5 March 2026"):
        book(first, TODAY + 2 * DAY, desk)
    assert Entry.objects.get(what="consent days set").detail["smp"] == 3


def test_pigment_inside_the_wait_of_a_combination_is_refused_with_the_rule(desk: User) -> None:
    surgery, pigment, _last = planned("combination", fue=1, smp=2)
    day = TODAY + 20 * DAY
    book(surgery, day, desk)
    possible = day + 274 * DAY
    with pytest.raises(Refused, match=rf"possible from {possible:%-d %B %Y} \(274 days, rule G12\)"):
        book(pigment, possible - DAY, desk)
    book(pigment, possible, desk)


# Withdrawal -------------------------------------------------------------------------------------------------


def test_a_withdrawal_holds_its_sessions_with_the_reason_and_a_new_signature_lets_them_go(desk: User) -> None:
    first, second = planned(smp=2)
    signature = SignatureFactory.create(plan=first.plan, now=NOW)
    book(first, TODAY + DAY, desk)
    held = signatures.withdraw(signature, why="", by=None, now=NOW)
    assert {one.pk for one in held} == {first.pk, second.pk}
    first.refresh_from_db()
    assert (first.status, first.starts_at, first.held_at) == (Session.Status.BOOKED, at(TODAY + DAY), NOW)
    assert first.held_reason == "The consent to SMP was withdrawn on 2 March 2026."
    for act in (
        lambda: book(first, TODAY + 2 * DAY, desk),
        lambda: sessions.finish(first, grafts=None, remarks="", by=desk, at=at(TODAY + DAY)),
    ):
        with pytest.raises(Refused, match="was withdrawn on 2 March 2026"):
            act()
    SignatureFactory.create(plan=first.plan, now=NOW + DAY)
    first.refresh_from_db()
    assert (first.held_at, first.held_reason) == (None, "")
    assert verify().holds
    told = Entry.objects.filter(kind="write").values_list("what", flat=True)
    assert {"consent to a procedure withdrawn", "session held", "session held no more"} <= set(told)


def test_withdrawing_one_of_two_holds_only_what_needs_it() -> None:
    surgery, pigment, _last = planned("combination", fue=1, smp=2)
    for procedure in ("fue", "smp", "combination"):
        SignatureFactory.create(plan=surgery.plan, procedure=procedure, now=NOW)
    signatures.withdraw(Signature.objects.get(procedure="smp"), why="", by=None, now=NOW)
    surgery.refresh_from_db()
    pigment.refresh_from_db()
    assert (surgery.held_at, pigment.held_at) == (None, NOW)
    signatures.withdraw(Signature.objects.get(procedure="combination"), why="", by=None, now=NOW)
    surgery.refresh_from_db()
    assert surgery.held_at == NOW


def test_a_withdrawal_is_done_once() -> None:
    signature = SignatureFactory.create()
    signatures.withdraw(signature, why="", by=None, now=NOW)
    signature.refresh_from_db()
    with pytest.raises(Refused, match="withdrawn already"):
        signatures.withdraw(signature, why="", by=None, now=NOW)


def test_a_session_of_a_new_plan_is_not_booked_while_its_consent_is_withdrawn(desk: User) -> None:
    [old, *_rest] = planned(smp=2)
    signatures.withdraw(SignatureFactory.create(plan=old.plan, now=NOW), why="", by=None, now=NOW)
    [new, *_rest] = planned(smp=2, patient=old.patient)
    with pytest.raises(Refused, match="The consent to SMP is withdrawn"):
        book(new, TODAY + DAY, desk)


# Proof ------------------------------------------------------------------------------------------------------


def proved() -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("verify_consents", stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_the_proof_holds_for_what_was_signed_and_names_what_was_touched() -> None:
    plan = approved_plan("combination", fue=1, smp=2)
    one, two, three = (SignatureFactory.create(plan=plan, procedure=name) for name in ("smp", "fue", "combination"))
    assert proved()[1] == 0
    Signature.objects.filter(pk=two.pk).update(signed="Somebody Else")
    text, status = proved()
    assert (status, f"changed since signing: {two.pk}" in text) == (1, True)
    two.refresh_from_db()
    Signature.objects.filter(pk=two.pk).update(sha256=two.seal())  # whoever can write can seal, but not the chain
    text, status = proved()
    assert status == 1
    assert f"out of the chain: {three.pk}" in text
    assert f"not as in the trail: {two.pk}" in text
    Signature.objects.filter(pk=three.pk).delete()
    assert f"in the trail, but gone: {three.pk}" in proved()[0]
    assert one.seal() == one.sha256
