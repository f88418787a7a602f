"""The trace: each figure and each step of the ranking with its rule, what it read, its arithmetic, effect and source.

What a line reads is not declared but followed while the engine works it out, so a finding that a line does not name
cannot change it.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from typing import Any

from consultations.planning import engine, fees, formulas, gates, pigment, ranking, rules, timeline
from consultations.planning.book import OWN, Book
from consultations.planning.findings import Findings
from consultations.planning.formulas import Formulas, number
from consultations.planning.grafts import cite
from consultations.planning.loss import Course, shown
from consultations.planning.prices import DEFAULT, PriceList, money
from consultations.planning.protocol import FIGURES
from consultations.planning.ranges import AnyRange, Range
from consultations.planning.reads import NUMBER, watched
from consultations.planning.recommendation import Option
from consultations.planning.rulebook import source
from consultations.planning.sizes import Size
from consultations.planning.words import _
from patients.vocabulary import Item

# By the kind of line: what it is, its rule, and what it does to the plan.
KINDS = {
    "loss.now": (_("Class of loss now"), "J", _("Decides which rules are asked and where the graft numbers start.")),
    "loss.final": (_("Final class, untreated"), "S29", _("Sets the lifetime need and the donor that stays permanent.")),
    "loss.area": (_("Thin area"), "J", _("Gives the zones their size, for grafts and for pigment.")),
    "donor.stay": (_("Donor density that must stay"), "J", _("What is above it may be taken.")),
    "donor.supply": (_("Donor supply in a lifetime"), "S14", _("No plan may draw on more.")),
    "donor.used": (_("Grafts taken before"), "S13", _("Taken off the supply.")),
    "donor.available": (_("Grafts still available"), "S14", _("Supply less what was taken.")),
    "donor.fue_left": (_("Grafts that FUE alone may still take"), "J", _("Caps plans without a strip.")),
    "donor.reserve": (_("Kept for later loss"), "S23", _("What the final class asks for beyond this plan.")),
    "donor.free": (
        _("Free after plan and reserve"),
        "S14",
        _("Below zero the donor cannot carry the loss to its end."),
    ),
    "demand.now": (_("Grafts needed now"), "J", _("Chooses among one session, several, strip and both.")),
    "demand.lifetime": (_("Grafts needed in the end"), "S29", _("Set against the supply: more is a shortage.")),
    "want": (_("Grafts for the zones wished for"), "J", _("The number that a transplant is planned for.")),
    "shortage": (_("Demand exceeds supply"), "S14", _("Turns the plan to framing the face, or to pigment alone.")),
    "contrast": (_("Contrast of hair and scalp"), "S1", _("High contrast speaks for pigment beside a transplant.")),
    "shade": (_("Pigment shade, 1 lightest to 6 darkest"), "S50", _("Where the artist starts and aims.")),
    "lead": (_("What comes first"), "J", _("The option that the plan leads with.")),
    "gate": (_("Gate"), "", _("Ends, suspends or limits what the rules rank.")),
    "ruling": (_("Rule"), "", _("Puts these options in this order.")),
    "points": (_("Points"), "", _("Order the options; a tie goes to the least invasive.")),
    "fit": (_("Fit"), "J", _("How the option is put to the patient.")),
    "grafts": (_("Grafts"), "J", _("What this option takes from the donor.")),
    "fue_sessions": (_("FUE sessions"), "S19", _("Time, travel and fee.")),
    "smp_sessions": (_("SMP sessions"), "S38", _("Time, travel and fee.")),
    "zone": (_("Zone"), "S15", _("Where this option works, and how large that is.")),
    "timeline": (_("Days from the start"), "J", _("When each step is due.")),
    "fee": (_("Fee line"), "S58", _("A part of the fee.")),
    "progression": (
        _("If the loss goes on"),
        "S29",
        _("What the class would need and the donor have."),
    ),
}


# By the kind of line: the lines that its arithmetic takes up; a name with a point before it is of the same option.
FOLLOWS = {
    "loss.final": ("loss.now",),
    "loss.area": ("loss.now",),
    "demand.now": ("loss.now",),
    "demand.lifetime": ("loss.final", "demand.now"),
    "want": ("demand.now",),
    "shortage": ("demand.lifetime", "donor.supply"),
    "donor.supply": ("loss.final", "donor.stay"),
    "donor.available": ("donor.supply", "donor.used"),
    "donor.fue_left": ("donor.used",),
    "donor.reserve": ("demand.lifetime", "want"),
    "donor.free": ("donor.available", "donor.reserve"),
    "progression": ("donor.available", "donor.used"),
    "fit": (".points",),
    "grafts": ("want", "donor.available", "donor.fue_left"),
    "fue_sessions": (".grafts",),
    "zone": ("loss.area",),
    "timeline": (".fue_sessions", ".smp_sessions"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure or step: `key` names it; `inputs` were told and read, `unknown` looked for and not told."""

    key: str
    kind: str
    value: str
    rule: str
    formula: Formulas
    inputs: tuple[str, ...]
    unknown: tuple[str, ...]
    stands_on: tuple[str, ...]  # other lines that it follows from
    numbers: tuple[str, ...]
    sources: tuple[str, ...]


