"""The protocol's numbers in words: their groups and names, what each affects, and their tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consultations import words
from consultations.planning.book import leaves, plain
from consultations.planning.protocol import FIGURES, Figure

Path = tuple[str, ...]
NO_LIMIT = 1e9  # the open end of a last band
MANY = 3  # changes said one by one; more are counted


@dataclass(frozen=True)
class Group:
    """Numbers that belong together: each one's name in words and the parts of a plan that change with it."""

    key: str
    title: Any
    numbers: dict[str, tuple[Any, str]]


# The parts of a plan that a number may change.
AFFECTS: dict[str, Any] = {
    "need": _("Grafts that the loss needs"),
    "donor": _("Donor budget"),
    "rank": _("Which options are suggested"),
    "size": _("Size of the options"),
    "fee": _("Fees"),
    "time": _("Timeline"),
    "gates": _("Gates and cautions"),
    "pigment": _("Pigment shade"),
    "later": _("How the loss may go on"),
}
GROUPS = (
    Group(
        "loss",
        _("The loss, class by class"),
        {
            "grafts_by_class": (_("Grafts by class"), "need donor rank size fee time later"),
            "grafts_heading_to_vii": (_("Grafts when heading to class VII"), "need donor size fee time"),
            "grafts_full_vii": (_("Grafts for a full class VII"), "need donor later"),
            "surgeries_heading_to_vii": (_("Surgeries when heading to class VII"), ""),
            "bald_area_by_class": (_("Thin area by class"), "donor rank size fee time"),
            "zone_shares_by_class": (_("Shares of the zones by class"), "donor rank size fee time"),
            "graft_density_weight_by_zone": (_("Graft density by zone, beside each other"), "donor rank size fee"),
            "recipient_density_by_area": (_("Grafts placed per cm², by size of the area"), "need donor rank size fee"),
            "graft_density_in_scars": (_("Grafts placed per cm² in a scar"), "donor rank size fee time"),
            "graft_survival_in_scars": (_("Grafts that survive in a scar"), ""),
            "classes_still_to_come_by_age": (
                _("Classes still to come, by age"),
                "need donor rank size fee time gates later",
            ),
            "ages_that_part_the_classes_to_come": (
                _("Ages that part the classes to come"),
                "need donor rank size fee time later",
            ),
            "share_of_a_class_that_the_end_asks_for": (
                _("Share of a class that the end asks for"),
                "need donor rank size fee later",
            ),
            "months_until_loss_counts_as_stable": (_("Months until the loss counts as stable"), "need donor later"),
            "areata_months_quiet_before_smp": (_("Months of quiet alopecia areata before SMP"), "rank time gates"),
            "areata_months_quiet_before_surgery": (
                _("Months of quiet alopecia areata before surgery"),
                "rank fee gates",
            ),
            "months_without_pulling_before_treatment": (
                _("Months without hair pulling before treatment"),
                "need donor rank size fee time gates later",
            ),
        },
    ),
    Group(
        "donor",
        _("The donor area"),
        {
            "lifetime_supply_by_final_class": (
                _("Grafts for life, by final class"),
                "donor rank size fee time later",
            ),
            "supply_share_at_the_low_end": (_("Share of the supply at its low end"), "donor rank size fee"),
            "donor_area_by_final_class": (_("Donor area, by final class"), "donor rank size fee gates later"),
            "donor_area_doubt": (_("Doubt of the donor area"), "donor"),
            "donor_density_average": (_("Donor density, average"), "donor rank size fee later"),
            "donor_density_by_word": (_("Donor density, by word"), "donor rank size fee gates"),
            "hairs_per_fu": (_("Hairs per follicular unit"), "donor rank size fee later"),
            "calibre_by_word": (_("Hair shaft, by word"), "donor rank size fee time later"),
            "calibre_when_unknown": (_("Hair shaft when not known"), "donor rank size fee time gates later"),
            "coverage_value_minimum": (_("Coverage value that must stay"), "donor rank size fee time later"),
            "hair_to_keep_by_form": (_("Hair to keep, by curl"), "donor rank size fee later"),
            "fue_lifetime_limit_by_calibre": (_("FUE grafts for life, by hair shaft"), "donor rank size fee time"),
            "calibre_limits": (_("Where fine ends and coarse begins"), "donor rank size fee"),
            "donor_density_floor": (_("Donor density below which nothing is taken"), "donor rank"),
            "donor_density_very_low": (_("Donor density that is very low"), "donor rank"),
            "donor_hairs_very_low": (_("Hairs per cm² that are very few"), "donor rank"),
            "grafts_worth_a_surgery": (_("Grafts that make a surgery worthwhile"), "donor rank"),
            "donor_miniaturization_limit": (_("Miniaturization of the donor, limit"), "donor rank fee gates"),
            "grafts_per_earlier_operation": (
                _("Grafts taken in an earlier operation"),
                "donor later",
            ),
            "share_taken_one_by_one": (_("Share of the grafts taken one by one"), "donor rank size fee"),
            "earlier_operations_that_speak_against_a_strip": (
                _("Earlier operations that speak against a strip"),
                "rank gates",
            ),
            "earlier_operations_when_not_counted": (
                _("Earlier operations when not counted"),
                "donor size fee",
            ),
            "age_at_which_the_final_class_is_reached": (_("Age at which the final class is reached"), "later"),
            "age_at_which_the_final_class_is_reached_from_under_25": (
                _("Age at which the final class is reached, from loss under 25"),
                "later",
            ),
            "doubt_of_another_clinicians_estimate": (
                _("Doubt of another clinician's estimate"),
                "need donor size fee",
            ),
        },
    ),
    Group(
        "surgery",
        _("Surgery"),
        {
            "fue_grafts_per_session": (_("FUE grafts in a session"), "donor rank size fee time gates"),
            "demand_that_two_sessions_meet": (_("Grafts that two sessions meet"), "donor rank size fee time"),
            "fue_grafts_a_day_warning": (_("FUE grafts in a day that call for a warning"), "gates"),
            "fue_yield_per_pass": (_("FUE grafts per cm² in one pass"), "donor rank gates"),
            "strip_length": (_("Length of a strip"), "donor rank size fee gates"),
            "strip_width_by_laxity": (_("Width of a strip, by laxity"), "donor rank size fee gates"),
            "share_of_a_strip_when_fue_follows": (_("Share of a strip when FUE follows"), "size fee"),
            "least_grafts_of_a_combination": (_("Least grafts of a combination"), ""),
            "earlier_operations_that_speak_against_a_strip": (_("Earlier operations that speak against a strip"), ""),
            "grafts_to_frame_the_face": (_("Grafts that frame the face"), "donor size fee time"),
            "grafts_when_the_loss_is_not_classed": (_("Grafts when the loss has no class"), "donor size fee"),
            "area_when_the_loss_is_not_classed": (_("Thin area when the loss has no class"), "size fee"),
            "beard_grafts": (_("Grafts from the beard"), "size fee"),
            "test_patch": (_("Grafts of a test patch"), ""),
            "between_surgeries": (_("Wait between surgeries"), "time"),
            "visits_after_surgery": (_("Visits after surgery"), "time"),
            "crown_final_look": (_("Final look of the crown"), "time"),
            "months_until_grafts_show": (_("Months until grafts show"), ""),
            "result_needed_soon": (_("A result is needed soon"), "donor rank time"),
            "age_of_caution": (_("Age of caution"), "donor rank"),
            "age_of_consent": (_("Age of consent"), "donor rank fee gates"),
            "age_below_which_loss_of_unknown_pace_waits": (
                _("Age below which loss of unknown pace waits"),
                "donor rank",
            ),
            "young_age": (_("Young age"), "donor rank gates later"),
            "age_up_to_which_a_moving_pattern_waits": (_("Age up to which a moving pattern waits"), "donor rank"),
            "drug_trial": (_("Trial of medicine"), "donor rank gates"),
            "age_before_which_a_crown_alone_is_early": (
                _("Age before which a crown alone is early"),
                "need donor rank gates later",
            ),
            "wait_for_a_sore_scalp": (_("Wait for a sore scalp"), "time"),
            "wait_for_shedding": (_("Wait for shedding to pass"), "time"),
            "look_again_when_no_wait_is_set": (_("Look again when no wait is set"), "time"),
            "visits_on_medicine": (_("Visits on medicine"), "time"),
            "window_of_a_visit_on_medicine": (_("Window of a visit on medicine"), "time"),
            "wait_after_isotretinoin_or_cancer_treatment": (
                _("Wait after isotretinoin or cancer treatment"),
                "time gates",
            ),
        },
    ),
    Group(
        "pigment",
        _("Pigment"),
        {
            "between_smp_sessions": (_("Wait between SMP sessions"), "time"),
            "smp_sessions": (_("SMP sessions"), "size time"),
            "smp_sessions_class_vi_vii": (_("SMP sessions, class VI and VII"), "size time"),
            "smp_sessions_strip_scar": (_("SMP sessions, strip scar"), "size time"),
            "smp_sessions_other_scar": (_("SMP sessions, other scars"), "size time"),
            "smp_area_per_hour": (_("Area of SMP in an hour"), "time"),
            "smp_hours_a_day": (_("Hours of SMP in a day"), "time"),
            "smp_keep_dry": (_("Days to keep SMP dry"), ""),
            "smp_hours_of_a_scar": (_("Hours of SMP for scars alone"), "time"),
            "smp_settled": (_("SMP has settled"), "time"),
            "smp_last_check_from": (_("Last check of SMP, from"), "time"),
            "smp_cover": (_("Days in which touch-ups are included"), "fee time"),
            "smp_year_check": (_("SMP check after a year"), "time"),
            "smp_touch_up": (_("SMP touch-up"), "time"),
            "surgery_to_smp": (_("Wait from surgery to SMP"), "time"),
            "months_from_surgery_to_smp": (_("Months from surgery to SMP, at least"), "rank time gates"),
            "smp_to_surgery": (_("Wait from SMP to surgery"), "time"),
            "scar_age_before_pigment": (_("Age of a scar before pigment"), "donor rank gates"),
            "scar_is_wide": (_("A scar is wide from"), "donor rank fee"),
            "scar_size_when_not_measured": (_("Size of a scar when not measured"), "donor size fee"),
            "shade_by_hair_and_skin": (_("Shade, by hair and skin"), "pigment"),
            "skin_types_of_contrast": (_("Skin types that part the contrast"), "rank fee pigment gates"),
            "skin_type_when_unknown": (_("Skin type when not known"), "pigment"),
            "skin_type_by_tone": (_("Skin type, by tone"), "fee pigment"),
        },
    ),
    Group(
        "ranking",
        _("Order of the options"),
        {
            "points_by_rank": (_("Points by place in the rules"), "donor rank gates"),
            "points_adjusted": (_("Points added and taken away"), "donor rank"),
            "points_for_fit": (_("Points for a fit"), "rank"),
            "options_shown": (_("Options shown"), "rank"),
            "days_a_month": (_("Days in a month"), "time gates"),
        },
    ),
    Group(
        "fees",
        _("Fees"),
        {
            "smp_course_fee": (_("Whole SMP course, least and most"), "fee"),
            "smp_fee_per_cm2": (_("SMP fee per cm²"), "fee"),
            "smp_fee_per_scar": (_("SMP fee per scar"), "fee"),
            "fue_fee_per_graft": (_("FUE fee per graft"), "fee"),
            "strip_fee_per_graft": (_("Strip fee per graft"), "fee"),
            "smp_fee_factors": (_("What makes pigment dearer"), "fee"),
            "skin_types_very_fair_or_dark": (_("Skin that is very fair or very dark"), "fee"),
            "true_up_cap": (_("Most that is charged for more grafts than planned"), "fee"),
        },
    ),
    Group(
        "photo",
        _("Shade from a photo"),
        {
            "hair_colour_in_photo": (_("Hair colours as a photo shows them"), ""),
            "skin_type_by_ita": (_("Skin type, by its angle in a photo"), ""),
            "shade_photo_limits": (_("When a photo tells no shade, or warns"), ""),
        },
    ),
)
SAID = {name: said for group in GROUPS for name, said in group.numbers.items()}
MARK: dict[str, Any] = {
    "S": _("The source document"),
    "A": _("Reviewed paper or census"),
    "B": _("A named surgeon's writing"),
    "C": _("A clinic's page"),
    "D": _("A page without an author"),
    "K": _("General knowledge"),
    "J": _("This project's judgement"),
}
# How the protocol writes its units, where people read them otherwise.
UNIT: dict[str, Any] = {
    "grafts": _("grafts"),
    "grafts a day": _("grafts a day"),
    "grafts per cm2": _("grafts per cm²"),
    "grafts per cm2, first band first": _("grafts per cm²"),
    "surgeries": _("surgeries"),
    "cm2": _("cm²"),
    "cm": _("cm"),
    "mm": _("mm"),
    "percent": _("percent"),
    "months": _("months"),
    "days": _("days"),
    "years": _("years"),
    "points": _("points"),
    "classes": _("classes"),
    "sessions": _("sessions"),
    "operations": _("operations"),
    "hairs": _("hairs"),
    "share of the thin area": _("share of the thin area"),
    "relative density": _("relative density"),
    "share either way": _("share either way"),
    "share of the figure for low density": _("share of the figure for low density"),
    "share of the straight-hair figure": _("share of the figure for straight hair"),
    "share of the most that one strip gives": _("share of the most that one strip gives"),
    "follicular-unit grafts: density below average, average, above average": _(
        "grafts; low, likely and high are a density below, at and above average"
    ),
    "FU per cm2": _("follicular units per cm²"),
    "hairs per cm2": _("hairs per cm²"),
    "hairs per cm2 × mm": _("hairs per cm² × mm"),
    "mm: fine below, coarse from": _("mm"),
    "mm: length and width": _("mm"),
    "days: visit, from, to": _("days"),
    "days after the last session": _("days after the last session"),
    "cm2 an hour": _("cm² an hour"),
    "hours: least, most": _("hours"),
    "months: any pigment, pigment for density": _("months"),
    "months: least, better": _("months"),
    "Fitzpatrick type": _("Fitzpatrick type"),
    "step 1 lightest to 6 darkest, by Fitzpatrick type 1 to 6": _("step, 1 lightest to 6 darkest"),
    "points: suggested from, possible from": _("points"),
    "options beside what a gate says": _("options beside what a gate says"),
    "days: before, after": _("days"),
    "Fitzpatrick type: fair up to, in between up to": _("Fitzpatrick type"),
    "share of the way from the class's low to its high: low, likely": _("share of the way from low to high"),
    "share of the grafts taken": _("share of the grafts taken"),
    "US cents": _("US cents"),
    "Fitzpatrick types": _("Fitzpatrick types"),
    "percent on the pigment price": _("percent on the pigment price"),
    "percent above the most grafts planned": _("percent above the most grafts planned"),
    "CIELAB under D65: L*, a*, b*": _("CIELAB, D65"),
    "degrees of ITA: Fitzpatrick I above the first … V above the last, VI below": _(
        "degrees of the individual typology angle, above which the type holds"
    ),
    "CIEDE2000; L*; degrees of hue; chroma; type; step": _("distance, L*, degrees, type or step, as each says"),
}
KEY: dict[str, Any] = words.FINDING | {
    "low": _("low"),
    "likely": _("likely"),
    "high": _("high"),
    "colour_far": _("No colour is near, from"),
    "colour_between": _("Between two colours, up to"),
    "low_contrast": _("Hair and skin alike, below"),
    "high_contrast": _("Hair and skin far apart, from"),
    "uneven": _("Spot uneven, from L*"),
    "skin_hue_least": _("Hue of skin, least"),
    "skin_hue_cool": _("Hue of skin, cool below"),
    "skin_hue_most": _("Hue of skin, most"),
    "skin_chroma_least": _("Chroma below which the hue tells nothing"),
    "skin_chroma_most": _("Chroma of skin, most"),
    "fair_type_most": _("Fair skin, up to type"),
    "fair_shade_most": _("Shade on fair skin without a warning, up to step"),
    "L1": "Ludwig I",
    "L2": "Ludwig II",
    "L3": "Ludwig III",
    "hairline": _("Hairline"),
    "temples": _("Temples"),
    "front": _("Front"),
    "midscalp": _("Middle"),
    "crown": _("Crown"),
    "parting": _("Parting"),
    "under_30": _("Under 30"),
    "30_to_44": _("30 to 44"),
    "under_25": _("Under 25"),
    "25_to_44": _("25 to 44"),
    "45_and_over": _("45 and over"),
    "early": _("Early"),
    "usual": _("Usual"),
    "late": _("Late"),
    "linear": _("Line"),
    "wide": _("Wide"),
    "dots": _("Dots"),
    "other": _("Other"),
    "shortfall": _("Donor falls short"),
    "style": _("Does not suit how the hair is worn"),
    "contraindication": _("Something speaks against it"),
    "contrast": _("Little contrast of hair and skin"),
    "wish": _("Wished for"),
    "budget": _("Above the budget"),
    "oily_skin": _("Oily skin"),
    "faint_contrast": _("Faint contrast"),
    "scar_shaped": _("Raised or hollow scar"),
    "scar_dark": _("Dark scar"),
    "scar_wide": _("Wide scar"),
}
# Words in which a key means something else than in findings.
OWN_KEY: dict[tuple[str, str], Any] = {
    ("donor_density_by_word", "low"): _("Low"),
    ("donor_density_by_word", "high"): _("High"),
    ("age_at_which_the_final_class_is_reached", "likely"): _("Likely"),
    ("age_at_which_the_final_class_is_reached_from_under_25", "likely"): _("Likely"),
}
LEAST_MOST = (_("least"), _("most"))
# What the places of a list are called: one row of words for each depth.
PLACES: dict[str, tuple[tuple[Any, ...], ...]] = {
    "recipient_density_by_area": (
        (_("Small area"), _("Medium area"), _("Large area")),
        (_("up to cm²"), ""),
    ),
    "calibre_limits": ((_("fine below"), _("coarse from")),),
    "visits_after_surgery": (
        (_("First visit"), _("Second visit"), _("Third visit"), _("Fourth visit"), _("Fifth visit")),
        (_("on"), _("from"), _("to")),
    ),
    "smp_hours_a_day": (LEAST_MOST,),
    "months_from_surgery_to_smp": ((_("any pigment"), _("pigment for density")),),
    "scar_age_before_pigment": ((_("least"), _("better")),),
    "scar_size_when_not_measured": ((_("length"), _("width")),),
    "shade_by_hair_and_skin": ((_("skin I"), _("skin II"), _("skin III"), _("skin IV"), _("skin V"), _("skin VI")),),
    "points_by_rank": ((_("first"), _("second"), _("third"), _("fourth")),),
    "points_for_fit": ((_("suggested from"), _("possible from")),),
    "skin_types_very_fair_or_dark": ((_("very fair"), _("very dark")),),
    "hair_colour_in_photo": (("L*", "a*", "b*"),),
    "skin_type_by_ita": ((_("skin I"), _("skin II"), _("skin III"), _("skin IV"), _("skin V")),),
    "smp_course_fee": (LEAST_MOST,),
    "smp_fee_per_cm2": (LEAST_MOST,),
    "smp_fee_per_scar": (LEAST_MOST,),
    "fue_fee_per_graft": (LEAST_MOST,),
    "strip_fee_per_graft": (LEAST_MOST,),
}


