"""The facts whose absence widened or blocked the answer, the most useful first."""

from consultations.planning.codes import PIGMENT, PROCEDURES, SURGERY
from consultations.planning.picture import Picture
from patients.vocabulary import Diagnosis, Scale
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


def keys(p: Picture, options: tuple[O, ...]) -> tuple[str, ...]:
    """Dotted keys that were not told and that these options turn on."""
    found = (*_loss(p), *_wishes(p), *_donor(p, options), *_scars(p), *_pigment(p, options), *_last(options))
    known = p.told.told
    return tuple(
        dict.fromkeys(
            key for key in found if key not in known and not any(other in known for other in ALIKE.get(key, ()))
        )
    )


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
    if p.kind is Diagnosis.ALOPECIA_TOTALIS or not set(options) & SURGERY:
        return ()
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
    return ()


def _pigment(p: Picture, options: tuple[O, ...]) -> tuple[str, ...]:
    return ("hair.colour", "skin.fitzpatrick") if set(options) & PIGMENT else ()


def _last(options: tuple[O, ...]) -> tuple[str, ...]:
    return ("medical", "medication.finasteride") if set(options) & (PROCEDURES | {O.DEFER}) else ("medical",)
