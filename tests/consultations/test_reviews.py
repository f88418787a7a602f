"""Reviews: edits lie over the engine's answer, hard gates hold, one of two doctors wins and neither loses words."""

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from consultations.models import Plan, Reminder, Review, Session
from consultations.models.review import applied, cleared_gates
from consultations.policies import open_gates, why_not_approve, why_not_choose
from consultations.services import reviews
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused
from smpclinic.accounts.models import User
from smpclinic.audit.models import Entry
from tests.consultations.proposals import HARD_GATE, SOFT_GATE, plan_facts, proposal
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WIDER = {"low": 1000, "likely": 1300, "high": 1500}


def edited(place: str, old: Any, new: Any, why: str = "Because") -> Review:
    return Review(kind=Review.Kind.EDITED, changes={place: [old, new]}, reason=why)


def option(recommendation: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in recommendation["options"] if one["code"] == code)


@pytest.fixture
def doctor():
    return UserFactory.create(doctor=True)


@pytest.fixture
def plan():
    return PlanFactory.create(**plan_facts())


@pytest.fixture
def gated():
    return PlanFactory.create(**plan_facts(gates=(HARD_GATE, SOFT_GATE)))


# The view of a plan through its reviews -----------------------------------------------------------------------


def test_without_reviews_the_view_is_the_answer():
    answer = proposal()
    assert applied(answer, []) == answer


def test_an_edit_shows_and_the_answer_stays():
    answer = proposal()
    before = deepcopy(answer)
    view = applied(answer, [edited("options.combination.grafts", answer["options"][0]["grafts"], WIDER)])
    assert option(view, "combination")["grafts"] == WIDER
    assert answer == before


def test_the_last_of_two_edits_stands():
    later = {"low": 1, "likely": 2, "high": 3}
    acts = [edited("options.combination.grafts", None, WIDER), edited("options.combination.grafts", WIDER, later)]
    assert option(applied(proposal(), acts), "combination")["grafts"] == later


def test_acts_that_change_no_figure_change_nothing():
    acts = [
        Review(kind=kind, changes={"chosen": ["combination", "smp_only"]})
        for kind in Review.Kind
        if kind != Review.Kind.EDITED
    ]
    assert applied(proposal(), acts) == proposal()


@pytest.mark.parametrize(("low", "high"), [(700_000, 900_000), (100, 200), (540_000, 1_175_000)])
def test_the_lines_of_an_edited_fee_still_sum_to_it(low, high):
    new = {"currency": "USD", "low": low, "high": high}
    fee = option(
        applied(proposal(), [edited("options.combination.fee", None, new, "Friend of the house")]), "combination"
    )["fee"]
    assert (fee["low"], fee["high"]) == (low, high)
    assert sum(line["low"] for line in fee["lines"]) == low
    assert sum(line["high"] for line in fee["lines"]) == high
    assert fee["lines"][-1]["item"] == "adjustment"
    assert fee["lines"][-1]["why"] == "Friend of the house"


def test_a_fee_edited_twice_has_one_adjustment():
    acts = [
        edited("options.combination.fee", None, {"currency": "USD", "low": 1, "high": 2}),
        edited("options.combination.fee", None, {"currency": "USD", "low": 5, "high": 9}),
    ]
    lines = option(applied(proposal(), acts), "combination")["fee"]["lines"]
    assert [line["item"] for line in lines].count("adjustment") == 1


def test_what_is_not_offered_has_no_fee():
    view = applied(proposal(), [edited("options.smp_only.fit", "possible", "do_not_offer")])
    assert option(view, "smp_only")["fee"] is None


def test_a_cleared_gate_names_its_review():
    act = Review(kind=Review.Kind.CLEARED, changes={"gates.G11": ["open", "cleared"]})
    assert cleared_gates([act]) == {"G11": act}


# Acts --------------------------------------------------------------------------------------------------------


def test_an_edit_is_a_row_and_the_stored_answer_never_changes(plan, doctor):
    before = deepcopy(plan.recommendation)
    reviews.edit(
        plan, code="combination", figures={"grafts": WIDER}, reason="Dense donor", version=1, by=doctor, now=NOW
    )
    plan.refresh_from_db()
    assert plan.recommendation == before
    assert plan.version == 2
    review = plan.reviews.get()
    assert review.changes == {"options.combination.grafts": [before["options"][0]["grafts"], WIDER]}
    assert (review.reason, review.made_by) == ("Dense donor", doctor)
    assert Entry.objects.get(what="plan edited").by == doctor


