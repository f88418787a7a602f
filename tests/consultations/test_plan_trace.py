"""How a plan was made: each figure and step opened, in words, and plans from before the steps were kept."""

import json
import re
import time
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations import finding_words, trace_words, words
from consultations.models import Plan, Review
from consultations.planning import trace
from consultations.planning.findings import FIELDS
from consultations.planning.reading import Choice, ListOf, Record, Several
from consultations.planning.trace import KINDS
from consultations.services import plans
from patients.models import Intake
from smpclinic.audit.models import Entry
from tests.consultations.proposals import plan_facts
from tests.factories import ClinicFactory, IntakeFactory, PatientFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db
CASES = sorted((Path(__file__).parent.parent / "planning" / "cases").glob("*.json"))


@pytest.fixture
def doctor(client):
    found = UserFactory.create(doctor=True)
    client.force_login(found)
    return found


@pytest.fixture
def plan():
    return PlanFactory.create(traced=True)


def step_address(plan: Plan, n: int) -> str:
    return reverse("consultations:plan_line", args=[plan.pk, n])


def place(plan: Plan, key: str) -> int:
    """Where the trace has the line of this key or its beginning."""
    return next(n for n, entry in enumerate(plan.steps, 1) if entry["key"].startswith(key))


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES[0].parent / name).read_text())["findings"]
    return found


def test_a_plan_is_kept_with_its_steps():
    intake = IntakeFactory.create(status=Intake.Status.SUBMITTED, submitted_at=timezone.now())
    made = plans.make(intake.patient, intake=intake, by=None, now=timezone.now())
    made.refresh_from_db()
    keys = [entry["key"] for entry in made.steps]
    assert "lead" in keys
    assert len(keys) == len(set(keys))
    assert {f"options.{option['code']}.fit" for option in made.recommendation["options"]} <= set(keys)


def test_every_figure_on_the_page_of_a_plan_leads_to_its_step(client, doctor, plan):
    html = client.get(reverse("consultations:plan", args=[plan.pk])).content.decode()
    linked = {int(n) for n in re.findall(rf"/plans/{plan.pk}/trace/(\d+)/", html)}
    assert {plan.steps[n - 1]["kind"] for n in linked} == {entry["kind"] for entry in plan.steps}
    assert linked == set(range(1, len(plan.steps) + 1))


def test_a_step_shows_rule_inputs_formula_effect_and_source(client, doctor, plan):
    n = place(plan, "donor.supply")
    entry = plan.steps[n - 1]
    page = text_of(client.get(step_address(plan, n)).content.decode())
    shown = trace_words.line(plan, n)
    for words_of in (
        shown.label,
        shown.value,
        *shown.formulas,
        *(f"{label}: {value}" for label, value in shown.told),
        *shown.not_told,
        f"{shown.rule}, {shown.wording}",
        shown.effect,
        *entry["sources"],
        *(number.label for number in shown.numbers),
    ):
        assert words_of in page
    assert shown.formulas
    assert shown.told
    assert shown.numbers
    assert not re.search(r"\b(loss|donor|hair|wishes|medication)\.\w", page)


def test_a_step_that_follows_from_another_leads_to_it(client, doctor, plan):
    n = next(n for n, entry in enumerate(plan.steps, 1) if "lead" in entry["stands_on"])
    html = client.get(step_address(plan, n)).content.decode()
    assert f'href="{step_address(plan, place(plan, "lead"))}"' in html


