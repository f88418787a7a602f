"""The pages of the protocol: all numbers to read and to search, one to set, and what a mistake is told."""

import io
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as clinic
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from consultations.forms.numbers import NumberForm
from consultations.models import Number, Plan
from consultations.planning.book import OWN, leaves, plain
from consultations.planning.protocol import FIGURES
from consultations.services import numbers, plans
from smpclinic.audit.models import Entry
from tests.factories import ClinicFactory, IntakeFactory, UserFactory

pytestmark = pytest.mark.django_db
FUE, GRAFTS = "fue_grafts_per_session", "grafts_by_class"
LIST = "/protocol/"


@pytest.fixture
def doctor(client):
    found = UserFactory.create(doctor=True)
    client.force_login(found)
    return found


def address(name: str) -> str:
    return reverse("consultations:number_set", args=[name])


def boxes(name: str, **changes: Any) -> dict[str, Any]:
    """The form of a number as it comes, with what is typed over it."""
    figure = FIGURES[name]
    form = NumberForm(figure=figure, standing=plain(figure.value), seen=0)
    own = dict(leaves(plain(figure.value)))
    return {key: own[path] for key, path in form.paths.items()} | {"seen": 0, "reason": "Two teams"} | changes


def put(doctor: Any, value: Any, name: str = FUE, *, reason: str = "Two teams", seen: int = 0) -> Number:
    return numbers.set_here(name, value=value, reason=reason, seen=seen, by=doctor, now=timezone.now())


# The list ------------------------------------------------------------------------------------------------------------


def test_every_number_is_on_the_page_with_its_source_and_a_place_to_link_to(client, doctor):
    page = client.get(LIST).content.decode()
    for name in FIGURES:
        assert f'id="{name}"' in page
    for words in ("FUE grafts in a session", "Balding Blog, post 8 (S19)", "S, The source document", "2026-11"):
        assert words in page
    assert "This number is fixed" in page
    assert "Fees are set in the price list" in page
    assert "none set by this clinic" in page
    assert OWN.version in page


def test_a_number_of_the_clinics_own_is_marked_with_both_values_reason_name_and_history(client, doctor):
    put(doctor, 1800, reason="One team")
    put(doctor, 2000, seen=1)
    page = client.get(LIST).content.decode()
    for words in (
        "Set by this clinic",
        "2,000 in place of 1,500",
        "Two teams",
        "Dr Exempla",
        "1,800 in place of 1,500",
        "One team",
    ):
        assert words in page
    assert "With the protocol's own numbers it would be" in page.replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("?q=fue+session", FUE, "hairs_per_fu"),
        ("?q=goodbyehairloss", "donor_density_by_word", FUE),
        ("?show=judgement", "points_for_fit", FUE),
        ("?show=own", FUE, "hairs_per_fu"),
        ("?show=nonsense&q=donor+density+average", "donor_density_average", FUE),
    ],
)
def test_search_and_filters_are_plain_addresses(query, shown, hidden, client, doctor):
    put(doctor, 2000)
    page = client.get(LIST + query).content.decode()
    assert f'id="{shown}"' in page
    assert f'id="{hidden}"' not in page


@pytest.mark.parametrize(
    ("query", "words"), [("?q=zzz", "No number matches “zzz”"), ("?show=own", "has set no number")]
)
def test_an_empty_list_says_why(query, words, client, doctor):
    assert words in client.get(LIST + query).content.decode()


def test_the_manager_reads_and_cannot_set(client):
    client.force_login(UserFactory.create(manager=True))
    page = client.get(LIST).content.decode()
    assert "Set for this clinic" not in page
    assert 'href="/settings/prices/"' in page
    assert client.get(address(FUE)).status_code == 403


def test_numbers_of_another_clinic_are_not_shown(client, doctor):
    other = UserFactory.create(doctor=True, clinic=ClinicFactory.create(name="Elsewhere"))
    put(other, 2000, reason="ELSEWHERE-REASON")
    for page in (LIST, address(FUE)):
        assert "ELSEWHERE-REASON" not in client.get(page).content.decode()


def test_a_number_that_no_longer_fits_or_is_gone_is_named(client, doctor):
    facts: dict[str, Any] = {"clinic": doctor.clinic, "reason": "once", "set_by": doctor, "set_at": timezone.now()}
    Number.objects.create(name=GRAFTS, value=[1], version=1, **facts)
    Number.objects.create(name="dropped_long_ago", value=1, version=2, **facts)
    page = client.get(LIST).content.decode()
    for words in ("No longer fits", "“dropped_long_ago”, which is no longer in the protocol", "No plan can be made"):
        assert words in page
    assert client.get(address(GRAFTS)).status_code == 200
    assert client.post(address(GRAFTS), boxes(GRAFTS, number_2=10, number_1=5, seen=1)).status_code == 302


