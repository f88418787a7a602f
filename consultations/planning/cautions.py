"""What speaks against an option without ruling it out, what to know before it, and what it cannot do."""

from collections.abc import Callable

from consultations.planning import pigment, protocol
from consultations.planning.codes import PIGMENT, PROCEDURES, STRIPS, SURGERY, TRANSPLANTS
from consultations.planning.picture import Picture
from consultations.planning.recommendation import Reason
from consultations.planning.rulebook import source
from patients.vocabulary import Diagnosis, Growth, Laxity, Miniaturization, Quality
from patients.vocabulary import Medical as Health
from patients.vocabulary import OptionCode as O

Row = tuple[frozenset[O], Callable[[Picture], bool], str, str, tuple[str, ...]]
SMP_ALONE = PIGMENT - {O.COMBINATION}


def _has(*asked: Health) -> Callable[[Picture], bool]:
    return lambda p: p.told.medical is not None and not set(asked).isdisjoint(p.told.medical)


def _crown_only_early(p: Picture) -> bool:
    age = p.told.age_years
    return set(p.zones) == {"crown"} and age is not None and age < p.book[protocol.CROWN_AGE]


def _moving_untried(p: Picture) -> bool:
    return p.kind is Diagnosis.PATTERN and p.told.loss.progressing is True and not p.drug_tried


def _strip_scar_risk(p: Picture) -> bool:
    operations = p.told.donor.operations or 0
    return p.told.donor.laxity is Laxity.TIGHT or operations >= 3


# Each of these takes points from the options it names (section i: 20 for each relative contraindication).
RELATIVE: tuple[Row, ...] = (
    (
        PROCEDURES,
        _has(Health.KELOID),
        "G8",
        "Your skin may form raised scars. A small test area comes first.",
        ("medical",),
    ),
    (
        PIGMENT,
        _has(Health.VITILIGO),
        "G9",
        "With vitiligo the skin around the dots may change colour. A skin doctor looks first.",
        ("medical",),
    ),
    (
        PROCEDURES,
        _has(Health.EPILEPSY),
        "G11",
        "Your doctor confirms in writing that long sittings are safe with epilepsy.",
        ("medical",),
    ),
    (
        SURGERY,
        _has(Health.ANAESTHETIC_ALLERGY),
        "G11",
        "Surgery needs an anaesthetic. Your allergy is tested first; pigment can be done without one.",
        ("medical",),
    ),
    (
        PROCEDURES,
        _has(Health.LATEX_ALLERGY),
        "G11",
        "The room and gloves are made latex-free for you.",
        ("medical",),
    ),
    (
        SURGERY,
        _moving_untried,
        "S29",
        "The loss still moves, and no medicine has had a full year. Hair around the grafts may go on thinning.",
        ("loss.progressing", "medication.months"),
    ),
    (
        SURGERY,
        _crown_only_early,
        "S29",
        "Grafts for the crown alone come last: later loss in front would need them more.",
        ("age_years", "loss.grade", "wishes.goals"),
    ),
    (
        SURGERY,
        lambda p: p.told.opinion.declined is True,
        "S25",
        "A clinician has advised against surgery before. We ask why first.",
        ("opinion.declined",),
    ),
    (
        SURGERY,
        lambda p: p.told.donor.prior_growth is Growth.POOR,
        "S3",
        "Earlier grafts grew poorly. The reason has to be found first.",
        ("donor.prior_growth",),
    ),
    (
        SURGERY,
        lambda p: p.told.donor.miniaturization is Miniaturization.MILD and not p.donor_thins,
        "G6",
        "Some hair at the back is getting finer. It is measured before surgery.",
        ("donor.miniaturization",),
    ),
    (
        SURGERY,
        lambda p: p.kind in (Diagnosis.SCARRING, Diagnosis.ALOPECIA_AREATA),
        "G4",
        "The illness may come back and take grafts with it, even after quiet years.",
        ("loss.diagnosis",),
    ),
    (
        STRIPS,
        _strip_scar_risk,
        "R4",
        "The scalp is tight or was cut before, so a strip may leave a wider line.",
        ("donor.laxity", "donor.operations"),
    ),
    (
        PIGMENT,
        lambda p: pigment.faint(p.told, p.book) and not p.scar_led,
        "R27",
        "Light hair leaves little shadow when shaved, so pigment shows less. Temporary pigment is an option.",
        ("hair.colour", "skin.fitzpatrick"),
    ),
)

