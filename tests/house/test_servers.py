"""The tests stand on real servers and a closed network, and their detectors detect."""

import socket
import tempfile
from pathlib import Path

import pytest
from django.conf import settings as clinic
from django.core.mail import send_mail
from django.db import connection
from django.template import engines
from playwright.sync_api import Page, expect

from smpclinic.celery import app
from tests.processes import take_away

pytestmark = pytest.mark.django_db


def test_the_database_is_the_one_of_this_run():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version_num")
        version = str(cursor.fetchone()[0])
    assert version >= "3.35" if connection.vendor == "sqlite" else int(version) >= 150000
    assert connection.vendor in clinic.DATABASES["default"]["ENGINE"]


def test_sqlite_takes_the_write_lock_at_the_start_of_a_transaction():
    if connection.vendor == "sqlite":
        assert connection.transaction_mode == "IMMEDIATE"
    else:
        assert connection.Database.__name__ == "psycopg2"


def test_a_real_worker_answers_through_redis(celery_worker_process):
    answers = app.control.ping(timeout=5, limit=1)
    assert [list(answer.values()) for answer in answers] == [[{"ok": "pong"}]]
    assert celery_worker_process.stop() == 0


def test_a_mail_server_receives_what_the_clinic_sends(smtp_server):
    send_mail("Your plan", "It is ready.", None, ["pat@example.org"])
    [received] = smtp_server.messages
    assert received.recipients == ["pat@example.org"]
    assert received.message["Subject"] == "Your plan"
    assert received.message.get_content().strip() == "It is ready."


@pytest.mark.django_db(transaction=True)
def test_chromium_opens_a_page_of_the_live_server(live_server, screen_page: Page):
    screen_page.goto(f"{live_server.url}/account/login/")
    expect(screen_page.locator("input[type=password]")).to_be_visible()
    assert screen_page.evaluate("getComputedStyle(document.body).fontFamily") != ""


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443)])
def test_the_network_beyond_this_machine_is_closed(address):
    with pytest.raises(RuntimeError, match="tried to reach"):
        socket.create_connection(address, timeout=1)


def test_an_undefined_variable_in_our_templates_fails(tmp_path, settings):
    page = engines["django"].from_string("{{ nobody_gave_this }}")
    page.template.nodelist[0].origin.name = str(clinic.BASE_DIR / "templates" / "page.html")
    with pytest.raises(AssertionError, match="nobody_gave_this"):
        page.render({})


def test_the_tests_delete_their_own_folder_and_nothing_else(tmp_path, settings):
    (tmp_path / "smpclinic-tests-mine").mkdir()
    others = [Path(), tmp_path, tmp_path / "smpclinic-tests-mine", Path(tempfile.mkdtemp(prefix="somebody-else-"))]
    for place in others:
        take_away(place)
    assert [place.exists() for place in others] == [True] * 4
    others[-1].rmdir()
    own = Path(tempfile.mkdtemp(prefix="smpclinic-tests-"))
    take_away(own)
    assert not own.exists()
    assert Path(settings.TEST_PLACE).name.startswith("smpclinic-tests-")
