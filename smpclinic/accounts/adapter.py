"""How django-allauth is bent to a clinic: nobody signs up, staff is invited by the manager."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# Whoever is invited has no password yet, and did not ask for a new one.
RESET, INVITATION = "account/email/password_reset_key", "account/email/invitation"
# What a session holds of the sign-in itself: Django's notes, and allauth's.
OF_SIGN_IN = ("_", "account_")
log = logging.getLogger(__name__)


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes sign-up; accounts are made by a manager. Errors never say which half was wrong."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This email and password do not go together. Check both and try again."),
        "too_many_login_attempts": _("Too many tries. Wait 5 minutes, then try again."),
        "enter_current_password": _("Enter the password you use now"),
        "incorrect_password": _("This is not the password you use now. Try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin the staff's session with nothing of a patient who used this browser before."""
        for key in list(request.session.keys()):
            if not key.startswith(OF_SIGN_IN):
                del request.session[key]
        super().login(request, user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, and note on the request when nothing left: the page is the same, whoever asks and whatever is away."""
        if template_prefix == RESET and getattr(self.request, "is_invitation", False):
            template_prefix = INVITATION
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            log.error("A mail about an account did not leave (%s)", type(error).__name__)
            self.request.mail_stayed = True
