"""What the doctor's page of a plan shows, worked out from the stored answer and the reviews."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from consultations import finding_words, words
from consultations.figures import (
    about,
    after,
    count,
    counted,
    fee_text,
    grafts_text,
    line_text,
    pigment_text,
    span,
    surgery_text,
)
from consultations.models import Plan, Review
from consultations.models.review import applied, cleared_gates
from consultations.money import shown_range
from consultations.planning.rulebook import BOOK
from consultations.planning.terms import terms
from consultations.policies import NOT_A_PROCEDURE, hard_gates, open_gates, why_not_choose
from consultations.sentences import clinical, in_words
from consultations.views.plan_trace import Opener
from patients.vocabulary import Item
from smpclinic.accounts.models import User

ICONS = {"smp": "session", "fue": "fue", "combination": "both", "not_now": "clock"}
DONOR_ROWS = ("supply", "used", "available", "planned", "reserve", "free")


@dataclass(frozen=True)
class Edit:
    """A figure that a doctor changed: what the engine said, who changed it, when and why."""

    engine: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Figure:
    """A figure in words, and its edit if a doctor changed it."""

    text: str
    edit: Edit | None = None
    step: int | None = None  # of the trace
    was: str = ""  # with the wishes that were told
    moved: str = ""  # by how much, where that is one number


@dataclass(frozen=True)
class Said:
    """A reason or caution: plain, as doctors say it, the rule behind it, and what was read."""

    plain: str
    clinical: str
    rule: str
    wording: str
    source: str
    read: list[str]
    step: int | None


@dataclass(frozen=True)
class Option:
    """One column of the comparison."""

    code: str
    name: Any
    in_full: Any
    icon: str
    fit: Any
    fit_state: str
    is_chosen: bool
    is_lead: bool
    why_not_choose: str
    fee: Figure
    visits: list[Figure]
    surgery: Figure
    smp: Figure
    grafts: Figure
    lines: list[dict[str, Any]]
    steps: list[dict[str, str]]
    steps_step: int | None
    zones: list[dict[str, Any]]
    grafts_sources: list[str]
    points: Figure | None
    reasons: list[Said]
    cautions: list[Said]
    cannot: str
    raw: dict[str, Any] = field(repr=False)


def answer(plan: Plan, user: User, first: Plan | None = None) -> dict[str, Any]:
    """The engine's answer as the page shows it; what is otherwise than in the first plan is marked."""
    opener, columns = Opener(plan), options(plan, user, first)
    chosen = next(option for option in columns if option.is_chosen)
    return {
        "options": columns,
        "chosen": chosen,
        "fee_lines": chosen.lines,
        "fee_terms": fee_terms(plan, chosen.raw),
        "timeline": chosen.steps,
        "donor": donor(plan, chosen.raw, opener),
        "progression": progression(plan, opener),
        "gates": gates(plan, opener),
        "missing": missing(plan),
        "pigment": pigment(plan, opener),
        "decision": in_words(plan.recommendation["decision"]),
        "beside": opener.beside(),
    }


def options(plan: Plan, user: User, first: Plan | None = None) -> list[Option]:
    """The columns, in the engine's order; what is otherwise than in the first plan is marked."""
    reviews = list(plan.reviews.all())
    standing = applied(plan.recommendation, reviews)["options"]
    before = {one["code"]: one for one in first.recommendation["options"]} if first else {}
    opener = Opener(plan)
    return [_option(plan, option, before.get(option["code"]), reviews, user, opener) for option in standing]


def _option(
    plan: Plan,
    option: dict[str, Any],
    before: dict[str, Any] | None,
    reviews: list[Review],
    user: User,
    opener: Opener,
) -> Option:
    code = option["code"]
    engine = next(one for one in plan.recommendation["options"] if one["code"] == code)

    def figure(text: Any, *fields: str) -> Figure:
        step = opener.at("options", code, fields[0]) if len(fields) == 1 else None
        was, moved = _moved(before, option, text, fields) if before else ("", "")
        return Figure(text(option), _edit(code, fields, text(engine), reviews), step, was, moved)

    return Option(
        code=code,
        name=words.OPTION[code],
        in_full=words.OPTION_IN_FULL[code],
        icon=ICONS[option["technique"]],
        fit=figure(lambda o: str(words.FIT[o["fit"]]), "fit"),
        fit_state=words.FIT_STATE[option["fit"]],
        is_chosen=code == plan.chosen,
        is_lead=code == plan.lead,
        why_not_choose=why_not_choose(plan, code, user),
        fee=figure(fee_text, "fee"),
        visits=[figure(surgery_text, "fue_sessions"), figure(pigment_text, "smp_sessions")],
        surgery=figure(lambda o: about(o["fue_sessions"]), "fue_sessions"),
        smp=figure(lambda o: about(o["smp_sessions"]), "smp_sessions"),
        grafts=figure(grafts_text, "grafts"),
        lines=fee_lines(option, engine, opener),
        steps=timeline(option),
        steps_step=opener.at("options", code, "timeline"),
        zones=zones(option, opener),
        grafts_sources=(plan.recommendation["demand"] or {"sources": []})["sources"],
        points=_points(code, opener),
        reasons=[said(reason, opener) for reason in option["reasons"]],
        cautions=[said(caution, opener) for caution in option["cautions"]],
        cannot=in_words(option["cannot"]),
        raw=option,
    )


