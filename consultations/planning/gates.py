"""The gates G1 to G15 in their order: what ends, suspends or limits a plan before any rule ranks it."""

from collections.abc import Callable
from dataclasses import dataclass

from consultations.planning import protocol
from consultations.planning.codes import PIGMENT, PROCEDURES, STRIPS, SURGERY
from consultations.planning.loss import SEVERITY
from consultations.planning.picture import Picture
from consultations.planning.recommendation import Gate
from consultations.planning.rulebook import source
from consultations.planning.sentences import gates as said
from patients.vocabulary import Diagnosis, Goal, Surface
from patients.vocabulary import Medical as Health
from patients.vocabulary import OptionCode as O

NONE: frozenset[O] = frozenset()


@dataclass(frozen=True, slots=True)
class Bar:
    """A gate that fired, and what it does to the ranking."""

    gate: str
    effect: str
    text: str
    inputs: tuple[str, ...]
    lead: O | None = None  # what comes first
    watch: frozenset[O] | None = None  # only when the ranking would lead with one of these; None is always
    stops: frozenset[O] = NONE
    never: bool = False  # what is stopped is not to be offered at all
    hard: bool = False
    wait_days: int = 0

    def as_gate(self, *, held: bool) -> Gate:
        """The gate as the answer shows it; one that holds nothing up only limits."""
        return Gate(self.gate, self.effect if held else "limit", self.text, source(self.gate), self.inputs)


# Loss for which other gates speak before the donor is looked at
NOT_FROM_DONOR = frozenset(
    {
        Diagnosis.ALOPECIA_AREATA,
        Diagnosis.ALOPECIA_TOTALIS,
        Diagnosis.TELOGEN,
        Diagnosis.TRICHOTILLOMANIA,
        Diagnosis.UNEXPLAINED,
    }
)


def check(p: Picture) -> tuple[Bar, ...]:
    """Every gate that fires, in order."""
    fired = (gate(p) for gate in GATES)
    return tuple(bar for bar in fired if bar is not None)


def _medical(p: Picture, *asked: Health) -> bool:
    return p.told.medical is not None and not set(asked).isdisjoint(p.told.medical)


def _days(p: Picture, months: float) -> int:
    return round(months * p.book[protocol.DAYS_A_MONTH])


def g1(p: Picture) -> Bar | None:
    age, adult = p.told.age_years, p.book[protocol.ADULT_AGE]
    if age is None or age >= adult:
        return None
    text = said.UNDER_AGE(age=adult)
    wait = _days(p, (adult - age) * 12)
    return Bar("G1", "stop", text, ("age_years",), O.DECLINE_SURGERY, None, PROCEDURES, True, True, wait)


def _suspend(gate: str, text: str, lead: O, effect: str = "defer", wait_days: int = 0) -> Bar:
    keys = ("medical",)
    return Bar(gate, effect, text, keys, lead, None, PROCEDURES, hard=True, wait_days=wait_days)


def g2(p: Picture) -> Bar | None:
    if not _medical(p, Health.PREGNANT, Health.NURSING):
        return None
    return _suspend("G2", said.PREGNANT, O.DEFER)


def g3(p: Picture) -> Bar | None:
    asked = (
        Health.SCALP_INFECTION,
        Health.ACTIVE_DERMATITIS,
        Health.ACTIVE_PSORIASIS,
        Health.SUNBURN,
        Health.OPEN_WOUND,
    )
    if not _medical(p, *asked):
        return None
    return _suspend("G3", said.SORE_SCALP, O.DEFER, "clear_first", p.book[protocol.SORE_SCALP_DAYS])


def g4(p: Picture) -> Bar | None:
    inactive = p.told.loss.confirmed is True and p.told.loss.active is False
    if p.kind in (Diagnosis.SCARRING, Diagnosis.UNEXPLAINED) and not inactive:
        keys: tuple[str, ...] = ("loss.diagnosis", "loss.confirmed", "loss.active")
        return Bar("G4", "refer", said.UNEXPLAINED, keys, O.REFER, None, PROCEDURES, hard=True)
    if p.kind is Diagnosis.TELOGEN and p.told.loss.active is not False:
        keys = ("loss.diagnosis",)
        wait = p.book[protocol.SHEDDING_DAYS]
        return Bar("G4", "defer", said.SHEDDING, keys, O.DEFER, None, PROCEDURES, hard=True, wait_days=wait)
    if _medical(p, Health.UNEXAMINED_LESION):
        return Bar("G4", "refer", said.UNSEEN_MARK, ("medical",), O.REFER, None, PROCEDURES, hard=True)
    return None


