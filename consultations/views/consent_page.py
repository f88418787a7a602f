"""The page on which a consent is read and signed, at home and in the clinic, and the rows that name what is needed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations import words
from consultations.exports import consent_for_patient
from consultations.forms.signature import STATEMENT, SignForm
from consultations.models import Plan, Session
from consultations.procedures import Need, Text
from consultations.services import consent_needs, consent_texts
from consultations.services.signatures import Signed
from patients.models import Patient
from smpclinic.accounts.http import client_address
from smpclinic.accounts.models import Clinic

KIND = {"signed": "ok", "missing": "warn", "changed": "warn", "withdrawn": "bad"}


def sign_form(plan: Plan, text: Text, given: Any = None) -> SignForm:
    """The form under the text; the doctor who approved the plan stands as the one who explained it."""
    explained = plan.reviewed_by.name if plan.reviewed_by else ""
    return SignForm(given, text=text, initial={"seal": text.seal, "explained_by": explained})


def typed(request: HttpRequest, form: SignForm) -> Signed:
    """What was typed and ticked, with the device."""
    names = ("seal", "signed", "explained_by", "witness", "interpreter", "drawing")
    return Signed(
        statement=str(STATEMENT),
        device=request.headers.get("User-Agent", ""),
        address=client_address(request),
        **{name: form.cleaned_data[name] for name in names},
    )


def read(text: Text, form: SignForm) -> dict[str, Any]:
    """The text part by part, each with its tick."""
    ticks = form.parts()
    return {
        "text": text,
        "parts": list(zip(text.sections, ticks, strict=False)),
        "risks_tick": ticks[-1],
        "form": form,
        "strokes": form["drawing"].value() if form.is_bound else "",
    }


def rows(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """The consents of a plan for staff, each with its state in words."""
    return [row(need) for need in needs]


def row(need: Need, day: date | None = None, today: date | None = None) -> dict[str, Any]:
    """One consent in words; for a session on `day`, what is open on that day is red, and so is a wait not over."""
    word, kind = str(words.CONSENT[need.state]), KIND[need.state]
    if day and today and need.since and day < need.ready_on(today):
        word, kind = _("Possible from %(day)s") % {"day": date_format(need.ready_on(today), "j M Y")}, "bad"
    elif day and today and day <= today and kind == "warn":
        kind = "bad"
    return {"need": need, "name": words.PROCEDURE[need.procedure], "word": word, "kind": kind}


def with_consents(sessions: Sequence[Session], clinic: Clinic) -> list[tuple[Session, list[dict[str, Any]]]]:
    """Each session with its consents in words; of one that is over, nothing is open any more."""
    found, today = consent_needs.of_sessions(sessions, clinic), clinic.local(timezone.now()).date()
    return [(one, of_session(one, found[one.pk], clinic, today)) for one in sessions]


def of_session(session: Session, needs: Iterable[Need], clinic: Clinic, today: date) -> list[dict[str, Any]]:
    """The consents of one session."""
    if not session.is_ahead:
        return []
    day = clinic.local(session.starts_at).date() if session.starts_at else None
    return [row(need, day, today) for need in needs]


def for_patient(plan: Plan) -> list[dict[str, Any]]:
    """The consents of the patient's plan, by the titles of their texts."""
    clinic, language = plan.patient.clinic, get_language() or ""
    texts = consent_texts.texts(clinic, language)
    return [{"need": need, "title": texts[need.procedure].title} for need in consent_needs.of_plan(plan, clinic)]


def copy_pdf(text: Text, patient: Patient) -> HttpResponse:
    """The unsigned text as a document."""
    return _document(consent_for_patient.copy(text, patient), f"consent-{patient.record}-{text.procedure}-copy")


def signed_pdf(signature: Any) -> HttpResponse:
    """The signed one; the same bytes for the patient and for the clinic."""
    name = f"consent-{signature.patient.record}-{signature.number}"
    return _document(consent_for_patient.signed(signature), name)


def _document(content: dict[str, Any], name: str) -> HttpResponse:
    response = HttpResponse(consent_for_patient.pdf(content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
