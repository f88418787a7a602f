"""Plans in another language: no sentence of the engine stays English for the patient, on paper or for the doctor."""

import ast
import json
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import trans_real
from pypdf import PdfReader

from consultations import sentences
from consultations.exports.pdf import plan_pdf
from consultations.exports.plan_for_patient import content
from consultations.models import Plan
from consultations.planning import recommendation
from consultations.planning.rulebook import BOOK
from consultations.planning.terms import terms
from consultations.planning.trace import KINDS
from consultations.planning.words import SENTENCES, read
from consultations.services import plans
from tests.factories import PatientFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).resolve().parent.parent.parent
CASES = sorted((HOUSE / "tests" / "planning" / "cases").glob("*.json"))
ELSEWHERE = "de"  # a language of its own way to write numbers, with invented words
ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>)")


def accented(words: str) -> str:
    """The words with every vowel accented; what is filled in later stays."""
    return "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in KEPT.split(words))


class Accented(trans_real.DjangoTranslation):
    """A translation that accents whatever it is asked for, so that a word that was not asked for is seen."""

    def __init__(self) -> None:
        super().__init__(ELSEWHERE)

    def gettext(self, message: str) -> str:
        return accented(message.replace("\x04", "\n").rpartition("\n")[2] if "\x04" in message else message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return accented(msgid1 if n == 1 else msgid2)


@pytest.fixture
def elsewhere(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.LANGUAGES = [("en-gb", "English"), (ELSEWHERE, "Accented")]
    monkeypatch.setitem(trans_real._translations, ELSEWHERE, Accented())
    with translation.override(ELSEWHERE):
        yield


def plan_of(path: Path, **facts: Any) -> Plan:
    findings = json.loads(path.read_text())["findings"]
    made: Plan = PlanFactory.create(findings=findings, traced=True, note_to_patient="", **facts)
    return made


def said(plan: Plan) -> set[str]:
    """Everything that the engine said in this plan, as it was stored."""
    answer = plan.recommendation
    texts = {answer["decision"], *(gate["text"] for gate in answer["gates"])}
    texts |= {one["text"] for one in (answer["pigment"] or {"cautions": []})["cautions"]}
    for option in answer["options"]:
        texts |= {one["text"] for one in (*option["reasons"], *option["cautions"])} | {option["cannot"]}
        texts |= {step["step"] for step in option["timeline"]}
        texts |= {line["why"] for line in (option["fee"] or {"lines": []})["lines"]}
        agreed = terms(option, plan.prices, plan.book)
        texts |= {*agreed.included, *agreed.not_included, *agreed.true_up} if agreed else set()
    return texts | {clinical for text in texts if (clinical := english_clinical(text))}


def english_clinical(text: str) -> str:
    found = read(text)
    return found[0].clinical.format(**{name: f"{n:,}" for name, n in found[1].items()}) if found else ""


def left_in(shown: str, english: set[str]) -> list[str]:
    """The English texts that stand in what is shown."""
    flat = " ".join(shown.split())
    return sorted(text for text in english if re.search(r"[aeiou]", text) and " ".join(text.split()) in flat)


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def of_kinds() -> set[str]:
    return {text for label, _rule, effect in KINDS.values() for text in (label, effect)}


@pytest.mark.parametrize("path", CASES[::40], ids=lambda path: path.stem)
def test_the_doctors_pages_hold_no_english_sentence_of_the_engine(path, client, elsewhere):
    plan = plan_of(path)
    client.force_login(UserFactory.create(doctor=True))
    client.cookies["django_language"] = ELSEWHERE
    english = said(plan)
    for name, texts in (("plan", english), ("plan_trace", english | of_kinds())):
        shown = text_of(client.get(reverse(f"consultations:{name}", args=[plan.pk])).content.decode())
        assert left_in(shown, texts) == []
        assert accented("How this plan was made") in shown


@pytest.mark.parametrize("path", CASES[::40], ids=lambda path: path.stem)
def test_the_patients_page_and_paper_hold_no_english_sentence_of_the_engine(path, elsewhere):
    patient = PatientFactory.create(born_on="1985-02-03")
    plan = plan_of(path, approved=True, patient=patient)
    plan.refresh_from_db()
    _link, token = plans.issue_link(plan, sent_to="milo@patients.example", by=None, now=timezone.now())
    client = Client()
    client.cookies["django_language"] = ELSEWHERE
    client.get(reverse("consultations:patient_plan_start", args=[token]))
    own = reverse("consultations:patient_plan")
    client.post(own, {"answer_day": "3", "answer_month": "2", "answer_year": "1985"})
    html = client.get(own).content.decode()
    paper = "\n".join(page.extract_text() for page in PdfReader(BytesIO(plan_pdf(content(plan)))).pages)
    for shown in (text_of(html), paper):
        assert left_in(shown, said(plan)) == []
        assert accented("What it cannot do") in shown


@pytest.mark.parametrize("path", CASES[::5], ids=lambda path: path.stem)
def test_no_words_for_the_patient_stay_english_in_the_case_book(path, elsewhere):
    plan = plan_of(path, approved=True)
    read_out = json.dumps(content(plan), ensure_ascii=False).replace('\\"', '"')
    assert left_in(read_out, said(plan)) == []


def test_the_patient_reads_no_clinical_wording():
    for path in CASES[::10]:
        plan = plan_of(path)
        shown = json.dumps(content(plan), ensure_ascii=False)
        wordings = {english_clinical(text) for text in said(plan)} - {""}
        # a wording of two words may be a part of what patients read
        assert not [one for one in wordings if len(one.split()) > 2 and one in shown]


def test_the_doctor_reads_the_clinical_wording_beside_the_plain_one(client):
    plan = plan_of(CASES[0])
    client.force_login(UserFactory.create(doctor=True))
    shown = " ".join(text_of(client.get(reverse("consultations:plan", args=[plan.pk])).content.decode()).split())
    reason = plan.recommendation["options"][0]["reasons"][0]["text"]
    assert reason in shown
    assert english_clinical(reason) in shown


def test_numbers_are_written_as_the_reader_writes_them(elsewhere):
    text = next(text for text in SENTENCES if text.count("{") == 1 and "{grafts}" in text)
    assert "1.450" in sentences.in_words(text.format(grafts="1,450"))
    assert sentences.numbers_in_words("min(2,000, 1,500.5) − 3 = 1,497.5") == "min(2.000, 1.500,5) − 3 = 1.497,5"


def test_a_persons_own_words_stay_as_they_are(elsewhere):
    assert sentences.in_words("We like your hat.") == "We like your hat."
    assert sentences.clinical("We like your hat.") == ""


def test_every_template_stands_in_a_call_that_marks_it_for_translators():
    marked = set()
    for path in [*(HOUSE / "consultations").glob("*.py"), *(HOUSE / "consultations" / "planning").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                marked |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    wanted = {text for one in SENTENCES.values() for text in (one.plain, one.clinical)} | of_kinds()
    wanted |= {entry.wording for entry in BOOK.values()}
    assert sorted(wanted - marked) == []
    assert recommendation.DECISION in marked
