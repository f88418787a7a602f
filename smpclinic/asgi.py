"""The ASGI application, for hosts that ask for one; the clinic itself is served by WSGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smpclinic.settings")

application = get_asgi_application()
