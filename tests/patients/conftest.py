"""People, intakes and browsers for the tests of the record."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from patients.models import Intake, IntakeLink
from patients.services import intakes
from smpclinic.accounts.models import User
from tests.factories import IntakeFactory, PatientFactory, UserFactory

BIRTHDAY = {"answer_day": "3", "answer_month": "2", "answer_year": "1985", "agreed": "on"}


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> Path:
    """Files of a test are gone after it."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "media").mkdir()
    return tmp_path / "media"


@pytest.fixture
def desk(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def doctor(db: None) -> User:
    return UserFactory.create(doctor=True)


@pytest.fixture
def at_desk(desk: User) -> Client:
    """The browser at the front desk."""
    browser = Client()
    browser.force_login(desk)
    return browser


@pytest.fixture
def at_doctor(doctor: User) -> Client:
    """The browser of the doctor."""
    browser = Client()
    browser.force_login(doctor)
    return browser


@pytest.fixture
def intake(db: None) -> Intake:
    """An open intake of a patient born on 3 February 1985."""
    patient = PatientFactory.create(first_name="Milo", mobile="+447700900318", email="milo@patients.example")
    return IntakeFactory.create(patient=patient)


@pytest.fixture
def link_of(db: None) -> Callable[..., tuple[IntakeLink, str]]:
    """Issues a link to an intake, `ago` before now."""

    def issue(intake: Intake, ago: timedelta = timedelta()) -> tuple[IntakeLink, str]:
        return intakes.issue_link(intake, sent_to="milo@patients.example", by=None, now=timezone.now() - ago)

    return issue


@pytest.fixture
def at_home(intake: Intake, link_of: Callable[..., tuple[IntakeLink, str]]) -> Client:
    """The patient's own browser, let in by their link."""
    browser = Client()
    _link, token = link_of(intake)
    browser.get(f"/i/{token}/")
    assert browser.post("/intake/welcome/", BIRTHDAY).status_code == 302
    return browser


@pytest.fixture
def count_queries(db: None) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects what the database is asked, without the savepoints that stand for transactions in tests."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        asked: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield asked
        words = [query["sql"] for query in captured.captured_queries]
        asked += [sql for sql in words if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]

    return counting
