"""Donor arithmetic in follicular-unit grafts: supply, what is used, what the loss needs now and in the end."""

import math
from typing import Any

from consultations.planning import loss as losses
from consultations.planning import protocol, units
from consultations.planning.book import Book
from consultations.planning.findings import Donor, Findings
from consultations.planning.loss import SEVERITY, Course, Pattern
from consultations.planning.parts import Watch, Whole, Worked
from consultations.planning.protocol import Figure
from consultations.planning.ranges import NOTHING, Range, beyond, exactly, of, rising
from consultations.planning.recommendation import Demand, DonorBudget, Progress
from consultations.planning.scars import FROM_TRANSPLANT
from consultations.planning.units import (
    Cm2,
    CoverageValue,
    FuPerCm2,
    Grafts,
    HairsPerFu,
    Mm,
    Surgeries,
    as_grafts,
    covering,
    grafts_on,
    strip_of,
    units_in,
)
from patients.vocabulary import Calibre, Goal, Growth, Laxity, Quality

POOL = ("V", "VI", "VII")
Pools = tuple[str, str, str]  # rows of the survey at the low, likely and high end of the supply


class Supply(Whole):
    """The donor as far as it is known, from measures, else words, else the survey of surgeons."""

    def __init__(self, told: Findings, pattern: Pattern, book: Book, watch: Watch | None = None) -> None:
        self.told = told
        self.pattern = pattern
        self.book = book
        self.watch = watch

    @Worked
    def total(self) -> Range[Grafts]:
        """Grafts of a lifetime, before any was taken."""
        return total_with(self, self.pools)

    @Worked
    def used(self) -> Range[Grafts]:
        return _used(self)

    @Worked
    def available(self) -> Range[Grafts]:
        return self.total - self.used

    @Worked
    def fue_cap(self) -> Grafts:
        """What FUE alone may take in a lifetime."""
        return _fue_cap(self.calibre, self.book)

    @Worked
    def fue_left(self) -> Grafts:
        return Grafts(self.fue_cap - self.fue_used)

    @Worked
    def fue_left_at_best(self) -> Grafts:
        """The same with the least that earlier surgery can have taken."""
        return Grafts(self.fue_cap - self.used.low * _fue_share(self))

    @Worked
    def fue_used(self) -> Grafts:
        """Those of the grafts taken that were taken one by one."""
        return _fue_used(self)

    @Worked
    def strip_yield(self) -> Grafts:
        """The most that one strip gives."""
        return as_grafts(units_in(self.strip, self.density_for_strip))

    @Worked
    def strip(self) -> Cm2:
        """The skin of the largest strip that the scalp's laxity allows."""
        laxity = self.told.donor.laxity or Laxity.GOOD
        return strip_of(self.book[protocol.STRIP_LENGTH_CM], self.book[protocol.STRIP_WIDTH_CM][laxity.value].high)

    @Worked
    def density_for_strip(self) -> FuPerCm2:
        quality = self.told.donor.quality or Quality.AVERAGE
        return self.density if self.density is not None else self.book[protocol.DENSITY_BY_QUALITY][quality.value]

    @Worked
    def fue_yield(self) -> Grafts:
        """The most that one FUE pass gives."""
        own = self.told.donor.area_cm2
        area = own if own is not None else self.book[protocol.DONOR_AREA][self.pools[1]]
        return grafts_on(area, self.book[protocol.FUE_YIELD])

    @Worked
    def density(self) -> FuPerCm2 | None:
        """Follicular units per cm2 by measure."""
        return fu_density(self.told.donor, self.book)

    @Worked
    def hairs_per_fu(self) -> HairsPerFu:
        return _hairs_per_fu(self.told.donor, self.book)

    @Worked
    def calibre(self) -> Mm | None:
        """The shaft's width by measure, else by word."""
        return _calibre(self.told, self.book)

    @Worked
    def form(self) -> float:
        """The share of straight hair's coverage that this hair's form needs."""
        form = self.told.hair.form
        return self.book[protocol.FORM_KEEP][form.value] if form else 1.0

    @Worked
    def area(self) -> Range[Cm2]:
        """The donor area, as measured, else by the final class, with doubt."""
        return _donor_area(self, self.pools)

    @Worked
    def must_stay(self) -> Range[FuPerCm2]:
        return _must_stay(self, self.shafts)

    @Worked
    def shafts(self) -> Range[Mm]:
        """The shaft's width with its doubt."""
        return exactly(self.calibre) if self.calibre is not None else self.book[protocol.CALIBRE_DOUBT_MM]

    @Worked
    def calibre_factor(self) -> tuple[float, float, float]:
        """How much more or less than the survey's average hair this hair lets us take; in doubt, low to high."""
        return _calibre_factor(self, self.shafts)

    @Worked
    def pools(self) -> Pools:
        """The survey's rows at the low, likely and high end of the supply: the worst class gives the least."""
        final = self.pattern.final
        low, likely, high = (final.high, final.likely, final.low) if final else ("V", "V", "V")
        return pool(low), pool(likely), pool(high)

    @Worked
    def row(self) -> Range[Grafts]:
        """What the survey gives for those rows, at average hair."""
        return survey_row(self, self.pools)

    @Worked
    def low_density(self) -> bool:
        """Under the floor by measure."""
        return self.density is not None and self.density < self.book[protocol.DENSITY_FLOOR]

    @Worked
    def very_low(self) -> bool:
        return _very_low(self)

    @Worked
    def sources(self) -> tuple[str, ...]:
        figures = (protocol.SUPPLY, protocol.CALIBRE_MM)
        if self.density is not None:
            return cite(protocol.COVERAGE_MINIMUM, protocol.DONOR_AREA, protocol.CALIBRE_MM, protocol.FUE_CAP)
        return cite(*figures, protocol.FUE_CAP)


