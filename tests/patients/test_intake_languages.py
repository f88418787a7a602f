"""The intake in another language: every word of its pages is asked of the translation, and Arabic has them all."""

import re
from collections.abc import Iterator
from typing import Any

import polib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import trans_real

from patients.models.intake import Step
from patients.services import intakes
from smpclinic.web import catalogues
from tests.consultations.test_plan_trace_languages import ELSEWHERE, Accented
from tests.factories import IntakeFactory, PatientFactory, ScarFactory
from tests.house.test_words import Text
from tests.patients.answers import TYPED
from tests.smpclinic.catalogue import WRITTEN_FOR_STAFF

pytestmark = pytest.mark.django_db
# What people typed or are called, and the languages by their own names; the rest of a page is our words.
NOT_OURS = re.compile(
    r"smpclinic|Larkfield Hair Clinic|Milo\d*|Placeholder|[\w.]+@[\w.]+|English|Español|Deutsch|Türkçe|USD"
)
RAW = re.compile(r"\b[a-z]*[aeiou][a-z]*\b", re.IGNORECASE)


class Asked(Accented):
    """Accents every word, and remembers which was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return super().ngettext(msgid1, msgid2, n)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    language = Asked()
    monkeypatch.setitem(trans_real._translations, ELSEWHERE, language)
    yield language
    translation.activate("en-gb")


def raw_words(html: str) -> set[str]:
    """The words of a page that no translation was asked for."""
    text = Text()
    text.feed(html)
    return {word for one in text.found for word in RAW.findall(NOT_OURS.sub(" ", one)) if len(word) > 2}


def opened(patient: Any) -> tuple[Client, str]:
    intake = IntakeFactory.create(patient=patient)
    _link, token = intakes.issue_link(intake, sent_to=patient.email, by=None, now=timezone.now())
    client = Client(headers={"accept_language": ELSEWHERE})
    return client, reverse("patients:intake_start", args=[token])


def test_no_page_of_the_intake_holds_a_raw_word_and_arabic_has_every_word_of_them(elsewhere):
    patient = PatientFactory.create(language=ELSEWHERE, sex="male")
    client, address = opened(patient)
    own: dict[str, str] = {"start": address, "nobody": "/i/nobody/", "closed": "/intake/", "code": "/code/"}
    pages = {name: client.get(url, follow=True) for name, url in own.items()}
    client.get(address)
    pages["welcome, wrong"] = client.post("/intake/welcome/", {"answer_day": "4", "answer_month": "2"})
    born = {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"}
    pages["let in"] = client.post("/intake/welcome/", born, follow=True)
    pages["check, nothing answered"] = client.get("/intake/check/")
    for step in Step:
        pages[step] = client.get(f"/intake/{step}/")
        pages[f"{step}, empty"] = client.post(f"/intake/{step}/", {"version": "0"})
        pages[f"{step}, answered"] = client.post(f"/intake/{step}/", dict(TYPED[step]) | {"version": "0"}, follow=True)
    ScarFactory.create(patient=patient)
    pages["scar"] = client.get("/intake/scars/add/")
    pages["scar, empty"] = client.post("/intake/scars/add/", {})
    pages["stopped"] = client.get("/intake/?stop=1")
    pages["allowed"] = client.get("/intake/allowed/")
    pages["links"] = client.get("/intake/links/")
    pages["check"] = client.get("/intake/check/")
    pages["sent"] = client.post("/intake/check/", follow=True)
    pages["sent before"] = client.get("/intake/", follow=True)
    pages["left"] = client.post("/intake/leave/")
    typed = set(re.findall(r"[A-Za-z]+", str(TYPED)))
    found = {name: raw_words(page.content.decode()) - typed for name, page in pages.items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert "gesendet" not in found  # the language is invented, not German
    arabic = polib.pofile(str(next(path for path in catalogues.each() if path.parent.parent.name == "ar")))
    ours = {(f"{one.msgctxt}\x04" if one.msgctxt else "") + one.msgid: one for one in arabic}
    missing = {
        text
        for text in elsewhere.asked
        if text in ours and not (ours[text].msgstr or any(ours[text].msgstr_plural.values()))
    }
    assert missing - WRITTEN_FOR_STAFF == set()
    assert len(elsewhere.asked & set(ours)) > 300
