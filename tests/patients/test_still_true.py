"""Returning patients: last time's answers are asked about again, confirmed or changed, and shown to the doctor."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from patients.models import AnswerChange, Consent, Intake, IntakeStep, Questionnaire
from patients.models.intake import Step
from patients.questions import snapshot
from patients.questions.carried import carried, parents
from patients.questions.question import About
from patients.questions.steps import SECTIONS
from patients.services import consents, intakes, questionnaires
from patients.services.answers import Told
from tests.factories import ConsentFactory, IntakeFactory, IntakeStepFactory, PatientFactory, ScarFactory, UserFactory
from tests.patients.answers import TYPED, answer_all
from tests.patients.conftest import BIRTHDAY
from tests.patients.test_answer_pages import tell

MAN = About(sex="male", currency="EUR")
LAST_YEAR = timezone.now() - timedelta(days=400)
HEALTH = {"medical": ["latex_allergy"], "medicines": "None", "other": "CANARY-OTHER"}
TREATMENT = {
    "finasteride": "taking",
    "minoxidil": "never",
    "months": 18,
    "prior_surgery": "yes",
    "prior_grafts": 2345,
    "months_since_surgery": 20,
    "smp_had": "yes",
    "smp_reaction": "yes",
}
WISHES = {"goals": ["hairline", "density"], "first_goal": "density", "surgery": "yes", "within_months": 12}


@pytest.fixture
def intake(db: None) -> Intake:
    """A second intake of somebody who sent one last year."""
    patient = PatientFactory.create(
        first_name="Milo", mobile="+447700900318", email="milo@patients.example", sex="male"
    )
    with_questions = questionnaires.kept(now=LAST_YEAR)
    sent = IntakeFactory.create(
        patient=patient, submitted=True, submitted_at=LAST_YEAR, questionnaire=with_questions, created_at=LAST_YEAR
    )
    answer_all(sent, leave_out=(Step.WISHES, Step.TREATMENT, Step.HEALTH))
    for step, told in ((Step.WISHES, WISHES), (Step.TREATMENT, TREATMENT), (Step.HEALTH, HEALTH)):
        IntakeStepFactory.create(intake=sent, step=step, answers=told)
    return intakes.begin(patient, by=None, now=timezone.now())


def agreed(intake: Intake) -> None:
    ConsentFactory.create(patient=intake.patient, purpose="enquiry")


def row(intake: Intake, step: str) -> IntakeStep:
    return IntakeStep.objects.get(intake=intake, step=step)


def as_shown(browser: Client, address: str) -> dict[str, Any]:
    """What the browser would send of the page as it stands."""
    form = browser.get(address).context["form"]
    shown: dict[str, Any] = {"version": "0"}
    for field in form:
        value = field.value()
        if value in (None, "", False):
            continue
        if hasattr(value, "year"):
            shown |= {
                f"{field.name}_day": value.day,
                f"{field.name}_month": value.month,
                f"{field.name}_year": value.year,
            }
        else:
            shown[field.name] = "on" if value is True else value
    return shown


# What is asked about again ----------------------------------------------------------------------------


def test_answers_that_are_still_asked_are_carried_and_times_that_have_passed_are_not():
    wishes, treatment = SECTIONS[Step.WISHES], SECTIONS[Step.TREATMENT]
    assert carried(wishes, wishes, WISHES, MAN) == {
        "goals": ["hairline", "density"],
        "first_goal": "density",
        "surgery": "yes",
    }
    assert carried(treatment, treatment, TREATMENT, MAN) == {
        key: value for key, value in TREATMENT.items() if key not in {"months", "months_since_surgery"}
    }


def test_hidden_answers_and_permissions_for_photos_are_never_carried():
    treatment, photos = SECTIONS[Step.TREATMENT], SECTIONS[Step.PHOTOS]
    assert "prior_grafts" not in carried(treatment, treatment, TREATMENT | {"prior_surgery": "no"}, MAN)
    assert carried(photos, photos, {"photo_record": True, "photo_social": True}, MAN) == {}


def older(step: str, asked: str, **other: Any) -> Any:
    """A step as an older version of the questions had it, where one question was another."""
    content = snapshot.dumped(SECTIONS[step])
    next(one for one in content["questions"] if one["key"] == asked).update(other)
    return snapshot.section(content)


def test_an_older_version_carries_only_keys_of_the_same_kind_with_choices_that_are_left():
    now = SECTIONS[Step.HAIR]
    then = older(
        Step.HAIR, "colour", choices=[{"value": "blue", "words": "Blue"}, {"value": "brown", "words": "Brown"}]
    )
    assert carried(now, then, {"colour": "blue", "worn": "short"}, MAN) == {"worn": "short"}
    assert carried(now, then, {"colour": "brown"}, MAN) == {"colour": "brown"}
    assert carried(now, older(Step.HAIR, "worn", kind="text", choices=[]), {"worn": "short"}, MAN) == {}
    assert carried(now, older(Step.HAIR, "worn", key="worn_then"), {"worn_then": "short"}, MAN) == {}
    health = SECTIONS[Step.HEALTH]
    some = older(
        Step.HEALTH, "medical", choices=[{"value": "gout", "words": "Gout"}, {"value": "epilepsy", "words": "E"}]
    )
    assert carried(health, some, {"medical": ["gout", "epilepsy"]}, MAN) == {}
    assert carried(health, health, {"medical": ["pregnant", "epilepsy"]}, MAN) == {"medical": ["epilepsy"]}
    assert carried(health, health, {"medical": ["pregnant"]}, About(sex="female")) == {"medical": ["pregnant"]}


def test_an_answer_that_today_would_be_refused_is_not_carried_nor_what_hangs_on_it():
    wishes = SECTIONS[Step.WISHES]
    many = {"goals": ["hairline", "density", "crown", "scar"], "first_goal": "density", "surgery": "no"}
    assert carried(wishes, older(Step.WISHES, "goals", most=9), many, MAN) == {"surgery": "no"}
    assert carried(wishes, older(Step.WISHES, "budget_max", high=9**9), {"budget_max": 2_000_000}, MAN) == {}
    assert carried(wishes, older(Step.WISHES, "own_words", most=900), {"own_words": "x" * 301}, MAN) == {}


def test_the_questions_above_a_question():
    assert parents(SECTIONS[Step.TREATMENT], "months") == ["finasteride", "minoxidil"]
    assert parents(SECTIONS[Step.LOSS], "between") == ["pattern"]
    assert parents(SECTIONS[Step.WISHES], "first_goal") == ["goals"]
    assert parents(SECTIONS[Step.WISHES], "goals") == parents(SECTIONS[Step.WISHES], "none") == []


# Whom it is shown to ----------------------------------------------------------------------------------


def test_nothing_of_last_time_is_shown_before_the_check_is_passed(intake, link_of):
    agreed(intake)
    browser, (_link, token) = Client(), link_of(intake)
    before = [browser.get(f"/i/{token}/", follow=True), browser.get("/intake/health/"), browser.get("/intake/ahead/")]
    wrong = browser.post("/intake/welcome/", BIRTHDAY | {"answer_day": "4"})
    assert all(b"CANARY" not in page.content and b"Still true" not in page.content for page in (*before, wrong))
    browser.post("/intake/welcome/", BIRTHDAY)
    page = browser.get("/intake/health/")
    assert b"Still true?" in page.content
    assert b"CANARY-OTHER" in page.content
    assert b"CANARY-OTHER" in browser.get("/intake/ahead/").content


def test_the_desk_is_asked_about_everything_but_health(at_desk, at_doctor, intake):
    agreed(intake)
    address = f"/patients/{intake.patient_id}/intake/"
    assert b"Still true?" in at_desk.get(f"{address}wishes/").content
    page = at_desk.get(f"{address}health/").content
    assert b"CANARY" not in page
    assert b"Still true" not in page
    assert b"CANARY-OTHER" in at_doctor.get(f"{address}health/").content


def test_the_clinics_tablet_asks_after_the_check_alone(at_desk, intake):
    agreed(intake)
    at_desk.post(f"/patients/{intake.patient_id}/intake/tablet/")
    assert b"Still true" not in at_desk.get("/intake/health/").content
    at_desk.post("/intake/welcome/", BIRTHDAY)
    page = at_desk.get("/intake/health/").content
    assert b"Still true?" in page
    assert b"CANARY-OTHER" in page
    sent = as_shown(at_desk, "/intake/wishes/")
    assert at_desk.post("/intake/wishes/", sent)["Location"] == "/intake/loss/"


def test_a_first_intake_and_a_sent_one_ask_about_nothing(at_home, intake):
    IntakeStep.objects.all().delete()
    assert b"Still true" not in at_home.get("/intake/wishes/").content
    other = intakes.begin(PatientFactory.create(), by=None, now=timezone.now())
    assert other.earlier is None


def test_what_was_told_before_the_use_was_taken_back_is_not_brought_up_again(intake):
    now, purpose = timezone.now(), Consent.Purpose.ENQUIRY
    assert intake.earlier is not None
    consents.give(intake.patient, purpose=purpose, wording="Yes.", by=None, now=now)
    consents.withdraw(intake.patient, purpose=purpose, how="on paper", by=None, now=now)
    intakes.agree(intake, by=None, now=now)
    intake.refresh_from_db()
    assert intake.earlier is None


# One tap ----------------------------------------------------------------------------------------------


def test_one_tap_confirms_a_step_and_writes_no_change(at_home, intake):
    sent = as_shown(at_home, "/intake/wishes/")
    assert at_home.post("/intake/wishes/", sent).status_code == 302
    kept = row(intake, Step.WISHES)
    assert kept.is_done
    assert kept.answers == {"goals": ["hairline", "density"], "first_goal": "density", "surgery": "yes"}
    assert kept.confirmed == ["first_goal", "goals", "surgery"]
    assert not AnswerChange.objects.filter(intake=intake).exists()
    page = at_home.get("/intake/wishes/")
    assert b"Still true?" not in page.content


def test_only_what_was_changed_is_written_as_a_change_with_the_answer_of_last_time(at_home, intake):
    sent = as_shown(at_home, "/intake/wishes/") | {"surgery": "no", "budget_max": "900"}
    del sent["first_goal"]
    assert at_home.post("/intake/wishes/", sent).status_code == 302
    lines = {line.question: (line.before, line.value) for line in AnswerChange.objects.filter(intake=intake)}
    assert lines == {"surgery": ("yes", "no"), "budget_max": (None, 900), "first_goal": ("density", None)}
    assert row(intake, Step.WISHES).confirmed == ["goals"]


def test_who_one_is_comes_from_the_record_and_is_confirmed_too(at_home, intake):
    intake.patient.email = "new@patients.example"
    intake.patient.save()
    sent = as_shown(at_home, "/intake/about/")
    assert sent["email"] == "new@patients.example"
    assert at_home.post("/intake/about/", sent).status_code == 302
    assert {"first_name", "email", "born_on"} <= set(row(intake, Step.ABOUT).confirmed)


def test_a_known_scar_outweighs_the_no_of_last_time(at_home, intake):
    assert at_home.get("/intake/scars/").context["form"].carried == {"has_scars": "no"}
    ScarFactory.create(patient=intake.patient)
    assert at_home.get("/intake/scars/").context["form"].carried == {}


# Flags ------------------------------------------------------------------------------------------------


def test_an_answer_that_raises_a_flag_is_confirmed_by_its_own_tick(at_home, intake):
    sent = as_shown(at_home, "/intake/health/")
    page = at_home.post("/intake/health/", sent)
    assert page.status_code == 422
    assert b"Tick this if it is still true" in page.content
    assert not IntakeStep.objects.filter(intake=intake, step=Step.HEALTH).exists()
    assert at_home.post("/intake/health/", sent | {"still_medical": "on"}).status_code == 302
    assert row(intake, Step.HEALTH).confirmed == ["medical", "medicines", "other"]
    page = at_home.get("/intake/health/")
    assert page.context["form"]["still_medical"].value() is True


def test_the_same_choices_in_another_order_are_the_same_answer(at_home, intake):
    IntakeStep.objects.filter(intake=intake.earlier, step=Step.HEALTH).update(
        answers={"medical": ["latex_allergy", "keloid"]}
    )
    sent = as_shown(at_home, "/intake/health/") | {"medical": ["keloid", "latex_allergy"]}
    assert at_home.post("/intake/health/", sent).status_code == 422
    assert at_home.post("/intake/health/", sent | {"still_medical": "on"}).status_code == 302
    assert row(intake, Step.HEALTH).confirmed == ["medical"]
    assert not AnswerChange.objects.filter(intake=intake).exists()


def test_a_choice_added_does_not_carry_the_others_over_unread(at_home, intake):
    """Latex was ticked last time and is left ticked beside something new: it still wants its own word."""
    sent = as_shown(at_home, "/intake/health/") | {"medical": ["latex_allergy", "anticoagulant"]}
    page = at_home.post("/intake/health/", sent)
    assert page.status_code == 422
    assert b"Last time: Allergy to latex. What is still ticked of it is true today." in page.content
    assert at_home.post("/intake/health/", sent | {"still_medical": "on"}).status_code == 302
    line = AnswerChange.objects.get(intake=intake)
    assert (line.before, line.value) == (["latex_allergy"], ["latex_allergy", "anticoagulant"])
    again = as_shown(at_home, "/intake/health/")
    assert at_home.post("/intake/health/", again | {"version": "1"}).status_code == 302


def test_a_clash_keeps_the_ticks(at_home, intake):
    sent = as_shown(at_home, "/intake/health/") | {"still_medical": "on"}
    now, by = timezone.now(), UserFactory.create(doctor=True)
    intakes.save_step(intake, Step.HEALTH, {"medical": ["epilepsy"], "medicines": "Other"}, version=0, by=by, now=now)
    page = at_home.post("/intake/health/", sent | {"medical": ["latex_allergy", "keloid"]})
    assert page.status_code == 409
    assert page.context["form"]["still_medical"].value() is True


def test_a_changed_answer_needs_no_tick(at_home, intake):
    sent = as_shown(at_home, "/intake/health/") | {"medical": ["none"]}
    assert at_home.post("/intake/health/", sent).status_code == 302
    assert row(intake, Step.HEALTH).answers["medical"] == []
    assert "still_medical" not in at_home.get("/intake/health/").context["form"].fields


def test_an_answer_hidden_by_another_needs_no_tick(at_home, intake):
    sent = as_shown(at_home, "/intake/treatment/") | {"smp_had": "no"}
    assert at_home.post("/intake/treatment/", sent).status_code == 302
    assert "smp_reaction" not in row(intake, Step.TREATMENT).answers


# Answer by answer -------------------------------------------------------------------------------------


def test_the_tick_alone_is_saved_at_once(at_home, intake):
    reply = tell(at_home, "/intake/health/", "still_medical", still_medical="on")
    assert reply.facts["versions"] == {"medical": 1}
    kept = row(intake, Step.HEALTH)
    assert (kept.answers, kept.confirmed, kept.is_done) == ({"medical": ["latex_allergy"]}, ["medical"], False)
    assert not AnswerChange.objects.filter(intake=intake).exists()
    page = at_home.get("/intake/health/")
    assert b"CANARY-OTHER" in page.content
    assert page.context["form"]["still_medical"].value() is True


def test_the_tick_says_nothing_when_taken_off_or_when_another_answer_was_given(at_home, intake):
    assert tell(at_home, "/intake/health/", "still_medical").facts == {}
    assert not IntakeStep.objects.filter(intake=intake).exists()
    tell(at_home, "/intake/health/", "medical", medical=["epilepsy"])
    assert tell(at_home, "/intake/health/", "still_medical", still_medical="on").facts == {}
    assert row(intake, Step.HEALTH).answers == {"medical": ["epilepsy"]}
    assert tell(at_home, "/intake/health/", "still_medicines", still_medicines="on").status_code == 404


def test_an_answer_under_one_of_last_time_keeps_the_one_above_it(at_home, intake):
    tell(at_home, "/intake/treatment/", "months_since_surgery", months_since_surgery="30", prior_surgery="yes")
    kept = row(intake, Step.TREATMENT)
    assert kept.answers == {"prior_surgery": "yes", "months_since_surgery": 30}
    assert kept.confirmed == ["prior_surgery"]
    assert [line.question for line in AnswerChange.objects.filter(intake=intake)] == ["months_since_surgery"]


def test_an_answer_taken_off_does_not_come_back(at_home, intake):
    tell(at_home, "/intake/wishes/", "first_goal", first_goal="")
    shown = as_shown(at_home, "/intake/wishes/")
    assert "first_goal" not in shown
    assert shown["goals"] == ["hairline", "density"]
    line = AnswerChange.objects.get(intake=intake)
    assert (line.before, line.value) == ("density", None)


def test_an_answer_changed_and_changed_back_counts_as_still_true(at_home, intake):
    tell(at_home, "/intake/wishes/", "surgery", surgery="no")
    assert row(intake, Step.WISHES).confirmed == []
    tell(at_home, "/intake/wishes/", "surgery", surgery="yes", version="1")
    assert row(intake, Step.WISHES).confirmed == ["surgery"]


def test_two_people_who_saw_last_time_overwrite_nobody(intake):
    """One changes an answer, the other confirms the page they opened before: the change stands."""
    now, told = timezone.now(), {"goals": ["hairline"], "surgery": "yes"}

    def save(answers: dict[str, Any]) -> IntakeStep:
        said = Told(answers, 0, carried=told, confirms=frozenset(told))
        return intakes.save_form(intake, Step.WISHES, said, fit=lambda a: (a, True), by=None, now=now).row

    save(told | {"surgery": "no"})
    both = save(told | {"goals": ["crown"]})
    assert both.answers == {"goals": ["crown"], "surgery": "no"}
    assert both.confirmed == []


def test_a_change_after_a_confirmation_seen_at_the_same_time_is_no_clash(intake):
    now, told = timezone.now(), {"surgery": "yes"}
    first = Told(told, 0, carried=told, confirms=frozenset(told))
    intakes.save_form(intake, Step.WISHES, first, fit=lambda a: (a, True), by=None, now=now)
    other = Told({"surgery": "no"}, 0, carried=told, confirms=frozenset(told))
    kept = intakes.save_form(intake, Step.WISHES, other, fit=lambda a: (a, True), by=None, now=now).row
    assert (kept.answers, kept.confirmed) == ({"surgery": "no"}, [])
    line = AnswerChange.objects.get(intake=intake)
    assert (line.before, line.value) == ("yes", "no")


# The doctor -------------------------------------------------------------------------------------------


def send_all(browser: Client, intake: Intake) -> None:
    """The whole intake, with some answers changed and the rest found still true."""
    changed: dict[str, dict[str, Any]] = {
        Step.ABOUT: TYPED[Step.ABOUT],
        Step.WISHES: {"surgery": "no"},
        Step.HEALTH: {"medical": ["anticoagulant"]},
        Step.TREATMENT: {"still_smp_reaction": "on", "prior_surgery": "no"},
        Step.PHOTOS: {"photo_record": "on"},
    }
    for step in Step.values:
        sent = as_shown(browser, f"/intake/{step}/") | changed.get(step, {})
        answer = browser.post(f"/intake/{step}/", sent)
        assert answer.status_code == 302, (step, answer.context["form"].errors)
    assert browser.post("/intake/check/").status_code == 302
    intake.refresh_from_db()
    assert intake.status == Intake.Status.SUBMITTED


def test_the_doctor_sees_both_answers_side_by_side_and_what_was_confirmed(at_home, at_doctor, at_desk, intake):
    send_all(at_home, intake)
    page = at_doctor.get(f"/patients/{intake.patient_id}/intake/")
    since = page.context["since"]
    both = {one.row.key: (one.row.then, one.row.now) for one in since.changed}
    assert both["surgery"] == ("Yes", "No")
    assert both["medical"] == ("Allergy to latex", "Blood thinners")
    assert both["prior_grafts"] == ("2345", None)
    assert all(one.at > LAST_YEAR + timedelta(days=399) for one in since.changed)
    assert {"goals", "smp_reaction", "has_scars", "pattern"} <= {one.key for one in since.still_true}
    assert "within_months" in both
    assert not {"photo_record", "photo_social"} & set(both)  # a tick never set, and one left off, say the same
    assert b"Last time" in page.content
    assert b"Asked no more" in page.content
    assert b"confirmed as still true" in page.content
    at_the_desk = at_desk.get(f"/patients/{intake.patient_id}/intake/")
    seen = {one.row.key for one in at_the_desk.context["since"].changed}
    assert "surgery" in seen
    assert not {"medical", "prior_surgery", "prior_grafts"} & seen
    assert b"Blood thinners" not in at_the_desk.content


def test_the_plan_page_tells_what_changed(at_home, at_doctor, intake):
    send_all(at_home, intake)
    at_doctor.post(f"/patients/{intake.patient_id}/plans/make/")
    plan = intake.plans.get()
    page = at_doctor.get(f"/plans/{plan.pk}/").content.decode()
    assert "Since the intake of" in page
    assert "Allergy to latex" in page
    assert "confirmed as still true" in page


def test_a_question_of_today_is_told_apart_from_one_that_was_confirmed(at_home, at_doctor, intake):
    content = intake.earlier.questionnaire.content
    wishes = next(one for one in content["sections"] if one["step"] == Step.WISHES)
    wishes["questions"] = [one for one in wishes["questions"] if one["key"] != "refuses"]
    older_one = Questionnaire.objects.create(version=1, language="en", content=content, digest="0", kept_at=LAST_YEAR)
    Intake.objects.filter(pk=intake.earlier_id).update(questionnaire=older_one)
    send_all(at_home, intake)
    since = at_doctor.get(f"/patients/{intake.patient_id}/intake/").context["since"]
    assert "refuses" in {one.key for one in since.first_asked}
    assert "refuses" not in {one.key for one in since.still_true}
