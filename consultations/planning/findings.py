"""What is known about one person, as frozen facts, and their strict reading from JSON; None is unknown."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from consultations.planning.reading import (
    Choice,
    Field,
    FindingsError,
    Flag,
    ListOf,
    Number,
    Record,
    Several,
    Whole,
    Words,
    refuse,
)
from consultations.planning.units import Cm2, FuPerCm2, Grafts, HairsPerCm2, HairsPerFu, Mm, Percent
from patients import vocabulary as v

__all__ = ["Findings", "FindingsError", "parse"]

MONTHS = Whole(0, 1440)
GRAFTS = Whole(0, 100_000)


@dataclass(frozen=True, slots=True)
class Loss:
    diagnosis: v.Diagnosis | None = None
    cause: v.LossCause | None = None
    active: bool | None = None
    confirmed: bool | None = None
    scale: v.Scale | None = None
    grade: v.Norwood | None = None
    between: v.Norwood | None = None
    expected_grade: v.Norwood | None = None
    zones: tuple[v.Zone, ...] = ()
    extent: v.Extent | None = None
    progressing: bool | None = None
    speed: v.Speed | None = None
    stable_months: int | None = None
    onset_age_years: int | None = None
    family_grade: v.Norwood | None = None
    diffuse: bool | None = None
    bald_area_cm2: Cm2 | None = None


@dataclass(frozen=True, slots=True)
class Hair:
    colour: v.HairColour | None = None
    calibre: v.Calibre | None = None
    calibre_mm: Mm | None = None
    form: v.HairForm | None = None
    worn: v.Worn | None = None
    conceals: v.Conceals | None = None


@dataclass(frozen=True, slots=True)
class Skin:
    fitzpatrick: int | None = None
    tone: v.Tone | None = None
    contrast: v.Contrast | None = None
    oily: bool | None = None
    outdoor_life: bool | None = None


@dataclass(frozen=True, slots=True)
class Donor:
    density_fu_cm2: FuPerCm2 | None = None
    hairs_cm2: HairsPerCm2 | None = None
    area_cm2: Cm2 | None = None
    hairs_per_fu: HairsPerFu | None = None
    miniaturization_pct: Percent | None = None
    miniaturization: v.Miniaturization | None = None
    quality: v.Quality | None = None
    laxity: v.Laxity | None = None
    depleted: bool | None = None
    prior_grafts: Grafts | None = None
    prior_method: v.PriorMethod | None = None
    operations: int | None = None
    prior_growth: v.Growth | None = None
    months_since_surgery: int | None = None
    beard: v.Beard | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    grafts: Grafts | None = None
    declined: bool | None = None


@dataclass(frozen=True, slots=True)
class Scar:
    cause: v.ScarCause | None = None
    zone: str | None = None
    length_mm: Mm | None = None
    width_mm: Mm | None = None
    width: v.ScarWidth | None = None
    age_months: int | None = None
    mature: bool | None = None
    surface: v.Surface | None = None
    colour: v.ScarColour | None = None
    changing: bool | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Smp:
    had: bool | None = None
    months_ago: int | None = None
    reaction: bool | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    goals: tuple[v.Goal, ...] = ()
    hair_length: v.HairLength | None = None
    short_for_life: bool | None = None
    surgery: v.Wish | None = None
    asked_for: tuple[v.Technique, ...] = ()
    refuses: tuple[v.Technique, ...] = ()
    within_months: int | None = None
    budget_max: float | None = None
    grafts_per_session: Grafts | None = None
    consecutive_days: int = 1


@dataclass(frozen=True, slots=True)
class Medication:
    finasteride: v.DrugUse | None = None
    minoxidil: v.DrugUse | None = None
    months: int | None = None
    response: v.DrugResponse | None = None


@dataclass(frozen=True, slots=True)
class Clinic:
    offers: tuple[v.Offer, ...] = (v.Offer.SMP, v.Offer.FUE, v.Offer.STRIP)
    fue_grafts_per_session: Grafts | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    age_years: int | None = None
    sex: v.Sex | None = None
    loss: Loss = field(default_factory=Loss)
    hair: Hair = field(default_factory=Hair)
    skin: Skin = field(default_factory=Skin)
    donor: Donor = field(default_factory=Donor)
    opinion: Opinion = field(default_factory=Opinion)
    scars: tuple[Scar, ...] | None = None
    smp: Smp = field(default_factory=Smp)
    wishes: Wishes = field(default_factory=Wishes)
    medication: Medication = field(default_factory=Medication)
    medical: tuple[v.Medical, ...] | None = None
    clinic: Clinic = field(default_factory=Clinic)
    told: frozenset[str] = frozenset()  # the dotted keys that were given, an empty list too

    def but(self, **sections: dict[str, Any]) -> "Findings":
        """The same findings with other values in some sections."""
        return replace(self, **{name: replace(getattr(self, name), **values) for name, values in sections.items()})

    def value(self, key: str) -> Any:
        """What was told under a dotted key."""
        section, _dot, name = key.rpartition(".")
        return getattr(getattr(self, section) if section else self, name, None)

    def tells(self, *starts: str) -> bool:
        """Whether anything was told whose key begins so."""
        return any(key.startswith(starts) for key in self.told)


GRADE = Choice(v.Norwood)
FIELDS: dict[str, Field] = {
    "age_years": Whole(0, 120),
    "sex": Choice(v.Sex),
    "loss": Record(
        Loss,
        {
            "diagnosis": Choice(v.Diagnosis),
            "cause": Choice(v.LossCause),
            "active": Flag(),
            "confirmed": Flag(),
            "scale": Choice(v.Scale),
            "grade": GRADE,
            "between": GRADE,
            "expected_grade": GRADE,
            "zones": Several(Choice(v.Zone)),
            "extent": Choice(v.Extent),
            "progressing": Flag(),
            "speed": Choice(v.Speed),
            "stable_months": MONTHS,
            "onset_age_years": Whole(0, 120),
            "family_grade": GRADE,
            "diffuse": Flag(),
            "bald_area_cm2": Number(0, 1000),
        },
    ),
    "hair": Record(
        Hair,
        {
            "colour": Choice(v.HairColour),
            "calibre": Choice(v.Calibre),
            "calibre_mm": Number(0.001, 1),
            "form": Choice(v.HairForm),
            "worn": Choice(v.Worn),
            "conceals": Choice(v.Conceals),
        },
    ),
    "skin": Record(
        Skin,
        {
            "fitzpatrick": Whole(1, 6),
            "tone": Choice(v.Tone),
            "contrast": Choice(v.Contrast),
            "oily": Flag(),
            "outdoor_life": Flag(),
        },
    ),
    "donor": Record(
        Donor,
        {
            "density_fu_cm2": Number(0, 500),
            "hairs_cm2": Number(0, 1000),
            "area_cm2": Number(0, 1000),
            "hairs_per_fu": Number(0.5, 10),
            "miniaturization_pct": Number(0, 100),
            "miniaturization": Choice(v.Miniaturization),
            "quality": Choice(v.Quality),
            "laxity": Choice(v.Laxity),
            "depleted": Flag(),
            "prior_grafts": GRAFTS,
            "prior_method": Choice(v.PriorMethod),
            "operations": Whole(0, 100),
            "prior_growth": Choice(v.Growth),
            "months_since_surgery": MONTHS,
            "beard": Choice(v.Beard),
        },
    ),
    "opinion": Record(Opinion, {"grafts": GRAFTS, "declined": Flag()}),
    "scars": ListOf(
        Record(
            Scar,
            {
                "cause": Choice(v.ScarCause),
                "zone": Words(200),
                "length_mm": Number(0, 1000),
                "width_mm": Number(0, 500),
                "width": Choice(v.ScarWidth),
                "age_months": MONTHS,
                "mature": Flag(),
                "surface": Choice(v.Surface),
                "colour": Choice(v.ScarColour),
                "changing": Flag(),
                "count": Whole(1, 10_000),
            },
        ),
        most=100,
    ),
    "smp": Record(Smp, {"had": Flag(), "months_ago": MONTHS, "reaction": Flag()}),
    "wishes": Record(
        Wishes,
        {
            "goals": Several(Choice(v.Goal)),
            "hair_length": Choice(v.HairLength),
            "short_for_life": Flag(),
            "surgery": Choice(v.Wish),
            "asked_for": Several(Choice(v.Technique, leaving_out=("linear_scar",))),
            "refuses": Several(Choice(v.Technique)),
            "within_months": MONTHS,
            "budget_max": Number(0, 1e12),
            "grafts_per_session": GRAFTS,
            "consecutive_days": Whole(1, 30),
        },
    ),
    "medication": Record(
        Medication,
        {
            "finasteride": Choice(v.DrugUse),
            "minoxidil": Choice(v.DrugUse),
            "months": MONTHS,
            "response": Choice(v.DrugResponse),
        },
    ),
    "medical": Several(Choice(v.Medical)),
    "clinic": Record(
        Clinic, {"offers": Several(Choice(v.Offer), least=1), "fue_grafts_per_session": Whole(1, 100_000)}
    ),
}
RECORD = Record(Findings, FIELDS)


def parse(obj: Any) -> Findings:
    """The findings in a JSON object; raise FindingsError naming the key and what was expected."""
    values = RECORD.values(obj, "")
    found = Findings(**values, told=frozenset(_told(obj)))
    if found.loss.scale is v.Scale.LUDWIG:
        for key in ("grade", "between", "expected_grade"):
            grade = getattr(found.loss, key)
            if grade is not None and grade.value not in set(v.Ludwig):
                raise refuse(f"loss.{key}", f"one of {', '.join(v.Ludwig)} on the Ludwig scale", grade.value)
    return found


def _told(obj: dict[str, Any]) -> Iterator[str]:
    for name, value in obj.items():
        if isinstance(value, dict):
            yield from (f"{name}.{key}" for key, one in value.items() if one is not None)
        elif value is not None:
            yield name