def label(name: str) -> str:
    """The number's name in words."""
    return str(SAID[name][0]) if name in SAID else name.replace("_", " ").capitalize()


def affects(name: str) -> list[str]:
    """The parts of a plan that change with the number, in words."""
    return [str(AFFECTS[part]) for part in SAID[name][1].split()] if name in SAID else []


def unit(figure: Figure[Any]) -> str:
    return str(UNIT.get(figure.unit, figure.unit))


def amount(number: Any) -> str:
    """A number with its thousands apart and every decimal that it has."""
    if number == NO_LIMIT:
        return _now("no limit")
    exact = Decimal(str(number)).normalize()
    places = max(0, -int(exact.as_tuple().exponent))
    text: str = number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)
    return text.replace("-", "−")


def place(name: str, path: Path) -> str:
    """The way to one number of a table in words: III vertex, likely."""
    return ", ".join(filter(None, _steps(name, path)))


def _steps(name: str, path: Path) -> Iterator[str]:
    value, depth = plain(FIGURES[name].value), 0
    for key in path:
        if isinstance(value, list):
            here = PLACES.get(name, ())[depth : depth + 1]
            yield str(here[0][int(key)]) if here and int(key) < len(here[0]) else str(int(key) + 1)
            value, depth = value[int(key)], depth + 1
        else:
            yield str(OWN_KEY.get((name, key)) or KEY.get(key) or words.grade("norwood", key))
            value = value[key]