# And these are said without taking points.
TO_KNOW: tuple[Row, ...] = (
    (
        frozenset({O.SMP_ONLY}),
        lambda p: not p.pattern.ludwig,
        "S31",
        "The look needs hair clipped short, about every other day.",
        ("wishes.short_for_life",),
    ),
    (
        PIGMENT,
        lambda _: True,
        "S32",
        "Pigment is meant to stay. It fades in appearance, and removal is not promised.",
        (),
    ),
    (
        PIGMENT,
        lambda p: p.kind is Diagnosis.PATTERN,
        "S56",
        "If the loss goes on, pigment has to be added.",
        ("loss.progressing",),
    ),
    (
        PIGMENT,
        lambda p: p.told.age_years is not None and p.told.age_years < p.book[protocol.YOUNG_AGE],
        "G14",
        "It is a choice for life. The front line is placed where it still suits you at 50.",
        ("age_years",),
    ),
    (
        PIGMENT,
        lambda p: p.told.skin.oily is True,
        "S53",
        "Oily skin fades pigment sooner, so the first touch-up comes after about three years.",
        ("skin.oily",),
    ),
    (
        PIGMENT,
        lambda p: bool(p.scars),
        "S42",
        "Scars take pigment differently and may need one more session.",
        ("scars",),
    ),
    (
        TRANSPLANTS | {O.COMBINATION},
        lambda _: True,
        "S3",
        "Grafts move hair you have. The fullness you once had does not come back.",
        (),
    ),
    (
        STRIPS,
        lambda _: True,
        "S18",
        "A strip always leaves a line that shows when hair is cut close.",
        ("wishes.hair_length",),
    ),
    (
        SURGERY,
        lambda p: p.told.donor.quality is Quality.LOW,
        "S14",
        "Your donor area is limited, so every graft has to count.",
        ("donor.quality",),
    ),
    (
        SURGERY,
        lambda p: bool(p.told.smp.had),
        "R25",
        "The pigment you have stays, and grafts can be set among it.",
        ("smp.had",),
    ),
    (
        frozenset({O.DEFER_MEDICAL}),
        lambda _: True,
        "S29",
        "Medicine can hold the loss, not for everyone and only while it is taken. A doctor prescribes it.",
        ("medication.finasteride", "medication.minoxidil"),
    ),
)

CANNOT = {
    O.SMP_ONLY: "It looks like clipped hair but cannot give you hair that grows.",
    O.SCAR_SMP: "It cannot grow hair in the scar or smooth a scar that is raised or hollow.",
    O.FUE_ONLY: "It moves hair you have and cannot bring back the fullness you once had.",
    O.STRIP: "It cannot bring back full density, and it leaves a line that shows under very short hair.",
    O.TRANSPLANT_STAGED: "It cannot bring back full density, and it cannot give more hair than the donor area holds.",
    O.FUE_STRIP_STAGED: "It cannot bring back full density, and it leaves a line and fewer grafts for later.",
    O.COMBINATION: "It looks denser than it is: the pigment part does not grow and needs touch-ups.",
    O.NONE: "It does not change how your hair looks.",
    O.DEFER: "Waiting does not change how your hair looks now.",
    O.DEFER_MEDICAL: "Medicine can hold hair, and cannot bring back hair that is long gone.",
    O.REFER: "A check-up does not treat the hair itself.",
    O.DECLINE_SURGERY: "It spares you surgery that would not last, and does not add hair.",
    O.REJECT_SESSION_SIZE: "Smaller sessions take more visits to reach the same number.",
}


def against(p: Picture, code: O) -> tuple[Reason, ...]:
    """The relative contraindications of an option."""
    return _read(p, code, RELATIVE)


def to_know(p: Picture, code: O) -> tuple[Reason, ...]:
    """What to know before choosing an option."""
    return _read(p, code, TO_KNOW)


def _read(p: Picture, code: O, rows: tuple[Row, ...]) -> tuple[Reason, ...]:
    return tuple(
        Reason(rule, text, source(rule), keys) for codes, holds, rule, text, keys in rows if code in codes and holds(p)
    )