def g5(p: Picture) -> Bar | None:
    if p.kind is Diagnosis.ALOPECIA_TOTALIS:
        return Bar("G5", "limit", said.TOTALIS, ("loss.diagnosis",), None, None, SURGERY, never=True)
    if p.kind is not Diagnosis.ALOPECIA_AREATA:
        return None
    keys = ("loss.diagnosis", "loss.active", "loss.stable_months")
    months = p.told.loss.stable_months
    for_smp, for_surgery = p.book[protocol.AREATA_SMP_MONTHS], p.book[protocol.AREATA_SURGERY_MONTHS]
    if areata_quiet(p, for_surgery) and months is not None:
        return None
    if areata_quiet(p, for_smp):
        text = said.AREATA_NO_SURGERY(months=for_surgery)
        return Bar("G5", "limit", text, keys, None, None, SURGERY, never=True)
    text = said.AREATA_WAIT(months=for_smp, surgery=for_surgery)
    wait = _days(p, for_smp - min(months or 0, for_smp - 1))
    return Bar("G5", "defer", text, keys, O.DEFER, None, PROCEDURES, wait_days=wait)


def areata_quiet(p: Picture, months: int) -> bool:
    """Whether the patches have been quiet so long; a clinician's "not active" without a date counts as a year."""
    lost = p.told.loss
    if lost.active:
        return False
    if lost.stable_months is None:
        return lost.active is False
    return lost.stable_months >= months


def g6(p: Picture) -> Bar | None:
    if not p.donor_thins or p.kind in NOT_FROM_DONOR:
        return None
    read = ("donor.miniaturization_pct", "donor.miniaturization", "loss.diffuse", "loss.zones")
    keys = tuple(key for key in read if key in p.told.told)
    unasked = not p.aims.surgery_wanted and (p.pattern.ludwig or p.aims.smp_wanted)
    if unasked or not p.aims.surgery_open:
        return Bar("G6", "limit", said.DONOR_THINS, keys, None, None, SURGERY, never=True)
    return Bar("G6", "stop", said.DONOR_THINS, keys, O.DECLINE_SURGERY, None, SURGERY, never=True)


def g7(p: Picture) -> Bar | None:
    if _medical(p, Health.BODY_DYSMORPHIA) or p.kind is Diagnosis.TRICHOTILLOMANIA:
        keys: tuple[str, ...] = ("medical",) if _medical(p, Health.BODY_DYSMORPHIA) else ("loss.diagnosis",)
        return Bar("G7", "refer", said.SPECIALIST, keys, O.REFER, None, PROCEDURES, True, True)
    nothing_left = not p.aims.smp_open and not p.aims.surgery_open and p.aims.medicine_refused
    if nothing_left and p.told.wishes.goals:
        keys = ("wishes.goals", "wishes.refuses")
        return Bar("G7", "refer", said.NOTHING_LEFT, keys, O.REFER, None, PROCEDURES, True, True)
    return None


def g8(p: Picture) -> Bar | None:
    if not _medical(p, Health.KELOID):
        return None
    return Bar("G8", "refer", said.RAISED_SCARS, ("medical",), O.REFER, PROCEDURES, STRIPS, never=True)


def g9(p: Picture) -> Bar | None:
    reacted = _medical(p, Health.PIGMENT_REACTION) or bool(p.told.smp.reaction)
    if not reacted and not _medical(p, Health.SARCOIDOSIS):
        return None
    keys = ("medical",) if not p.told.smp.reaction else ("smp.reaction",)
    watch = PIGMENT if reacted and not _medical(p, Health.SARCOIDOSIS) else PROCEDURES
    if reacted and p.aims.surgery_wanted:
        watch = watch - {O.COMBINATION}
    return Bar("G9", "refer", said.PIGMENT_REACTION, keys, O.REFER, watch, PIGMENT, never=True)


def g10(p: Picture) -> Bar | None:
    if not _medical(p, Health.ISOTRETINOIN, Health.CHEMOTHERAPY, Health.RADIOTHERAPY):
        return None
    days = p.book[protocol.WASHOUT_DAYS]
    text = said.WASHOUT(months=round(days / p.book[protocol.DAYS_A_MONTH]))
    return _suspend("G10", text, O.DEFER, wait_days=days)


def g11(p: Picture) -> Bar | None:
    asked = (
        Health.ANTICOAGULANT,
        Health.BLEEDING_DISORDER,
        Health.UNCONTROLLED_DIABETES,
        Health.UNCONTROLLED_PRESSURE,
        Health.IMMUNOSUPPRESSED,
        Health.HEART_VALVE,
    )
    if not _medical(p, *asked):
        return None
    return _suspend("G11", said.CLEARANCE, O.REFER, "clear_first")


