"""Addresses that somebody has bent by hand: each is answered as a page, none breaks one."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils.dateparse import parse_date

from smpclinic.accounts.roles import Role
from smpclinic.web import cursors
from tests.factories import ClinicFactory, PatientFactory, SessionFactory
from tests.house.walk import signed_in

FIRST, LAST = "0001-01-01T00:00:00%2B14:00~1", "9999-12-31T23:59:59-14:00~1"
BENT = [
    "/?day=0001-01-01",
    "/?day=9999-12-31",
    "/?day=2026-02-31",
    *(f"/patients/?after={place}" for place in (FIRST, LAST, "2026-01-01~1", "2026-01-01T00:00:00Z~x", "~", "%00")),
    *(f"/sessions/?show={shown}&after={place}" for shown in ("booked", "finished") for place in (FIRST, LAST)),
    "/sessions/?show=to_book&after=0001-01-01~1",
    *(f"/messages/?show={shown}&after={place}" for shown in ("planned", "sent") for place in (FIRST, LAST)),
    "/patients/?q=%00",
    "/patients/?q=99999999999999999999",
    "/patients/?q=%D9%A3%D9%A3%D9%A3%D9%A3",
    "/plans/?page=-1",
]


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_bent_address_is_answered_with_a_page(zone):
    ClinicFactory.create(zone=zone)
    PatientFactory.create()
    client = signed_in(Role.DOCTOR)
    assert {address: client.get(address).status_code for address in BENT} == dict.fromkeys(BENT, 200)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_visit_can_lie_on_is_said(zone, day):
    ClinicFactory.create(zone=zone)
    session, client = SessionFactory.create(booked=True), signed_in(Role.DOCTOR)
    for name in ("consultations:session_book", "consultations:session_finish"):
        for time in ("00:00", "23:59"):
            answer = client.post(reverse(name, args=[session.pk]), {"day": day, "time": time, "grafts": "10"})
            assert answer.status_code == 422
            assert "Enter a day that exists." in answer.content.decode()


def test_a_place_in_a_list_is_read_back():
    at = datetime(2026, 3, 12, 10, 42, 0, 17, tzinfo=UTC)
    assert cursors.read(cursors.written(at, 17), datetime.fromisoformat) == (at, 17)
    assert cursors.read(cursors.written(date(2026, 3, 12), 3), parse_date) == (date(2026, 3, 12), 3)


@pytest.mark.parametrize(
    "text", ["", "~", "2026-03-12T10:42~1", "2026-03-12T10:42Z~٣", "2026-03-12T10:42Z~" + "9" * 19]
)
def test_what_is_no_place_is_the_first_page(text):
    assert cursors.read(text, datetime.fromisoformat) is None
