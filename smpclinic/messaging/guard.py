"""The list of test addresses: while it holds any, nobody else gets a message."""

from django.conf import settings


def is_on() -> bool:
    """Whether only test addresses get messages now."""
    return bool(settings.ONLY_SEND_TO)


def lets_through(address: str) -> bool:
    """Whether a message may go to this address or number."""
    return not is_on() or address.strip().casefold() in {one.strip().casefold() for one in settings.ONLY_SEND_TO}
