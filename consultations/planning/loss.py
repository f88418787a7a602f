"""The loss as the engine sees it: its kind, its class now and in the end, the thin area and its zones."""

from dataclasses import dataclass

from consultations.planning import protocol
from consultations.planning.book import Book
from consultations.planning.findings import Findings
from consultations.planning.findings import Loss as Told
from consultations.planning.parts import Watch, Whole, Worked
from consultations.planning.ranges import Range, exactly, rising
from consultations.planning.units import Cm2
from patients.vocabulary import Diagnosis, DrugUse, Extent, Norwood, Scale, Sex, Speed, Zone

LADDER = ("I", "II", "IIa", "III", "IIIa", "III-vertex", "IV", "IVa", "V", "Va", "VI", "VII")
STEPS = ("I", "II", "III", "IV", "V", "VI", "VII")  # the classes without their variants
LUDWIG = ("L1", "L2", "L3")
A_PATTERN = frozenset({"IIIa", "IVa", "Va"})
VARIANTS = A_PATTERN | {"IIa"}
SEVERITY = {grade: n for n, grade in enumerate((*LADDER, *LUDWIG))}
FRONTAL = frozenset({Zone.HAIRLINE, Zone.TEMPLES, Zone.FRONT})
TOP = FRONTAL | {Zone.MIDSCALP, Zone.CROWN, Zone.ALL, Zone.PARTING}
EXTENT_INDEX = {Extent.SLIGHT: 0, Extent.MODERATE: 1, Extent.SEVERE: 2}

# What zones told without a class mean (project judgement): the class when slight, moderate, severe.
BY_ZONES = {
    "all": ("V", "VI", "VII"),
    "temples": ("II", "III", "IIIa"),
    "front": ("IIa", "IIIa", "IVa"),
    "front_midscalp": ("IIIa", "IVa", "Va"),
    "crown": ("III-vertex", "III-vertex", "V"),
    "front_crown": ("III-vertex", "IV", "V"),
    "midscalp": ("IV", "V", "VI"),
    "extent_only": ("II", "IV", "VI"),
}


@dataclass(frozen=True, slots=True)
class Course:
    """A class that may be in doubt."""

    low: str
    likely: str
    high: str

    @classmethod
    def sure(cls, grade: str) -> "Course":
        return cls(grade, grade, grade)


class Pattern(Whole):
    """The loss that was told, in grades or in words."""

    def __init__(self, told: Findings, book: Book, watch: Watch | None = None) -> None:
        self.told = told
        self.book = book
        self.watch = watch

    @Worked
    def kind(self) -> Diagnosis | None:
        told = self.told.loss
        if told.diagnosis is Diagnosis.TRICHOTILLOMANIA and pulling_over(told, self.book):
            return Diagnosis.LOCAL  # what is left is skin that lost its hair for good
        if told.diagnosis is not None:
            return told.diagnosis
        spoken = self.now or told.zones or told.extent or self.final_told or told.bald_area_cm2 is not None
        moves = told.progressing is True or told.speed is not None
        if not spoken and self.told.sex is Sex.MALE and moves:
            return Diagnosis.PATTERN  # a man who says that he loses hair, and nothing else of it
        return Diagnosis.PATTERN if spoken else None

    @Worked
    def scale(self) -> Scale:
        return _scale(self.told)

    @Worked
    def now(self) -> Course | None:
        return _now(self.told.loss, self.scale)

    @Worked
    def final(self) -> Course | None:
        return _final(self.told, self.scale, self.now, self.book)

    @Worked
    def final_told(self) -> bool:
        """Whether a clinician named the final class."""
        return self.told.loss.expected_grade is not None

    @Worked
    def area(self) -> Range[Cm2] | None:
        return _area(self.told.loss, self.now, self.book)

    @Worked
    def shares(self) -> dict[str, float]:
        """The thin zones with their shares of the area."""
        return _shares(self.now or self.final, self.told.loss.zones, self.book)

    @Worked
    def inputs(self) -> tuple[str, ...]:
        return _inputs(self.told)

    @property
    def ludwig(self) -> bool:
        return self.scale is Scale.LUDWIG

    @property
    def a_pattern(self) -> bool:
        return self.now is not None and self.now.likely in A_PATTERN

    def at_least(self, grade: str) -> bool:
        """Whether the likely Norwood class has reached the grade."""
        return self.now is not None and not self.ludwig and SEVERITY[self.now.likely] >= SEVERITY[grade]


def pulling_over(told: Told, book: Book) -> bool:
    """Whether hair pulling is known to have stopped long enough for the place itself to be treated."""
    months = told.stable_months or 0
    return told.active is False and not told.progressing and months >= book[protocol.PULLING_OVER_MONTHS]


def shown(grade: str) -> str:
    """A class as it is written in the answer."""
    return "I" * int(grade[1]) if grade in LUDWIG else grade


def _inputs(findings: Findings) -> tuple[str, ...]:
    keys = ("loss.grade", "loss.between", "loss.zones", "loss.extent", "loss.bald_area_cm2", "loss.expected_grade")
    return tuple(key for key in keys if key in findings.told)


def _scale(findings: Findings) -> Scale:
    told = findings.loss
    if told.scale is not None:
        return told.scale
    grades = [g for g in (told.grade, told.between, told.expected_grade) if g is not None]
    low_grades = {Norwood.I, Norwood.II, Norwood.III}
    if grades:
        return Scale.LUDWIG if findings.sex is Sex.FEMALE and set(grades) <= low_grades else Scale.NORWOOD
    if Zone.PARTING in told.zones:
        return Scale.LUDWIG
    womanly = findings.sex is Sex.FEMALE and not (set(told.zones) and set(told.zones) <= FRONTAL)
    return Scale.LUDWIG if womanly else Scale.NORWOOD


