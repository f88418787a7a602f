"""The doctor's morning: eight plans reviewed by keyboard alone, one of them with a figure changed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consultations.models import Plan, Review
from tests.factories import ConsentFactory, ConsultationFactory, PatientFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = 8
# PRODUCT.md 3.3: presses, where a text typed at one go and a run of Tab count as one
WITHOUT_CHANGE, WITH_ONE_EDIT = 6, 11


@pytest.fixture
def plans(clinic) -> list[Plan]:
    """Plans of patients who come today, in the order of their visits."""
    made = []
    for n in range(EIGHT):
        patient = PatientFactory.create(first_name="Milo", email=f"milo{n}@patients.example")
        ConsentFactory.create(patient=patient)
        ConsultationFactory.create(patient=patient, starts_at=timezone.now() + timedelta(minutes=n))
        made.append(PlanFactory.create(patient=patient, traced=True))
    return made


class Hand:
    """A hand that never leaves the keyboard, and what it pressed since it was last asked."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _time in range(times):
            self.page.keyboard.press(key)
        self.presses += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.presses += 1

    def counted(self) -> int:
        presses, self.presses = self.presses, 0
        return presses


def test_eight_plans_are_reviewed_without_a_mouse(plans, browse, redis_server):
    page = browse("desktop", by=UserFactory.create(doctor=True))
    page.goto("/plans/")
    hand = Hand(page)
    expect(page.get_by_role("list", name="Plans to review").get_by_role("listitem").first).to_be_visible()
    hand.press("j")
    hand.press("Enter")
    for n, plan in enumerate(plans):
        page.wait_for_url(f"**/plans/{plan.pk}/")
        if n == EIGHT - 1:
            edit(page, hand)
        hand.press("n")
        expect(page.get_by_role("textbox", name="Note to the patient")).to_be_focused()
        hand.type("Thank you for coming.")
        hand.press("Control+Enter")
        expect(page.get_by_text("Approved. The patient gets a link to the plan")).to_be_visible()
        assert hand.counted() <= (WITH_ONE_EDIT if n == EIGHT - 1 else WITHOUT_CHANGE)
        page.wait_for_load_state()
        if n < EIGHT - 1:
            hand.press("]")
    assert Plan.objects.filter(status=Plan.Status.APPROVED).count() == EIGHT
    changed = Review.objects.get(kind=Review.Kind.EDITED)
    assert changed.plan == plans[-1]
    assert list(changed.changes) == ["options.smp_only.smp_sessions"]


def edit(page: Page, hand: Hand) -> None:
    """One session more at the least, with a reason."""
    hand.press("e")
    page.wait_for_url("**/edit/**")
    first = page.get_by_label("SMP sessions, low")
    expect(first).to_be_focused()
    hand.press("ArrowUp")
    hand.press("Tab", times=5)
    expect(page.get_by_label("Reason")).to_be_focused()
    hand.type("The scalp is light; pigment holds less.")
    hand.press("Control+Enter")
    expect(page.get_by_text("The engine's own stay beside them.")).to_be_visible()


def test_single_keys_can_be_turned_off_and_never_act_while_typing(plans, browse):
    page = browse("desktop", by=UserFactory.create(doctor=True))
    page.goto(f"/plans/{plans[0].pk}/")
    page.get_by_role("textbox", name="Note to the patient").focus()
    page.keyboard.type("We begin at e ] a")
    expect(page.get_by_role("textbox", name="Note to the patient")).to_have_value("We begin at e ] a")
    page.locator("#what-if").focus()
    page.keyboard.press("?")
    page.get_by_label("Single keys work on this device").uncheck()
    page.keyboard.press("]")
    page.keyboard.press("2")
    expect(page.get_by_label("Single keys work on this device")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Single keys work on this device")).not_to_be_checked(timeout=5000)