def cite(*figures: Figure[Any]) -> tuple[str, ...]:
    """The citations of figures, each once, with their strength."""
    return tuple(dict.fromkeys(f"{one.source} [{one.mark}]" for one in figures))


# --- supply -----------------------------------------------------------------------------------------------------------


def fu_density(donor: Donor, book: Book) -> FuPerCm2 | None:
    """Follicular units per cm2 by measure."""
    if donor.density_fu_cm2 is not None:
        return donor.density_fu_cm2
    if donor.hairs_cm2 is not None:
        return units.fu_density(donor.hairs_cm2, donor.hairs_per_fu or book[protocol.HAIRS_PER_FU])
    return None


def _very_low(held: Supply) -> bool:
    donor, density = held.told.donor, held.density
    if density is None:
        return donor.quality is Quality.LOW
    hairs = donor.hairs_cm2
    return density < held.book[protocol.VERY_LOW_DENSITY] or (
        hairs is not None and donor.density_fu_cm2 is None and hairs < held.book[protocol.VERY_LOW_HAIRS]
    )


def pool(grade: str) -> str:
    """Which row of the survey holds: V for V and anything less."""
    return grade if grade in POOL else "V"


def total_with(
    held: Supply, pools: Pools, density: FuPerCm2 | None = None, shafts: Range[Mm] | None = None
) -> Range[Grafts]:
    """The supply if these rows of the survey hold, and with another density or width of the shafts where given."""
    density = held.density if density is None else density
    if density is not None:
        stay = held.must_stay if shafts is None else _must_stay(held, shafts)
        return _by_coverage(density, stay, _donor_area(held, pools)).each(math.floor)
    row = held.row if pools == held.pools else survey_row(held, pools)
    factor = held.calibre_factor if shafts is None else _calibre_factor(held, shafts)
    ends = (row.low * factor[0], row.likely * factor[1], row.high * factor[2])
    return of(Grafts, *(round(end) for end in ends))


def limited(held: Supply) -> Grafts:
    """What a donor that was called limited can be counted on for: the survey's low end at likely hair."""
    return Grafts(held.row.low * held.calibre_factor[1])


def survey_row(held: Supply, pools: Pools) -> Range[Grafts]:
    """What the survey gives for the final class and the donor's quality, at average hair."""
    rows = [_surveyed(held.told.donor.quality, pool, held.book) for pool in pools]
    return rising(rows[0].low, rows[1].likely, rows[2].high)


