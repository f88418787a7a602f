"""Which rules speak to a picture, and in which order they rank; the last rules act on the ranking of the first."""

from dataclasses import replace

from consultations.planning import protocol, rules_other, rules_pattern, sizes
from consultations.planning.codes import SURGERY, TRANSPLANTS
from consultations.planning.picture import SCARLIKE, Picture
from consultations.planning.rulings import LENGTH, Own, Ruling, Said, told
from consultations.planning.sentences import pattern as said
from patients.vocabulary import Contrast, Diagnosis, Technique
from patients.vocabulary import OptionCode as O

WITHOUT_CLASS = frozenset({"R29", "R11", "R28", "R13", "S16", "G6", "S11", "S28"})  # rules that need no class
OWN_R12: Own = dict.fromkeys(TRANSPLANTS, (said.CONTRAST,)) | {
    O.COMBINATION: (said.CONTRAST, said.LESS_CONTRAST),
    O.SMP_ONLY: (said.DARKER_SKIN,),
}
OWN_R26: Own = {O.SMP_ONLY: (said.SAME_DAY,), O.COMBINATION: (said.PIGMENT_THEN_GRAFTS,)}
OTHER = {
    Diagnosis.ALOPECIA_AREATA: rules_other.areata,
    Diagnosis.ALOPECIA_TOTALIS: rules_other.areata,
    Diagnosis.TELOGEN: rules_other.temporary,
    Diagnosis.UNEXPLAINED: rules_other.to_refer,
    Diagnosis.TRICHOTILLOMANIA: rules_other.to_refer,
}


def judge(p: Picture) -> tuple[Ruling, ...]:
    """Every ruling, the one that ranks first; never empty."""
    asked = _track(p)
    rulings = tuple(ruling for ruling in (open_to(p, one) for one in asked) if ruling.codes)
    if not rulings:
        return (_nothing_open(p, asked[0]) if asked else _r30(),)
    for change in (_r12, _r26):
        more = change(p, rulings[0])
        if more is not None:
            rulings = (more, *rulings)
    return rulings


def _track(p: Picture) -> tuple[Ruling, ...]:
    """The rules of the person's main question."""
    if p.kind in OTHER:
        return OTHER[p.kind](p)
    tracks = (
        (p.kind in SCARLIKE, rules_other.scarlike),
        (p.scar_led, rules_other.scars),
        (rules_other.high_hairline(p) or rules_other.line_recedes(p), rules_other.front_edge),
        (p.kind is Diagnosis.NONE, rules_other.nothing_lost),
        (p.pattern.ludwig and (p.pattern.now or p.pattern.final) is not None, rules_other.ludwig),
    )
    return next((track for holds, track in tracks if holds), _pattern)(p)


def _pattern(p: Picture) -> tuple[Ruling, ...]:
    loss_known = p.demand is not None
    asked = p.aims.cover or p.aims.scar or p.aims.smp_wanted
    if not loss_known and not asked and not p.used_up and not p.donor_thins:
        return _medicine_first(p)
    rulings = rules_pattern.judge(p)
    if not loss_known:
        full = _fullness(p)
        rulings = tuple(one for one in rulings if one.rule in WITHOUT_CLASS)
        rulings = (*rulings, full) if full else rulings
        rulings = rulings or _medicine_first(p)
    elif _too_little(p) and rulings and rulings[0].rule != "R1":
        rulings = (_r30(), *rulings)
    return rulings


def _medicine_first(p: Picture) -> tuple[Ruling, ...]:
    """A pattern without a class, early or moving and untreated: medicine meanwhile (S29)."""
    if p.kind is not Diagnosis.PATTERN or not rules_pattern.waits_for_medicine(p):
        return ()
    keys = told(p, "age_years", "loss.progressing", "loss.speed", "medication.months")
    own = {O.DEFER_MEDICAL: (said.PACE_NOT_TOLD, said.MEDICINE_FIRST)}
    return (Ruling("S29", (O.DEFER_MEDICAL, O.DEFER), (said.PACE_NOT_TOLD,), keys, own),)


def _too_little(p: Picture) -> bool:
    """The class alone says what the loss is, not what the person is or wants."""
    return not p.told.tells("age_years", "wishes.", "donor.", "hair.", "medication.")


def _fullness(p: Picture) -> Ruling | None:
    """Fullness wanted, surgery not ruled out, contrast high, class unknown: pigment beside a transplant (S1)."""
    if not (p.aims.fullness and p.aims.surgery_open and p.contrast is Contrast.HIGH):
        return None
    keys = told(p, "skin.contrast", "skin.fitzpatrick", "skin.tone", "hair.colour", "wishes.goals", "wishes.surgery")
    return Ruling("R12", (O.COMBINATION, O.FUE_ONLY, O.SMP_ONLY), (), keys, OWN_R12)


