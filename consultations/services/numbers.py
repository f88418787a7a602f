"""A clinic's own numbers in place of the protocol's: each with its reason and name, none ever changed or removed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from consultations import number_policies
from consultations.models import Number
from consultations.number_words import label
from consultations.planning.book import Book, NumberError, taken
from consultations.planning.protocol import FIGURES
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused, insist
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail


def history(clinic: Clinic | int) -> list[Number]:
    """Every number that the clinic has set, newest first, with who set it; one question to the database."""
    return list(Number.objects.filter(clinic=clinic).select_related("set_by").order_by("-version"))


def standing(clinic: Clinic) -> dict[str, Any]:
    """The clinic's own numbers as they stand, plain values by name; one question to the database."""
    found = Number.objects.filter(clinic=clinic).standing().values_list("name", "value")
    return {name: value for name, value in found if acts(name)}


def acts(name: str) -> bool:
    """Whether the protocol of today has this number and lets a clinic set it; one that it dropped does nothing."""
    return name in FIGURES and not number_policies.why_fixed(name)


def standing_rows(rows: Iterable[Number]) -> dict[str, Number]:
    """Of a clinic's rows, newest first, those that stand."""
    newest: dict[str, Number] = {}
    for row in rows:
        newest.setdefault(row.name, row)
    return {name: newest[name] for name in sorted(newest) if newest[name].value is not None and acts(name)}


def fits(name: str, value: Any) -> bool:
    """Whether the protocol of today still takes this number; one that has grown another shape does not."""
    try:
        taken(name, value)
    except NumberError:
        return False
    return True


def book(clinic: Clinic) -> Book:
    """The numbers in force for a plan made now; raise Refused when one no longer fits the protocol."""
    numbers = standing(clinic)
    for name, value in numbers.items():
        if not fits(name, value):
            raise Refused(
                _("The clinic's own number “%(name)s” no longer fits the protocol. A doctor has to set it again.")
                % {"name": label(name)}
            )
    return Book(numbers)


@transaction.atomic
def set_here(name: str, *, value: Any, reason: str, seen: int, by: User, now: datetime) -> Number:
    """Put a plain value in the place of the protocol's from now on; None is the protocol's own again.

    `seen` is the version of the row that the person saw, 0 for none. Raises Clash when somebody was faster, and
    NumberError for a value that the protocol does not take.
    """
    insist(number_policies.why_not_set(name, by))
    insist("" if reason.strip() else _("Enter the reason in a sentence. It stays with the number."))
    if value is not None:
        taken(name, value)
    while True:  # ends: only another's row sends it round, and theirs is then seen
        rows = history(by.clinic)  # one look, so that whoever comes in between takes the version that follows it
        before = next((row for row in rows if row.name == name), None)
        if (before.version if before else 0) != seen:
            raise Clash(_("Somebody else has set this number since you opened it."), before)
        was = before.value if before else None
        if value == was:
            raise Refused(_("This number stands already. Nothing was changed."))
        row = Number(clinic=by.clinic, name=name, value=value, reason=reason, set_by=by, set_at=now)
        if _added(row, version=rows[0].version + 1 if rows else 1):
            changes = {"number": name, "value": [was, value], "reason": reason, "version": row.version}
            trail.record("number set", row, by=by, changes=changes)
            return row


def _added(row: Number, *, version: int) -> bool:
    """Whether the row stands as this version; not so when another took that version at the same moment."""
    row.version = version
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True