def _surveyed(quality: Quality | None, pool: str, book: Book) -> Range[Grafts]:
    row = book[protocol.SUPPLY][pool]
    least = Grafts(row.low * book[protocol.SUPPLY_BELOW_LOW])
    middle_low, middle_high = Grafts((row.low + row.likely) / 2), Grafts((row.likely + row.high) / 2)
    if quality is Quality.LOW:
        return Range(least, row.low, middle_low)
    if quality is Quality.HIGH:
        return Range(middle_high, row.high, row.high)
    if quality is Quality.AVERAGE:
        return Range(middle_low, row.likely, middle_high)
    return Range(least, row.likely, row.high)


def _must_stay(held: Supply, shafts: Range[Mm]) -> Range[FuPerCm2]:
    """The density that must stay for the donor to cover: most at the low end of the supply."""
    value = CoverageValue(held.book[protocol.COVERAGE_MINIMUM] * held.form)
    return Range(*(covering(value, shaft, held.hairs_per_fu) for shaft in (shafts.low, shafts.likely, shafts.high)))


def _by_coverage(density: FuPerCm2, stay: Range[FuPerCm2], area: Range[Cm2]) -> Range[Grafts]:
    """Area × (density − what must stay), the coverage value's formula, at the worst, likely and best end."""

    def spare(skin: Cm2, staying: FuPerCm2) -> Grafts:
        return as_grafts(units_in(skin, FuPerCm2(max(0.0, density - staying))))

    return Range(spare(area.low, stay.low), spare(area.likely, stay.likely), spare(area.high, stay.high))


def _donor_area(held: Supply, pools: Pools) -> Range[Cm2]:
    own = held.told.donor.area_cm2
    if own is not None:
        return exactly(own)
    doubt, areas = held.book[protocol.DONOR_AREA_DOUBT], held.book[protocol.DONOR_AREA]
    low, likely, high = (areas[pool] for pool in pools)
    return Range(Cm2(low * (1 - doubt)), likely, Cm2(high * (1 + doubt)))


def _hairs_per_fu(donor: Donor, book: Book) -> HairsPerFu:
    if donor.hairs_per_fu is not None:
        return donor.hairs_per_fu
    if donor.hairs_cm2 and donor.density_fu_cm2:
        return HairsPerFu(min(max(units.hairs_per_fu(donor.hairs_cm2, donor.density_fu_cm2), 0.5), 10.0))
    return book[protocol.HAIRS_PER_FU]


def _calibre(findings: Findings, book: Book) -> Mm | None:
    hair = findings.hair
    if hair.calibre_mm is not None:
        return hair.calibre_mm
    return book[protocol.CALIBRE_MM][hair.calibre.value] if hair.calibre else None


def _calibre_factor(held: Supply, shafts: Range[Mm]) -> tuple[float, float, float]:
    book, usual = held.book, held.book[protocol.CALIBRE_MM]["medium"]
    hairs = held.told.donor.hairs_per_fu or book[protocol.HAIRS_PER_FU]
    density, value = book[protocol.AVERAGE_DENSITY], book[protocol.COVERAGE_MINIMUM]
    over = density - covering(value, usual, book[protocol.HAIRS_PER_FU])

    def factor(shaft: Mm) -> float:
        return max(0.0, density - covering(CoverageValue(value * held.form), shaft, hairs)) / over

    return factor(shafts.low), factor(shafts.likely), factor(shafts.high)


def _fue_cap(calibre: Mm | None, book: Book) -> Grafts:
    fine, coarse = book[protocol.CALIBRE_LIMITS_MM]
    word = Calibre.MEDIUM
    if calibre is not None:
        word = Calibre.FINE if calibre < fine else Calibre.COARSE if calibre >= coarse else Calibre.MEDIUM
    return book[protocol.FUE_CAP][word.value]


# --- what was taken ---------------------------------------------------------------------------------------------------


def operated(findings: Findings) -> bool:
    """Whether anything tells of earlier surgery."""
    donor = findings.donor
    signs = (donor.prior_method, donor.prior_growth, donor.months_since_surgery, donor.depleted or None)
    return (
        bool(donor.prior_grafts)
        or bool(donor.operations)
        or any(sign is not None for sign in signs)
        or any(scar.cause in FROM_TRANSPLANT for scar in findings.scars or ())
        or Goal.FIX_EARLIER_WORK in findings.wishes.goals
    )


