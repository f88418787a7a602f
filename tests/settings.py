"""Settings of the tests: the clinic's own, on databases and folders that belong to one test process."""

import os
import re
import tempfile
from pathlib import Path

# Assigned, not defaulted: pytest's parallel processes inherit each other's environment.
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
# A program of a test (tests/journeys/cradle.py) shares the folder of its test.
place = Path(os.environ.get("TEST_PLACE") or tempfile.mkdtemp(prefix="smpclinic-tests-"))
redis_url = re.sub(r"/\d*$", "", os.environ.get("TEST_REDIS_URL", ""))
os.environ |= {
    "DEVELOPMENT": "1",
    "DEBUG": "0",
    "VAR_DIR": str(place / "var"),
    "MEDIA_ROOT": str(place / "media"),
    "STATIC_ROOT": str(place / "static"),
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{place / 'clinic.sqlite3'}",
    # one Redis database a process: 0 alone, 1 and up in parallel
    "REDIS_URL": f"{redis_url}/{int(worker[2:]) + 1 if worker else 0}" if redis_url else "none",
    "EMAIL_URL": "folder://",
    "SMS_URL": "",
    "SMS_FROM": "",
    "ONLY_SEND_TO": "",
    "SITE_URL": "http://testserver",
    "LOG_LEVEL": "WARNING",
    # playwright runs an event loop in the thread of the test
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

from smpclinic.settings import *  # noqa: E402, F403 - the environment had to be ready first
from smpclinic.settings import DATABASES, INSTALLED_APPS, LOCALE_PATHS, MIDDLEWARE, STORAGES, TEMPLATES  # noqa: E402
from smpclinic.web import catalogues  # noqa: E402
from tests.undefined import UndefinedVariable  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in life, so that threads and worker processes meet on it; nothing in it has to survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(place / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

INSTALLED_APPS = ["zeal", *INSTALLED_APPS]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Argon2 is slow on purpose; that it is in use is tested on the production settings.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# the translations, as `make install` makes them
catalogues.build(LOCALE_PATHS[-1])
# what pytest may delete when it is done
TEST_PLACE = str(place)
