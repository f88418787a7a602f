"""The rules for scars, for women's patterns, and for loss that is not pattern loss."""

from consultations.planning import protocol, rules_pattern
from consultations.planning.gates import areata_quiet
from consultations.planning.loss import FRONTAL
from consultations.planning.picture import Picture
from consultations.planning.rulings import LENGTH, Own, Ruling, Said, told, transplant
from consultations.planning.scars import ScarView
from consultations.planning.sentences import other as said
from consultations.planning.sentences import pattern
from patients.vocabulary import Diagnosis, Goal, Miniaturization, Quality, Sex
from patients.vocabulary import OptionCode as O

WISH = ("age_years", "wishes.asked_for", "wishes.goals", "hair.worn", "wishes.hair_length")

# What rules without figures say of single options
OWN_R21: Own = {
    O.DEFER_MEDICAL: (said.WIDER, said.MEDICINE_AT_FIRST),
    O.SMP_ONLY: (said.WIDER, said.CHANGES_LITTLE),
}
OWN_R21_TRIED: Own = {
    O.SMP_ONLY: (said.WIDER, said.TRIED_LIGHTLY),
    O.DEFER_MEDICAL: (said.WIDER, said.MEDICINE_GOES_ON),
}
OWN_R22_ASKED: Own = {
    O.SMP_ONLY: (said.ALONG_PARTING, said.CLEARLY_WIDER),
    O.DEFER_MEDICAL: (said.CLEARLY_WIDER, said.MEDICINE_GOES_ON),
}
OWN_R22: Own = {
    O.DEFER_MEDICAL: (said.CLEARLY_WIDER, said.MEDICINE_THEN_PIGMENT),
    O.SMP_ONLY: (said.ALONG_PARTING, said.CLEARLY_WIDER),
}
OWN_EDGE: Own = {O.FUE_ONLY: (said.FRONT_EDGE, said.AFTER_CHECK), O.SMP_ONLY: (pattern.FULLER_LOOK, said.FRONT_EDGE)}

GRAFTED = (O.FUE_ONLY, O.TRANSPLANT_STAGED, O.COMBINATION)

# --- scars ------------------------------------------------------------------------------------------------------------


def scars(p: Picture) -> tuple[Ruling, ...]:
    """A ruling for every scar, the first told ranking; each rule once."""
    found: dict[str, Ruling] = {}
    for view in p.scars:
        ruling = _scar(p, view)
        found.setdefault(ruling.rule, ruling)
    aged = _aged(p, O.SCAR_SMP)
    used_up = rules_pattern.r11(p) if (p.pattern.now or p.pattern.final) is not None else None
    return (*aged, *found.values(), *((used_up,) if used_up else ()))


def _aged(p: Picture, code: O) -> tuple[Ruling, ...]:
    """Past the age of caution pigment comes before any surgery (R29)."""
    age = p.told.age_years
    if age is None or age <= p.book[protocol.OLD_AGE]:
        return ()
    facts = (pattern.OLD(age=age),)
    own = {code: (pattern.FULLER_LOOK, *facts), O.REFER: (*facts, pattern.FIT_FOR_SURGERY)}
    return (Ruling("R29", (code, O.REFER), facts, ("age_years",), own),)


def _scar(p: Picture, view: ScarView) -> Ruling:
    if view.shaped:
        return _r17(view)
    if view.kind == "dots":
        return _r18(view)
    if view.kind == "other":
        return _r19(p, view)
    return _r16(p, view) if _grafts_first(p, view) else _r15(p, view)


def _grafts_first(p: Picture, view: ScarView) -> bool:
    """A wide line, or hair long enough to cover it, speaks for grafts; a wish for pigment that can do it does not."""
    if not grafts_possible(p):
        return False
    covered = p.aims.grow and not _fuller_wanted(p)  # fullness wanted as well: pigment does both
    return (view.wide or covered) and not (pigment_chosen(p) and not (view.wide and p.aims.grow))


