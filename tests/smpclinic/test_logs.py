"""Log lines: numbers and sentences, no token of a link."""

import logging

import pytest

from smpclinic.web.logs import WithoutTokens, without_tokens


@pytest.mark.parametrize("place", ["i", "plan", "stop"])
def test_a_token_is_left_out_of_a_line(place):
    record = logging.LogRecord("django.request", 30, __file__, 1, "Gone: %s", (f"/{place}/abcDEF123-_:456/",), None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == f"Gone: /{place}/…/"


def test_other_addresses_stay():
    assert without_tokens("Not Found: /patients/12/plans/") == "Not Found: /patients/12/plans/"


@pytest.mark.django_db
def test_the_answer_to_a_dead_link_is_logged_without_its_token(client, capsys):
    client.get("/i/NoSuchTokenNoSuchTokenNoSuchToken/")
    assert "NoSuchToken" not in capsys.readouterr().err
