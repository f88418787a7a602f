"""The scar map as its template draws it: four heads with numbered marks, and what the script needs to know of them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from patients import scalp
from patients.forms.intake.summary import describe
from patients.forms.words import SCAR_PLACE
from patients.models import Scar
from patients.views.seats import Seat
from smpclinic.accounts.roles import Permission

LONGEST_KEY = 19


def names() -> dict[str, str]:
    """The four heads in the order in which they stand."""
    return {"top": _("Top"), "back": pgettext("side of the head", "Back"), "left": _("Left"), "right": _("Right")}


def heads(scars: Iterable[Scar], *, but: int | None = None) -> list[dict[str, Any]]:
    """Each head with the marks of these scars, numbered as in the list; the one with the key `but` is left out."""
    marks: dict[str, list[dict[str, Any]]] = {view: [] for view in scalp.HEADS}
    for number, scar in enumerate(scars, start=1):
        if scar.view in marks and scar.points and scar.drawing == scalp.DRAWING and scar.pk != but:
            marks[scar.view].append(mark(scar, number))
    return [
        {"view": view, "name": name, "width": scalp.HEADS[view].width, "marks": marks[view]}
        for view, name in names().items()
    ]


def mark(scar: Scar, number: int) -> dict[str, Any]:
    """One scar on its head, in drawing units; text, so that no locale writes a comma into it."""
    head = scalp.HEADS[scar.view]
    path = [head.drawn(head.on_head(point)) for point in scar.points or ()]
    x, y = path[0]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in path) if len(path) > 1 else ""
    return {"number": number, "x": f"{x:.1f}", "y": f"{y:.1f}", "line": line}


def list_of(seat: Seat) -> dict[str, Any]:
    """The scars told so far: the list, which is the record, and the map beside it."""
    rows = [
        {
            "text": describe(scar),
            "change": seat.url("scar_change", scar.pk),
            "remove": seat.url("scar_remove", scar.pk),
        }
        for scar in seat.scars
    ]
    return {"scars": rows, "heads": heads(seat.scars), "removed": None}


def taken_off(seat: Seat, pk: str) -> dict[str, str] | None:
    """The scar that was just taken off the list, and the address that puts it back."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < LONGEST_KEY):
        return None
    scar = Scar.objects.filter(patient=seat.patient, pk=int(pk), removed_at__isnull=False).first()
    return {"text": describe(scar), "url": seat.url("scar_restore", scar.pk)} if scar else None


def record_of(seat: Seat) -> dict[str, Any]:
    """The same for those who read the record; a doctor may measure each scar."""
    may_measure = seat.by is not None and seat.by.may(Permission.REVIEW_PLANS)
    rows = [
        {
            "text": describe(scar),
            "measure": reverse("patients:scar_measure", args=(scar.patient_id, scar.pk)) if may_measure else "",
        }
        for scar in seat.scars
    ]
    return {"scars": rows, "heads": heads(seat.scars)}


def for_script(sex: str) -> dict[str, Any]:
    """The numbers and words with which the script measures, names and speaks; it holds none of its own."""
    size = scalp.girth(sex, None)
    return {
        "heads": {view: asdict(head) for view, head in scalp.HEADS.items()},
        "names": names(),
        "places": {place: str(word) for place, word in SCAR_PLACE.items()},
        "girth": [size.mm, size.spread_mm, scalp.TAPE_SPREAD, scalp.STANDARD_GIRTH],
        "limits": [scalp.EDGE, scalp.STEP_MM, scalp.SHORTEST_MM, scalp.MOST_POINTS, scalp.SHAPE, scalp.HAND_MM],
        "words": {
            "length": _("The line is {length} ± {error} cm long."),
            "mark": _("Marked: {place}."),
            "none": _("Nothing is marked."),
            "move": _("Your mark, {place}. The arrow keys move it by 1 mm, with Shift by 5 mm."),
        },
    }