def g12(p: Picture) -> Bar | None:
    months = p.told.donor.months_since_surgery
    least, density = p.book[protocol.SMP_AFTER_SURGERY_MONTHS]
    if months is None or months >= density:
        return None
    keys = ("donor.months_since_surgery",)
    if months < least:
        text = said.TRANSPLANT_NEW(months=least)
        return Bar("G12", "defer", text, keys, O.DEFER, PROCEDURES, PROCEDURES, wait_days=_days(p, least - months))
    text = said.TRANSPLANT_GROWING(months=density)
    only = frozenset({O.SMP_ONLY})
    return Bar("G12", "defer", text, keys, O.DEFER, only, only, wait_days=_days(p, density - months))


def g13(p: Picture) -> Bar | None:
    waiting = [view for view in p.scars if view.waits]
    if not waiting:
        return None
    raised = any(scar.surface is Surface.RAISED or scar.changing for scar in p.told.scars or ())
    text = said.SCAR_RAISED if raised else said.SCAR_YOUNG(months=p.book[protocol.SCAR_MONTHS][0])
    ready = len(waiting) < len(p.scars)
    stops = frozenset({O.SCAR_SMP}) if not p.scar_led else PROCEDURES - {O.SMP_ONLY}
    keys = tuple(view.key for view in waiting)
    wait = _days(p, max(view.wait_months for view in waiting))
    effect = "clear_first" if raised else "defer"
    if ready or not p.scar_led:
        return Bar("G13", "limit", text, keys, wait_days=wait, stops=NONE if ready else stops)
    return Bar("G13", effect, text, keys, O.DEFER, stops, stops, wait_days=wait)


def g14(p: Picture) -> Bar | None:
    age, young = p.told.age_years, p.book[protocol.YOUNG_AGE]
    if age is None or age >= young or p.kind is not Diagnosis.PATTERN:
        return None
    only_a_scar = p.scar_led and Goal.SCAR in p.told.wishes.goals
    if not p.moving or p.drug_tried or only_a_scar or not _has_loss(p):
        return None
    trial = p.book[protocol.DRUG_TRIAL_MONTHS]
    text = said.YOUNG(age=young, months=trial)
    keys = ("age_years", "loss.progressing", "medication.months")
    wait = _days(p, trial - (p.told.medication.months or 0))
    if age < p.book[protocol.ADULT_AGE]:  # no medicine for hair is for a child
        return Bar("G14", "limit", said.END_NOT_KNOWN(age=young), keys, None, None, SURGERY)
    return Bar("G14", "defer", text, keys, O.DEFER_MEDICAL, None, SURGERY, wait_days=max(0, wait))


def _has_loss(p: Picture) -> bool:
    now = p.pattern.now
    if now is not None and now.likely == "II" and not p.told.loss.progressing and not p.aims.cover:
        return p.aims.surgery_wanted  # a mature line, not said to move and without a wish, is no loss (R1)
    return now is None or SEVERITY[now.likely] > SEVERITY["I"]


def g15(p: Picture) -> Bar | None:
    asked = p.told.wishes.grafts_per_session
    if asked is None or not p.aims.surgery_open:
        return None
    a_day = asked / p.told.wishes.consecutive_days
    if a_day <= min(p.limit, p.supply.fue_yield) and asked <= max(0.0, p.supply.available.high):
        return None
    keys = ("wishes.grafts_per_session", "wishes.consecutive_days", "clinic.fue_grafts_per_session")
    by_strip = min(p.supply.strip_yield, p.supply.available.high) if p.aims.strip else 0
    if p.aims.strip and a_day <= by_strip:
        text = said.BY_STRIP(asked=asked, limit=p.limit) if a_day > p.limit else said.BY_STRIP_FOR_YIELD(asked=asked)
        unclear = frozenset({O.DEFER}) if p.demand is None else NONE
        return Bar("G15", "limit", text, keys, O.STRIP, SURGERY | unclear)
    too_many = a_day > p.limit
    text = said.TOO_MANY(asked=asked, limit=p.limit) if too_many else said.TOO_MANY_FOR_DONOR(asked=asked)
    return Bar("G15", "limit", text, keys, O.REJECT_SESSION_SIZE)


GATES: tuple[Callable[[Picture], Bar | None], ...] = (
    g1,
    g2,
    g3,
    g4,
    g5,
    g6,
    g7,
    g8,
    g9,
    g10,
    g11,
    g12,
    g13,
    g14,
    g15,
)
