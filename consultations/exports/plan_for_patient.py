"""A plan in the patient's words: one content for the page and the PDF, so that both say the same."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations import words
from consultations.exports import quote_for_patient
from consultations.figures import about, after, fee_text, line_text, visits_text
from consultations.models import Plan, Quote
from consultations.models.review import DOCTORS_REVIEW, applied
from consultations.money import shown_range
from consultations.planning.terms import terms
from consultations.sentences import in_words
from patients.vocabulary import Fit, Item

Content = dict[str, Any]


def content(plan: Plan) -> Content:
    """Everything that the patient reads, as plain text and lists."""
    options = applied(plan.recommendation, plan.reviews.all())["options"]
    chosen = next(option for option in options if option["code"] == plan.chosen)
    quote = quote_for_patient.newest_sent(plan)
    clinic = plan.patient.clinic
    at = timezone.localtime(plan.reviewed_at or plan.made_at, clinic.tz)
    loss = plan.findings.get("loss", {})
    return {
        "lang": (get_language() or "en").partition("-")[0],
        "title": _("Your plan"),
        "clinic": {"name": clinic.name, "address": clinic.address, "phone": clinic.phone, "email": clinic.email},
        "patient": plan.patient.name,
        "record": plan.patient.record,
        "doctor": plan.reviewed_by.name if plan.reviewed_by else "",
        "date": date_format(at, "DATE_FORMAT"),
        "version": f"{plan.pk}.{plan.version}",
        "note": [part.strip() for part in plan.note_to_patient.splitlines() if part.strip()],
        "suggestion": _suggestion(chosen),
        "pattern": {"scale": loss.get("scale", "norwood"), "grade": loss.get("grade", "")},
        "figures": _figures(chosen, quote),
        "where": _where(chosen),
        "timeline": _timeline(chosen),
        "fee": quote_for_patient.fee(quote) if quote else _fee(plan, chosen),
        "cannot": in_words(chosen["cannot"]),
        "cautions": _once(caution["text"] for caution in chosen["cautions"]),
        "others": [_other(option) for option in options if option is not chosen and option["fit"] != Fit.DO_NOT_OFFER],
        "decision": in_words(plan.recommendation["decision"]),
    }


def _suggestion(option: dict[str, Any]) -> Content:
    return {
        "name": str(words.FOR_PATIENT[option["code"]]),
        "explained": str(words.EXPLAINED[option["code"]]),
        # "J" explains how a figure was estimated; it is for the doctor
        "because": _once(reason["text"] for reason in option["reasons"] if reason["rule"] != "J"),
    }


def _figures(option: dict[str, Any], quote: Quote | None) -> list[Content]:
    """The numbers that matter to a patient; what does not apply is left out."""
    figures = []
    if option["fue_sessions"] or option["smp_sessions"]:
        figures.append({"label": _("Visits"), "value": visits_text(option)})
    if option["grafts"] and option["grafts"]["high"]:
        figures.append({"label": _("Grafts"), "value": about(option["grafts"])})
    if quote:
        figures.append({"label": _("Fee"), "value": shown_range(quote.low, quote.high, quote.currency)})
    elif option["fee"]:
        figures.append({"label": _("Fee"), "value": fee_text(option)})
    return figures


def _where(option: dict[str, Any]) -> list[Content]:
    """The zones and how each is treated."""
    return [
        {"zone": words.zone(zone["zone"]), "how": str(words.HOW.get(zone["technique"], zone["technique"]))}
        for zone in option["zones"]
    ]


def _timeline(option: dict[str, Any]) -> list[Content]:
    return [{"when": after(step["after_days"]), "step": in_words(step["step"])} for step in option["timeline"]]


def _fee(plan: Plan, option: dict[str, Any]) -> Content | None:
    """The fee range, its parts, what it covers and does not, and what more or fewer grafts change."""
    fee, agreed = option["fee"], terms(option, plan.prices, plan.book)
    if not fee or agreed is None:
        return None
    return {
        "range": fee_text(option),
        "parts": [
            {"item": _part(line, fee["lines"]), "amount": line_text(line, fee["currency"])} for line in fee["lines"]
        ],
        "covers": [in_words(text) for text in agreed.included],
        "not_covered": [in_words(text) for text in agreed.not_included],
        "true_up": [in_words(text) for text in agreed.true_up],
        "quote": "",
    }


def _part(line: dict[str, Any], lines: list[dict[str, Any]]) -> str:
    """What a line is for: its item, or why it is there where the item alone does not tell; a doctor's reason never."""
    if line["source"] == DOCTORS_REVIEW:
        return _("As agreed with your doctor")
    alone = sum(other["item"] == line["item"] for other in lines) == 1
    if alone and line["item"] != Item.ADJUSTMENT:
        return str(words.ITEM[line["item"]])
    return in_words(line["why"])


def _other(option: dict[str, Any]) -> Content:
    return {
        "name": str(words.FOR_PATIENT[option["code"]]),
        "explained": str(words.EXPLAINED[option["code"]]),
        "fee": fee_text(option) if option["fee"] else "",
    }


def _once(texts: Any) -> list[str]:
    """Each sentence once, in the reader's language."""
    return [in_words(text) for text in dict.fromkeys(texts)]
