"""The role table: what each role of the clinic may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    FRONT_DESK = "front_desk", _("Front desk")
    DOCTOR = "doctor", _("Doctor")
    MANAGER = "manager", _("Manager")


class Permission(models.TextChoices):
    """One thing that a role may do; every staff view asks for exactly one."""

    SEE_DAY = "see_day", _("See the day")
    SEE_PATIENTS = "see_patients", _("See patients")
    EDIT_PATIENTS = "edit_patients", _("Add and edit patients")
    SEND_INTAKE = "send_intake", _("Send intake links")
    REVOKE_LINKS = "revoke_links", _("Close a patient's links")
    FILL_INTAKE = "fill_intake", _("Fill an intake at the desk")
    SEE_HEALTH = "see_health", _("See health answers")
    SEE_PHOTOS = "see_photos", _("See and add photos")
    SEE_PLANS = "see_plans", _("See plans")
    REVIEW_PLANS = "review_plans", _("Review and approve plans")
    SEE_QUOTES = "see_quotes", _("See quotes, without what is treated")
    MAKE_QUOTES = "make_quotes", _("Make and send quotes, give discounts up to the role's limit")
    CONFIRM_DISCOUNTS = "confirm_discounts", _("Confirm discounts above a limit, see the list of discounts")
    SEE_PROTOCOL = "see_protocol", _("See the protocol's numbers")
    SET_NUMBERS = "set_numbers", _("Set the clinic's own numbers in the protocol")
    BOOK_SESSIONS = "book_sessions", _("Book visits and sessions")
    FINISH_SESSIONS = "finish_sessions", _("Finish sessions")
    TAKE_CONSENTS = "take_consents", _("See consents to procedures, take and withdraw them in the clinic")
    SEE_MESSAGES = "see_messages", _("See and hold messages")
    SEE_AUDIT = "see_audit", _("See the audit trail")
    EDIT_CLINIC = "edit_clinic", _("Edit the clinic, its staff and its prices")


DESK = frozenset(
    {
        Permission.SEE_DAY,
        Permission.SEE_PATIENTS,
        Permission.EDIT_PATIENTS,
        Permission.SEND_INTAKE,
        Permission.FILL_INTAKE,
        Permission.SEE_PHOTOS,
        Permission.BOOK_SESSIONS,
        Permission.FINISH_SESSIONS,
        Permission.TAKE_CONSENTS,
        Permission.SEE_MESSAGES,
        Permission.SEE_QUOTES,
        Permission.MAKE_QUOTES,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.FRONT_DESK: DESK,
    # A number of the protocol changes medical advice, so a doctor answers for it; the manager reads along.
    Role.DOCTOR: DESK
    | {
        Permission.SEE_HEALTH,
        Permission.SEE_PLANS,
        Permission.REVIEW_PLANS,
        Permission.SEE_PROTOCOL,
        Permission.SET_NUMBERS,
        Permission.SEE_AUDIT,
    },
    Role.MANAGER: DESK
    | {
        Permission.REVOKE_LINKS,
        Permission.EDIT_CLINIC,
        Permission.CONFIRM_DISCOUNTS,
        Permission.SEE_PROTOCOL,
        Permission.SEE_AUDIT,
    },
}
