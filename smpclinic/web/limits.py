"""How much a request may bring: judged by what it says of itself, before a byte of it is read."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

Answer = Callable[[HttpRequest], HttpResponseBase]


class BodyLimit:
    """Turns away what is larger than a form may be; a view that takes files judges for itself and says so.

    It stands before the check of the form's token, which would read the whole body to find it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The page for a request that brings too much; None for every other."""
        del args, kwargs
        if getattr(view, "takes_files", False) or content_length(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        return render(request, "413.html", status=413)


def content_length(request: HttpRequest) -> int:
    """How many bytes the request says it brings."""
    said = request.headers.get("content-length") or "0"
    return int(said) if said.isascii() and said.isdecimal() else 0
