"""The one declaration of the intake's steps: their order, names, questions and forms."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients.forms.intake.about import AboutForm
from patients.forms.intake.base import StepForm
from patients.forms.intake.hair import HairForm
from patients.forms.intake.health import HealthForm
from patients.forms.intake.loss import LossForm
from patients.forms.intake.photos import PhotosForm
from patients.forms.intake.scars import ScarsForm
from patients.forms.intake.treatment import TreatmentForm
from patients.forms.intake.wishes import WishesForm
from patients.models.intake import Step


@dataclass(frozen=True)
class Page:
    """A step as a page: its name in the bar and in lists, its question and hint, and the minutes left from it."""

    step: str
    number: int
    name: str | Promise
    title: str | Promise
    question: str | Promise
    minutes: int
    form: type[StepForm]
    hint: str | Promise = ""


PAGES: dict[str, Page] = {
    page.step: page
    for page in (
        Page(Step.ABOUT, 1, _("about you"), _("About you"), _("Is this you?"), 8, AboutForm),
        Page(
            Step.WISHES,
            2,
            _("what you would like"),
            _("What you would like"),
            _("What would you like to change?"),
            7,
            WishesForm,
            _("There is no wrong answer. The doctor talks it through with you."),
        ),
        Page(
            Step.LOSS,
            3,
            _("hair pattern"),
            _("Hair pattern"),
            _("Which picture looks most like your hair today?"),
            5,
            LossForm,
            _("Seen from above, nose at the top. The closest one is fine. Your doctor will check it with you."),
        ),
        Page(Step.HAIR, 4, _("hair and skin"), _("Hair and skin"), _("What are your hair and skin like?"), 4, HairForm),
        Page(Step.SCARS, 5, _("scars"), _("Scars"), _("Do you have scars on your scalp?"), 4, ScarsForm),
        Page(
            Step.TREATMENT,
            6,
            _("treatment so far"),
            _("Treatment so far"),
            _("What has been done for your hair before?"),
            3,
            TreatmentForm,
        ),
        Page(Step.HEALTH, 7, _("health"), _("Health"), _("Your health"), 2, HealthForm),
        Page(
            Step.PHOTOS,
            8,
            _("photos"),
            _("Photos"),
            _("Photos of your head"),
            2,
            PhotosForm,
            _("Five views help the doctor most. Any of them can wait for your visit."),
        ),
    )
}
TOTAL = len(PAGES) + 1
"""The steps, and the page that checks and sends them."""


def page_after(step: str) -> Page | None:
    """The next step; None after the last, where the check page follows."""
    return next((page for page in PAGES.values() if page.number == PAGES[step].number + 1), None)


def page_before(step: str) -> Page | None:
    """The step before; None before the first."""
    return next((page for page in PAGES.values() if page.number == PAGES[step].number - 1), None)
