"""A doctor tries out other wishes by keyboard, with script and without, and keeps one of them."""

import pytest
from playwright.sync_api import expect

from consultations.models import Alternative, Plan
from tests.consultations.test_what_if import TOLD
from tests.factories import PlanFactory, UserFactory
from tests.journeys.browsers import fits, press

pytestmark = pytest.mark.django_db(transaction=True)
TRIED = "Tried out, nothing is stored."


@pytest.fixture
def plan(clinic) -> Plan:
    return PlanFactory.create(traced=True, findings=TOLD)


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_wish_is_changed_looked_at_taken_back_and_kept_by_keyboard(screen, plan, browse):
    page = browse(screen, by=UserFactory.create(doctor=True))
    page.goto(f"/plans/{plan.pk}/")
    fits(page)
    surgery = page.get_by_role("radiogroup", name="Surgery")
    surgery.get_by_label("Yes", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(TRIED)).to_be_visible()
    fits(page)
    expect(surgery.get_by_label("No", exact=True)).to_be_focused()
    expect(page.get_by_role("button", name="Approve")).to_be_hidden()
    assert page.url.endswith("/what-if/?surgery=no")
    page.get_by_role("button", name="Result in months, more").press("Enter")
    expect(page.get_by_label("Result in months", exact=True)).to_have_value("6")
    expect(page.get_by_role("button", name="Result in months, more")).to_be_focused()
    page.locator("#options .changed a.fig").first.press("Enter")
    expect(page.locator("#opened").get_by_role("heading").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Reset").press("Enter")
    expect(page.get_by_text(TRIED)).to_have_count(0)
    expect(surgery.get_by_label("Yes", exact=True)).to_be_checked()
    page.goto(f"/plans/{plan.pk}/what-if/?surgery=no")
    press(page, "Save as option B")
    expect(page.get_by_text("Kept as option B")).to_be_visible()
    expect(page.get_by_role("region", name="Kept beside this plan")).to_contain_text("Surgery: Yes → No")
    fits(page)
    assert Alternative.objects.get().changes == {"surgery": "no"}


def test_without_script_show_answers_and_enter_steps_nothing(plan, browse):
    page = browse("desktop", by=UserFactory.create(doctor=True), scripts=False)
    page.goto(f"/plans/{plan.pk}/")
    page.get_by_role("radiogroup", name="Surgery").get_by_text("No", exact=True).click()
    page.get_by_label("Result in months", exact=True).fill("3")
    page.get_by_label("Result in months", exact=True).press("Enter")
    expect(page.get_by_text(TRIED)).to_be_visible()
    expect(page.get_by_label("Result in months", exact=True)).to_have_value("3")
    press(page, "Show")
    expect(page.get_by_text(TRIED)).to_be_visible()
