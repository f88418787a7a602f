"""Requests as our views see them: somebody of the staff has signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from smpclinic.accounts.models import User


class StaffRequest(HttpRequest):
    """A request of a signed-in member of staff."""

    user: User
    htmx: HtmxDetails
