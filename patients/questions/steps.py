"""The one declaration of the intake: its steps in their order, and the number of its version."""

from patients.questions.about import ABOUT
from patients.questions.hair import HAIR
from patients.questions.health import HEALTH
from patients.questions.loss import LOSS
from patients.questions.photos import PHOTOS
from patients.questions.question import Section
from patients.questions.scars import SCARS
from patients.questions.treatment import TREATMENT
from patients.questions.wishes import WISHES

# Raised by one whenever a question, a choice, a condition or a word changes; a test compares.
VERSION = 2

SECTIONS: dict[str, Section] = {
    section.step: section for section in (ABOUT, WISHES, LOSS, HAIR, SCARS, TREATMENT, HEALTH, PHOTOS)
}