def test_an_edit_that_changes_nothing_is_refused(plan, doctor):
    same = {"grafts": plan.recommendation["options"][0]["grafts"], "fit": "suggested"}
    with pytest.raises(Refused, match="Nothing was changed"):
        reviews.edit(plan, code="combination", figures=same, reason="x", version=1, by=doctor, now=NOW)
    assert not plan.reviews.exists()


def test_two_doctors_at_once_and_the_later_hears_of_it(plan, doctor):
    colleague = UserFactory.create(doctor=True, name="Dr Noone")
    other_window = Plan.objects.get(pk=plan.pk)
    reviews.edit(plan, code="combination", figures={"grafts": WIDER}, reason="First", version=1, by=doctor, now=NOW)
    with pytest.raises(Clash):
        reviews.edit(
            other_window, code="combination", figures={"fit": "possible"}, reason="2", version=1, by=colleague, now=NOW
        )
    assert [review.reason for review in plan.reviews.all()] == ["First"]


def test_a_hard_gate_blocks_approval_until_it_is_cleared_with_a_note(gated, doctor):
    assert [gate["gate"] for gate in open_gates(gated)] == ["G11"]
    with pytest.raises(Refused, match=r"hard caution stands \(G11\)"):
        reviews.approve(gated, note="Hello", version=1, by=doctor, now=NOW)
    reviews.clear(gated, gate="G11", note="Cardiologist agrees.", version=1, by=doctor, now=NOW)
    cleared = Plan.objects.get(pk=gated.pk)
    assert why_not_approve(cleared, doctor) == ""
    reviews.approve(cleared, note="Hello", version=2, by=doctor, now=NOW)
    cleared.refresh_from_db()
    assert cleared.status == Plan.Status.APPROVED


def test_a_hard_gate_does_not_block_waiting(gated, doctor):
    reviews.choose(gated, code="defer", reason="Clearance first", version=1, by=doctor, now=NOW)
    assert why_not_approve(Plan.objects.get(pk=gated.pk), doctor) == ""


def test_a_gate_is_cleared_once_and_only_if_it_stands(gated, doctor):
    with pytest.raises(Refused, match="never raised"):
        reviews.clear(gated, gate="G1", note="x", version=1, by=doctor, now=NOW)
    with pytest.raises(Refused, match="never raised"):
        reviews.clear(gated, gate="G15", note="a limit is no hard gate", version=1, by=doctor, now=NOW)


@pytest.mark.parametrize("role", ["front_desk", "manager"])
def test_only_a_doctor_approves_or_changes(plan, role):
    person = UserFactory.create(role=role)
    for deed in (
        lambda: reviews.approve(plan, note="x", version=1, by=person, now=NOW),
        lambda: reviews.edit(plan, code="combination", figures={}, reason="x", version=1, by=person, now=NOW),
        lambda: reviews.choose(plan, code="smp_only", reason="x", version=1, by=person, now=NOW),
        lambda: reviews.send_back(plan, reason="x", version=1, by=person, now=NOW),
    ):
        with pytest.raises(Refused, match="Only a doctor"):
            deed()


def test_approving_names_the_doctor_plans_sessions_and_the_letter(plan, doctor):
    reviews.approve(plan, note="We can help.", version=1, by=doctor, now=NOW)
    plan.refresh_from_db()
    assert (plan.reviewed_by, plan.note_to_patient, plan.status) == (doctor, "We can help.", "approved")
    assert Session.objects.filter(plan=plan).exists()
    assert Reminder.objects.filter(patient=plan.patient, rule="plan_ready", anchor=f"plan {plan.pk}").count() == 1


def test_a_plan_is_approved_once(plan, doctor):
    other_window = Plan.objects.get(pk=plan.pk)
    reviews.approve(plan, note="Once.", version=1, by=doctor, now=NOW)
    with pytest.raises(Clash):
        reviews.approve(other_window, note="Twice.", version=1, by=doctor, now=NOW)
    with pytest.raises(Refused, match="approved already"):
        reviews.approve(Plan.objects.get(pk=plan.pk), note="Again.", version=2, by=doctor, now=NOW)
    assert plan.reviews.filter(kind=Review.Kind.APPROVED).count() == 1
    assert Reminder.objects.filter(rule="plan_ready").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_doctors_press_approve_in_the_same_moment():
    plan_pk = PlanFactory.create(**plan_facts()).pk
    doctors = [UserFactory.create(doctor=True) for _ in range(4)]
    together = Barrier(len(doctors))

    def press(doctor: User) -> str:
        try:
            plan = Plan.objects.get(pk=plan_pk)
            together.wait(10)
            reviews.approve(plan, note=f"By {doctor.pk}", version=1, by=doctor, now=NOW)
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "approved"

    with ThreadPoolExecutor(len(doctors)) as pool:
        answers = list(pool.map(press, doctors))
    assert answers.count("approved") == 1, answers
    assert Review.objects.filter(kind=Review.Kind.APPROVED).count() == 1
    assert Reminder.objects.filter(rule="plan_ready").count() == 1


