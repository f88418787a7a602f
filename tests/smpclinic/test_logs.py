"""Log lines: numbers and sentences, no token of a link."""

import io
import logging

import pytest

from smpclinic.web.logs import WithoutTokens, without_tokens
from tests.factories import UserFactory


@pytest.mark.parametrize("place", ["i", "plan", "stop"])
def test_a_token_is_left_out_of_a_line(place):
    record = logging.LogRecord("django.request", 30, __file__, 1, "Gone: %s", (f"/{place}/abcDEF123-_:456/",), None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == f"Gone: /{place}/…/"


def test_other_addresses_stay():
    assert without_tokens("Not Found: /patients/12/plans/") == "Not Found: /patients/12/plans/"


@pytest.fixture
def written(monkeypatch):
    """What the console is told, as its own handler writes it."""
    console = next(one for one in logging.getLogger("django").handlers if isinstance(one, logging.StreamHandler))
    told = io.StringIO()
    monkeypatch.setattr(console, "stream", told)
    return told


@pytest.mark.django_db
def test_the_answer_to_a_dead_link_is_logged_without_its_token(client, written):
    client.get("/i/NoSuchTokenNoSuchTokenNoSuchToken/")
    assert "Not Found: /i/…/" in written.getvalue()
    assert "NoSuchToken" not in written.getvalue()


@pytest.mark.django_db
def test_somebody_turned_away_leaves_one_line_and_no_trace_of_calls(client, written):
    client.force_login(UserFactory.create())
    assert client.get("/plans/1/").status_code == 403
    assert "Forbidden" in written.getvalue()
    assert "Traceback" not in written.getvalue()
