"""The price list in the making: what it changes, what it would do to the last quotes, and putting it in force."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from consultations import words
from consultations.exports import quote_for_patient
from consultations.figures import count
from consultations.forms.price import PriceListForm
from consultations.models import PriceDraft, Quote
from consultations.money import shown_change, shown_range
from consultations.planning.prices import STEPPED
from consultations.services import price_drafts as drafts
from consultations.services import prices as lists
from consultations.views import prices
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission

SHOWN = 10
Listed = dict[str, Any]


@require_safe
@requires(Permission.EDIT_CLINIC)
def price_draft(request: StaffRequest) -> HttpResponse:
    """The draft beside the live list, and its effect; asks before it is put in force."""
    draft = draft_of(request)
    if draft is None:
        return redirect("consultations:prices")
    form = form_of(draft)
    if not form.is_valid():  # typed in a currency that is no longer the clinic's, or for items that are gone
        messages.warning(request, _("The draft no longer fits. Look at its boxes and save it again."))
        return redirect("consultations:prices")
    return render(request, "consultations/price/draft.html", context(draft, form))


def context(draft: PriceDraft, form: PriceListForm) -> dict[str, Any]:
    """What the draft changes and what it would do."""
    live = lists.standing(draft.clinic, draft.valid_from)
    new = lists.listed(draft.clinic, ranges=form.ranges, more=more_of(form))
    effect = drafts.effect(draft.clinic, new)
    currency = new["currency"]
    (then_low, then_high), (low, high) = effect.then, effect.now
    return {
        "draft": draft,
        "clinic": draft.clinic,
        "rows": differences(live, new),
        "effect": effect,
        "then": shown_range(then_low, then_high, currency),
        "now": shown_range(low, high, currency),
        "change": change(low - then_low, high - then_high, currency),
        "tried": [
            {
                "name": name_of(one.subject),
                "then": shown_range(*one.then, currency),
                "now": shown_range(*one.now, currency),
                "change": change(one.now[0] - one.then[0], one.now[1] - one.then[1], currency),
            }
            for one in effect.tried[:SHOWN]
        ],
        "seen": drafts.mark(draft, live),
    }


def change(low: int, high: int, currency: str) -> str:
    return shown_change(low, high, currency) if low or high else _("the same")


def name_of(subject: Any) -> str:
    """A number, and no name: prices concern nobody in particular."""
    if isinstance(subject, Quote):
        return _("Quote %(n)s") % {"n": quote_for_patient.name(subject)}
    return _("Plan %(n)s") % {"n": subject.pk}


def differences(live: Listed, new: Listed) -> list[dict[str, Any]]:
    """Each price of both lists, and whether it differs; the cap of the true-up last."""
    rows = []
    for item in lists.PRICED:
        before, after = (told(one["items"][item], one["currency"]) for one in (live, new))
        rows.append({"word": words.PRICED[item], "live": before, "draft": after, "differs": before != after})
    before, after = (cap(one) for one in (live, new))
    rows.append(
        {"word": _("Limit of grafts above the plan"), "live": before, "draft": after, "differs": before != after}
    )
    return rows


def told(price: Listed, currency: str) -> str:
    """A price with its steps, in words."""
    parts = [shown_range(price["low"], price["high"], currency)]
    for name, _unit, _first in STEPPED.values():
        for step in price.get(name, [])[1:]:
            amount = shown_range(step["low"], step["high"], currency)
            text = _("from %(n)s on %(amount)s") % {"n": count(step["from"]), "amount": amount}
            parts += [] if text in parts else [text]
    return ", ".join(parts)


def cap(price_list: Listed) -> str:
    percent = price_list.get("true_up", {}).get("cap_percent")
    return _("by the protocol") if percent is None else _("%(n)s percent") % {"n": percent}


@require_POST
@requires(Permission.EDIT_CLINIC)
def price_draft_live(request: StaffRequest) -> HttpResponse:
    """The draft becomes the list of its day."""
    draft = draft_of(request)
    form = form_of(draft) if draft else None
    if draft is None or form is None or not form.is_valid():
        raise Refused(_("There is no draft. Somebody may have put it in force, or thrown it away."))
    again = drafts.put_in_force(
        draft,
        ranges=form.ranges,
        more=more_of(form),
        seen=request.POST.get("seen", ""),
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, prices.said(draft.valid_from, again=again))
    return redirect("consultations:prices")


@require_POST
@requires(Permission.EDIT_CLINIC)
def price_draft_drop(request: StaffRequest) -> HttpResponse:
    """The draft is thrown away; the live list stays."""
    drafts.drop(request.user.clinic, by=request.user)
    messages.success(request, _("The draft is gone. The list in force stays."))
    return redirect("consultations:prices")


def draft_of(request: StaffRequest) -> PriceDraft | None:
    found: PriceDraft | None = PriceDraft.objects.filter(clinic=request.user.clinic).select_related("saved_by").first()
    if found:
        found.clinic = request.user.clinic
    return found


def form_of(draft: PriceDraft) -> PriceListForm:
    """The draft as it was typed."""
    return PriceListForm(draft.typed, items=list(lists.PRICED), currency=draft.clinic.currency)


def more_of(form: PriceListForm) -> lists.More:
    return lists.More(form.steps, form.cleaned_data["cap_percent"])
