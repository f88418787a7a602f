"""The questions of the intake: what is shown, required and stored, and how it reads."""

import pytest
from django.http import QueryDict

from patients.forms.intake.base import One, StepForm
from patients.forms.intake.steps import PAGES, TOTAL, page_after, page_before
from patients.forms.intake.summary import cards, describe
from patients.forms.words import PHOTO_VIEW
from patients.models.intake import Step
from patients.questions.words import COLOUR, LUDWIG, MEDICAL, NORWOOD, NOT_FOR_THE_ENGINE
from patients.vocabulary import HairColour, Ludwig, Medical, Norwood, PhotoView
from tests.factories import PatientFactory, PhotoFactory, ScarFactory
from tests.patients.answers import STORED, TYPED


def typed(step: str, **changes: object) -> QueryDict:
    """The step as a browser sends it, with changes; None leaves an answer out."""
    data = QueryDict(mutable=True)
    for name, value in (TYPED[step] | changes).items():
        if value is not None:
            data.setlist(name, value if isinstance(value, list) else [value])
    data["version"] = "0"
    return data


def form_of(step: str, patient: object, **changes: object) -> StepForm:
    return PAGES[step].form(typed(step, **changes), patient=patient)


def stored(step: str, patient: object, **changes: object) -> dict[str, object]:
    form = form_of(step, patient, **changes)
    assert form.is_valid(), form.errors
    return form.answers()


@pytest.fixture
def patient(db):
    return PatientFactory.create(sex="")


def test_the_steps_are_nine_with_the_check_and_know_their_neighbours():
    assert [page.number for page in PAGES.values()] == list(range(1, TOTAL))
    assert set(PAGES) == set(Step.values)
    assert page_before(Step.ABOUT) is None
    assert page_after(Step.PHOTOS) is None
    assert page_after(Step.ABOUT) == PAGES[Step.WISHES] == page_before(Step.LOSS)


def test_every_value_of_the_engine_has_its_words():
    assert set(NORWOOD) == set(Norwood)
    assert set(LUDWIG) == set(Ludwig)
    assert set(COLOUR) == set(HairColour) - {"dark", "light"}
    assert {key for group in MEDICAL.values() for key in group} == set(Medical) | NOT_FOR_THE_ENGINE
    assert set(PHOTO_VIEW) == set(PhotoView)


@pytest.mark.parametrize("step", list(PAGES))
def test_each_step_takes_its_answers_and_shows_them_again(step, patient):
    answers = stored(step, patient)
    page = PAGES[step]
    again = page.form(initial=page.form.initial_from(answers, patient), patient=patient)
    assert not again.errors
    rows = page.form(patient=patient).rows(answers)
    assert [row.label for row in rows if not row.label] == []


def test_about_is_stored_as_facts(patient):
    answers = stored(Step.ABOUT, patient)
    assert answers["born_on"] == "1985-02-03"
    assert answers["mobile"] == "+447700900318"
    assert answers["may_email"] is True


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"born_on_year": "2999"}, "Date of birth must be in the past"),
        ({"born_on_day": "31"}, "31 February is not a date"),
        ({"born_on_year": ""}, "Date of birth must include a year"),
        ({"born_on_day": "", "born_on_month": "", "born_on_year": ""}, "Enter date of birth"),
        ({"mobile": "", "email": ""}, "One of the two is enough"),
        ({"mobile": "0770"}, "are missing"),
        ({"email": "milo"}, "Enter an email address like"),
        ({"first_name": " "}, "Enter your first name"),
        ({"first_name": "M" * 61}, "Use at most 60 letters"),
        ({"first_name": "Mi\x00lo"}, "A hidden character"),
        ({"first_name": "Mi\u202elo"}, "hidden character"),
        ({"sex": None}, "Choose one of the three"),
    ],
)
def test_a_wrong_answer_about_oneself_is_said_in_plain_words(changes, words, patient):
    form = form_of(Step.ABOUT, patient, **changes)
    assert not form.is_valid()
    assert words in str(form.errors.as_text())


def test_a_norwood_picture_is_stored_as_it_was_chosen(patient):
    answers = stored(Step.LOSS, patient)
    assert answers["pattern"] == "III-vertex"
    assert (answers["between"], answers["onset_age_years"], answers["speed"]) == ("IV", 27, "slow")


