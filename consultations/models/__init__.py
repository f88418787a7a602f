"""The tables of the work."""

from consultations.models.alternative import Alternative
from consultations.models.assessment import Assessment
from consultations.models.callback import Callback
from consultations.models.consultation import Consultation
from consultations.models.number import Number, Protocol
from consultations.models.plan import Plan, PlanLink
from consultations.models.price import Price, PriceDraft
from consultations.models.quote import Discount, Quote, QuoteLine, QuoteStep, QuoteTerms
from consultations.models.reminder import Delivery, Reminder, Sweep
from consultations.models.review import Review
from consultations.models.session import Session
from consultations.models.shade import Shade

__all__ = [
    "Alternative",
    "Assessment",
    "Callback",
    "Consultation",
    "Delivery",
    "Discount",
    "Number",
    "Plan",
    "PlanLink",
    "Price",
    "PriceDraft",
    "Protocol",
    "Quote",
    "QuoteLine",
    "QuoteStep",
    "QuoteTerms",
    "Reminder",
    "Review",
    "Session",
    "Shade",
    "Sweep",
]
