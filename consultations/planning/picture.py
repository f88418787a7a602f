"""The whole picture of one person: what was told, and everything that is worked out from it once."""

from dataclasses import replace

from consultations.planning import aims as aiming
from consultations.planning import grafts, pigment, protocol, scars
from consultations.planning.aims import Aims
from consultations.planning.book import Book
from consultations.planning.findings import Findings, Scar
from consultations.planning.grafts import Supply
from consultations.planning.loss import Pattern
from consultations.planning.parts import Watch, Whole, Worked
from consultations.planning.ranges import Range
from consultations.planning.recommendation import Demand
from consultations.planning.scars import ScarView
from consultations.planning.units import Cm2, Grafts
from patients.vocabulary import (
    Contrast,
    Diagnosis,
    DrugResponse,
    DrugUse,
    Extent,
    Goal,
    Miniaturization,
    Quality,
    ScarCause,
    Sex,
    Zone,
)

SCARLIKE = frozenset({Diagnosis.LOCAL, Diagnosis.SCARRING, Diagnosis.TRACTION})


class Picture(Whole):
    """One person: what was told, the numbers in force, and everything that is worked out from both, once."""

    def __init__(self, told: Findings, book: Book, watch: Watch | None = None) -> None:
        self.told = told
        self.book = book
        self.watch = watch
        self.pattern = Pattern(told, book, watch)
        self.aims = Aims(told, watch)
        self.supply = Supply(told, self.pattern, book, watch)

    @Worked
    def demand(self) -> Demand | None:
        return grafts.demand(self.told, self.pattern, self.book)

    @Worked
    def zones(self) -> dict[str, float]:
        """The thin zones that are to be treated, with their shares."""
        return aiming.wanted_zones(self.told, self.pattern.shares) or _line_alone(self)

    @Worked
    def want(self) -> Range[Grafts] | None:
        """Grafts that those zones need now."""
        return _want(self)

    @Worked
    def scars(self) -> tuple[ScarView, ...]:
        return _scars(self)

    @Worked
    def scar_led(self) -> bool:
        """Whether the plan is about a scar; with thin zones to cover as well the scar is a later stage (R20)."""
        return _scar_led(self)

    @Worked
    def contrast(self) -> Contrast | None:
        return pigment.contrast(self.told, self.book)

    @Worked
    def limit(self) -> Grafts:
        """Grafts in one FUE session."""
        return grafts.session_limit(self.told, self.book)

    @Worked
    def used_up(self) -> bool:
        """Whether more grafts would not be productive: by a clinician's word, else by the count (R11)."""
        return _used_up(self)

    @Worked
    def donor_thins(self) -> bool:
        """Whether the donor thins with the rest: a measure first, then words (G6)."""
        return _donor_thins(self)

    @Worked
    def shortage(self) -> bool:
        """Whether the donor cannot carry the loss to its end (S14, S23)."""
        return _shortage(self)

    @Worked
    def medicine_open(self) -> bool:
        """Medicines may be spoken of: the person is not against them, and not known to be under age."""
        age = self.told.age_years
        return not self.aims.medicine_refused and (age is None or age >= self.book[protocol.ADULT_AGE])

    @Worked
    def moving(self) -> bool:
        """Whether the pattern moves: as told; young and not told counts as moving."""
        return _moving(self)

    @Worked
    def drug_tried(self) -> bool:
        """Whether a medicine was given a full trial."""
        return _drug_tried(self)

    @Worked
    def kind(self) -> Diagnosis | None:
        return self.pattern.kind

    @Worked
    def guess_widens(self) -> bool:
        """Whether a guess at what was taken only widens: it closes the donor to nothing small (a scar, one session)."""
        return _guess_widens(self)

    @property
    def left(self) -> Grafts:
        """Grafts that the donor can still give, never below zero: likely, or at best where a guess must not decide."""
        held = self.supply.available
        return max(Grafts(0), held.high if self.guess_widens else held.likely)

    @property
    def fue_left(self) -> Grafts:
        """Grafts that FUE alone may still take; may be below zero."""
        return self.supply.fue_left_at_best if self.guess_widens else self.supply.fue_left


def _line_alone(p: Picture) -> dict[str, float]:
    """The front line, where nothing is thin and a lower line is all that is wanted."""
    goals = set(p.told.wishes.goals)
    whole = p.kind in (None, Diagnosis.NONE) and not p.scar_led
    return {"hairline": 1.0} if whole and goals and goals <= {Goal.HAIRLINE, Goal.FRONT} else {}


def _want(p: Picture) -> Range[Grafts] | None:
    need = p.demand
    if need is None or not need.now.high:
        return None
    weight = p.book[protocol.ZONE_WEIGHT]
    whole = sum(share * weight.get(zone, 1.0) for zone, share in p.pattern.shares.items())
    part = sum(share * weight.get(zone, 1.0) for zone, share in p.zones.items())
    return (need.now * (part / whole)).whole() if whole else need.now


