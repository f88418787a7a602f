"""Taking in one photo: the size is judged before a byte is read, and every failure is said in one sentence."""

import errno
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from patients.forms.intake.steps import PAGES
from patients.forms.photo import CHOOSE_PHOTO, field_name
from patients.forms.words import PHOTO_VIEW
from patients.models.intake import Step
from patients.services import uploads as services
from patients.services.decoding import SENTENCES
from patients.tasks import prepare_photo
from patients.views import photo_step
from patients.views.seats import Seat
from patients.views.steps import form_of, show
from smpclinic.accounts.access import Refused
from smpclinic.web.limits import content_length

# The form around the photos: its boundaries, its other fields, its headers.
WRAPPING_BYTES = 64 * 1024
View = Callable[..., HttpResponseBase]


class OnlySoLarge(TemporaryFileUploadHandler):
    """Writes each upload to a temporary file, and stops reading when one is larger than a photo may be."""

    is_full = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.PHOTO_MAX_BYTES:
            self.is_full = True
            raise StopUpload(connection_reset=True)
        super().receive_data_chunk(raw_data, start)


def most_bytes() -> int:
    """The size of a form with a photo for each view; how large one of them may be, is judged while it comes in."""
    return len(PHOTO_VIEW) * settings.PHOTO_MAX_BYTES + WRAPPING_BYTES


def takes_photo(view: View) -> View:
    """Guard a view that reads an upload. It stands before the check of the form's token, which reads the whole body."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        back = back_of(kwargs)
        if content_length(request) > most_bytes():
            return turned_away(request, str(SENTENCES["too_heavy"]), back, status=413)
        handler = OnlySoLarge(request)
        request.upload_handlers = [handler]
        try:
            response = csrf_protect(view)(request, *args, **kwargs)
        except UnreadablePostError:
            return turned_away(request, cut_off(), back, status=400)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            return turned_away(request, str(SENTENCES["disk_full"]), back, status=507)
        return turned_away(request, str(SENTENCES["too_heavy"]), back, status=413) if handler.is_full else response

    guarded.takes_files = True  # type: ignore[attr-defined]  # read by smpclinic.web.limits
    return csrf_exempt(guarded)


def back_of(kwargs: dict[str, Any]) -> str:
    """The photos step that the upload came from: of a record at the desk, or of the patient's own intake."""
    if "pk" in kwargs:
        return reverse("patients:desk_step", args=[kwargs["pk"], Step.PHOTOS])
    return reverse("patients:intake_step", args=[Step.PHOTOS])


def cut_off() -> str:
    return _("The photo did not get through. Your other photos are safe. Try again.")


def turned_away(request: HttpRequest, sentence: str, back: str, status: int) -> HttpResponse:
    """The page for an upload that was not read; nothing of it was kept, and what was saved before is untouched."""
    return render(request, "patients/intake/turned_away.html", {"sentence": sentence, "back_url": back}, status=status)


def take_in(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take in every photo of the request, or show the photos step with the reason why not; the ticks stay."""
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    photo_step.remember_ticks(request, seat)
    sent = {view: request.FILES[field_name(view)] for view in PHOTO_VIEW if field_name(view) in request.FILES}
    problems = {} if sent else {str(request.POST.get("view", "")): str(CHOOSE_PHOTO)}
    for view, file in sent.items():
        if reason := why_not_receive(seat, view, cast("TemporaryUploadedFile", file)):
            problems[view] = reason
    if problems:
        page = PAGES[Step.PHOTOS]
        form = form_of(page, seat, None)
        form.initial = {**form.initial, **photo_step.remembered_ticks(request, seat)}
        return show(request, seat, page, form, problems=problems, status=422)
    return redirect(seat.url("step", Step.PHOTOS))


def why_not_receive(seat: Seat, view: str, file: TemporaryUploadedFile) -> str:
    """Why this file is not taken in; empty when it now waits to be opened."""
    try:
        source = Path(file.temporary_file_path())
        upload = services.receive(seat.intake, view=view, source=source, by=seat.by, now=timezone.now())
    except Refused as refused:
        return str(refused)
    prepare_photo.delay_on_commit(upload.pk)
    return ""
