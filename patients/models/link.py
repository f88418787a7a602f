"""Links that let a patient in without an account: only the token's hash is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from smpclinic.accounts.models import User

VALID_FOR = timedelta(days=14)
TRIES = 5
TOKEN_BYTES = 32


def new_token() -> str:
    """A fresh token of 256 random bits, as it stands in the address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class LinkQuerySet(models.QuerySet[Any]):
    """The link holder's door."""

    def open_for(self, token: str) -> Self:
        """The link of this token, whatever its state; at most one."""
        return self.filter(token_hash=token_hash(token))

    def live(self, now: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=now, failed_tries__lt=TRIES)


class AccessLink(models.Model):
    """What an intake link and a plan link have in common."""

    token_hash = models.CharField(max_length=64, unique=True)
    sent_to = models.CharField(max_length=254)  # an email address, a mobile number, or nothing
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    failed_tries = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at and self.failed_tries < TRIES

    @property
    def is_paused(self) -> bool:
        """Whether the check was missed too often: nothing but a fresh link opens the intake then."""
        return self.failed_tries >= TRIES


class Way(models.TextChoices):
    """How a link reached the patient."""

    EMAIL = "email", _("By email")
    TEXT = "text", _("By text")
    COPIED = "copied", _("Copied by the clinic")
    SCREEN = "screen", _("Shown as a picture to scan")
    CODE = "code", _("By a code of 6 digits")
    TABLET = "tablet", _("On the clinic's tablet")


class FormLinkQuerySet(LinkQuerySet):
    """Questions about links to a form."""

    def wanting_fresh(self) -> Self:
        """Links whose holder needs another, which nobody has ordered yet; the wish ends with a link that is closed."""
        return self.filter(fresh_wanted_at__isnull=False, fresh_ordered_at=None, revoked_at=None)


class FormLink(AccessLink):
    """What only a link to a form has: the way it went, when it was used, who closed it, and the wish for another."""

    way = models.CharField(max_length=8, choices=Way, default=Way.EMAIL)
    last_opened_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient
    fresh_wanted_at = models.DateTimeField(null=True)
    fresh_ordered_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = FormLinkQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(fresh_ordered_at=None) | Q(fresh_ordered_at__gte=F("fresh_wanted_at")),
                name="%(class)s_is_ordered_after_it_was_wanted",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["fresh_wanted_at"],
                condition=Q(fresh_wanted_at__isnull=False, fresh_ordered_at=None),
                name="%(class)s_wanting",
            ),
        ]

    @property
    def masked(self) -> str:
        """The address it went to, as somebody recognises it who knows it: m…@patients.example, or …318."""
        name, at, host = self.sent_to.partition("@")
        if self.sent_to.startswith("+"):
            return f"…{self.sent_to[-3:]}"
        return f"{name[:1]}…{at}{host}" if at else ""

    @property
    def was_sent(self) -> bool:
        """Whether the patient has it in a message, and can come back by it."""
        return self.way in {Way.EMAIL, Way.TEXT}
