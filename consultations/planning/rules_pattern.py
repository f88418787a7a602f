"""The rules for pattern loss on the Norwood scale, in the order in which they are asked."""

from collections.abc import Callable
from dataclasses import replace

from consultations.planning import grafts, protocol, sizes
from consultations.planning.loss import SEVERITY
from consultations.planning.picture import Picture
from consultations.planning.ranges import Range
from consultations.planning.recommendation import Demand
from consultations.planning.rulings import LENGTH, SUPPLY, Own, Ruling, Said, no_line, told, transplant
from consultations.planning.sentences import pattern as said
from consultations.planning.units import Grafts
from consultations.planning.words import Sentence
from patients.vocabulary import Beard, DrugResponse, DrugUse, Goal, Laxity, Speed, Technique
from patients.vocabulary import OptionCode as O

GRADE = ("loss.grade", "loss.between", "loss.zones", "loss.extent")
SHORTAGE = (*GRADE, "loss.expected_grade", *SUPPLY, *LENGTH)

# What rules without figures say of single options
OWN_R8: Own = {
    O.SMP_ONLY: (said.SPARES_DONOR, said.NEVER_DENSE),
    O.COMBINATION: (said.MOSTLY_PIGMENT, said.NEVER_DENSE),
}
OWN_G6: Own = {O.SMP_ONLY: (said.SPARES_DONOR, said.DONOR_THINS)}
OWN_G6_MEDICINE: Own = OWN_G6 | {O.DEFER_MEDICAL: (said.DONOR_THINS, said.MEDICINE_FIRST)}
OWN_REPAIR: Own = {
    O.COMBINATION: (said.WORK_SHOWS, said.SOFTER_LINE, said.BETWEEN_GRAFTS),
    O.SMP_ONLY: (said.BETWEEN_GRAFTS, said.WORK_SHOWS),
    O.FUE_ONLY: (said.SOFTER_LINE, said.WORK_SHOWS),
}
OWN_R7: Own = {
    O.COMBINATION: (said.END_STAGE_DENSER, said.DENSITY_BEHIND),
    O.SMP_ONLY: (said.FULLER_LOOK, said.END_STAGE_DENSER),
}
OWN_R2: Own = {O.SMP_ONLY: (said.FULLER_LOOK, said.SMALL_MOVING)}
OWN_R2_ASKED: Own = OWN_R2 | {O.DEFER_MEDICAL: (said.ASKED_FOR_MEDICINE, said.SMALL_MOVING, said.STAND_ALONE)}


def r1(p: Picture) -> Ruling | None:
    now, aims = p.pattern.now, p.aims
    if now is None or SEVERITY[now.likely] > SEVERITY["II"]:
        return None
    wish = aims.cover or aims.surgery_wanted or aims.smp_wanted
    if now.likely == "II" and (wish or p.told.loss.progressing or _moved_lately(p)):
        return None
    facts = (said.MATURE_LINE,)
    own = {O.NONE: (said.MATURE_LINE, said.NOTHING_TO_DO)}
    return Ruling("R1", (O.NONE, O.DEFER_MEDICAL), facts, told(p, *GRADE), own)


def _moved_lately(p: Picture) -> bool:
    """Told to stand still, but not for years."""
    months = p.told.loss.stable_months
    return months is not None and months < p.book[protocol.STABLE_MONTHS]


def r29(p: Picture) -> Ruling | None:
    age = p.told.age_years
    if age is None or age <= p.book[protocol.OLD_AGE]:
        return None
    facts = (said.OLD(age=age),)
    own = {O.SMP_ONLY: (said.FULLER_LOOK, *facts), O.REFER: (*facts, said.FIT_FOR_SURGERY)}
    return Ruling("R29", (O.SMP_ONLY, O.REFER), facts, ("age_years",), own)