def test_a_parting_opens_the_ludwig_pictures(patient):
    answers = stored(Step.LOSS, patient, pattern="parting", ludwig="II", between="IV")
    assert (answers["pattern"], answers["ludwig"]) == ("parting", "II")
    assert "between" not in answers
    assert "Choose the picture that is closest" in form_of(Step.LOSS, patient, pattern="parting").errors.as_text()
    unsure = stored(Step.LOSS, patient, pattern="parting", ludwig="not_sure")
    assert unsure["ludwig"] == ""


def test_patches_ask_where_and_claim_no_grade(patient):
    answers = stored(Step.LOSS, patient, pattern="patches", zones=["crown", "temples"])
    assert answers["pattern"] == "patches"
    assert answers["zones"] == ["crown", "temples"]
    assert not {"ludwig", "between"} & set(answers)
    assert stored(Step.LOSS, patient, pattern="not_sure")["pattern"] == ""


@pytest.mark.parametrize(
    ("answers", "pattern", "ludwig"),
    [
        ({"pattern": "parting", "ludwig": "II"}, "parting", "II"),
        ({"pattern": "parting", "ludwig": ""}, "parting", "not_sure"),
        ({"pattern": "patches"}, "patches", None),
        ({"pattern": ""}, "not_sure", None),
        ({}, None, None),
    ],
)
def test_the_stored_pattern_is_chosen_again(answers, pattern, ludwig, patient):
    initial = PAGES[Step.LOSS].form.initial_from(answers, patient)
    assert (initial.get("pattern"), initial.get("ludwig")) == (pattern, ludwig)


def test_between_must_be_a_neighbour(patient):
    for wrong in ("III-vertex", "VII"):
        assert "Choose a picture next to" in form_of(Step.LOSS, patient, between=wrong).errors.as_text()
    assert stored(Step.LOSS, patient, between="IIIa")["between"] == "IIIa"


def test_what_is_hidden_is_neither_required_nor_stored(patient):
    """The grafts of a surgery that never was, and a number that could not be read there."""
    answers = stored(Step.TREATMENT, patient, prior_surgery="no", prior_grafts="many", operations="2")
    assert not {"prior_grafts", "operations", "prior_method"} & set(answers)
    answers = stored(Step.LOSS, patient, progressing="no", speed="fast", stable_months="24")
    assert answers["stable_months"] == 24
    assert "speed" not in answers


def test_either_medicine_opens_the_questions_about_it(patient):
    assert stored(Step.TREATMENT, patient, finasteride="never", minoxidil="stopped")["months"] == 18
    assert "months" not in stored(Step.TREATMENT, patient, finasteride="never", minoxidil="willing")


def test_not_being_sure_is_an_answer_and_silence_is_none(patient):
    answers = stored(Step.HAIR, patient, colour="not_sure", calibre=None)
    assert answers["colour"] == answers["outdoor_life"] == ""
    assert "calibre" not in answers
    read = {str(row.label): row.value for row in PAGES[Step.HAIR].form(patient=patient).rows(answers)}
    assert read["Hair colour"] == "The photo will tell"
    assert read["How thick is a single hair?"] == ""
    assert answers["tone"] == 3
    assert stored(Step.WISHES, patient)["surgery"] == "unsure"


def test_up_to_three_goals(patient):
    four = ["hairline", "crown", "density", "scar"]
    assert "Choose up to 3" in form_of(Step.WISHES, patient, goals=four).errors.as_text()
    assert "Choose what you would like" in form_of(Step.WISHES, patient, goals=[]).errors.as_text()
    assert stored(Step.WISHES, patient)["within_months"] == 12
    assert "at most 300 letters" in form_of(Step.WISHES, patient, own_words="x" * 301).errors.as_text()


def test_none_of_these_is_an_answer_and_not_an_omission(patient):
    assert "Tick what applies" in form_of(Step.HEALTH, patient, medical=[]).errors.as_text()
    both = form_of(Step.HEALTH, patient, medical=["none", "keloid"])
    assert "Tick either" in both.errors.as_text()
    answers = stored(Step.HEALTH, patient, medical=["none"])
    assert answers["medical"] == []
    form = PAGES[Step.HEALTH].form
    assert form.initial_from(answers, patient)["medical"] == ["none"]
    assert form(patient=patient).rows(answers)[0].value == "None of these"


def test_men_are_not_asked_about_pregnancy(patient):
    assert form_of(Step.HEALTH, patient, medical=["pregnant"]).is_valid()
    patient.sex = "male"
    assert not form_of(Step.HEALTH, patient, medical=["pregnant"]).is_valid()


