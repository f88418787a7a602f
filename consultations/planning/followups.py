"""The reminder catalogue: which message follows which event, when, and for how long it still makes sense.

Numbers are those of the clinical domain text: S is a rule of the source document, J the project's own judgement on the
sources named there; both as read on 2026-11-22.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from consultations.planning import protocol
from consultations.planning.book import Book

# Follow-ups leave at this wall time of the clinic (J): after the morning rush, hours from any usual quiet time.
SEND_AT = time(10, 0)


class Anchor(StrEnum):
    """The event on which a message hangs."""

    SMP_SESSION = "each SMP session"
    SMP_SERIES = "last SMP session of a series"
    SURGERY = "surgery"
    PROGRESSION = "loss has moved on"
    DRUG_START = "start of a medicine"
    GATE = "plan put off"
    INTAKE = "intake begun"
    PLAN = "plan approved"


class Letter(StrEnum):
    """What the message says; none of them names a treatment or a part of the body."""

    INTAKE_LINK = "intake_link"
    INTAKE_ARRIVED = "intake_arrived"
    PLAN_READY = "plan_ready"
    CHECK_IN = "check_in"
    VISIT = "visit"
    BOOK = "book"
    NEXT_VISIT = "next_visit"


class Need(StrEnum):
    """What must still be true for the message to make sense, beyond its anchor."""

    SMP_AHEAD = "an SMP session is still to come"
    SMP_UNBOOKED = "an SMP session is to come and not booked"
    SURGERY_UNBOOKED = "a surgery is to come and not booked"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One message: due `days` and `months` after its anchor, sensible for `window_days` from then on."""

    rule: str
    anchor: Anchor
    letter: Letter
    source: str
    window_days: int
    days: int = 0
    months: int = 0
    occurrence: int = 1
    photos: bool = False  # asks for new photos
    consent: bool = True  # goes only to patients who agreed to be reminded
    holds: bool = True  # waits for the end of quiet hours
    need: Need | None = None

    def due_on(self, anchor_on: date) -> date:
        """The day on which it is due."""
        return months_later(anchor_on, self.months) + timedelta(days=self.days)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 31 January and one month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


LINKS = (
    # Asked for by a person, right now: no quiet hours, no consent to reminders; valid as long as the link is.
    FollowUp("intake_link", Anchor.INTAKE, Letter.INTAKE_LINK, "J", 14, consent=False, holds=False),
    # The word that a form has arrived, with the link to the copy: at once, and again when that link has run out.
    FollowUp("intake_arrived", Anchor.INTAKE, Letter.INTAKE_ARRIVED, "J", 2, consent=False, holds=False),
    FollowUp("plan_ready", Anchor.PLAN, Letter.PLAN_READY, "J", 14, consent=False, holds=False),
)

AFTER_SMP_SESSION = (
    # First wash allowed on day 3; the photo after it is wanted on days 3 to 5 (S).
    FollowUp("smp_keep_dry", Anchor.SMP_SESSION, Letter.CHECK_IN, "S44", 2, days=3, photos=True),
    # Next session 14 days on (S), window 7 to 28.
    FollowUp("smp_next_session", Anchor.SMP_SESSION, Letter.NEXT_VISIT, "S40", 14, days=14, need=Need.SMP_AHEAD),
)

AFTER_SMP_SERIES = (
    # The sun rule ends 28 to 30 days after the last session.
    FollowUp("smp_settled", Anchor.SMP_SERIES, Letter.CHECK_IN, "J", 14, days=30, photos=True),
    # 14 days before the 3 months of cover (S) run out, and not after.
    FollowUp("smp_cover_ending", Anchor.SMP_SERIES, Letter.BOOK, "S60", 14, days=76),
    FollowUp("smp_year", Anchor.SMP_SERIES, Letter.VISIT, "J", 60, months=12, photos=True),
)

TOUCH_UP = FollowUp("smp_touch_up", Anchor.SMP_SERIES, Letter.BOOK, "S53", 180, months=48)

