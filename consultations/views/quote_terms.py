"""How the clinic quotes: days, what is included, and who may give which discount."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations.forms.quote import QuoteTermsForm
from consultations.services import quotes
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLINIC)
def price_terms(request: StaffRequest) -> HttpResponse:
    """The terms of quotes made from now on."""
    standing = quotes.standing_terms(request.user.clinic)
    initial = {name: getattr(standing, name) for name in QuoteTermsForm.base_fields}
    form = QuoteTermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        quotes.set_terms(request.user.clinic, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved. Quotes made from now on use it; those made before keep theirs."))
        return redirect("consultations:price_terms")
    context = {"form": form, "standing": standing}
    return render(request, "consultations/quote/terms.html", context, status=422 if form.errors else 200)
