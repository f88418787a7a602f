"""The patient's own answers, sent one by one by the page's script, and the steps it keeps for lack of a network."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from patients.views import answers
from patients.views.own_intake import link_holder
from patients.views.seats import Seat


@require_POST
@link_holder
def answer(request: HttpRequest, seat: Seat, step: str) -> HttpResponse:
    """One answer of one's own intake."""
    return answers.answer(request, seat, step)


@require_safe
@link_holder
def ahead(request: HttpRequest, seat: Seat) -> HttpResponse:
    """All steps of one's own intake."""
    return answers.ahead(request, seat)
