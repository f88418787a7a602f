"""The steps of each option in days from its start."""

from collections.abc import Iterator

from consultations.planning import pigment, protocol
from consultations.planning.picture import Picture
from consultations.planning.ranges import AnyRange
from consultations.planning.recommendation import Step
from consultations.planning.sizes import Size
from patients.vocabulary import OptionCode as O

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


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
    least, most = pigment.hours(size.pigment_cm2, p.book) if size.pigment_cm2 else (1, 2)
    long = f"about {least} to {most} hours" if least < most else f"about {most} hour{'s' if most > 1 else ''}"
    count = max(1, _count(size.smp_sessions))
    for n in range(count):
        window = (start + n * int(gap.low), start + late + n * int(gap.high)) if n or late else None
        yield Step(f"{ORDINALS[n]} pigment session, {long}", start + n * int(gap.likely), window, "S40" if n else "S38")
    last = start + (count - 1) * int(gap.likely)
    if size.scar_zones and size.pigment_cm2:  # the scar is a later stage of its own
        window = (start + count * int(gap.low), start + late + count * int(gap.high))
        last += int(gap.likely)
        yield Step("Pigment session for the scar", last, window, "S49")
    yield Step("Check of how it has settled", last + 30, (last + 25, last + 45), "J")
    yield Step("Last check of the included touch-ups", last + p.book[protocol.SMP_COVER], (last + 60, last + 90), "S60")
    year = p.book[protocol.SMP_YEAR_CHECK]
    yield Step("Yearly look at pigment and hair", last + year, (last + year - 30, last + year + 60), "J")
    yield _touch_up(p, last)


def _touch_up(p: Picture, last: int) -> Step:
    months = p.book[protocol.SMP_TOUCH_UP_MONTHS]
    skin = p.told.skin
    early = skin.oily or skin.outdoor_life or bool(p.scars)
    day = p.book[protocol.DAYS_A_MONTH]
    after = round(months["early" if early else "usual"] * day)
    window = (last + round(months["early"] * day), last + round(months["late"] * day))
    return Step("Touch-up when it has faded", last + after, window, "S53")


def _surgeries(p: Picture, count: int, start: int) -> Iterator[Step]:
    gap = p.book[protocol.SURGERY_GAP]
    for n in range(count):
        window = (start + n * int(gap.low), start + n * int(gap.high)) if n else None
        name = "Surgery" if count == 1 else f"{ORDINALS[min(n, 9)]} surgery"
        yield Step(name, start + n * int(gap.likely), window, "J" if n else "S19")
    last, early, late = (start + (count - 1) * int(one) for one in (gap.likely, gap.low, gap.high))
    for day, low, high in p.book[protocol.FUE_VISITS]:
        yield Step("Visit after surgery", last + day, (early + low, late + high), "J")
    crown = p.book[protocol.CROWN_FINAL_DAYS]
    window = (early + int(crown.low), late + int(crown.high))
    yield Step("Final look, crown too", last + int(crown.likely), window, "J")


def _both(p: Picture, size: Size) -> Iterator[Step]:
    months = p.told.wishes.within_months
    if months is not None and months <= p.book[protocol.QUICK_MONTHS]:
        yield from _pigment(p, size, 0, 0)
        healed = p.book[protocol.SMP_BEFORE_SURGERY]
        last = (max(1, _count(size.smp_sessions)) - 1) * int(p.book[protocol.SMP_INTERVAL].likely)
        window = (last + int(healed.low), last + int(healed.high))
        yield Step("Surgery, when the skin has healed", last + int(healed.likely), window, "R26")
        return
    count = max(1, _count(size.fue_sessions))
    yield from (step for step in _surgeries(p, count, 0) if not step.step.startswith("Final"))
    last = (count - 1) * int(p.book[protocol.SURGERY_GAP].likely)
    wait = p.book[protocol.SMP_AFTER_SURGERY]
    yield from _pigment(p, size, last + int(wait.likely), int(wait.high - wait.likely))


def _not_now(p: Picture, code: O, wait_days: int) -> Iterator[Step]:
    if code is O.DEFER_MEDICAL:
        for months in (3, 6, 12):
            day = round(months * p.book[protocol.DAYS_A_MONTH])
            yield Step(f"Look at what the medicine does after {months} months", day, (day - 14, day + 30), "J")
        return
    if code in (O.NONE, O.DECLINE_SURGERY):
        yield Step("Look again in a year", p.book[protocol.SMP_YEAR_CHECK], None, "J")
        return
    if code is O.REJECT_SESSION_SIZE:
        yield Step("Plan smaller sessions together", 0, None, "G15")
        return
    words = "Look again when the wait is over" if code is O.DEFER else "Hear what the doctor says"
    yield Step(words, wait_days or 28, None, "J")
