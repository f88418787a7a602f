"""The steps of each option in days from its start."""

from collections.abc import Iterator
from typing import NamedTuple

from consultations.planning import pigment, protocol
from consultations.planning.picture import Picture
from consultations.planning.ranges import AnyRange
from consultations.planning.recommendation import Step
from consultations.planning.sentences import steps as said
from consultations.planning.sizes import Size
from patients.vocabulary import OptionCode as O


def plan(p: Picture, code: O, size: Size, wait_days: int) -> tuple[Step, ...]:
    """The timeline of an option of that size; what waits starts with the wait."""
    if code in (O.SMP_ONLY, O.SCAR_SMP):
        return tuple(_pigment(p, size, 0, 0))
    if code is O.COMBINATION:
        return tuple(sorted(_both(p, size), key=lambda step: step.after_days))
    if code in (O.FUE_ONLY, O.STRIP):
        return tuple(_surgeries(p, 1, 0))
    if code in (O.TRANSPLANT_STAGED, O.FUE_STRIP_STAGED):
        more = 1 if code is O.FUE_STRIP_STAGED else 0
        return tuple(_surgeries(p, (_count(size.fue_sessions) or 2) + more, 0))
    return tuple(_not_now(p, code, wait_days))


def _count(sessions: AnyRange | None) -> int:
    return int(sessions.likely) if sessions else 0


def _pigment(p: Picture, size: Size, start: int, late: int) -> Iterator[Step]:
    """The pigment sessions and their checks; `late` is how much later the first may be."""
    gap = p.book[protocol.SMP_INTERVAL]
    hours = pigment.hours(size.pigment_cm2, p.book) if size.pigment_cm2 else p.book[protocol.SMP_SCAR_HOURS]
    count = max(1, _count(size.smp_sessions))
    for n in range(count):
        window = (start + n * int(gap.low), start + late + n * int(gap.high)) if n or late else None
        yield Step(_pigment_session(n, *hours), start + n * int(gap.likely), window, "S40" if n else "S38")
    after = count - 1
    if size.scar_zones and size.pigment_cm2:  # the scar is a later stage of its own
        after = count
        window = (start + after * int(gap.low), start + late + after * int(gap.high))
        yield Step(said.SCAR_SESSION, start + after * int(gap.likely), window, "S49")
    last = Last(start + after * int(gap.low), start + after * int(gap.likely), start + late + after * int(gap.high))
    yield from _after_pigment(p, last)


class Last(NamedTuple):
    """The day of the last session: the earliest, the usual, the latest."""

    early: int
    day: int
    late: int

    def step(self, words: str, low: float, likely: float, high: float, rule: str) -> Step:
        """What is due so many days after it."""
        window = (self.early + int(low), self.late + int(high))
        return Step(words, self.day + int(likely), window, rule)


def _after_pigment(p: Picture, last: Last) -> Iterator[Step]:
    settled, cover, year = p.book[protocol.SMP_SETTLED], p.book[protocol.SMP_COVER], p.book[protocol.SMP_YEAR_CHECK]
    yield last.step(said.SETTLED, settled.low, settled.likely, settled.high, "J")
    yield last.step(said.LAST_CHECK, p.book[protocol.SMP_LAST_CHECK], cover, cover, "S60")
    yield last.step(said.YEARLY, year.low, year.likely, year.high, "J")
    months, skin, day = p.book[protocol.SMP_TOUCH_UP_MONTHS], p.told.skin, p.book[protocol.DAYS_A_MONTH]
    early = skin.oily or skin.outdoor_life or bool(p.scars)
    due = round(months["early" if early else "usual"] * day)
    yield last.step(said.TOUCH_UP, round(months["early"] * day), due, round(months["late"] * day), "S53")


def _pigment_session(n: int, least: int, most: int) -> str:
    """The name of a session, counted from 0, with its hours."""
    words, number = (said.PIGMENT[n], {}) if n < len(said.PIGMENT) else (said.MORE_PIGMENT, {"number": n + 1})
    if least < most:
        return words.between(least=least, most=most, **number)
    return words.hours(hours=most, **number) if most > 1 else words.hour(**number)


def _surgeries(p: Picture, count: int, start: int) -> Iterator[Step]:
    gap = p.book[protocol.SURGERY_GAP]
    visits = p.book[protocol.FUE_VISITS]
    for n in range(count):
        window = (start + n * int(gap.low), start + n * int(gap.high)) if n else None
        name = said.SURGERY if count == 1 else _surgery(n)
        yield Step(name, start + n * int(gap.likely), window, "J" if n else "S19")
        if n < count - 1:  # the visits that fall due before the next surgery may
            early, day, late = (start + n * int(one) for one in (gap.low, gap.likely, gap.high))
            yield from (
                Step(said.VISIT, day + due, (early + low, late + high), "J")
                for due, low, high in visits
                if high < gap.low
            )
    last, early, late = (start + (count - 1) * int(one) for one in (gap.likely, gap.low, gap.high))
    for day, low, high in visits:
        yield Step(said.VISIT, last + day, (early + low, late + high), "J")
    crown = p.book[protocol.CROWN_FINAL_DAYS]
    window = (early + int(crown.low), late + int(crown.high))
    yield Step(said.FINAL_LOOK, last + int(crown.likely), window, "J")


def _surgery(n: int) -> str:
    """The name of one of several surgeries, counted from 0."""
    return said.SURGERIES[n] if n < len(said.SURGERIES) else said.MORE_SURGERY(number=n + 1)


def _both(p: Picture, size: Size) -> Iterator[Step]:
    months = p.told.wishes.within_months
    if months is not None and months <= p.book[protocol.QUICK_MONTHS]:
        yield from _pigment(p, size, 0, 0)
        healed = p.book[protocol.SMP_BEFORE_SURGERY]
        last = (max(1, _count(size.smp_sessions)) - 1) * int(p.book[protocol.SMP_INTERVAL].likely)
        window = (last + int(healed.low), last + int(healed.high))
        yield Step(said.SURGERY_AFTER_PIGMENT, last + int(healed.likely), window, "R26")
        return
    count = max(1, _count(size.fue_sessions))
    yield from (step for step in _surgeries(p, count, 0) if step.step != said.FINAL_LOOK)
    last = (count - 1) * int(p.book[protocol.SURGERY_GAP].likely)
    wait = p.book[protocol.SMP_AFTER_SURGERY]
    yield from _pigment(p, size, last + int(wait.likely), int(wait.high - wait.likely))


def _not_now(p: Picture, code: O, wait_days: int) -> Iterator[Step]:
    if code is O.DEFER_MEDICAL:
        before, after = p.book[protocol.DRUG_VISIT_WINDOW]
        for months in p.book[protocol.DRUG_VISITS]:
            day = round(months * p.book[protocol.DAYS_A_MONTH])
            yield Step(said.MEDICINE(months=months), day, (day - before, day + after), "J")
        return
    if code in (O.NONE, O.DECLINE_SURGERY):
        yield Step(said.IN_A_YEAR, int(p.book[protocol.SMP_YEAR_CHECK].likely), None, "J")
        return
    if code is O.REJECT_SESSION_SIZE:
        yield Step(said.SMALLER_SESSIONS, 0, None, "G15")
        return
    words = said.AFTER_WAIT if code is O.DEFER else said.HEAR_DOCTOR
    yield Step(words, wait_days or p.book[protocol.LOOK_AGAIN_DAYS], None, "J")
