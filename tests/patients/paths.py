"""Random ways through the questions of the intake: as a browser sends them, and as answers that hide one another."""

from datetime import date, timedelta
from random import Random
from typing import Any

from django.http import QueryDict

from patients.forms.intake.steps import PAGES
from patients.models import Patient
from patients.models.intake import Step
from patients.questions.loss import STAGE
from patients.questions.made import NOT_KNOWN
from patients.questions.question import OF_CHOICES, About, Kind, Question
from patients.questions.steps import SECTIONS
from smpclinic.accounts.models import Clinic

SEXES = ("male", "female", "unspecified", "")
WORDS = (
    "itches, sometimes",
    "ağrı ve kızarıklık",
    "شعر خفيف",
    "<b>not bold</b>",
    "two\nlines",
    "🙂 fine",
    "a; b | c",
    "0",
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "{{ 7|add:7 }} {% now 'Y' %} %(name)s &lt;&amp;&#39; \\u003c",
    "שלום\u200f, \u200eabc\u061c مرحبا",
    "\U0001f468\u200d\U0001f9b1 \U00020b9f \U0001d4d0 e\u0301",
    "first\r\nsecond\r\n\r\nthird",
)
MOBILES = {"07700 900318": "+447700900318", "+90 532 123 45 67": "+905321234567"}
EMAILS = ("milo@patients.example", "a.b+c@patients.example")
NAMES = ("Milo", "Łucja", "Søren", "Zoë Ann", "<b>Ada</b>", "O'Neil & Co", "\u200fדוד", "\U00020b9f\U0001f642")
WRITTEN = {Kind.PHONE: MOBILES, Kind.EMAIL: EMAILS, Kind.NAME: NAMES}
# The answers that a question is asked for, written down a second time and by hand: what else is hidden.
ASKED_FOR = {
    (Step.LOSS, "ludwig"): {"pattern": {"parting"}},
    (Step.LOSS, "zones"): {"pattern": {"patches", ""}},
    (Step.LOSS, "between"): {"pattern": set(STAGE)},
    (Step.LOSS, "speed"): {"progressing": {"yes"}},
    (Step.LOSS, "stable_months"): {"progressing": {"no"}},
    (Step.TREATMENT, "months"): {"finasteride": {"taking", "stopped"}, "minoxidil": {"taking", "stopped"}},
    (Step.TREATMENT, "response"): {"finasteride": {"taking", "stopped"}, "minoxidil": {"taking", "stopped"}},
    (Step.TREATMENT, "prior_method"): {"prior_surgery": {"yes"}},
    (Step.TREATMENT, "operations"): {"prior_surgery": {"yes"}},
    (Step.TREATMENT, "prior_grafts"): {"prior_surgery": {"yes"}},
    (Step.TREATMENT, "months_since_surgery"): {"prior_surgery": {"yes"}},
    (Step.TREATMENT, "prior_growth"): {"prior_surgery": {"yes"}},
    (Step.TREATMENT, "smp_months_ago"): {"smp_had": {"yes"}},
    (Step.TREATMENT, "smp_reaction"): {"smp_had": {"yes"}},
}
NOT_FOR_MEN = {"pregnant", "nursing"}
Answers = dict[str, dict[str, Any]]


def somebody(dice: Random) -> Patient:
    """A patient who is in no database."""
    clinic = Clinic(name="Larkfield", country="GB", currency="USD", zone="Europe/London")
    return Patient(clinic=clinic, record_number=7, first_name="Milo", last_name="Placeholder", sex=dice.choice(SEXES))


def any_answers(dice: Random) -> Answers:
    """Stored answers of any kind to any question, whatever the others say; some are left out."""
    return {
        step: {question.key: any_answer(question, dice) for question in section.questions if dice.random() < 0.85}
        for step, section in SECTIONS.items()
    }


def any_answer(question: Question, dice: Random) -> Any:
    """A stored answer, shown or not."""
    if question.kind is Kind.SEVERAL:
        values = [choice.value for choice in question.choices if not choice.alone]
        return dice.sample(values, dice.randint(0, min(3, len(values))))
    if question.kind in OF_CHOICES:
        value = dice.choice(question.choices).value
        return "" if value == NOT_KNOWN else int(value) if question.is_whole else value
    if question.kind is Kind.NUMBER:
        return dice.randint(question.low, min(question.high, question.low + 40))
    if question.kind is Kind.TICK:
        return dice.random() < 0.5
    if question.kind is Kind.DATE:
        return (date(1950, 1, 1) + timedelta(days=dice.randint(0, 19000))).isoformat()
    if question.kind is Kind.PHONE:
        return dice.choice(list(MOBILES.values()))
    return dice.choice(EMAILS if question.kind is Kind.EMAIL else WORDS)


