"""How a plan was made, in words: each line of the stored trace as its reader sees it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from consultations import finding_words, number_words, words
from consultations.figures import after, line_text
from consultations.models import Plan
from consultations.planning.book import OWN, Book, plain
from consultations.planning.protocol import FIGURES
from consultations.planning.rulebook import BOOK
from consultations.planning.trace import KINDS
from consultations.sentences import numbers_in_words

Entry = dict[str, Any]  # a line as it is stored
OF_OPTION = re.compile(r"options\.(?P<code>\w+)\.(?P<figure>\w+)(?:\[(?P<n>\d+)\]\.(?P<name>.*))?", re.DOTALL)
SPREAD = re.compile(r"(?P<likely>\S+) \((?P<low>\S+) to (?P<high>\S+)\)")
UNIT: dict[str, Any] = {
    "loss.area": gettext_lazy("%(n)s cm²"),
    "zone": gettext_lazy("%(n)s cm²"),
    "donor.stay": gettext_lazy("%(n)s units/cm²"),
}
GROUPS: dict[str, Any] = {
    "gate": gettext_lazy("Gates"),
    "ranking": gettext_lazy("What was suggested, and in which order"),
    "loss": gettext_lazy("The loss"),
    "need": gettext_lazy("Grafts that are needed"),
    "donor": gettext_lazy("The donor"),
    "pigment": gettext_lazy("Pigment"),
    "later": gettext_lazy("How the loss may go on"),
}
RANKING = {"gate": "gate", "ruling": "ranking", "shortage": "ranking", "lead": "ranking", "progression": "later"}
BESIDE = {"want": "need", "demand": "need", "contrast": "pigment", "shade": "pigment"}


@dataclass(frozen=True)
class Number:
    """A number of the protocol that was read, with its value of that day where that is one number or one range."""

    name: str
    label: str
    value: str
    is_own: bool  # set by the clinic
    is_known: bool  # still in the protocol


@dataclass(frozen=True)
class Line:
    """One figure or step in words; `n` is its place in the trace, from 1."""

    n: int
    key: str
    kind: str
    label: str
    value: str
    formulas: list[str]
    told: list[tuple[str, str]]
    not_told: list[str]
    rule: str
    wording: str
    effect: str
    sources: list[str]
    numbers: list[Number] = field(repr=False)
    follows: list["Short"] = field(default_factory=list)


@dataclass(frozen=True)
class Short:
    """A line by its name and value, as a link to it shows."""

    n: int
    label: str
    value: str


def line(plan: Plan, n: int) -> Line:
    """The line at this place, whole."""
    return _line(plan, n, _numbers(plan, set(plan.steps[n - 1]["numbers"])))


def lines(plan: Plan) -> list[Line]:
    """Every line, whole, in their order."""
    numbers = _numbers(plan, {name for entry in plan.steps for name in entry["numbers"]})
    return [_line(plan, n, numbers) for n in range(1, len(plan.steps) + 1)]


def _book(plan: Plan) -> Book:
    """The numbers of the plan's day; the protocol's own where those of the clinic no longer fit it."""
    try:
        return plan.book
    except ValueError:
        return OWN


def _line(plan: Plan, n: int, numbers: dict[str, Number]) -> Line:
    entry: Entry = plan.steps[n - 1]
    _label, _rule, effect = KINDS.get(entry["kind"], (entry["kind"], "", ""))
    places = {one["key"]: at for at, one in enumerate(plan.steps, 1)}
    return Line(
        n=n,
        key=entry["key"],
        kind=entry["kind"],
        label=label(entry),
        value=value(plan, entry),
        formulas=[numbers_in_words(formula) for formula in entry["formula"]],
        told=[(finding_words.label(key), finding_words.told(plan.findings, key)) for key in _keys(entry["inputs"])],
        not_told=[finding_words.label(key) for key in _keys(entry["unknown"])],
        rule=entry["rule"],
        wording=gettext(BOOK[entry["rule"]].wording) if entry["rule"] in BOOK else "",
        effect=gettext(effect) if effect else "",
        sources=entry["sources"],
        numbers=[numbers[name] for name in entry["numbers"]],
        follows=[short(plan, places[key]) for key in entry["stands_on"] if key in places],
    )


def short(plan: Plan, n: int) -> Short:
    """The line at this place by name and value."""
    return Short(n, label(plan.steps[n - 1]), value(plan, plan.steps[n - 1]))


def _keys(keys: list[str]) -> list[str]:
    """The keys without those that ask for a part of which something single is read anyway."""
    return [key for key in keys if not key.endswith("*") or not any(_within(one, key) for one in keys)]


def _within(key: str, part: str) -> bool:
    return key != part and key.startswith(part[:-1])


def _numbers(plan: Plan, names: set[str]) -> dict[str, Number]:
    """The numbers of these names."""
    book = _book(plan)
    return {
        name: Number(
            name=name,
            label=number_words.label(name),
            # the values of the plan's day are known while the protocol is still the same
            value=_amount(name, plain(book[FIGURES[name]])) if name in FIGURES and book.version == plan.rules else "",
            is_own=name in plan.numbers,
            is_known=name in FIGURES,
        )
        for name in names
    }


def _amount(name: str, number: Any) -> str:
    """One number or one range with its unit; nothing of a table."""
    if isinstance(number, list) or (isinstance(number, dict) and number.keys() != words.END.keys()):
        return ""
    ends = dict.fromkeys((number["low"], number["high"])) if isinstance(number, dict) else [number]
    return f"{'–'.join(number_words.amount(end) for end in ends)} {number_words.unit(FIGURES[name])}"


# --- what a line is called --------------------------------------------------------------------------------------------


def label(entry: Entry) -> str:
    """What the line is of: its kind, and which gate, rule, zone, option."""
    kind, key = entry["kind"], entry["key"]
    name = gettext(KINDS[kind][0]) if kind in KINDS else kind
    found = OF_OPTION.match(key)
    if found:
        what = _part(kind, name, found["name"] or "")
        facts = {"what": what, "option": words.OPTION.get(found["code"], found["code"])}
        return _("%(what)s, “%(option)s”") % facts
    if kind in {"gate", "ruling"}:
        return _("%(name)s %(rule)s") % {"name": name, "rule": entry["rule"]}
    if kind == "progression":
        _kind, course, age = key.split(".")
        facts = {"what": name, "course": str(words.SCENARIO[course]).lower(), "age": age}
        return _("%(what)s, %(course)s, at %(age)s") % facts
    return name


def _part(kind: str, name: str, part: str) -> str:
    if kind == "zone":
        return _("%(what)s: %(part)s") % {"what": name, "part": words.zone(part)}
    if kind == "fee":
        return _("%(what)s: %(part)s") % {"what": name, "part": words.ITEM.get(part, part)}
    return name


def group(entry: Entry) -> tuple[str, str]:
    """The part of the page that the line belongs to: its key and title."""
    found = OF_OPTION.match(entry["key"])
    if found:
        return found["code"], str(words.OPTION.get(found["code"], found["code"]))
    first = entry["kind"].partition(".")[0]
    key = RANKING.get(first) or BESIDE.get(first) or first
    return key, str(GROUPS.get(key, key))


# --- what a line says -------------------------------------------------------------------------------------------------


def value(plan: Plan, entry: Entry) -> str:
    """The line's value in the reader's words and numbers."""
    kind, text = entry["kind"], entry["value"]
    if kind in CODES:
        return ", ".join(str(CODES[kind].get(code, code)) for code in text.split(", "))
    if kind in SPOKEN:
        return SPOKEN[kind](plan, entry) or numbers_in_words(text)
    amount = _spread(text.removesuffix(" cm2"))
    return str(UNIT[kind]) % {"n": amount} if kind in UNIT else amount


def _spread(text: str) -> str:
    """A range in words: 2,200 (1,600 to 2,800)."""
    found = SPREAD.fullmatch(text)
    facts = found.groupdict() if found else {}
    return numbers_in_words(_("%(likely)s (%(low)s to %(high)s)") % facts if found else text)


def _class(plan: Plan, entry: Entry) -> str:
    """A class, and its range where it is not sure."""
    scale, text = _scale(plan), entry["value"]
    found = SPREAD.fullmatch(text)
    if found is None:
        return words.grade(scale, text)
    facts = {end: words.grade(scale, grade) for end, grade in found.groupdict().items()}
    return _("%(likely)s (%(low)s to %(high)s)") % facts


def _fee(plan: Plan, entry: Entry) -> str:
    """The amount of a line of the engine's fee."""
    found = OF_OPTION.match(entry["key"])
    for option in plan.recommendation["options"]:
        if found and option["code"] == found["code"] and option["fee"]:
            lines = option["fee"]["lines"]
            at = int(found["n"])
            return line_text(lines[at], option["fee"]["currency"]) if at < len(lines) else ""
    return ""


