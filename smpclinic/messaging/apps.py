"""The messaging app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Channels to patients."""

    name = "smpclinic.messaging"
    label = "messaging"
