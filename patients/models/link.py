"""Links that let a patient in without an account: only the token's hash is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models

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
    sent_to = models.EmailField(max_length=254)
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
