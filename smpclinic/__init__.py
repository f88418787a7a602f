"""The ground of the house: accounts, audit, messaging and web; the Celery application is loaded with it."""

from smpclinic.celery import app as celery_app

__all__ = ["celery_app"]
