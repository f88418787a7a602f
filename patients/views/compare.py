"""Before and after: two days of one view, how far they can be compared, markings over them, and the picture of both."""

import math
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.exports.comparison import comparison_jpeg
from patients.forms.compare import ENDS, MarkingForm, PurposeForm
from patients.forms.words import PHOTO_VIEW
from patients.models import Consent, Marking, Patient, Photo
from patients.policies import why_not_show
from patients.services import comparing, markings
from patients.services.comparing import Comparison
from patients.services.originals import opened
from patients.views.banner import banner
from patients.views.picking import button_size, picked
from smpclinic.accounts.access import insist, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web import cursors

WIDTH = 1000  # units of a drawing in which every photo is as wide
# What is wrong, where the second photo has more of it and where it has less.
FAULTS: dict[str, tuple[Any, Any]] = {
    "tilt": (gettext_lazy("the head is tilted by %(n)s degrees"),) * 2,
    "scale": (gettext_lazy("the head is %(n)s percent larger"), gettext_lazy("the head is %(n)s percent smaller")),
    "place": (gettext_lazy("the head is elsewhere in the picture, by %(n)s percent of it"),) * 2,
    "light": (
        gettext_lazy("the light is another: %(n)s percent brighter"),
        gettext_lazy("the light is another: %(n)s percent darker"),
    ),
    "no_head": (gettext_lazy("no head can be told from the background"),) * 2,
}


def shown_of(patient: Patient) -> list[Photo]:
    """The photos of the record, oldest first, with their markings."""
    drawn = Marking.objects.kept().select_related("made_by").order_by("pk")
    kept = Photo.objects.usable().filter(patient=patient).prefetch_related(Prefetch("markings", drawn))
    return list(kept.order_by("added_at", "pk"))


def chosen(sent: Any, photos: list[Photo]) -> tuple[list[str], list[Photo], Photo, Photo]:
    """The views that have two photos, the photos of the chosen one, and its two; raise Http404 when there are none."""
    counts = [photo.view for photo in photos]
    views = [view for view in PHOTO_VIEW if counts.count(view) > 1]
    if not views:
        raise Http404
    by_pk = {photo.pk: photo for photo in photos}
    asked = [by_pk.get(cursors.key(sent.get(name, ""))) for name in ("before", "after")]
    view = sent.get("view") if sent.get("view") in views else next((p.view for p in asked if p), views[0])
    ours = [photo for photo in photos if photo.view == view]
    if len(ours) < 2:
        raise Http404
    before, after = (photo if photo in ours else None for photo in asked)
    return views, ours, before or ours[0], after or ours[-1]


