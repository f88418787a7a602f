"""Photos: the record's tab, adding and removing at the desk, and the one view that serves a picture."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.forms.words import PHOTO_VIEW
from patients.models import Consent, Patient, Photo
from patients.policies import why_not_use_photos
from patients.services import photos
from patients.views import resumable, uploads
from patients.views.banner import banner
from patients.views.intakes import desk_seat
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web import cursors
from smpclinic.web.htmx import page

SIZES = ("thumbnail", "preview", "picture")
OWN_PAGES = frozenset({"same-origin", "none", ""})


@require_GET
@requires(Permission.SEE_PHOTOS)
def gallery(request: StaffRequest, pk: int) -> HttpResponse:
    """Every photo of the record, newest first."""
    back = Consent.objects.taken_back().filter(patient=OuterRef("pk"), purpose=Consent.Purpose.PHOTO_RECORD)
    visible = Patient.objects.visible_to(request.user).select_related("clinic").annotate(has_taken_back=Exists(back))
    patient: Any = get_object_or_404(visible, pk=pk)
    shown = list(Photo.objects.kept().filter(patient=patient).order_by("-added_at", "-pk"))
    trail.seen("photos listed", patient, by=request.user)
    # The photo that was just removed stays one press away until the page is left.
    asked = cursors.key(request.GET.get("removed", ""))
    removed = Photo.objects.filter(patient=patient, removed_at__isnull=False, pk=asked).first()
    context = banner(patient, request.user, tab="photos") | {
        "removed_url": reverse("patients:photo_put_back", args=[removed.pk]) if removed else "",
        "why_not_use": why_not_use_photos(taken_back=patient.has_taken_back),
        "photos": [{"photo": photo, "name": PHOTO_VIEW[photo.view]} for photo in shown],
    }
    return page(request, "patients/photo/gallery.html", context)


@require_GET
@requires(Permission.SEE_PHOTOS)
def photo(request: StaffRequest, pk: int) -> HttpResponseBase:
    """One picture for the staff of its clinic."""
    shown = get_object_or_404(Photo.objects.visible_to(request.user).usable(), pk=pk)
    return picture(request, shown, by=request.user)


@uploads.takes_photo
@require_POST
@requires(Permission.FILL_INTAKE)
def photo_add(request: StaffRequest, pk: int) -> HttpResponse:
    """A photo sent from the desk."""
    return uploads.take_in(request, desk_seat(request, pk))


@require_POST
@requires(Permission.FILL_INTAKE)
def upload_begin(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin to send a photo in pieces, from the desk."""
    return resumable.begin(request, desk_seat(request, pk))


@require_http_methods(["GET", "HEAD", "PATCH"])
@requires(Permission.FILL_INTAKE)
def upload(request: StaffRequest, pk: int, key: UUID) -> HttpResponse:
    """One photo that the desk sends in pieces."""
    return resumable.one(request, desk_seat(request, pk), key)


@require_POST
@requires(Permission.FILL_INTAKE)
def photo_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a photo off the record; the next page offers to put it back."""
    shown = get_object_or_404(Photo.objects.visible_to(request.user).select_related("patient"), pk=pk)
    photos.remove(shown, by=request.user, now=timezone.now())
    return redirect(f"{reverse('patients:photos', args=[shown.patient.pk])}?removed={shown.pk}")


@require_POST
@requires(Permission.FILL_INTAKE)
def photo_put_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo a removal."""
    shown = get_object_or_404(Photo.objects.visible_to(request.user).select_related("patient"), pk=pk)
    photos.put_back(shown, by=request.user)
    return redirect("patients:photos", pk=shown.patient.pk)


def picture(request: HttpRequest, shown: Photo, *, by: Any) -> HttpResponseBase:
    """The picture in the size asked for, or the next larger one there is; never for another site's page, never kept."""
    if request.headers.get("Sec-Fetch-Site", "") not in OWN_PAGES:
        raise PermissionDenied
    size = request.GET.get("size", "preview")
    if size not in SIZES:
        raise Http404
    names = [getattr(shown, name) for name in SIZES[SIZES.index(size) :]]
    stored = next(file for file in names if file)
    if not Path(stored.path).is_file():
        raise Http404
    trail.seen(f"photo seen, {size}", shown, by=by)
    response = FileResponse(stored.open("rb"), content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="photo-{shown.pk}.jpg"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response