def _fuller_wanted(p: Picture) -> bool:
    """Fullness beside the scar; powder over the scar alone, where no hair is thin, does not ask for it."""
    thin = p.pattern.now is not None or p.pattern.final is not None
    return p.aims.fullness and (thin or bool({Goal.DENSITY, Goal.FULL_COVERAGE}.intersection(p.told.wishes.goals)))


def pigment_chosen(p: Picture) -> bool:
    """Pigment is asked for, and surgery is not."""
    return p.aims.smp_wanted and not p.aims.surgery_wanted


def grafts_possible(p: Picture) -> bool:
    """Whether the donor can spare grafts for a scar."""
    return not p.used_up and not p.donor_thins and p.left >= p.book[protocol.TEST_GRAFTS].high


def _r15(p: Picture, view: ScarView) -> Ruling:
    codes = (O.SCAR_SMP, O.FUE_ONLY, O.COMBINATION)
    if view.wide:  # pigment was asked for, or there is no hair to graft with
        own: Own = {O.SCAR_SMP: (said.SOFTENS, said.WIDE), O.FUE_ONLY: (said.WIDE, said.HAIR_IN_SCAR)}
        return Ruling("R15", codes, (said.WIDE,), (view.key, *told(p, *LENGTH)), own)
    line = said.FLAT_LINE if view.told_flat else said.TAKEN_AS_FLAT
    own = {O.SCAR_SMP: (line, said.FEW_SESSIONS), O.FUE_ONLY: (line, said.HAIR_IN_SCAR)}
    return Ruling("R15", codes, (line,), (view.key, *told(p, *LENGTH)), own)


def _r16(p: Picture, view: ScarView) -> Ruling:
    facts = (said.WIDE if view.wide else said.LONG_HAIR,)
    codes = (O.FUE_ONLY, O.COMBINATION, O.SCAR_SMP)
    own = {O.FUE_ONLY: (*facts, said.GRAFTS_FIRST), O.SCAR_SMP: (said.SOFTENS, *facts)}
    return Ruling("R16", codes, facts, (view.key, *told(p, *LENGTH)), own)


def _r17(view: ScarView) -> Ruling:
    own = {O.SCAR_SMP: (said.SHAPE_SHOWS, said.SMOOTHED_FIRST)}
    return Ruling("R17", (O.SCAR_SMP, O.FUE_ONLY), (said.SHAPE_SHOWS,), (view.key,), own)


def _r18(view: ScarView) -> Ruling:
    own = {O.SCAR_SMP: (said.DOTS, said.PIGMENT_BETWEEN, said.LONGER_HELPS)}
    return Ruling("R18", (O.SCAR_SMP, O.NONE), (said.DOTS, said.LONGER_HELPS), (view.key,), own)


def _r19(p: Picture, view: ScarView) -> Ruling:
    facts: Said = (said.OTHER_CAUSE if p.told.scars else said.LIKE_A_SCAR,)
    if pigment_chosen(p) and not (view.wide and p.aims.grow):
        own: Own = {O.SCAR_SMP: (*facts, said.WITHOUT_SURGERY)}
        keys = (view.key, *told(p, *WISH))
        return Ruling("R19", (O.SCAR_SMP, O.FUE_ONLY, O.COMBINATION), facts, keys, own)
    if grafts_possible(p):
        test = said.TEST_GRAFTS(grown=p.book[protocol.SCAR_SURVIVAL].likely)
        own = dict.fromkeys(GRAFTED, (*facts, test)) | {O.SCAR_SMP: (said.SOFTENS, *facts)}
        return Ruling("R19", (O.FUE_ONLY, O.SCAR_SMP, O.COMBINATION), facts, (view.key,), own)
    own = {O.SCAR_SMP: (*facts, said.LITTLE_TO_SPARE), O.FUE_ONLY: (*facts, said.NO_GRAFTS_TO_SPARE)}
    return Ruling("R19", (O.SCAR_SMP, O.FUE_ONLY), facts, (view.key,), own)


# --- women ------------------------------------------------------------------------------------------------------------


