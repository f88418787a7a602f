"""The whole intake by keyboard alone: nothing needs a mouse or a finger, and one always sees where one is."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from patients.models import Intake, IntakeStep
from patients.models.intake import Step
from patients.services import intakes
from tests.factories import IntakeFactory, PatientFactory
from tests.journeys.intake import CHECK, stored_without_script
from tests.patients.answers import TYPED

pytestmark = pytest.mark.django_db(transaction=True)

# Where the keyboard is, and whether it can be seen there: a ring around the field, or around the tile it belongs to.
HERE = """() => {
    const one = document.activeElement, around = one.closest("label, .tile, .check, .form-check") || one;
    const isSeen = [one, around].some((it) => {
        const look = getComputedStyle(it);
        return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none";
    });
    return { name: one.name || "", value: one.value || "", type: one.type || "", checked: Boolean(one.checked),
             primary: one.hasAttribute("data-primary"), seen: isSeen, tag: one.tagName };
}"""
MOST_TABS = 120


def test_the_whole_intake_by_keyboard_alone(browse, clinic):
    patient = PatientFactory.create(first_name="Milo", mobile="+447700900318", email="milo@patients.example")
    intake = IntakeFactory.create(patient=patient)
    _link, token = intakes.issue_link(intake, sent_to=patient.email, by=None, now=timezone.now())
    page = browse("desktop")
    page.goto(f"/i/{token}/")
    answer(page, {name: value for name, value in CHECK.items() if name != "answer"})
    for step in Step:
        assert page.url.removesuffix("?").endswith(f"/intake/{step}/")
        answer(page, TYPED[step])
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Milo. It is sent.")
    intake.refresh_from_db()
    assert intake.status == Intake.Status.SUBMITTED
    stored = dict(IntakeStep.objects.filter(intake=intake).values_list("step", "answers"))
    assert stored == stored_without_script(TYPED)


def answer(page: Page, typed: Any) -> None:
    """Fill in the fields of a page in their order, and go on."""
    for name, value in typed.items():
        for one in [value] if isinstance(value, str) else value:
            here = reach(page, name, one)
            match here["type"]:
                case "checkbox":
                    if not here["checked"]:
                        page.keyboard.press("Space")
                case "radio":
                    turn_to(page, one)
                case _:
                    page.keyboard.press("Control+A")
                    page.keyboard.type(one)
    go_on(page)


def go_on(page: Page) -> None:
    reach(page, "", "", primary=True)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reach(page: Page, name: str, value: str, *, primary: bool = False) -> Any:
    """Press Tab until the field of this name is in focus, a tick box of this value; or the page's main button."""
    for _tab in range(MOST_TABS):
        here = page.evaluate(HERE)
        is_it = here["name"] == name and (here["type"] != "checkbox" or value in (here["value"], "on"))
        if here["primary"] if primary else is_it:
            assert here["seen"], f"{page.url}: nobody sees the focus on {here}"
            return here
        page.keyboard.press("Tab")
    raise AssertionError(f"{page.url}: {name} {value} is not reached by Tab")


def turn_to(page: Page, value: str) -> None:
    """Choose among circles: Space takes the first, the arrow goes on to the next."""
    if not page.evaluate(HERE)["checked"]:
        page.keyboard.press("Space")
    for _arrow in range(40):
        here = page.evaluate(HERE)
        if here["value"] == value and here["checked"]:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{page.url}: {value} is not reached by arrows")