def r11(p: Picture) -> Ruling | None:
    if not p.used_up:
        return None
    beard = (O.FUE_ONLY,) if beard_open(p) else ()
    facts = (said.USED_UP, *_taken(p.supply.used))
    own = {O.SMP_ONLY: (said.BEHIND_THE_LINE, *facts), O.FUE_ONLY: (said.BEARD, said.USED_UP)}
    keys = told(p, "donor.depleted", "donor.prior_grafts", "donor.prior_method", "donor.operations", *GRADE)
    return Ruling("R11", (O.SMP_ONLY, *beard, O.NONE), facts, keys, own)


def _taken(used: Range[Grafts]) -> Said:
    """What earlier surgery took, when anything is known to be taken."""
    if used.low < used.high:
        return (said.TAKEN_ABOUT(low=used.low, high=used.high),)
    return (said.TAKEN(grafts=used.high),) if used.high else ()


def beard_open(p: Picture) -> bool:
    """Whether beard hair can stand in for a donor that is used up."""
    good = p.told.donor.beard in (Beard.FAIR, Beard.GOOD)
    return good and p.aims.fue and Technique.BEARD_GRAFTS not in p.told.wishes.refuses


def r28(p: Picture) -> Ruling | None:
    floor, left = p.book[protocol.AVAILABLE_FLOOR], min(p.left, _by_method(p))
    if not p.supply.low_density and left >= floor:
        return None
    facts = said.TOO_FEW(grafts=left) if left >= 2 else said.HARDLY_ANY
    second = O.COMBINATION
    if p.supply.low_density:
        facts = said.TOO_THIN
    elif p.left >= floor:
        facts, second = said.FEW_ONE_BY_ONE(grafts=left), O.STRIP
    own = {O.SMP_ONLY: (said.SPARES_DONOR, facts), O.COMBINATION: (said.MOSTLY_PIGMENT,)}
    return Ruling("R28", (O.SMP_ONLY, second), (facts,), told(p, *SUPPLY, "donor.prior_method"), own)


def _by_method(p: Picture) -> Grafts:
    """What the donor can still give the usual way: by FUE what is left below its limit, unless a strip is the way."""
    by_fue = p.supply.fue_used > 0 and p.aims.fue and not _for_strip(p)
    small = p.want is not None and p.want.likely <= p.fue_left
    return max(Grafts(0), p.fue_left) if by_fue and not small else p.left


def r8(p: Picture) -> Ruling | None:
    if not p.pattern.a_pattern or not p.supply.very_low:
        return None
    codes = (O.SMP_ONLY, O.COMBINATION, O.DECLINE_SURGERY)
    return Ruling("R8", codes, (said.NEVER_DENSE,), told(p, "loss.grade", *SUPPLY), OWN_R8)


def g6(p: Picture) -> Ruling | None:
    """What remains when the donor thins: medicine and pigment, in the order of the person's wish."""
    if not p.donor_thins:
        return None
    rather_pigment = (p.aims.smp_wanted and not p.aims.refuses_short) or p.aims.medicine_refused or p.drug_tried
    codes = (O.SMP_ONLY, O.DEFER_MEDICAL) if rather_pigment else (O.DEFER_MEDICAL, O.SMP_ONLY)
    keys = told(p, "loss.diffuse", "donor.miniaturization", "donor.miniaturization_pct", "wishes.asked_for")
    return Ruling("G6", codes, (said.DONOR_THINS,), keys, OWN_G6 if rather_pigment else OWN_G6_MEDICINE)


def r14(p: Picture) -> Ruling | None:
    if not p.aims.refuses_short or p.aims.surgery_open or not p.pattern.at_least("V"):
        return None
    keys = told(p, "loss.grade", "wishes.surgery", *LENGTH)
    own = {O.REFER: (said.TOO_OPEN, said.OTHER_WAYS)}
    return Ruling("R14", (O.REFER, O.DEFER_MEDICAL, O.NONE), (said.TOO_OPEN,), keys, own)