AFTER_SURGERY = (
    # In person: day 1, days 7 to 10, months 1, 6 and 12 (J, a composite of the sources).
    FollowUp("surgery_visit", Anchor.SURGERY, Letter.VISIT, "J", 1, days=1, occurrence=1),
    FollowUp("surgery_visit", Anchor.SURGERY, Letter.VISIT, "J", 3, days=7, occurrence=2),
    FollowUp("surgery_visit", Anchor.SURGERY, Letter.VISIT, "J", 14, months=1, occurrence=3),
    FollowUp("surgery_visit", Anchor.SURGERY, Letter.VISIT, "J", 30, months=6, occurrence=4, photos=True),
    FollowUp("surgery_visit", Anchor.SURGERY, Letter.VISIT, "J", 30, months=12, occurrence=5, photos=True),
    # By message: day 3, day 14, week 4 (shedding), months 3 and 9.
    FollowUp("surgery_message", Anchor.SURGERY, Letter.CHECK_IN, "J", 2, days=3, occurrence=1, photos=True),
    FollowUp("surgery_message", Anchor.SURGERY, Letter.CHECK_IN, "J", 7, days=14, occurrence=2, photos=True),
    FollowUp("surgery_message", Anchor.SURGERY, Letter.CHECK_IN, "J", 14, days=28, occurrence=3, photos=True),
    FollowUp("surgery_message", Anchor.SURGERY, Letter.CHECK_IN, "J", 30, months=3, occurrence=4, photos=True),
    FollowUp("surgery_message", Anchor.SURGERY, Letter.CHECK_IN, "J", 30, months=9, occurrence=5, photos=True),
    FollowUp("surgery_final", Anchor.SURGERY, Letter.CHECK_IN, "J", 60, months=18, photos=True),
    # Gate G12: SMP after surgery at 9 months at the earliest, released by a clinician at the visit this asks for.
    FollowUp("smp_may_start", Anchor.SURGERY, Letter.BOOK, "G12", 90, months=9, need=Need.SMP_UNBOOKED),
    # The next surgery not before 6 months, by default at 9.
    FollowUp("next_surgery", Anchor.SURGERY, Letter.BOOK, "J", 90, months=9, need=Need.SURGERY_UNBOOKED),
)

EXTENSION = FollowUp("smp_extension", Anchor.PROGRESSION, Letter.BOOK, "S56", 60)  # at once (S): balding moves on

AFTER_DRUG_START = (
    FollowUp("drug_review", Anchor.DRUG_START, Letter.VISIT, "J", 30, months=3, occurrence=1),
    FollowUp("drug_review", Anchor.DRUG_START, Letter.VISIT, "J", 30, months=6, occurrence=2),
    FollowUp("drug_review", Anchor.DRUG_START, Letter.VISIT, "J", 60, months=12, occurrence=3),  # judged at 12
)

DEFERRED = FollowUp("gate_over", Anchor.GATE, Letter.BOOK, "J", 60)
# Months until a gate that has put treatment off may be looked at again; gates without a date are a person's matter.
GATE_MONTHS = {"G10": 6, "G12": 9, "G13": 6, "G14": 12}

CATALOGUE: tuple[FollowUp, ...] = (
    *LINKS,
    *AFTER_SMP_SESSION,
    *AFTER_SMP_SERIES,
    TOUCH_UP,
    *AFTER_SURGERY,
    EXTENSION,
    *AFTER_DRUG_START,
    DEFERRED,
)
RULES: Mapping[str, FollowUp] = {row.rule: row for row in reversed(CATALOGUE)}


def named(rule: str, occurrence: int = 1) -> FollowUp:
    """The catalogue's row; a rule that repeats without rows of its own (a link sent again) is its first."""
    return next((row for row in CATALOGUE if (row.rule, row.occurrence) == (rule, occurrence)), RULES[rule])


def touch_up_months(findings: Mapping[str, Any], book: Book) -> int:
    """Months until the touch-up: earlier for outdoor life, oily skin or scars, later for skin known to be spared."""
    months, skin = book[protocol.SMP_TOUCH_UP_MONTHS], findings.get("skin", {})
    if skin.get("outdoor_life") or skin.get("oily") or findings.get("scars"):
        return months["early"]
    if skin.get("outdoor_life") is False and skin.get("oily") is False:
        return months["late"]
    return months["usual"]


def months_put_off(gates: list[Mapping[str, Any]]) -> int | None:
    """Months until the last of a plan's gates has run out; None when none of them has a date."""
    return max((GATE_MONTHS[gate["gate"]] for gate in gates if gate["gate"] in GATE_MONTHS), default=None)
