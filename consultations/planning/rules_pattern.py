"""The rules for pattern loss on the Norwood scale, in the order in which they are asked."""

from collections.abc import Callable
from dataclasses import replace

from consultations.planning import protocol
from consultations.planning.loss import SEVERITY
from consultations.planning.picture import Picture
from consultations.planning.recommendation import Demand
from consultations.planning.rulings import LENGTH, SUPPLY, Ruling, thousands, told, transplant
from patients.vocabulary import Beard, Goal, Laxity, Speed, Technique
from patients.vocabulary import OptionCode as O

GRADE = ("loss.grade", "loss.between", "loss.zones", "loss.extent")


def r1(p: Picture) -> Ruling | None:
    now, aims = p.pattern.now, p.aims
    if now is None or SEVERITY[now.likely] > SEVERITY["II"]:
        return None
    wish = aims.cover or aims.surgery_wanted or aims.smp_wanted
    if now.likely == "II" and (wish or p.told.loss.progressing):
        return None
    facts = "Your front line is that of a grown man. That is not hair loss."
    return Ruling("R1", (O.NONE, O.DEFER_MEDICAL), facts, "Nothing needs to be done now.", told(p, *GRADE))


def r29(p: Picture) -> Ruling | None:
    age = p.told.age_years
    if age is None or age <= p.book[protocol.OLD_AGE]:
        return None
    facts = f"At {age} surgery is a strain that few people need."
    return Ruling("R29", (O.SMP_ONLY, O.REFER), facts, "Pigment gives a fuller look without it.", ("age_years",))


def r11(p: Picture) -> Ruling | None:
    if not p.used_up:
        return None
    beard = (O.FUE_ONLY,) if beard_open(p) else ()
    taken = p.supply.used
    facts = (
        f"Earlier surgery has used about {thousands(taken.low, taken.high)} grafts and the donor area is used up. "
        "More grafts would add little."
    )
    advice = "Pigment goes into the thin areas behind your present hairline."
    keys = told(p, "donor.depleted", "donor.prior_grafts", "donor.prior_method", "donor.operations", *GRADE)
    return Ruling("R11", (O.SMP_ONLY, *beard, O.NONE), facts, advice, keys)


def beard_open(p: Picture) -> bool:
    """Whether beard hair can stand in for a donor that is used up."""
    good = p.told.donor.beard in (Beard.FAIR, Beard.GOOD)
    return good and p.aims.fue and Technique.BEARD_GRAFTS not in p.told.wishes.refuses


def r28(p: Picture) -> Ruling | None:
    few = p.supply.available.likely < p.book[protocol.AVAILABLE_FLOOR]
    if not p.supply.low_density and not few:
        return None
    facts = f"The donor area can give about {p.left:,.0f} grafts. That is too little to be worth a scar."
    if p.supply.low_density:
        facts = "The hair at the back and sides is too thin to take much from it."
    advice = "Pigment gives a fuller look without taking hair."
    return Ruling("R28", (O.SMP_ONLY, O.COMBINATION), facts, advice, told(p, *SUPPLY))


def r8(p: Picture) -> Ruling | None:
    if not p.pattern.a_pattern or not p.supply.very_low:
        return None
    facts = "Your loss will not spread much further, but your hair was never dense at the back and sides."
    codes = (O.SMP_ONLY, O.COMBINATION, O.DECLINE_SURGERY)
    return Ruling("R8", codes, facts, "Pigment comes first.", told(p, "loss.grade", *SUPPLY))


def g6(p: Picture) -> Ruling | None:
    """What remains when the donor thins: medicine and pigment, in the order of the person's wish."""
    if not p.donor_thins:
        return None
    facts = "The hair at the back and sides is thinning too, so grafts would not last."
    rather_pigment = (p.aims.smp_wanted and not p.aims.refuses_short) or p.aims.medicine_refused or p.drug_tried
    codes = (O.SMP_ONLY, O.DEFER_MEDICAL) if rather_pigment else (O.DEFER_MEDICAL, O.SMP_ONLY)
    advice = "Pigment needs no donor hair." if rather_pigment else "Medicine comes first; pigment needs no donor hair."
    keys = told(p, "loss.diffuse", "donor.miniaturization", "donor.miniaturization_pct", "wishes.asked_for")
    return Ruling("G6", codes, facts, advice, keys)


def r14(p: Picture) -> Ruling | None:
    if not p.aims.refuses_short or p.aims.surgery_open or not p.pattern.at_least("V"):
        return None
    facts = "The top is too open for pigment under longer hair, and surgery is ruled out."
    advice = "A doctor can talk with you about medicine or a hairpiece."
    keys = told(p, "loss.grade", "wishes.surgery", *LENGTH)
    return Ruling("R14", (O.REFER, O.DEFER_MEDICAL, O.NONE), facts, advice, keys)