def key_of(grade: Norwood, scale: Scale) -> str:
    """The grade as the protocol's tables know it."""
    return f"L{len(grade.value)}" if scale is Scale.LUDWIG else grade.value


def _now(told: Told, scale: Scale) -> Course | None:
    if told.grade is not None:
        grade = key_of(told.grade, scale)
        other = key_of(told.between, scale) if told.between is not None else grade
        low, high = sorted((grade, other), key=SEVERITY.__getitem__)
        return Course(low, grade, high)
    if told.between is not None:
        return Course.sure(key_of(told.between, scale))
    if scale is Scale.LUDWIG:
        return _ludwig_in_words(told)
    return _norwood_in_words(told)


def _ludwig_in_words(told: Told) -> Course | None:
    if not (set(told.zones) & TOP or told.extent or told.diagnosis is Diagnosis.PATTERN):
        return None
    if told.extent is None:
        return Course("L1", "L2", "L3")
    return Course.sure(LUDWIG[EXTENT_INDEX[told.extent]])


def _norwood_in_words(told: Told) -> Course | None:
    kind = _zone_kind(set(told.zones) & TOP, told.extent)
    if kind is None:
        return None
    slight, moderate, severe = BY_ZONES[kind]
    if told.extent is None:
        return Course(slight, moderate, severe)
    likely = BY_ZONES[kind][EXTENT_INDEX[told.extent]]
    if told.extent is Extent.MODERATE:
        return Course(slight, moderate, severe)
    return Course(slight, slight, moderate) if told.extent is Extent.SLIGHT else Course(moderate, likely, severe)


def _zone_kind(zones: set[Zone], extent: Extent | None) -> str | None:
    if not zones:
        return "extent_only" if extent else None
    front, mid, crown = bool(zones & FRONTAL), Zone.MIDSCALP in zones, Zone.CROWN in zones
    if zones & {Zone.ALL, Zone.PARTING} or (mid and crown):
        return "all"
    if front and mid:
        return "front_midscalp"
    if front and crown:
        return "front_crown"
    if crown or mid:
        return "crown" if crown else "midscalp"
    return "front" if Zone.FRONT in zones else "temples"


def _final(findings: Findings, scale: Scale, now: Course | None, book: Book) -> Course | None:
    told = findings.loss.expected_grade
    if told is not None:
        return _no_less(Course.sure(key_of(told, scale)), now)
    if now is None:
        return None
    if scale is Scale.LUDWIG:
        worse = LUDWIG[min(LUDWIG.index(now.high) + 1, 2)]
        return Course(now.low, now.likely, worse)
    if now.likely in VARIANTS:
        return now
    return _no_less(_foreseen(findings, now, book), now)


def _no_less(final: Course, now: Course | None) -> Course:
    if now is None:
        return final
    ends = ((final.low, now.low), (final.likely, now.likely), (final.high, now.high))
    return Course(*(max(pair, key=SEVERITY.__getitem__) for pair in ends))


def _foreseen(findings: Findings, now: Course, book: Book) -> Course:
    steps = _steps(findings, book)
    likely = _climb(now.likely, steps)
    high = _climb(now.high, steps + (0 if is_stable(findings, book) else 1))
    family = findings.loss.family_grade
    if family is not None:
        high = max(high, family.value, key=SEVERITY.__getitem__)
        if (findings.age_years or 0) < book[protocol.CROWN_AGE] and now.likely != "I":
            likely = max(likely, family.value, key=SEVERITY.__getitem__)
    return Course(now.low, likely, high)


def _steps(findings: Findings, book: Book) -> int:
    """How many classes are still to come, likely; medicine that holds the loss is not counted on (S29)."""
    by_age = book[protocol.LADDER_STEPS]
    age = findings.age_years
    if age is None:
        steps = by_age["unknown"]
    else:
        young, middle = book[protocol.LADDER_AGES]
        steps = by_age["under_25" if age < young else "25_to_44" if age < middle else "45_and_over"]
    if is_stable(findings, book):
        return max(0, steps - 1)
    return steps + (findings.loss.speed is Speed.FAST)


def _climb(grade: str, steps: int) -> str:
    if steps == 0:
        return grade
    base = STEPS.index(grade.rstrip("a").removesuffix("-vertex"))
    return STEPS[min(base + steps, len(STEPS) - 1)]


def is_stable(findings: Findings, book: Book) -> bool:
    """Whether the pattern stands still by itself."""
    loss = findings.loss
    if loss.progressing or findings.medication.finasteride is DrugUse.TAKING:
        return False
    return loss.progressing is False or (loss.stable_months or 0) >= book[protocol.STABLE_MONTHS]


def _area(told: Told, now: Course | None, book: Book) -> Range[Cm2] | None:
    if told.bald_area_cm2 is not None:
        return exactly(Cm2(round(told.bald_area_cm2)))
    if now is None:
        return None
    table = book[protocol.AREA]
    return rising(table[now.low].low, table[now.likely].likely, table[now.high].high)


def _shares(course: Course | None, zones: tuple[Zone, ...], book: Book) -> dict[str, float]:
    if course is not None:
        return book[protocol.ZONE_SHARES][course.likely]
    named = [zone.value for zone in zones if zone not in (Zone.ALL, Zone.DONOR)]
    return {zone: 1 / len(named) for zone in named}
