"""The list, quick add, the record and its changes, as pages."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from patients.models import Consent, Patient
from patients.views.states import states_of
from smpclinic.audit.models import Entry
from tests.factories import (
    ClinicFactory,
    ConsentFactory,
    IntakeFactory,
    IntakeStepFactory,
    PatientFactory,
    PlanFactory,
    UserFactory,
)

FOUR = {"first_name": "Kit", "last_name": "Imaginary", "mobile": "07700 900999", "email": "", "may_email": "on"}


def names_on(page: object) -> list[str]:
    return re.findall(r'<a class="p" href="/patients/\d+/"><bdi>([^<]+)</bdi>', page.content.decode())  # type: ignore[attr-defined]


def many(count: int) -> None:
    start = timezone.now() - timedelta(days=1)
    for number in range(count):
        PatientFactory.create(
            first_name=f"P{number:03d}", last_name="Invented", created_at=start + timedelta(seconds=number // 2)
        )


def test_the_list_is_newest_first_and_goes_on_where_it_ended(at_desk):
    many(60)
    seen, address = [], "/patients/"
    for expected in (25, 25, 10):
        page = at_desk.get(address)
        assert len(names_on(page)) == expected
        seen += names_on(page)
        more = re.search(r'href="(/patients/\?after=[^"]+)"', page.content.decode())
        address = more[1].replace("&amp;", "&") if more else ""
    assert address == ""
    assert seen == [f"P{number:03d} Invented" for number in reversed(range(60))]


def test_htmx_gets_the_rows_alone(at_desk):
    many(30)
    page = at_desk.get("/patients/", headers={"HX-Request": "true"})
    assert b"<html" not in page.content
    assert len(names_on(page)) == 25


@pytest.mark.parametrize(
    "bent", ["x", "~", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x", f"2026-01-01T00:00Z~{9**30}"]
)
def test_a_bent_cursor_shows_the_first_page(at_desk, bent):
    many(1)
    assert len(names_on(at_desk.get("/patients/", {"after": bent}))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "kacar",
        "Kaçar",
        "ISIK kacar",
        "kaçar, ışık",
        "0532 123 45 67",
        "+90 532 123 4567",
        "00905321234567",
        "4567",
        "isik@patients",
        "ISIK@PATIENTS.EXAMPLE",
        "00412",
        "412",
        "#412",
    ],
)
def test_a_patient_is_found_however_one_types(typed):
    clinic = ClinicFactory.create(country="TR")
    user = UserFactory.create(clinic=clinic)
    PatientFactory.create(
        clinic=clinic,
        first_name="Işık",
        last_name="Kaçar",
        search_name="isik kacar",
        mobile="+905321234567",
        email="isik@patients.example",
        record_number=412,
    )
    PatientFactory.create(clinic=clinic, mobile="+905329999999", record_number=9)
    found = Patient.objects.visible_to(user).matching(typed, "TR")
    assert [patient.record_number for patient in found] == [412]


@pytest.mark.parametrize(
    "typed", ["okafr", "<script>alert(1)</script>", "%", "'; drop table", "²", "٣", "x" * 200, "\x00"]
)
def test_a_search_that_finds_nothing_says_so_and_carries_the_words_on(at_desk, typed):
    many(1)
    page = at_desk.get("/patients/", {"q": typed})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    if typed == "okafr":
        assert "No patient matches “okafr”" in page.content.decode()
        assert b"/patients/add/?typed=okafr" in page.content


@pytest.mark.parametrize(
    ("typed", "field_name", "value"),
    [
        ("Ada Okafor Bell", "last_name", "Okafor Bell"),
        ("07700 900", "mobile", "07700 900"),
        ("ada@patients.example", "email", "ada@patients.example"),
    ],
)
def test_the_words_of_the_search_stand_in_the_right_field(at_desk, typed, field_name, value):
    page = at_desk.get("/patients/add/", {"typed": typed}).content.decode()
    fields = re.findall(r"<input[^>]+>", page, re.DOTALL)
    assert [field for field in fields if f'name="{field_name}"' in field and f'value="{value}"' in field]


def test_the_staff_of_another_clinic_is_never_listed(at_desk):
    many(2)
    PatientFactory.create(clinic=ClinicFactory.create(name="Elsewhere"), first_name="Foreign")
    assert len(names_on(at_desk.get("/patients/"))) == 2
    assert names_on(at_desk.get("/patients/", {"q": "foreign"})) == []


def test_quick_add_saves_and_opens_the_record(at_desk):
    answer = at_desk.post("/patients/add/", FOUR | {"form_key": str(uuid4())}, follow=True)
    patient = Patient.objects.get()
    assert (patient.mobile, patient.record) == ("+447700900999", "00001")
    assert b"Kit Imaginary saved, record 00001" in answer.content
    assert Consent.objects.get().purpose == "reminders"


def test_quick_add_works_without_a_key_and_without_the_tick(at_desk):
    assert at_desk.post("/patients/add/", FOUR | {"may_email": ""}).status_code == 302
    assert not Consent.objects.exists()


def test_a_double_press_makes_one_patient(at_desk):
    typed = FOUR | {"form_key": str(uuid4())}
    answers = [at_desk.post("/patients/add/", typed) for _time in range(3)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mobile": ""}, "One of the two is enough"),
        ({"mobile": "07700"}, "are missing"),
        ({"last_name": ""}, "Enter the last name"),
        ({"email": "kit@"}, "Enter an email address"),
    ],
)
def test_a_wrong_field_keeps_what_was_typed(at_desk, changes, words):
    page = at_desk.post("/patients/add/", FOUR | changes)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert b'value="Kit"' in page.content
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("on_file", "same"),
    [
        ({"mobile": "+447700900999"}, "same mobile"),
        ({"email": "KIT@patients.example"}, "same email"),
        ({"first_name": "KIT", "last_name": "Imáginary", "search_name": "kit imaginary"}, "same name"),
    ],
)
def test_a_likeness_is_shown_once_and_never_blocks(at_desk, on_file, same):
    PatientFactory.create(**({"first_name": "Old", "last_name": "Record"} | on_file))
    typed = FOUR | {"email": "kit@patients.example", "form_key": str(uuid4())}
    page = at_desk.post("/patients/add/", typed)
    assert page.status_code == 422
    assert same in page.content.decode()
    assert b"Different person, save" in page.content
    assert b'value="Kit"' in page.content
    assert Patient.objects.count() == 1
    assert at_desk.post("/patients/add/", typed | {"different": "1"}).status_code == 302
    assert Patient.objects.count() == 2


def edited(patient: Patient, **changes: object) -> dict[str, object]:
    kept = {"first_name": patient.first_name, "last_name": patient.last_name, "email": patient.email}
    return kept | {"mobile": patient.mobile, "version": "1", "sex": ""} | changes


def test_two_people_saving_the_same_record_see_both_values(at_desk, at_doctor):
    patient = PatientFactory.create(last_name="Placeholder", born_on=None)
    address = f"/patients/{patient.pk}/edit/"
    assert at_desk.post(address, edited(patient, last_name="First")).status_code == 302
    clash = at_doctor.post(address, edited(patient, last_name="Second", sex="female"))
    assert clash.status_code == 409
    page = clash.content.decode()
    for words in ("Somebody else has saved", "<td>First</td>", "<b>Second</b>", "<b>Female</b>", 'value="2"'):
        assert words in page
    patient.refresh_from_db()
    assert patient.last_name == "First"
    assert at_doctor.post(address, edited(patient, last_name="Second", version="2")).status_code == 302
    patient.refresh_from_db()
    assert patient.last_name == "Second"


def test_a_wrong_edit_says_why(at_desk):
    patient = PatientFactory.create()
    born = {"born_on_day": "31", "born_on_month": "2", "born_on_year": "1990"}
    page = at_desk.post(f"/patients/{patient.pk}/edit/", edited(patient, **born))
    assert page.status_code == 422
    assert b"31 February is not a date" in page.content
    died = {f"{name}_{part}": value for name, year in (("born_on", "1990"), ("died_on", "1980"))
            for part, value in (("day", "1"), ("month", "2"), ("year", year))}  # fmt: skip
    page = at_desk.post(f"/patients/{patient.pk}/edit/", edited(patient, **died))
    assert b"Date of death must be after the date of birth" in page.content
    died["died_on_year"] = "2999"
    page = at_desk.post(f"/patients/{patient.pk}/edit/", edited(patient, **died))
    assert b"Date of death cannot be after today" in page.content


def test_the_record_says_what_comes_next(at_desk):
    patient = PatientFactory.create()
    page = at_desk.get(f"/patients/{patient.pk}/").content
    assert b"No intake yet" in page
    assert b"Send intake link" in page
    intake = IntakeFactory.create(patient=patient)
    assert b"The intake is not finished" in at_desk.get(f"/patients/{patient.pk}/").content
    intake.status, intake.submitted_at = "submitted", timezone.now()
    intake.save()
    PlanFactory.create(patient=patient)
    assert b"A doctor reviews the plan" in at_desk.get(f"/patients/{patient.pk}/").content
    patient.died_on = timezone.localdate()
    patient.save()
    assert b"No messages are sent" in at_desk.get(f"/patients/{patient.pk}/").content


def test_a_record_without_email_says_why_no_link_goes_out(at_desk, settings):
    settings.SMS_URL = "none"
    patient = PatientFactory.create(email="")
    page = at_desk.get(f"/patients/{patient.pk}/").content
    assert b"There is no email address on the record" in page
    assert b"Send intake link" not in page


def test_states_speak_the_words_of_the_clinic(intake, link_of):
    now = timezone.now()

    def word() -> str:
        return str(states_of([intake.patient], now)[intake.patient.pk].intake.word)

    bare = PatientFactory.create()
    assert states_of([bare], now)[bare.pk].intake.word == "not sent"
    assert word() == "begun"
    link, _token = link_of(intake)
    assert word() == "sent"
    link.opened_at = now
    link.save()
    assert word() == "opened"
    link.expires_at = now
    link.save()
    assert word() == "link ran out"
    IntakeStepFactory.create(intake=intake)
    assert word() == "step 2 of 9"
    intake.status, intake.submitted_at = "submitted", now
    intake.save()
    assert word() == "submitted"
    PlanFactory.create(patient=intake.patient, approved=True)
    assert states_of([intake.patient], now)[intake.patient.pk].plan.word == "approved"


def test_emails_are_allowed_and_stopped_after_a_question(at_desk):
    patient = PatientFactory.create()
    address = f"/patients/{patient.pk}/emails/"
    assert b"May we email" in at_desk.get(address).content
    at_desk.post(address, {"may": "yes"})
    assert Consent.objects.standing().filter(purpose="reminders").count() == 1
    assert b"Stop emails about" in at_desk.get(address).content
    at_desk.post(address, {"may": "no"})
    assert not Consent.objects.standing().exists()
    assert b"told the clinic" in at_desk.get(f"/patients/{patient.pk}/").content


def test_the_audit_tab_shows_who_saw_the_record(at_desk, at_doctor):
    patient = PatientFactory.create()
    at_desk.get(f"/patients/{patient.pk}/")
    page = at_doctor.get(f"/patients/{patient.pk}/audit/").content.decode()
    assert "record opened" in page
    assert "Fern Desk" in page
    assert at_desk.get(f"/patients/{patient.pk}/audit/").status_code == 403
    assert 'audit/"' not in at_desk.get(f"/patients/{patient.pk}/").content.decode()
    Entry.objects.create(pk=1_234_567, kind="read", what="record opened", record_type="patient", record_id=0)
    for _number in range(60):
        Entry.objects.create(
            pk=Entry.objects.latest("pk").pk + 1,
            kind="read",
            what="record opened",
            record_type="patient",
            record_id=patient.pk,
            patient_number=patient.pk,
        )
    page = at_doctor.get(f"/patients/{patient.pk}/audit/").content.decode()
    older = re.search(r"\?before=\d+", page)
    assert older
    assert at_doctor.get(f"/patients/{patient.pk}/audit/{older[0]}").content.count(b"<tr>") > 10


@pytest.mark.parametrize("address", ["/patients/", "/patients/?q=invented", "/patients/?q=P00"])
def test_every_shown_list_leaves_a_line_in_the_trail(at_desk, address):
    many(3)
    at_desk.get(address)
    assert len(Entry.objects.get(what="patients listed").detail["patients"]) == 3


def test_hostile_names_are_shown_harmlessly(at_desk):
    patient = PatientFactory.create(first_name="<img src=x onerror=alert(1)>", last_name='"><script>1</script>')
    for page in ("", "edit/", "intake/", "photos/", "emails/"):
        content = at_desk.get(f"/patients/{patient.pk}/{page}").content
        assert b"<img src=x" not in content
        assert b"<script>1" not in content
    assert b"<script>1" not in at_desk.get("/patients/").content


@pytest.mark.parametrize("count", [10, 500])
def test_pages_ask_the_same_few_questions_for_10_and_for_500_patients(at_desk, count_queries, count):
    many(count)
    patient = Patient.objects.latest("pk")
    intake = IntakeFactory.create(patient=patient)
    IntakeStepFactory.create_batch(1, intake=intake)
    ConsentFactory.create(patient=patient)
    PlanFactory.create(patient=patient)
    limits = {"/patients/": 5, "/patients/?q=invented": 5, "/patients/?q=0770": 5, f"/patients/{patient.pk}/": 10}
    asked_of = {}
    for address, most in limits.items():
        with count_queries() as asked:
            assert at_desk.get(address).status_code == 200
        asked_of[address] = len(asked)
        assert len(asked) <= most, (address, asked)
    with count_queries() as asked:
        assert at_desk.post("/patients/add/", FOUR | {"form_key": str(uuid4())}).status_code == 302
    assert len(asked) <= 9, asked
