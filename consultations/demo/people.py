"""The patients of the demo clinic and what each told; the seven cases of the source document are among them."""

from dataclasses import dataclass, field
from typing import Any

Answers = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Person:
    """One invented patient: `state` names the scene that is played, `visit` today's consultation as HH:MM."""

    first_name: str
    last_name: str
    born: str
    state: str
    visit: str = ""
    sex: str = "male"
    answers: Answers = field(default_factory=dict)
    scars: tuple[dict[str, Any], ...] = ()
    assessment: dict[str, Any] = field(default_factory=dict)
    photos: bool = False


def pattern(grade: str, *, goals: list[str], **more: Any) -> Answers:
    """Answers of somebody with pattern loss; `more` overrides single answers by name, wherever they stand."""
    answers: Answers = {
        "wishes": {"goals": goals, "hair_length": "short", "surgery": "unsure", "own_words": ""},
        "loss": {"pattern": grade, "progressing": "no"},
        "hair": {"colour": "dark_brown", "calibre": "medium", "form": "wavy", "worn": "short", "tone": 4},
        "treatment": {"finasteride": "never", "minoxidil": "never", "prior_surgery": "no", "smp_had": "no"},
        "health": {"medical": []},
    }
    for name, value in more.items():
        place = next((step for step, given in answers.items() if name in given), HOMES.get(name, "wishes"))
        answers[place][name] = value
    return answers


# Where an answer stands that `pattern` does not give by itself.
HOMES = {
    "between": "loss",
    "speed": "loss",
    "stable_months": "loss",
    "family_grade": "loss",
    "onset_age_years": "loss",
    "conceals": "hair",
    "outdoor_life": "hair",
    "oily": "hair",
    "prior_grafts": "treatment",
    "prior_method": "treatment",
    "operations": "treatment",
    "months_since_surgery": "treatment",
    "prior_growth": "treatment",
    "months": "treatment",
    "allergies": "health",
    "medicines": "health",
}

STRIP_SCAR = {
    "cause": "strip",
    "zone": "back of the head",
    "length_mm": 140,
    "width_mm": 3,
    "age_months": 84,
    "surface": "flat",
    "colour": "pale",
    "changing": False,
}

# The seven cases of the source document, in the order of its posts; today's consultations.
CASES = (
    Person(
        "Ada", "Sampleton", "1981-05-14", "to_review", "09:00", sex="male", photos=True,
        answers=pattern("IV", goals=["density", "front"], surgery="yes", hair_length="long", worn="long",
                        colour="black", tone=2, stable_months=24,
                        own_words="I would like it to look full again, and I do not mind surgery."),
        assessment={"skin": {"contrast": "high"}, "donor": {"quality": "average", "laxity": "average"}},
    ),
    Person(
        "Basil", "Dummyworth", "1974-11-02", "to_review", "09:30", photos=True,
        answers=pattern("I", goals=["scar"], surgery="no", hair_length="short", prior_surgery="unsure",
                        own_words="The line at the back shows when my hair is cut."),
        scars=({**STRIP_SCAR, "length_mm": 160},),
        assessment={"loss": {"grade": "I"}, "donor": {"quality": "high"}},
    ),
    Person(
        "Orson", "Testerby", "1978-02-03", "to_review", "10:30", photos=True,
        answers=pattern("Va", goals=["density"], surgery="yes", prior_surgery="yes", prior_grafts=1200,
                        prior_method="fue", operations=1, prior_growth="good", months_since_surgery=30,
                        own_words="I am pleased with the grafts. Now I would like it to look denser."),
        assessment={"donor": {"quality": "average"}},
    ),
    Person(
        "Nora", "Mockford", "1983-07-21", "to_review", "11:00", sex="female",
        answers=pattern("I", goals=["scar"], surgery="no", hair_length="shaved", worn="shaved", prior_surgery="unsure",
                        own_words="I wear it very short, so the scars are the first thing one sees."),
        scars=(
            {**STRIP_SCAR, "length_mm": 120, "width_mm": 2},
            {**STRIP_SCAR, "cause": "surgery", "zone": "left side", "length_mm": 60, "width_mm": 4},
        ),
        assessment={"loss": {"grade": "I"}},
    ),
    Person(
        "Tobias", "Specimen", "1962-09-30", "to_review", "11:45", photos=True,
        answers=pattern("VI", goals=["density"], surgery="unsure", hair_length="either", prior_surgery="yes",
                        prior_grafts=6905, prior_method="both", operations=5, prior_growth="good",
                        months_since_surgery=46,
                        own_words="It is nearly all transplanted hair. I would like it to look thicker."),
        assessment={"donor": {"depleted": True, "prior_grafts": 6905}},
    ),
    Person(
        "Ivo", "Nonesuch", "1980-03-17", "to_review", "13:30",
        answers=pattern("VI", goals=["shaved_look", "full_coverage"], surgery="unsure", hair_length="shaved",
                        worn="shaved", short_for_life="yes", progressing="yes", finasteride="taking", months=36,
                        own_words="I came to ask about grafts, but I do like it cut close."),
        assessment={"loss": {"grade": "VI", "expected_grade": "VII"}},
    ),
    Person(
        "Petra", "Examplar", "1986-12-08", "to_review", "14:15", sex="female",
        answers=pattern("III", goals=["density", "hairline"], surgery="no", hair_length="shaved", short_for_life="yes",
                        colour="light_brown", tone=3, outdoor_life="yes",
                        own_words="What does it cost, and how does it age? My hair is light brown."),
    ),
)  # fmt: skip

OTHERS = (
    Person("Milo", "Placeholder", "1990-06-09", "step_6", "15:00"),
    Person("Wanda", "Fictiva", "1994-01-22", "step_2", sex="female"),
    Person("Cleo", "Notreal", "1988-08-15", "invited", sex="female"),
    Person("Hugo", "Samplebury", "1971-04-04", "link_ran_out"),
    Person("Zelda", "Fakename", "1984-10-10", "smp_finished", sex="female"),
    Person("Kit", "Imaginary", "1991-03-03", "smp_finished"),
    Person("Rufus", "Inventado", "1979-12-19", "smp_finished"),
    Person("Ines", "Pretend", "1986-06-26", "smp_under_way", sex="female"),
    Person("Otto", "Makebelieve", "1982-02-28", "smp_under_way"),
    Person("Vera", "Phantomb", "1975-07-07", "smp_under_way", sex="female"),
    Person("Gus", "Hypothet", "1987-09-01", "fue_finished"),
    Person("Lena", "Dreamtup", "1976-05-25", "fue_finished", sex="female"),
    Person("Abel", "Neverwas", "1981-11-11", "fue_finished"),
    Person("Dora", "Fabula", "1989-04-18", "approved", sex="female"),
    Person("Enzo", "Unrealis", "1977-01-30", "approved"),
    Person("Faye", "Storyline", "1985-08-08", "approved", sex="female"),
    Person("Hal", "Whatif", "2004-02-14", "deferred"),
    Person("Ida", "Notyet", "1993-10-05", "deferred", sex="female"),
    Person("Jude", "Bouncy", "1980-06-16", "mail_refused"),
    Person("Kaçar", "Işık", "1983-03-29", "registered"),
    Person("Łucja", "Wymyślona", "1990-12-12", "registered", sex="female"),
    Person("Søren", "Opdigtet", "1972-09-09", "registered"),
    Person("Zoë", "Verzonnen", "1996-07-17", "registered", sex="female"),
)

PEOPLE = CASES + OTHERS