def _moved(before: dict[str, Any], now: dict[str, Any], text: Any, fields: tuple[str, ...]) -> tuple[str, str]:
    """What a figure was before, and by how much its likely value moved; nothing when it is the same."""
    was = text(before)
    if was == text(now):
        return "", ""
    ends = [one[fields[0]] or NO_GRAFTS for one in (before, now)]
    if fields != ("grafts",) or ends[0]["likely"] == ends[1]["likely"]:
        return was or _("None"), ""
    more = ends[1]["likely"] - ends[0]["likely"]
    return was, ("+" if more > 0 else "") + count(more)


def said(reason: dict[str, Any], opener: Opener) -> Said:
    """A reason or caution in the reader's language, with its clinical wording beside it."""
    rule = reason["rule"]
    return Said(
        plain=in_words(reason["text"]),
        clinical=clinical(reason["text"]),
        rule=rule,
        wording=gettext(BOOK[rule].wording) if rule in BOOK else "",
        source=reason["source"],
        read=[finding_words.label(key) for key in reason["inputs"]],
        step=opener.of_rule(rule),
    )


def _points(code: str, opener: Opener) -> Figure | None:
    """The points that order the option among the others; none for what a gate put first."""
    step = opener.at("options", code, "points")
    if step is None:
        return None
    return Figure(_("%(n)s points") % {"n": opener.value(step)}, step=step)


def _edit(code: str, fields: tuple[str, ...], engine: str, reviews: list[Review]) -> Edit | None:
    """The last change of these figures of the option."""
    places = {f"options.{code}.{name}" for name in fields}
    for review in reversed(reviews):
        if review.kind == Review.Kind.EDITED and places & set(review.changes):
            return Edit(engine, review.made_by.name if review.made_by else "", review.made_at, review.reason)
    return None


def timeline(option: dict[str, Any]) -> list[dict[str, str]]:
    """The steps of an option with their time, the window where there is one, and the rule."""
    return [
        {
            "step": in_words(step["step"]),
            "when": after(step["after_days"]),
            "window": window(step["window_days"]),
            "rule": step["rule"],
        }
        for step in option["timeline"]
    ]


def window(days: dict[str, int] | None) -> str:
    """From when to when a step may be taken; nothing when that says no more than its time."""
    if days is None:
        return ""
    low, high = after(days["low"]), after(days["high"])
    return "" if low == high else _("between %(low)s and %(high)s") % {"low": low.lower(), "high": high.lower()}


def zones(option: dict[str, Any], opener: Opener) -> list[dict[str, Any]]:
    """Where the option works: the zone, how, its area, its grafts."""
    return [
        {
            "zone": words.zone(zone["zone"]),
            "how": str(words.HOW.get(zone["technique"], zone["technique"])),
            "area": _("%(area)s cm²") % {"area": about(zone["area_cm2"])},
            "grafts": _("%(n)s grafts") % {"n": about(zone["grafts"])} if zone["grafts"] else "",
            "to": opener.at("options", option["code"], f"zone[{n}]"),
        }
        for n, zone in enumerate(option["zones"])
    ]


def fee_lines(option: dict[str, Any], engine: dict[str, Any], opener: Opener) -> list[dict[str, Any]]:
    """The lines of a fee as a table shows them; those that the engine wrote with the step behind them."""
    fee, own = option["fee"] or NO_FEE, (engine["fee"] or NO_FEE)["lines"]
    return [
        {
            "item": words.ITEM.get(line["item"], line["item"]),
            "quantity": span({"low": line["quantity_low"], "high": line["quantity_high"]}),
            "unit": counted(line["unit"], line["quantity_high"]),
            "price": line_text(line, fee["currency"])
            if line["item"] == Item.ADJUSTMENT
            else shown_range(line["unit_low"], line["unit_high"], fee["currency"]),
            "amount": line_text(line, fee["currency"]),
            "why": in_words(line["why"]),
            "source": line["source"],
            "to": opener.at("options", option["code"], f"fee[{own.index(line)}]") if line in own else None,
        }
        for line in fee["lines"]
    ]


NO_FEE: dict[str, Any] = {"lines": [], "currency": ""}