def hidden(answers: Answers, sex: str) -> set[tuple[str, str]]:
    """The questions that these answers hide, by the table above."""
    found = set()
    for (step, key), conditions in ASKED_FOR.items():
        given = answers.get(step, {})
        if not any(given.get(parent) in values for parent, values in conditions.items() if parent in given):
            found.add((step, key))
    return found


def without(answers: Answers, gone: set[tuple[str, str]], sex: str) -> Answers:
    """The answers with the hidden ones taken out, and what men are not asked."""
    left = {
        step: {key: value for key, value in given.items() if (step, key) not in gone} for step, given in answers.items()
    }
    ticked = left.get(Step.HEALTH, {}).get("medical")
    if sex == "male" and ticked:
        left[Step.HEALTH]["medical"] = [one for one in ticked if one not in NOT_FOR_MEN]
        if not left[Step.HEALTH]["medical"]:
            del left[Step.HEALTH]["medical"]
    return left


def sent(step: str, dice: Random, sex: str, *, nonsense: bool = False) -> QueryDict:
    """A step as a browser sends it: every field of the page, the hidden ones too; with nonsense in some numbers."""
    data = QueryDict(mutable=True)
    data["version"] = "0"
    for question in SECTIONS[step].questions:
        typed = typed_answer(question, dice, sex, data)
        if question.kind is Kind.NUMBER and nonsense and dice.random() < 0.3:
            typed = ["many"]
        if question.kind is Kind.DATE:
            data |= QueryDict(typed[0])
        elif typed and (question.required or dice.random() < 0.8):
            data.setlist(question.key, typed)
    return data


def typed_answer(question: Question, dice: Random, sex: str, before: QueryDict) -> list[str]:
    """An answer that the question takes, as text."""
    if question.kind in OF_CHOICES:
        return chosen(question, dice, sex, before)
    if question.kind is Kind.NUMBER:
        return [str(dice.randint(question.low, question.high))]
    if question.kind is Kind.DATE:
        born = date(1930, 1, 1) + timedelta(days=dice.randint(0, 27000))
        return [f"{question.key}_day={born.day}&{question.key}_month={born.month}&{question.key}_year={born.year}"]
    if question.kind is Kind.TICK:
        return ["on"] if dice.random() < 0.5 else []
    words = dice.choice(list(WRITTEN.get(question.kind, WORDS)))
    if question.kind is Kind.TEXT and dice.random() < 0.1:
        return [(f"{words} " * question.most)[: question.most].strip()]
    return [words]


def chosen(question: Question, dice: Random, sex: str, before: QueryDict) -> list[str]:
    """A choice, or some; next to the other picture, and among those chosen before, where that is asked."""
    if question.kind is Kind.SEVERAL:
        return several(question, dice, sex)
    if question.near:
        other = before.get(question.near, "")
        return [name for name in STAGE if other in STAGE and abs(STAGE[name] - STAGE[other]) == 1][:1]
    if question.among:
        return [dice.choice(before.getlist(question.among))]
    return [dice.choice([choice.value for choice in question.choices if sex not in choice.not_for])]


def several(question: Question, dice: Random, sex: str) -> list[str]:
    """Some of the choices, in any order, or the one that stands alone."""
    alone = [choice.value for choice in question.choices if choice.alone]
    if alone and dice.random() < 0.3:
        return alone
    values = [one.value for one in question.choices if not one.alone and sex not in one.not_for]
    return dice.sample(values, dice.randint(1, min(question.most or 4, len(values))))


def an_intake(dice: Random, patient: Patient) -> dict[str, dict[str, Any]]:
    """The stored answers of somebody who filled every page."""
    stored: dict[str, dict[str, Any]] = {}
    for step in SECTIONS:
        about = About.of(patient, stored)
        form = PAGES[step].form(sent(step, dice, about.sex), patient=patient, about=about)
        assert form.is_valid(), (step, form.errors, form.data)
        stored[step] = form.answers()
    return stored
