"""The pages of the intake's steps, made from their declaration, and their neighbours."""

from dataclasses import dataclass

from django.utils.functional import Promise

from patients.forms.intake.base import StepForm, form_of
from patients.questions.steps import SECTIONS


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
    section.step: Page(
        section.step,
        section.number,
        section.name,
        section.title,
        section.question,
        section.minutes,
        form_of(section),
        section.hint,
    )
    for section in SECTIONS.values()
}
TOTAL = len(PAGES) + 1
"""The steps, and the page that checks and sends them."""


def page_after(step: str) -> Page | None:
    """The next step; None after the last, where the check page follows."""
    return next((page for page in PAGES.values() if page.number == PAGES[step].number + 1), None)


def page_before(step: str) -> Page | None:
    """The step before; None before the first."""
    return next((page for page in PAGES.values() if page.number == PAGES[step].number - 1), None)