@require_safe
@requires(Permission.SEE_HEALTH)
def compare(request: StaffRequest, pk: int) -> HttpResponse:
    """Two photos of one view side by side, over each other or by turns."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    try:
        views, ours, before, after = chosen(request.GET, shown_of(patient))
    except Http404:
        return render(request, "patients/photo/none_to_compare.html", banner(patient, request.user, tab="photos"))
    trail.seen("photos compared", patient, by=request.user)
    allowed = standing(patient)
    drawings = [drawn(photo) for photo in (before, after)]
    context = {
        **banner(patient, request.user, tab="photos"),
        "views": [
            {"label": PHOTO_VIEW[view], "url": f"?view={view}", "current": view == before.view, "count": None}
            for view in views
        ],
        "view": before.view,
        "photos": ours,
        "pair": list(zip(("before", "after"), (_("Before"), _("After")), drawings, strict=True)),
        "height": max(one["height"] for one in drawings),
        "same": before.pk == after.pk,
        "said": None if before.pk == after.pk else said(comparing.told(before, after)),
        "form": PurposeForm(allowed=allowed) if allowed - {Consent.Purpose.PHOTO_RECORD} else None,
    }
    return render(request, "patients/photo/compare.html", context)


def standing(patient: Patient) -> set[str]:
    """The purposes of photos that the patient allows now."""
    rows = Consent.objects.standing().filter(patient=patient, purpose__startswith="photo_")
    return set(rows.values_list("purpose", flat=True))


def said(found: Comparison | None) -> dict[str, Any]:
    """The score and its faults in words."""
    if found is None:
        return {"score": None, "is_enough": False, "faults": [_("a picture cannot be opened")]}
    faults = [FAULTS[code][figure < 0] % {"n": abs(round(figure))} for code, figure in found.faults]
    return {"score": found.score, "is_enough": found.is_enough, "faults": faults}


def drawn(photo: Photo) -> dict[str, Any]:
    """A photo as the page draws it: WIDTH units wide, its markings in the same units."""
    share = WIDTH / photo.width
    return {
        "photo": photo,
        "name": PHOTO_VIEW[photo.view],
        "height": round(photo.height * share),
        "markings": [shape(marking, share) for marking in photo.markings.all()],
    }


def shape(marking: Marking, share: float = 1.0) -> dict[str, Any]:
    """A marking with its places in a drawing."""
    places = [(round(x * share, 1), round(y * share, 1)) for x, y in marking.points]
    far = math.dist(*places) if len(places) > 1 else 0.0
    return {"marking": marking, "first": places[0], "last": places[-1], "radius": round(far, 1)}


@require_POST
@requires(Permission.SEE_HEALTH)
def compare_export(request: StaffRequest, pk: int) -> HttpResponse:
    """The picture of both photos as a file, for a purpose that the patient allows now."""
    patient = get_object_or_404(Patient.objects.visible_to(request.user), pk=pk)
    _views, _ours, before, after = chosen(request.POST, shown_of(patient))
    purpose = request.POST.get("purpose", "")
    insist(why_not_show(purpose, standing(patient) - {Consent.Purpose.PHOTO_RECORD}))
    content = comparison_jpeg([(opened(photo), printed(photo)) for photo in (before, after)])
    shown = {"purpose": purpose, "photos": [before.pk, after.pk]}
    trail.record("photos given out", patient, by=request.user, changes=shown)
    response = HttpResponse(content, content_type="image/jpeg")
    response["Content-Disposition"] = f'attachment; filename="photos-{before.pk}-{after.pk}.jpg"'
    return response


def printed(photo: Photo) -> str:
    """What stands over a photo that is given out: its view and its day."""
    return f"{PHOTO_VIEW[photo.view]}, {date_format(timezone.localtime(photo.added_at), 'j F Y')}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_HEALTH)
def photo_marks(request: StaffRequest, pk: int) -> HttpResponse:
    """The markings of one photo; a press in the picture picks a point, the button saves the marking."""
    found = Photo.objects.visible_to(request.user).usable().select_related("patient__clinic")
    photo = get_object_or_404(found, pk=pk)
    sent, size = request.POST, {"width": photo.width, "height": photo.height}
    told, pick = picked(sent, photo, ENDS)
    told |= {"kind": sent.get("kind", Marking.Kind.POINT), "note": sent.get("note", "")}
    form = MarkingForm(told, **size) if "save" in sent else MarkingForm(initial=told, **size)
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        markings.add(
            photo, kind=facts["kind"], points=form.points, note=facts["note"], by=request.user, now=timezone.now()
        )
        messages.success(request, _("Marking added. The photo itself is as it was."))
        return redirect("patients:photo_marks", photo.pk)
    trail.seen("markings opened", photo, by=request.user)
    width, height = button_size(photo)
    context = {
        **banner(photo.patient, request.user, tab="photos"),
        "photo": photo,
        "name": PHOTO_VIEW[photo.view],
        "form": form,
        "pick": pick,
        "ends": [("from", _("First point")), ("to", _("Second point"))],
        "points": [(end, told[f"{end}_x"], told[f"{end}_y"]) for end in ENDS],
        "markings": [shape(one) for one in photo.markings.kept().select_related("made_by").order_by("pk")],
        "mark": max(photo.width, photo.height) / 70,
        "text": max(photo.width, photo.height) / 40,
        "button_width": width,
        "button_height": height,
    }
    return render(request, "patients/photo/marks.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.SEE_HEALTH)
def marking_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a marking away."""
    marking = get_object_or_404(Marking.objects.visible_to(request.user).select_related("photo"), pk=pk)
    markings.remove(marking, by=request.user, now=timezone.now())
    messages.success(request, _("Marking removed."))
    return redirect(reverse("patients:photo_marks", args=[marking.photo_id]))
