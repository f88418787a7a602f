"""The tables of the work."""

from consultations.models.alternative import Alternative
from consultations.models.assessment import Assessment
from consultations.models.callback import Callback
from consultations.models.consultation import Consultation
from consultations.models.number import Number, Protocol
from consultations.models.plan import Plan, PlanLink
from consultations.models.price import Price
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
    "Number",
    "Plan",
    "PlanLink",
    "Price",
    "Protocol",
    "Reminder",
    "Review",
    "Session",
    "Shade",
    "Sweep",
]
