"""Scars told, drawn, changed, measured: what is stored, what counts, and what somebody else wrote meanwhile."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultations.services.findings import collect
from patients import scalp
from patients.forms.intake.summary import describe
from patients.forms.scar import ScarForm
from patients.models import Intake, IntakeStep, Scar
from patients.services import intakes, scars
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import IntakeStepFactory, PatientFactory, ScarFactory, UserFactory
from tests.patients.answers import answer_all

LINE = [[-25.0, 25.0], [25.0, 25.0]]
TOLD = {"zone": "back of the head", "cause": "injury", "age_unit": "years"}
DRAWN = TOLD | {"view": "back", "points": json.dumps(LINE)}
ADD = "/intake/scars/add/"


def valid(typed, **kwargs):
    form = ScarForm(typed, **kwargs)
    assert form.is_valid(), form.errors
    return form.facts()


def test_a_drawn_line_is_stored_with_its_length_and_its_error(at_home, intake):
    intake.patient.sex = "male"
    intake.patient.save()
    assert at_home.post(ADD, DRAWN)["Location"] == "/intake/scars/"
    scar = Scar.objects.get()
    assert (scar.view, scar.points, scar.drawing) == ("back", LINE, scalp.DRAWING)
    assert (scar.length_mm, scar.measured_mm) == (None, None)
    assert 47 <= scar.drawn_mm <= 53
    assert scar.drawn_error_mm >= 3
    assert f"{scar.drawn_mm / 10:g} ± {scar.drawn_error_mm / 10:g} cm long, from the drawn line" in describe(scar)
    page = at_home.get("/intake/scars/").content.decode()
    assert '<polyline points="' in page
    assert "from the drawn line" in page


def test_a_mark_alone_has_no_length():
    facts = valid(TOLD | {"view": "back", "points": "[[0, 25]]"})
    assert (facts["points"], facts["drawn_mm"], facts["length_mm"]) == ([[0.0, 25.0]], None, None)


def test_the_size_of_the_head_changes_the_length_of_the_line():
    mean, small = valid(DRAWN, sex="male"), valid(DRAWN | {"head_cm": "52"}, sex="male")
    assert small["head_mm"] == 520
    assert small["drawn_mm"] < mean["drawn_mm"]
    assert valid(DRAWN, sex="female")["drawn_mm"] < mean["drawn_mm"]


@pytest.mark.parametrize("size", ["44", "71", "big", "57,25"])
def test_a_head_of_no_known_size_is_asked_again(size):
    assert "from 45 to 70" in str(ScarForm(TOLD | {"head_cm": size}).errors)


NONSENSE = (
    "nonsense", "{", "[[1]]", "[[1, 2, 3]]", '[["a", 1]]', "[[true, 1]]", "[[NaN, 1]]", "[[Infinity, 1]]", "{}", "7",
    "[[1e400, 1]]", f"[[{'9' * 400}, 1]]",
    "[" * 1500, json.dumps([[1, 1]] * 61), "[[1, 2]]" * 900, '[[1, "\\u0000"]]',
)  # fmt: skip


@pytest.mark.parametrize("points", NONSENSE, ids=range(len(NONSENSE)))
def test_points_that_no_map_wrote_are_refused_in_a_sentence(points):
    form = ScarForm(TOLD | {"view": "back", "points": points})
    assert "could not be read" in str(form.errors["points"]) or "at most" in str(form.errors["points"])


@pytest.mark.parametrize("view", ["", "front", "top<script>"])
def test_points_on_no_head_are_refused(view):
    assert not ScarForm(TOLD | {"view": view, "points": "[[0, 25]]"}).is_valid()


@pytest.mark.parametrize("points", ["", "null", "[]"])
def test_no_points_are_no_mark(points):
    assert valid(TOLD | {"view": "back", "points": points})["view"] == ""


def test_a_mark_follows_the_place_and_a_line_stays():
    assert valid(TOLD | {"zone": "crown", "view": "back", "points": "[[0, 25]]"})["points"] is None
    assert valid(DRAWN | {"zone": "crown"})["points"] == LINE


@pytest.mark.parametrize(
    ("lengths", "length", "words"),
    [
        ({}, None, ""),
        ({"drawn_mm": 51, "drawn_error_mm": 7}, 51, "5.1 ± 0.7 cm long, from the drawn line"),
        ({"drawn_mm": 51, "drawn_error_mm": 7, "length_mm": 40}, 40, "4 cm long"),
        ({"drawn_mm": 51, "drawn_error_mm": 7, "length_mm": 40, "measured_mm": 62}, 62, "6.2 cm long, measured"),
    ],
)
def test_the_doctor_counts_more_than_the_typed_length_and_that_more_than_the_line(
    doctor, intake, lengths, length, words
):
    by = {"measured_by": doctor, "measured_at": timezone.now()} if "measured_mm" in lengths else {}
    scar = ScarFactory.create(patient=intake.patient, **({"length_mm": None} | lengths | by))
    facts = collect(intake.patient, None, today=timezone.localdate())["scars"][0]
    assert facts.get("length_mm") == length
    assert words in describe(scar)
    assert set(facts) <= {
        "cause",
        "zone",
        "length_mm",
        "width_mm",
        "age_months",
        "surface",
        "colour",
        "changing",
        "count",
    }


def test_a_scar_is_changed_and_the_form_shows_what_was_told(at_home, intake):
    scar = ScarFactory.create(patient=intake.patient, zone="crown", length_mm=35, age_months=18, treated_before=True)
    page = at_home.get(f"/intake/scars/{scar.pk}/change/").content.decode()
    assert 'name="length_cm" value="3.5"' in page
    assert 'value="18"' in page
    typed = DRAWN | {"version": "1", "length_cm": "4.2", "treated_before": "no"}
    assert at_home.post(f"/intake/scars/{scar.pk}/change/", typed)["Location"] == "/intake/scars/"
    scar.refresh_from_db()
    assert (scar.zone, scar.length_mm, scar.version, scar.treated_before) == ("back of the head", 42, 2, False)
    assert scar.points == LINE
    fields = Entry.objects.get(what="scar changed").detail["fields"]
    assert {"zone", "points", "length_mm"} <= set(fields)
    assert "version" not in fields


def test_a_change_over_somebody_elses_shows_theirs_and_keeps_what_was_typed(at_home, intake):
    scar = ScarFactory.create(patient=intake.patient)
    scars.change(scar, by=None, now=timezone.now(), length_mm=77)
    address = f"/intake/scars/{scar.pk}/change/"
    answer = at_home.post(address, TOLD | {"version": "1", "length_cm": "6.5"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "7.7 cm long" in page
    assert 'value="6.5"' in page
    assert 'name="version" value="2"' in page
    assert Scar.objects.get().length_mm == 77
    assert at_home.post(address, TOLD | {"version": "2", "length_cm": "6.5"}).status_code == 302
    assert Scar.objects.get().length_mm == 65


def test_a_wrong_answer_comes_back_with_the_line_that_was_drawn(at_home):
    answer = at_home.post(ADD, DRAWN | {"length_cm": "long"})
    assert answer.status_code == 422
    assert "[[-25.0, 25.0], [25.0, 25.0]]" in answer.content.decode().replace("&quot;", '"')


def test_a_double_tap_makes_one_scar_and_a_second_form_a_second(at_home, intake):
    typed = TOLD | {"form_key": str(uuid4())}
    for _tap in range(2):
        assert at_home.post(ADD, typed).status_code == 302
    assert Scar.objects.count() == 1
    assert at_home.post(ADD, typed | {"form_key": str(uuid4())}).status_code == 302
    assert Scar.objects.count() == 2
    other = PatientFactory.create()
    scars.add(other, by=None, now=timezone.now(), **valid(typed), form_key=typed["form_key"])
    assert other.scars.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_forms_sent_at_the_same_moment_make_one_scar():
    patient, key, ready = PatientFactory.create(), uuid4(), threading.Barrier(2)
    facts = valid(TOLD)

    def send():
        ready.wait(10)
        try:
            return scars.add(patient, by=None, now=timezone.now(), form_key=key, **facts).pk
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        first, second = pool.submit(send), pool.submit(send)
    assert first.result() == second.result()
    assert Scar.objects.filter(patient=patient).count() == 1


def test_the_size_of_the_head_is_asked_once(at_home):
    assert at_home.post(ADD, DRAWN | {"head_cm": "58.5"}).status_code == 302
    assert 'name="head_cm" value="58.5"' in at_home.get(ADD).content.decode()


def test_the_doctor_measures_and_what_the_patient_said_stays(at_doctor, doctor, intake):
    scar = ScarFactory.create(patient=intake.patient, length_mm=40, drawn_mm=51, drawn_error_mm=7)
    address = f"/patients/{intake.patient.pk}/scars/{scar.pk}/measure/"
    page = at_doctor.get(address).content.decode()
    assert "4 cm" in page
    assert "5.1 ± 0.7 cm" in page
    assert at_doctor.post(address, {"measured_cm": ""}).status_code == 422
    assert at_doctor.post(address, {"measured_cm": "6.2"}).status_code == 302
    scar.refresh_from_db()
    assert (scar.length_mm, scar.drawn_mm, scar.measured_mm, scar.measured_by) == (40, 51, 62, doctor)
    assert Entry.objects.get(what="scar measured").detail["measured_mm"] == [None, 62]
    assert "6.2 cm, " in at_doctor.get(address).content.decode()
    record = at_doctor.get(f"/patients/{intake.patient.pk}/intake/").content.decode()
    assert "6.2 cm long, measured by the doctor" in record
    assert address in record


def test_only_a_doctor_measures_and_only_the_clinics_own(at_desk, at_doctor, intake):
    scar, elsewhere = ScarFactory.create(patient=intake.patient), ScarFactory.create()
    own = f"/patients/{intake.patient.pk}/scars/{scar.pk}/measure/"
    assert at_desk.get(own).status_code == 403
    assert own not in at_desk.get(f"/patients/{intake.patient.pk}/intake/").content.decode()
    assert at_doctor.get(f"/patients/{intake.patient.pk}/scars/{elsewhere.pk}/measure/").status_code == 404


def test_a_measure_without_its_doctor_cannot_be_stored(intake):
    with pytest.raises(IntegrityError), transaction.atomic():
        ScarFactory.create(patient=intake.patient, measured_mm=50)


def test_a_sent_intake_and_a_strangers_scar_cannot_be_changed(at_home, intake):
    other = ScarFactory.create()
    assert at_home.get(f"/intake/scars/{other.pk}/change/").status_code == 404
    scar = ScarFactory.create(patient=intake.patient)
    answer_all(intake)
    intakes.submit(intake, by=None, now=timezone.now())
    answer = at_home.post(f"/intake/scars/{scar.pk}/change/", DRAWN | {"version": "1"})
    assert answer["Location"] == "/intake/sent/"
    assert Scar.objects.get(pk=scar.pk).points is None


def test_the_record_and_the_desk_show_the_map_beside_the_list(at_desk, intake):
    for view, zone in (("back", "back of the head"), ("top", "crown")):
        ScarFactory.create(patient=intake.patient, view=view, zone=zone, points=[[0, 25]], drawing=scalp.DRAWING)
    page = at_desk.get(f"/patients/{intake.patient.pk}/intake/").content.decode()
    assert page.count('<g class="mark">') == 2
    assert "2. Crown" in page


def test_a_mark_on_another_drawing_of_the_head_is_listed_but_not_drawn(at_home, intake):
    ScarFactory.create(patient=intake.patient, view="back", points=[[0, 25]], drawing=scalp.DRAWING + 1)
    page = at_home.get("/intake/scars/").content.decode()
    assert '<g class="mark">' not in page
    assert "Back of the head" in page


def test_a_scar_taken_off_while_its_form_was_open_is_not_changed(intake):
    scar = ScarFactory.create(patient=intake.patient)
    scars.remove(Scar.objects.get(), by=None, now=timezone.now())
    with pytest.raises(Refused, match="taken off"):
        scars.change(scar, by=None, now=timezone.now(), version=1, length_mm=12)


def test_a_changed_scar_that_was_taken_off_is_not_found(at_home, intake):
    scar = ScarFactory.create(patient=intake.patient)
    scars.remove(scar, by=UserFactory.create(), now=timezone.now())
    assert at_home.post(f"/intake/scars/{scar.pk}/change/", DRAWN | {"version": "1"}).status_code == 404


# Undo -------------------------------------------------------------------------------------------------


def test_a_scar_taken_off_is_put_back_by_undo(at_home, intake):
    scar = ScarFactory.create(patient=intake.patient, zone="crown", measured_mm=None)
    answer = at_home.post(f"/intake/scars/{scar.pk}/remove/")
    assert answer["Location"] == f"/intake/scars/?removed={scar.pk}#removed"
    page = at_home.get(f"/intake/scars/?removed={scar.pk}")
    assert b"Removed: " in page.content
    assert f'action="/intake/scars/{scar.pk}/restore/"'.encode() in page.content
    assert page.context["scars"] == []
    assert b"Removed: " not in at_home.get("/intake/scars/").content
    answer = at_home.post(f"/intake/scars/{scar.pk}/restore/", follow=True)
    assert b"back on the list" in answer.content
    assert len(answer.context["scars"]) == 1
    at_home.post(f"/intake/scars/{scar.pk}/restore/")
    assert Entry.objects.filter(what="scar put back").count() == 1
    assert b"Removed: " not in at_home.get(f"/intake/scars/?removed={scar.pk}").content


@pytest.mark.parametrize("pk", ["", "x", "-1", "²", "9" * 30, "987654"])
def test_an_address_of_no_scar_offers_no_undo(at_home, pk):
    assert at_home.get("/intake/scars/", {"removed": pk}).context["removed"] is None


def test_nobody_puts_back_anothers_scar_nor_one_of_a_sent_intake(at_home, intake):
    other = ScarFactory.create(removed_at=timezone.now())
    assert at_home.post(f"/intake/scars/{other.pk}/restore/").status_code == 404
    assert b"Removed: " not in at_home.get(f"/intake/scars/?removed={other.pk}").content
    own = ScarFactory.create(patient=intake.patient, removed_at=timezone.now())
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    assert at_home.post(f"/intake/scars/{own.pk}/restore/")["Location"] == "/intake/sent/"
    assert not Scar.objects.kept().filter(patient=intake.patient).exists()


def test_a_scar_taken_off_is_nowhere(at_home, at_doctor, intake):
    scar = ScarFactory.create(patient=intake.patient, removed_at=timezone.now())
    assert at_home.get(f"/intake/scars/{scar.pk}/change/").status_code == 404
    assert at_doctor.get(f"/patients/{intake.patient_id}/scars/{scar.pk}/measure/").status_code == 404
    assert at_doctor.get(f"/patients/{intake.patient_id}/intake/").context["scars"] == []
    assert "scars" not in collect(intake.patient, None, today=timezone.localdate())


def test_the_same_form_again_does_not_bring_a_removed_scar_back(intake):
    key, now = uuid4(), timezone.now()
    facts = {"cause": "strip", "zone": "crown"}
    scar = scars.add(intake.patient, by=None, now=now, form_key=key, **facts)
    scars.remove(scar, by=None, now=now)
    scars.remove(scar, by=None, now=now)
    assert scars.add(intake.patient, by=None, now=now, form_key=key, **facts) == scar
    assert not Scar.objects.kept().exists()
    assert Entry.objects.filter(what="scar removed").count() == 1


# Said, and not described ------------------------------------------------------------------------------


def test_the_check_names_scars_that_were_said_and_not_described_and_leads_there(at_home, intake):
    answer_all(intake, leave_out=("scars",))
    IntakeStepFactory.create(intake=intake, step="scars", answers={"has_scars": "yes"})
    page = at_home.get("/intake/check/")
    assert [entry["url"] for entry in page.context["missing"]] == ["/intake/scars/add/?from=check"]
    assert b"none is described yet" in page.content
    form = at_home.get("/intake/scars/add/?from=check")
    assert form.context["back_url"] == "/intake/check/"
    assert at_home.post("/intake/scars/add/?from=check", TOLD)["Location"] == "/intake/check/"
    page = at_home.get("/intake/check/")
    assert page.context["missing"] == []
    assert at_home.post("/intake/check/")["Location"] == "/intake/sent/"


def test_a_scar_that_cannot_be_described_does_not_stop_the_intake_and_the_doctor_hears_of_it(
    at_home, at_doctor, intake
):
    answer_all(intake, leave_out=("scars",))
    IntakeStepFactory.create(intake=intake, step="scars", answers={"has_scars": "yes"})
    assert at_home.post("/intake/check/")["Location"] == "/intake/sent/"
    at_doctor.post(f"/patients/{intake.patient_id}/plans/make/")
    page = at_doctor.get(f"/plans/{intake.plans.get().pk}/")
    assert b"The patient has scars and has described none." in page.content


def test_scars_denied_or_not_answered_yet_are_not_missing_twice(at_home, intake):
    answer_all(intake)
    assert at_home.get("/intake/check/").context["missing"] == []
    IntakeStep.objects.filter(intake=intake, step="scars").delete()
    assert [entry["url"] for entry in at_home.get("/intake/check/").context["missing"]] == ["/intake/scars/"]
