"""Shade from a photo: the doctor picks hair and skin, reads what they measure, and confirms a shade."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations import words
from consultations.forms.shade import SPOTS, PointsForm, ShadeForm
from consultations.models import Shade
from consultations.services import shades
from consultations.services.shades import Reading, radius
from patients.forms.words import PHOTO_VIEW
from patients.models import Photo
from patients.views.banner import banner
from patients.views.picking import button_size, picked
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web.htmx import page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_PLANS)
def photo_shade(request: StaffRequest, pk: int) -> HttpResponse:
    """Pick hair and skin in a photo, read the suggested shade, and confirm one."""
    found = Photo.objects.visible_to(request.user).usable().select_related("patient__clinic")
    photo = get_object_or_404(found, pk=pk)
    told, pick = picked(request.POST if request.method == "POST" else request.GET, photo, SPOTS)
    form = PointsForm(told, width=photo.width, height=photo.height)
    points = form.points if form.is_valid() else {}
    reading, refusal = read(photo, points)
    confirm = ShadeForm(request.POST if request.method == "POST" else None, initial=suggested(reading))
    if request.method == "POST" and reading and confirm.is_valid():
        facts = confirm.cleaned_data
        chosen = (facts["shade"], facts["start_shade"])
        try:
            row = shades.confirm(reading, chosen=chosen, reason=facts["reason"], by=request.user, now=timezone.now())
        except Refused as why:
            confirm.add_error("reason", str(why))
        else:
            messages.success(request, _("Shade confirmed. It stands on the record and on the plan."))
            return redirect("consultations:shade", row.pk)
    trail.seen("photo opened for its shade", photo, by=request.user)
    context = {
        **stage(photo, points),
        **banner(photo.patient, request.user, tab="photos"),
        "form": form,
        "pick": pick,
        "spots": words.SPOT,
        "reading": said(reading),
        "refusal": refusal,
        "confirm": confirm,
    }
    status = 422 if form.errors or refusal or request.method == "POST" else 200
    return page(
        request, "consultations/shade/pick.html", context, part="consultations/shade/_reading.html", status=status
    )


def read(photo: Photo, points: dict[str, tuple[int, int]]) -> tuple[Reading | None, str]:
    """What the photo says, once hair and skin are picked; else why it says nothing."""
    if not {"hair", "skin"} <= points.keys():
        return None, ""
    try:
        return shades.read(photo, points, today=timezone.localdate()), ""
    except Refused as why:
        return None, str(why)


def suggested(reading: Reading | None) -> dict[str, int]:
    """The form as the photo would have it."""
    chosen = reading.suggested if reading else None
    return {"shade": chosen[0], "start_shade": chosen[1]} if chosen else {}


def stage(photo: Photo, points: dict[str, Any]) -> dict[str, Any]:
    """The picture with the places of its points."""
    width, height = button_size(photo)
    longer = max(photo.width, photo.height)
    return {
        "photo": photo,
        "view": PHOTO_VIEW[photo.view],
        "button_width": width,
        "button_height": height,
        "reach": radius(photo),
        "mark": longer / 70,
        "text": longer / 40,
        "marks": [(spot, words.SPOT[spot], points.get(spot)) for spot in SPOTS],
    }


def said(reading: Reading | None) -> dict[str, Any] | None:
    """A reading for the page, new or stored alike."""
    if reading is None:
        return None
    return in_words({name: shades.as_kept(spot) for name, spot in reading.spots.items()}, asdict(reading.suggestion))


def in_words(colours: dict[str, Any], suggestion: dict[str, Any]) -> dict[str, Any]:
    """Measured colours, suggested shades and warnings in words."""
    return suggestion | {
        "colours": [(words.SPOT[spot], colours[spot]) for spot in SPOTS if spot in colours],
        "matches": [match | {"name": words.said(match["colour"])} for match in suggestion["matches"]],
        "warnings": [words.SHADE_WARNING[code] for code in suggestion["warnings"]],
        "is_balanced": "grey" in colours,
    }


@require_safe
@requires(Permission.SEE_PLANS)
def shade(request: StaffRequest, pk: int) -> HttpResponse:
    """One reading as it was confirmed: the photo with its points, the colours, the suggestion, who and when."""
    rows = Shade.objects.visible_to(request.user).select_related("patient__clinic", "photo", "made_by")
    row = get_object_or_404(rows, pk=pk)
    trail.seen("shade opened", row, by=request.user)
    context = {
        **stage(row.photo, row.points),
        **banner(row.patient, request.user, tab="plans"),
        "row": row,
        "is_shown": Photo.objects.usable().filter(pk=row.photo_id).exists(),
        "reading": in_words(row.colours, row.suggestion),
    }
    return render(request, "consultations/shade/shade.html", context)
