"""The rules for scars, for women's patterns, and for loss that is not pattern loss."""

from consultations.planning import protocol
from consultations.planning.gates import areata_quiet
from consultations.planning.loss import FRONTAL
from consultations.planning.picture import Picture
from consultations.planning.rulings import LENGTH, Ruling, told, transplant
from consultations.planning.scars import ScarView
from patients.vocabulary import Diagnosis, Goal, Miniaturization, Quality, Sex, Wish
from patients.vocabulary import OptionCode as O

# --- scars ------------------------------------------------------------------------------------------------------------


def scars(p: Picture) -> tuple[Ruling, ...]:
    """A ruling for every scar, the first told ranking; each rule once."""
    found: dict[str, Ruling] = {}
    for view in p.scars:
        ruling = _scar(p, view)
        found.setdefault(ruling.rule, ruling)
    return tuple(found.values())


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
    pigment_asked = p.aims.smp_wanted and p.told.wishes.surgery is not Wish.YES
    return (view.wide or p.aims.grow) and not (pigment_asked and (p.aims.close or not view.wide))


def grafts_possible(p: Picture) -> bool:
    """Whether the donor can spare grafts for a scar."""
    return not p.used_up and not p.donor_thins and p.left >= p.book[protocol.TEST_GRAFTS].high


def _r15(p: Picture, view: ScarView) -> Ruling:
    facts = "The scar is a calm, flat line in hair that is still good."
    advice = "Pigment hides it well, in two or three short sessions."
    codes = (O.SCAR_SMP, O.FUE_ONLY, O.COMBINATION)
    return Ruling("R15", codes, facts, advice, (view.key, *told(p, *LENGTH)))


def _r16(p: Picture, view: ScarView) -> Ruling:
    facts = "The scar is wide." if view.wide else "Your hair is long enough to lie over the scar."
    advice = "Pigment grows no hair, so a few grafts are set into the scar first."
    codes = (O.FUE_ONLY, O.COMBINATION, O.SCAR_SMP)
    return Ruling("R16", codes, facts, advice, (view.key, *told(p, *LENGTH)))


def _r17(view: ScarView) -> Ruling:
    facts = "The scar is raised or hollow, so its shape will still show."
    advice = "It is treated or smoothed first; pigment then softens its colour."
    return Ruling("R17", (O.SCAR_SMP, O.FUE_ONLY), facts, advice, (view.key,))


def _r18(view: ScarView) -> Ruling:
    facts = "Small pale dots show where grafts were taken."
    advice = "Pigment between the hairs makes them hard to see. Hair worn a little longer helps too."
    return Ruling("R18", (O.SCAR_SMP, O.NONE), facts, advice, (view.key,))


def _r19(p: Picture, view: ScarView) -> Ruling:
    facts = "The scar comes from an injury, a burn, an illness or surgery."
    if grafts_possible(p):
        advice = "A few test grafts first; about four in five grow in such scars. The rest follow when they do."
        return Ruling("R19", (O.FUE_ONLY, O.SCAR_SMP, O.COMBINATION), facts, advice, (view.key,))
    advice = "The donor area has little to spare, so pigment comes first."
    return Ruling("R19", (O.SCAR_SMP, O.FUE_ONLY), facts, advice, (view.key,))


# --- women ------------------------------------------------------------------------------------------------------------


