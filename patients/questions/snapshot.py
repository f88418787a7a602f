"""The declaration as it stands today in one language, as plain JSON that can be kept and read again."""

import json
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise

from patients.questions.question import Choice, Kind, Question, Section, When
from patients.questions.steps import SECTIONS, VERSION

Content = dict[str, Any]


def taken(language: str) -> Content:
    """Every step and question in the language that is active now; what is left at its default is absent."""
    return {"version": VERSION, "language": language, "sections": [dumped(section) for section in SECTIONS.values()]}


def digest(content: Content) -> str:
    """The same content has the same digest, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def dumped(value: Any) -> Any:
    """A fact of the declaration as JSON."""
    if isinstance(value, Section | Question | Choice | When):
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        defaults = {one.name: one.default for one in fields(value)}
        return {name: dumped(one) for name, one in told.items() if one != defaults[name]}
    if isinstance(value, tuple):
        return [dumped(one) for one in value]
    return str(value) if isinstance(value, Promise | Kind) else value


def sections(content: Content) -> dict[str, Section]:
    """The steps and questions of kept content; what this code does not know of it is left out."""
    return {one["step"]: section(one) for one in content["sections"]}


def section(told: Mapping[str, Any]) -> Section:
    return Section(**(known(Section, told) | {"questions": tuple(map(question, told["questions"]))}))


def question(told: Mapping[str, Any]) -> Question:
    more: dict[str, Any] = {
        "kind": Kind(told["kind"]),
        "choices": tuple(Choice(**known(Choice, one)) for one in told.get("choices", ())),
        "shown": When(**known(When, told["shown"])) if "shown" in told else None,
    }
    return Question(**(known(Question, told) | more))


def known(kind: type, told: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that this kind has a place for, lists as tuples."""
    names = {one.name for one in fields(kind)}
    return {name: tuple(one) if isinstance(one, list) else one for name, one in told.items() if name in names}