NAMES = tuple(one.name for one in fields(Line))
SHARED = frozenset({"inputs", "unknown", "stands_on", "numbers", "sources"})


def of(told: Findings, prices: PriceList = DEFAULT, book: Book = OWN) -> tuple[Line, ...]:
    """Every line behind the recommendation for these findings."""
    lines = tuple(_Tracer(told, prices, book).lines())
    keys = frozenset(line.key for line in lines)
    return tuple(replace(line, stands_on=tuple(_followed(line, keys))) for line in lines)


def _followed(line: Line, keys: frozenset[str]) -> Iterator[str]:
    """The other lines that a line follows from, those of its own option among them."""
    own = line.key.rsplit(".", 1)[0] if line.key.startswith("options.") else ""
    for name in (*line.stands_on, *FOLLOWS.get(line.kind, ())):
        key = f"{'.'.join(own.split('.')[:2])}{name}" if name.startswith(".") else name
        if key in keys:
            yield key


Row = dict[str, Any]  # a line as plain JSON


def as_json(lines: tuple[Line, ...]) -> Row:
    """The trace as it is stored."""
    return packed([asdict(line) for line in lines])


def packed(rows: list[Row]) -> Row:
    """Rows a tenth as long: words and lists that they share stand once, and are named by their place."""
    words: dict[str, int] = {}
    lists: dict[tuple[int, ...], int] = {}

    def place(name: str, value: Any) -> Any:
        if name not in SHARED:
            return value
        return lists.setdefault(tuple(words.setdefault(one, len(words)) for one in value), len(lists))

    lines = [[place(name, row[name]) for name in NAMES] for row in rows]
    return {"words": list(words), "lists": [list(one) for one in lists], "lines": lines}