def table(name: str, value: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """A plain value as rows: what the row is called, and its numbers with what each is called."""
    if not isinstance(value, dict | list):
        return [("", [("", amount(value))])]
    inner = list(value.items()) if isinstance(value, dict) else [(str(n), one) for n, one in enumerate(value)]
    if not any(isinstance(one, dict | list) for _key, one in inner):
        flat = [(place(name, (key,)), amount(one)) for key, one in inner]
        is_row = isinstance(value, list) or value.keys() == {"low", "likely", "high"}
        return [("", flat)] if is_row else [(key, [("", one)]) for key, one in flat]
    return [
        (
            place(name, (key,)),
            [(", ".join(list(filter(None, _steps(name, (key, *path))))[1:]), amount(one)) for path, one in leaves(row)],
        )
        for key, row in inner
    ]


def changes(name: str, old: Any, new: Any) -> str:
    """From what to what a number goes, in one line: from 1,500 to 2,000; of a table only what differs."""
    return _moved(name, old, new, _now("%(place)s from %(old)s to %(new)s"))


def instead(name: str, own: Any, here: Any) -> str:
    """The clinic's number beside the protocol's, in one line: 2,000 in place of 1,500."""
    return _moved(name, own, here, _now("%(place)s %(new)s in place of %(old)s"))


def _moved(name: str, old: Any, new: Any, words_for_one: str) -> str:
    before = dict(leaves(old))
    moved = [
        (words_for_one % {"place": place(name, path), "old": amount(before[path]), "new": amount(number)}).strip()
        for path, number in leaves(new)
        if before[path] != number
    ]
    more = len(moved) - MANY
    if more > 0:
        moved = [*moved[:MANY], _now("%(n)s more") % {"n": more}]
    return "; ".join(moved)
