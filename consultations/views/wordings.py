"""Settings of consents: the texts in each language, publishing a new version, and the days to think it over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations import words
from consultations.forms.consent_text import ConsentDaysForm, ConsentTextForm, typed
from consultations.models import ConsentText
from consultations.procedures import COOLING_OFF, LANGUAGES, PROCEDURES, Text
from consultations.services import consent_texts
from smpclinic.accounts.access import Refused, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.models import Clinic
from smpclinic.accounts.roles import Permission
from smpclinic.web import languages


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLINIC)
def wordings(request: StaffRequest) -> HttpResponse:
    """Every text with its version, and the days."""
    clinic = request.user.clinic
    form = ConsentDaysForm(request.POST if request.method == "POST" else None, initial=consent_texts.days(clinic))
    if request.method == "POST" and form.is_valid():
        consent_texts.set_days(clinic, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved. It holds for sessions booked from now on."))
        return redirect("consultations:wordings")
    context: dict[str, Any] = {
        "rows": text_rows(clinic),
        "form": form,
        "fields": [(form[name], COOLING_OFF[name]) for name in PROCEDURES],
        "set": consent_texts.standing_days(clinic),
    }
    return render(request, "consultations/consent/wordings.html", context, status=422 if form.errors else 200)


def text_rows(clinic: Clinic) -> list[dict[str, Any]]:
    """Each procedure with its languages, and which of them a newer version has left behind."""
    found = consent_texts.all_texts(clinic)
    newest = {one: max(text.version for text, _row in found if text.procedure == one) for one in PROCEDURES}
    return [
        {
            "name": words.PROCEDURE[one],
            "texts": [
                {
                    "text": text,
                    "row": row,
                    "language": languages.name(text.language),
                    "behind": text.version < newest[one],
                }
                for text, row in found
                if text.procedure == one
            ],
        }
        for one in PROCEDURES
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CLINIC)
def wording(request: StaffRequest, procedure: str, language: str) -> HttpResponse:
    """One text: read it, change it, publish it as the next version."""
    if procedure not in PROCEDURES or language not in LANGUAGES:
        raise Http404
    clinic = request.user.clinic
    text = consent_texts.text(clinic, procedure, language)
    form = ConsentTextForm(request.POST if request.method == "POST" else None, initial=typed(text))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            row = consent_texts.publish(
                clinic,
                procedure=procedure,
                language=language,
                words=form.words,
                material=facts["material"],
                reason=facts["reason"],
                after=facts["after"],
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, published(row))
            return redirect("consultations:wordings")
    context = {"form": form, "text": text, "name": words.PROCEDURE[procedure], "tongue": languages.name(language)}
    context["history"] = history(clinic, text)
    return render(request, "consultations/consent/wording.html", context, status=422 if form.errors else 200)


def published(row: ConsentText) -> str:
    """That it is published, and whom it asks to sign again."""
    said = {"version": row.version, "n": consent_texts.must_sign_again(row)}
    if not row.material:
        return _("Version %(version)s is published. Signatures under earlier ones stand.") % said
    return _("Version %(version)s is published. Patients who sign again before their next session: %(n)s.") % said


def history(clinic: Clinic, text: Text) -> list[ConsentText]:
    """The clinic's own versions, newest first."""
    rows = ConsentText.objects.filter(clinic=clinic, procedure=text.procedure, language=text.language)
    return list(rows.select_related("published_by").order_by("-version"))