def r10(p: Picture) -> Ruling | None:
    if p.demand is None or not p.shortage or not p.aims.to_grow or beyond_any_donor(p):
        return None
    codes = (O.COMBINATION, O.TRANSPLANT_STAGED, O.SMP_ONLY)
    figures = _shortage(p, p.demand)
    keys = told(p, *SHORTAGE)
    if p.told.loss.progressing and waits_for_medicine(p):
        codes = (O.DEFER_MEDICAL, O.COMBINATION, O.SMP_ONLY)
        keys = told(p, "age_years", "loss.progressing", *SHORTAGE)
    own = {
        O.COMBINATION: (said.FRAME, *figures),
        O.TRANSPLANT_STAGED: figures,
        O.SMP_ONLY: (said.CLIPPED_ONLY, said.MAY_RUN_OUT),
        O.DEFER_MEDICAL: (said.MEDICINE_IN_TIME, *figures),
    }
    return Ruling("R10", codes, (said.MAY_RUN_OUT,), keys, own, figures)


def repair(p: Picture) -> Ruling | None:
    """Earlier work to be softened, without a scar that was listed."""
    if Goal.FIX_EARLIER_WORK not in p.told.wishes.goals or p.shortage:
        return None
    keys = told(p, "wishes.goals", "donor.prior_method", "donor.prior_growth")
    if p.aims.smp_wanted and p.aims.accepts_short and not p.aims.surgery_wanted:
        return Ruling("S11", (O.SMP_ONLY, O.COMBINATION, O.FUE_ONLY), (said.WORK_SHOWS,), keys, OWN_REPAIR)
    if p.aims.surgery_wanted and not p.aims.smp_wanted:
        first = transplant(p, O.TRANSPLANT_STAGED) if p.want is not None else O.FUE_ONLY
        own = OWN_REPAIR | {first: OWN_REPAIR[O.FUE_ONLY]}
        return Ruling("S4", (first, O.COMBINATION, O.SMP_ONLY), (said.WORK_SHOWS,), keys, own)
    return Ruling("S11", (O.COMBINATION, O.SMP_ONLY, O.FUE_ONLY), (said.WORK_SHOWS,), keys, OWN_REPAIR)


def beyond_any_donor(p: Picture) -> bool:
    """Full coverage wanted where the donor is poor or the class is VII: no transplant meets that (S20 to S25)."""
    poor = p.supply.very_low or (p.pattern.now is not None and p.pattern.now.likely == "VII")
    outright = p.aims.grow or p.aims.refuses_short
    return Goal.FULL_COVERAGE in p.told.wishes.goals and poor and not outright


def r9(p: Picture) -> Ruling | None:
    if p.demand is None or not p.shortage or (p.aims.to_grow and not beyond_any_donor(p)):
        return None
    codes = (O.SMP_ONLY, O.COMBINATION, O.DECLINE_SURGERY)
    if beyond_any_donor(p):
        codes = (O.SMP_ONLY, O.DECLINE_SURGERY, O.COMBINATION)
    figures = _shortage(p, p.demand)
    own = {
        O.SMP_ONLY: figures if p.used_up else (said.COVERS_ALL, *figures),
        O.COMBINATION: (said.FRAME, figures[-1]),
    }
    return Ruling("R9", codes, (said.MAY_RUN_OUT,), told(p, *SHORTAGE), own, figures)


def _shortage(p: Picture, need: Demand) -> Said:
    """Need, surgeries and, where it is not used up, supply in figures: the reason against surgery (S20 to S23)."""
    total, later = p.supply.total, need.lifetime
    now = (_need(said.NOW, need.now, p.limit),) if need.now.high else ()
    in_time = (_need(said.LIFETIME, later, p.limit),) if later != need.now else ()
    if p.used_up:
        return (*now, *in_time)
    short = said.SUPPLY_EXACT(likely=total.likely)
    if p.want is not None and later.likely <= total.likely:
        short = said.ONE_BY_ONE_LEFT(left=max(0.0, p.fue_left), want=p.want.likely)
    elif total.low < total.high:
        short = said.SUPPLY(likely=total.likely, low=total.low, high=total.high)
    return (*now, *in_time, short)


