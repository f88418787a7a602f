"""A quote in the browser: every line opens, the patient accepts on a phone, staff see it; a price list as a draft."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultations.models import Quote
from consultations.services import plans
from tests.consultations.proposals import plan_facts
from tests.factories import PlanFactory, QuoteFactory, UserFactory
from tests.journeys.browsers import barriers, fill, fits, press

pytestmark = pytest.mark.django_db(transaction=True)
BORN = {"answer_day": "3", "answer_month": "2", "answer_year": "1985"}


@pytest.fixture
def quote(clinic):
    return QuoteFactory.create(plan=PlanFactory.create(approved=True, **plan_facts()))


def clean(page: Page) -> None:
    """Nothing that axe finds, in light and in dark, and nothing beyond the edge."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page, {"resultTypes": ["violations"]}) == []
    fits(page)


def opened(page: Page, quote: Quote) -> None:
    """The patient's page of the plan, past the check."""
    _link, token = plans.issue_link(quote.plan, sent_to="a@patients.example", by=None, now=timezone.now())
    page.goto(f"/plan/{token}/")
    fill(page, BORN)
    press(page, "Open my plan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your plan")


def test_a_patient_opens_a_line_and_accepts_by_keyboard_and_the_desk_sees_it(quote, browse):
    own = browse("phone")
    opened(own, quote)
    summary = own.locator("summary", has_text="How it comes about").first
    summary.press("Enter")
    expect(own.get_by_text("1,200 grafts × $4 = $4,800")).to_be_visible()
    own.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    clean(own)
    fill(own, {"agreed": "on", "signed": "Milo Placeholder"})
    own.get_by_role("button", name="Accept this quote").press("Enter")
    expect(own.get_by_text("You have accepted this quote.")).to_be_visible()
    clean(own)
    desk = browse(by=UserFactory.create())
    desk.goto("/")
    expect(desk.get_by_text("Accepted, first answer")).to_be_visible()


def test_a_manager_looks_at_a_draft_of_prices_before_it_is_in_force(quote, browse):
    page = browse(by=UserFactory.create(manager=True))
    page.goto("/settings/prices/")
    fill(page, {"fue_grafts_low": "5"})
    press(page, "Save as a draft")
    expect(page.get_by_role("heading", name="Put it in force?")).to_be_visible()
    clean(page)
    press(page, "Put this list in force")
    expect(page.get_by_text("The list holds from")).to_be_visible()
