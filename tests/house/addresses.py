"""Every address of the clinic, read from the URL table itself."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from smpclinic.accounts.access import PUBLIC

# Pages of django-allauth judge for themselves: signing in and out, passwords. They hold no record of a patient.
FOREIGN = "account_"


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the clinic: "patients:list" and its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner)
        elif not (entry.name or "").startswith(FOREIGN):
            yield f"{space}{entry.name}", entry


ALL = dict(addresses())
STAFF = {name: pattern for name, pattern in ALL.items() if name not in PUBLIC}