def _need(words: said.Need, grafts: Range[Grafts], limit: Grafts) -> str:
    low, high = grafts.low, grafts.high
    if low == high:
        return words.exact(grafts=high)
    least, most = (max(1, -(-int(end) // limit)) for end in (low, high))
    if most == 1:
        return words.once(low=low, high=high)
    if least == most:
        return words.times(low=low, high=high, count=most, limit=limit)
    return words.between(low=low, high=high, least=least, most=most, limit=limit)


def r13(p: Picture) -> Ruling | None:
    aims = p.aims
    if not (aims.medicine_refused and p.told.loss.progressing and aims.accepts_short):
        return None
    keys = told(p, "medication.finasteride", "medication.minoxidil", "wishes.refuses", "loss.progressing", *LENGTH)
    own = {O.SMP_ONLY: (said.SHAVED_STYLE, said.NO_MEDICINE)}
    return Ruling("R13", (O.SMP_ONLY, O.DEFER), (said.NO_MEDICINE,), keys, own)


def s16(p: Picture) -> Ruling | None:
    """Pigment asked for, or surgery ruled out, and short hair not refused."""
    aims = p.aims
    if not aims.smp_open or aims.refuses_short or aims.surgery_wanted:
        return None
    chosen = aims.smp_wanted and (aims.accepts_short or not aims.surgery_open or not aims.grow)
    left_over = not aims.surgery_open and (p.pattern.at_least("III") or aims.accepts_short)
    if not chosen and not left_over:
        return None
    facts = (_why_pigment(p),)
    keys = told(p, "wishes.surgery", "wishes.asked_for", "wishes.goals", "wishes.refuses", *LENGTH)
    if asks_for_medicine(p):
        own: Own = {O.DEFER_MEDICAL: (said.PIGMENT_MAY_FOLLOW,), O.SMP_ONLY: (said.CLIPPED_LOOK, *facts)}
        return Ruling("S16", (O.DEFER_MEDICAL, O.SMP_ONLY), facts, keys, own)
    own = {O.SMP_ONLY: (said.CLIPPED_LOOK, *facts), O.DEFER_MEDICAL: (said.MEDICINE_BESIDE,)}
    return Ruling("S16", (O.SMP_ONLY, O.DEFER_MEDICAL), facts, keys, own)


def _why_pigment(p: Picture) -> str:
    aims = p.aims
    if aims.surgery_open:
        return said.PIGMENT_ASKED if aims.accepts_short else said.PIGMENT_FREE
    if not aims.surgery_refused:
        return said.NO_SURGERY_HERE
    return said.NO_SURGERY_SHORT if aims.accepts_short else said.NO_SURGERY_WISHED


def s11(p: Picture) -> Ruling | None:
    """Pigment asked for by one who wears the hair long: a real front line with pigment behind it."""
    aims = p.aims
    if not aims.smp_wanted or aims.surgery_wanted or not aims.combination_open or not (aims.grow or aims.refuses_short):
        return None
    codes = (O.COMBINATION, O.SMP_ONLY, transplant(p, O.TRANSPLANT_STAGED))
    own = {O.COMBINATION: (said.PIGMENT_LONG_HAIR, said.DENSITY_BEHIND), O.SMP_ONLY: (said.CLIPPED_ONLY,)}
    return Ruling("S11", codes, (said.PIGMENT_LONG_HAIR,), told(p, "wishes.asked_for", *LENGTH), own)


def s28(p: Picture) -> Ruling | None:
    """Fuller after an earlier transplant, and no wish for another: pigment instead of more surgeries (S5, S13, S28)."""
    aims = p.aims
    again = grafts.operated(p.told) and aims.fullness and not aims.surgery_wanted
    much = p.want is None or p.want.likely > _medium(p)
    if not again or not much or not aims.smp_open or aims.refuses_short or p.pattern.a_pattern:
        return None
    codes = (O.SMP_ONLY, O.COMBINATION, transplant(p, O.TRANSPLANT_STAGED))
    own = {O.SMP_ONLY: (said.FULLER_AGAIN, said.BETWEEN_HAIRS), O.COMBINATION: (*_fewer(p), said.FULLER_AGAIN)}
    return Ruling(
        "S28", codes, (said.FULLER_AGAIN,), told(p, "donor.prior_grafts", "donor.prior_method", "wishes.goals"), own
    )


def asks_for_medicine(p: Picture) -> bool:
    """Whether medicine is what the person asks for, and nothing else."""
    asked = Technique.MEDICATION in p.told.wishes.asked_for
    return asked and not p.aims.surgery_wanted and not p.aims.smp_wanted and not p.drug_tried


def r7(p: Picture) -> Ruling | None:
    if not p.pattern.a_pattern or not p.aims.fullness:
        return None
    codes = (O.COMBINATION, O.FUE_ONLY, O.SMP_ONLY)
    return Ruling("R7", codes, (said.END_STAGE_DENSER,), told(p, "loss.grade", "wishes.goals"), OWN_R7)


def r6(p: Picture) -> Ruling | None:
    if not p.pattern.a_pattern:
        return None
    first = transplant(p, O.STRIP if _for_strip(p) else O.TRANSPLANT_STAGED)
    keys = told(p, "loss.grade", *SUPPLY, *LENGTH)
    own: Own = {O.COMBINATION: (*_fewer(p), said.END_STAGE), O.SMP_ONLY: (said.FULLER_LOOK, said.END_STAGE)}
    return Ruling("R6", (first, O.COMBINATION, O.SMP_ONLY), (said.END_STAGE, said.CAN_GIVE), keys, own)


def r2(p: Picture) -> Ruling | None:
    now = p.pattern.now
    if now is None or now.likely not in ("II", "IIa", "III") or p.want is None or p.want.likely > p.limit:
        return None
    keys = told(p, *GRADE, "age_years", "loss.progressing", "loss.stable_months", "wishes.goals")
    if waits_for_medicine(p):
        codes = (O.DEFER_MEDICAL, O.FUE_ONLY, O.SMP_ONLY)
        moving = (said.SMALL_MOVING, said.STAND_ALONE)
        own = OWN_R2_ASKED if asks_for_medicine(p) else OWN_R2
        return Ruling("R2", codes, moving, keys, own)
    facts = (_of_size(said.SMALL, p.want.likely),)
    codes = (O.FUE_ONLY, O.DEFER_MEDICAL, O.SMP_ONLY)
    own = {O.SMP_ONLY: (said.FULLER_LOOK, *facts), O.DEFER_MEDICAL: (said.KEEPS_SMALL,)}
    return Ruling("R2", codes, facts, keys, own)


def _of_size(words: Sentence, grafts: Grafts) -> str:
    return words(grafts=grafts) if grafts >= 2 else said.TINY


def waits_for_medicine(p: Picture) -> bool:
    """Whether a moving or very young pattern speaks for medicine before a small surgery."""
    if not p.medicine_open or p.drug_tried or _not_borne(p):
        return False
    if asks_for_medicine(p):
        return True
    age = p.told.age_years
    young = age is not None and age < p.book[protocol.EARLY_AGE if _pace_unknown(p) else protocol.YOUNG_AGE]
    early = age is not None and age < p.book[protocol.UNSTABLE_AGE]
    return young or (p.told.loss.progressing is True and (early or p.told.loss.speed is Speed.FAST))


def _pace_unknown(p: Picture) -> bool:
    """Nothing tells whether the loss stands still, nor whether medicine is taken."""
    lost, drugs = p.told.loss, p.told.medication
    told_of = (lost.progressing, lost.stable_months, lost.speed, drugs.finasteride, drugs.minoxidil, drugs.months)
    return all(one is None for one in told_of)


def _not_borne(p: Picture) -> bool:
    """Medicine was stopped for its side effects, and none is taken or wanted."""
    drugs = p.told.medication
    uses = {drugs.finasteride, drugs.minoxidil}
    still_open = uses & {DrugUse.TAKING, DrugUse.WILLING}
    return drugs.response is DrugResponse.SIDE_EFFECTS and DrugUse.STOPPED in uses and not still_open


def r5(p: Picture) -> Ruling | None:
    if p.want is None or p.want.likely <= _medium(p) or not (p.aims.grow or _for_strip(p)):
        return None
    facts = (said.STRIP_THEN_SINGLE(grafts=p.want.likely),)
    codes = (O.FUE_STRIP_STAGED, O.COMBINATION, O.SMP_ONLY)
    return Ruling("R5", codes, facts, told(p, *GRADE, *SUPPLY, *LENGTH), _with_pigment(p, facts))


def r4(p: Picture) -> Ruling | None:
    if p.want is None or not p.limit < p.want.likely <= _medium(p) or not _for_strip(p):
        return None
    facts = (said.MORE_THAN_ONE(grafts=p.want.likely),)
    codes = (O.STRIP, O.TRANSPLANT_STAGED, O.COMBINATION)
    own = _with_pigment(p, facts) | {O.STRIP: (*facts, said.HIDDEN_LINE)}
    return Ruling("R4", codes, facts, told(p, *GRADE, "donor.laxity", *LENGTH), own)


def _for_strip(p: Picture) -> bool:
    """Hair worn long, or a strip asked for by one who does not cut it close, and a scalp that allows it."""
    asked = Technique.STRIP in p.told.wishes.asked_for and not p.aims.close
    return (p.aims.grow or asked) and _strip_suits(p)


def _strip_suits(p: Picture) -> bool:
    return p.told.donor.laxity is not Laxity.TIGHT


def _medium(p: Picture) -> float:
    return max(p.book[protocol.MEDIUM_DEMAND], 2 * p.limit)


def r3(p: Picture) -> Ruling | None:
    if p.want is None:
        return None
    first = transplant(p, O.TRANSPLANT_STAGED)
    facts = (_of_size(said.GRAFTS_NEEDED, p.want.likely),)
    codes = (first, O.COMBINATION, O.STRIP if first is not O.FUE_ONLY else O.SMP_ONLY)
    own = _with_pigment(p, facts) | {O.FUE_ONLY: (*facts, no_line(p))}
    # the decision table's R3 is for more than one session's worth; a small area stands on the archive's own rule
    rule = "S4" if p.want.likely <= p.book[protocol.FUE_SESSION] else "R3"
    return Ruling(rule, codes, facts, told(p, *GRADE, "loss.bald_area_cm2", "wishes.goals", *LENGTH), own)


def _with_pigment(p: Picture, facts: Said) -> Own:
    """What speaks for the options with pigment where a transplant of that size ranks."""
    return {O.COMBINATION: (*_fewer(p), *facts), O.SMP_ONLY: (said.FULLER_LOOK, *facts)}


def _fewer(p: Picture) -> Said:
    """That pigment saves grafts, where it does."""
    if p.want is None:
        return (said.FEWER_GRAFTS,)
    alone = min(p.want.likely, sizes.most(p, O.TRANSPLANT_STAGED).likely)
    return (said.FEWER_GRAFTS,) if sizes.front(p).likely < alone else ()


# Rules about the person and the donor come first; the first that fires ranks. Rules about size follow when none did.
FIRST: tuple[Callable[[Picture], Ruling | None], ...] = (
    r1,
    r29,
    g6,
    r11,
    r28,
    r8,
    r14,
    repair,
    r10,
    r9,
    r13,
    s16,
    s11,
    s28,
)
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
        own = {**ruling.own, O.DEFER_MEDICAL: (said.ASKED_FOR_MEDICINE,)}
        return replace(ruling, codes=(O.DEFER_MEDICAL, *ruling.codes), own=own)
    own = {**ruling.own, O.DEFER_MEDICAL: (said.MEDICINE_IN_TIME,)}
    asked = p.aims.surgery_wanted or p.aims.smp_wanted
    if p.told.loss.progressing and not asked:
        return replace(ruling, codes=(O.DEFER_MEDICAL, *ruling.codes), own=own)  # nothing was asked for, nothing done
    return replace(ruling, codes=(ruling.codes[0], O.DEFER_MEDICAL, *ruling.codes[1:]), own=own)
