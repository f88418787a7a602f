"""What a patient agreed to, with the words they saw."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients.models.patient import Patient
from smpclinic.accounts.models import User


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Questions about consents."""

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def to_texts(self) -> Self:
        """Standing consents to texts on the number that the patient has now; another number is another question."""
        standing = self.standing().filter(purpose=Consent.Purpose.TEXTS, number=F("patient__mobile"))
        return standing.exclude(number="")

    def taken_back(self) -> Self:
        """Consents that ended, where the patient has not given another to the same purpose since."""
        later = Consent.objects.standing().filter(patient=OuterRef("patient"), purpose=OuterRef("purpose"))
        return self.filter(~Exists(later), withdrawn_at__isnull=False)


class Consent(models.Model):
    """One purpose, agreed to once; withdrawing keeps the row and closes it."""

    class Purpose(models.TextChoices):
        ENQUIRY = "enquiry", "use of the answers for this enquiry"
        REMINDERS = "reminders", "messages about the patient's own treatment by email"
        TEXTS = "texts", "texts to the patient's mobile"
        PHOTO_RECORD = "photo_record", "photos for the patient's own record"
        PHOTO_TEACHING = "photo_teaching", "photos for teaching"
        PHOTO_WEBSITE = "photo_website", "photos on the clinic's website"
        PHOTO_SOCIAL = "photo_social", "photos in social media"

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=16, choices=Purpose)
    wording = models.TextField(max_length=600)
    version = models.CharField(max_length=12, blank=True)  # of the words; empty for words of another hand
    language = models.CharField(max_length=10, blank=True)  # in which they were shown
    number = models.CharField(max_length=16, blank=True)  # the mobile that a consent to texts is about
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # None: the patient
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=60, blank=True)

    objects: ClassVar[Any] = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["patient", "purpose"], condition=Q(withdrawn_at=None), name="one_standing_consent_a_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}: {self.purpose}"


# The words as they stand beside the tick or the button; what a patient saw is stored with the consent.
WORDINGS: dict[str, Promise] = {
    Consent.Purpose.ENQUIRY: _(
        "The clinic may use my answers and photos to advise me on this enquiry. "
        "The clinic's own staff read them, nobody else."
    ),
    Consent.Purpose.REMINDERS: _("The clinic may email me about my visits and my treatment."),
    Consent.Purpose.TEXTS: _("The clinic may send texts to my mobile about my visits and my treatment."),
    Consent.Purpose.PHOTO_RECORD: _("The clinic may keep my photos in my own record, for my treatment."),
    Consent.Purpose.PHOTO_TEACHING: _("The clinic may use my photos to teach other clinicians."),
    Consent.Purpose.PHOTO_WEBSITE: _("The clinic may show my photos on its website."),
    Consent.Purpose.PHOTO_SOCIAL: _("The clinic may show my photos on social media."),
}

# The version of those words. New words get a new version, and nobody's consent to the old ones becomes one to the new.
VERSIONS: dict[str, str] = dict.fromkeys(Consent.Purpose.values, "1")
