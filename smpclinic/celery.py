"""The Celery application and the one table of everything that runs periodically."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smpclinic.settings")

app = Celery("smpclinic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_scheduler = "smpclinic.clock:Clock"
# Celery only rings: every row that must not be lost waits in the database and is found by these sweeps.
app.conf.beat_schedule = {
    "send due reminders": {"task": "consultations.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "make plans of sent intakes": {"task": "consultations.make_plans", "schedule": 60.0, "options": {"expires": 55}},
    "expire quotes": {"task": "consultations.expire_quotes", "schedule": 3600.0, "options": {"expires": 3000}},
    "prepare waiting photos": {"task": "patients.prepare_photos", "schedule": 60.0, "options": {"expires": 55}},
    "clear ended sign-ins": {"task": "accounts.clear_sessions", "schedule": 86_400.0, "options": {"expires": 3600}},
}
