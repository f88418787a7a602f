"""What stood beside the answers when an intake was sent: its scars and photos as they were told then."""

from datetime import datetime
from typing import Any

from patients.models import Intake, Photo, Scar, Upload
from patients.services.scars import FIELDS

Json = dict[str, Any]
SCAR_FACTS = (*FIELDS, "measured_mm")


def taken(intake: Intake) -> Json:
    """The scars and photos of an intake as plain JSON."""
    scars = Scar.objects.kept().filter(patient=intake.patient).order_by("pk")
    photos = Photo.objects.kept().filter(intake=intake).order_by("pk")
    waiting = Upload.objects.filter(intake=intake, state=Upload.State.WAITING).order_by("pk")
    return {
        "scars": [{name: getattr(scar, name) for name in SCAR_FACTS} for scar in scars],
        "photos": [
            {"view": photo.view, "sha256": photo.sha256, "added_at": photo.added_at.isoformat()} for photo in photos
        ]
        + [{"view": view} for view in dict.fromkeys(waiting.values_list("view", flat=True))],
    }


def scars_of(intake: Intake, sent: Json) -> list[Scar]:
    """The scars as they were told, as rows that are in no table."""
    return [Scar(patient=intake.patient, **facts) for facts in sent["scars"]]


def photos_of(intake: Intake, sent: Json) -> list[Photo | Upload]:
    """The photos as they were sent; one that had only just arrived then is known by its view."""
    return [
        Photo(
            patient=intake.patient,
            view=one["view"],
            sha256=one["sha256"],
            added_at=datetime.fromisoformat(one["added_at"]),
        )
        if "sha256" in one
        else Upload(patient=intake.patient, view=one["view"])
        for one in sent["photos"]
    ]
