"""Answers saved one by one: by two people at once, twice, over each other, and as parts of a step."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from patients.models import AnswerChange, Intake, IntakeStep
from patients.models.intake import Step
from patients.services import intakes
from patients.services.answers import Saved, Told
from patients.services.clashes import AnswersClash
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory, IntakeStepFactory
from tests.patients.answers import STORED, answer_all


def incomplete(answers: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """A step that wants a colour, and hides the speed unless it progresses."""
    hidden = () if answers.get("progressing") == "yes" else ("speed",)
    return {name: value for name, value in answers.items() if name not in hidden}, "colour" in answers


def say(
    intake: Intake, version: int = 0, *, step: str = Step.HAIR, how: dict[str, Any] | None = None, **told: Any
) -> Saved:
    """One answer, or several, of a page that was opened at this version."""
    return intakes.save_answer(
        intake, step, Told(told, version, **(how or {})), fit=incomplete, by=None, now=timezone.now()
    )


def send(intake: Intake, version: int = 0, *, how: dict[str, Any] | None = None, **told: Any) -> Saved:
    """The whole step."""
    return intakes.save_form(
        intake, Step.HAIR, Told(told, version, **(how or {})), fit=incomplete, by=None, now=timezone.now()
    )


def stored(step: str = Step.HAIR) -> dict[str, Any]:
    answers: dict[str, Any] = IntakeStep.objects.get(step=step).answers
    return answers


def test_an_answer_is_there_at_once_and_its_step_is_not_done(intake):
    saved = say(intake, colour="brown")
    assert (stored(), saved.versions, saved.row.is_done) == ({"colour": "brown"}, {"colour": 1}, False)
    assert Entry.objects.get(what="intake answer saved").detail == {"step": "hair", "version": 1}
    change = AnswerChange.objects.get()
    assert (change.question, change.value, change.before, change.version) == ("colour", "brown", None, 1)
    assert change.patient_id == intake.patient_id


def test_an_intake_with_answers_and_no_step_done_is_not_sent(intake):
    for step, answers in STORED.items():
        intakes.save_answer(
            intake, step, Told(answers, 0), fit=lambda given: (given, True), by=None, now=timezone.now()
        )
    intakes.agree(intake, by=None, now=timezone.now())
    with pytest.raises(Refused, match="still open"):
        intakes.submit(intake, by=None, now=timezone.now())


def test_the_history_holds_every_change_and_what_was_taken_back(intake):
    say(intake, colour="brown")
    say(intake, 1, colour="black")
    say(intake, 2, colour=None)
    lines = AnswerChange.objects.order_by("version").values_list("before", "value", "version")
    assert list(lines) == [(None, "brown", 1), ("brown", "black", 2), ("black", None, 3)]
    assert stored() == {}


def test_a_step_is_done_as_a_whole_and_stays_so_while_it_passes(intake):
    assert send(intake, colour="brown", worn="short").row.is_done
    assert say(intake, 1, worn="long").row.is_done
    assert not say(intake, 2, colour=None).row.is_done
    assert not send(intake, 3, worn="long").row.is_done
    assert send(intake, 3, worn="long", colour="red").row.is_done


def test_what_the_answers_say_about_the_record_waits_for_the_whole_step(intake):
    intake.patient.sex = ""
    intake.patient.save()
    say(intake, step=Step.ABOUT, sex="male")
    intake.patient.refresh_from_db()
    assert intake.patient.sex == ""


def test_hidden_answers_are_dropped_and_the_page_learns_their_versions(intake):
    say(intake, progressing="yes", speed="slow")
    saved = say(intake, 1, progressing="no")
    assert stored() == {"progressing": "no"}
    assert saved.versions == {"progressing": 2, "speed": 2}
    # the page still shows the speed; yes again, and the whole step brings it back
    how = {"versions": {**saved.versions}}
    assert send(intake, 1, how=how, progressing="yes", speed="slow", colour="red").row.answers["speed"] == "slow"


def test_answers_changed_by_one_of_two_only_are_merged(intake):
    send(intake, colour="brown", worn="short", form="wavy")
    say(intake, 1, colour="black")
    send(intake, 1, colour="brown", worn="long", form="wavy", oily="no")
    assert stored() == {"colour": "black", "worn": "long", "form": "wavy", "oily": "no"}


def test_both_may_say_the_same_and_change_their_mind_back(intake):
    send(intake, colour="brown", worn="short")
    say(intake, 1, colour="black")
    assert say(intake, 1, colour="black").row.version == 2
    say(intake, 2, colour="brown")
    assert say(intake, 1, colour="red").row.answers["colour"] == "red"


def test_two_different_answers_clash_and_nothing_is_written(intake):
    send(intake, colour="brown", worn="short")
    say(intake, 1, colour="black")
    with pytest.raises(AnswersClash) as clash:
        send(intake, 1, colour="red", worn="long")
    assert clash.value.questions == ["colour"]
    assert clash.value.current.answers == {"colour": "black", "worn": "short"}
    assert clash.value.kept == {"colour": "red", "worn": "long"}
    assert stored() == {"colour": "black", "worn": "short"}


def test_who_yields_keeps_the_saved_answer_and_their_own_others(intake):
    send(intake, colour="brown", worn="short")
    say(intake, 1, colour="black")
    send(intake, 1, how={"yields": True}, colour="red", worn="long")
    assert stored() == {"colour": "black", "worn": "long"}
    with pytest.raises(AnswersClash):
        say(intake, 1, colour="red")
    say(intake, 3, colour="red")
    assert stored()["colour"] == "red"


def test_an_answer_from_before_there_was_a_history_is_never_overwritten_unseen(intake):
    IntakeStepFactory.create(intake=intake, step=Step.HAIR, answers={"colour": "brown"}, version=4)
    with pytest.raises(AnswersClash):
        say(intake, -1, colour="red")
    assert say(intake, 4, colour="red").row.answers == {"colour": "red"}


def test_the_same_key_counts_once_even_when_others_have_answered_since(intake):
    key = uuid4()
    first = say(intake, how={"form_key": key}, colour="brown")
    say(intake, 1, colour="black")
    again = say(intake, how={"form_key": key}, colour="brown")
    assert (again.versions, again.is_new) == (first.versions, False)
    assert stored() == {"colour": "black"}
    with pytest.raises(Refused, match="another one"):
        say(intake, how={"form_key": key}, colour="red")


def test_nothing_new_leaves_the_version_and_the_trail_alone(intake):
    send(intake, colour="brown")
    assert send(intake, 1, colour="brown").row.version == 1
    assert say(intake, 1, colour="brown").versions == {"colour": 1}
    assert say(intake, 1, worn=None).versions == {"worn": 0}
    assert Entry.objects.filter(what__in=["intake step saved", "intake answer saved"]).count() == 1


def test_saving_without_a_pause_is_stopped_and_starts_again_after_a_minute(intake):
    now = timezone.now()
    say(intake, colour="brown")
    Intake.objects.filter(pk=intake.pk).update(saves=intakes.SAVES_A_MINUTE - 1)
    say(intake, 1, colour="black")
    with pytest.raises(intakes.TooMany):
        say(intake, 2, colour="red")
    with pytest.raises(intakes.TooMany):
        send(intake, 2, colour="red")
    Intake.objects.filter(pk=intake.pk).update(saves_since=now - timedelta(minutes=2))
    assert say(intake, 2, colour="red").row.version == 3
    assert Intake.objects.get(pk=intake.pk).saves == 1


def race(writers: int, one: Callable[[int], str]) -> list[str]:
    """What became of so many at once."""

    def alone(number: int) -> str:
        try:
            return one(number)
        except AnswersClash:
            return "clash"
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return sorted(pool.map(alone, range(writers)))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_answer_one_question_at_once_one_is_saved_and_the_others_see_it():
    intake = IntakeFactory.create()

    def one(number: int) -> str:
        say(intake, colour=str(number))
        return "saved"

    assert race(20, one) == ["clash"] * 19 + ["saved"]
    change = AnswerChange.objects.get()
    assert stored() == {"colour": change.value}


@pytest.mark.django_db(transaction=True)
def test_twenty_who_answer_twenty_questions_at_once_are_all_saved():
    intake = IntakeFactory.create()

    def one(number: int) -> str:
        say(intake, **{f"question{number}": number})
        return "saved"

    assert race(20, one) == ["saved"] * 20
    assert stored() == {f"question{number}": number for number in range(20)}
    assert sorted(AnswerChange.objects.values_list("version", flat=True)) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_one_answer_sent_twenty_times_at_once_counts_once():
    intake, key = IntakeFactory.create(), uuid4()

    def one(_number: int) -> str:
        return "new" if say(intake, how={"form_key": key}, colour="red").is_new else "same"

    assert race(20, one) == ["new"] + ["same"] * 19
    assert AnswerChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_moment_of_sending_is_in_the_intake_or_refused():
    intake = IntakeFactory.create()
    answer_all(intake)
    intakes.agree(intake, by=None, now=timezone.now())

    def one(number: int) -> str:
        try:
            if number == 5:
                return "sent" if intakes.submit(intake, by=None, now=timezone.now()) else "again"
            say(intake, 1, **{f"question{number}": number})
        except Refused:
            return "refused"
        return "saved"

    outcome = race(10, one)
    assert outcome.count("sent") == 1
    kept = {name for name in stored() if name.startswith("question")}
    assert len(kept) == outcome.count("saved")
    assert set(outcome) <= {"sent", "saved", "refused"}