def test_htmx_gets_the_panel_alone_and_a_browser_the_page(client, doctor, plan):
    whole = client.get(step_address(plan, 1))
    panel = client.get(step_address(plan, 1), headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()
    assert "<html" not in panel.content.decode()
    assert "data-focus" in panel.content.decode()
    assert "HX-Request" in panel["Vary"]


def test_all_steps_stand_on_one_page_in_their_order(client, doctor, plan):
    html = client.get(reverse("consultations:plan_trace", args=[plan.pk])).content.decode()
    assert re.findall(r'id="step-(\d+)"', html) == [str(n) for n in range(1, len(plan.steps) + 1)]
    titles = re.findall(r'<h2 id="part-[^"]+">([^<]+)</h2>', html)
    assert len(titles) == len(set(titles))
    sources = [unescape(one) for one in re.findall(r'<li id="source-\d+">([^<]+)</li>', html)]
    assert set(sources) == {source for entry in plan.steps for source in entry["sources"]}
    assert len(sources) == len(set(sources))
    cited = {int(n) for n in re.findall(r'href="#source-(\d+)"', html)}
    assert cited == set(range(1, len(sources) + 1))


def test_a_figure_that_a_doctor_changed_says_so_in_its_step(client, doctor, plan):
    place_of = f"options.{plan.lead}.fit"
    Review.objects.create(
        plan=plan,
        kind=Review.Kind.EDITED,
        changes={place_of: ["suggested", "possible"]},
        reason="Wants to think",
        made_by=doctor,
        made_at=timezone.now(),
    )
    page = text_of(client.get(step_address(plan, place(plan, place_of))).content.decode())
    assert f"{doctor.name} has put another figure in its place" in page
    assert "Wants to think" in page
    assert "has put another figure" not in text_of(client.get(step_address(plan, 1)).content.decode())


def test_opening_a_step_stands_in_the_trail(client, doctor, plan):
    client.get(step_address(plan, 1))
    client.get(reverse("consultations:plan_trace", args=[plan.pk]))
    for what in ("step of a plan opened", "steps of a plan opened"):
        entry = Entry.objects.get(what=what)
        assert (entry.by, entry.patient_number) == (doctor, plan.patient_id)


def test_steps_are_for_those_who_may_see_the_plan(client, doctor, plan):
    other = PlanFactory.create(patient=PatientFactory.create(clinic=ClinicFactory.create()), traced=True)
    assert client.get(step_address(other, 1)).status_code == 404
    assert client.get(reverse("consultations:plan_trace", args=[other.pk])).status_code == 404
    client.force_login(UserFactory.create())
    assert client.get(step_address(plan, 1)).status_code == 403
    assert client.get(reverse("consultations:plan_trace", args=[plan.pk])).status_code == 403


@pytest.mark.parametrize("n", [0, 10_000])
def test_a_step_that_is_none_is_not_found(client, doctor, plan, n):
    assert client.get(step_address(plan, n)).status_code == 404


def test_a_plan_from_before_the_steps_were_kept_says_how_to_get_them(client, doctor):
    old = PlanFactory.create(**plan_facts())
    for address in (
        reverse("consultations:plan", args=[old.pk]),
        reverse("consultations:plan_trace", args=[old.pk]),
        step_address(old, 1),
    ):
        html = client.get(address).content.decode()
        assert "made before its steps were kept" in html
        assert reverse("consultations:plan_make", args=[old.patient_id]) in html
    assert client.get(step_address(old, 2)).status_code == 404


def test_a_step_of_rules_that_are_gone_is_still_shown(client, doctor, plan):
    plan.steps[0] |= {"kind": "old_kind", "rule": "R99", "numbers": ["no_such_number"], "key": "old_kind", "value": "7"}
    plan.steps[0]["inputs"] = ["loss.gone"]
    plan.trace = trace.packed(plan.steps)
    plan.numbers = {"no_such_number": 3}
    plan.save()
    page = text_of(client.get(step_address(plan, 1)).content.decode())
    assert "R99" in page
    assert "No such number" in page
    assert "loss: gone" in page
    assert client.get(reverse("consultations:plan_trace", args=[plan.pk])).status_code == 200


def test_a_number_of_the_clinics_own_is_named_so(client, doctor, plan):
    name = plan.steps[place(plan, "donor.supply") - 1]["numbers"][0]
    plan.numbers = {name: plan.numbers.get(name)}
    assert [one.is_own for one in trace_words.line(plan, place(plan, "donor.supply")).numbers if one.name == name] == [
        True
    ]


def test_a_step_opens_fast_and_asks_little(client, doctor, plan):
    client.get(step_address(plan, 2))
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        client.get(step_address(plan, 3))
    assert time.perf_counter() - started < 1  # 50 ms on a quiet machine
    assert len(asked) <= 5


# --- words ------------------------------------------------------------------------------------------------------------


def keys() -> list[tuple[str, Any]]:
    """Every dotted key of the findings with its field."""
    found = []
    for name, kind in FIELDS.items():
        if isinstance(kind, Record):
            found += [(f"{name}.{inner}", one) for inner, one in kind.fields.items()]
        else:
            found.append((name, kind))
    return found


@pytest.mark.parametrize(("key", "kind"), keys(), ids=lambda one: one if isinstance(one, str) else "")
def test_every_key_and_every_closed_value_has_words(key, kind):
    assert key in finding_words.KEY
    if isinstance(kind, ListOf):
        return
    choice = kind.choice if isinstance(kind, Several) else kind
    if isinstance(choice, Choice):
        for value in choice.schema()["enum"]:
            known = key in finding_words.GRADES or value in finding_words.VALUE.get(key, {}) or value in words.FINDING
            assert known, (key, value)


@pytest.mark.parametrize("path", CASES[::12], ids=lambda path: path.stem)
def test_every_step_of_the_case_book_is_told_in_words(path):
    plan = PlanFactory.create(findings=json.loads(path.read_text())["findings"], traced=True)
    assert {entry["kind"] for entry in plan.steps} <= KINDS.keys()
    for line in trace_words.lines(plan):
        assert line.label
        assert line.value
        assert line.effect
        assert line.wording
        for words_of in (line.label, line.value, *line.not_told, *(label for label, _value in line.told)):
            assert "_" not in words_of, line
            assert not re.search(r"\b[a-z]+\.[a-z]", words_of), line


def test_a_value_is_told_as_it_was_given():
    told = finding_words.told
    findings = {
        "loss": {"scale": "ludwig", "grade": "II", "bald_area_cm2": 120},
        "scars": [{}, {}],
        "medical": [],
        "wishes": {"goals": ["crown", "scar"]},
        "hair": {"calibre_mm": 0.064},
        "skin": {"oily": True},
        "donor": {"density_fu_cm2": 72.5, "miniaturization_pct": 12},
    }
    assert told(findings, "loss.grade") == "Ludwig II"
    assert told(findings, "loss.bald_area_cm2") == "120 cm²"
    assert told(findings, "scars") == "2 scars"
    assert told(findings, "medical") == "None"
    assert told(findings, "wishes.goals") == "the crown, a scar"
    assert told(findings, "hair.calibre_mm") == "0.064 mm"
    assert told(findings, "skin.oily") == "Yes"
    assert told(findings, "donor.density_fu_cm2") == "72.5 units/cm²"
    assert told(findings, "donor.miniaturization_pct") == "12 %"
    assert told(findings, "donor.*") == "told"
    assert told(findings, "donor.area_cm2") == "Not known"
