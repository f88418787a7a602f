"""The audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail of reads and writes."""

    name = "smpclinic.audit"
    label = "audit"
