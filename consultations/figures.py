"""The figures of a plan as people read them: ranges, estimates, visits, times."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations import words
from consultations.money import shown_change, shown_range
from patients.vocabulary import Item, OptionCode

Range = dict[str, Any]  # low, likely, high
STRIPS = frozenset({OptionCode.STRIP, OptionCode.FUE_STRIP_STAGED})


def fee_text(option: dict[str, Any]) -> str:
    """The fee range; nothing where nothing is offered."""
    fee = option["fee"]
    if not fee:
        return _("None")
    return shown_range(fee["low"], fee["high"], fee["currency"]) if fee["high"] else _("On request")


def line_text(line: dict[str, Any], currency: str) -> str:
    """A fee line's amount; what it adds or takes away for an adjustment, nothing to read for a price not listed."""
    if line["item"] == Item.ADJUSTMENT:
        return shown_change(line["low"], line["high"], currency)
    if not line["unit_high"]:
        return _("ask for the price")
    return shown_range(line["low"], line["high"], currency)


def counted(unit: str, number: int) -> str:
    """The unit of a fee line for so many of it."""
    if unit == "graft":
        return ngettext("graft", "grafts", number)
    if unit == "course":
        return ngettext("course", "courses", number)
    if unit == "session":
        return ngettext("session", "sessions", number)
    if unit == "scar":
        return ngettext("scar", "scars", number)
    return str(words.UNIT.get(unit, unit))


def grafts_text(option: dict[str, Any]) -> str:
    """About so many grafts, and the range."""
    return about(option["grafts"])


def visits_text(option: dict[str, Any]) -> str:
    """Surgery days and SMP sessions in words."""
    return ", ".join(filter(None, (surgery_text(option), pigment_text(option)))) or _("None")


def surgery_text(option: dict[str, Any]) -> str:
    """Surgery days in words; nothing where there is no surgery."""
    parts = [_("1 strip surgery")] if option["code"] in STRIPS else []
    if surgery := option["fue_sessions"]:
        parts.append(ngettext("%(n)s surgery day", "%(n)s surgery days", surgery["high"]) % {"n": span(surgery)})
    return ", ".join(parts)


def pigment_text(option: dict[str, Any]) -> str:
    """SMP sessions in words; nothing where there are none."""
    smp = option["smp_sessions"]
    if not smp:
        return ""
    return ngettext("%(n)s SMP session", "%(n)s SMP sessions", smp["high"]) % {"n": span(smp)}


def span(figure: Range) -> str:
    """A range without its likely middle: 2–3."""
    low, high = count(figure["low"]), count(figure["high"])
    return low if low == high else f"{low}–{high}"


def about(figure: Range | None) -> str:
    """An estimate: 2,200 (1,600 to 2,800)."""
    if not figure or not figure["high"]:
        return _("None")
    if figure["low"] == figure["high"]:
        return count(figure["likely"])
    facts = {"likely": count(figure["likely"]), "low": count(figure["low"]), "high": count(figure["high"])}
    return _("about %(likely)s (%(low)s to %(high)s)") % facts


def count(number: float) -> str:
    """A number with its thousands apart; no decimals that say nothing."""
    places = 0 if float(number).is_integer() else 1
    text: str = number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)
    return text.replace("-", "−")


def after(days: int) -> str:
    """How long after the start: day 14, month 9."""
    if days == 0:
        return _("Start")
    if days < 60:
        return _("Day %(n)s") % {"n": days}
    return _("Month %(n)s") % {"n": round(days / 30.44)}
