"""Why a patient's yes or no to a quote does not count, in words for the patient; empty means it does."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Quote

State = Quote.State
MIND_CHANGES = timedelta(days=14)


def why_not_answer(quote: Quote, now: datetime) -> str:
    """Why the patient can say neither yes nor no to the quote any more; empty when they can."""
    state = quote.standing(quote.day(now))
    if state == State.REPLACED:
        return _("A newer quote has taken the place of this one. Open your plan again to see it.")
    if state == State.EXPIRED:
        return too_late(quote)
    if state == State.DRAFT:
        return _("This quote is not ready yet.")
    if quote.answered_at is not None and now > quote.answered_at + MIND_CHANGES:
        return _("The 14 days for a change of mind are over. Call us.")
    return ""


def why_not_accept(quote: Quote, sha256: str, now: datetime) -> str:
    """Why the patient's yes does not count; empty when it does. It is a yes to what they saw, by its seal."""
    if refusal := why_not_answer(quote, now):
        return refusal
    if quote.sha256 != sha256:
        return _("A newer quote has taken the place of this one. Open your plan again to see it.")
    if quote.state == State.DECLINED and quote.valid_until is not None and quote.day(now) > quote.valid_until:
        return too_late(quote)
    return ""


def too_late(quote: Quote) -> str:
    """Until when the quote was valid, and the way on."""
    day = date_format(quote.valid_until, "DATE_FORMAT") if quote.valid_until else ""
    return _("This quote was valid until %(day)s. Ask us for a new one.") % {"day": day}
