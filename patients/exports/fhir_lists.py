"""The scars and photos of an intake in FHIR R4: groups that repeat, one for each of them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.models import Photo, Scar, Upload
from patients.models.intake import Step
from patients.questions.list_words import PHOTO_VIEW, SCAR_CAUSE, SCAR_COLOUR, SCAR_PLACE, SURFACE
from patients.questions.question import Text
from patients.questions.words import Words

Json = dict[str, Any]
Sent = Photo | Upload
UNITS = "http://unitsofmeasure.org"
MILLIMETRES, MONTHS = "mm", "mo"
CHOICE, AMOUNT, COUNT, YES_NO, WORD, FILE = "choice", "quantity", "integer", "boolean", "string", "attachment"
VALUES = {AMOUNT: "valueQuantity", COUNT: "valueInteger", YES_NO: "valueBoolean", WORD: "valueString"}
VALUES |= {CHOICE: "valueCoding", FILE: "valueAttachment"}
# How the length to go by was found (models.scar).
FOUND: Words = {"typed": _("typed"), "drawn": _("from the drawn line"), "measured": _("measured by the doctor")}


@dataclass(frozen=True)
class Part:
    """One fact of each thing in a list: what it is called, its FHIR type, and where it is read; None is not told."""

    key: str
    label: Text
    kind: str
    told: Callable[[Any], Any]
    words: Words = field(default_factory=dict)  # of a choice
    unit: str = ""  # of an amount, as UCUM writes it


@dataclass(frozen=True)
class Listed:
    """What stands in a step besides its questions, any number of times."""

    step: str
    key: str
    label: Text
    parts: tuple[Part, ...]
    asked_by: str = ""  # the question of the step that opens the list, answered with yes

    @property
    def link(self) -> str:
        return f"{self.step}.{self.key}"


def words_told(name: str) -> Callable[[Any], Any]:
    """A field of words, where there are any."""
    return lambda thing: getattr(thing, name) or None


def told(name: str) -> Callable[[Any], Any]:
    """A field as it is stored."""
    return lambda thing: getattr(thing, name)


def of_length(name: str) -> Callable[[Scar], Any]:
    """A fact of the length to go by, which is also the one that pages show."""
    return lambda scar: getattr(scar.best, name) if scar.best else None


def picture(photo: Sent) -> Json | None:
    """What is known of the stored picture; the picture itself is fetched from the record."""
    if isinstance(photo, Upload):
        return None
    return {"contentType": "image/jpeg", "title": str(PHOTO_VIEW[photo.view]), "creation": taken(photo)}


def taken(photo: Photo) -> str:
    """When the photo came into the record, on the clinic's clock."""
    return photo.patient.clinic.local(photo.added_at).isoformat(timespec="seconds")


SCARS = Listed(
    Step.SCARS,
    "scar",
    _("Scar"),
    (
        Part("zone", _("place"), CHOICE, told("zone"), SCAR_PLACE),
        Part("cause", _("cause"), CHOICE, told("cause"), SCAR_CAUSE),
        Part("length", _("length"), AMOUNT, of_length("mm"), unit=MILLIMETRES),
        Part("length_error", _("length, more or less"), AMOUNT, of_length("error_mm"), unit=MILLIMETRES),
        Part("length_found", _("how the length was found"), CHOICE, of_length("how"), FOUND),
        Part("width", _("width"), AMOUNT, told("width_mm"), unit=MILLIMETRES),
        Part("age", _("age"), AMOUNT, told("age_months"), unit=MONTHS),
        Part("surface", _("surface"), CHOICE, words_told("surface"), SURFACE),
        Part("colour", _("colour"), CHOICE, words_told("colour"), SCAR_COLOUR),
        Part("changing", _("itching or growing"), YES_NO, told("changing")),
        Part("treated_before", _("treated before"), YES_NO, told("treated_before")),
        Part("count", _("how many"), COUNT, told("count")),
    ),
    asked_by="has_scars",
)
PHOTOS = Listed(
    Step.PHOTOS,
    "photo",
    _("Photo"),
    (
        Part("view", _("view"), CHOICE, told("view"), PHOTO_VIEW),
        Part("picture", _("picture"), FILE, picture),
        Part("sha256", _("SHA-256 of the picture"), WORD, lambda photo: photo.sha256 if picture(photo) else None),
    ),
)
LISTS: Mapping[str, Listed] = {listed.step: listed for listed in (SCARS, PHOTOS)}


def asked(step: str, site: str) -> list[Json]:
    """The list of a step as the Questionnaire asks for it; none where the step has none."""
    listed = LISTS.get(step)
    if listed is None:
        return []
    made: Json = {"linkId": listed.link, "type": "group", "text": str(listed.label), "repeats": True}
    if listed.asked_by:
        yes = {"system": system(site, step, listed.asked_by), "code": "yes"}
        made["enableWhen"] = [{"question": f"{step}.{listed.asked_by}", "operator": "=", "answerCoding": yes}]
        made["enableBehavior"] = "any"
    return [made | {"item": [part_asked(listed, part, site) for part in listed.parts]}]


def part_asked(listed: Listed, part: Part, site: str) -> Json:
    made: Json = {"linkId": f"{listed.link}.{part.key}", "type": part.kind, "text": str(part.label)}
    if part.words:
        made["answerOption"] = [{"valueCoding": coding(listed, part, value, site)} for value in part.words]
    return made


def answered(step: str, things: Collection[Scar | Sent], site: str) -> list[Json]:
    """A group for each thing of the step's list, in their order."""
    listed = LISTS.get(step)
    if listed is None:
        return []
    return [
        {
            "linkId": listed.link,
            "text": str(listed.label),
            "item": [
                {
                    "linkId": f"{listed.link}.{part.key}",
                    "text": str(part.label),
                    "answer": [{VALUES[part.kind]: valued(listed, part, value, site)}],
                }
                for part in listed.parts
                if (value := part.told(thing)) is not None
            ],
        }
        for thing in things
    ]


def valued(listed: Listed, part: Part, value: Any, site: str) -> Any:
    """A fact as its FHIR type writes it."""
    if part.kind == CHOICE:
        return coding(listed, part, value, site)
    if part.kind == AMOUNT:
        return {"value": value, "unit": part.unit, "system": UNITS, "code": part.unit}
    return value


def coding(listed: Listed, part: Part, value: str, site: str) -> Json:
    """A choice as FHIR names it; a value that is no choice any more keeps its code."""
    made = {"system": system(site, listed.step, f"{listed.key}-{part.key}"), "code": value}
    return made | ({"display": str(part.words[value])} if value in part.words else {})


def system(site: str, step: str, key: str) -> str:
    """The name of a question's choices."""
    return f"{site}/fhir/CodeSystem/{step}-{key.replace('_', '-')}"
