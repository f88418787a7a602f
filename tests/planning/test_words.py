"""The engine's sentences: read back from every answer, plain for patients, clinical for doctors, fit to translate."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.planning import engine
from consultations.planning.findings import parse
from consultations.planning.recommendation import as_json
from consultations.planning.sentences import gates as gate_words
from consultations.planning.sentences import pattern, steps
from consultations.planning.words import SENTENCES, Sentence, filled, read, sentence
from tests.planning.strategies import Facts, any_findings, men

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
LONGEST = 30  # words
# What a patient is not expected to know, whole words or their beginnings
JARGON = re.compile(
    r"\b(FU|FUE|FUT|SMP|cm2|mm2|NW|DUPA|Norwood|Ludwig|class [IV]+|miniaturi\w+|follic\w+|prior|contraindicat\w+|"
    r"recipient|calibre|camoufl\w+|adjunct|harvest\w*|extraction|androgen\w*|alopecia|telogen|effluvium|dermatolog\w+|"
    r"hypertroph\w+|cicatri\w+|keloid|anticoag\w+|depigment\w+|densitom\w+|aetiolog\w+|etiolog\w+|prognos\w+|patholog\w+)\b",
    re.IGNORECASE,
)
UNKIND = re.compile(r"\b(bald\w*|defect\w*|poor candidate|please|sorry|invalid|unfortunately)\b|!", re.IGNORECASE)
many = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def texts(answer: dict[str, Any]) -> Iterator[str]:
    """Everything that an answer says to the patient, the constant sentence about the decision aside."""
    yield from (gate["text"] for gate in answer["gates"])
    yield from (caution["text"] for caution in (answer["pigment"] or {"cautions": []})["cautions"])
    for option in answer["options"]:
        yield option["cannot"]
        yield from (reason["text"] for reason in (*option["reasons"], *option["cautions"]))
        yield from (step["step"] for step in option["timeline"])


def said(facts: Facts) -> set[str]:
    """The texts of the plan for these findings."""
    return set(texts(as_json(engine.recommend(parse(facts)))))


@cache
def seen() -> tuple[str, ...]:
    """Every text that the case book brings out."""
    return tuple(sorted({text for path in CASES for text in said(json.loads(path.read_text())["findings"])}))


def names(words: str) -> set[str]:
    """The {names} in a template."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def read_again(text: str) -> tuple[Sentence, dict[str, int]]:
    """The sentence and the numbers that a text was made from."""
    found = read(text)
    assert found is not None, text
    return found


def readers(text: str) -> list[str]:
    """Every template that could have made a text."""
    fits = []
    for plain in SENTENCES:
        pattern_of = re.sub(r"\\\{[a-z_]+\\\}", r"-?[0-9][0-9,]*", re.escape(plain))
        if re.fullmatch(pattern_of, text):
            fits.append(plain)
    return fits


# --- read back --------------------------------------------------------------------------------------------------------


def test_every_text_of_the_case_book_is_read_back() -> None:
    for text in seen():
        entry, numbers = read_again(text)
        assert filled(entry.plain, dict(numbers)) == text


@many
@given(st.one_of(any_findings(), men()))
def test_every_text_of_any_plan_is_read_back(facts: Facts) -> None:
    for text in said(facts):
        entry, numbers = read_again(text)
        assert filled(entry.plain, dict(numbers)) == text


def test_no_text_could_come_from_two_templates() -> None:
    for text in seen():
        assert len(readers(text)) == 1, (text, readers(text))


def test_words_of_others_are_not_the_engines() -> None:
    assert read("We like your hat.") is None
    assert read("Surgery one") is None


def test_a_name_that_stands_twice_holds_one_number() -> None:
    twice = sentence("{a} of {b}, and {a} again", clinical="{a}/{b}, {a}")
    assert read("1,500 of 3, and 1,500 again") == (twice, {"a": 1500, "b": 3})
    assert read("1,500 of 3, and 1,501 again") is None
    del SENTENCES[twice.plain]


def test_a_sentence_has_one_clinical_wording() -> None:
    known = next(iter(SENTENCES.values()))
    assert sentence(known.plain, clinical=known.clinical) is known
    with pytest.raises(ValueError, match="two clinical wordings"):
        sentence(known.plain, clinical="Another wording")


# --- plain and clinical -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", SENTENCES.values(), ids=lambda entry: entry.plain[:50])
def test_a_sentence_is_plain_short_and_has_its_clinical_wording(entry: Sentence) -> None:
    assert not JARGON.search(entry.plain), JARGON.search(entry.plain)
    assert not UNKIND.search(entry.plain), UNKIND.search(entry.plain)
    assert len(entry.plain.split()) <= LONGEST
    assert entry.clinical.strip()
    assert entry.clinical != entry.plain
    assert names(entry.clinical) == names(entry.plain)
    assert set(re.findall(r"[0-9]+", entry.plain)) <= set(re.findall(r"[0-9]+", entry.clinical))


