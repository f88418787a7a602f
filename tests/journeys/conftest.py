"""Browsers for the journeys: signed in or not, at phone or desktop width, with or without scripts, and watched."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from smpclinic.accounts.models import Clinic
from tests.factories import ClinicFactory
from tests.journeys.browsers import SCREENS, watch
from tests.journeys.served import Cradle, Web, Worker

Browse = Callable[..., Page]
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def clinic(transactional_db: None) -> Clinic:
    """A clinic in which no hour is quiet, so that a journey ends the same at noon and at night."""
    return ClinicFactory.create(quiet_from="00:00", quiet_until="00:00")


@pytest.fixture
def browse(browser: Browser, live_server: Any) -> Iterator[Browse]:
    """Opens a fresh browser: `browse("phone", by=user)`; a script error or a failed request in it fails the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def fresh(screen: str = "desktop", *, by: Any = None, scripts: bool = True, watched: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=SCREENS[screen],
            has_touch=screen == "phone",
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if by is not None:
            context.add_cookies([session_cookie(by, live_server.url)])
        page = context.new_page()
        if watched:
            watch(page, troubles)
        return page

    yield fresh
    for context in contexts:
        context.close()
    assert troubles == []


def session_cookie(user: Any, url: str) -> Any:
    """The cookie of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return {"name": "session", "value": client.cookies["session"].value, "url": url}


@pytest.fixture(scope="session")
def cradle(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cradle]:
    """Starts web servers and workers; loads the clinic once for all of them."""
    program = Cradle(tmp_path_factory.mktemp("served"))
    yield program
    program.end()


@pytest.fixture
def web(transactional_db: None, cradle: Cradle) -> Iterator[Web]:
    """The clinic's own web server."""
    server = Web(cradle)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def worker(transactional_db: None, cradle: Cradle, redis_server: str) -> Iterator[Worker]:
    """The clinic's own worker."""
    started = Worker(cradle)
    started.start()
    yield started
    started.kill()
