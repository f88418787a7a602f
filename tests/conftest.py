"""What all tests share: databases, servers, the browser, and the rules of the air around them."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client
from django.conf import settings as clinic
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page

from tests.mailserver import MailServer
from tests.processes import Process, start_worker, take_away

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - compared, not bound
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET_BROWSER = (
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
)
SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}

# A slow machine fails nothing, and a whole run meets the same examples each time.
settings.register_profile(
    "clinic",
    deadline=None,
    database=None,
    derandomize="PLAN_EXAMPLES" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("clinic")

LONG = re.compile("/(journeys|faults)/|_(paths|supervisor)[.]py")


def only_loopback(event: str, facts: tuple[Any, ...]) -> None:
    """An audit hook: tests reach this machine and nothing beyond it."""
    if event in {"socket.connect", "socket.sendto"}:
        address = facts[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = facts[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if isinstance(host, str) and host and not host.startswith(LOOPBACK):
        raise RuntimeError(f"A test tried to reach {host}")


sys.addaudithook(only_loopback)


def pytest_report_header() -> list[str]:
    """Say which servers this run stands on."""
    database = clinic.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    return [f"clinic: database {database}, broker {clinic.CELERY_BROKER_URL.partition(':')[0]}"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take long come first, so that no processor waits for the last of them."""
    items.sort(key=lambda item: not LONG.search(item.path.as_posix()))


def pytest_unconfigure() -> None:
    """Take this process's own temporary folder away, and never anything else."""
    take_away(Path(getattr(clinic, "TEST_PLACE", "")))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database; on PostgreSQL through psycopg2, which production uses (Django would prefer psycopg 3)."""
    if connection.vendor == "postgresql":
        assert connection.Database.__name__ == "psycopg2", "psycopg 3 has crept in"
    yield
    if connection.vendor == "postgresql":
        # the sessions of programs that a test has killed, which the server has not missed yet
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def fresh_limits(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Limits on guessing live in the cache table, which a test with real transactions does not roll back."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture
def redis_server() -> Iterator[str]:
    """The address of this process's own database on a real Redis, empty before and after."""
    url = str(clinic.CELERY_BROKER_URL)
    if not url.startswith("redis"):
        pytest.fail("This test needs Redis: run `make test`, or python tests/with_services.py pytest ...")
    with redis_client.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[MailServer]:
    """A real mail server; Django in this process sends to it too."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    controller = server.controller()
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def worker_factory(
    transactional_db: None, redis_server: str, smtp_server: MailServer, tmp_path: Path
) -> Iterator[Callable[..., Process]]:
    """Starts real Celery workers, `worker_factory(name="second")`, and stops those still running."""
    workers: list[Process] = []

    def start(name: str = "worker", concurrency: int = 2) -> Process:
        worker = start_worker(tmp_path, mail_url=smtp_server.url, name=name, concurrency=concurrency)
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.stop()


@pytest.fixture
def celery_worker_process(worker_factory: Callable[..., Process]) -> Process:
    """One real Celery worker on this test's database, Redis and mail server."""
    return worker_factory()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium; never the download that playwright would want."""
    named = os.environ.get("CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.fail("Chromium is missing: sudo apt-get install -y --no-install-recommends chromium libatomic1")
    flags = [f"--{flag}" for flag in QUIET_BROWSER] + ["--disable-sync"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    return {"executable_path": found, "chromium_sandbox": False, "args": flags}


@pytest.fixture(params=list(SCREENS))
def screen_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of Chromium at phone and then at desktop width; a script error on it fails the test."""
    viewport = SCREENS[request.param]
    phone = request.param == "phone"
    context = browser.new_context(viewport=viewport, has_touch=phone, locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert errors == []
