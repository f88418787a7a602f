"""The link with which a patient stops the clinic's messages: signed for one patient, good for ever, kept nowhere."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from patients.models import Patient

SALT = "consultations.stop_messages"


def address(patient: Patient) -> str:
    """The full address of this patient's stop page."""
    token = signing.dumps(patient.pk, salt=SALT)
    return f"{settings.SITE_URL}{reverse('consultations:stop_messages', args=[token])}"


def patient_of(token: str) -> Patient | None:
    """The patient for whom the token was signed; None for any other text."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Patient.objects.select_related("clinic").filter(pk=number).first()
