"""A consent on paper: the text with its risks, and under a signed one who signed, when, how and its mark."""

import json
from typing import Any, cast

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consultations.exports.pdf import TEMPLATES, fonts
from consultations.models import Signature
from consultations.procedures import Text
from patients.models import Patient
from smpclinic.accounts.models import Clinic

Content = dict[str, Any]


def copy(text: Text, patient: Patient) -> Content:
    """The text to read at leisure before signing."""
    return _content(text, patient, facts=[], drawing=[], state=_("This copy is not signed."))


def signed(signature: Signature) -> Content:
    """The text as it was signed, and everything about the signing."""
    clinic = signature.patient.clinic
    return _content(
        signature.words,
        signature.patient,
        facts=facts(signature, clinic),
        drawing=signature.drawing,
        state=ended(signature, clinic),
    )


def facts(signature: Signature, clinic: Clinic) -> list[tuple[str, str]]:
    """Who signed what, when and how, as label and value."""
    rows = [
        (_("Agreed to"), signature.statement),
        (_("Signed by"), signature.signed),
        (_("Signed on"), moment(signature.signed_at, clinic)),
        (_("Explained by"), signature.explained_by),
        (_("Witness"), signature.witness),
        (_("Interpreter"), signature.interpreter),
        (_("Taken in the clinic by"), signature.taken_by.name if signature.taken_by else ""),
        (_("Device"), signature.device),
        (_("Network address"), signature.address),
        (_("Mark (SHA-256)"), signature.sha256),
    ]
    return [(label, value) for label, value in rows if value]


def moment(at: Any, clinic: Clinic) -> str:
    """A time on the clinic's wall clock, with its zone."""
    local = clinic.local(at)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} ({clinic.zone})"


def ended(signature: Signature, clinic: Clinic) -> str:
    """What has become of a signature since; empty while it stands."""
    if signature.withdrawn_at:
        return _("Withdrawn on %(day)s.") % {"day": moment(signature.withdrawn_at, clinic)}
    if signature.replaced_at:
        return _("Replaced by a newer signature on %(day)s.") % {"day": moment(signature.replaced_at, clinic)}
    return ""


def _content(
    text: Text, patient: Patient, *, facts: list[tuple[str, str]], drawing: list[list[list[int]]], state: str
) -> Content:
    return {
        "lang": text.language.partition("-")[0],
        "title": text.title,
        "version": _("Text %(procedure)s, version %(version)s, %(language)s")
        % {"procedure": text.procedure, "version": text.version, "language": text.language},
        "sections": text.sections,
        "risks": text.risks,
        "clinic": patient.clinic.name,
        "patient": patient.name,
        "record": patient.record,
        "facts": facts,
        "drawing": drawing,
        "state": state,
        "words": {
            "for": pgettext("plan for a person", "For"),
            "risks": _("Risks"),
            "signature": _("Signature"),
            "what": _("What"),
            "how": _("How"),
            "drawn": _("The signature as drawn with a finger or a mouse"),
            "record": _("record"),
            "page": _("page"),
            "of": _("of"),
        },
    }


def pdf(content: Content) -> bytes:
    """The document: A4, tagged, numbered; all text goes in as a value and is never read as markup."""
    compiler = typst.Compiler(
        root=str(TEMPLATES),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content)},
    )
    made = compiler.compile(input=str(TEMPLATES / "consent.typ"), format="pdf", pdf_standards="ua-1")
    return cast("bytes", made)
