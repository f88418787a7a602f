"""Pages travel compressed; pictures, documents and whatever is small enough go as they are."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = ("text/", "application/json", "application/fhir+json", "image/svg+xml")


class CompressedPages(GZipMiddleware):
    """Django's own, which hides the length of a page by random bytes, for answers that become smaller by it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress the page, if the browser takes it so."""
        if response.streaming or not response.get("Content-Type", "").startswith(COMPRESSED):
            return response
        return super().process_response(request, response)
