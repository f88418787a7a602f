"""Words and forms of the messages page."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.models import Reminder
from patients.models.consent import WORDINGS, Consent

# Why a message exists, as the desk reads it: visits, and nothing about health.
RULE: dict[str, Any] = {
    "intake_link": _("Link to the intake"),
    "intake_arrived": _("The form has arrived, with a link to the copy"),
    "plan_ready": _("Link to the plan"),
    "smp_keep_dry": _("First days after SMP"),
    "smp_next_session": _("Next SMP session"),
    "smp_settled": _("A month after SMP"),
    "smp_cover_ending": _("Included touch-ups end"),
    "smp_year": _("A year after SMP"),
    "smp_touch_up": _("Touch-up"),
    "surgery_visit": _("Visit after surgery"),
    "surgery_message": _("Check-in after surgery"),
    "surgery_final": _("Final look after surgery"),
    "smp_may_start": _("SMP may follow surgery"),
    "next_surgery": _("Next surgery"),
    "smp_extension": _("Another look at the plan"),
    "drug_review": _("Follow-up visit"),
    "gate_over": _("Time to look again"),
}
STATE: dict[str, str] = {
    Reminder.Status.PLANNED: "plain",
    Reminder.Status.CLAIMED: "info",
    Reminder.Status.SENT: "ok",
    Reminder.Status.SKIPPED: "warn",
    Reminder.Status.FAILED: "bad",
}


class AgreeToTexts(forms.Form):
    """The patient's yes to texts, ticked by staff beside them or on the phone with them."""

    agreed = forms.BooleanField(
        label=cast("str", WORDINGS[Consent.Purpose.TEXTS]),
        error_messages={"required": _("Tick the box first: the patient has to agree.")},
    )


class SkipForm(forms.Form):
    """Taking a planned message off."""

    reason = forms.CharField(
        label=_("Why it is not sent"),
        max_length=200,
        error_messages={"required": _("Enter why this message is not sent.")},
    )
