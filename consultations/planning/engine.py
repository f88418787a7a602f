"""The engine: findings in, recommendation out. Gates first, then rules, then points."""

from dataclasses import replace

from consultations.planning import (
    cautions,
    gates,
    grafts,
    missing,
    pigment,
    protocol,
    ranking,
    reasons,
    rules_pattern,
    sizes,
    timeline,
)
from consultations.planning.book import OWN, Book
from consultations.planning.codes import PIGMENT, PROCEDURES, SURGERY, TRANSPLANTS, card
from consultations.planning.findings import Findings
from consultations.planning.gates import Bar
from consultations.planning.picture import Picture
from consultations.planning.prices import DEFAULT, PriceList
from consultations.planning.ranges import NOTHING
from consultations.planning.ranking import Candidate
from consultations.planning.recommendation import (
    DECISION,
    ENGINE,
    DonorBudget,
    Option,
    Pigment,
    Progress,
    Reason,
    Recommendation,
)
from consultations.planning.rulebook import source
from patients.vocabulary import Diagnosis, Fit
from patients.vocabulary import OptionCode as O


def recommend(findings: Findings, prices: PriceList = DEFAULT, book: Book = OWN) -> Recommendation:
    """The ranked plan for these findings; the same for the same findings, prices and numbers."""
    return answer(Picture(findings, book), prices)


def answer(p: Picture, prices: PriceList) -> Recommendation:
    """The ranked plan for a picture."""
    ranked = ranking.rank(p, prices)
    bars = _with_a_way(gates.check(p), ranked)
    barred = _first_bar(bars, ranked[0].code)
    options = _options(p, ranked, bars, barred, prices)
    return Recommendation(
        engine=ENGINE,
        rules=p.book.version,
        decision=DECISION,
        lead=options[0].code,
        gates=tuple(bar.as_gate(held=_speaks(bar, ranked[0].code)) for bar in bars),
        options=options,
        donor=donor(p, options[0]),
        demand=p.demand,
        pigment=_pigment(p, options),
        progression=progression(p),
        missing=missing.keys(p, tuple(option.code for option in options)),
    )


# --- options ----------------------------------------------------------------------------------------------------------


def _first_bar(bars: tuple[Bar, ...], top: O) -> Bar | None:
    """The gate that decides what comes first: a hard one, else the first in order that concerns the top option."""
    leading = [bar for bar in bars if bar.lead is not None]
    for bar in leading:
        if bar.hard:
            return bar
    return next((bar for bar in leading if _speaks(bar, top)), None)


def _with_a_way(bars: tuple[Bar, ...], ranked: list[Candidate]) -> tuple[Bar, ...]:
    """The gates; when they stop every option and name no other way, the one that stops the first refers."""
    if any(bar.lead for bar in bars) or not all(_barred(bars, one.code) for one in ranked):
        return bars
    stopping = next(bar for bar in bars if ranked[0].code in bar.stops)
    return tuple(replace(bar, lead=O.REFER, effect="refer") if bar is stopping else bar for bar in bars)


def _speaks(bar: Bar, top: O) -> bool:
    """Whether the gate concerns what would come first; if not, it only limits."""
    return bar.watch is None or top in bar.watch


def _options(
    p: Picture, ranked: list[Candidate], bars: tuple[Bar, ...], first: Bar | None, prices: PriceList
) -> tuple[Option, ...]:
    by_code = {one.code: one for one in ranked}
    gate_codes = _gate_codes(bars, first)
    open_codes = [one.code for one in ranked if not _barred(bars, one.code)]
    closed = [one.code for one in ranked if _barred(bars, one.code)]
    shown = p.book[protocol.OPTIONS_SHOWN]
    codes = [code for code in open_codes if code not in gate_codes]
    extra = [code for code in codes[shown:] if ranking.wished(p, code) or (p.shortage and code in TRANSPLANTS)]
    order = list(dict.fromkeys([*gate_codes, *codes[:shown], *extra, *closed[:shown]]))
    held = first is not None and first.effect != "limit"
    built = []
    for n, code in enumerate(order):
        candidate = by_code.get(code) or ranking.weigh(p, code, p.book[protocol.RANK_POINTS][0], "", (), prices)
        fit = _fit(p, candidate, bars, leads=n == 0, held=held)
        built.append(_option(p, candidate, fit, bars))
    return tuple(built)


