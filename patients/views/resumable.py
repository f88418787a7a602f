"""Photos in pieces: begin with length and checksum, ask how far it came, send the next piece. The ways of tus.io.

Written here because no library fits: django-tus stands still at Django 3.1, drf-tus brings a second web framework, and
none of them ties an upload to a record, a session and an audit trail, or asks for SHA-256.
"""

import base64
import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from patients.forms.photo import AnnouncedPhoto
from patients.models import Upload
from patients.policies import why_not_answer
from patients.services import uploads
from patients.services.decoding import SENTENCES
from patients.services.uploads import Damaged, Elsewhere
from patients.tasks import prepare_photo
from patients.views.photo_step import about_photos, about_view
from patients.views.seats import Seat
from smpclinic.accounts.access import Refused, insist
from smpclinic.web.limits import content_length

MOST_IN_A_PIECE = 1024 * 1024
CHECKSUM_MISMATCH = 460


def begin(request: HttpRequest, seat: Seat) -> HttpResponse:
    """201 with the upload's address; the same file of the same view leads to the same upload."""
    form = AnnouncedPhoto(request.POST)
    if not form.is_valid():
        return sentence(str(SENTENCES["not_a_photo"]), 400)
    try:
        upload = uploads.begin(seat.intake, **form.cleaned_data, by=seat.by, now=timezone.now())
    except Refused as refused:
        return sentence(str(refused), 422)
    answer = where_it_stands(upload, uploads.arrived(upload), status=201)
    answer["Location"] = seat.url("upload", upload.key)
    return answer


def one(request: HttpRequest, seat: Seat, key: Any) -> HttpResponse:
    """HEAD: how far it came. PATCH: the next piece. GET: its view as the page shows it."""
    upload: Upload = get_object_or_404(Upload.objects.select_related("patient"), key=key, intake=seat.intake)
    if request.method == "HEAD":
        return where_it_stands(upload, uploads.arrived(upload))
    if request.method == "PATCH":
        return next_piece(request, seat, upload)
    photos = {photo.view: photo for photo in seat.photos}
    shown = about_view(seat, upload.view, photos.get(upload.view), "")
    context = about_photos(seat, {})
    return render(request, "patients/intake/_photo_view.html", context | {"view": shown, "seat": seat})


def next_piece(request: HttpRequest, seat: Seat, upload: Upload) -> HttpResponse:
    """Write the piece down and say where the file ends now; after the last one it waits for the worker."""
    if upload.state != Upload.State.ARRIVING:
        return where_it_stands(upload, upload.length)
    offset = request.headers.get("Upload-Offset", "")
    if content_length(request) > MOST_IN_A_PIECE or not (offset.isascii() and offset.isdecimal() and len(offset) < 12):
        return sentence(str(SENTENCES["too_heavy"]), 413)
    try:
        insist(why_not_answer(seat.intake))
        end = take(request, seat, upload, int(offset))
    except Elsewhere as elsewhere:
        return where_it_stands(upload, elsewhere.offset, status=409)
    except Damaged:
        return where_it_stands(upload, uploads.arrived(upload), status=CHECKSUM_MISMATCH)
    except Refused as refused:
        return sentence(str(refused), 422)
    return where_it_stands(upload, end)


def take(request: HttpRequest, seat: Seat, upload: Upload, offset: int) -> int:
    """The new end of the file; raises Damaged when the piece, or the whole, is not what its sender had."""
    try:
        piece = request.body
    except UnreadablePostError:
        raise Damaged from None
    if not is_what_was_sent(piece, request.headers.get("Upload-Checksum", "")):
        raise Damaged
    end = uploads.append(upload, offset=offset, piece=piece)
    if end == upload.length:
        uploads.finish(upload, by=seat.by, now=timezone.now())
        prepare_photo.delay_on_commit(upload.pk)
        upload.refresh_from_db(fields=["state"])
    return end


def is_what_was_sent(piece: bytes, checksum: str) -> bool:
    """Whether the piece has the checksum that came with it, `sha256` and its base64."""
    kind, _space, said = checksum.partition(" ")
    return kind == "sha256" and said == base64.b64encode(hashlib.sha256(piece).digest()).decode()


def where_it_stands(upload: Upload, offset: int, status: int = 204) -> HttpResponse:
    """No words, only how many bytes are here and what became of them."""
    answer = HttpResponse(status=status)
    answer["Upload-Offset"], answer["Upload-Length"] = str(offset), str(upload.length)
    answer["Upload-State"] = str(upload.state)
    return answer


def sentence(words: str, status: int) -> HttpResponse:
    """Why not, in one sentence for the person."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