# Setting one ---------------------------------------------------------------------------------------------------------


def test_a_doctor_sets_a_number_and_is_led_to_it(client, doctor):
    answer = client.post(address(FUE), boxes(FUE, number_0=2000, act="set"))
    assert answer.status_code == 302
    assert answer["Location"] == f"{LIST}#{FUE}"
    row = Number.objects.get()
    assert (row.name, row.value, row.reason, row.set_by) == (FUE, 2000, "Two teams", doctor)
    page = client.get(LIST).content.decode()
    assert "New plans only; plans already made keep their numbers." in page


def test_the_protocols_own_number_comes_back_with_a_reason(client, doctor):
    put(doctor, 2000)
    refused = client.post(address(FUE), {"seen": 1, "act": "again", "reason": ""})
    assert refused.status_code == 422
    assert "Enter the reason" in refused.content.decode()
    # what stands in the boxes does not matter then
    assert client.post(address(FUE), {"number_0": "x", "seen": 1, "act": "again", "reason": "Back"}).status_code == 302
    assert Number.objects.order_by("-version").first().value is None
    assert numbers.standing(doctor.clinic) == {}
    assert "The protocol" in client.get(address(FUE)).content.decode()


def test_a_table_has_a_box_for_each_number_with_its_place_and_the_protocols_own(client, doctor):
    page = client.get(address(GRAFTS)).content.decode()
    assert page.count('type="number"') == 45
    assert "III vertex, likely" in page
    assert "Protocol: 1,730" in page
    # the open end of the last band is no box
    assert client.get(address("recipient_density_by_area")).content.decode().count('type="number"') == 11


