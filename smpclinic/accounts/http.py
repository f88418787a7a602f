"""Requests as our views see them: somebody of the staff has signed in, or somebody knocks from an address."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from smpclinic.accounts.models import User


class StaffRequest(HttpRequest):
    """A request of a signed-in member of staff."""

    user: User
    htmx: HtmxDetails


def client_address(request: HttpRequest) -> str:
    """The network address that a request came from, behind as many proxies as the clinic has."""
    return str(get_adapter().get_client_ip(request))
