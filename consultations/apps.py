"""The consultations app."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """The work: assess, plan, review, treat, remind."""

    name = "consultations"
