"""Shades from photos: a spot of the stored picture is averaged and read; what the doctor confirms is a new row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from consultations.models import Shade
from consultations.planning import shade as shades
from consultations.planning.shade import Spot, Suggestion
from consultations.policies import why_not_confirm_shade
from consultations.services import numbers
from consultations.services.findings import collect, newest_submitted
from patients.models import Photo
from patients.services.originals import opened
from smpclinic.accounts.access import insist
from smpclinic.accounts.models import User
from smpclinic.audit import trail

Point = tuple[int, int]
SIDE_SHARE, LEAST_RADIUS = 250, 2  # a spot reaches so small a share of the longer side to each side


@dataclass(frozen=True)
class Reading:
    """What a photo says at the picked points; the spots of hair and skin are after white balance."""

    photo: Photo
    points: Mapping[str, Point]
    spots: dict[str, Spot]
    suggestion: Suggestion

    @property
    def suggested(self) -> tuple[int, int] | None:
        """The shade to aim at and the step to begin with, by the nearest hair colour."""
        best = next(iter(self.suggestion.matches), None)
        return (best.shade, best.start_shade) if best else None


def radius(photo: Photo) -> int:
    """How far a spot reaches from its point, in pixels of the stored picture."""
    return max(LEAST_RADIUS, max(photo.width, photo.height) // SIDE_SHARE)


def read(photo: Photo, points: Mapping[str, Point], *, today: date) -> Reading:
    """The colours at hair, skin and grey card, with the engine's shade; raise Refused without a picture."""
    seen = measured(photo, points)
    grey = seen.get("grey")
    balanced = {name: spot.under(grey) if grey and name != "grey" else spot for name, spot in seen.items()}
    facts = collect(photo.patient, newest_submitted(photo.patient), today=today).get("skin", {})
    suggestion = shades.suggest(
        balanced["hair"],
        balanced["skin"],
        known_type=facts.get("fitzpatrick"),
        outdoor=facts.get("outdoor_life"),
        book=numbers.book(photo.patient.clinic),
    )
    return Reading(photo, points, balanced, suggestion)


def measured(photo: Photo, points: Mapping[str, Point]) -> dict[str, Spot]:
    """The spot at each point, of the picture as it was taken in: this process opens no file that we did not write."""
    reach, whole = radius(photo), opened(photo)
    found = {}
    for name, (x, y) in points.items():
        box = (max(0, x - reach), max(0, y - reach), min(whole.width, x + reach + 1), min(whole.height, y + reach + 1))
        raw = whole.crop(box).tobytes()
        found[name] = shades.averaged(list(zip(raw[::3], raw[1::3], raw[2::3], strict=True)))
    return found


@transaction.atomic
def confirm(reading: Reading, *, chosen: tuple[int, int], reason: str, by: User, now: datetime) -> Shade:
    """Keep the shade and first step that the doctor chose, with what the photo said; raise Refused when it may not."""
    insist(why_not_confirm_shade(chosen, reading.suggested, reason, by))
    photo = reading.photo
    row: Shade = Shade.objects.create(
        patient=photo.patient,
        photo=photo,
        photo_sha256=photo.sha256,
        points={name: list(point) for name, point in reading.points.items()},
        colours={name: as_kept(spot) for name, spot in reading.spots.items()},
        suggestion=asdict(reading.suggestion),
        shade=chosen[0],
        start_shade=chosen[1],
        reason=reason.strip(),
        made_at=now,
        made_by=by,
    )
    trail.record("shade confirmed", row, by=by, changes={"photo": photo.pk})
    return row


def as_kept(spot: Spot) -> dict[str, Any]:
    """A spot as it is stored: colours rounded to what a photo can tell."""
    return {"hex": spot.hex, "lab": [round(value, 2) for value in spot.lab], "spread": round(spot.spread, 2)}