def rows(stored: Row) -> list[Row]:
    """The rows of a stored trace; none of a plan that has none."""
    lists = [[stored["words"][one] for one in each] for each in stored.get("lists", ())]
    return [
        {name: lists[value] if name in SHARED else value for name, value in zip(NAMES, line, strict=True)}
        for line in stored.get("lines", ())
    ]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a line rests on beside what it reads: its rule, other lines, a source of its own."""

    rule: str = ""
    stands_on: tuple[str, ...] = ()
    source: str = ""


NO_MORE, ON_LEAD = Ground(), Ground(stands_on=("lead",))


class _Tracer:
    def __init__(self, told: Findings, prices: PriceList, book: Book) -> None:
        self.told, self.prices = told, prices
        self.p, self.watch = watched(told, book)
        self.rec, self.all_read = self.watch.follow(lambda: engine.answer(self.p, prices))

    def lines(self) -> Iterator[Line]:
        for part in (self._gates, self._ranking, self._loss, self._demand, self._donor, self._beside, self._options):
            yield from part()

    def _line(self, key: str, value: Callable[[], Any], formula: Formulas = ()) -> Iterator[Line]:
        """A line of what the work gives, when it gives anything."""
        found, read = self.watch.follow(value)
        if found is not None:
            yield self._of(key, written(found), formula, read)

    def _of(self, key: str, value: str, formula: Formulas, read: frozenset[str], ground: Ground = NO_MORE) -> Line:
        parts = [part.split("[")[0] for part in key.split(".")]
        kind = next(one for one in (".".join(parts), *reversed(parts)) if one in KINDS)
        names = tuple(sorted(one.removeprefix(NUMBER) for one in read if one.startswith(NUMBER)))
        keys = sorted(one for one in read if not one.startswith(NUMBER))
        rule = ground.rule or KINDS[kind][1]
        return Line(
            key=key,
            kind=kind,
            value=value,
            rule=rule,
            formula=formula,
            inputs=tuple(one for one in keys if self._was_told(one)),
            unknown=tuple(one for one in keys if not self._was_told(one)),
            stands_on=ground.stands_on,
            numbers=names,
            sources=tuple(dict.fromkeys((ground.source or source(rule), *cite(*(FIGURES[name] for name in names))))),
        )

    def _was_told(self, key: str) -> bool:
        return self.told.tells(key[:-1]) if key.endswith("*") else key in self.told.told

    # --- gates and rules ----------------------------------------------------------------------------------------------

    def _gates(self) -> Iterator[Line]:
        effects = {gate.gate: gate.effect for gate in self.rec.gates}
        for gate in gates.GATES:
            bar, read = self.watch.follow(partial(gate, self.p))
            if bar is not None:
                on = ON_LEAD.stands_on  # a gate that holds nothing up only limits
                yield self._of(f"gate.{bar.gate}", effects[bar.gate], (), read, Ground(bar.gate, on))

    def _ranking(self) -> Iterator[Line]:
        rulings, read = self.watch.follow(lambda: rules.judge(self.p))
        for n, ruling in enumerate(rulings, 1):
            yield self._of(f"ruling.{n}.{ruling.rule}", ", ".join(ruling.codes), (), read, Ground(ruling.rule))
        yield from self._line("shortage", lambda: "yes" if self.p.shortage else "no", formulas.shortage(self.p))
        yield self._of("lead", self.rec.lead.value, (), self.all_read)

    # --- figures ------------------------------------------------------------------------------------------------------

    def _loss(self) -> Iterator[Line]:
        pattern = self.p.pattern
        yield from self._line("loss.now", lambda: pattern.now)
        yield from self._line("loss.final", lambda: pattern.final)
        yield from self._line("loss.area", lambda: pattern.area)

    def _demand(self) -> Iterator[Line]:
        p = self.p
        yield from self._line("demand.now", lambda: p.demand and p.demand.now, formulas.by_area(p))
        yield from self._line("demand.lifetime", lambda: p.demand and p.demand.lifetime, formulas.lifetime(p))
        yield from self._line("want", lambda: p.want, formulas.wanted(p))

    def _donor(self) -> Iterator[Line]:
        donor, p, held, lead = self.rec.donor, self.p, self.p.supply, self.rec.options[0]
        if donor is None:
            return
        if held.density is not None:
            yield from self._line("donor.stay", lambda: held.must_stay, formulas.must_stay(held))
        yield from self._line("donor.supply", lambda: held.total, formulas.supply(held))
        yield from self._line("donor.used", lambda: held.used)
        yield from self._line("donor.available", lambda: held.available, formulas.available(held))
        yield from self._line("donor.fue_left", lambda: number(held.fue_left), formulas.fue_left(held))
        _, read = self.watch.follow(lambda: engine.donor(p, lead))
        yield self._of("donor.reserve", spread(donor.reserve), formulas.reserve(p, donor), read, ON_LEAD)
        yield self._of("donor.free", spread(donor.free), formulas.budget(donor), read, ON_LEAD)

    def _beside(self) -> Iterator[Line]:
        p = self.p
        yield from self._line("contrast", lambda: p.contrast)
        if self.rec.pigment is not None:
            _, read = self.watch.follow(lambda: pigment.plan(p.told, p.book))
            yield self._of("shade", str(self.rec.pigment.shade), (), read)
        _, read = self.watch.follow(lambda: engine.progression(p))
        for row in self.rec.progression:
            value = f"{row.grade}: {row.grafts_needed:,} needed, {number(row.grafts_left)} left"
            yield self._of(f"progression.{row.scenario}.{row.age_years}", value, formulas.progress(p.supply, row), read)

    # --- options ------------------------------------------------------------------------------------------------------

    def _options(self) -> Iterator[Line]:
        ranked, read = self.watch.follow(lambda: ranking.rank(self.p, self.prices))
        placed = {one.code: one for one in ranked}
        for option in self.rec.options:
            at, one = f"options.{option.code.value}", placed.get(option.code)
            if one is not None:
                of_rule = one.rule or "J"
                yield self._of(f"{at}.points", number(one.points), formulas.points(one), read, Ground(of_rule))
            yield self._of(f"{at}.fit", option.fit.value, (), frozenset(), ON_LEAD)
            yield from self._size(at, option)
            yield from self._timeline(at, option)
            yield from self._fee(at, option)

    def _size(self, at: str, option: Option) -> Iterator[Line]:
        p, code = self.p, option.code
        size = Size(p, code)
        yield from self._line(f"{at}.grafts", lambda: size.grafts, formulas.option_grafts(p, code))
        yield from self._line(f"{at}.fue_sessions", lambda: size.fue_sessions, formulas.surgeries(p, code))
        yield from self._line(f"{at}.smp_sessions", lambda: size.smp_sessions)
        _, by_grafts = self.watch.follow(lambda: size.grafted)
        _, by_pigment = self.watch.follow(lambda: size.pigmented + size.scar_zones)
        for n, zone in enumerate(option.zones):
            read = by_pigment if zone.technique == "smp" else by_grafts
            formula = formulas.zone_area(p, zone.zone, zone.area_cm2)
            yield self._of(f"{at}.zone[{n}].{zone.zone}", f"{spread(zone.area_cm2)} cm2", formula, read)

    def _timeline(self, at: str, option: Option) -> Iterator[Line]:
        p, code = self.p, option.code
        wait = engine.wait_days(gates.check(p), code)
        _, read = self.watch.follow(lambda: timeline.plan(p, code, Size(p, code), wait))
        days = ", ".join(f"{step.after_days:,}" for step in option.timeline)
        yield self._of(f"{at}.timeline", days, (), read, ON_LEAD)

    def _fee(self, at: str, option: Option) -> Iterator[Line]:
        if option.fee is None:
            return
        size = Size(self.p, option.code)
        _, by_pigment = self.watch.follow(lambda: fees.of_pigment(self.p, size, self.prices))
        _, by_fue = self.watch.follow(lambda: fees.of_fue(size, self.prices))
        _, by_strip = self.watch.follow(lambda: fees.of_strip(size, self.prices))
        reads = {Item.FUE_GRAFTS: by_fue, Item.STRIP_GRAFTS: by_strip}
        currency = option.fee.currency
        for n, line in enumerate(option.fee.lines):
            value = f"{money(line.low, currency)} to {money(line.high, currency)}"
            formula = formulas.fee_line(line, currency)
            # what a gate never offers has no fee, so a line follows from the lead too
            by = ("fue_sessions", "grafts") if line.item in reads else ("smp_sessions",)
            ground = Ground(
                "J" if line.item in reads else "S58", ("lead", *(f"{at}.{name}" for name in by)), line.source
            )
            read = reads.get(line.item, by_pigment)
            yield self._of(f"{at}.fee[{n}].{line.item}", value, formula, read, ground)


def written(value: Any) -> str:
    """A value of a line as it is read."""
    if isinstance(value, Course):
        span = "" if value.low == value.high else f" ({shown(value.low)} to {shown(value.high)})"
        return shown(value.likely) + span
    if isinstance(value, Range):
        return spread(value)
    return str(value)


def spread(value: AnyRange) -> str:
    """A range as people read it."""
    if value.low == value.high:
        return number(value.likely)
    return f"{number(value.likely, 1)} ({number(value.low, 1)} to {number(value.high, 1)})"
