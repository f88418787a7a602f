"""The programs of a production clinic, started as Procfile says on the servers of this run, and the units for them."""

import configparser
import gzip
import http.client
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as clinic

from tests.house import production
from tests.processes import HOUSE, PROGRAMS, Process, database_url
from tests.with_services import free_port

BEHIND_TLS = {"Host": "clinic.example", "X-Forwarded-Proto": "https"}


def procfile() -> dict[str, list[str]]:
    """The commands of Procfile, by name, with programs of this virtual environment."""
    lines = (HOUSE / "Procfile").read_text().splitlines()
    commands = {name: shlex.split(command) for name, command in (line.split(": ", 1) for line in lines)}
    return {name: [str(PROGRAMS / words[0]), *words[1:]] for name, words in commands.items()}


class Running:
    """Web, worker and beat of one production clinic, where `stop` must be called."""

    def __init__(self, folder: Path, broker: str) -> None:
        self.folder, self.port = folder, free_port()
        here = {"DATABASE_URL": database_url(), "REDIS_URL": broker, "PORT": str(self.port), "LOG_LEVEL": "INFO"}
        self.environment = production.environment(folder, **here)
        self.programs: dict[str, Process] = {}

    def start(self) -> None:
        """Prepare, start all three, and wait until they work."""
        commands = procfile()
        subprocess.run(commands.pop("release"), cwd=HOUSE, env=self.environment, check=True)
        for name, command in commands.items():
            self.programs[name] = Process(name, command, self.environment, self.folder)
        self.programs["web"].wait_for("(?s)Booting worker.*Booting worker")
        self.programs["worker"].wait_for(r"ready\.")
        self.programs["beat"].wait_for("beat: Starting")

    def stop(self) -> dict[str, int]:
        """Ask each main process to end; how they did."""
        return {name: program.stop() for name, program in self.programs.items()}

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """One answer of the web process, read whole."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers=BEHIND_TLS | headers)
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer


@pytest.fixture(scope="module")
def running(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    broker = str(clinic.CELERY_BROKER_URL)
    if not broker.startswith("redis"):
        pytest.fail("This test needs Redis: run `make test`, or python tests/with_services.py pytest ...")
    with django_db_blocker.unblock():
        programs = Running(tmp_path_factory.mktemp("production"), broker)
    try:
        programs.start()
        yield programs
    finally:
        ends = programs.stop()
    assert ends == {"web": 0, "worker": 0, "beat": 0}, "a program did not end by itself when asked"


def test_the_web_process_is_well_and_says_so(running):
    command = [sys.executable, str(HOUSE / "deploy" / "healthy.py")]
    subprocess.run(command, env=running.environment, check=True)


def test_plain_http_is_sent_to_https(running):
    answer = running.get("/account/login/", **{"X-Forwarded-Proto": "http"})
    assert answer.status == 301
    assert answer.headers["Location"] == "https://clinic.example/account/login/"


def test_another_host_is_refused(running):
    assert running.get("/account/login/", Host="elsewhere.example").status == 400


def test_the_sign_in_page_carries_the_safe_headers(running):
    answer = running.get("/account/login/")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "gunicorn" not in answer.headers.get("Server", "").lower() or "/" not in answer.headers["Server"]


def test_static_files_are_hashed_compressed_and_kept_for_ever(running):
    page = running.get("/account/login/").body.decode()
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
    scripts = re.findall(r'src="(/static/[^"]+\.js)"', page)
    assert sheets
    for path in sheets + scripts:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", path)
        answer = running.get(path, **{"Accept-Encoding": "gzip"})
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Accept-Encoding" in answer.headers["Vary"] or len(answer.body) < 200
        if answer.headers["Content-Encoding"] == "gzip":
            assert len(gzip.decompress(answer.body)) > len(answer.body)
    first = running.get(sheets[0], **{"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"


def test_pages_travel_compressed_in_a_length_that_tells_nothing(running):
    answers = [running.get("/account/login/", **{"Accept-Encoding": "gzip"}) for _time in range(8)]
    for answer in answers:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert b"<h1" in gzip.decompress(answer.body)
    assert len({len(answer.body) for answer in answers}) > 1
    assert "Content-Encoding" not in running.get("/account/login/").headers


def test_uploads_have_no_public_address(running):
    assert running.get("/media/README.md").status in {302, 404}


def unit(name: str) -> configparser.SectionProxy:
    """The [Service] part of a systemd unit."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(HOUSE / "deploy" / "systemd" / f"smpclinic-{name}.service")
    return parser["Service"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_units_run_procfiles_commands_and_stop_the_main_process_alone(name):
    service = unit(name)
    command = [Path(word).name if index == 0 else word for index, word in enumerate(service["ExecStart"].split())]
    assert command == [Path(word).name if index == 0 else word for index, word in enumerate(procfile()[name])]
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) >= 15


def test_a_forgotten_env_file_makes_no_unit_a_development_machine():
    """`make` writes DEVELOPMENT=1 into .env; what the environment says goes before it."""
    for unit in (HOUSE / "deploy" / "systemd").glob("*.service"):
        assert "Environment=DEVELOPMENT=0 " in unit.read_text(), unit.name
    assert "ENV DEVELOPMENT=0 " in (HOUSE / "deploy" / "Dockerfile").read_text()


def test_the_containers_run_procfiles_commands():
    services = yaml.safe_load((HOUSE / "deploy" / "compose.yaml").read_text())["services"]
    assert set(services) == {"prepare", "web", "worker", "beat", "postgres", "redis"}
    lines = dict(line.split(": ", 1) for line in (HOUSE / "Procfile").read_text().splitlines())
    assert services["prepare"]["command"] == lines.pop("release")
    for name, command in lines.items():
        assert services[name]["command"] == command


def test_the_containers_are_given_every_setting_that_is_not_theirs():
    compose = yaml.safe_load((HOUSE / "deploy" / "compose.yaml").read_text())
    example = (HOUSE / "deploy" / "environment.example").read_text()
    theirs = {"VAR_DIR", "MEDIA_ROOT", "STATIC_ROOT", "BIND", "PORT"}
    assert set(compose["x-clinic"]["environment"]) == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) - theirs
