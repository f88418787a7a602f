"""Step 8, photos: what they may be used for; the pictures themselves are sent one by one."""

from django.utils.translation import gettext_lazy as _

from patients.models.consent import WORDINGS, Consent
from patients.models.intake import Step
from patients.questions.question import Kind, Question, Section

PHOTOS = Section(
    Step.PHOTOS,
    8,
    _("photos"),
    _("Photos"),
    _("Photos of your head"),
    minutes=2,
    hint=_("Five views help the doctor most. Any of them can wait for your visit."),
    questions=(
        Question(
            Consent.Purpose.PHOTO_RECORD.value,
            Kind.TICK,
            WORDINGS[Consent.Purpose.PHOTO_RECORD],
            hint=_("Needed for advice from photos. The others are your free choice."),
            is_preset=True,
        ),
        *(
            Question(purpose.value, Kind.TICK, WORDINGS[purpose])
            for purpose in (
                Consent.Purpose.PHOTO_TEACHING,
                Consent.Purpose.PHOTO_WEBSITE,
                Consent.Purpose.PHOTO_SOCIAL,
            )
        ),
    ),
)
