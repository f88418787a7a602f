"""Production starts only with safe values, names the one that is not, and is safe with them."""

import re
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.house import production
from tests.processes import HOUSE

MISSING = ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAIL_FROM"]
UNSAFE = {
    "a short key": {"SECRET_KEY": "short"},
    "a key of one letter": {"SECRET_KEY": "a" * 60},
    "the key for development": {"SECRET_KEY": "development-only-secret-key-that-protects-nothing"},
    "any host": {"ALLOWED_HOSTS": "*"},
    "any host among others": {"ALLOWED_HOSTS": "clinic.example, *"},
    "no host": {"ALLOWED_HOSTS": " , "},
    "links in the open": {"SITE_URL": "http://clinic.example"},
    "links to nowhere": {"SITE_URL": "https://"},
    "no address of a database": {"DATABASE_URL": "clinic"},
    "a database that nobody has tried": {"DATABASE_URL": "mysql://clinic@127.0.0.1/clinic"},
    "no address of a mail server": {"EMAIL_URL": "mail.clinic.example"},
    "mail from nobody": {"MAIL_FROM": "Clinic"},
    "mail in the open": {"EMAIL_URL": "smtp://desk:secret@mail.clinic.example:25"},
    "mail into a folder": {"EMAIL_URL": "folder://"},
    "mail to the screen": {"EMAIL_URL": "consolemail://"},
    "no address of a provider of texts": {"SMS_URL": "api.twilio.com", "SMS_FROM": "+447700900001"},
    "a provider that nobody has tried": {"SMS_URL": "sms://user:token@sms.example", "SMS_FROM": "+447700900001"},
    "texts in the open": {"SMS_URL": "twilio+http://AC1:token@api.twilio.com", "SMS_FROM": "+447700900001"},
    "texts without a password": {"SMS_URL": "twilio://AC1@api.twilio.com", "SMS_FROM": "+447700900001"},
    "texts into a folder": {"SMS_URL": "folder://", "SMS_FROM": "+447700900001"},
    "texts from nobody": {"SMS_FROM": "", "SMS_URL": "twilio://AC1:token@api.twilio.com"},
    "texts from a number without its country": {"SMS_FROM": "07700900001", "SMS_URL": "twilio://AC1:t@api.twilio.com"},
    "a sender of texts without a provider": {"SMS_URL": "none", "SMS_FROM": "+447700900001"},
    "no broker": {"REDIS_URL": "none"},
    "no address of a broker": {"REDIS_URL": "127.0.0.1:6379"},
}


@pytest.mark.parametrize("name", MISSING)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_value_stops_the_start_and_is_named(name, value, tmp_path, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match=f"{name} is missing"):
        production.settings(tmp_path, monkeypatch, **{name: value})


@pytest.mark.parametrize("change", UNSAFE.values(), ids=UNSAFE)
def test_an_unsafe_value_stops_the_start_and_is_named(change, tmp_path, monkeypatch):
    with pytest.raises(ImproperlyConfigured, match=f"{next(iter(change))} is unsafe"):
        production.settings(tmp_path, monkeypatch, **change)


def test_the_refusal_reaches_who_starts_it(tmp_path):
    environment = production.environment(tmp_path, SECRET_KEY="short")
    command = [sys.executable, "-c", "import smpclinic.wsgi"]
    answer = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "SECRET_KEY is unsafe" in answer.stderr.splitlines()[-1]


def test_development_is_asked_for_and_debug_needs_it(tmp_path, monkeypatch):
    effective = production.settings(tmp_path, monkeypatch, DEVELOPMENT=None, DEBUG="1")
    assert effective["DEVELOPMENT"] is False
    assert effective["DEBUG"] is False


@pytest.fixture
def effective(tmp_path: Any, monkeypatch: Any) -> dict[str, Any]:
    return production.settings(tmp_path, monkeypatch)


