"""After sending: the copy as a file, and additions that never touch what was sent."""

from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from patients.models import Addition, Intake, IntakeStep
from patients.services import additions
from smpclinic.accounts.access import Refused
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory, UserFactory
from tests.patients.answers import answer_all

STING = "<script>alert(1)</script> {{ 7|add:7 }} 🦱 مرحبا"


@pytest.fixture
def sent(at_home, intake):
    """The patient's browser after sending."""
    answer_all(intake)
    Intake.objects.filter(pk=intake.pk).update(status="submitted", submitted_at=timezone.now())
    return at_home


class Words(HTMLParser):
    """The text of a page, and the addresses that it would load something from."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.loads += [value for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data):
        self.text.append(" ".join(data.split()))


def words_of(content: bytes) -> Words:
    words = Words()
    words.feed(content.decode())
    return words


def test_the_file_holds_what_the_page_shows_and_loads_nothing(sent):
    answer = sent.get("/intake/sent/copy/")
    assert answer["Content-Disposition"] == 'attachment; filename="my-answers.html"'
    assert "no-store" in answer["Cache-Control"]
    file, page = words_of(answer.content), " ".join(words_of(sent.get("/intake/sent/").content).text)
    assert file.loads == []
    assert "CANARY-OTHER" in file.text
    shown = [text for text in file.text[file.text.index("CANARY-OTHER") - 12 :] if text]
    assert [text for text in shown if text not in page] == []
    assert Entry.objects.filter(what="intake copy downloaded", by=None).count() == 1


def test_before_sending_there_is_no_copy_and_nothing_to_add(at_home, intake):
    for address in ("/intake/sent/copy/", "/intake/sent/correct/"):
        assert at_home.get(address)["Location"] == "/intake/"
    assert at_home.post("/intake/sent/correct/", {"text": "x"})["Location"] == "/intake/"
    with pytest.raises(Refused, match="has not been sent yet"):
        additions.add(intake, text="x", by=None, now=timezone.now())


def test_a_correction_stands_beside_the_answers_and_changes_none(sent, intake, at_doctor, at_desk):
    before = list(IntakeStep.objects.order_by("pk").values())
    for _press in range(2):
        answer = sent.post("/intake/sent/correct/", {"text": f"  I also take {STING}  "})
        assert answer["Location"] == "/intake/sent/"
    assert Addition.objects.get().text == f"I also take {STING}"
    assert list(IntakeStep.objects.order_by("pk").values()) == before
    for page in (sent.get("/intake/sent/"), sent.get("/intake/sent/copy/"), at_doctor.get(tab(intake))):
        assert "I also take &lt;script&gt;" in page.content.decode()
        assert "<script>alert" not in page.content.decode()
    seen = at_desk.get(tab(intake)).content.decode()
    assert "I also take" not in seen
    assert "A doctor reads it." in seen
    assert Entry.objects.filter(what="intake added to", by=None, patient_number=intake.patient_id).count() == 1


def tab(intake: Intake) -> str:
    return f"/patients/{intake.patient_id}/intake/"


@pytest.mark.parametrize("typed", ["", "   ", "x" * 2001, "a\x00b", "a\u202eb"])
def test_what_cannot_be_kept_is_answered_and_typed_words_stay(sent, typed):
    answer = sent.post("/intake/sent/correct/", {"text": typed})
    assert answer.status_code == 422
    assert not Addition.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_are_one_addition():
    intake, together = IntakeFactory.create(submitted=True), Barrier(8)

    def press(_number: int) -> int:
        try:
            together.wait(10)
            return int(additions.add(intake, text="the same", by=None, now=timezone.now()).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        added = set(pool.map(press, range(8)))
    assert added == {Addition.objects.get().pk}


def test_there_is_room_for_twenty(sent, intake):
    intake.refresh_from_db()
    for number in range(20):
        additions.add(intake, text=f"{number}", by=None, now=timezone.now())
    answer = sent.post("/intake/sent/correct/", {"text": "one more"})
    assert answer.status_code == 422
    assert b"There is room for 20 additions" in answer.content
    assert "room for 20" not in str(additions.add(intake, text="3", by=None, now=timezone.now()))


def test_additions_are_read_by_those_who_may_read_health_answers_of_their_clinic(sent, intake, doctor, desk):
    intake.refresh_from_db()
    mine = additions.add(intake, text="mine", by=None, now=timezone.now())
    other = IntakeFactory.create(submitted=True)
    additions.add(other, text="theirs", by=doctor, now=timezone.now())
    assert Addition.objects.visible_to(doctor).count() == 2
    assert not Addition.objects.visible_to(desk).exists()
    stranger = UserFactory.create(doctor=True, is_active=False)
    assert not Addition.objects.visible_to(stranger).exists()
    assert (str(mine), mine.patient_id) == (f"addition {mine.pk}", intake.patient_id)
