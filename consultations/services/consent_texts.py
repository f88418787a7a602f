"""Consent texts and the days to think it over: what holds now, and publishing anew."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from consultations.models import ConsentDays, ConsentText, Session, Signature
from consultations.procedures import COOLING_OFF, LANGUAGES, PROCEDURES, Text, built_in
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import Clinic, User
from smpclinic.audit import trail

FALLBACK = LANGUAGES[0]


def text(clinic: Clinic, procedure: str, language: str) -> Text:
    """The version that is signed now, in the language if there is one, else in English."""
    language = language if language in LANGUAGES else FALLBACK
    own = ConsentText.objects.filter(clinic=clinic, procedure=procedure, language=language).order_by("-version").first()
    return own.text if own else built_in(procedure, language)


def texts(clinic: Clinic, language: str) -> dict[str, Text]:
    """The text of every procedure in the language, or in English."""
    language = language if language in LANGUAGES else FALLBACK
    return {text.procedure: text for text, _row in all_texts(clinic) if text.language == language}


def all_texts(clinic: Clinic) -> list[tuple[Text, ConsentText | None]]:
    """Every procedure in every language as it stands, with the clinic's own row where it has one."""
    rows = ConsentText.objects.filter(clinic=clinic).select_related("published_by").order_by("version")
    own = {(row.procedure, row.language): row for row in rows}
    found: list[tuple[Text, ConsentText | None]] = []
    for procedure in PROCEDURES:
        for language in LANGUAGES:
            row = own.get((procedure, language))
            found.append((row.text if row else built_in(procedure, language), row))
    return found


def material_versions(clinic: Clinic) -> dict[tuple[str, str], int]:
    """For each procedure and language the newest version that everybody has to sign."""
    rows = ConsentText.objects.filter(clinic=clinic, material=True).order_by("version")
    return {(procedure, language): v for procedure, language, v in rows.values_list("procedure", "language", "version")}


@transaction.atomic
def publish(  # noqa: PLR0913 - what a version is
    clinic: Clinic,
    *,
    procedure: str,
    language: str,
    words: dict[str, Any],
    material: bool,
    reason: str,
    after: int,
    by: User,
    now: datetime,
) -> ConsentText:
    """A new version after the one that was read; those before stay as they were signed."""
    standing = text(clinic, procedure, language)
    if standing.version != after:
        raise Refused(_("Someone else has just published this text. Look at it again."))
    try:
        with transaction.atomic():
            row = ConsentText.objects.create(
                clinic=clinic,
                procedure=procedure,
                language=language,
                version=standing.version + 1,
                words=words,
                material=material,
                reason=reason,
                published_at=now,
                published_by=by,
            )
    except IntegrityError:
        raise Refused(_("Someone else has just published this text. Look at it again.")) from None
    changes = {"procedure": procedure, "language": language, "version": row.version, "material": material}
    trail.record("consent text published", row, by=by, changes=changes | {"reason": reason, "sha256": row.text.seal})
    return row


def must_sign_again(row: ConsentText) -> int:
    """How many patients with sessions ahead have to sign this version before the next one."""
    ahead = Session.objects.ahead().values("patient")
    signed = Signature.objects.standing().filter(procedure=row.procedure, language=row.language, patient__in=ahead)
    return int(signed.filter(version__lt=row.version, patient__clinic=row.clinic_id).count()) if row.material else 0


def days(clinic: Clinic) -> dict[str, int]:
    """The days to think it over, for each procedure."""
    row = standing_days(clinic)
    return {one: getattr(row, one) if row else COOLING_OFF[one][0] for one in PROCEDURES}


def standing_days(clinic: Clinic) -> ConsentDays | None:
    """The clinic's own days; None while the house's hold."""
    return ConsentDays.objects.filter(clinic=clinic).select_related("set_by").order_by("-pk").first()


@transaction.atomic
def set_days(clinic: Clinic, *, by: User, now: datetime, **chosen: int) -> ConsentDays:
    """The days for sessions booked from now on; booked ones stay."""
    row = ConsentDays.objects.create(clinic=clinic, set_at=now, set_by=by, **chosen)
    trail.record("consent days set", row, by=by, changes=dict(chosen))
    return row
