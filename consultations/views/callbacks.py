"""Where a provider of texts tells what became of one: no account, but the provider's own seal on every call."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from consultations.models import Delivery
from consultations.services import callbacks
from smpclinic.messaging.callbacks import ORDER, is_genuine


@login_not_required
@csrf_exempt
@require_POST
def text_state(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write down a state of the text that this attempt handed over. The seal stands in place of a CSRF token."""
    told = request.POST.dict()
    if not is_genuine(request.get_full_path(), told, request.headers.get("X-Twilio-Signature", "")):
        raise Http404
    attempt = Delivery.objects.filter(reminder=pk, number=number).first()
    state = str(told.get("MessageStatus", ""))
    if attempt is not None and state in ORDER:
        now, sid = timezone.now(), str(told.get("MessageSid", ""))[:64]
        note = callbacks.note(attempt, number=sid, state=state, code=str(told.get("ErrorCode", ""))[:10], now=now)
        callbacks.apply(note, now=now)
    return HttpResponse(status=204)