def ludwig(p: Picture) -> tuple[Ruling, ...]:
    """Widening of the part: R21 and R22, and surgery only from a sound donor after medicine."""
    now = p.pattern.now or p.pattern.final
    keys = told(p, "loss.grade", "loss.scale", "loss.zones", "loss.extent", "donor.miniaturization", "sex")
    if now is not None and now.likely == "L1" and p.drug_tried and p.aims.smp_wanted:
        return (Ruling("R21", (O.SMP_ONLY, O.DEFER_MEDICAL), (said.WIDER,), keys, OWN_R21_TRIED),)
    if now is not None and now.likely == "L1":
        return (Ruling("R21", (O.DEFER_MEDICAL, O.SMP_ONLY), (said.WIDER,), keys, OWN_R21),)
    if not donor_sound(p):
        most = (O.DEFER_MEDICAL, O.SMP_ONLY, O.DECLINE_SURGERY)
        if p.drug_tried or pigment_chosen(p):
            most = (O.SMP_ONLY, O.DEFER_MEDICAL, O.DECLINE_SURGERY)
            keys = (*keys, *told(p, *WISH, "medication.months"))
            return (Ruling("R22", most, (said.CLEARLY_WIDER,), keys, OWN_R22_ASKED),)
        return (Ruling("R22", most, (said.CLEARLY_WIDER,), keys, OWN_R22),)
    larger = transplant(p, O.STRIP)
    codes: tuple[O, ...] = (O.DEFER_MEDICAL, O.SMP_ONLY, larger, O.COMBINATION)
    facts = (said.SOUND_BACK, said.CAUSES_AND_MEDICINE)
    if p.drug_tried or p.aims.medicine_refused:
        codes = (larger, O.SMP_ONLY, O.COMBINATION)
        facts = (said.SOUND_BACK, said.CAUSES)
    return (Ruling("R23", codes, facts, keys, {O.SMP_ONLY: (said.ALONG_PARTING, said.SOUND_BACK)}),)


def donor_sound(p: Picture) -> bool:
    """Whether something tells that the donor holds; in women silence does not (R22)."""
    donor = p.told.donor
    if p.donor_thins or donor.quality is Quality.LOW:
        return False
    by_measure = donor.miniaturization_pct is not None
    by_word = donor.miniaturization is Miniaturization.NONE or donor.quality in (Quality.AVERAGE, Quality.HIGH)
    return by_measure or by_word


def high_hairline(p: Picture) -> bool:
    """A woman who wants a lower hairline, without loss of pattern."""
    goals = set(p.told.wishes.goals)
    if p.told.sex is not Sex.FEMALE or not goals & {Goal.HAIRLINE, Goal.FRONT}:
        return False
    if p.kind in (None, Diagnosis.NONE):
        return True
    lost = p.told.loss
    only_in_front = lost.grade is None and bool(lost.zones) and set(lost.zones) <= FRONTAL
    return only_in_front or (p.pattern.now is not None and p.pattern.now.likely == "I")


def line_recedes(p: Picture) -> bool:
    """A woman whose front line alone is said to move back, whatever she wants (gate G4's question)."""
    lost = p.told.loss
    only_in_front = lost.grade is None and bool(lost.zones) and set(lost.zones) <= FRONTAL
    return p.told.sex is Sex.FEMALE and lost.progressing is True and only_in_front


def front_edge(p: Picture) -> tuple[Ruling, ...]:
    """A high front line, or one lost at the edge (R23)."""
    facts = (said.FRONT_EDGE,)
    second = O.SCAR_SMP if p.scars else O.SMP_ONLY
    keys = told(p, "sex", "loss.diagnosis", "loss.active", "loss.progressing", "wishes.goals", "donor.quality")
    still_pulled = p.told.loss.active or p.told.loss.progressing
    if p.kind is Diagnosis.TRACTION and still_pulled:
        own = OWN_EDGE | dict.fromkeys((O.DEFER, O.FUE_ONLY), (said.FRONT_EDGE, said.TIGHT_STYLES))
        return (Ruling("R23", (O.DEFER, second, O.FUE_ONLY), facts, keys, own),)
    if still_pulled and p.kind is not Diagnosis.SCARRING:
        own = {O.REFER: (said.LINE_MOVES, said.SKIN_DOCTOR)}
        return (Ruling("R23", (O.REFER, O.DEFER_MEDICAL, O.FUE_ONLY), (said.LINE_MOVES,), keys, own),)
    if p.kind is Diagnosis.TRACTION and pigment_chosen(p):
        return (Ruling("R23", (second, O.FUE_ONLY), facts, (*keys, *told(p, *WISH)), OWN_EDGE),)
    return (*_aged(p, second), Ruling("R23", (O.FUE_ONLY, second, O.COMBINATION), facts, keys, OWN_EDGE))


