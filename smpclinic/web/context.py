"""What the staff shell shows on every page: where one may go, and where one is."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    """A place in the shell: its name, icon and address, and the permissions of which one opens it."""

    label: str | Promise
    icon: str
    url_name: str
    permission: str
    paths: tuple[str, ...]
    on_phone: bool = True


# The permissions are values of the role table in accounts, which this ground may not import.
PLACES = (
    Place(_("Today"), "today", "consultations:today", "see_day", ("today",)),
    Place(
        _("Patients"),
        "people",
        "patients:list",
        "see_patients",
        ("patient", "intake", "desk", "scar", "photo", "photos", "add", "edit", "audit", "emails", "consent"),
    ),
    Place(
        _("Plans"),
        "plan",
        "consultations:board",
        "see_plans",
        ("board", "plan", "consultation", "assessment", "review", "quote"),
    ),
    Place(_("Sessions"), "session", "consultations:sessions", "book_sessions", ("session", "sessions"), on_phone=False),
    Place(_("Messages"), "mail", "consultations:messages", "see_messages", ("message", "messages", "reminder")),
    Place(
        _("Settings"),
        "gear",
        "accounts:clinic",
        "edit_clinic",
        ("clinic", "staff", "price", "prices", "discounts", "roles", "wordings", "wording"),
        on_phone=False,
    ),
    Place(_("Protocol"), "file", "consultations:protocol", "see_protocol", ("protocol", "number"), on_phone=False),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The places that this person may open; nobody signed in sees none. Asks the database nothing."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": []}
    match = request.resolver_match
    here = match.url_name or "" if match else ""
    return {"nav": [entry for place in PLACES if place.permission in user.permissions for entry in link(place, here)]}


def link(place: Place, here: str) -> list[dict[str, Any]]:
    """The place as the rail shows it; none while its page does not exist."""
    try:
        address = reverse(place.url_name)
    except NoReverseMatch:
        return []
    current = here == place.url_name.partition(":")[2] or here.partition("_")[0] in place.paths
    return [{"label": place.label, "icon": place.icon, "url": address, "current": current, "on_phone": place.on_phone}]
