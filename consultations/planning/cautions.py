"""What speaks against an option without ruling it out, what to know before it, and what it cannot do."""

from collections.abc import Callable

from consultations.planning import grafts, pigment, protocol
from consultations.planning.codes import PIGMENT, PROCEDURES, STRIPS, SURGERY, TRANSPLANTS
from consultations.planning.picture import Picture
from consultations.planning.recommendation import Reason
from consultations.planning.rulebook import source
from consultations.planning.sentences import options as said
from patients.vocabulary import Diagnosis, Growth, Laxity, Miniaturization, Quality, Sex
from patients.vocabulary import Medical as Health
from patients.vocabulary import OptionCode as O

Holds = Callable[[Picture], bool]
Row = tuple[frozenset[O], Holds, Reason]
ByOption = dict[O, tuple[tuple[Holds, Reason], ...]]


def _row(codes: frozenset[O], holds: Callable[[Picture], bool], rule: str, text: str, *keys: str) -> Row:
    return codes, holds, Reason(rule, text, source(rule), keys)


def _has(*asked: Health) -> Callable[[Picture], bool]:
    return lambda p: p.told.medical is not None and not set(asked).isdisjoint(p.told.medical)


def _crown_only_early(p: Picture) -> bool:
    age = p.told.age_years
    return set(p.zones) == {"crown"} and age is not None and age < p.book[protocol.CROWN_AGE]


def _moving_untried(p: Picture) -> bool:
    return p.kind is Diagnosis.PATTERN and p.told.loss.progressing is True and not p.drug_tried


def _strip_scar_risk(p: Picture) -> bool:
    operations = p.told.donor.operations or 0
    return p.told.donor.laxity is Laxity.TIGHT or operations >= p.book[protocol.OPERATIONS_RISK]


def _long_haired_woman(p: Picture) -> bool:
    """In women pigment goes between long hair that is parted, without shaving; not where all hair is gone."""
    return p.told.sex is Sex.FEMALE and not p.aims.close and p.kind is not Diagnosis.ALOPECIA_TOTALIS


def _between_hairs(p: Picture) -> bool:
    """Pigment goes between hair that stays: in women, and behind a transplanted front line made fuller (S15)."""
    fuller = grafts.operated(p.told) and p.aims.fullness and not p.aims.accepts_short
    return _long_haired_woman(p) or fuller


def cannot(p: Picture, code: O) -> str:
    """What a treatment cannot do, in one sentence."""
    return said.CANNOT_LONG_HAIR if code is O.SMP_ONLY and _between_hairs(p) else said.CANNOT[code]


# Each of these takes points from the options it names (section i: 20 for each relative contraindication).
RELATIVE: tuple[Row, ...] = (
    _row(PROCEDURES, _has(Health.KELOID), "G8", said.TEST_AREA, "medical"),
    _row(PIGMENT, _has(Health.VITILIGO), "G9", said.VITILIGO, "medical"),
    _row(PROCEDURES, _has(Health.EPILEPSY), "G11", said.EPILEPSY, "medical"),
    _row(SURGERY, _has(Health.ANAESTHETIC_ALLERGY), "G11", said.ANAESTHETIC, "medical"),
    _row(PROCEDURES, _has(Health.LATEX_ALLERGY), "G11", said.LATEX, "medical"),
    _row(SURGERY, _moving_untried, "S29", said.STILL_MOVING, "loss.progressing", "medication.months"),
    _row(SURGERY, _crown_only_early, "S29", said.CROWN_LAST, "age_years", "loss.grade", "wishes.goals"),
    _row(SURGERY, lambda p: p.told.opinion.declined is True, "S25", said.ADVISED_AGAINST, "opinion.declined"),
    _row(SURGERY, lambda p: p.told.donor.prior_growth is Growth.POOR, "S3", said.GREW_POORLY, "donor.prior_growth"),
    _row(
        SURGERY,
        lambda p: p.told.donor.miniaturization is Miniaturization.MILD and not p.donor_thins,
        "G6",
        said.FINER_AT_BACK,
        "donor.miniaturization",
    ),
    _row(
        SURGERY,
        lambda p: p.kind in (Diagnosis.SCARRING, Diagnosis.ALOPECIA_AREATA),
        "G4",
        said.ILLNESS_RETURNS,
        "loss.diagnosis",
    ),
    _row(
        SURGERY,
        lambda p: p.told.loss.diagnosis is Diagnosis.TRICHOTILLOMANIA,
        "G7",
        said.PULLED_AGAIN,
        "loss.diagnosis",
        "loss.stable_months",
    ),
    _row(STRIPS, _strip_scar_risk, "R4", said.WIDER_LINE, "donor.laxity", "donor.operations"),
    _row(
        PIGMENT,
        lambda p: pigment.faint(p.told, p.book) and not p.scar_led,
        "R27",
        said.LITTLE_SHADOW,
        "hair.colour",
        "skin.fitzpatrick",
    ),
)

