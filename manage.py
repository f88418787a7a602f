#!/usr/bin/env python
"""The clinic's command line; `plan` is the engine alone and starts without Django."""

import os
import sys


def main() -> int:
    """Run one command and answer with its exit status."""
    if sys.argv[1:2] == ["plan"]:
        from consultations.planning.command import main as plan  # noqa: PLC0415 - spares the start of Django

        return plan(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smpclinic.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - spares the engine Django

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
