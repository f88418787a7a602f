"""The patient's plan as a PDF: A4, tagged for screen readers (PDF/UA-1), numbered pages."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import cast

import typst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consultations.exports.plan_for_patient import Content

TEMPLATES = Path(__file__).resolve().parent


def plan_pdf(content: Content) -> bytes:
    """The document; the text goes in as a value and is never read as markup."""
    compiler = typst.Compiler(
        root=str(TEMPLATES),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content | labels())},
    )
    document = compiler.compile(input=str(TEMPLATES / "plan.typ"), format="pdf", pdf_standards="ua-1")
    return cast("bytes", document)


@cache
def fonts() -> typst.Fonts:
    """Inter, from its package; the machine's own fonts stay out, so that every machine makes the same document."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files("fontpkg_inter") / "files")])


def labels() -> Content:
    """The document's own words, translated here because the template knows no languages."""
    return {
        "words": {
            "for": pgettext("plan for a person", "For"),
            "note": _("A note from your doctor"),
            "suggest": _("What we suggest"),
            "why": _("Why we suggest it"),
            "figures": _("In figures"),
            "where": _("Where"),
            "what": _("What"),
            "how": _("How"),
            "when": _("When"),
            "happens": _("What happens when"),
            "fee": _("Fee"),
            "part": _("Part"),
            "amount": _("Amount"),
            "covers": _("What the fee covers"),
            "not_covered": _("What it does not cover"),
            "true_up": _("If more or fewer grafts are placed"),
            "cannot": _("What it cannot do"),
            "know": _("Good to know"),
            "others": _("Other options, in short"),
            "estimate": _("All figures are estimates, not promises. Results differ from person to person."),
            "record": _("record"),
            "version": _("version"),
            "page": _("page"),
            "of": _("of"),
        }
    }