# --- other loss -------------------------------------------------------------------------------------------------------


def areata(p: Picture) -> tuple[Ruling, ...]:
    keys = told(p, "loss.diagnosis", "loss.active", "loss.stable_months")
    if p.kind is Diagnosis.ALOPECIA_TOTALIS:
        return (Ruling("R24", (O.SMP_ONLY,), (pattern.CLIPPED_LOOK, said.NO_DONOR), keys),)
    if not areata_quiet(p, p.book[protocol.AREATA_SMP_MONTHS]):
        own: Own = {O.DEFER: (said.PATCHES_MOVE, said.WAITING_SHOWS)}
        return (Ruling("G5", (O.DEFER, O.SMP_ONLY), (said.PATCHES_MOVE,), keys, own),)
    facts = (said.PATCHES_QUIET, said.MAY_COME_BACK)
    own = {O.SMP_ONLY: (said.BLENDS_PATCHES, *facts)}
    if _grafts_in_patches(p):
        codes = (O.FUE_ONLY, O.SMP_ONLY)
        keys = (*keys, *told(p, "loss.confirmed", "wishes.surgery", "wishes.asked_for"))
        return (Ruling("G5", codes, facts, keys, own | {O.FUE_ONLY: (said.PATCHES_AT_REST, *facts)}),)
    return (Ruling("G5", (O.SMP_ONLY, O.FUE_ONLY), facts, keys, own),)


def _grafts_in_patches(p: Picture) -> bool:
    """Surgery asked for, and a doctor or a biopsy says that the patches have been at rest long enough."""
    lost, months = p.told.loss, p.book[protocol.AREATA_SURGERY_MONTHS]
    at_rest = lost.confirmed is True and lost.active is False and (lost.stable_months or 0) >= months
    return at_rest and p.aims.surgery_wanted and not p.aims.smp_wanted


def scarlike(p: Picture) -> tuple[Ruling, ...]:
    """Scarring alopecia at rest, traction, and loss in one place of known cause."""
    if p.kind is Diagnosis.TRACTION or (p.told.sex is Sex.FEMALE and p.kind is Diagnosis.SCARRING):
        return (*front_edge(p), *scars(p))
    if p.kind is Diagnosis.LOCAL and p.told.loss.active:
        facts = (said.STILL_ACTIVE, said.CALM_FIRST)
        return (Ruling("R19", (O.DEFER, O.SCAR_SMP), facts, ("loss.active",)), *scars(p))
    return scars(p)


def temporary(p: Picture) -> tuple[Ruling, ...]:
    keys = told(p, "loss.diagnosis", "loss.active")
    return (Ruling("G4", (O.DEFER, O.DEFER_MEDICAL), (said.PASSES,), keys, {O.DEFER: (said.LOOK_AGAIN,)}),)


def to_refer(p: Picture) -> tuple[Ruling, ...]:
    keys = told(p, "loss.diagnosis")
    if p.kind is Diagnosis.TRICHOTILLOMANIA:
        return (Ruling("G4", (O.REFER, O.DEFER), (said.WHAT_LIES_BEHIND,), keys),)
    own = {O.REFER: (said.CAUSE_FIRST, said.SKIN_DOCTOR)}
    return (Ruling("G4", (O.REFER, O.DEFER), (said.CAUSE_FIRST,), keys, own),)


def nothing_lost(p: Picture) -> tuple[Ruling, ...]:
    return (Ruling("R1", (O.NONE,), (said.NO_LOSS, pattern.NOTHING_TO_DO), told(p, "loss.diagnosis")),)
