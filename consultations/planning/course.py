"""The course of a chosen option: its sessions in order, and how long each must wait for what came before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consultations.planning import protocol
from consultations.planning.book import Book
from patients.vocabulary import OptionCode

SMP_KINDS = frozenset({"smp", "scar_smp"})
SURGERY_KINDS = frozenset({"fue", "strip"})

SMP_FIRST = "R26"  # a change is needed within 3 months, so SMP goes first


@dataclass(frozen=True, slots=True)
class Step:
    """One session of the course: the `number`th of `of` of its kind."""

    kind: str
    number: int
    of: int


def wait(before: str, after: str, book: Book) -> tuple[int, str]:
    """Days that must lie between two kinds of session, and the rule that says so."""
    if before in SURGERY_KINDS:
        gap, rule = (protocol.SMP_AFTER_SURGERY, "G12") if after in SMP_KINDS else (protocol.SURGERY_GAP, "J")
    else:
        gap, rule = (protocol.SMP_INTERVAL, "S40") if after in SMP_KINDS else (protocol.SMP_BEFORE_SURGERY, "J")
    return int(book[gap].likely), rule


def course(option: Mapping[str, Any]) -> tuple[Step, ...]:
    """The sessions of an option, by its likely numbers: surgery before SMP, unless the result is needed soon."""
    surgeries, smp = _series(_surgical_kinds(option)), _series(_smp_kinds(option))
    pigment_first = any(step["rule"] == SMP_FIRST for step in option["timeline"])
    return tuple(smp + surgeries if pigment_first else surgeries + smp)


def _surgical_kinds(option: Mapping[str, Any]) -> list[str]:
    fue = _likely(option["fue_sessions"])
    by = "fue" if option["fue_sessions"] else "strip"  # a clinic without FUE works by strip
    match option["code"]:
        case OptionCode.FUE_ONLY:
            return ["fue"]
        case OptionCode.STRIP:
            return ["strip"]
        case OptionCode.TRANSPLANT_STAGED:
            return [by] * (fue or 2)
        case OptionCode.FUE_STRIP_STAGED:
            return ["strip", *["fue"] * (fue or 1)]
        case OptionCode.COMBINATION:
            return [by] * (fue or 1)
    return []


def _smp_kinds(option: Mapping[str, Any]) -> list[str]:
    smp = _likely(option["smp_sessions"])
    match option["code"]:
        case OptionCode.SMP_ONLY | OptionCode.COMBINATION:
            return ["smp"] * (smp or 1)
        case OptionCode.SCAR_SMP:
            return ["scar_smp"] * (smp or 1)
    return []


def _series(kinds: list[str]) -> list[Step]:
    steps = []
    for place, kind in enumerate(kinds):
        steps.append(Step(kind, kinds[: place + 1].count(kind), kinds.count(kind)))
    return steps


def _likely(sessions: Mapping[str, Any] | None) -> int:
    return round(sessions["likely"]) if sessions else 0