def test_a_newly_approved_plan_replaces_the_approved_one(plan, doctor):
    old = PlanFactory.create(approved=True, patient=plan.patient, **plan_facts())
    reviews.approve(plan, note="New.", version=1, by=doctor, now=NOW)
    old.refresh_from_db()
    assert old.status == Plan.Status.REPLACED


def test_an_option_not_to_be_offered_is_not_chosen_before_its_fit_is_changed(plan, doctor):
    assert "do not offer" in why_not_choose(plan, "transplant_staged", doctor)
    reviews.edit(
        plan, code="transplant_staged", figures={"fit": "possible"}, reason="Seen", version=1, by=doctor, now=NOW
    )
    reviews.choose(Plan.objects.get(pk=plan.pk), code="transplant_staged", reason="Seen", version=2, by=doctor, now=NOW)
    assert Plan.objects.get(pk=plan.pk).chosen == "transplant_staged"


def test_a_chosen_option_marked_do_not_offer_cannot_be_approved(plan, doctor):
    reviews.edit(plan, code="combination", figures={"fit": "do_not_offer"}, reason="No", version=1, by=doctor, now=NOW)
    assert "do not offer" in why_not_approve(Plan.objects.get(pk=plan.pk), doctor)


def test_an_unknown_option_cannot_be_chosen_or_edited(plan, doctor):
    with pytest.raises(Refused, match="no such option"):
        reviews.choose(plan, code="strip", reason="x", version=1, by=doctor, now=NOW)
    with pytest.raises(Refused, match="no such option"):
        reviews.edit(plan, code="strip", figures={}, reason="x", version=1, by=doctor, now=NOW)


def test_choosing_the_chosen_one_again_is_refused(plan, doctor):
    with pytest.raises(Refused, match="recommended already"):
        reviews.choose(plan, code="combination", reason="x", version=1, by=doctor, now=NOW)


def test_back_to_draft_and_to_review_again(plan, doctor):
    with pytest.raises(Refused, match="waits for review already"):
        reviews.submit(plan, version=1, by=doctor, now=NOW)
    reviews.send_back(plan, reason="Photos are blurred", version=1, by=doctor, now=NOW)
    draft = Plan.objects.get(pk=plan.pk)
    assert draft.status == Plan.Status.DRAFT
    assert "draft" in why_not_approve(draft, doctor)
    with pytest.raises(Refused, match="draft already"):
        reviews.send_back(draft, reason="x", version=2, by=doctor, now=NOW)
    reviews.submit(draft, version=2, by=doctor, now=NOW)
    assert Plan.objects.get(pk=plan.pk).status == Plan.Status.TO_REVIEW
    assert [review.kind for review in plan.reviews.all()] == ["sent_back", "submitted"]


@pytest.mark.parametrize("status", ["approved", "replaced"])
def test_a_closed_plan_stays_as_it_is(status, doctor):
    closed = PlanFactory.create(approved=True, **plan_facts())
    Plan.objects.filter(pk=closed.pk).update(status=status)
    closed.refresh_from_db()
    with pytest.raises(Refused):
        reviews.write_note(closed, note="x", version=1, by=doctor, now=NOW)
    with pytest.raises(Refused):
        reviews.clear(closed, gate="G11", note="x", version=1, by=doctor, now=NOW)
    assert why_not_approve(closed, doctor)


def test_a_note_is_kept_without_deciding(plan, doctor):
    reviews.write_note(plan, note="Draft words", version=1, by=doctor, now=NOW)
    plan.refresh_from_db()
    assert (plan.note_to_patient, plan.status, plan.version) == ("Draft words", "to_review", 2)


def test_every_status_has_its_place_in_the_table():
    assert set(Plan.NEXT) == set(Plan.Status)
    assert all(target in Plan.Status for targets in Plan.NEXT.values() for target in targets)
