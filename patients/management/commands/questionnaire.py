"""manage.py questionnaire: the questions of the intake as a FHIR R4 Questionnaire."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from patients.exports import fhir
from patients.questions.question import About
from patients.questions.steps import SECTIONS, VERSION


class Command(BaseCommand):
    help = "Print the questions of the intake as a FHIR R4 Questionnaire (JSON)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)

    def handle(self, *args: Any, **options: Any) -> None:
        language = options["language"]
        with translation.override(language):
            about = About(currency=_("the clinic's currency"))
            made = fhir.questionnaire(
                SECTIONS.values(), version=VERSION, language=language, site=settings.SITE_URL, about=about
            )
        self.stdout.write(json.dumps(made, indent=2, ensure_ascii=False))
