"""Changes to the clinic and its staff; only a manager makes them."""

from collections.abc import Mapping
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import Clinic, User
from smpclinic.accounts.roles import Permission, Role
from smpclinic.audit import trail


def why_not_edit(by: User) -> str:
    """Why this person may not change the clinic; empty when they may."""
    return "" if by.may(Permission.EDIT_CLINIC) else _("Only a manager can change the clinic.")


@transaction.atomic
def change_clinic(clinic: Clinic, *, version: int, by: User, values: Mapping[str, Any]) -> None:
    """Save the clinic's row; raise Refused when someone else saved since `version` was read."""
    insist(why_not_edit(by))
    before = Clinic.objects.get(pk=clinic.pk)
    moved = Clinic.objects.filter(pk=clinic.pk, version=version).update(version=F("version") + 1, **values)
    if not moved:
        raise Refused(_("Someone else has just changed the clinic. Open the page again to see what they wrote."))
    changes = {key: [str(getattr(before, key)), str(new)] for key, new in values.items() if getattr(before, key) != new}
    trail.record("clinic changed", clinic, by=by, changes=changes)


@transaction.atomic
def invite(*, clinic: Clinic, name: str, email: str, role: Role, by: User | None) -> User:
    """Make an account without a password, which its owner chooses through a mailed link; `by` None: from the shell."""
    if by:
        insist(why_not_edit(by))
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(_("This address has an account already."))
    user = User(clinic=clinic, name=name, email=email.lower(), role=role)
    user.set_unusable_password()
    user.save()
    trail.record("staff invited", user, by=by, changes={"role": ["", str(role)]})
    return user


def mail_password_link(request: HttpRequest, user: User) -> bool:
    """Mail the link with which the person chooses a password; whether the mail server took it."""
    request.is_invitation = True  # type: ignore[attr-defined]  # the adapter then takes the words of an invitation
    form = ResetPasswordForm(data={"email": user.email})
    form.full_clean()
    form.save(request)
    return not getattr(request, "mail_stayed", False)


@transaction.atomic
def let_in(user: User, *, active: bool, by: User) -> None:
    """Let a person sign in, or end it now, their open sessions included (an inactive account has none)."""
    insist(why_not_edit(by))
    if user.pk == by.pk:
        raise Refused(_("You cannot end your own account. Ask another manager."))
    moved = User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active)
    if moved:
        trail.record("staff let in" if active else "staff shut out", user, by=by)