def _used(held: Supply) -> Range[Grafts]:
    findings, donor, book = held.told, held.told.donor, held.book
    if donor.prior_grafts is not None:
        return exactly(donor.prior_grafts)
    if not operated(findings):
        return NOTHING
    once = book[protocol.GRAFTS_PER_OPERATION]
    if donor.operations is None:
        times = book[protocol.OPERATIONS_UNKNOWN]
        guess = Range(Grafts(once.low * times.low), Grafts(once.likely * times.likely), Grafts(once.high * times.high))
    else:
        guess = once * donor.operations
    if donor.depleted:  # used up by a clinician's word: what the donor held is gone
        total = held.total
        guess = Range(min(guess.low, total.low), max(guess.likely, total.likely), max(guess.high, total.high))
    return guess.whole()


def _fue_used(held: Supply) -> Grafts:
    """How many of the grafts taken were taken one by one."""
    return Grafts(held.used.likely * _fue_share(held))


def _fue_share(held: Supply) -> float:
    method = held.told.donor.prior_method
    return held.book[protocol.FUE_SHARE].get(method.value, 0.0) if method else 0.0


# --- demand -----------------------------------------------------------------------------------------------------------


def demand(findings: Findings, pattern: Pattern, book: Book) -> Demand | None:
    """What the loss needs now and, untreated, in the end; None when the loss is unknown."""
    now, sources = _now(findings, pattern, book)
    if now is None:
        if pattern.final is None:
            return None
        now = _of_class(pattern.final, book)
    lifetime = _lifetime(pattern, now, book)
    return Demand(now.whole(), lifetime.whole(), sources + cite(protocol.GRAFTS, protocol.GRAFTS_FULL_VII))


def _now(findings: Findings, pattern: Pattern, book: Book) -> tuple[Range[Grafts] | None, tuple[str, ...]]:
    area, opinion = findings.loss.bald_area_cm2, findings.opinion.grafts
    by_class = _of_class(pattern.now, book) if pattern.now else None
    if heading_to_vii(pattern):
        by_class = book[protocol.GRAFTS_HEADING_TO_VII]
    if area is not None:
        return by_area(area, by_class, book), cite(protocol.DENSITY_BANDS)
    if opinion is None:
        return by_class, cite(protocol.GRAFTS_HEADING_TO_VII) if heading_to_vii(pattern) else ()
    if by_class is None:
        doubt = book[protocol.OPINION_DOUBT]
        return Range(Grafts(opinion * (1 - doubt)), opinion, Grafts(opinion * (1 + doubt))), ()
    likely = min(max(opinion, by_class.low), by_class.high)
    return Range(by_class.low, likely, by_class.high), ()


def heading_to_vii(pattern: Pattern) -> bool:
    """A class VII, or an advanced class that a clinician expects to become one (S20)."""
    if pattern.ludwig or pattern.final is None or pattern.final.likely != "VII":
        return False
    if pattern.now is None or pattern.now.likely == "VII":
        return True
    return pattern.final_told and SEVERITY[pattern.now.likely] >= SEVERITY["IV"]


def _of_class(course: Course, book: Book) -> Range[Grafts]:
    table = book[protocol.GRAFTS]
    return rising(table[course.low].low, table[course.likely].likely, table[course.high].high)


def by_area(area: Cm2, by_class: Range[Grafts] | None, book: Book) -> Range[Grafts]:
    """Grafts for a measured area, band by band; never a wider range than the class alone gives."""
    need, left = NOTHING, area
    for size, density in book[protocol.DENSITY_BANDS]:
        part = min(left, size)
        need += Range(grafts_on(part, density.low), grafts_on(part, density.likely), grafts_on(part, density.high))
        left = Cm2(left - part)
    if by_class is None or need.width <= by_class.width:
        return need
    share = by_class.width / need.width
    low, high = need.likely - (need.likely - need.low) * share, need.likely + (need.high - need.likely) * share
    return Range(Grafts(low), need.likely, Grafts(high))


def class_lifetime(grade: str, book: Book) -> Range[Grafts]:
    """What a class needs in the end: the upper half of its range (S21 for class VII)."""
    if grade == "VII":
        return book[protocol.GRAFTS_FULL_VII]
    whole = book[protocol.GRAFTS][grade]
    low, likely = (Grafts(whole.low + share * whole.width) for share in book[protocol.LIFETIME_SHARE])
    return Range(low, likely, whole.high)


