"""Why an option is proposed: the rules that named it, and what holds for its kind."""

from collections.abc import Iterator

from consultations.planning import grafts, protocol
from consultations.planning.codes import PIGMENT, SURGERY, TRANSPLANTS
from consultations.planning.grafts import cite
from consultations.planning.picture import Picture
from consultations.planning.recommendation import Reason
from consultations.planning.rulebook import source
from consultations.planning.rulings import Ruling, no_line
from consultations.planning.sentences import options as said
from consultations.planning.sizes import Size
from patients.vocabulary import Conceals
from patients.vocabulary import OptionCode as O


def _reason(rule: str, text: str, *keys: str) -> Reason:
    return Reason(rule, text, source(rule), keys)


WHY: dict[O, Reason] = {
    O.SMP_ONLY: _reason("S28", said.SPARES_SURGERIES),
    O.SCAR_SMP: _reason("S6", said.HIDES_SCARS),
    O.FUE_ONLY: _reason("S4", said.CLOSE_TO_NATURAL),
    O.STRIP: _reason("S19", said.MANY_BY_STRIP),
    O.FUE_STRIP_STAGED: _reason("S19", said.MOST_GRAFTS),
    O.COMBINATION: _reason("S11", said.HAIR_AND_DENSITY),
    O.DEFER_MEDICAL: _reason("S29", said.MAY_HOLD),
    O.DECLINE_SURGERY: _reason("S23", said.SPENDS_NO_HAIR),
}
STRIP_AGAIN = _reason("S19", said.STRIP_AGAIN)
IN_SCAR = _reason("S6", said.HAIR_AND_COLOUR_IN_SCAR)
SCAR_LAST = _reason("R20", said.SCAR_LAST, "scars")
LIKE_FIBRES = _reason("S5", said.LIKE_FIBRES, "hair.conceals")
PIGMENT_STAYS = _reason("R25", said.PIGMENT_STAYS, "smp.had")
PUBLISHED = _reason("S22", said.PUBLISHED, "loss.expected_grade")


def of(p: Picture, code: O, size: Size, rulings: tuple[Ruling, ...]) -> tuple[Reason, ...]:
    """Why an option stands where it does, the ranking rule first; nothing is said twice."""
    found: dict[str, Reason] = {}
    for ruling in rulings:
        for text in ruling.says(code):
            found.setdefault(text, Reason(ruling.rule, text, source(ruling.rule), ruling.inputs))
    why = _why(p, code, size)
    if why is not None:
        found.setdefault(why.text, why)
    return (*found.values(), *_more(p, code, size), *_origin(p, code, size))


def _why(p: Picture, code: O, size: Size) -> Reason | None:
    """What speaks for such an option in general, where that holds here."""
    if code is O.FUE_ONLY and (p.scar_led or p.used_up or _large(p, size)):
        return None
    if code is O.COMBINATION and p.scar_led:
        return IN_SCAR
    if code is O.TRANSPLANT_STAGED and not p.aims.fue:
        return STRIP_AGAIN
    if code is O.TRANSPLANT_STAGED:
        return _reason("S18", no_line(p))
    return WHY.get(code)


def _large(p: Picture, size: Size) -> bool:
    """Whether what gets grafts is larger than the fronts that can come close to their natural density (S4)."""
    return sum(zone.area_cm2.likely for zone in size.zones) > p.book[protocol.AREA]["III"].high


def _more(p: Picture, code: O, size: Size) -> Iterator[Reason]:
    if code in PIGMENT and p.scars and not p.scar_led:
        yield SCAR_LAST
    if code is O.SMP_ONLY and p.told.hair.conceals is Conceals.FIBRES:
        yield LIKE_FIBRES
    if code in SURGERY and p.told.smp.had:
        yield PIGMENT_STAYS
    if size.smp_sessions is not None:
        yield _reason("S38", said.BUILT_UP(days=p.book[protocol.SMP_INTERVAL].likely))
    if size.fue_sessions is not None:
        yield _reason("S19", said.A_SESSION(limit=p.limit), "clinic.fue_grafts_per_session")
    if code in TRANSPLANTS and grafts.heading_to_vii(p.pattern):
        yield PUBLISHED


def _origin(p: Picture, code: O, size: Size) -> Iterator[Reason]:
    """Where the option's grafts and areas come from."""
    if size.grafts is not None:
        beard = code is O.FUE_ONLY and p.used_up and not p.scar_led
        text = said.GRAFTS_FROM_BEARD if beard else said.GRAFTS_FROM_AREA
        by_loss = protocol.SCAR_DENSITY if p.scar_led else protocol.GRAFTS
        cited = cite(protocol.BEARD_GRAFTS) if beard else cite(by_loss)
        yield Reason("J", text, "; ".join(cited), p.pattern.inputs)
    if size.zones or size.scar_zones:
        text = said.AREA_MEASURED if _measured(p) else said.AREA_USUAL
        by_scar = p.scar_led and (p.told.scars or p.pattern.area is None)
        cited = cite(protocol.SCAR_SIZE_MM) if by_scar else cite(protocol.AREA)
        yield Reason("J", text, "; ".join(cited), p.pattern.inputs)


def _measured(p: Picture) -> bool:
    """Whether what is treated was measured: every scar where the plan is about scars, else the thin area."""
    if p.scar_led and p.told.scars:
        return all(scar.length_mm is not None and scar.width_mm is not None for scar in p.told.scars)
    return p.told.loss.bald_area_cm2 is not None