def _scars(p: Picture) -> tuple[ScarView, ...]:
    told = p.told
    seen = tuple(scars.see(scar, n, p.book) for n, scar in enumerate(told.scars or ()))
    if seen:
        return seen
    if _overharvested(p):
        return (replace(scars.see(Scar(cause=ScarCause.FUE), 0, p.book), key="loss.zones"),)
    if p.kind not in SCARLIKE:
        if Goal.SCAR not in told.wishes.goals:
            return ()
        return (replace(scars.see(Scar(cause=_left_by(told)), 0, p.book), key="wishes.goals"),)
    cause = ScarCause(told.loss.cause.value) if told.loss.cause else ScarCause.OTHER
    view = replace(scars.see(Scar(cause=cause), 0, p.book), key="loss.diagnosis", kind="other", zone="scar")
    area = _area_of(p)
    return (replace(view, area=area) if area is not None else view,)


def _area_of(p: Picture) -> Range[Cm2] | None:
    """How large the place is: as measured; where an illness took the hair, as the zones or a class tell."""
    area = p.pattern.area
    if area is None or (p.told.loss.diagnosis is Diagnosis.LOCAL and p.told.loss.bald_area_cm2 is None):
        return None
    return area.each(lambda cm2: max(1, round(cm2)))


def _guess_widens(p: Picture) -> bool:
    if p.told.donor.prior_grafts is not None or p.told.donor.depleted or not p.supply.used.width:
        return False
    small = p.want is not None and p.want.likely <= p.limit
    return (p.scar_led or small) and p.supply.available.high > 0


def _overharvested(p: Picture) -> bool:
    """Thin only where grafts were taken (R18)."""
    lost = p.told.loss
    return set(lost.zones) == {Zone.DONOR} and grafts.operated(p.told)


def _left_by(told: Findings) -> ScarCause | None:
    """What left a scar that is spoken of but not listed, from the earlier surgery."""
    method = told.donor.prior_method
    return ScarCause(method.value) if method and method.value in set(ScarCause) else None


def _scar_led(p: Picture) -> bool:
    if not p.scars:
        return False
    if p.kind in SCARLIKE or p.kind is Diagnosis.NONE:
        return True
    if p.aims.cover:
        return p.kind is None and p.aims.scar and not p.told.donor.depleted
    now, lost = p.pattern.now, p.told.loss
    alone = lost.grade is None and _overharvested(p)
    small = p.kind is None or alone or (now is not None and now.likely in ("I", "II"))
    return p.aims.scar or small


def _used_up(p: Picture) -> bool:
    told, held = p.told, p.supply
    if told.donor.depleted is not None:
        return told.donor.depleted
    if grafts.operated(told) and Zone.DONOR in told.loss.zones:
        return True  # thin where grafts were taken: harvested too far
    if p.guess_widens:
        return False
    return held.used.likely > 0 and (held.fue_left <= 0 or held.available.likely <= 0)


def _donor_thins(p: Picture) -> bool:
    donor, lost = p.told.donor, p.told.loss
    if donor.miniaturization_pct is not None:
        return donor.miniaturization_pct > p.book[protocol.MINIATURIZATION_LIMIT]
    if donor.miniaturization is not None:
        return donor.miniaturization is Miniaturization.MARKED
    if lost.diffuse is not None:
        return lost.diffuse
    if p.kind is not Diagnosis.PATTERN or grafts.operated(p.told):
        return False
    sound = donor.quality is not None or p.supply.density is not None
    bald = lost.extent is Extent.SEVERE and p.told.sex is not Sex.FEMALE  # a bald top, not hair that thins all over
    everywhere = Zone.ALL in lost.zones and lost.grade is None and not sound and not bald
    return Zone.DONOR in lost.zones or everywhere


def _shortage(p: Picture) -> bool:
    if p.demand is None:
        return False
    held, total = p.supply, p.supply.total
    one_by_one = p.want is not None and not p.aims.strip and p.want.likely > p.fue_left
    limited = p.told.donor.quality is Quality.LOW and held.density is None  # called limited: its low end counts
    return one_by_one or p.demand.lifetime.likely > (grafts.limited(held) if limited else total.likely)


def _moving(p: Picture) -> bool:
    told, lost = p.told, p.told.loss
    if lost.progressing is not None:
        return lost.progressing
    if lost.stable_months is not None:
        return lost.stable_months < p.book[protocol.DRUG_TRIAL_MONTHS]
    young = told.age_years is not None and told.age_years < p.book[protocol.YOUNG_AGE]
    return lost.speed is not None or young


def _drug_tried(p: Picture) -> bool:
    told = p.told
    taken = {told.medication.finasteride, told.medication.minoxidil} & {DrugUse.TAKING, DrugUse.STOPPED}
    full = (told.medication.months or 0) >= p.book[protocol.DRUG_TRIAL_MONTHS]
    if told.medication.months is None and told.medication.response is DrugResponse.NONE:
        full = True  # judged to be without effect, so the trial is over
    return full and (bool(taken) or not _uses(told))


def _uses(told: Findings) -> bool:
    return told.medication.finasteride is not None or told.medication.minoxidil is not None
