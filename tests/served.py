"""The clinic as a test's server program runs it: with the tests' settings, and files straight from their folders."""

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

application = StaticFilesHandler(get_wsgi_application())