def r10(p: Picture) -> Ruling | None:
    if p.demand is None or not p.shortage or not p.aims.to_grow:
        return None
    codes = (O.COMBINATION, O.TRANSPLANT_STAGED, O.SMP_ONLY)
    advice = "A few grafts make a real front line that can grow, and pigment fills behind it."
    return Ruling(
        "R10", codes, shortage_in_words(p, p.demand), advice, told(p, *GRADE, "loss.expected_grade", *SUPPLY, *LENGTH)
    )


def repair(p: Picture) -> Ruling | None:
    """Earlier work to be softened, without a scar that was listed."""
    if Goal.FIX_EARLIER_WORK not in p.told.wishes.goals or p.shortage:
        return None
    facts = "Earlier work shows and is to look natural."
    advice = "A few fine grafts soften the front line, and pigment hides what shows between."
    keys = told(p, "wishes.goals", "donor.prior_method", "donor.prior_growth")
    return Ruling("S11", (O.COMBINATION, O.SMP_ONLY, O.FUE_ONLY), facts, advice, keys)


def r9(p: Picture) -> Ruling | None:
    if p.demand is None or not p.shortage:
        return None
    codes = (O.SMP_ONLY, O.COMBINATION, O.DECLINE_SURGERY)
    advice = "Pigment in a short-clipped style covers the whole area now, without surgery."
    return Ruling(
        "R9", codes, shortage_in_words(p, p.demand), advice, told(p, *GRADE, "loss.expected_grade", *SUPPLY, *LENGTH)
    )


def shortage_in_words(p: Picture, need: Demand) -> str:
    """Need, surgeries and supply in figures: the reason against surgery (S20 to S23)."""
    total, limit = p.supply.total, p.limit
    now, later = need.now, need.lifetime
    return (
        f"Covering the thin area takes {thousands(now.low, now.high)} grafts now, "
        f"{_surgeries(now.low, now.high, limit)} of {limit:,}, and {thousands(later.low, later.high)} in the end, "
        f"{_surgeries(later.low, later.high, limit)}. Your donor area holds about {total.likely:,.0f} in a lifetime "
        f"({thousands(total.low, total.high)}), so it may run out before the look is complete."
    )


