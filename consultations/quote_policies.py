"""Why something may not be done with a quote, in words for the person who asked; empty means go on."""

from django.utils.translation import gettext as _

from consultations.models import Discount, Plan, Quote
from consultations.policies import chosen_option
from patients.vocabulary import Item
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission

State = Quote.State


def why_not_quote(plan: Plan) -> str:
    """Why no quote can be made of the plan; empty when one can."""
    if plan.status != Plan.Status.APPROVED:
        return _("A quote is made of an approved plan.")
    fee = chosen_option(plan)["fee"]
    if not fee or not fee["lines"]:
        return _("The chosen option has no fee, so there is nothing to quote.")
    listed = [line for line in fee["lines"] if line["item"] != Item.ADJUSTMENT]
    if fee["high"] <= 0 or any(not line["unit_low"] and not line["unit_high"] for line in listed):
        return _("The price list has no price for a part of this plan. Set it, then make a fresh plan.")
    return ""


def why_not_send(quote: Quote, waiting: Discount | None) -> str:
    """Why the draft cannot go to the patient; empty when it can."""
    if quote.state != State.DRAFT:
        return _("This quote is sent already and stays as it is. Make a new version to change it.")
    if quote.plan.status != Plan.Status.APPROVED:
        return _("A newer plan has replaced this one.")
    return _("A discount waits for a second person. Send the quote after that.") if waiting else ""


def why_not_discount(quote: Quote, percent: int, by: User) -> str:
    """Why this person cannot put a discount on the quote; empty when they can."""
    if not by.may(Permission.MAKE_QUOTES):
        return _("Your role makes no quotes.")
    if quote.state != State.DRAFT:
        return _("This quote is sent already and stays as it is. Make a new version to change it.")
    return "" if 0 < percent <= 100 else _("Enter a percent from 1 to 100.")


def why_not_confirm(discount: Discount, by: User) -> str:
    """Why this person cannot decide about the discount; empty when they can."""
    if not by.may(Permission.CONFIRM_DISCOUNTS):
        return _("A manager confirms discounts.")
    if discount.state != Discount.State.WAITING:
        return _("This discount is decided already.")
    if discount.given_by_id == by.pk:
        return _("A second person confirms a discount; this one is yours.")
    return ""
