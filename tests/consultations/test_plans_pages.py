"""The doctor's pages: the queue, one plan, its acts by plain forms, clashes, and fixed numbers of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.models import Plan, Reminder, Review
from consultations.services import reviews
from patients.models import Patient
from smpclinic.audit.models import Entry
from tests.consultations.proposals import HARD_GATE, plan_facts
from tests.factories import (
    ClinicFactory,
    ConsultationFactory,
    IntakeFactory,
    IntakeStepFactory,
    PatientFactory,
    PhotoFactory,
    PlanFactory,
    ScarFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
WIDER = {"low": 1000, "likely": 1300, "high": 1500}


@pytest.fixture
def doctor(client):
    found = UserFactory.create(doctor=True)
    client.force_login(found)
    return found


@pytest.fixture
def plan():
    intake = IntakeFactory.create(submitted=True)
    IntakeStepFactory.create(intake=intake, answers={"pattern": "III"})
    IntakeStepFactory.create(intake=intake, step="wishes", answers={"own_words": "I want the crown to stop shining."})
    ScarFactory.create(patient=intake.patient)
    return PlanFactory.create(patient=intake.patient, intake=intake, **plan_facts(gates=(HARD_GATE,)))


def address(name: str, *args) -> str:
    return reverse(f"consultations:{name}", args=args)


def figures(plan: Plan, code: str = "combination", **changes) -> dict:
    """The edit form as it comes, with what is typed over it."""
    option = next(one for one in plan.recommendation["options"] if one["code"] == code)
    typed = {"version": plan.version, "fit": option["fit"], "reason": "Measured again"}
    for count in ("grafts", "fue_sessions", "smp_sessions"):
        for end in ("low", "likely", "high"):
            typed[f"{count}_{end}"] = int(option[count][end]) if option[count] else ""
    for end in ("low", "high"):
        typed[f"fee_{end}"] = option["fee"][end] / 100 if option["fee"] else ""
    return typed | changes


def test_the_page_shows_facts_options_and_where_they_come_from(client, doctor, plan):
    page = client.get(address("plan", plan.pk)).content.decode()
    for shown in (
        "III vertex",
        "Patient chose III.",
        "Not confirmed",
        "I want the crown to stop shining.",
        "Latex allergy",
        "Dark brown, wavy",
        "72 units/cm²",
        "$5,400–11,750",
        "about 1,350 (1,200 to 1,450)",
        "Puts scarce grafts where they show most.",
        "Invented source, page 1",
        "Rule R12",
        "A blood thinner is taken",
        "This is a proposal; a clinician decides.",
        "Scalp laxity",
        "Do not offer",
    ):
        assert shown in page, shown


def test_opening_a_plan_stands_in_the_trail(client, doctor, plan):
    client.get(address("plan", plan.pk))
    entry = Entry.objects.get(what="plan opened")
    assert (entry.by, entry.patient_number) == (doctor, plan.patient_id)


def test_a_plan_of_another_clinic_is_not_found(client, plan):
    client.force_login(UserFactory.create(doctor=True, clinic=ClinicFactory.create(name="Elsewhere")))
    for name in ("plan", "plan_pdf"):
        assert client.get(address(name, plan.pk)).status_code == 404
    assert client.post(address("plan_approve", plan.pk), {"version": 1, "note": "x"}).status_code == 404


def test_an_edit_shows_the_engines_value_beside_it_with_who_and_why(client, doctor, plan):
    answer = client.post(
        address("plan_edit", plan.pk, "combination"),
        figures(plan, grafts_low=1000, grafts_likely=1300, grafts_high=1500),
    )
    assert answer.status_code == 302, answer.content.decode()
    assert plan.reviews.get().changes.keys() == {"options.combination.grafts"}
    page = client.get(address("plan", plan.pk)).content.decode()
    assert "about 1,300 (1,000 to 1,500)" in page
    assert "engine: about 1,350 (1,200 to 1,450)" in page
    assert "Dr Exempla" in page
    assert "Measured again" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": ""}, "Enter the reason"),
        ({"grafts_low": 2000}, "must rise"),
        ({"grafts_likely": ""}, "all of the range"),
        ({"grafts_low": "many"}, "whole number"),
        ({"fee_low": "-5"}, "Enter 0 or more."),
        ({"fee_low": "10.005"}, "Use at most 2 digits after the point."),
        ({}, "Nothing was changed"),
    ],
)
def test_a_wrong_edit_comes_back_with_its_sentence(client, doctor, plan, changes, words):
    answer = client.post(address("plan_edit", plan.pk, "combination"), figures(plan, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not plan.reviews.exists()


def test_the_later_of_two_doctors_sees_both_values_and_loses_nothing(client, doctor, plan):
    colleague = UserFactory.create(doctor=True, name="Dr Noone")
    opened = figures(plan, grafts_low=900, grafts_likely=950, grafts_high=990, reason="My reason")
    reviews.edit(
        plan,
        code="combination",
        figures={"grafts": WIDER},
        reason="Their reason",
        version=1,
        by=colleague,
        now=timezone.now(),
    )
    answer = client.post(address("plan_edit", plan.pk, "combination"), opened)
    page = answer.content.decode()
    assert answer.status_code == 409
    for shown in ("Dr Noone", "Their reason", "about 1,300 (1,000 to 1,500)", 'value="950"', "My reason"):
        assert shown in page, shown
    answer = client.post(address("plan_edit", plan.pk, "combination"), opened | {"version": 2})
    assert answer.status_code == 302
    assert [review.reason for review in plan.reviews.all()] == ["Their reason", "My reason"]


def test_clearing_choosing_and_approving_by_plain_forms(client, doctor, plan):
    blocked = client.post(address("plan_approve", plan.pk), {"version": 1, "note": "We can help."})
    assert blocked.status_code == 409
    assert "A hard caution stands (G11)" in blocked.content.decode()
    assert "We can help." in blocked.content.decode()
    client.post(address("plan_clear", plan.pk, "G11"), {"version": 1, "reason": "Cardiologist agrees."})
    client.post(address("plan_choose", plan.pk, "smp_only"), {"version": 2, "reason": "Wants no surgery."})
    answer = client.post(address("plan_approve", plan.pk), {"version": 3, "note": "We can help."}, follow=True)
    plan.refresh_from_db()
    assert (plan.status, plan.chosen, plan.reviewed_by) == ("approved", "smp_only", doctor)
    page = answer.content.decode()
    assert "Cleared by Dr Exempla" in page
    assert "Approved by Dr Exempla" in page
    assert [review.kind for review in plan.reviews.all()] == ["cleared", "chose", "approved"]


def test_approving_says_when_no_link_can_be_sent(client, doctor, plan):
    Patient.objects.filter(pk=plan.patient.pk).update(email="")
    client.post(address("plan_choose", plan.pk, "smp_only"), {"version": 1, "reason": "Wants no surgery."})
    client.post(address("plan_clear", plan.pk, "G11"), {"version": 2, "reason": "Cardiologist agrees."})
    answer = client.post(address("plan_approve", plan.pk), {"version": 3, "note": "We can help."}, follow=True)
    assert "Approved, and no link was sent: There is no email address on the record." in answer.content.decode()


def test_the_list_before_approval_says_what_stands(client, doctor, plan):
    page = client.get(address("plan", plan.pk)).content.decode()
    assert "Hard caution to clear: G11" in page
    Plan.objects.filter(pk=plan.pk).update(chosen="defer")
    assert "Nothing is treated while G11 stands" in client.get(address("plan", plan.pk)).content.decode()
    reviews.clear(plan, gate="G11", note="Cardiologist agrees.", version=1, by=doctor, now=timezone.now())
    assert "No hard caution stands" in client.get(address("plan", plan.pk)).content.decode()


def test_approving_needs_a_note(client, doctor, plan):
    Plan.objects.filter(pk=plan.pk).update(chosen="defer")
    answer = client.post(address("plan_approve", plan.pk), {"version": 1, "note": ""})
    assert answer.status_code == 422
    assert "Write the note to the patient" in answer.content.decode()


def test_pressing_approve_twice_approves_once(client, doctor, plan):
    Plan.objects.filter(pk=plan.pk).update(chosen="defer")
    first = client.post(address("plan_approve", plan.pk), {"version": 1, "note": "Once."})
    second = client.post(address("plan_approve", plan.pk), {"version": 1, "note": "Twice."})
    assert (first.status_code, second.status_code) == (302, 409)
    plan.refresh_from_db()
    assert plan.note_to_patient == "Once."
    assert plan.reviews.filter(kind=Review.Kind.APPROVED).count() == 1


def test_a_note_that_clashes_shows_both(client, doctor, plan):
    client.post(address("plan_note", plan.pk), {"version": 1, "note": "Theirs."})
    answer = client.post(address("plan_note", plan.pk), {"version": 1, "note": "Mine."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page


def test_back_to_draft_and_to_review(client, doctor, plan):
    client.post(address("plan_send_back", plan.pk), {"version": 1, "reason": "Photos are blurred"})
    page = client.get(address("plan", plan.pk)).content.decode()
    assert "Send to review" in page
    assert "Photos are blurred" in page
    client.post(address("plan_submit", plan.pk), {"version": 2})
    plan.refresh_from_db()
    assert plan.status == "to_review"


@pytest.mark.parametrize("name", ["plan_send_back", "plan_clear", "plan_choose"])
def test_an_act_without_its_reason_is_asked_for_it(client, doctor, plan, name):
    more = {"plan_send_back": (), "plan_clear": ("G11",), "plan_choose": ("smp_only",)}[name]
    answer = client.post(address(name, plan.pk, *more), {"version": 1, "reason": ""})
    assert answer.status_code == 422
    assert "Enter the reason in a sentence" in answer.content.decode()


def test_a_closed_plan_cannot_be_opened_for_a_change(client, doctor):
    plan = PlanFactory.create(approved=True, **plan_facts())
    assert client.get(address("plan_edit", plan.pk, "combination")).status_code == 409


def test_all_plans_of_a_patient_stay_readable(client, doctor, plan):
    Plan.objects.filter(pk=plan.pk).update(status=Plan.Status.REPLACED)
    PlanFactory.create(patient=plan.patient, **plan_facts())
    page = client.get(address("patient_plans", plan.patient_id)).content.decode()
    assert "Replaced" in page
    assert "To review" in page
    assert client.get(address("plan", plan.pk)).status_code == 200


def test_a_fresh_plan_by_one_press(client, doctor, plan):
    answer = client.post(address("plan_make", plan.patient_id))
    newest = Plan.objects.order_by("-pk").first()
    assert answer["Location"] == address("plan", newest.pk)
    assert newest.pk != plan.pk


def test_findings_by_the_form_lead_to_a_fresh_plan(client, doctor, plan):
    page = client.get(address("assess", plan.patient_id)).content.decode()
    assert '<option value="norwood:III" selected>' in page
    answer = client.post(address("assess", plan.patient_id), {"grade": "norwood:IV", "density_fu_cm2": "72"})
    newest = Plan.objects.order_by("-pk").first()
    assert answer["Location"] == address("plan", newest.pk)
    assert newest.findings["donor"]["density_fu_cm2"] == 72
    assert "Confirmed by Dr Exempla" in client.get(address("plan", newest.pk)).content.decode()


def test_wrong_findings_come_back_as_typed(client, doctor, plan):
    answer = client.post(address("assess", plan.patient_id), {"grade": "norwood:IV", "density_fu_cm2": "999"})
    assert answer.status_code == 422
    assert 'value="999"' in answer.content.decode()


def test_the_queue_in_the_order_of_the_day(client, doctor, plan):
    coming = PlanFactory.create(**plan_facts(), made_at=timezone.now() + timedelta(minutes=1))
    ConsultationFactory.create(patient=coming.patient, doctor=doctor, starts_at=timezone.now())
    answer = client.get(address("board"))
    assert [row["plan"] for row in answer.context["cards"]] == [coming, plan]
    page = answer.content.decode()
    assert "2 plans to review, 1 for a patient coming today." in page
    assert "the crown, more density" in page


def test_an_empty_queue_says_so(client, doctor):
    assert "Nothing to review" in client.get(address("board")).content.decode()


def test_walking_the_queue(client, doctor, plan):
    following = PlanFactory.create(**plan_facts(), made_at=timezone.now() + timedelta(minutes=1))
    page = client.get(address("plan", plan.pk))
    assert (page.context["place"], page.context["next_pk"], page.context["previous_pk"]) == (1, following.pk, None)


@pytest.mark.parametrize("role", ["front_desk", "manager"])
def test_other_roles_open_no_plan(client, plan, role):
    client.force_login(UserFactory.create(role=role))
    for name, args in (("board", ()), ("plan", (plan.pk,)), ("plan_pdf", (plan.pk,)), ("assess", (plan.patient_id,))):
        assert client.get(address(name, *args)).status_code == 403


def test_a_manager_puts_a_price_list_in_force(client):
    manager = UserFactory.create(manager=True)
    client.force_login(manager)
    page = client.get(address("prices"))
    assert "$2,000–6,000" in page.content.decode()
    typed = {
        f"{item}_{end}": value for item in page.context["form"].items for end, value in (("low", "10"), ("high", "20"))
    }
    draft = client.post(address("prices"), typed | {"valid_from": timezone.localdate().isoformat()}, follow=True)
    answer = client.post(address("price_draft_live"), {"seen": draft.context["seen"]}, follow=True)
    assert "$10–20" in answer.content.decode()
    assert "Set by Morgan Manager" in answer.content.decode()
    past = typed | {"valid_from": "2020-01-01"}
    assert "from today on" in client.post(address("prices"), past).content.decode()


def test_a_visit_is_booked_and_a_taken_time_is_said(client, doctor):
    patient, other = PatientFactory.create(), PatientFactory.create()
    typed = {"doctor": doctor.pk, "day": (timezone.localdate() + timedelta(days=1)).isoformat(), "time": "10:30"}
    assert client.get(address("consultation_book", patient.pk)).status_code == 200
    assert client.post(address("consultation_book", patient.pk), typed).status_code == 302
    answer = client.post(address("consultation_book", other.pk), typed)
    assert answer.status_code == 422
    assert "Dr Exempla sees someone else at 10:30" in answer.content.decode()


# Queries -----------------------------------------------------------------------------------------------------


def queue_of(number: int, plan: Plan) -> None:
    for _ in range(number):
        other = PlanFactory.create(**plan_facts(gates=(HARD_GATE,)))
        Review.objects.create(plan=other, kind="edited", changes={}, made_at=timezone.now())
        PhotoFactory.create(patient=plan.patient)
        ScarFactory.create(patient=plan.patient)
        Review.objects.create(
            plan=plan, kind="edited", changes={}, made_at=timezone.now(), made_by=UserFactory.create(doctor=True)
        )


# session, user and the trail's line included
QUERIES = {"plan": 15, "board": 12, "patient_plans": 8, "assess": 9, "plan_edit": 6}


@pytest.mark.queries
@pytest.mark.parametrize("number", [1, 30])
def test_pages_ask_the_database_as_often_for_one_as_for_many(client, doctor, plan, number):
    queue_of(number, plan)
    args = {
        "plan": (plan.pk,),
        "board": (),
        "patient_plans": (plan.patient_id,),
        "assess": (plan.patient_id,),
        "plan_edit": (plan.pk, "combination"),
    }
    asked = {}
    for name, values in args.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name, *values)).status_code == 200
        asked[name] = len(queries)
    assert asked == QUERIES


def test_an_approved_plan_can_be_sent_again(client, doctor):
    plan = PlanFactory.create(approved=True)
    page = client.get(address("plan", plan.pk)).content.decode()
    assert address("plan_send", plan.pk) in page
    assert client.post(address("plan_send", plan.pk)).status_code == 302
    letter = Reminder.objects.get(rule="plan_ready", anchor=f"plan {plan.pk}")
    assert (letter.status, letter.created_by) == ("planned", doctor)


def test_a_plan_that_waits_has_no_link_to_send(client, doctor, plan):
    answer = client.post(address("plan_send", plan.pk))
    assert answer.status_code == 409
    assert "Only an approved plan has a link." in answer.content.decode()
    assert not Reminder.objects.exists()
