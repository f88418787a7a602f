"""Reads answers back from what people and programs are shown of them: words, rows of a page, FHIR."""

from datetime import datetime
from typing import Any

from patients.questions.made import NOT_KNOWN
from patients.questions.question import OF_CHOICES, Choice, Kind, Question
from patients.questions.steps import SECTIONS


def from_fhir(groups: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answers of a QuestionnaireResponse, as they are stored."""
    return {
        group["linkId"]: {
            (key := item["linkId"].partition(".")[2]): from_values(
                SECTIONS[group["linkId"]].asked(key), [next(iter(one.values())) for one in item["answer"]]
            )
            for item in group["item"]
            if "answer" in item
        }
        for group in groups
    }


def from_values(question: Question, values: list[Any]) -> Any:
    if question.kind not in OF_CHOICES:
        return values[0]
    codes = [value["code"] for value in values]
    return stored_as(question, codes)


def stored_as(question: Question, codes: list[str]) -> Any:
    """Codes as they are stored; the two answers that say nothing of the others are an empty list and an empty text."""
    if question.kind is Kind.SEVERAL:
        return [] if codes == ["none"] else codes
    return "" if codes == [NOT_KNOWN] else int(codes[0]) if question.is_whole else codes[0]


def from_words(question: Question, words: str, currency: str, *, for_staff: bool) -> Any:
    """The answer that was read out, as it is stored; None for silence."""
    if question.kind is Kind.TICK:
        return words in {"Yes", "Yes, by email"}
    if words == str(question.silent):
        return None
    if question.kind in OF_CHOICES:
        return stored_as(question, codes_of(question, words, for_staff=for_staff))
    if question.kind is Kind.NUMBER:
        return int(words.removeprefix(f"{currency} ").replace(",", ""))
    if question.kind is Kind.DATE:
        return datetime.strptime(words, "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a birthday has no zone
    return words.replace(" ", "") if question.kind is Kind.PHONE else words


def codes_of(question: Question, words: str, *, for_staff: bool) -> list[str]:
    """The choices that were read out, one after the other; the longer words first, where one begins like another."""
    codes, left = [], words
    said = sorted(((said_as(question, one, for_staff), one.value) for one in question.choices), reverse=True)
    while left:
        text, code = next((text, code) for text, code in said if left == text or left.startswith(f"{text}, "))
        codes.append(code)
        left = left[len(text) + 2 :]
    return codes


def said_as(question: Question, choice: Choice, for_staff: bool) -> str:
    words = str((choice.staff if for_staff else "") or choice.words)
    return f"{words}, {choice.hint}" if question.key == "pattern" and choice.stage else words
