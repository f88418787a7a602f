"""What the person wants and accepts, read together: surgery, pigment, hair length, zones."""

from dataclasses import dataclass

from consultations.planning.findings import Findings
from patients.vocabulary import (
    Conceals,
    DrugUse,
    Goal,
    HairLength,
    Offer,
    Technique,
    Wish,
    Worn,
)

SURGICAL = frozenset({Technique.FUE, Technique.STRIP, Technique.COMBINATION, Technique.BEARD_GRAFTS})
COVER_GOALS = frozenset(
    {Goal.HAIRLINE, Goal.FRONT, Goal.MIDSCALP, Goal.CROWN, Goal.DENSITY, Goal.SHAVED_LOOK, Goal.FULL_COVERAGE}
)
ZONE_GOALS = {
    Goal.HAIRLINE: ("hairline", "temples"),
    Goal.FRONT: ("hairline", "temples", "front"),
    Goal.MIDSCALP: ("midscalp", "parting"),
    Goal.CROWN: ("crown",),
}


@dataclass(frozen=True, slots=True)
class Aims:
    surgery_open: bool  # the person allows surgery and the clinic has a method they do not refuse
    surgery_wanted: bool
    surgery_refused: bool
    smp_open: bool
    smp_wanted: bool
    fue: bool
    strip: bool
    combination_open: bool
    fullness: bool
    cover: bool
    scar: bool
    close: bool  # hair cut close, now or as wished
    grow: bool  # hair at length, now or as wished
    accepts_short: bool
    refuses_short: bool
    to_grow: bool  # hair is to grow, so pigment alone over an open top will not do
    medicine_refused: bool


def see(findings: Findings) -> Aims:
    """The wishes, with what the clinic offers and the person refuses taken off."""
    wishes, offers = findings.wishes, findings.clinic.offers
    goals, refuses = set(wishes.goals), set(wishes.refuses)
    fue = Offer.FUE in offers and Technique.FUE not in refuses
    strip = Offer.STRIP in offers and not refuses & {Technique.STRIP, Technique.LINEAR_SCAR}
    smp = Offer.SMP in offers and Technique.SMP not in refuses
    surgery_open = wishes.surgery is not Wish.NO and (fue or strip)
    length = _length(findings)
    accepts = _accepts_short(findings, length)
    asked = set(wishes.asked_for)
    surgery_wanted = surgery_open and (wishes.surgery is Wish.YES or bool(asked & SURGICAL))
    grow = length is HairLength.LONG
    return Aims(
        surgery_open=surgery_open,
        surgery_wanted=surgery_wanted,
        surgery_refused=not surgery_open and (wishes.surgery is Wish.NO or bool(refuses)),
        smp_open=smp,
        smp_wanted=smp and (Technique.SMP in asked or Goal.SHAVED_LOOK in goals),
        fue=fue,
        strip=strip,
        combination_open=surgery_open and smp and Technique.COMBINATION not in refuses,
        fullness=bool(goals & {Goal.DENSITY, Goal.FULL_COVERAGE}) or findings.hair.conceals is Conceals.FIBRES,
        cover=bool(goals & COVER_GOALS),
        scar=bool(goals & {Goal.SCAR, Goal.FIX_EARLIER_WORK}),
        close=length in (HairLength.SHAVED, HairLength.SHORT),
        grow=grow,
        accepts_short=accepts is True,
        refuses_short=accepts is False,
        to_grow=accepts is False or (accepts is None and (grow or surgery_wanted)),
        medicine_refused=medicine_refused(findings),
    )


def _length(findings: Findings) -> HairLength | None:
    """How the hair is to be worn: as wished, else as it is worn."""
    wished = findings.wishes.hair_length
    if wished is not None:
        return wished
    worn = {Worn.SHAVED: HairLength.SHAVED, Worn.SHORT: HairLength.SHORT, Worn.LONG: HairLength.LONG}
    return worn[findings.hair.worn] if findings.hair.worn else None


def _accepts_short(findings: Findings, length: HairLength | None) -> bool | None:
    wishes = findings.wishes
    if wishes.short_for_life is not None:
        return wishes.short_for_life
    if Goal.SHAVED_LOOK in wishes.goals or length in (HairLength.SHAVED, HairLength.SHORT, HairLength.EITHER):
        return True
    return False if wishes.hair_length is HairLength.LONG else None


def medicine_refused(findings: Findings) -> bool:
    """Whether the person is against the medicines."""
    uses = (findings.medication.finasteride, findings.medication.minoxidil)
    told = [use for use in uses if use is not None]
    return Technique.MEDICATION in findings.wishes.refuses or (
        DrugUse.DECLINED in told and not {DrugUse.TAKING, DrugUse.WILLING} & set(told)
    )


def wanted_zones(findings: Findings, shares: dict[str, float]) -> dict[str, float]:
    """The shares of the thin area that are to be treated: those named as goals, else all."""
    goals = set(findings.wishes.goals)
    if goals & {Goal.FULL_COVERAGE, Goal.SHAVED_LOOK}:
        return shares
    named = {zone for goal in goals for zone in ZONE_GOALS.get(goal, ())}
    found = {zone: share for zone, share in shares.items() if zone in named}
    return found or shares
