"""The clinic's price list."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import words
from consultations.forms.price import PriceListForm
from consultations.models import Price
from consultations.money import from_minor, shown_range, to_minor
from consultations.services import prices as lists
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLINIC)
def prices(request: StaffRequest) -> HttpResponse:
    """The list of today, those before and after, and the form for a new one."""
    clinic, now = request.user.clinic, timezone.now()
    day = clinic.local(now).date()
    standing = lists.standing(clinic, day)
    initial: dict[str, Any] = {"valid_from": day}
    for item in lists.PRICED:
        for end in ("low", "high"):
            initial[f"{item}_{end}"] = from_minor(standing["items"][item][end], standing["currency"])
    form = PriceListForm(request.POST or None, initial=initial, items=list(lists.PRICED), currency=clinic.currency)
    if request.method == "POST" and form.is_valid():
        valid_from = form.cleaned_data["valid_from"]
        try:
            lists.set_list(clinic, ranges=form.ranges, valid_from=valid_from, by=request.user, now=now)
        except Refused as refusal:
            form.add_error("valid_from", str(refusal))
        else:
            messages.success(request, _("The list holds from %(day)s on.") % {"day": date_format(valid_from, "j F Y")})
            return redirect("consultations:prices")
    rows = [price_row(item, standing, low, high) for item, low, high in form.rows]
    context = {"form": form, "rows": rows, "standing": standing, "lists": history(request), "clinic": clinic}
    return render(request, "consultations/price/prices.html", context, status=422 if form.errors else 200)


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


def history(request: StaffRequest) -> list[dict[str, object]]:
    """Every list of the clinic, newest first, with who made it."""
    found: dict[object, dict[str, object]] = {}
    for price in (
        Price.objects.filter(clinic=request.user.clinic).select_related("created_by").order_by("-valid_from", "pk")
    ):
        row = found.setdefault(
            price.valid_from,
            {"valid_from": price.valid_from, "by": price.created_by.name if price.created_by else "", "amounts": []},
        )
        amount = shown_range(to_minor(price.low, price.currency), to_minor(price.high, price.currency), price.currency)
        row["amounts"].append((words.PRICED[price.item], amount))  # type: ignore[attr-defined]
    return list(found.values())