def _days(_plan: Plan, entry: Entry) -> str:
    """When the steps are due."""
    return ", ".join(dict.fromkeys(after(int(day.replace(",", ""))) for day in entry["value"].split(", ") if day))


def _course(plan: Plan, entry: Entry) -> str:
    """The class of a row of the progression, and what it needs and leaves."""
    _kind, course, age = entry["key"].split(".")
    for row in plan.recommendation["progression"]:
        if (row["scenario"], str(row["age_years"])) == (course, age):
            facts = {"grade": words.grade(_scale(plan), row["grade"])}
            facts |= {name: f"{row[f'grafts_{name}']:,}".replace("-", "−") for name in ("needed", "left")}
            return numbers_in_words(_("%(grade)s: %(needed)s grafts needed, %(left)s left") % facts)
    return ""


def _scale(plan: Plan) -> str:
    return str(plan.findings.get("loss", {}).get("scale", "norwood"))


CODES: dict[str, dict[Any, Any]] = {
    "gate": words.EFFECT,
    "ruling": words.OPTION,
    "lead": words.OPTION,
    "fit": words.FIT,
    "shortage": words.FINDING,
    "contrast": words.FINDING,
}
SPOKEN: dict[str, Callable[[Plan, Entry], str]] = {
    "loss.now": _class,
    "loss.final": _class,
    "fee": _fee,
    "timeline": _days,
    "progression": _course,
}
