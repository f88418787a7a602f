"""The web app."""

from django.apps import AppConfig
from django.core import checks

from smpclinic.web.checks import templates_keep_the_content_policy
from smpclinic.web.sentences import speak_plainly


class WebConfig(AppConfig):
    """Bases, components and static files that every other app's pages stand on."""

    name = "smpclinic.web"
    label = "web"

    def ready(self) -> None:
        speak_plainly()
        checks.register(templates_keep_the_content_policy, checks.Tags.templates)
