"""Numbers that a clinic sets in the protocol: kept for ever, in force for new plans, shown where they act."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultations.models import Number, Plan, Protocol
from consultations.planning import findings, recommendation
from consultations.planning.book import OWN, Book, NumberError, plain
from consultations.planning.engine import recommend
from consultations.planning.protocol import FIGURES
from consultations.services import numbers, plans, prices
from consultations.views import plan_numbers
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, PatientFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
FUE = "fue_grafts_per_session"
GRAFTS = "grafts_by_class"
# Somebody whose plan reads the FUE session.
FOR_GRAFTS: dict[str, Any] = {
    "age_years": 45,
    "sex": "male",
    "loss": {"scale": "norwood", "grade": "IV", "progressing": False, "stable_months": 36},
    "hair": {"colour": "brown", "calibre": "medium"},
    "donor": {"quality": "average", "laxity": "good"},
    "wishes": {"goals": ["front"], "hair_length": "long", "surgery": "yes"},
}


@pytest.fixture
def doctor():
    return UserFactory.create(doctor=True)


def put(doctor, value: Any, name: str = FUE, *, reason: str = "Two nurses a day", seen: int | None = None) -> Number:
    newest = Number.objects.filter(clinic=doctor.clinic, name=name).order_by("-version").first()
    version = (newest.version if newest else 0) if seen is None else seen
    return numbers.set_here(name, value=value, reason=reason, seen=version, by=doctor, now=timezone.now())


def made(clinic, **kwargs: Any) -> Plan:
    """A plan as the service makes it, of the person above."""
    book = numbers.book(clinic)
    answer = recommendation.as_json(recommend(findings.parse(FOR_GRAFTS), prices.as_list(prices.built_in()), book))
    return PlanFactory.create(findings=FOR_GRAFTS, recommendation=answer, numbers=book.set_here, **kwargs)


# Setting a number ----------------------------------------------------------------------------------------------------


def test_a_number_stands_from_the_moment_it_is_set_with_its_reason_and_name(doctor):
    row = put(doctor, 2000)
    assert numbers.standing(doctor.clinic) == {FUE: 2000}
    assert (row.version, row.set_by, row.reason) == (1, doctor, "Two nurses a day")
    entry = Entry.objects.get(what="number set")
    assert entry.by == doctor
    assert entry.detail == {"number": FUE, "value": [None, 2000], "reason": "Two nurses a day", "version": 1}


def test_each_change_is_a_row_more_and_the_newest_stands(doctor):
    put(doctor, 2000)
    put(doctor, 0.4, "donor_area_doubt")
    put(doctor, 1800)
    assert numbers.standing(doctor.clinic) == {FUE: 1800, "donor_area_doubt": 0.4}
    put(doctor, None, reason="Back to the source")
    assert numbers.standing(doctor.clinic) == {"donor_area_doubt": 0.4}
    rows = numbers.history(doctor.clinic)
    assert [(row.version, row.name, row.value) for row in rows] == [
        (4, FUE, None),
        (3, FUE, 1800),
        (2, "donor_area_doubt", 0.4),
        (1, FUE, 2000),
    ]
    assert numbers.standing_rows(rows).keys() == numbers.standing(doctor.clinic).keys()


def test_the_standing_numbers_are_read_in_one_question(doctor, django_assert_num_queries):
    put(doctor, 2000)
    put(doctor, 0.4, "donor_area_doubt")
    with django_assert_num_queries(1):
        assert len(numbers.standing(doctor.clinic)) == 2
    with django_assert_num_queries(1):
        assert numbers.history(doctor.clinic)[0].set_by.name == doctor.name


def test_a_clinic_reads_its_own_numbers_alone(doctor):
    put(doctor, 2000)
    other = UserFactory.create(doctor=True, clinic=ClinicFactory.create(name="Elsewhere"))
    assert numbers.standing(other.clinic) == {}
    assert put(other, 1200).version == 1
    assert numbers.standing(doctor.clinic) == {FUE: 2000}


@pytest.mark.parametrize("role", ["manager", "front_desk"])
def test_only_a_doctor_sets_a_number(role):
    with pytest.raises(Refused, match="Only a doctor"):
        put(UserFactory.create(role=role), 2000)
    assert not Number.objects.exists()


@pytest.mark.parametrize("name", ["age_of_consent", "fue_fee_per_graft", "smp_fee_factors", "true_up_cap"])
def test_fixed_numbers_and_fees_are_not_set_here(name, doctor):
    with pytest.raises(Refused, match=r"fixed|price list"):
        put(doctor, plain(FIGURES[name].value), name)


def test_the_service_takes_only_what_the_protocol_takes(doctor):
    with pytest.raises(NumberError, match="whole number"):
        put(doctor, 1500.5)
    assert not Number.objects.exists()


def test_no_number_is_set_without_a_reason(doctor):
    with pytest.raises(Refused, match="Enter the reason"):
        put(doctor, 2000, reason=" ")


def test_the_same_number_again_is_no_change(doctor):
    put(doctor, 2000)
    with pytest.raises(Refused, match="stands already"):
        put(doctor, 2000)
    assert Number.objects.count() == 1


def test_who_comes_second_is_told_what_the_first_has_set(doctor):
    put(doctor, 2000)
    with pytest.raises(Clash) as clash:
        put(doctor, 1700, seen=0)
    assert clash.value.current.value == 2000
    assert numbers.standing(doctor.clinic) == {FUE: 2000}


@pytest.mark.django_db(transaction=True)
def test_four_doctors_at_once_leave_four_versions_or_a_clash_and_never_two_of_one():
    people = [UserFactory.create(doctor=True) for _ in range(4)]
    names = [FUE, FUE, "donor_area_doubt", "drug_trial"]
    values = [1600, 1700, 0.3, 9]
    together = Barrier(4)

    def one(n: int) -> bool:
        try:
            together.wait(10)
            put(people[n], values[n], names[n], seen=0)
        except Clash:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(one, range(4)))
    rows = list(Number.objects.order_by("version"))
    assert [row.version for row in rows] == [1, 2, 3]
    assert sorted(row.name for row in rows) == sorted({*names})
    assert done.count(True) == 3
    assert done[2:] == [True, True]


def test_the_database_holds_one_row_a_version_and_a_reason(doctor):
    row = put(doctor, 2000)
    for facts in ({"version": row.version, "reason": "x"}, {"version": 9, "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Number.objects.create(clinic=doctor.clinic, name=FUE, value=1, set_by=doctor, set_at=NOW, **facts)


# In plans ------------------------------------------------------------------------------------------------------------


def test_a_plan_is_made_with_the_numbers_that_stand_and_keeps_them(doctor):
    before = plans.make(PatientFactory.create(), intake=None, by=doctor, now=NOW)
    put(doctor, 2000)
    after = plans.make(PatientFactory.create(), intake=None, by=doctor, now=timezone.now())
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.numbers, before.rules) == ({}, OWN.version)
    assert (after.numbers, after.rules) == ({FUE: 2000}, Book({FUE: 2000}).version)
    assert after.rules != before.rules


def test_a_number_that_no_longer_fits_stops_new_plans_in_words(doctor):
    Number.objects.create(
        clinic=doctor.clinic, name=GRAFTS, value=[1], reason="of an older shape", version=1, set_by=doctor, set_at=NOW
    )
    with pytest.raises(Refused, match=r"“Grafts by class” no longer fits"):
        plans.make(PatientFactory.create(), intake=None, by=doctor, now=NOW)


def test_a_number_that_the_protocol_has_dropped_does_nothing(doctor):
    for version, name in enumerate(("dropped_long_ago", "age_of_consent"), 1):
        Number.objects.create(
            clinic=doctor.clinic, name=name, value=1, reason="once", version=version, set_by=doctor, set_at=NOW
        )
    assert numbers.standing(doctor.clinic) == numbers.standing_rows(numbers.history(doctor.clinic)) == {}
    assert plans.make(PatientFactory.create(), intake=None, by=doctor, now=NOW).numbers == {}


def test_the_page_names_what_was_set_when_the_plan_was_made_and_what_has_changed_since(doctor):
    put(doctor, 2000)
    plan = made(doctor.clinic, made_at=timezone.now())
    put(doctor, 2500, reason="A third nurse")
    table = plain(FIGURES[GRAFTS].value)
    put(doctor, table | {"III-vertex": {"low": 1200, "likely": 1900, "high": 2800}}, GRAFTS)
    rows = numbers.history(doctor.clinic)
    [own] = plan_numbers.own_numbers(plan, rows)
    assert (own.label, own.value) == ("FUE grafts in a session", "2,000 in place of 1,500")
    assert own.row.reason == "Two nurses a day"
    moved = plan_numbers.moved(plan, rows)
    assert [(one.label, one.value) for one in moved.changes] == [
        ("FUE grafts in a session", "from 2,000 to 2,500"),
        ("Grafts by class", "III vertex, likely from 1,730 to 1,900"),
    ]
    assert not moved.revised
    put(doctor, None)
    [back, _table] = plan_numbers.moved(plan, numbers.history(doctor.clinic)).changes
    assert back.value == "from 2,000 to 1,500"


def test_a_replaced_plan_asks_for_nothing_and_an_older_program_is_named(doctor):
    plan = PlanFactory.create(rules="2020-01.1+00000000")
    assert plan_numbers.moved(plan, []).revised
    plan.numbers = {"dropped_long_ago": 3, GRAFTS: [1]}
    assert plan_numbers.moved(plan, []).revised
    assert [one.value for one in plan_numbers.own_numbers(plan, [])] == ["3", "[1]"]
    plan.status = Plan.Status.REPLACED
    assert plan_numbers.moved(plan, []) == plan_numbers.NOTHING


# Worked out again ----------------------------------------------------------------------------------------------------


def canonical(answer: Any) -> bytes:
    """The same bytes for the same answer; PostgreSQL keeps no order of keys."""
    return json.dumps(answer, sort_keys=True, ensure_ascii=False).encode()


def test_a_plan_worked_out_again_says_the_same_whatever_was_set_since(doctor):
    put(doctor, 2000)
    plan = Plan.objects.get(pk=made(doctor.clinic).pk)
    put(doctor, 900)
    put(doctor, 4000, "demand_that_two_sessions_meet")
    again = plans.again(plan)
    assert again.same
    assert not again.revised
    assert canonical(again.answer) == canonical(plan.recommendation)
    assert canonical(made(doctor.clinic).recommendation) != canonical(plan.recommendation)


def test_a_plan_of_another_answer_is_told_apart_place_by_place():
    plan = PlanFactory.create(rules="2020-01.1+00000000")
    answer = plan.recommendation
    answer["options"][0]["cannot"] = "Something else"
    answer["missing"] = [*answer["missing"], "sex"]
    again = plans.again(plan)
    assert not again.same
    assert again.revised
    places = {one.place: one.then for one in again.differences}
    assert places["options.0.cannot"] == "Something else"
    assert "missing" in places


def test_a_plan_is_worked_out_with_the_protocols_own_numbers_of_its_day(doctor):
    """The protocol of the day is kept once a version; a program with other numbers still makes that day's plan."""
    plans.make(PatientFactory.create(clinic=doctor.clinic), intake=None, by=doctor, now=NOW)
    kept = Protocol.objects.get(version=OWN.version)
    assert kept.numbers == OWN.protocol()
    plan = made(doctor.clinic)
    of_another_day = kept.numbers | {"fue_grafts_per_session": 2000, "dropped_since": 7}
    then = recommendation.as_json(
        recommend(findings.parse(plan.findings), prices.as_list(plan.prices), Book({}, of_another_day))
    )
    assert canonical(then) != canonical(plan.recommendation)
    old = PlanFactory.create(
        findings=plan.findings, prices=plan.prices, recommendation=then, rules=then["rules"], lead=then["lead"]
    )
    assert not plans.again(old).same
    Protocol.objects.create(version=then["rules"], numbers=of_another_day)
    again = plans.again(old)
    assert again.same
    assert not again.revised
    assert canonical(again.answer) == canonical(then)


