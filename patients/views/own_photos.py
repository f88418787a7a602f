"""The patient's own photos, through their link: sent whole or in pieces, seen, taken back."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.models import Photo
from patients.models.intake import Step
from patients.services import photos
from patients.views import photos as pictures
from patients.views import resumable, uploads
from patients.views.own_intake import link_holder
from patients.views.seats import Seat


@login_not_required
@uploads.takes_photo
@require_POST
@link_holder
def photo_add(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Send photos by a plain form."""
    return uploads.take_in(request, seat)


@require_POST
@link_holder
def upload_begin(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Begin to send a photo in pieces."""
    return resumable.begin(request, seat)


@require_http_methods(["GET", "HEAD", "PATCH"])
@link_holder
def upload(request: HttpRequest, seat: Seat, key: UUID) -> HttpResponse:
    """One photo that is sent in pieces."""
    return resumable.one(request, seat, key)


@require_POST
@link_holder
def photo_remove(request: HttpRequest, seat: Seat, pk: int) -> HttpResponse:
    """Take back one of the photos of this intake."""
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    photo = get_object_or_404(Photo.objects.kept(), pk=pk, intake=seat.intake)
    photos.remove(photo, by=None, now=timezone.now())
    return redirect(seat.url("step", Step.PHOTOS))


@require_safe
@link_holder
def photo(request: HttpRequest, seat: Seat, pk: int) -> HttpResponseBase:
    """One of the photos of this intake."""
    return pictures.picture(request, get_object_or_404(Photo.objects.kept(), pk=pk, intake=seat.intake), by=None)
