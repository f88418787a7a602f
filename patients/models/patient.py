"""A patient's own row: who they are and how to reach them."""

import re
import unicodedata
from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import phonenumbers
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberType

from patients.vocabulary import Sex
from smpclinic.accounts.models import Clinic, User

# Kinds of numbers that can get texts; in some countries nobody can tell a mobile from a line in a wall.
MOBILE_KINDS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
# Numbers that belong to nobody, so that no table counts them as valid: for stories, and for the demo clinic.
INVENTED = re.compile(r"\+447700900[0-9]{3}")


def folded(text: str) -> str:
    """The text as search compares it: no accents, no case, single spaces ("Kaçar  Işık" is "kacar isik")."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


class PatientQuerySet(models.QuerySet["Patient"]):
    """The one door to records."""

    def visible_to(self, user: User) -> Self:
        """The records of the user's own clinic, for any role that works with patients."""
        return self.filter(clinic_id=user.clinic_id) if user.is_active else self.none()

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def before(self, created_at: datetime, pk: int) -> Self:
        """The rows after this one in newest-first order: a page starts where the last one ended."""
        return self.filter(Q(created_at__lt=created_at) | Q(created_at=created_at, pk__lt=pk))

    def alike(self, *, mobile: str, email: str, name: str, form_key: UUID | None = None) -> Self:
        """Records with the same mobile, e-mail or name, or made by the same form; blanks are like nothing."""
        same = Q(search_name=folded(name))
        if form_key:
            same |= Q(form_key=form_key)
        if mobile:
            same |= Q(mobile=mobile)
        if email:
            same |= Q(email__iexact=email)
        return self.filter(same)

    def matching(self, text: str, country: str) -> Self:
        """Patients whose name (any order), phone (any notation), e-mail or record number holds the text."""
        found = Q()
        for word in folded(text.replace(",", " ")).split():
            found &= Q(search_name__contains=word)
        digits = "".join(c for c in text if c.isdecimal())
        if len(digits) >= 4 and not any(c.isalpha() for c in text):
            found = self._by_digits(text, digits, country)
        elif digits and digits == text.strip().lstrip("#"):
            found = Q(record_number=int(digits))
        if "@" in text:
            found |= Q(email__icontains=text.strip())
        return self.filter(found)

    def _by_digits(self, text: str, digits: str, country: str) -> Q:
        found = Q(mobile__contains=digits)
        if len(digits) <= 9:
            found |= Q(record_number=int(digits))
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            return found
        return found | Q(mobile__contains=str(number.national_number))


class Patient(models.Model):
    """A person; the mobile is stored as E.164 (+905321234567)."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="patients")
    record_number = models.PositiveIntegerField()
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=60)
    mobile = models.CharField(_("mobile"), max_length=16, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=12, choices=[(s.value, s.value) for s in Sex], blank=True)
    # The language in which the patient last used a page of ours; empty while they have not, then the clinic's serves.
    language = models.CharField(max_length=10, blank=True)
    died_on = models.DateField(null=True, blank=True)
    search_name = models.CharField(max_length=130, editable=False)
    # The key of the form that made this row: the same form sent twice makes one patient.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["Patient"]] = PatientQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["clinic", "record_number"], name="a_record_number_names_one_patient"),
            models.CheckConstraint(condition=~Q(mobile="") | ~Q(email=""), name="a_patient_can_be_reached"),
            models.CheckConstraint(
                condition=Q(mobile="") | Q(mobile__regex=r"^\+[1-9][0-9]{6,14}$"), name="a_mobile_is_e164"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["clinic", "-created_at", "-id"], name="newest_patients"),
            models.Index(fields=["clinic", "mobile"], name="patients_by_mobile"),
            models.Index(fields=["clinic", "email"], name="patients_by_email"),
        ]

    def __str__(self) -> str:
        return f"record {self.record}"

    @property
    def record(self) -> str:
        """The record number as people read it: 00412."""
        return f"{self.record_number:05d}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    @property
    def mobile_as_read(self) -> str:
        """The mobile as it is read out: +44 7700 900318."""
        if not self.mobile:
            return ""
        number = phonenumbers.parse(self.mobile)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    @property
    def can_get_texts(self) -> bool:
        """Whether the number exists in its country and is one of a phone that takes texts, as far as tables tell."""
        if not self.mobile or INVENTED.fullmatch(self.mobile):
            return bool(self.mobile)
        number = phonenumbers.parse(self.mobile)
        return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in MOBILE_KINDS

    def age(self, today: date) -> int | None:
        """Full years, or None when the birthday is not known."""
        if self.born_on is None:
            return None
        return today.year - self.born_on.year - ((today.month, today.day) < (self.born_on.month, self.born_on.day))
