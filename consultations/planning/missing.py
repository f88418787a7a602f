"""The facts whose absence widened or blocked the answer, the most useful first."""

from collections.abc import Iterator

from consultations.planning import grafts, protocol
from consultations.planning.codes import PIGMENT, PROCEDURES, SURGERY
from consultations.planning.findings import Scar
from consultations.planning.picture import Picture
from consultations.planning.ranges import exactly
from consultations.planning.units import Grafts
from patients.vocabulary import Diagnosis, Quality, Scale
from patients.vocabulary import OptionCode as O

ALIKE = {  # any of these makes the first one known
    "loss.grade": ("loss.bald_area_cm2", "loss.between"),
    "donor.density_fu_cm2": ("donor.hairs_cm2",),
    "donor.miniaturization_pct": ("donor.miniaturization",),
    "hair.calibre": ("hair.calibre_mm",),
    "skin.fitzpatrick": ("skin.tone",),
    "wishes.hair_length": ("wishes.short_for_life",),
    "medication.finasteride": ("medication.minoxidil", "medication.months"),
    "loss.progressing": ("loss.stable_months",),
}


WAITS = frozenset({O.DEFER, O.REFER})


def keys(p: Picture, options: tuple[O, ...]) -> tuple[str, ...]:
    """Dotted keys that were not told and that these options turn on.

    Where the answer waits for a fact, that comes first; else the fact that would narrow the graft numbers most.
    """
    found = (*_loss(p), *_wishes(p), *_donor(p, options), *_scars(p), *_pigment(p, options), *_last(options))
    known = p.told.told
    open_keys = [key for key in found if key not in known and not any(other in known for other in ALIKE.get(key, ()))]
    if options[0] in WAITS or p.demand is None:
        return tuple(dict.fromkeys(open_keys))
    gain = narrowing(p)
    return tuple(sorted(dict.fromkeys(open_keys), key=lambda key: -gain.get(key, 0)))


def narrowing(p: Picture) -> dict[str, Grafts]:
    """By how many grafts low and high would come together if one more fact were known, the likely value assumed."""
    told, supply, pattern = p.told, p.supply, p.pattern
    whole = supply.total.width
    found: dict[str, float] = {"donor.prior_grafts": supply.used.width}
    if supply.density is None:
        usual = p.book[protocol.DENSITY_BY_QUALITY][(told.donor.quality or Quality.AVERAGE).value]
        found["donor.density_fu_cm2"] = whole - grafts.total_with(supply, supply.pools, density=usual).width
    if supply.calibre is None:
        shaft = p.book[protocol.CALIBRE_MM]["medium"]
        found["hair.calibre"] = whole - grafts.total_with(supply, supply.pools, shafts=exactly(shaft)).width
    if p.demand is not None and pattern.now is not None and pattern.area is not None:
        width = p.demand.now.width
        table = p.book[protocol.GRAFTS]
        found["loss.grade"] = width - table[pattern.now.likely].width
        found["loss.bald_area_cm2"] = width - grafts.by_area(pattern.area.likely, p.demand.now, p.book).width
    if p.demand is not None and pattern.final is not None:
        width = p.demand.lifetime.width
        row = grafts.pool(pattern.final.likely)
        sure = grafts.total_with(supply, (row, row, row))
        end = grafts.class_lifetime(pattern.final.likely, p.book)
        found["loss.expected_grade"] = width - end.width + whole - sure.width
    return {key: Grafts(gain) for key, gain in found.items() if gain > 0 and key not in told.told}


def _loss(p: Picture) -> tuple[str, ...]:
    if p.kind is Diagnosis.ALOPECIA_AREATA:
        return ("loss.active", "loss.stable_months")
    if p.kind in (Diagnosis.SCARRING, Diagnosis.UNEXPLAINED):
        return ("loss.confirmed", "loss.active")
    if p.kind in (Diagnosis.LOCAL, Diagnosis.TRACTION):
        return ("loss.active", "loss.bald_area_cm2")
    if p.scar_led or p.kind is Diagnosis.ALOPECIA_TOTALIS:
        return ()
    first = ("loss.grade", "age_years")
    if p.kind is Diagnosis.NONE:
        return ("age_years",)
    return (*first, "loss.progressing", "loss.expected_grade") if p.kind is Diagnosis.PATTERN else (*first, "sex")


def _wishes(p: Picture) -> tuple[str, ...]:
    if p.scar_led:
        return ("wishes.hair_length",)
    return ("wishes.goals", "wishes.surgery", "wishes.hair_length")


def _donor(p: Picture, options: tuple[O, ...]) -> tuple[str, ...]:
    if p.kind is Diagnosis.ALOPECIA_TOTALIS:
        return ()
    if not set(options) & SURGERY:
        return ("donor.prior_grafts",) if p.supply.used.width else ()
    found = ["donor.density_fu_cm2", "donor.miniaturization_pct", "hair.calibre"]
    if p.supply.used.width:
        found.insert(0, "donor.prior_grafts")
    if O.STRIP in options or O.FUE_STRIP_STAGED in options:
        found.append("donor.laxity")
    if p.pattern.scale is Scale.NORWOOD and p.kind is Diagnosis.PATTERN:
        found += ["loss.bald_area_cm2"]
    return tuple(found)


def _scars(p: Picture) -> tuple[str, ...]:
    if p.scars and p.told.scars is None:
        return ("scars",)
    if not p.scar_led:
        return ()
    return tuple(f"scars[{n}].{key}" for n, scar in enumerate(p.told.scars or ()) for key in _untold(scar))


def _untold(scar: Scar) -> Iterator[str]:
    """What was not told of a scar that is to be treated, and turns on how: raised or young, it waits."""
    if scar.surface is None:
        yield "surface"
    if scar.age_months is None and scar.mature is None:
        yield "age_months"


def _pigment(p: Picture, options: tuple[O, ...]) -> tuple[str, ...]:
    return ("hair.colour", "skin.fitzpatrick") if set(options) & PIGMENT else ()


def _last(options: tuple[O, ...]) -> tuple[str, ...]:
    return ("medical", "medication.finasteride") if set(options) & (PROCEDURES | {O.DEFER}) else ("medical",)
