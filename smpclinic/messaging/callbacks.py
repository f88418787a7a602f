"""What Twilio calls back: whether a call is really Twilio's, and what its words mean."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from smpclinic.messaging.twilio import token_of

# How far a text has come; it never goes back, in whatever order the calls arrive.
DELIVERED = frozenset({"delivered", "read"})
LOST = frozenset({"undelivered", "failed", "canceled"})
ORDER = ("accepted", "scheduled", "queued", "sending", "sent", *sorted(LOST), "delivered", "read")


def address(path: str) -> str:
    """Where the provider is asked to call; nowhere while it could not reach us, or we could not know it by its seal."""
    url = str(settings.SMS_URL)
    if not settings.SITE_URL.startswith("https://") or not url.startswith("twilio"):
        return ""
    return f"{settings.SITE_URL}{path}" if token_of(url) else ""


def is_genuine(path: str, told: Mapping[str, Any], seal: str) -> bool:
    """Whether this call bears the seal that only the provider and we can make, over our address and every field."""
    url = str(settings.SMS_URL)
    token = token_of(url) if url.startswith("twilio") else ""
    return bool(token) and hmac.compare_digest(sealed(f"{settings.SITE_URL}{path}", told, token), seal)


def sealed(address: str, told: Mapping[str, Any], token: str) -> str:
    """Twilio's seal: HMAC-SHA1 over the address and each field's name and value, in the order of names."""
    text = address + "".join(f"{name}{told[name]}" for name in sorted(told))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def is_further(state: str, than: str) -> bool:
    """Whether a state lies beyond another; one that nobody knows lies nowhere."""
    if state not in ORDER:
        return False
    return than not in ORDER or ORDER.index(state) > ORDER.index(than)
