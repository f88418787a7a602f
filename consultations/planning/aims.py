"""What the person wants and accepts, read together: surgery, pigment, hair length, zones."""

from consultations.planning.findings import Findings
from consultations.planning.parts import Watch, Whole, Worked
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


class Aims(Whole):
    """What the person wants, with what the clinic does not offer and the person refuses taken off."""

    def __init__(self, told: Findings, watch: Watch | None = None) -> None:
        self.told = told
        self.watch = watch

    @Worked
    def fue(self) -> bool:
        return Offer.FUE in self.told.clinic.offers and Technique.FUE not in self.told.wishes.refuses

    @Worked
    def strip(self) -> bool:
        refused = {Technique.STRIP, Technique.LINEAR_SCAR} & set(self.told.wishes.refuses)
        return Offer.STRIP in self.told.clinic.offers and not refused

    @Worked
    def smp_open(self) -> bool:
        return Offer.SMP in self.told.clinic.offers and Technique.SMP not in self.told.wishes.refuses

    @Worked
    def surgery_open(self) -> bool:
        """The person allows surgery and the clinic has a method they do not refuse."""
        return self.told.wishes.surgery is not Wish.NO and (self.fue or self.strip)

    @Worked
    def surgery_wanted(self) -> bool:
        wishes = self.told.wishes
        return self.surgery_open and (wishes.surgery is Wish.YES or bool(SURGICAL.intersection(wishes.asked_for)))

    @Worked
    def surgery_refused(self) -> bool:
        wishes = self.told.wishes
        return not self.surgery_open and (wishes.surgery is Wish.NO or bool(wishes.refuses))

    @Worked
    def smp_wanted(self) -> bool:
        wishes = self.told.wishes
        return self.smp_open and (Technique.SMP in wishes.asked_for or Goal.SHAVED_LOOK in wishes.goals)

    @Worked
    def combination_open(self) -> bool:
        return self.surgery_open and self.smp_open and Technique.COMBINATION not in self.told.wishes.refuses

    @Worked
    def fullness(self) -> bool:
        goals = {Goal.DENSITY, Goal.FULL_COVERAGE}.intersection(self.told.wishes.goals)
        return bool(goals) or self.told.hair.conceals is Conceals.FIBRES

    @Worked
    def cover(self) -> bool:
        return bool(COVER_GOALS.intersection(self.told.wishes.goals))

    @Worked
    def scar(self) -> bool:
        return bool({Goal.SCAR, Goal.FIX_EARLIER_WORK}.intersection(self.told.wishes.goals))

    @Worked
    def length(self) -> HairLength | None:
        """How the hair is to be worn: as wished, else as it is worn."""
        return _length(self.told)

    @Worked
    def close(self) -> bool:
        """Hair cut close, now or as wished."""
        return self.length in (HairLength.SHAVED, HairLength.SHORT)

    @Worked
    def grow(self) -> bool:
        """Hair at length, now or as wished."""
        return self.length is HairLength.LONG

    @Worked
    def _accepts(self) -> bool | None:
        return _accepts_short(self.told, self.length)

    @Worked
    def accepts_short(self) -> bool:
        return self._accepts is True

    @Worked
    def refuses_short(self) -> bool:
        return self._accepts is False

    @Worked
    def to_grow(self) -> bool:
        """Hair is to grow, so pigment alone over an open top will not do."""
        return self._accepts is False or (self._accepts is None and (self.grow or self.surgery_wanted))

    @Worked
    def medicine_refused(self) -> bool:
        return medicine_refused(self.told)


def _length(findings: Findings) -> HairLength | None:
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