def _gate_codes(bars: tuple[Bar, ...], first: Bar | None) -> list[O]:
    """What the gates put first: the deciding one's code, then those of gates that speak whatever ranks."""
    if first is None or first.lead is None:
        return []
    return list(dict.fromkeys([first.lead, *(bar.lead for bar in bars if bar.lead and bar.watch is None)]))


def _barred(bars: tuple[Bar, ...], code: O) -> bool:
    return any(code in bar.stops for bar in bars)


def _fit(p: Picture, one: Candidate, bars: tuple[Bar, ...], *, leads: bool, held: bool) -> Fit:
    """How well it fits; behind a gate that ends or suspends, nothing is more than possible."""
    stopped = [bar for bar in bars if one.code in bar.stops]
    if stopped:
        return Fit.DO_NOT_OFFER if any(bar.never for bar in stopped) else Fit.NOT_ADVISED
    if leads:
        return Fit.POSSIBLE if _beyond_the_donor(p, one) else Fit.SUGGESTED
    high, low = p.book[protocol.FIT_POINTS]
    if one.points >= high and not held:
        return Fit.SUGGESTED
    return Fit.POSSIBLE if one.points >= low and not _unsuitable(p, one.code) else Fit.NOT_ADVISED


def _beyond_the_donor(p: Picture, one: Candidate) -> bool:
    """A transplant of more grafts than the donor likely has: it is measured before anything is suggested."""
    taken = one.size.grafts
    if taken is None or one.code not in TRANSPLANTS or (p.used_up and one.code is O.FUE_ONLY):
        return False
    return taken.likely > p.left


def _unsuitable(p: Picture, code: O) -> bool:
    """Pigment alone under hair that is to grow (R10), surgery that the donor cannot finish, a cause that goes on."""
    if code is O.SMP_ONLY:
        return p.aims.refuses_short and p.pattern.at_least("V")
    if p.kind is Diagnosis.LOCAL and p.told.loss.active:
        return code in PROCEDURES  # what caused the loss goes on
    if p.used_up and code is O.FUE_ONLY:
        return not rules_pattern.beard_open(p)
    beyond = (p.shortage and not p.aims.to_grow) or p.used_up
    return code in TRANSPLANTS and beyond and not p.scar_led


def _option(p: Picture, one: Candidate, fit: Fit, bars: tuple[Bar, ...]) -> Option:
    technique = card(one.code)
    from_gates = tuple(
        Reason(bar.gate, bar.text, source(bar.gate), bar.inputs) for bar in bars if one.code in (bar.lead, *bar.stops)
    )
    said = reasons.of(p, one.code, one.size, one.rulings)
    leading = any(bar.lead is one.code for bar in bars)
    wait = wait_days(bars, one.code)
    free = technique == "not_now" or fit is Fit.DO_NOT_OFFER
    against = one.against + cautions.to_know(p, one.code)
    return Option(
        code=one.code,
        technique=technique,
        fit=fit,
        grafts=one.size.grafts,
        fue_sessions=one.size.fue_sessions,
        smp_sessions=one.size.smp_sessions,
        zones=one.size.zones + one.size.scar_zones,
        fee=None if free else one.fee,
        timeline=timeline.plan(p, one.code, one.size, wait),
        reasons=(*from_gates, *said) if leading else said,
        cautions=against if leading else (*from_gates, *against),
        cannot=cautions.cannot(p, one.code),
    )


def wait_days(bars: tuple[Bar, ...], code: O) -> int:
    """The longest wait of the gates that put this option first."""
    return max((bar.wait_days for bar in bars if bar.lead is code), default=0)


# --- the blocks beside the options ------------------------------------------------------------------------------------


def donor(p: Picture, lead: Option) -> DonorBudget | None:
    if p.kind is Diagnosis.ALOPECIA_TOTALIS:
        return None
    known = p.demand is not None or p.scars or p.told.tells("donor.")
    if not known:
        return None
    planned = lead.grafts if lead.code in SURGERY and lead.grafts is not None else NOTHING
    if p.used_up and lead.code is O.FUE_ONLY:
        planned = NOTHING  # beard hair
    return grafts.budget(p.told, p.supply, p.demand, sizes.asked_of_donor(p), planned)


def _pigment(p: Picture, options: tuple[Option, ...]) -> Pigment | None:
    if not any(option.code in PIGMENT for option in options):
        return None
    return pigment.plan(p.told, p.book)


def progression(p: Picture) -> tuple[Progress, ...]:
    if p.kind is not Diagnosis.PATTERN:
        return ()
    return grafts.progression(p.told, p.pattern, p.supply, p.book)