def test_a_reason_is_one_sentence() -> None:
    of_engine = [words for words in SENTENCES if words.endswith(".")]
    of_plans = [text for text in seen() if text.endswith(".")]
    assert len(of_engine) > 150
    for text in of_plans:
        assert not re.search(r"[.?] [A-Z]", text), text


def test_a_number_of_one_is_said_as_one() -> None:
    assert steps.PIGMENT[0].hour() == "First pigment session, about 1 hour"
    for text in seen():
        assert not re.search(r"\b1 (hours|grafts|surgeries|months|sessions)\b", text), text
        assert not re.search(r"\b(\d[\d,]*) to \1 ", text), text


def test_what_is_said_of_an_option_is_said_once() -> None:
    for path in CASES:
        answer = as_json(engine.recommend(parse(json.loads(path.read_text())["findings"])))
        for option in answer["options"]:
            reasons = [reason["text"] for reason in option["reasons"] if reason["rule"][0] != "G"]
            assert len(reasons) == len(set(reasons)), (path.stem, option["code"])


def test_no_option_is_given_up_in_words_that_bar_the_ones_beside_it() -> None:
    """Doing without surgery speaks of itself: it may stand beside a combination."""
    facts: Facts = {
        "sex": "male",
        "age_years": 55,
        "loss": {"grade": "VII", "progressing": False},
        "wishes": {"short_for_life": True},
    }
    options = {one["code"]: one for one in as_json(engine.recommend(parse(facts)))["options"]}
    assert options["combination"]["fit"] != "do_not_offer"
    for reason in options["decline_surgery"]["reasons"]:
        assert "harm" not in reason["text"]
        assert "not begun" not in reason["text"]


def test_pigment_says_first_what_it_gives_and_then_numbers() -> None:
    facts: Facts = {"age_years": 55, "loss": {"grade": "VII"}, "wishes": {"short_for_life": True}}
    first = as_json(engine.recommend(parse(facts)))["options"][0]
    assert first["code"] == "smp_only"
    assert first["reasons"][0]["text"] == pattern.COVERS_ALL


# --- need and supply in figures ---------------------------------------------------------------------------------------


def needs(**loss: Any) -> set[str]:
    """What is said of the need of a man whose donor cannot carry it."""
    return said({"sex": "male", "age_years": 50, "wishes": {"short_for_life": True}, "loss": {"grade": "VII"} | loss})


def test_a_need_is_counted_in_surgeries() -> None:
    assert pattern.NOW.between(low=4000, high=6000, least=3, most=4, limit=1500) in needs()
    assert pattern.NOW.times(low=1700, high=2350, count=2, limit=1500) in needs(bald_area_cm2=60)
    assert pattern.NOW.once(low=360, high=480) in needs(bald_area_cm2=12)
    assert pattern.NOW.exact(grafts=1) in needs(bald_area_cm2=0.02)


def test_next_to_no_grafts_are_not_counted() -> None:
    small: Facts = {"age_years": 40, "loss": {"grade": "III", "bald_area_cm2": 0.02}, "wishes": {"surgery": "yes"}}
    assert pattern.TINY in said(small)
    assert not [text for text in said(small) if " 1 grafts" in text]


def test_fewer_surgeries_than_the_first_five_are_named_and_more_are_numbered() -> None:
    clinic = {"fue_grafts_per_session": 500}
    wishes = {"surgery": "yes", "hair_length": "long", "refuses": ["strip", "smp"]}
    facts: Facts = {"age_years": 50, "loss": {"grade": "VI", "bald_area_cm2": 250}, "clinic": clinic, "wishes": wishes}
    assert {"First surgery", "Fifth surgery", "Surgery 6"} <= said(facts)


def test_a_larger_number_is_refused_for_its_own_reason() -> None:
    donor = {"area_cm2": 40, "density_fu_cm2": 90}
    asked: Facts = {"wishes": {"surgery": "yes", "grafts_per_session": 1200, "refuses": ["strip"]}, "donor": donor}
    assert gate_words.TOO_MANY_FOR_DONOR(asked=1200) in said(asked)
    by_strip: Facts = asked | {"wishes": {"surgery": "yes", "grafts_per_session": 1200}}
    assert gate_words.BY_STRIP_FOR_YIELD(asked=1200) in said(by_strip)


# --- translation ------------------------------------------------------------------------------------------------------

ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")


def translated(words: str) -> str:
    """Another language's stand-in: the parts in reverse order, accented; the {names} stay."""
    parts = re.split(r"(\{[a-z_]+\})", words)
    return "".join(part if part.startswith("{") else part.translate(ACCENTS) for part in reversed(parts))


def test_a_translation_carries_every_number() -> None:
    for text in seen():
        entry, numbers = read_again(text)
        other = filled(translated(entry.plain), dict(numbers))
        for number in numbers.values():
            assert f"{number:,}" in other, (text, other)
        assert other != text or not re.search("[aeiou]", text)
