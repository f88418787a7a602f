"""The clinic as a test's server program runs it: with the tests' settings, and files as compressed as in life."""

from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware


class Files(StaticFilesHandler):
    """Files straight from their folders; WhiteNoise has them compressed beforehand, and browsers keep them."""

    def serve(self, request: HttpRequest) -> Any:
        """The file, compressed and to be kept."""
        answer = GZipMiddleware(super().serve)(request)
        answer["Cache-Control"] = "max-age=3600"
        return answer


application = Files(get_wsgi_application())
