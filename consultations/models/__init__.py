"""The tables of the work."""

from consultations.models.alternative import Alternative
from consultations.models.assessment import Assessment
from consultations.models.callback import Callback
from consultations.models.consent_text import ConsentDays, ConsentText
from consultations.models.consultation import Consultation
from consultations.models.number import Number, Protocol
from consultations.models.plan import Plan, PlanLink
from consultations.models.price import Price, PriceDraft
from consultations.models.quote import Discount, Quote, QuoteLine, QuoteStep, QuoteTerms
from consultations.models.reminder import Delivery, Reminder, Sweep
from consultations.models.review import Review
from consultations.models.session import Session
from consultations.models.shade import Shade
from consultations.models.signature import Signature

__all__ = [
    "Alternative",
    "Assessment",
    "Callback",
    "ConsentDays",
    "ConsentText",
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
    "Signature",
    "Sweep",
]