@pytest.mark.parametrize(
    ("name", "changes", "field", "words"),
    [
        (GRAFTS, {"number_16": "9000"}, "number_17", "must rise"),
        (GRAFTS, {"number_16": ""}, "number_16", "Enter a number"),
        (GRAFTS, {"number_16": "1500.5"}, "number_16", "whole number"),
        (FUE, {"number_0": "many"}, "number_0", "whole number"),
        (FUE, {"number_0": "-1"}, "number_0", "0 or more"),
        (FUE, {"number_0": "9999999"}, "number_0", "or less"),
        (FUE, {"number_0": "0"}, "number_0", "no plan could be made"),
        (FUE, {}, "number_0", "stands already"),
        (FUE, {"number_0": "2000", "reason": " "}, "reason", "Enter the reason"),
        (FUE, {"number_0": "2000", "reason": "x" * 1001}, "reason", "at most 1000"),
        ("zone_shares_by_class", {"number_1": "0.9"}, "number_2", "add up to 1"),
        ("hairs_per_fu", {"number_0": "two"}, "number_0", "like 1.5"),
    ],
)
def test_what_is_wrong_is_said_at_its_box_and_nothing_typed_is_lost(name, changes, field, words, client, doctor):
    answer = client.post(address(name), boxes(name, **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'href="#id_{field}"' in page
    assert re.search(rf'id="id_{field}_error"', page)
    assert not Number.objects.exists()
    for key, typed in changes.items():
        if key.startswith("number") and typed:
            assert f'value="{typed}"' in page


def test_typing_the_protocols_own_number_points_to_its_button(client, doctor):
    put(doctor, 2000)
    answer = client.post(address(FUE), boxes(FUE, seen=1))
    assert answer.status_code == 422
    assert "This is the protocol" in answer.content.decode()


def test_putting_back_what_was_never_set_changes_nothing(client, doctor):
    answer = client.post(address(FUE), {"seen": 0, "act": "again", "reason": "Back"})
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.content.decode()
    assert not Number.objects.exists()


def test_who_comes_second_sees_both_and_may_go_on(client, doctor):
    colleague = UserFactory.create(doctor=True, name="Dr Second")
    put(colleague, 1800, reason="One team")
    answer = client.post(address(FUE), boxes(FUE, number_0=2000))
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Dr Second has set this number", "1,800 in place of 1,500", "One team", "now 1,800", 'value="2000"'):
        assert words in page
    assert numbers.standing(doctor.clinic) == {FUE: 1800}
    assert client.post(address(FUE), boxes(FUE, number_0=2000, seen=1)).status_code == 302
    assert numbers.standing(doctor.clinic) == {FUE: 2000}


def test_fees_and_fixed_numbers_have_no_form(client, doctor):
    for name, words in (("fue_fee_per_graft", "set in the price list"), ("age_of_consent", "This number is fixed")):
        page = client.get(address(name)).content.decode()
        assert words in page
        assert 'name="reason"' not in page
        refused = client.post(address(name), boxes(name, number_0=1))
        assert refused.status_code == 409
        assert words in refused.content.decode()
    assert not Number.objects.exists()


def test_a_number_that_is_not_in_the_protocol_is_not_found(client, doctor):
    assert client.get(address("no_such_number")).status_code == 404


# On the page of a plan -----------------------------------------------------------------------------------------------


def test_a_plan_names_the_numbers_it_was_made_with_and_those_changed_since(client, doctor):
    put(doctor, 2000, reason="Two teams of nurses")
    intake = IntakeFactory.create(submitted=True)
    plan = plans.make(intake.patient, intake=intake, by=doctor, now=timezone.now())
    page = client.get(f"/plans/{plan.pk}/").content.decode()
    assert "own numbers in this plan" in page
    assert f'href="{LIST}#{FUE}"' in page
    assert "2,000 in place of 1,500" in page
    assert "Two teams of nurses" in page
    assert "Numbers have changed since" not in page
    put(doctor, 2500, seen=1)
    page = client.get(f"/plans/{plan.pk}/").content.decode()
    assert "Numbers have changed since" in page
    assert "from 2,000 to 2,500" in page
    again = re.search(r'action="(/patients/\d+/plans/make/)"', page)
    assert again
    assert client.post(again[1]).status_code == 302
    assert Plan.objects.order_by("-pk").first().numbers == {FUE: 2500}
    assert "Numbers have changed since" not in client.get(f"/plans/{Plan.objects.latest('pk').pk}/").content.decode()


def test_a_plan_by_the_protocols_own_numbers_says_nothing_of_them(client, doctor):
    intake = IntakeFactory.create(submitted=True)
    plan = plans.make(intake.patient, intake=intake, by=doctor, now=timezone.now())
    page = client.get(f"/plans/{plan.pk}/").content.decode()
    assert "own numbers in this plan" not in page
    assert "changed since" not in page
    assert "revised since" not in page


def test_reading_the_protocol_is_no_line_in_the_trail_and_setting_is_one(client, doctor):
    client.get(LIST)
    assert not Entry.objects.exists()
    client.post(address(FUE), boxes(FUE, number_0=2000))
    assert Entry.objects.get().what == "number set"


# On the command line -------------------------------------------------------------------------------------------------


def printed(*args: str) -> str:
    out = io.StringIO()
    call_command("protocol", *args, stdout=out)
    return out.getvalue()


def test_the_command_prints_every_number_and_the_clinics_own(doctor):
    put(doctor, 2000)
    text = printed()
    for name in FIGURES:
        assert f"\n{name}: " in text
    for words in (
        "Set by Larkfield Hair Clinic: 2,000 in place of 1,500. Dr Exempla,",
        "Two teams",
        "No plan reads it yet.",
    ):
        assert words in text


def test_one_number_alone_and_json_for_programs(doctor):
    put(doctor, 2000)
    text = printed(GRAFTS)
    assert "III vertex: low 1,200, likely 1,730, high 2,800" in text
    assert FUE not in text
    whole = json.loads(printed("--json"))
    assert whole["rules"] == OWN.version
    assert [one["name"] for one in whole["numbers"]] == list(FIGURES)
    [fue] = [one for one in whole["numbers"] if one["name"] == FUE]
    assert (fue["value"], fue["unit"], fue["mark"]) == (1500, "grafts", "S")
    assert [(row["value"], row["by"], row["reason"]) for row in fue["set_here"]] == [(2000, "Dr Exempla", "Two teams")]
    with pytest.raises(CommandError, match="no number of this name"):
        printed("no_such_number")


def test_a_number_that_no_longer_fits_is_printed_so(doctor):
    Number.objects.create(
        clinic=doctor.clinic, name=GRAFTS, value=[1], reason="once", version=1, set_by=doctor, set_at=timezone.now()
    )
    assert "which no longer fits" in printed(GRAFTS)
    assert json.loads(printed(GRAFTS, "--json"))["numbers"][0]["set_here"][0]["fits"] is False


def test_the_command_works_before_there_is_a_database(tmp_path):
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    done = subprocess.run(
        [sys.executable, "manage.py", "protocol", FUE],
        cwd=clinic.BASE_DIR,
        env=env | {"DEVELOPMENT": "1", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "1,500 grafts" in done.stdout
    assert done.stderr.splitlines() == ["No database yet: these are the protocol's own numbers."]