def _surgeries(low: float, high: float, limit: float) -> str:
    least, most = (max(1, -(-int(one) // limit)) for one in (low, high))
    if least == most:
        return f"{least} surgery" if least == 1 else f"{least} surgeries"
    return f"{least} to {most} surgeries"


def r13(p: Picture) -> Ruling | None:
    aims = p.aims
    if not (aims.medicine_refused and p.told.loss.progressing and aims.accepts_short):
        return None
    facts = "You rule out medicine and the loss still moves. It will go on, and pigment will need additions."
    keys = told(p, "medication.finasteride", "medication.minoxidil", "wishes.refuses", "loss.progressing", *LENGTH)
    return Ruling("R13", (O.SMP_ONLY, O.DEFER), facts, "The shaved style with pigment allows that choice.", keys)


def s16(p: Picture) -> Ruling | None:
    """Pigment asked for, or surgery ruled out, and short hair not refused."""
    aims = p.aims
    if not aims.smp_open or aims.refuses_short or aims.surgery_wanted:
        return None
    chosen = aims.smp_wanted and (aims.accepts_short or not aims.surgery_open)
    left_over = not aims.surgery_open and (p.pattern.at_least("III") or aims.accepts_short)
    if not chosen and not left_over:
        return None
    facts = "You would rather not have surgery, and hair worn short is acceptable."
    if not aims.surgery_open and not aims.surgery_refused:
        facts = "Surgery is not given here."
    keys = told(p, "wishes.surgery", "wishes.asked_for", "wishes.goals", "wishes.refuses", *LENGTH)
    if asks_for_medicine(p):
        advice = "Medicine, as you asked, comes first; pigment can follow."
        return Ruling("S16", (O.DEFER_MEDICAL, O.SMP_ONLY), facts, advice, keys)
    return Ruling("S16", (O.SMP_ONLY, O.DEFER_MEDICAL), facts, "Pigment gives the look of a full, clipped head.", keys)


def asks_for_medicine(p: Picture) -> bool:
    """Whether medicine is what the person asks for, and nothing else."""
    asked = Technique.MEDICATION in p.told.wishes.asked_for
    return asked and not p.aims.surgery_wanted and not p.aims.smp_wanted and not p.drug_tried


def r7(p: Picture) -> Ruling | None:
    if not p.pattern.a_pattern or not p.aims.fullness:
        return None
    facts = "Your pattern is at its end, and you want it to look denser."
    codes = (O.COMBINATION, O.FUE_ONLY, O.SMP_ONLY)
    advice = "Grafts make a natural front line; pigment behind it gives the density."
    return Ruling("R7", codes, facts, advice, told(p, "loss.grade", "wishes.goals"))


def r6(p: Picture) -> Ruling | None:
    if not p.pattern.a_pattern:
        return None
    first = transplant(p, O.STRIP if p.aims.grow and _strip_suits(p) else O.TRANSPLANT_STAGED)
    facts = "Your pattern is at its end, and such patterns usually leave enough donor hair."
    advice = "A transplant can give what you want."
    return Ruling("R6", (first, O.COMBINATION, O.SMP_ONLY), facts, advice, told(p, "loss.grade", *SUPPLY, *LENGTH))


def r2(p: Picture) -> Ruling | None:
    now = p.pattern.now
    if now is None or now.likely not in ("II", "IIa", "III") or p.want is None or p.want.likely > p.limit:
        return None
    keys = told(p, *GRADE, "age_years", "loss.progressing", "loss.stable_months", "wishes.goals")
    if waits_for_medicine(p):
        facts = "The thin area is small, and the loss may still move."
        codes = (O.DEFER_MEDICAL, O.FUE_ONLY, O.SMP_ONLY)
        return Ruling("R2", codes, facts, "Medicine first; grafts placed now may stand alone later.", keys)
    facts = f"The thin area is small: about {p.want.likely:,.0f} grafts, one session."
    codes = (O.FUE_ONLY, O.DEFER_MEDICAL, O.SMP_ONLY)
    return Ruling("R2", codes, facts, "There a transplant can come close to natural density.", keys)


def waits_for_medicine(p: Picture) -> bool:
    """Whether a moving or very young pattern speaks for medicine before a small surgery."""
    if p.aims.medicine_refused or p.drug_tried:
        return False
    if asks_for_medicine(p):
        return True
    age = p.told.age_years
    young = age is not None and age < p.book[protocol.YOUNG_AGE]
    early = age is not None and age < p.book[protocol.UNSTABLE_AGE]
    return young or (p.told.loss.progressing is True and (early or p.told.loss.speed is Speed.FAST))


def r5(p: Picture) -> Ruling | None:
    if p.want is None or p.want.likely <= _medium(p) or not p.aims.grow:
        return None
    facts = f"The thin area takes about {p.want.likely:,.0f} grafts, and your donor area can carry that."
    codes = (O.FUE_STRIP_STAGED, O.COMBINATION, O.SMP_ONLY)
    advice = "A strip first and single grafts later get the most out of it."
    return Ruling("R5", codes, facts, advice, told(p, *GRADE, *SUPPLY, *LENGTH))


def r4(p: Picture) -> Ruling | None:
    if p.want is None or not p.limit < p.want.likely <= _medium(p) or not p.aims.grow or not _strip_suits(p):
        return None
    facts = f"The thin area takes about {p.want.likely:,.0f} grafts, more than one session of single grafts."
    codes = (O.STRIP, O.TRANSPLANT_STAGED, O.COMBINATION)
    advice = "With hair worn longer a strip gives them in one surgery; the line stays hidden."
    return Ruling("R4", codes, facts, advice, told(p, *GRADE, "donor.laxity", *LENGTH))


def _strip_suits(p: Picture) -> bool:
    return p.told.donor.laxity is not Laxity.TIGHT


def _medium(p: Picture) -> float:
    return max(p.book[protocol.MEDIUM_DEMAND], 2 * p.limit)


def r3(p: Picture) -> Ruling | None:
    if p.want is None:
        return None
    first = transplant(p, O.TRANSPLANT_STAGED)
    facts = f"The thin area takes about {p.want.likely:,.0f} grafts."
    advice = f"Single grafts, up to {p.limit:,} a session, leave no line, so hair can be worn short."
    codes = (first, O.COMBINATION, O.STRIP if first is not O.FUE_ONLY else O.SMP_ONLY)
    return Ruling("R3", codes, facts, advice, told(p, *GRADE, "loss.bald_area_cm2", "wishes.goals", *LENGTH))


# Rules about the person and the donor come first; the first that fires ranks. Rules about size follow when none did.
FIRST: tuple[Callable[[Picture], Ruling | None], ...] = (r1, r29, g6, r11, r28, r8, r14, repair, r10, r9, r13, s16)
BY_SIZE: tuple[Callable[[Picture], Ruling | None], ...] = (r7, r6, r2, r5, r4, r3)


def judge(p: Picture) -> tuple[Ruling, ...]:
    """The rules that fire: the first of them ranks, the others add their reasons to the options it names."""
    fired = [ruling for ruling in (rule(p) for rule in FIRST) if ruling is not None]
    if not fired:
        by_size = next((ruling for ruling in (rule(p) for rule in BY_SIZE) if ruling is not None), None)
        return (_with_medicine(p, by_size),) if by_size else ()
    first, *others = fired
    kept = (replace(one, codes=tuple(code for code in one.codes if code in first.codes)) for one in others)
    return (first, *kept)


def _with_medicine(p: Picture, ruling: Ruling) -> Ruling:
    """A moving pattern that no medicine has been tried for has medicine as its second way."""
    if O.DEFER_MEDICAL in ruling.codes or not waits_for_medicine(p):
        return ruling
    if asks_for_medicine(p):
        return replace(ruling, codes=(O.DEFER_MEDICAL, *ruling.codes), advice="Medicine, as you asked, comes first.")
    return replace(ruling, codes=(ruling.codes[0], O.DEFER_MEDICAL, *ruling.codes[1:]))