def fee_terms(plan: Plan, option: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What the fee covers and does not, and what more or fewer grafts change; each part with its sentences."""
    found = terms(option, plan.prices, plan.book)
    if found is None:
        return []
    parts = (
        (_("What the fee covers"), found.included),
        (_("What it does not cover"), found.not_included),
        (_("If more or fewer grafts are placed"), found.true_up),
    )
    return [(title, [in_words(text) for text in texts]) for title, texts in parts if texts]


def donor(plan: Plan, option: dict[str, Any], opener: Opener) -> dict[str, Any] | None:
    """The donor budget with the chosen option in place of the engine's lead."""
    block = plan.recommendation["donor"]
    if block is None:
        return None
    planned = option["grafts"] if option["technique"] in {"fue", "combination"} and option["grafts"] else NO_GRAFTS
    free = {
        "low": block["available"]["low"] - planned["high"] - block["reserve"]["high"],
        "likely": block["available"]["likely"] - planned["likely"] - block["reserve"]["likely"],
        "high": block["available"]["high"] - planned["low"] - block["reserve"]["low"],
    }
    whole = block | {"planned": planned, "free": free}
    left = {
        "low": block["available"]["low"] - planned["high"],
        "likely": block["available"]["likely"] - planned["likely"],
        "high": block["available"]["high"] - planned["low"],
    }
    return {
        "bar": [whole[name]["likely"] for name in ("used", "planned", "reserve", "free")],
        "rows": [
            {
                "word": DONOR_WORDS[name](),
                "ends": [count(whole[name][end]) for end in words.END],
                "to": _donor_step(name, option, opener) if name == "planned" or whole[name] == block[name] else None,
            }
            for name in DONOR_ROWS
        ],
        "is_lead": whole == block,
        "supply": about(whole["supply"]),
        "left": about(left) if left["likely"] > 0 else count(left["likely"]),
        "short": free["likely"] < 0,
        "sources": block["sources"],
    }


def _donor_step(name: str, option: dict[str, Any], opener: Opener) -> int | None:
    return opener.at("options", option["code"], "grafts") if name == "planned" else opener.at("donor", name)


NO_GRAFTS = {"low": 0, "likely": 0, "high": 0}
DONOR_WORDS = {
    "supply": lambda: _("Supply for life"),
    "used": lambda: _("Used"),
    "available": lambda: _("Available now"),
    "planned": lambda: _("This plan"),
    "reserve": lambda: _("Held back"),
    "free": lambda: _("Free"),
}


def progression(plan: Plan, opener: Opener) -> dict[str, Any]:
    """How the loss may go on: drawings for the likely course, a table for all three."""
    rows = plan.recommendation["progression"]
    scale = plan.findings.get("loss", {}).get("scale", "norwood")
    likely = [row for row in rows if row["scenario"] == "likely"]
    picked = list({row["grade"]: row for row in reversed(likely)}.values())[::-1][:3]
    return {
        "scale": scale,
        "drawn": [row | {"name": words.grade(scale, row["grade"])} for row in picked],
        "rows": [
            row
            | {
                "scenario": words.SCENARIO[row["scenario"]],
                "name": words.grade(scale, row["grade"]),
                "needed": count(row["grafts_needed"]) if row["grafts_needed"] is not None else "",
                "left": count(row["grafts_left"]) if row["grafts_left"] is not None else "",
                "to": opener.at("progression", row["scenario"], row["age_years"]),
            }
            for row in rows
        ],
    }


def gates(plan: Plan, opener: Opener) -> list[dict[str, Any]]:
    """Every gate with its effect in words, and who cleared it."""
    cleared = cleared_gates(plan.reviews.all())
    hard = {gate["gate"] for gate in hard_gates(plan)}
    return [
        gate
        | {
            "effect_word": words.EFFECT.get(gate["effect"], gate["effect"]),
            "said": said(gate | {"rule": gate["gate"]}, opener),
            "is_hard": gate["gate"] in hard,
            "cleared": cleared.get(gate["gate"]),
        }
        for gate in plan.recommendation["gates"]
    ]


def pigment(plan: Plan, opener: Opener) -> dict[str, Any] | None:
    """The shade to start with and to aim at, and what to know before."""
    block: dict[str, Any] | None = plan.recommendation["pigment"]
    if block is None:
        return None
    cautions = [said(caution, opener) for caution in block["cautions"]]
    return block | {"cautions": cautions, "to": opener.at("shade")}


def before_approval(plan: Plan, *, pattern_by: str, photo_views: int, home_views: int) -> list[dict[str, Any]]:
    """What to look at before approving: done or not, and whether it blocks."""
    standing = ", ".join(dict.fromkeys(gate["gate"] for gate in open_gates(plan)))
    waits = plan.chosen in NOT_A_PROCEDURE
    if standing and waits:
        cautions = _("Nothing is treated while %(gates)s stands") % {"gates": standing}
    elif standing:
        cautions = _("Hard caution to clear: %(gates)s") % {"gates": standing}
    else:
        cautions = _("No hard caution stands")
    return [
        {"word": _("Pattern confirmed by a doctor"), "done": bool(pattern_by), "to": "assess"},
        {
            "word": _("Photos, %(n)s of %(of)s") % {"n": photo_views, "of": home_views},
            "done": photo_views >= home_views,
            "to": "photos",
        },
        {"word": cautions, "done": waits or not standing, "to": "gates"},
        {"word": _("Note to the patient written"), "done": bool(plan.note_to_patient), "to": "note"},
    ]


def missing(plan: Plan) -> list[str]:
    """The facts whose absence widened the answer, in words."""
    return [finding_words.label(key) for key in plan.recommendation["missing"]]