def _r12(p: Picture, first: Ruling) -> Ruling | None:
    if first.codes[0] not in TRANSPLANTS or not p.aims.combination_open or p.scar_led:
        return None
    if p.contrast is None:
        return _both_asked(p, first)
    asked = bool({Technique.COMBINATION, Technique.SMP} & set(p.told.wishes.asked_for))
    if p.contrast is not Contrast.HIGH or not (p.aims.fullness or asked):
        return None
    codes = (O.COMBINATION, *(code for code in first.codes if code is not O.COMBINATION))
    keys = told(p, "skin.contrast", "skin.fitzpatrick", "skin.tone", "hair.colour", "wishes.goals")
    return Ruling("R12", codes, (), keys, OWN_R12)


def _both_asked(p: Picture, first: Ruling) -> Ruling | None:
    """A combination asked for by name, or a transplant and pigment, where the contrast is unknown (S11)."""
    wanted = set(p.told.wishes.asked_for)
    if not (Technique.COMBINATION in wanted or (Technique.SMP in wanted and p.aims.surgery_wanted)):
        return None
    codes = (O.COMBINATION, *(code for code in first.codes if code is not O.COMBINATION))
    own: Own = {O.COMBINATION: (said.BOTH_ASKED, said.DENSITY_BEHIND)}
    return Ruling("S11", codes, (), told(p, "wishes.asked_for"), own)


def _r26(p: Picture, first: Ruling) -> Ruling | None:
    months = p.told.wishes.within_months
    if months is None or months > p.book[protocol.QUICK_MONTHS] or first.codes[0] not in SURGERY:
        return None
    if not p.aims.smp_open or p.aims.refuses_short or p.aims.grow or p.scar_led:
        return None
    both = (O.COMBINATION,) if p.aims.combination_open else ()
    rest = tuple(code for code in first.codes if code not in (O.SMP_ONLY, O.COMBINATION))
    keys = told(p, "wishes.within_months", *LENGTH)
    grown = p.book[protocol.RESULT_MONTHS_SURGERY]
    late: Said = (said.GRAFTS_TAKE_TIME(low=grown.low, high=grown.high),)
    own = dict.fromkeys(TRANSPLANTS, late) | OWN_R26
    return Ruling("R26", (O.SMP_ONLY, *both, *rest), (), keys, own)


def _nothing_open(p: Picture, ruling: Ruling) -> Ruling:
    """Every way that the rule names is refused or not given here; medicine may be left."""
    if p.kind is Diagnosis.PATTERN and p.medicine_open:
        own: Own = {
            O.DEFER_MEDICAL: (*ruling.facts, said.MEDICINE_LEFT),
            O.REFER: (*ruling.facts, said.OTHER_WAYS),
        }
        return Ruling(ruling.rule, (O.DEFER_MEDICAL, O.REFER), (), ruling.inputs, own)
    return Ruling(ruling.rule, (O.REFER,), (*ruling.facts, said.RULED_OUT), ruling.inputs)


def _r30() -> Ruling:
    return Ruling("R30", (O.DEFER,), (said.MISSING, said.COMPLETE_FIRST), ())


# --- what the clinic gives and the person allows ----------------------------------------------------------------------


def open_to(p: Picture, ruling: Ruling) -> Ruling:
    """The ruling with each option turned into one that the clinic gives and the person allows, each once."""
    open_codes = (instead(p, code) for code in ruling.codes)
    codes = tuple(dict.fromkeys(code for code in open_codes if code is not None))
    return ruling if codes == ruling.codes else replace(ruling, codes=codes)


def instead(p: Picture, code: O) -> O | None:
    """The option itself, its nearest stand-in, or None."""
    aims = p.aims
    if code in (O.SMP_ONLY, O.SCAR_SMP):
        return code if aims.smp_open else None
    if code is O.COMBINATION:
        return code if aims.combination_open and _has_a_front(p) else None
    if code is O.DEFER_MEDICAL:
        return code if p.medicine_open else None
    if code not in TRANSPLANTS:
        return code
    tested = p.kind is Diagnosis.SCARRING  # one session first, to see whether grafts live there
    if p.scar_led and code is O.FUE_ONLY and not tested and sizes.wanted(p).likely > p.limit:
        code = O.TRANSPLANT_STAGED  # a large scar takes more than one session
    return _method(p, code) if aims.surgery_open else None


def _has_a_front(p: Picture) -> bool:
    """Whether grafts of a combination have a front line to make: for a crown alone it is the same place twice."""
    return p.scar_led or not p.zones or not sizes.FRAME.isdisjoint(p.zones)


def _method(p: Picture, code: O) -> O | None:
    fue, strip = p.aims.fue, p.aims.strip
    if fue and strip:
        return code
    if fue:
        return code if code in (O.FUE_ONLY, O.TRANSPLANT_STAGED) else _by_fue(p)
    if p.scar_led:
        return None
    return O.STRIP if code in (O.FUE_ONLY, O.STRIP) else O.TRANSPLANT_STAGED


def _by_fue(p: Picture) -> O:
    one = p.want is not None and p.want.likely <= p.limit
    return O.FUE_ONLY if one else O.TRANSPLANT_STAGED
