"""The languages of patients: catalogues that are whole, and pages, letters and dates in the language of each."""

import re
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings as clinic
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from consultations.services import letters
from patients.models import Patient
from patients.services import intakes
from smpclinic.audit.models import Entry
from smpclinic.web import catalogues, languages
from tests.factories import IntakeFactory, PatientFactory, ReminderFactory, UserFactory
from tests.house.test_words import NEVER
from tests.smpclinic.catalogue import FOR_STAFF, HOUSE, WRITTEN_FOR_STAFF, for_patients, sources, words_of

WHOLE = ("tr", "es", "de")
CATALOGUES = {path.parent.parent.name: path for path in catalogues.each()}
FILLED_IN = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
RUDE = {
    "tr": r"lütfen|üzgün|geçersiz",
    "es": r"por favor|lo sentimos|inválid|no válid",
    "de": r"bitte\b|leider|ungültig|entschuldig",
    "ar": r"من فضلك|آسف|نأسف",
}


@cache
def entries(code):
    catalogue = polib.pofile(str(CATALOGUES[code]))
    return {(f"{one.msgctxt}\x04" if one.msgctxt else "") + one.msgid: one for one in catalogue}


def said(entry):
    """Every form of a translation."""
    return [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


# --- the catalogues ---------------------------------------------------------------------------------------------------


def test_there_is_a_catalogue_for_each_language_but_english():
    assert set(CATALOGUES) == {code for code, _name in clinic.LANGUAGES} - {"en-gb"}
    assert len(for_patients()) > 800
    assert all((HOUSE / name).is_file() for name in FOR_STAFF)
    assert {text for path in sources() for text in words_of(path)} >= WRITTEN_FOR_STAFF


@pytest.mark.parametrize("code", WHOLE)
def test_no_word_for_patients_is_untranslated(code):
    known = entries(code)
    missing = {text for text in for_patients() if text not in known or not said(known[text])}
    assert sorted(missing) == [], "run `make messages` and translate these"


@pytest.mark.parametrize("code", sorted(CATALOGUES))
def test_translations_are_sure_and_fill_in_what_the_english_does(code):
    forms = {"tr": 2, "es": 3, "de": 2, "ar": 6}[code]
    for text, entry in entries(code).items():
        assert not entry.fuzzy, text
        for one in said(entry):
            wanted = set(FILLED_IN.findall(entry.msgid)) | set(FILLED_IN.findall(entry.msgid_plural))
            found = set(FILLED_IN.findall(one))
            assert found <= wanted if entry.msgid_plural else found == wanted, f"{text} -> {one}"
        if entry.msgid_plural and said(entry):
            assert len(said(entry)) == forms, text


@pytest.mark.parametrize("code", sorted(CATALOGUES))
def test_translations_speak_as_plainly_as_the_english(code):
    rude = re.compile(RUDE[code], re.IGNORECASE)
    found = [one for entry in entries(code).values() for one in said(entry) if NEVER.search(one) or rude.search(one)]
    assert found == []


@pytest.mark.parametrize("code", sorted(CATALOGUES))
def test_a_catalogue_names_no_machine_and_no_line(code):
    source = CATALOGUES[code].read_text()
    assert source.startswith("# ")
    assert "POT-Creation-Date" not in source
    places = re.findall(r"^#: (.+)$", source, re.MULTILINE)
    assert places
    assert [one for line in places for one in line.split() if one.startswith("/") or ":" in one] == []


def test_catalogues_are_compiled_by_python_alone_and_only_when_they_changed(tmp_path):
    sources = tmp_path / "locale" / "de" / "LC_MESSAGES"
    sources.mkdir(parents=True)
    (sources / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\nmsgid "a"\nmsgstr "b"\n'
    )
    made = catalogues.build(tmp_path / "made", tmp_path / "locale")
    assert [path.name for path in made] == ["django.mo"]
    assert catalogues.build(tmp_path / "made", tmp_path / "locale") == []
    (sources / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\nmsgid "a"\nmsgstr "c"\n'
    )
    assert catalogues.build(tmp_path / "made", tmp_path / "locale") == made
    assert [(one.msgid, one.msgstr) for one in polib.mofile(str(made[0]))] == [("a", "c")]


def test_no_compiled_file_is_kept_in_the_house():
    assert list(catalogues.SOURCES.rglob("*.mo")) == []
    assert Path(clinic.LOCALE_PATHS[-1]).is_relative_to(clinic.VAR_DIR)


# --- dates and sentences ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "day", "weekday"),
    [
        ("en-gb", "5 March 2026", "Thursday 5 March 2026"),
        ("tr", "5 Mart 2026", "5 Mart 2026 Perşembe"),
        ("es", "5 de marzo de 2026", "jueves 5 de marzo de 2026"),
        ("de", "5. März 2026", "Donnerstag, 5. März 2026"),
        ("ar", "5 مارس 2026", "الخميس 5 مارس 2026"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(code, day, weekday):
    with translation.override(code):
        assert date_format(date(2026, 3, 5), "DATE_FORMAT") == day
        assert date_format(date(2026, 3, 5), "WEEKDAY_FORMAT") == weekday
        assert date_format(datetime(2026, 3, 5, 9, 5, tzinfo=UTC), "TIME_FORMAT") == "09:05"


@pytest.mark.parametrize(
    ("code", "label", "inside"),
    [
        ("en-gb", "Hair colour", "hair colour"),
        ("en-gb", "SMP", "SMP"),
        ("de", "Haarfarbe", "Haarfarbe"),
        ("tr", "İsim", "isim"),
    ],
)
def test_a_label_in_a_sentence_keeps_the_capitals_of_its_language(code, label, inside):
    with translation.override(code):
        assert languages.in_sentence(label) == inside


# --- pages ------------------------------------------------------------------------------------------------------------


def opened(patient, **headers):
    """A browser at the first page of the patient's link."""
    intake = IntakeFactory.create(patient=patient)
    _link, token = intakes.issue_link(intake, sent_to="milo@patients.example", by=None, now=timezone.now())
    client = Client(headers=headers)
    client.get(reverse("patients:intake_start", args=[token]))
    return client


def language_of(client, name="patients:intake_welcome"):
    answer = client.get(reverse(name), follow=True)
    (found,) = re.findall(r'<html lang="([\w-]+)"', answer.content.decode())
    assert answer["Content-Language"] == found
    return found


def pass_check(client):
    return client.post(
        reverse("patients:intake_welcome"),
        {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"},
    )


def choose(client, code, back="/intake/welcome/"):
    return client.post(reverse("patients:own_language"), {"language": code, "back": back})


@pytest.mark.django_db
def test_the_record_s_language_is_spoken_before_the_browser_s():
    assert language_of(opened(PatientFactory.create(language="tr"), accept_language="es")) == "tr"
    assert language_of(opened(PatientFactory.create(language=""), accept_language="es-MX,es;q=0.9,en;q=0.5")) == "es"
    assert language_of(opened(PatientFactory.create(language=""), accept_language="fi")) == "en-gb"
    assert language_of(opened(PatientFactory.create(language="xx"), accept_language="fi")) == "en-gb"


@pytest.mark.django_db
def test_a_choice_on_the_page_holds_for_the_session_and_reaches_the_record_after_the_check():
    patient = PatientFactory.create(language="tr")
    client = opened(patient)
    answer = choose(client, "de")
    assert answer["Location"] == "/intake/welcome/"
    assert language_of(client) == "de"
    patient.refresh_from_db()
    assert patient.language == "tr", "nobody has passed the check yet"
    pass_check(client)
    patient.refresh_from_db()
    assert patient.language == "de"
    choose(client, "es", back="/intake/")
    patient.refresh_from_db()
    assert patient.language == "es"
    assert Entry.objects.filter(what="language chosen", patient_number=patient.pk, by=None).count() == 2
    assert language_of(client, "patients:intake_overview") == "es"


@pytest.mark.django_db
def test_leaving_takes_the_choice_off_the_browser():
    client = opened(PatientFactory.create())
    choose(client, "de")
    pass_check(client)
    answer = client.post(reverse("patients:intake_leave"))
    assert 'lang="de"' in answer.content.decode()
    assert client.cookies[languages.COOKIE].value == ""


@pytest.mark.django_db
def test_a_choice_leads_back_to_our_own_pages_only_and_takes_our_languages_only():
    client = opened(PatientFactory.create())
    assert choose(client, "de", back="https://elsewhere.example/")["Location"] == reverse("patients:intake_overview")
    assert choose(client, "xx")["Location"] == "/intake/welcome/"
    assert language_of(client) == "de"
    assert client.get(reverse("patients:own_language")).status_code == 405


@pytest.mark.django_db
def test_every_language_is_offered_by_its_own_name_and_arabic_runs_right_to_left():
    client = opened(PatientFactory.create(language="ar"))
    page = client.get(reverse("patients:intake_welcome")).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "bootstrap.rtl" in page
    for code, name in clinic.LANGUAGES:
        assert f'value="{code}" lang="{code}"' in page
        assert name in page


@pytest.mark.django_db
def test_staff_read_english_whatever_browser_and_patients_say():
    client = Client(headers={"accept_language": "tr"})
    assert 'lang="en-gb"' in client.get(reverse("account_login")).content.decode()
    client.force_login(UserFactory.create())
    client.cookies[languages.COOKIE] = "de"
    assert 'lang="en-gb"' in client.get(reverse("patients:list")).content.decode()
    client.cookies[clinic.LANGUAGE_COOKIE_NAME] = "tr"
    assert 'lang="tr"' in client.get(reverse("patients:list")).content.decode()


@pytest.mark.django_db
def test_staff_write_the_language_down_when_they_add_and_change_a_patient(client):
    client.force_login(UserFactory.create())
    person = {"first_name": "Nora", "last_name": "New", "mobile": "07700900123", "language": "de"}
    client.post(reverse("patients:add"), person)
    patient = Patient.objects.get()
    assert patient.language == "de"
    page = client.get(reverse("patients:patient", args=[patient.pk])).content.decode()
    assert "Deutsch" in page
    client.post(reverse("patients:edit", args=[patient.pk]), person | {"language": "ar", "version": patient.version})
    patient.refresh_from_db()
    assert patient.language == "ar"


# --- letters ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "greeting"),
    [
        ("", "Hello Milo,"),
        ("tr", "Merhaba Milo,"),
        ("es", "Hola, Milo:"),
        ("de", "Guten Tag, Milo,"),
        ("ar", "مرحبًا Milo،"),
    ],
)
def test_a_letter_speaks_the_patient_s_language_whoever_sends_it(code, greeting):
    row = ReminderFactory.create(patient=PatientFactory.create(language=code, first_name="Milo"))
    with translation.override("es"):
        assert letters.words(row).startswith(greeting)
        subject = letters.subject(row)
        assert translation.get_language() == "es"
    with translation.override(code or "en-gb"):
        assert subject == letters.subject(row)
    assert translation.get_language() == "en-gb"
