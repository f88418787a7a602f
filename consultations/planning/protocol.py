"""Every clinical number of the engine, once: its value, unit, source, strength and date.

Marks of strength: S the source document (Balding Blog, Pigments archive, about 2011), A reviewed paper or census,
B a named surgeon's writing, C a clinic's page, D an anonymous page, K general knowledge, J this project's judgement.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from consultations.planning.ranges import of
from consultations.planning.units import (
    Cm,
    Cm2,
    CoverageValue,
    Days,
    FuPerCm2,
    Grafts,
    GraftsPerCm2,
    HairsPerCm2,
    HairsPerFu,
    Mm,
    Months,
    Percent,
    Sessions,
    Surgeries,
)

T = TypeVar("T")
READ = "2026-11"  # when the sources were last read


@dataclass(frozen=True, slots=True)
class Figure(Generic[T]):
    """One clinical number, or one table of them, and where it comes from."""

    name: str
    value: T
    unit: str
    source: str
    mark: str
    on: str = READ
    fixed: bool = False  # not for a clinic to set here


FIGURES: dict[str, Figure[Any]] = {}


def figure(name: str, value: T, unit: str, source: str, mark: str, *, fixed: bool = False) -> Figure[T]:
    """Write a figure into the book."""
    entry = Figure(name, value, unit, source, mark, fixed=fixed)
    FIGURES[name] = entry
    return entry


# --- the loss, class by class -----------------------------------------------------------------------------------------

# The likely figure leans to one conservative session: a third of the way up, this project's judgement. Ludwig: L1–L3.
GRAFTS = figure(
    "grafts_by_class",
    {
        "I": of(Grafts, 0, 0, 0),
        "II": of(Grafts, 500, 830, 1500),
        "IIa": of(Grafts, 800, 1100, 1700),
        "III": of(Grafts, 1000, 1500, 2500),
        "IIIa": of(Grafts, 1400, 1870, 2800),
        "III-vertex": of(Grafts, 1200, 1730, 2800),
        "IV": of(Grafts, 1600, 2400, 4000),
        "IVa": of(Grafts, 1800, 2430, 3700),
        "V": of(Grafts, 2000, 3170, 5500),
        "Va": of(Grafts, 2200, 3130, 5000),
        "VI": of(Grafts, 2400, 3930, 7000),
        "VII": of(Grafts, 4000, 5000, 8000),
        "L1": of(Grafts, 300, 600, 1200),
        "L2": of(Grafts, 800, 1400, 2400),
        "L3": of(Grafts, 1500, 2400, 4000),
    },
    "grafts",
    "Table of published ranges per class: one conservative session to the higher total goal; Bernstein "
    "(bernsteinmedical.com, graft numbers), PIXL, letsgethair and others; class VII from the source document",
    "J",
)
GRAFTS_HEADING_TO_VII = figure(
    "grafts_heading_to_vii", of(Grafts, 4000, 5000, 6000), "grafts", "Balding Blog, Pigments archive, post 8 (S20)", "S"
)
GRAFTS_FULL_VII = figure(
    "grafts_full_vii", of(Grafts, 6000, 7000, 8000), "grafts", "Balding Blog, Pigments archive, post 8 (S21)", "S"
)
SURGERIES_PUBLISHED = figure(
    "surgeries_heading_to_vii", of(Surgeries, 2, 4, 5), "surgeries", "Balding Blog, Pigments archive, post 8 (S22)", "S"
)
AREA = figure(
    "bald_area_by_class",
    {
        "I": of(Cm2, 0, 0, 0),
        "II": of(Cm2, 15, 22, 30),
        "IIa": of(Cm2, 25, 35, 45),
        "III": of(Cm2, 30, 45, 60),
        "IIIa": of(Cm2, 50, 65, 80),
        "III-vertex": of(Cm2, 45, 65, 90),
        "IV": of(Cm2, 70, 95, 120),
        "IVa": of(Cm2, 80, 105, 130),
        "V": of(Cm2, 110, 145, 180),
        "Va": of(Cm2, 120, 150, 180),
        "VI": of(Cm2, 170, 220, 270),
        "VII": of(Cm2, 230, 275, 320),
        "L1": of(Cm2, 30, 50, 70),
        "L2": of(Cm2, 60, 90, 130),
        "L3": of(Cm2, 100, 140, 190),
    },
    "cm2",
    "Defaults between published anchors (hair-bearing scalp about 500 cm2, VI–VII about 300); a measure is better",
    "J",
)
ZONE_SHARES = figure(
    "zone_shares_by_class",
    {
        "I": {},
        "II": {"temples": 1.0},
        "IIa": {"hairline": 0.6, "temples": 0.4},
        "III": {"hairline": 0.4, "temples": 0.6},
        "IIIa": {"hairline": 0.3, "temples": 0.2, "front": 0.5},
        "III-vertex": {"hairline": 0.25, "temples": 0.35, "crown": 0.4},
        "IV": {"hairline": 0.2, "front": 0.45, "crown": 0.35},
        "IVa": {"hairline": 0.2, "front": 0.55, "midscalp": 0.25},
        "V": {"hairline": 0.15, "front": 0.3, "midscalp": 0.2, "crown": 0.35},
        "Va": {"hairline": 0.15, "front": 0.35, "midscalp": 0.5},
        "VI": {"hairline": 0.1, "front": 0.25, "midscalp": 0.35, "crown": 0.3},
        "VII": {"hairline": 0.1, "front": 0.25, "midscalp": 0.3, "crown": 0.35},
        "L1": {"parting": 1.0},
        "L2": {"parting": 0.6, "crown": 0.4},
        "L3": {"parting": 0.4, "midscalp": 0.2, "crown": 0.4},
    },
    "share of the thin area",
    "Read off the drawings of the classes",
    "J",
)
ZONE_WEIGHT = figure(
    "graft_density_weight_by_zone",
    {"hairline": 1.2, "temples": 1.0, "front": 1.1, "midscalp": 1.0, "crown": 0.7, "parting": 1.0},
    "relative density",
    "Bernstein, mid-frontal forelock: densest in front, less behind; newhair.com master plan: crown last",
    "B",
)
DENSITY_BANDS = figure(
    "recipient_density_by_area",
    (
        (Cm2(50.0), of(GraftsPerCm2, 30, 35, 40)),
        (Cm2(100.0), of(GraftsPerCm2, 20, 27, 35)),
        (Cm2(1e9), of(GraftsPerCm2, 8, 12, 16)),
    ),
    "grafts per cm2, first band first",
    "Unger 25–30, Bernstein 25–35 in front and less behind, usual ceiling 35–40 (womenscenterforhairloss.com); "
    "the last band by what a donor can give",
    "J",
)
SCAR_DENSITY = figure(
    "graft_density_in_scars",
    of(GraftsPerCm2, 30, 32, 35),
    "grafts per cm2",
    "hairlosspress.com scar grafting 30–40; BMRI 2019-3423657: about 35, survival 80.7 %",
    "A",
)
SCAR_SURVIVAL = figure(
    "graft_survival_in_scars", of(Percent, 70, 81, 90), "percent", "BMRI 2019-3423657 (surgical scars)", "A"
)
LADDER_AGES = figure(
    "ages_that_part_the_classes_to_come", (25, 45), "years", "As the classes still to come by age", "J"
)
LIFETIME_SHARE = figure(
    "share_of_a_class_that_the_end_asks_for",
    (0.5, 0.75),
    "share of the way from the class's low to its high: low, likely",
    "The upper half of a class's range, project judgement",
    "J",
)
LADDER_STEPS = figure(
    "classes_still_to_come_by_age",
    {"under_25": 2, "25_to_44": 1, "45_and_over": 0, "unknown": 1},
    "classes",
    "Class IV at 21 is likely VI by 30 (thehairtransplantlosangeles.com); about 35 % of men with loss reach V–VII",
    "J",
)
STABLE_MONTHS = figure("months_until_loss_counts_as_stable", 24, "months", "This project's judgement", "J")
AREATA_SMP_MONTHS = figure("areata_months_quiet_before_smp", 12, "months", "Decision table, gate G5", "J")
AREATA_SURGERY_MONTHS = figure(
    "areata_months_quiet_before_surgery", 24, "months", "Bernstein interview: wait 2–5 years after an episode", "B"
)
PULLING_OVER_MONTHS = figure(
    "months_without_pulling_before_treatment",
    12,
    "months",
    "donovanmedical.com 2012/7/14: a year without the urge; gulfcoasthairrestoration.com: a full year without pulling",
    "B",
)

# --- the donor --------------------------------------------------------------------------------------------------------

SUPPLY = figure(
    "lifetime_supply_by_final_class",
    {"V": of(Grafts, 4963, 6404, 7904), "VI": of(Grafts, 4204, 5393, 6661), "VII": of(Grafts, 3573, 4584, 5662)},
    "follicular-unit grafts: density below average, average, above average",
    "Survey of 34 surgeons (doi 10.1111/dsu.12108); class VII: class VI less 15 % (J)",
    "A",
)
SUPPLY_BELOW_LOW = figure("supply_share_at_the_low_end", 0.85, "share of the figure for low density", "Judgement", "J")
DONOR_AREA = figure(
    "donor_area_by_final_class",
    {"V": Cm2(200.0), "VI": Cm2(170.0), "VII": Cm2(145.0)},
    "cm2",
    "200 cm2 reproduces the survey's average for V; VI and VII in the survey's proportion",
    "J",
)
DONOR_AREA_DOUBT = figure("donor_area_doubt", 0.15, "share either way", "This project's judgement", "J")
AVERAGE_DENSITY = figure(
    "donor_density_average", FuPerCm2(75.0), "FU per cm2", "hattingenhair.wordpress.com, counting grafts: about 75", "B"
)
DENSITY_BY_QUALITY = figure(
    "donor_density_by_word",
    {"low": FuPerCm2(60.0), "average": FuPerCm2(75.0), "high": FuPerCm2(90.0)},
    "FU per cm2",
    "goodbyehairloss.blogspot.com: 60–100; about 75 average, over 100 very good",
    "J",
)
HAIRS_PER_FU = figure("hairs_per_fu", HairsPerFu(2.1), "hairs", "baldingblog.com: 2.1–2.2, Asian hair 1.9", "B")
CALIBRE_MM = figure(
    "calibre_by_word",
    {"fine": Mm(0.045), "medium": Mm(0.060), "coarse": Mm(0.075)},
    "mm",
    "healthell.blogspot.com, depleted donor area: fine 30, average 50, coarse 75 micron; 60 fits the survey (J)",
    "J",
)
CALIBRE_DOUBT_MM = figure(
    "calibre_when_unknown", of(Mm, 0.045, 0.060, 0.075), "mm", "From fine to coarse: not known is no narrower", "J"
)
COVERAGE_MINIMUM = figure(
    "coverage_value_minimum",
    CoverageValue(5.4),
    "hairs per cm2 × mm",
    "plasticsurgerykey.com, the coverage value calculation",
    "B",
)
FORM_KEEP = figure(
    "hair_to_keep_by_form",
    {"straight": 1.0, "wavy": 0.97, "curly": 0.94, "coiled": 0.9},
    "share of the straight-hair figure",
    "healthell.blogspot.com: wavy or kinky hair lets more be taken; the size is a judgement",
    "J",
)
FUE_CAP = figure(
    "fue_lifetime_limit_by_calibre",
    {"fine": Grafts(2500), "medium": Grafts(3500), "coarse": Grafts(5000)},
    "grafts",
    "baldingblog.com, FUE donor site depletion: 3,500 at average hair weight; fine and coarse in proportion",
    "J",
)
CALIBRE_LIMITS_MM = figure(
    "calibre_limits", (Mm(0.050), Mm(0.070)), "mm: fine below, coarse from", "insalacoclinic.com: 50 and 80", "C"
)
DENSITY_FLOOR = figure("donor_density_floor", FuPerCm2(40.0), "FU per cm2", "redefineu.in: 40 the lower bound", "C")
VERY_LOW_DENSITY = figure(
    "donor_density_very_low", FuPerCm2(50.0), "FU per cm2", "Between the floor of 40 and the usual range from 60", "J"
)
VERY_LOW_HAIRS = figure(
    "donor_hairs_very_low",
    HairsPerCm2(130.0),
    "hairs per cm2",
    "goodbyehairloss.blogspot.com: 130 may rule surgery out",
    "D",
)
AVAILABLE_FLOOR = figure("grafts_worth_a_surgery", Grafts(800), "grafts", "Decision table, rule R28", "J")
MINIATURIZATION_LIMIT = figure(
    "donor_miniaturization_limit",
    Percent(20.0),
    "percent",
    "thehairnetwork.com (Rassman): over 20 % do not harvest",
    "B",
)
GRAFTS_PER_OPERATION = figure(
    "grafts_per_earlier_operation",
    of(Grafts, 600, 1600, 2500),
    "grafts",
    "ISHRS census 2025: first session 2,347, later 1,637; older sessions were smaller",
    "J",
)
FUE_SHARE = figure(
    "share_taken_one_by_one",
    {"fue": 1.0, "both": 0.5, "unknown": 0.5},
    "share of the grafts taken",
    "Half where both or neither is known, project judgement",
    "J",
)
OPERATIONS_UNKNOWN = figure(
    "earlier_operations_when_not_counted", of(Surgeries, 1, 1, 3), "operations", "Judgement", "J"
)

OPERATIONS_RISK = figure(
    "earlier_operations_that_speak_against_a_strip", 3, "operations", "This project's judgement", "J"
)
PROGRESS_DONE_AGE = figure(
    "age_at_which_the_final_class_is_reached",
    {"slow": 70, "likely": 60, "fast": 45},
    "years",
    "About 20 % of men are V–VI by 60 (Shapiro); class IV at 21 is likely VI by 30",
    "J",
)

PROGRESS_DONE_AGE_YOUNG = figure(
    "age_at_which_the_final_class_is_reached_from_under_25",
    {"slow": 45, "likely": 30, "fast": 30},
    "years",
    "Class IV at 21 is likely VI by 30 (thehairtransplantlosangeles.com)",
    "B",
)

# --- surgery ----------------------------------------------------------------------------------------------------------

FUE_SESSION = figure(
    "fue_grafts_per_session", Grafts(1500), "grafts", "Balding Blog, post 8 (S19); a clinic may set its own", "S"
)
MEDIUM_DEMAND = figure(
    "demand_that_two_sessions_meet", Grafts(3000), "grafts", "Decision table, rules R3–R5 (S19)", "S"
)
FUE_DAY_WARNING = figure("fue_grafts_a_day_warning", 3000, "grafts a day", "Session sizes published 600–3,000", "J")
FUE_YIELD = figure(
    "fue_yield_per_pass", GraftsPerCm2(20.0), "grafts per cm2", "bernstm.devgmi.com, fue hair transplant", "B"
)
STRIP_LENGTH_CM = figure("strip_length", Cm(30.0), "cm", "bernstm.devgmi.com: the zone is about 30 cm long", "B")
STRIP_WIDTH_CM = figure(
    "strip_width_by_laxity",
    {"tight": of(Cm, 0.8, 1.0, 1.2), "average": of(Cm, 1.2, 1.5, 1.7), "good": of(Cm, 1.5, 1.8, 2.0)},
    "cm",
    "Average strip about 3,000 grafts (scottsdaleinstitute.net); widths by general knowledge",
    "K",
)
FRAME_GRAFTS = figure(
    "grafts_to_frame_the_face",
    of(Grafts, 1000, 1500, 2200),
    "grafts",
    "One to one and a half sessions for hairline and forelock; Bernstein forelock, S11, S15",
    "J",
)
UNKNOWN_GRAFTS = figure(
    "grafts_when_the_loss_is_not_classed", of(Grafts, 500, 2000, 6000), "grafts", "The span of the classes", "J"
)
UNKNOWN_AREA = figure("area_when_the_loss_is_not_classed", of(Cm2, 30, 100, 320), "cm2", "The span of the classes", "J")
OPINION_DOUBT = figure(
    "doubt_of_another_clinicians_estimate", 0.25, "share either way", "This project's judgement", "J"
)
STRIP_SHARE = figure(
    "share_of_a_strip_when_fue_follows", 0.75, "share of the most that one strip gives", "Spares tension", "J"
)
LEAST_FRONT = figure("least_grafts_of_a_combination", Grafts(100), "grafts", "Fewer make no front line; judgement", "J")
BEARD_GRAFTS = figure("beard_grafts", of(Grafts, 300, 600, 1000), "grafts", "General knowledge of beard harvests", "K")
TEST_GRAFTS = figure(
    "test_patch", of(Grafts, 50, 80, 100), "grafts", "Decision table, rule R19: a test patch first", "J"
)
SURGERY_GAP = figure(
    "between_surgeries", of(Days, 183, 274, 365), "days", "clinicaarencibia.com 6 months; restorehair.com 6–12", "J"
)
FUE_VISITS = figure(
    "visits_after_surgery",
    ((1, 1, 2), (10, 7, 10), (30, 28, 35), (183, 170, 200), (365, 350, 400)),
    "days: visit, from, to",
    "hairman.com, drkalia.com, Unger; the list is a composite",
    "J",
)
CROWN_FINAL_DAYS = figure(
    "crown_final_look", of(Days, 365, 548, 600), "days", "Unger: 12–18 months, crown last; hairimplants.net", "B"
)
RESULT_MONTHS_SURGERY = figure(
    "months_until_grafts_show", of(Months, 6, 10, 12), "months", "baldingblog.org 2005/10", "B"
)
QUICK_MONTHS = figure("result_needed_soon", 3, "months", "Decision table, rule R26", "J")
OLD_AGE = figure("age_of_caution", 72, "years", "ISHRS: where there is an upper limit it averages 72", "A")
ADULT_AGE = figure("age_of_consent", 18, "years", "beautyims.com: under 18 absolute", "C", fixed=True)
YOUNG_AGE = figure("young_age", 25, "years", "Rassman avoids surgery under 25 (cutdoc.com)", "B")
UNSTABLE_AGE = figure("age_up_to_which_a_moving_pattern_waits", 35, "years", "Most first surgeries are at 26–35", "J")
EARLY_AGE = figure(
    "age_below_which_loss_of_unknown_pace_waits", 30, "years", "Bernstein, answer to a class III man of 27", "B"
)
DRUG_TRIAL_MONTHS = figure("drug_trial", 12, "months", "Bernstein: a full year before judging it", "B")
CROWN_AGE = figure("age_before_which_a_crown_alone_is_early", 40, "years", "newhair.com master plan: crown last", "J")
WASHOUT_DAYS = figure("wait_after_isotretinoin_or_cancer_treatment", 183, "days", "Decision table, gate G10", "C")

SORE_SCALP_DAYS = figure("wait_for_a_sore_scalp", 28, "days", "One turnover of the skin", "K")
SHEDDING_DAYS = figure("wait_for_shedding", 183, "days", "Telogen shedding passes within 6–12 months", "K")
LOOK_AGAIN_DAYS = figure("look_again_when_no_wait_is_set", 28, "days", "This project's judgement", "J")
DRUG_VISITS = figure(
    "visits_on_medicine", (3, 6, 12), "months", "Bernstein: a full year before judging it; visits in between", "J"
)
DRUG_VISIT_WINDOW = figure("window_of_a_visit_on_medicine", (14, 30), "days: before, after", "Judgement", "J")

# --- pigment ----------------------------------------------------------------------------------------------------------

SMP_INTERVAL = figure(
    "between_smp_sessions", of(Days, 7, 14, 28), "days", "Balding Blog post 7 (S40): two weeks; others 7–28", "S"
)
SMP_SESSIONS = figure("smp_sessions", of(Sessions, 2, 3, 4), "sessions", "S38–S39; primelineokc.com: most need 3", "S")
SMP_SESSIONS_LARGE = figure(
    "smp_sessions_class_vi_vii", of(Sessions, 3, 4, 4), "sessions", "Published 2–4; large area", "J"
)
SMP_SESSIONS_STRIP = figure(
    "smp_sessions_strip_scar", of(Sessions, 2, 2, 3), "sessions", "hishairclinic.co.uk; S42", "C"
)
SMP_SESSIONS_SCAR = figure("smp_sessions_other_scar", of(Sessions, 3, 3, 4), "sessions", "smpblends.com", "C")
SMP_CM2_PER_HOUR = figure("smp_area_per_hour", 40.0, "cm2 an hour", "This project's judgement", "J")
SMP_HOURS = figure("smp_hours_a_day", (1, 5), "hours: least, most", "chapmansmp.com, dappersmp.com: 2–5 hours", "J")
SMP_KEEP_DRY = figure("smp_keep_dry", 3, "days", "Balding Blog post 6 (S44)", "S")
SMP_SCAR_HOURS = figure("smp_hours_of_a_scar", (1, 2), "hours: least, most", "Scars alone; judgement", "J")
SMP_SETTLED = figure("smp_settled", of(Days, 25, 30, 45), "days after the last session", "Photos at 30 days", "J")
SMP_LAST_CHECK = figure(
    "smp_last_check_from", 60, "days after the last session", "From here to the end of the cover, judgement", "J"
)
SMP_COVER = figure("smp_cover", 90, "days after the last session", "Balding Blog post 5 (S59–S60)", "S")
SMP_YEAR_CHECK = figure("smp_year_check", of(Days, 335, 365, 425), "days", "Published touch-up intervals", "J")
SMP_TOUCH_UP_MONTHS = figure(
    "smp_touch_up", {"early": 36, "usual": 48, "late": 60}, "months", "hkhairlinesolutions.com: 3–5 years", "J"
)
SMP_AFTER_SURGERY = figure("surgery_to_smp", of(Days, 274, 274, 365), "days", "feau.com 6–12 months; default 9", "J")
SMP_AFTER_SURGERY_MONTHS = figure(
    "months_from_surgery_to_smp", (6, 12), "months: any pigment, pigment for density", "Decision table, gate G12", "C"
)
SMP_BEFORE_SURGERY = figure("smp_to_surgery", of(Days, 28, 42, 42), "days", "Healed skin, 4–6 weeks", "J")
SCAR_MONTHS = figure("scar_age_before_pigment", (6, 12), "months: least, better", "Decision table, gate G13", "C")
SCAR_WIDE_MM = figure("scar_is_wide", Mm(10.0), "mm", "Decision table, rule R16", "J")
SCAR_SIZE_MM = figure(
    "scar_size_when_not_measured",
    {
        "linear": (of(Mm, 120, 200, 280), of(Mm, 2, 4, 8)),
        "wide": (of(Mm, 120, 200, 280), of(Mm, 10, 14, 20)),
        "dots": (of(Mm, 100, 150, 200), of(Mm, 40, 60, 80)),
        "other": (of(Mm, 20, 40, 80), of(Mm, 10, 20, 40)),
    },
    "mm: length and width",
    "Usual sizes, general knowledge; a measure is better",
    "K",
)
SHADES = figure(
    "shade_by_hair_and_skin",
    {
        "white": (1, 1, 1, 2, 3, 3),
        "grey": (1, 1, 1, 2, 3, 3),
        "blond": (1, 1, 2, 2, 3, 3),
        "red": (1, 1, 2, 2, 3, 3),
        "light_brown": (2, 2, 2, 3, 4, 4),
        "brown": (3, 3, 3, 4, 5, 5),
        "dark_brown": (3, 3, 3, 4, 5, 5),
        "black": (3, 3, 4, 5, 6, 6),
    },
    "step 1 lightest to 6 darkest, by Fitzpatrick type 1 to 6",
    "No published table was found; starting steps that the artist overrides",
    "J",
)
CONTRAST_SKIN = figure(
    "skin_types_of_contrast", (3, 4), "Fitzpatrick type: fair up to, in between up to", "Judgement", "J"
)
MIDDLE_SKIN = figure("skin_type_when_unknown", 3, "Fitzpatrick type", "The middle skin type", "J")
SKIN_BY_TONE = figure("skin_type_by_tone", {"light": 2, "medium": 3, "dark": 5}, "Fitzpatrick type", "Judgement", "J")

# --- ranking ----------------------------------------------------------------------------------------------------------

RANK_POINTS = figure("points_by_rank", (100, 70, 40, 20), "points", "Decision table, suggested score", "J")
ADJUSTMENTS = figure(
    "points_adjusted",
    {"shortfall": -30, "style": -25, "contraindication": -20, "contrast": 10, "wish": 10, "budget": -15},
    "points",
    "Decision table, suggested score",
    "J",
)
FIT_POINTS = figure("points_for_fit", (85, 20), "points: suggested from, possible from", "Judgement", "J")
OPTIONS_SHOWN = figure("options_shown", 3, "options beside what a gate says", "Decision table: up to three", "J")
DAYS_A_MONTH = figure("days_a_month", 30.44, "days", "365.25 / 12", "K")

# --- fees -------------------------------------------------------------------------------------------------------------

SMP_FEE = figure(
    "smp_course_fee", (200_000, 600_000), "US cents", "Balding Blog post 5 (S58): USD 2,000–6,000", "S", fixed=True
)
SMP_CM2_FEE = figure(
    "smp_fee_per_cm2", (2_000, 3_000), "US cents", "Fits the published course range to the areas", "J", fixed=True
)
SMP_SCAR_FEE = figure(
    "smp_fee_per_scar", (60_000, 150_000), "US cents", "No published price; scars cost more", "J", fixed=True
)
FUE_FEE = figure("fue_fee_per_graft", (500, 1_000), "US cents", "drilkerapaydin.com: USD 5–10 a graft", "C", fixed=True)
STRIP_FEE = figure(
    "strip_fee_per_graft", (400, 800), "US cents", "hairtransplantnetwork.com: USD 4–8 a graft", "C", fixed=True
)

RULES_REVISION = 8  # raise it whenever a rule changes; a changed number changes the version by itself

# --- fees: skin, scars, and the number of grafts ----------------------------------------------------------------------

FEE_FACTORS = figure(
    "smp_fee_factors",
    {"oily_skin": 10, "faint_contrast": 10, "scar_shaped": 25, "scar_dark": 10, "scar_wide": 15},
    "percent on the pigment price",
    "Scars cost more (elkasmp.com.au, anndruffel.com), no figure published; oily skin takes uneven dots",
    "J",
)
VERY_FAIR_OR_DARK = figure(
    "skin_types_very_fair_or_dark", (1, 6), "Fitzpatrick types", "The ends of the Fitzpatrick scale", "J"
)
TRUE_UP_CAP = figure(
    "true_up_cap", 10, "percent above the most grafts planned", "No rule published; a clinic may set its own", "J"
)

# --- shade from a photo -----------------------------------------------------------------------------------------------

HAIR_IN_PHOTO = figure(
    "hair_colour_in_photo",
    {
        "black": (12, 1, 1),
        "dark_brown": (20, 4, 6),
        "brown": (30, 8, 13),
        "light_brown": (42, 9, 19),
        "blond": (63, 7, 25),
        "red": (38, 22, 28),
        "grey": (55, 0, 2),
        "white": (80, 0, 4),
    },
    "CIELAB under D65: L*, a*, b*",
    "No table of hair in clinic photos was found; the middle of each colour in even light",
    "J",
    fixed=True,
)
SKIN_BY_ITA = figure(
    "skin_type_by_ita",
    (55, 41, 28, 10, -30),
    "degrees of ITA: Fitzpatrick I above the first … V above the last, VI below",
    "Classes of the individual typology angle, Chardon 1991 (Int J Cosmet Sci 13:191); one class taken for one type",
    "J",
    fixed=True,
)
PHOTO_LIMITS = figure(
    "shade_photo_limits",
    {
        "colour_far": 12,
        "colour_between": 3,
        "low_contrast": 15,
        "high_contrast": 35,
        "uneven": 12,
        "skin_hue_least": 15,
        "skin_hue_cool": 45,
        "skin_hue_most": 95,
        "skin_chroma_least": 4,
        "skin_chroma_most": 45,
        "fair_type_most": 2,
        "fair_shade_most": 2,
    },
    "CIEDE2000; L*; degrees of hue; chroma; type; step",
    "What a scalp in usable light measures",
    "J",
    fixed=True,
)