def _lifetime(pattern: Pattern, now: Range[Grafts], book: Book) -> Range[Grafts]:
    """The final class's need, moved up as a whole where today's need is already larger."""
    final = final_need(pattern, book)
    if final is None:
        return now
    more = max(0.0, now.low - final.low, now.likely - final.likely, now.high - final.high)
    return final + exactly(Grafts(more))


def final_need(pattern: Pattern, book: Book) -> Range[Grafts] | None:
    """What the final class needs, whatever is needed today."""
    if pattern.final is None:
        return None
    ends = (pattern.final.low, pattern.final.likely, pattern.final.high)
    low, likely, high = (class_lifetime(grade, book) for grade in ends)
    return rising(low.low, likely.likely, high.high)


# --- sessions, budget, progression ------------------------------------------------------------------------------------


def session_limit(findings: Findings, book: Book) -> Grafts:
    """Grafts that the clinic takes by FUE in one session."""
    return findings.clinic.fue_grafts_per_session or book[protocol.FUE_SESSION]


def sessions(grafts: Range[Grafts], limit: Grafts) -> Range[Surgeries]:
    """How many surgeries of that size the grafts take."""
    return of(Surgeries, *(max(1, math.ceil(end / limit)) for end in (grafts.low, grafts.likely, grafts.high)))


def budget(
    findings: Findings, held: Supply, need: Demand | None, wanted: Range[Grafts], planned: Range[Grafts]
) -> DonorBudget:
    """The donor's account: what there is, was taken, is planned, and is kept.

    Kept is what the loss still needs in the end, and no less than what is wanted now, planned or not: so a plan that
    spares the donor does not set hair free that the loss will ask for.
    """
    still = wanted
    if need is not None:
        covered = NOTHING if findings.donor.prior_growth is Growth.POOR else held.used
        still = (need.lifetime - covered).at_least(Grafts(0)).above(wanted)
    reserve = _kept(still, planned)
    free = held.available - planned - reserve
    return DonorBudget(held.total, held.used, held.available, planned, reserve, free, held.sources)


def _kept(still: Range[Grafts], planned: Range[Grafts]) -> Range[Grafts]:
    """What is needed beyond the plan; no end above the next, so a wide plan does not keep more than the need.

    Plan and reserve together are then the same at each end whatever leads, so that no lead sets hair free.
    """
    more = beyond(still, planned)
    likely = min(more.high, more.likely)
    return Range(min(likely, more.low), likely, more.high)


def progression(findings: Findings, pattern: Pattern, held: Supply, book: Book) -> tuple[Progress, ...]:
    """Class and grafts at the next three round ages, if the loss goes slowly, as likely, or fast."""
    age = findings.age_years
    if age is None or pattern.now is None or pattern.final is None:
        return ()
    ages = [first for first in range(age // 10 * 10 + 10, age // 10 * 10 + 40, 10) if first <= 90]
    finals = {"slow": pattern.final.low, "likely": pattern.final.likely, "fast": pattern.final.high}
    now, used, available = pattern.now.likely, held.used.likely, held.available.likely
    classes = [
        (scenario, then, _class_at(scenario, now, final, (age, then), book))
        for scenario, final in finals.items()
        for then in ages
    ]
    needs = {grade: round(class_lifetime(grade, book).likely) for _scenario, _then, grade in classes}
    return tuple(
        Progress(scenario, then, losses.shown(grade), needs[grade], round(available - max(0, needs[grade] - used)))
        for scenario, then, grade in classes
    )


def _class_at(scenario: str, now: str, final: str, ages: tuple[int, int], book: Book) -> str:
    """The class at an age, going in even steps to the final class."""
    if SEVERITY[final] <= SEVERITY[now]:
        return now
    age, then = ages
    young = age < book[protocol.YOUNG_AGE]
    ends = book[protocol.PROGRESS_DONE_AGE_YOUNG if young else protocol.PROGRESS_DONE_AGE]
    done = ends[scenario] if young else max(ends[scenario], age + 10)
    if then >= done:
        return final
    ladder = losses.LUDWIG if now in losses.LUDWIG else losses.LADDER
    way = [g for g in ladder if SEVERITY[now] <= SEVERITY[g] <= SEVERITY[final] and g not in losses.VARIANTS - {now}]
    return way[int((len(way) - 1) * (then - age) / (done - age))]
