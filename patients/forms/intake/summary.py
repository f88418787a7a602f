"""The answers as they read: the cards of the check page, the staff's view and the patient's copy."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.forms.scar import length_words
from patients.forms.words import PHOTO_VIEW, SCAR_CAUSE, SCAR_COLOUR, SCAR_PLACE, SURFACE
from patients.models import Patient, Photo, Scar, Upload
from patients.models.intake import Step
from patients.questions import reading
from patients.questions.question import About, Section
from patients.questions.reading import Row
from patients.questions.steps import SECTIONS
from smpclinic.web.languages import in_sentence

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Card:
    """One step: whether it is done, whether its answers may be read, and how they read."""

    page: Section
    is_done: bool
    is_readable: bool
    rows: list[Row]


def cards(  # noqa: PLR0913 - what stands on the cards, in whose words, and who reads it
    patient: Patient,
    answers: Mapping[str, Mapping[str, Any]],
    *,
    done: Collection[str],
    scars: Collection[Scar] = (),
    photos: Collection[Photo | Upload] = (),
    for_staff: bool,
    sections: Mapping[str, Section] = SECTIONS,
) -> list[Card]:
    """One card a step. `answers` holds the steps that may be read, `done` those that were answered."""
    return [
        Card(
            page=page,
            is_done=page.step in done,
            is_readable=page.step in answers,
            rows=rows_of(page, patient, answers, scars=scars, photos=photos, for_staff=for_staff),
        )
        for page in sections.values()
    ]


def rows_of(
    page: Section,
    patient: Patient,
    answers: Mapping[str, Mapping[str, Any]],
    *,
    scars: Collection[Scar],
    photos: Collection[Photo | Upload],
    for_staff: bool,
) -> list[Row]:
    """The rows of one card; the scars and photos that belong to a step stand among its answers."""
    if page.step not in answers:
        return []
    rows = reading.rows(page, answers[page.step], About.of(patient, answers), for_staff=for_staff)
    if page.step == Step.SCARS:
        rows += [Row(_("Scar %(number)s") % {"number": n}, describe(scar)) for n, scar in enumerate(scars, start=1)]
    if page.step == Step.PHOTOS:
        views = ", ".join(str(PHOTO_VIEW[photo.view]) for photo in photos)
        rows.insert(0, Row(_("Photos sent"), views or _("None; they can be taken at the clinic")))
    return rows


def describe(scar: Scar) -> str:
    """A scar in one line."""
    parts = [str(SCAR_PLACE.get(scar.zone, scar.zone)), in_sentence(SCAR_CAUSE.get(scar.cause, scar.cause)), size(scar)]
    if scar.age_months is not None:
        parts.append(age(scar.age_months))
    parts += [in_sentence(SURFACE[scar.surface])] if scar.surface else []
    parts += [in_sentence(SCAR_COLOUR[scar.colour])] if scar.colour else []
    parts += [_("itches, hurts or grows")] if scar.changing else []
    parts += [_("treated before")] if scar.treated_before else []
    parts += [_("%(count)s like this") % {"count": scar.count}] if scar.count > 1 else []
    return ", ".join(part for part in parts if part)


def size(scar: Scar) -> str:
    """Length in centimetres, width in millimetres, as far as they are known."""
    width = _("%(width)s mm wide") % {"width": scar.width_mm} if scar.width_mm else ""
    return ", ".join(filter(None, (length_words(scar), width)))


def age(months: int) -> str:
    """An age in years where it is a whole number of them."""
    years, rest = divmod(months, MONTHS_A_YEAR)
    if years and not rest:
        return ngettext("%(n)s year old", "%(n)s years old", years) % {"n": years}
    return ngettext("%(n)s month old", "%(n)s months old", months) % {"n": months}
