"""A production clinic for tests: its environment, its settings, its programs."""

import runpy
import shutil
from pathlib import Path
from typing import Any

from tests.processes import HOUSE

GOOD = {
    "DEVELOPMENT": "0",
    "DEBUG": "0",
    "SECRET_KEY": "good-enough-for-a-test-and-of-no-use-anywhere-else-0123456789",
    "ALLOWED_HOSTS": "clinic.example",
    "SITE_URL": "https://clinic.example",
    "DATABASE_URL": "postgres://clinic@127.0.0.1/clinic",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://desk:secret@mail.clinic.example:587",
    "MAIL_FROM": "Clinic <desk@clinic.example>",
    "BEHIND_PROXY": "true",
}


def environment(folder: Path, **changes: str | None) -> dict[str, str]:
    """A good environment with some values changed, or taken away with None."""
    places = {"VAR_DIR": str(folder / "var"), "MEDIA_ROOT": str(folder / "media")}
    whole = GOOD | places | {"STATIC_ROOT": str(folder / "static")} | changes
    return {name: value for name, value in whole.items() if value is not None}


def settings(folder: Path, monkeypatch: Any, **changes: str | None) -> dict[str, Any]:
    """The settings that this environment leads to, read anew, away from any .env file."""
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment(folder, **changes).items():
        monkeypatch.setenv(name, value)
    place = folder / "house" / "smpclinic"
    place.mkdir(parents=True)
    return runpy.run_path(str(shutil.copy(HOUSE / "smpclinic" / "settings.py", place)))