def test_patients_read_arabic_numbers_and_staff_roman_ones(patient):
    page = PAGES[Step.LOSS]
    answers = STORED[Step.LOSS]
    assert page.form(patient=patient).rows(answers)[0].value == "3 vertex, Temples and crown"
    assert page.form(patient=patient, for_staff=True).rows(answers)[0].value == "III vertex, Temples and crown"


def test_a_scar_reads_in_one_line(db):
    scar = ScarFactory.build(patient=None, zone="crown", cause="fue", changing=True, count=3, age_months=12)
    assert describe(scar) == (
        "Crown, dots from a hair-by-hair transplant, 14 cm long, 3 mm wide, 1 year old, flat, paler than the skin, "
        "itches, hurts or grows, 3 like this"
    )
    bare = ScarFactory.build(
        patient=None, zone="nape", cause="burn", length_mm=None, width_mm=None, age_months=7, surface="", colour=""
    )
    assert describe(bare) == "Nape of the neck, a burn, 7 months old"


def test_the_cards_show_what_may_be_read_and_no_more(patient):
    readable = {step: answers for step, answers in STORED.items() if step != Step.HEALTH}
    photo = PhotoFactory.build(patient=None, view="top")
    made = cards(patient, readable, done=set(STORED), photos=[photo], for_staff=True)
    health = next(card for card in made if card.page.step == Step.HEALTH)
    assert (health.is_done, health.is_readable, health.rows) == (True, False, [])
    photos = next(card for card in made if card.page.step == Step.PHOTOS)
    assert photos.rows[0].value == "Top, chin down"


def test_a_money_answer_reads_with_its_currency(patient):
    rows = PAGES[Step.WISHES].form(patient=patient).rows({"budget_max": 6000, "surgery": "unsure"})
    values = {str(row.label): row.value for row in rows}
    assert values["What could you spend at most?"] == "USD 6,000"
    assert values["Would you have surgery?"] == "I am not sure"


# One question alone -------------------------------------------------------------------------------------------


def one(step: str, key: str, patient: object, others: dict[str, object], **posted: object) -> One:
    """The question as it was posted alone, beside the stored others."""
    data = QueryDict(mutable=True)
    for name, value in posted.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return PAGES[step].form(data, patient=patient).one(key, others)


def test_one_answer_is_judged_beside_the_others(patient):
    found = one(Step.LOSS, "between", patient, {"pattern": "III"}, between="IV")
    assert (found.value, found.error, found.answers) == ("IV", "", {"pattern": "III", "between": "IV"})
    far = one(Step.LOSS, "between", patient, {"pattern": "III"}, between="VII")
    assert "Choose a picture next to" in far.error
    assert far.answers == {"pattern": "III"}
    unreadable = one(Step.LOSS, "onset_age_years", patient, {"pattern": "III"}, onset_age_years="young")
    assert "from 5 to 110" in unreadable.error
    assert unreadable.answers == {"pattern": "III"}


def test_one_answer_takes_along_what_it_hides(patient):
    stored = {"pattern": "III", "between": "IV", "progressing": "yes", "speed": "fast"}
    assert one(Step.LOSS, "pattern", patient, stored, pattern="patches").answers == {
        "pattern": "patches",
        "progressing": "yes",
        "speed": "fast",
    }
    hidden = one(Step.LOSS, "speed", patient, {"progressing": "no"}, speed="fast")
    assert (hidden.value, hidden.error, hidden.answers) == (None, "", {"progressing": "no"})


def test_an_empty_field_takes_the_answer_back(patient):
    for key, others in (("colour", {"colour": "red"}), ("form", {"form": "wavy"})):
        found = one(Step.HAIR, key, patient, others)
        assert (found.value, found.error, found.answers) == (None, "", {})
    unsure = one(Step.HAIR, "colour", patient, {}, colour="not_sure")
    assert (unsure.value, unsure.answers) == ("", {"colour": ""})
    with pytest.raises(KeyError):
        one(Step.HAIR, "shoe_size", patient, {})


def test_the_goal_that_matters_most_is_one_of_those_chosen(patient):
    assert stored(Step.WISHES, patient, first_goal="density")["first_goal"] == "density"
    assert "Choose one of those that you ticked" in form_of(Step.WISHES, patient, first_goal="scar").errors.as_text()
    assert "first_goal" not in stored(Step.WISHES, patient, first_goal="")
