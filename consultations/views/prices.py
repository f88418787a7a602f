"""The clinic's price list."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from consultations import words
from consultations.forms.price import PriceListForm
from consultations.models import Price, PriceDraft
from consultations.money import from_minor, shown_range, to_minor
from consultations.planning.prices import STEPPED
from consultations.services import price_drafts as drafts
from consultations.services import prices as lists
from patients.vocabulary import Item
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLINIC)
def prices(request: StaffRequest) -> HttpResponse:
    """The list of today, those before and after, and the form for the draft of a new one."""
    clinic, now = request.user.clinic, timezone.now()
    day = clinic.local(now).date()
    standing = lists.standing(clinic, day)
    draft = PriceDraft.objects.filter(clinic=clinic).select_related("saved_by").first()
    initial = {"valid_from": day, **typed(standing)} | (draft.typed if draft else {})
    form = PriceListForm(request.POST or None, initial=initial, items=list(lists.PRICED), currency=clinic.currency)
    if request.method == "POST" and form.is_valid():
        boxes = {name: request.POST[name] for name in form.fields if request.POST.get(name)}
        try:
            drafts.save(clinic, typed=boxes, valid_from=form.cleaned_data["valid_from"], by=request.user, now=now)
        except Refused as refusal:
            form.add_error("valid_from", str(refusal))
        else:
            messages.success(request, _("Saved as a draft. Nothing is priced by it yet."))
            return redirect("consultations:price_draft")
    context = {
        "form": form,
        "rows": [price_row(item, standing, low, high) for item, low, high in form.rows],
        "more_rows": [more_row(item, standing, boxes) for item, boxes in form.more_rows],
        "standing": standing,
        "draft": draft,
        "lists": history(request),
        "clinic": clinic,
    }
    return render(request, "consultations/price/prices.html", context, status=422 if form.errors else 200)


def typed(standing: dict[str, Any]) -> dict[str, Any]:
    """A stored list as the boxes of the form hold it."""
    boxes: dict[str, Any] = {"cap_percent": standing.get("true_up", {}).get("cap_percent")}
    for item in lists.PRICED:
        price = standing["items"][item]
        steps = price.get(STEPPED[item][0], [])[1:] if item in STEPPED else []
        for name, one in ((item, price), *((f"{item}_{n}", step) for n, step in enumerate(steps, 1))):
            for end in ("low", "high"):
                boxes[f"{name}_{end}"] = from_minor(one[end], standing["currency"])
            boxes[f"{name}_start"] = one.get("from")
    return boxes


def said(valid_from: date, *, again: bool) -> str:
    """That the list holds, and what became of one that was set for the same day."""
    day = {"day": date_format(valid_from, "j F Y")}
    if again:
        return (
            _("The list holds from %(day)s on, in place of the one set for that day before, which stays below.") % day
        )
    return _("The list holds from %(day)s on.") % day


def price_row(item: str, standing: dict[str, Any], low: Any, high: Any) -> dict[str, Any]:
    """One item: what holds now, and the boxes for what is to hold."""
    price = standing["items"][item]
    return {
        "word": words.PRICED[item],
        "unit": words.UNIT.get(price["unit"], price["unit"]),
        "now": shown_range(price["low"], price["high"], standing["currency"]),
        "low": low,
        "high": high,
    }


def more_row(item: str, standing: dict[str, Any], boxes: list[Any]) -> dict[str, Any]:
    """The boxes for larger numbers of one item, and what they count."""
    return {"word": words.PRICED[item], "starts": STARTS[STEPPED[Item(item)][1]], "boxes": boxes}


STARTS: dict[str, Any] = {"graft": _lazy("From graft number"), "cm2": _lazy("From an area of, cm²")}


def history(request: StaffRequest) -> list[dict[str, Any]]:
    """Every list of the clinic, newest first, with who made it and whether another one took its place."""
    found: dict[tuple[date, int], dict[str, Any]] = {}
    days: set[date] = set()
    order = ("-valid_from", "-edition", "pk")
    for price in Price.objects.filter(clinic=request.user.clinic).select_related("created_by").order_by(*order):
        key = (price.valid_from, price.edition)
        if key not in found:
            by = price.created_by.name if price.created_by else ""
            found[key] = {
                "valid_from": price.valid_from,
                "by": by,
                "replaced": price.valid_from in days,
                "amounts": [],
                "cap": None,
            }
            days.add(price.valid_from)
        found[key]["amounts"].append((words.PRICED[price.item], amount(price)))
        found[key]["cap"] = price.cap_percent if price.cap_percent is not None else found[key]["cap"]
    return list(found.values())


def amount(price: Any) -> str:
    """A price as the list of lists shows it; from which number on where it has steps."""
    low, high = (to_minor(end, price.currency) for end in (price.low, price.high))
    shown = shown_range(low, high, price.currency)
    if not price.starts_at:
        return shown
    return _("from %(n)s on %(amount)s") % {"n": number_format(price.starts_at), "amount": shown}
