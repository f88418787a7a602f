"""The fee as patients and doctors read it: parts in words, what it covers, and the rule for more or fewer grafts."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.exports.pdf import plan_pdf
from consultations.exports.plan_for_patient import content
from consultations.models import Plan, Review
from consultations.sentences import in_words
from tests.consultations.test_pdf import words_of
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db

SMALL_AREA: dict[str, Any] = {
    "age_years": 40,
    "loss": {"grade": "III", "progressing": False},
    "skin": {"oily": True},
    "wishes": {"asked_for": ["smp"], "surgery": "no"},
}
SURGERY: dict[str, Any] = {
    "age_years": 40,
    "loss": {"grade": "III", "progressing": False},
    "wishes": {"surgery": "yes", "goals": ["hairline"]},
}
TIERS = [{"from": 1, "low": 500, "high": 700}, {"from": 601, "low": 400, "high": 600}]
OWN_LIST: dict[str, Any] = {
    "currency": "GBP",
    "items": {"fue_grafts": {"unit": "graft", "low": 500, "high": 700, "tiers": TIERS}},
    "true_up": {"cap_percent": 20},
}


def plan_of(findings: dict[str, Any], code: str, **facts: Any) -> Plan:
    return PlanFactory.create(approved=True, findings=findings, chosen=code, **facts)


def parts(plan: Plan) -> dict[str, str]:
    """The patient's parts of the fee with their amounts."""
    return {part["item"]: part["amount"] for part in content(plan)["fee"]["parts"]}


def test_an_adjustment_says_why_and_how_much_more():
    found = parts(plan_of(SMALL_AREA, "smp_only"))
    assert found["SMP of an area"] == "$600–1,800"
    assert found["Oily skin holds the dots less evenly and takes more work: 10 % on the pigment"] == "$60 to $180 more"
    assert found["Brings the pigment up to the least price of a course"] == "$20 to $1,340 more"
    assert not any("Adjustment" in item for item in found)


def test_tiers_say_which_grafts_they_price():
    found = parts(plan_of(SURGERY, "fue_only", prices=OWN_LIST))
    assert found["The first 600 grafts taken one by one"]
    assert found["Grafts from 601 on, taken one by one"]


def test_a_doctors_reason_for_a_fee_stays_with_doctors():
    plan = plan_of(SMALL_AREA, "smp_only")
    Review.objects.create(
        plan=plan,
        kind=Review.Kind.EDITED,
        reason="He is my cousin",
        changes={"options.smp_only.fee": [None, {"currency": "USD", "low": 100_000, "high": 100_000}]},
        made_at=timezone.now(),
        made_by=plan.reviewed_by,
    )
    assert parts(plan)["As agreed with your doctor"] == "$1,000 less"
    assert "cousin" not in str(content(plan))


def test_a_price_that_is_not_listed_is_to_be_asked_for():
    travel_alone = {"currency": "GBP", "items": {"travel": {"unit": "trip", "low": 1, "high": 2}}}
    plan = plan_of(SURGERY, "fue_only", prices=travel_alone)
    assert content(plan)["fee"]["range"] == "On request"
    assert parts(plan)["FUE grafts"] == "ask for the price"


def test_the_page_and_the_document_say_the_terms_of_the_plan(client):
    plan = plan_of(SURGERY, "fue_only", prices=OWN_LIST)
    fee = content(plan)["fee"]
    most = sum(line["quantity_high"] for line in chosen(plan)["fee"]["lines"]) * 12 // 10
    assert f"{most:,} grafts" in fee["true_up"][2]
    words = " ".join(words_of(plan_pdf(content(plan))).split())
    for text in (*fee["covers"], *fee["not_covered"], *fee["true_up"]):
        assert text in words
    client.force_login(UserFactory.create(doctor=True))
    page = client.get(reverse("consultations:plan", args=[plan.pk])).text
    for text in (*fee["covers"], *fee["not_covered"], *fee["true_up"]):
        assert text in page


def chosen(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in plan.recommendation["options"] if one["code"] == plan.chosen)
    return found


def test_pigment_has_no_rule_for_grafts(client):
    plan = plan_of(SMALL_AREA, "smp_only")
    assert content(plan)["fee"]["true_up"] == []
    client.force_login(UserFactory.create(doctor=True))
    assert "If more or fewer grafts" not in client.get(reverse("consultations:plan", args=[plan.pk])).text


def test_a_persons_own_words_are_not_the_engines():
    assert in_words("He is my cousin") == "He is my cousin"
    assert in_words("The first 600 grafts taken one by one") == "The first 600 grafts taken one by one"
