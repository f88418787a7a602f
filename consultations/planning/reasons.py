"""Why an option is proposed: the rules that named it, and what holds for its kind."""

from consultations.planning import grafts, protocol
from consultations.planning.codes import PIGMENT, SURGERY, TRANSPLANTS
from consultations.planning.grafts import cite
from consultations.planning.picture import Picture
from consultations.planning.recommendation import Reason
from consultations.planning.rulebook import source
from consultations.planning.rulings import Ruling
from consultations.planning.sizes import Size
from patients.vocabulary import Conceals
from patients.vocabulary import OptionCode as O

WHY: dict[O, tuple[str, str]] = {
    O.SMP_ONLY: ("S28", "It spares you repeated surgeries, and later choices stay open."),
    O.SCAR_SMP: ("S6", "Pigment hides scars well where the hair around them is good."),
    O.FUE_ONLY: ("S4", "Your own hair can look close to natural where the area is small."),
    O.STRIP: ("S19", "For more grafts than one FUE session gives, a strip is the way."),
    O.TRANSPLANT_STAGED: ("S18", "Single grafts leave no line, so hair can be cut close."),
    O.FUE_STRIP_STAGED: ("S19", "A strip first and single grafts later give the most grafts."),
    O.COMBINATION: ("S11", "Grafts give a real front line, and pigment gives density."),
    O.DEFER_MEDICAL: ("S29", "Medicine may hold what you have while the pattern shows itself."),
    O.DECLINE_SURGERY: ("S23", "Surgery that cannot be finished is better not begun."),
}


def of(p: Picture, code: O, size: Size, rulings: tuple[Ruling, ...]) -> tuple[Reason, ...]:
    """Why an option stands where it does, the ranking rule first."""
    found: list[Reason] = []
    for ruling in rulings:
        if code in ruling.codes:
            words = f"{ruling.facts} {ruling.advice}" if code is ruling.codes[0] else ruling.facts
            found.append(Reason(ruling.rule, words, source(ruling.rule), ruling.inputs))
    if code in WHY:
        rule, text = WHY[code]
        found.append(Reason(rule, text, source(rule), ()))
    return tuple(found) + _more(p, code, size)


def _more(p: Picture, code: O, size: Size) -> tuple[Reason, ...]:
    rows = (
        (
            code in PIGMENT and bool(p.scars) and not p.scar_led,
            "R20",
            "The thin zones and the scar are one plan; the scar comes last.",
            ("scars",),
        ),
        (
            code is O.SMP_ONLY and p.told.hair.conceals is Conceals.FIBRES,
            "S5",
            "It works like the fibres you use, without the daily work.",
            ("hair.conceals",),
        ),
        (
            code in SURGERY and bool(p.told.smp.had),
            "R25",
            "The pigment you have can stay.",
            ("smp.had",),
        ),
        (
            size.smp_sessions is not None,
            "S38",
            "Pigment is built up in two or more sessions, usually two weeks apart.",
            (),
        ),
        (
            size.fue_sessions is not None,
            "S19",
            f"Up to {p.limit:,} grafts are taken one by one in a session.",
            ("clinic.fue_grafts_per_session",),
        ),
        (
            code in TRANSPLANTS and grafts.heading_to_vii(p.pattern),
            "S22",
            "Published experience for such a pattern is 2 to 5 surgeries.",
            ("loss.expected_grade",),
        ),
    )
    said = tuple(Reason(rule, text, source(rule), keys) for holds, rule, text, keys in rows if holds)
    return (*said, *_origin(p, size))


def _origin(p: Picture, size: Size) -> tuple[Reason, ...]:
    """Where the option's grafts and areas come from."""
    found = []
    if size.grafts is not None:
        text = "The graft numbers follow from the area and from published ranges. An examination narrows them."
        figure = protocol.SCAR_DENSITY if p.scar_led else protocol.GRAFTS
        found.append(Reason("J", text, "; ".join(cite(figure)), p.pattern.inputs))
    if size.zones or size.scar_zones:
        measured = p.told.loss.bald_area_cm2 is not None
        text = "The area is the one measured." if measured else "The area is the usual one. A measure makes it exact."
        figure_of_area = protocol.SCAR_SIZE_MM if p.scar_led else protocol.AREA
        found.append(Reason("J", text, "; ".join(cite(figure_of_area)), p.pattern.inputs))
    return tuple(found)
