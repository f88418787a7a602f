"""What the photos step shows: each view with its photo or where it stands, and the ticks that were not saved yet."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from patients.forms.photo import field_name
from patients.forms.words import AT_HOME, PHOTO_TIPS, PHOTO_VIEW
from patients.models import Upload
from patients.services.decoding import SENTENCES
from patients.services.ticks import PHOTO_PURPOSES
from patients.views.seats import Seat

# The session's note of ticks that came along with a photo, until their step is saved.
TICKS = "photo_ticks"
NOT_SENT = _("This photo was chosen and not sent. Choose it again and press Send.")
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif"


def about_photos(seat: Seat, problems: Mapping[str, str]) -> dict[str, Any]:
    """What the step's page needs beside its form."""
    return {
        "views": views_of(seat, problems),
        "upload_url": seat.url("photo_add"),
        "begin_url": seat.url("upload_begin"),
        "accept": ACCEPT,
    }


def views_of(seat: Seat, problems: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each view asked for at home, and each other view sent so far."""
    sent = {photo.view: photo for photo in seat.photos}
    others = [view for view in [*sent, *seat.uploads] if view not in AT_HOME]
    return [
        about_view(seat, view, sent.get(view), problems.get(view, "")) for view in dict.fromkeys([*AT_HOME, *others])
    ]


def about_view(seat: Seat, view: str, photo: Any, problem: str) -> dict[str, Any]:
    """One view: its photo, or that it is being prepared, or the way to send one with what was wrong with the last."""
    upload = seat.uploads.get(view)
    is_waiting = upload is not None and upload.state == Upload.State.WAITING
    if upload is not None and upload.state == Upload.State.REFUSED and not problem:
        problem = str(SENTENCES[upload.reason])
    return {
        "view": view,
        "name": PHOTO_VIEW[view],
        "tip": PHOTO_TIPS.get(view, ""),
        "field": field_name(view),
        "photo": None if is_waiting else photo,
        "waiting_url": seat.url("upload", upload.key) if upload is not None and is_waiting else "",
        "problem": problem,
        "url": f"{seat.url('photo', photo.pk)}?size=thumbnail" if photo else "",
        "remove": seat.url("photo_remove", photo.pk) if photo else "",
    }


def remember_ticks(request: HttpRequest, seat: Seat) -> None:
    """Keep the permissions as they stood on the page that a photo was sent from; nothing is agreed to by that."""
    if "version" in request.POST:
        ticks = [str(purpose) for purpose in PHOTO_PURPOSES if request.POST.get(purpose)]
        request.session[TICKS] = {"intake": seat.intake.pk, "ticks": ticks}


def remembered_ticks(request: HttpRequest, seat: Seat) -> dict[str, bool]:
    """The permissions as they stood; nothing when no photo took them along."""
    kept = request.session.get(TICKS)
    if not kept or kept["intake"] != seat.intake.pk:
        return {}
    return {str(purpose): str(purpose) in kept["ticks"] for purpose in PHOTO_PURPOSES}


def forget_ticks(request: HttpRequest) -> None:
    """The step is saved: its answers count now."""
    request.session.pop(TICKS, None)


def unsent(request: HttpRequest) -> dict[str, str]:
    """The views whose photo was chosen and not sent: without script a press on Continue brings only the file's name."""
    return {view: str(NOT_SENT) for view in PHOTO_VIEW if request.POST.get(field_name(view))}