def ludwig(p: Picture) -> tuple[Ruling, ...]:
    """Widening of the part: R21 and R22, and surgery only from a sound donor after medicine."""
    now = p.pattern.now or p.pattern.final
    keys = told(p, "loss.grade", "loss.scale", "loss.zones", "loss.extent", "donor.miniaturization", "sex")
    if now is not None and now.likely == "L1":
        facts = "The part is a little wider. At this stage pigment may change little that others can see."
        return (Ruling("R21", (O.DEFER_MEDICAL, O.SMP_ONLY), facts, "Medicine with a doctor comes first.", keys),)
    if not donor_sound(p):
        facts = "The part is clearly wider, and in most women the hair at the back is thinner too."
        most = (O.DEFER_MEDICAL, O.SMP_ONLY, O.DECLINE_SURGERY)
        advice = "Medicine comes first; pigment along the part can be added, with the hair kept long."
        return (Ruling("R22", most, facts, advice, keys),)
    facts = "The part is clearly wider, and the hair at the back is sound."
    larger = transplant(p, O.STRIP)
    codes: tuple[O, ...] = (O.DEFER_MEDICAL, O.SMP_ONLY, larger, O.COMBINATION)
    if p.drug_tried or p.aims.medicine_refused:
        codes = (larger, O.SMP_ONLY, O.COMBINATION)
    return (Ruling("R23", codes, facts, "Causes are looked for and medicine is tried before surgery.", keys),)


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


def front_edge(p: Picture) -> tuple[Ruling, ...]:
    """A high front line, or one lost at the edge (R23)."""
    facts = "The front line is high or was lost at the edge, and the hair elsewhere holds."
    second = O.SCAR_SMP if p.scars else O.SMP_ONLY
    keys = told(p, "sex", "loss.diagnosis", "loss.active", "loss.progressing", "wishes.goals", "donor.quality")
    still_pulled = p.told.loss.active or p.told.loss.progressing
    if p.kind is Diagnosis.TRACTION and still_pulled:
        advice = "Tight styles have to stop first; then we see what comes back."
        return (Ruling("R23", (O.DEFER, second, O.FUE_ONLY), facts, advice, keys),)
    return (Ruling("R23", (O.FUE_ONLY, second, O.COMBINATION), facts, "After a check-up, grafts can fill it.", keys),)


# --- other loss -------------------------------------------------------------------------------------------------------


def areata(p: Picture) -> tuple[Ruling, ...]:
    keys = told(p, "loss.diagnosis", "loss.active", "loss.stable_months")
    if p.kind is Diagnosis.ALOPECIA_TOTALIS:
        facts = "The hair is gone all over, so there is no donor area."
        return (Ruling("R24", (O.SMP_ONLY,), facts, "Pigment gives the look of a clipped head.", keys),)
    if not areata_quiet(p, p.book[protocol.AREATA_SMP_MONTHS]):
        facts = "The patches may still change."
        return (Ruling("G5", (O.DEFER, O.SMP_ONLY), facts, "Waiting shows whether the hair comes back.", keys),)
    facts = "The patches have been quiet for a year or more."
    advice = "Pigment can blend them. Hair may still come back, or new patches may come."
    return (Ruling("G5", (O.SMP_ONLY, O.FUE_ONLY), facts, advice, keys),)


def scarlike(p: Picture) -> tuple[Ruling, ...]:
    """Scarring alopecia at rest, traction, and loss in one place of known cause."""
    if p.kind is Diagnosis.TRACTION or (p.told.sex is Sex.FEMALE and p.kind is Diagnosis.SCARRING):
        return (*front_edge(p), *scars(p))
    if p.kind is Diagnosis.LOCAL and p.told.loss.active:
        facts = "What caused the loss is still active."
        return (Ruling("R19", (O.DEFER, O.SCAR_SMP), facts, "It has to be calm first.", ("loss.active",)), *scars(p))
    return scars(p)


def temporary(p: Picture) -> tuple[Ruling, ...]:
    facts = "This kind of shedding usually passes by itself."
    keys = told(p, "loss.diagnosis", "loss.active")
    return (Ruling("G4", (O.DEFER, O.DEFER_MEDICAL), facts, "We look again in six months.", keys),)


def to_refer(p: Picture) -> tuple[Ruling, ...]:
    facts = "The cause of the loss has to be known first."
    return (Ruling("G4", (O.REFER, O.DEFER), facts, "A skin doctor looks at it.", told(p, "loss.diagnosis")),)


def nothing_lost(p: Picture) -> tuple[Ruling, ...]:
    facts = "No hair loss was found."
    return (Ruling("R1", (O.NONE,), facts, "Nothing needs to be done now.", told(p, "loss.diagnosis")),)
