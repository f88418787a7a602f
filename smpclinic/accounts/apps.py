"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff accounts and the clinic's own row."""

    name = "smpclinic.accounts"
    label = "accounts"
