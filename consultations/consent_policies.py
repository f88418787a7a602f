"""Why a consent cannot be signed or withdrawn, in words for the patient too; empty means go on."""

from django.utils.translation import gettext as _

from consultations.models import Plan, Signature
from consultations.procedures import Text


def why_not_sign(plan: Plan, text: Text, seal: str) -> str:
    """Why this text cannot be signed for the plan; empty when it can."""
    if plan.status != Plan.Status.APPROVED:
        return _("A newer plan has taken the place of this one. Open the newest email from us, or call us.")
    if text.seal != seal:
        return _("The text has changed while you were reading. Read it again, then sign.")
    return ""


def why_not_withdraw(signature: Signature) -> str:
    """Why there is nothing to withdraw; empty when there is."""
    if signature.withdrawn_at or signature.replaced_at:
        return _("This consent is withdrawn already, or a newer one has taken its place.")
    return ""
