"""The whole picture of one person: what was told, and everything that is worked out from it once."""

from dataclasses import dataclass, replace

from consultations.planning import aims as aiming
from consultations.planning import grafts, loss, pigment, protocol, scars
from consultations.planning.aims import Aims
from consultations.planning.findings import Findings, Scar
from consultations.planning.grafts import Supply
from consultations.planning.loss import Pattern
from consultations.planning.ranges import Range, exactly
from consultations.planning.recommendation import Demand
from consultations.planning.scars import ScarView
from patients.vocabulary import Contrast, Diagnosis, DrugUse, Goal, Miniaturization, ScarCause, Zone

SCARLIKE = frozenset({Diagnosis.LOCAL, Diagnosis.SCARRING, Diagnosis.TRACTION})


@dataclass(frozen=True, slots=True)
class Picture:
    told: Findings
    pattern: Pattern
    aims: Aims
    supply: Supply
    demand: Demand | None
    zones: dict[str, float]  # the thin zones that are to be treated, with their shares
    want: Range | None  # grafts that those zones need now
    scars: tuple[ScarView, ...]
    scar_led: bool
    contrast: Contrast | None
    limit: int  # grafts in one FUE session
    used_up: bool
    donor_thins: bool
    shortage: bool
    moving: bool
    drug_tried: bool

    @property
    def kind(self) -> Diagnosis | None:
        return self.pattern.kind

    @property
    def left(self) -> float:
        """Grafts that the donor can likely still give, never below zero."""
        return max(0.0, self.supply.available.likely)


def see(told: Findings) -> Picture:
    """Work out the picture from the findings."""
    pattern, wishes = loss.see(told), aiming.see(told)
    held = grafts.supply(told, pattern)
    need = grafts.demand(told, pattern)
    zones = aiming.wanted_zones(told, pattern.shares)
    want = _want(need, pattern, zones)
    seen = _scars(told, pattern)
    used_up = _used_up(told, held)
    return Picture(
        told=told,
        pattern=pattern,
        aims=wishes,
        supply=held,
        demand=need,
        zones=zones,
        want=want,
        scars=seen,
        scar_led=_scar_led(told, pattern, wishes, seen),
        contrast=pigment.contrast(told),
        limit=grafts.session_limit(told),
        used_up=used_up,
        donor_thins=donor_thins(told, pattern),
        shortage=_shortage(need, want, held, wishes),
        moving=_moving(told),
        drug_tried=_drug_tried(told),
    )


def _want(need: Demand | None, pattern: Pattern, zones: dict[str, float]) -> Range | None:
    if need is None or not need.now.high:
        return None
    weight = protocol.ZONE_WEIGHT.value
    whole = sum(share * weight.get(zone, 1.0) for zone, share in pattern.shares.items())
    part = sum(share * weight.get(zone, 1.0) for zone, share in zones.items())
    return (need.now * (part / whole)).whole() if whole else need.now


def _scars(told: Findings, pattern: Pattern) -> tuple[ScarView, ...]:
    seen = tuple(scars.see(scar, n) for n, scar in enumerate(told.scars or ()))
    if seen:
        return seen
    if pattern.kind not in SCARLIKE:
        unlisted = replace(scars.see(Scar(cause=_left_by(told)), 0), key="wishes.goals")
        return (unlisted,) if Goal.SCAR in told.wishes.goals else ()
    cause = ScarCause(told.loss.cause.value) if told.loss.cause else ScarCause.OTHER
    view = replace(scars.see(Scar(cause=cause), 0), key="loss.diagnosis", kind="other", zone="scar")
    measured = told.loss.bald_area_cm2
    return (replace(view, area=exactly(max(1, round(measured)))) if measured is not None else view,)


def _left_by(told: Findings) -> ScarCause | None:
    """What left a scar that is spoken of but not listed, from the earlier surgery."""
    method = told.donor.prior_method
    return ScarCause(method.value) if method and method.value in set(ScarCause) else None


def _scar_led(told: Findings, pattern: Pattern, wishes: Aims, seen: tuple[ScarView, ...]) -> bool:
    """Whether the plan is about a scar; with thin zones to cover as well the scar is a later stage (R20)."""
    if not seen:
        return False
    if pattern.kind in SCARLIKE:
        return True
    if pattern.kind is Diagnosis.NONE:
        return True
    if wishes.cover:
        return pattern.kind is None and wishes.scar and not told.donor.depleted
    small = pattern.kind is None or (pattern.now is not None and pattern.now.likely in ("I", "II"))
    return wishes.scar or small


def _used_up(told: Findings, held: Supply) -> bool:
    """Whether more grafts would not be productive: by a clinician's word, else by the count (R11)."""
    if told.donor.depleted is not None:
        return told.donor.depleted
    if grafts.operated(told) and Zone.DONOR in told.loss.zones:
        return True  # thin where grafts were taken: harvested too far
    return held.used.likely > 0 and (held.fue_left <= 0 or held.available.likely <= 0)


def donor_thins(told: Findings, pattern: Pattern) -> bool:
    """Whether the donor thins with the rest: a measure first, then words (G6)."""
    donor, lost = told.donor, told.loss
    if donor.miniaturization_pct is not None:
        return donor.miniaturization_pct > protocol.MINIATURIZATION_LIMIT.value
    if donor.miniaturization is not None:
        return donor.miniaturization is Miniaturization.MARKED
    if lost.diffuse is not None:
        return lost.diffuse
    if pattern.kind is not Diagnosis.PATTERN or grafts.operated(told):
        return False
    sound = donor.quality is not None or grafts.fu_density(donor) is not None
    everywhere = Zone.ALL in lost.zones and lost.grade is None and not sound
    return Zone.DONOR in lost.zones or everywhere


def _shortage(need: Demand | None, want: Range | None, held: Supply, wishes: Aims) -> bool:
    """Whether the donor cannot carry the loss to its end (S14, S23)."""
    if need is None:
        return False
    one_by_one = want is not None and not wishes.strip and want.likely > held.fue_left
    return one_by_one or need.lifetime.likely > held.total.likely


def _moving(told: Findings) -> bool:
    """Whether the pattern moves: as told; young and not told counts as moving."""
    lost = told.loss
    if lost.progressing is not None:
        return lost.progressing
    if lost.stable_months is not None:
        return lost.stable_months < protocol.DRUG_TRIAL_MONTHS.value
    young = told.age_years is not None and told.age_years < protocol.YOUNG_AGE.value
    return lost.speed is not None or young


def _drug_tried(told: Findings) -> bool:
    """Whether a medicine was given a full trial."""
    taken = {told.medication.finasteride, told.medication.minoxidil} & {DrugUse.TAKING, DrugUse.STOPPED}
    full = (told.medication.months or 0) >= protocol.DRUG_TRIAL_MONTHS.value
    return full and (bool(taken) or not _uses(told))


def _uses(told: Findings) -> bool:
    return told.medication.finasteride is not None or told.medication.minoxidil is not None
