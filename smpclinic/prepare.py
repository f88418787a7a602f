"""Brings a clinic up to date before it starts: words, database, static files and, in development, the demo clinic."""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from smpclinic.accounts.demo import ACCOUNTS, PASSWORD
from smpclinic.web import catalogues


def static_fingerprint() -> str:
    """Changes whenever a static file of ours or of a package does."""
    marks = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            marks.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return marks.hexdigest()


def build_static_files() -> None:
    """Hash and compress the static files, unless nothing changed since the last time."""
    stamp, now = Path(settings.STATIC_ROOT) / ".built", static_fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def compile_languages() -> None:
    """Make the translations ready for use, those that changed."""
    catalogues.build(Path(settings.LOCALE_PATHS[-1]))


def load_demo_clinic() -> None:
    """Fill an empty database of a development machine."""
    if settings.DEVELOPMENT and not get_user_model().objects.exists():
        print("Loading the demo clinic", file=sys.stderr)  # noqa: T201 - this is a command's output
        call_command("seed_demo", stdout=sys.stderr)


def demo_accounts() -> list[str]:
    """The accounts of the demo clinic that exist, as lines to show."""
    people = get_user_model().objects
    return [
        f"    {email:<26} {PASSWORD}   {role.replace('_', ' ')}"
        for role, _name, email in ACCOUNTS
        if settings.DEVELOPMENT and people.filter(email=email, is_active=True).exists()
    ]


def main() -> None:
    """Do what is still to do; quick when nothing is."""
    compile_languages()
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_demo_clinic()
    build_static_files()
    print(*demo_accounts(), sep="\n")  # noqa: T201 - the supervisor shows them


if __name__ == "__main__":
    main()