# And these are said without taking points.
TO_KNOW: tuple[Row, ...] = (
    _row(
        frozenset({O.SMP_ONLY}),
        lambda p: not p.pattern.ludwig and not _between_hairs(p),
        "S31",
        said.CLIPPED,
        "wishes.short_for_life",
    ),
    _row(PIGMENT, lambda _: True, "S32", said.MEANT_TO_STAY),
    _row(PIGMENT, lambda p: p.kind is Diagnosis.PATTERN, "S56", said.MORE_PIGMENT, "loss.progressing"),
    _row(
        PIGMENT,
        lambda p: p.told.age_years is not None and p.told.age_years < p.book[protocol.YOUNG_AGE],
        "G14",
        said.FOR_LIFE,
        "age_years",
    ),
    _row(PIGMENT, lambda p: p.told.skin.oily is True, "S53", said.OILY_SKIN, "skin.oily"),
    _row(PIGMENT, lambda p: bool(p.scars), "S42", said.SCARS_TAKE_LESS, "scars"),
    _row(TRANSPLANTS | {O.COMBINATION}, lambda _: True, "S3", said.MOVES_HAIR),
    _row(STRIPS, lambda _: True, "S18", said.LEAVES_LINE, "wishes.hair_length"),
    _row(SURGERY, lambda p: p.told.donor.quality is Quality.LOW, "S14", said.EVERY_GRAFT, "donor.quality"),
    _row(SURGERY, lambda p: p.guess_widens, "S66", said.COUNT_FIRST, "donor.operations", "donor.prior_method"),
    _row(SURGERY, lambda p: bool(p.told.smp.had), "R25", said.AMONG_PIGMENT, "smp.had"),
    _row(
        frozenset({O.DEFER_MEDICAL}),
        lambda _: True,
        "S29",
        said.ONLY_WHILE_TAKEN,
        "medication.finasteride",
        "medication.minoxidil",
    ),
)


def _by_option(rows: tuple[Row, ...]) -> ByOption:
    return {code: tuple((holds, reason) for codes, holds, reason in rows if code in codes) for code in O}


AGAINST, KNOW = _by_option(RELATIVE), _by_option(TO_KNOW)


def against(p: Picture, code: O) -> tuple[Reason, ...]:
    """The relative contraindications of an option."""
    return tuple(reason for holds, reason in AGAINST[code] if holds(p))


def to_know(p: Picture, code: O) -> tuple[Reason, ...]:
    """What to know before choosing an option."""
    asked = (p.told.wishes.grafts_per_session or 0) / p.told.wishes.consecutive_days
    most = p.book[protocol.FUE_DAY_WARNING]
    known = tuple(reason for holds, reason in KNOW[code] if holds(p))
    if code in SURGERY and asked > most and not p.scar_led:
        keys = ("wishes.grafts_per_session", "wishes.consecutive_days")
        return (Reason("J", said.MANY_A_DAY(most=most), source("J"), keys), *known)
    return known