def test_cookies_are_bound_to_the_host_and_closed_to_scripts(effective):
    for cookie in ("SESSION", "CSRF"):
        assert effective[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert effective[f"{cookie}_COOKIE_SECURE"] is True
        assert effective.get(f"{cookie}_COOKIE_HTTPONLY", True) is True
        assert effective.get(f"{cookie}_COOKIE_SAMESITE", "Lax") in {"Lax", "Strict"}
        assert effective.get(f"{cookie}_COOKIE_DOMAIN") is None
        assert effective.get(f"{cookie}_COOKIE_PATH", "/") == "/"
    assert effective.get("SESSION_SAVE_EVERY_REQUEST", False) is False


def test_transport_is_encrypted_and_stays_so(effective):
    assert effective["SECURE_SSL_REDIRECT"] is True
    assert effective["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert effective["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert effective["EMAIL_USE_TLS"] or effective["EMAIL_USE_SSL"]
    assert effective["EMAIL_TIMEOUT"] <= 30


def test_a_proxy_is_believed_only_when_there_is_one(tmp_path, monkeypatch):
    assert "SECURE_PROXY_SSL_HEADER" not in production.settings(tmp_path, monkeypatch, BEHIND_PROXY=None)


def test_pages_run_our_scripts_and_styles_alone(effective):
    directives = effective["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert directives["base-uri"] == ["'none'"]
    allowed = {word for words in directives.values() for word in words}
    assert allowed <= {"'none'", "'self'", "data:"}
    assert "data:" not in directives["script-src"]
    assert effective["X_FRAME_OPTIONS"] == "DENY"


def test_passwords_are_kept_by_argon2_and_sessions_in_the_database(effective):
    assert "Argon2" in effective["PASSWORD_HASHERS"][0]
    assert effective["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"


def test_redis_cannot_hang_the_worker(effective):
    options = effective["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert {"socket_timeout", "socket_connect_timeout", "socket_keepalive", "health_check_interval"} <= set(options)
    assert effective["CELERY_WORKER_PREFETCH_MULTIPLIER"] == 1
    assert effective["CELERY_TASK_ACKS_LATE"] is True


def test_connections_are_checked_before_use(effective):
    database = effective["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["CONN_HEALTH_CHECKS"] is True


def test_texts_may_be_left_out(effective):
    assert (effective["SMS_URL"], effective["SMS_FROM"], effective["ONLY_SEND_TO"]) == ("none", "", [])


@pytest.mark.parametrize("sender", ["+447700900001", "Larkfield", "whatsapp:+14155238886", "MG" + "0" * 32])
def test_texts_are_set_whole(tmp_path, monkeypatch, sender):
    with_texts = {"SMS_URL": "twilio://AC1:to%2Fken@api.twilio.com", "SMS_FROM": sender}
    assert production.settings(tmp_path, monkeypatch, **with_texts)["SMS_FROM"] == sender


def test_errors_are_mailed_to_nobody(effective):
    handlers = effective["LOGGING"]["handlers"].values()
    assert not effective.get("ADMINS")
    assert all("AdminEmailHandler" not in handler["class"] for handler in handlers)


def test_uploads_are_private(effective):
    assert effective["MEDIA_URL"] == ""
    assert effective["FILE_UPLOAD_PERMISSIONS"] == 0o600


def test_the_example_environment_names_everything_that_is_read():
    settings = (HOUSE / "smpclinic" / "settings.py").read_text()
    gunicorn = (HOUSE / "deploy" / "gunicorn.conf.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|required)\(\s*"([A-Z_]+)"', settings))
    read |= set(re.findall(r'environ\.get\(["\']([A-Z_]+)["\']', gunicorn))
    example = (HOUSE / "deploy" / "environment.example").read_text()
    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == read - {"DEVELOPMENT", "DEBUG"}


def test_the_example_environment_as_it_stands_is_refused_for_its_empty_key(tmp_path, monkeypatch):
    example = (HOUSE / "deploy" / "environment.example").read_text()
    values = dict(line.split("=", 1) for line in example.splitlines() if line and not line.startswith("#"))
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
        production.settings(tmp_path / "empty", monkeypatch, **values)
    key = {"SECRET_KEY": production.GOOD["SECRET_KEY"]}
    assert production.settings(tmp_path / "filled", monkeypatch, **(values | key))["DEBUG"] is False
