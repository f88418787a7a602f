"""Pages of the ground itself: the gallery of components, and the answer to a request nobody can read."""

import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from smpclinic.web.drawings import LUDWIG, NORWOOD
from smpclinic.web.examples import ANSWERS, FACTS, FILTERS, FLAGS, LOSES, ExampleForm, broken_example


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for whoever builds or checks a page."""
    context: dict[str, Any] = {
        "icons": re.findall(r'id="i-(\w+)"', render_to_string("components/sprite.html")),
        "filters": FILTERS,
        "answers": ANSWERS,
        "facts": FACTS,
        "flags": FLAGS,
        "loses": LOSES,
        "norwood": list(NORWOOD),
        "ludwig": list(LUDWIG),
        "form": ExampleForm(),
        "broken": broken_example(),
        "saved_at": datetime(2026, 3, 12, 10, 42, tzinfo=UTC),
    }
    return render(request, "gallery.html", context)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for a request that makes no sense."""
    return render(request, "400.html", status=400)