def test_a_plan_that_can_no_longer_be_read_says_so():
    plan = PlanFactory.create(numbers={"dropped_long_ago": 1})
    again = plans.again(plan)
    assert not again.same
    assert "dropped_long_ago" in again.differences[0].now
    assert not plans.again(PlanFactory.create(findings={"age_years": "old"}, recommendation=plan.recommendation)).same


def test_the_command_counts_the_plans_that_hold_and_names_the_others(doctor, capsys):
    put(doctor, 2000)
    held = made(doctor.clinic)
    call_command("recompute_plans")
    assert "1 of 1 plans hold." in capsys.readouterr().out
    other = made(doctor.clinic)
    other.recommendation["options"][0]["cannot"] = "x" * 100
    other.recommendation |= dict.fromkeys(("donor", "demand", "pigment", "progression", "missing", "gates"))
    other.rules = "2020-01.1+00000000"
    other.save()
    with pytest.raises(SystemExit) as stopped:
        call_command("recompute_plans")
    assert stopped.value.code == 1
    said = capsys.readouterr().out
    assert "1 of 2 plans hold." in said
    assert f"Plan {other.pk} does not hold (rules 2020-01.1+00000000, now " in said
    assert "  and " in said
    call_command("recompute_plans", plan=held.pk)
    assert "1 of 1 plans hold." in capsys.readouterr().out
    with pytest.raises(CommandError, match="no plan 999999"):
        call_command("recompute_plans", plan=999_999)


def test_a_plan_made_later_is_named_by_the_row_it_was_made_with(doctor):
    put(doctor, 2000)
    plan = made(doctor.clinic, made_at=NOW - timedelta(days=1))
    assert plan_numbers.own_numbers(plan, numbers.history(doctor.clinic))[0].row is not None
