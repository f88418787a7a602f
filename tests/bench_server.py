"""The clinic under gunicorn with a bare Django view that writes one row: among its pages, and without middleware."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smpclinic.settings")

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone

BARE = "/bare/"
settings.ROOT_URLCONF = __name__
clinic = get_wsgi_application()  # sets Django up

from patients.models import Knock  # noqa: E402 - models need the settings


@login_not_required
def write(request: HttpRequest) -> HttpResponse:
    """One row, as plainly as Django can: no form, no template, no transaction of one's own."""
    Knock.objects.create(door="bench", who=request.POST["who"], at=timezone.now())
    return HttpResponse("written", headers={"Content-Length": "7"})


urlpatterns = [path("bare/", write), path("view/", write), path("", include("smpclinic.urls"))]


class Bare(WSGIHandler):
    """Django with none of the clinic's middleware."""

    def load_middleware(self, is_async: bool = False) -> None:
        kept, settings.MIDDLEWARE = settings.MIDDLEWARE, []
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = kept


bare = Bare()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The same server for both."""
    answer = bare if environ["PATH_INFO"] == BARE else clinic
    return answer(environ, start_response)
