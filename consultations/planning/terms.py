"""The terms of a fee: what it covers and until when, what it does not, and what more or fewer grafts change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consultations.planning import protocol
from consultations.planning.book import OWN, Book
from consultations.planning.words import _, sentence
from patients.vocabulary import Item

VISITS = sentence(
    _("The visits named in this plan, and the aftercare that belongs to them."),
    clinical=_("Planned sessions and their aftercare."),
)
TOUCH_UPS = sentence(
    _("Touch-ups of the pigment until the first goal is reached, for up to {days} days after the last session."),
    clinical=_("Touch-ups to the first goal within {days} days of the last session of the first series (S59, S60)."),
)
CHECKS = sentence(
    _("The visits after surgery, the last of them about {days} days after it."),
    clinical=_("Visits after surgery up to day {days}."),
)
LATER = sentence(
    _("Later touch-ups, and pigment where hair is lost later on."),
    clinical=_("Touch-ups after the cover ends, and extension as the loss goes on (S56)."),
)
FURTHER = sentence(
    _("More surgery if hair loss goes on."), clinical=_("Further surgery for loss that progresses (S29).")
)
MEDICINES = sentence(_("Medicines for hair loss."), clinical=_("Drug treatment before or after the procedure."))
TESTS = sentence(
    _("Blood tests and laboratory tests of skin."), clinical=_("Pathology: blood work, biopsy and histology.")
)
TRAVEL = sentence(_("Travel and nights away from home."), clinical=_("Travel and accommodation."))
BEYOND = sentence(_("Work beyond the goal agreed here."), clinical=_("Work beyond the agreed goal."))
PLACED = sentence(
    _("You pay for the grafts that are really placed."), clinical=_("True-up: the graft fee follows the placed count.")
)
FEWER = sentence(
    _("If fewer are placed than you have paid for, the price of each graft that was not placed is given back."),
    clinical=_("True-up: grafts not placed are refunded at their unit price."),
)
MORE = sentence(
    _("If more are placed, each is charged at its price on the list, up to {grafts} grafts in all."),
    clinical=_("True-up: more grafts are charged at their unit price, capped at {grafts} grafts."),
)
NEVER_MORE = sentence(
    _("Above {grafts} grafts nothing is charged unless you agree to it anew."),
    clinical=_("True-up: no charge above {grafts} grafts without a new agreement."),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Sentences of words.sentence; days after the last pigment session and after surgery; grafts charged at most."""

    included: tuple[str, ...]
    not_included: tuple[str, ...]
    true_up: tuple[str, ...]
    cover_days: int | None
    check_days: int | None
    most_grafts: int | None


def terms(option: Mapping[str, Any], prices: Mapping[str, Any], book: Book = OWN) -> Terms | None:
    """The terms of an option and its price list as both are stored, by the numbers of its day; None without a fee."""
    fee = option["fee"]
    if fee is None:
        return None
    cover = int(book[protocol.SMP_COVER]) if option["smp_sessions"] else None
    checks = int(book[protocol.FUE_VISITS][-1][0]) if option["grafts"] else None
    most = _most_grafts(fee, prices, book)
    included = [VISITS()]
    left_out = [MEDICINES(), TESTS()]
    if cover is not None:
        included.append(TOUCH_UPS(days=cover))
        left_out.append(LATER())
    if checks is not None:
        included.append(CHECKS(days=checks))
        left_out.append(FURTHER())
    if all(line["item"] != Item.TRAVEL for line in fee["lines"]):
        left_out.append(TRAVEL())
    true_up = () if most is None else (PLACED(), FEWER(), MORE(grafts=most), NEVER_MORE(grafts=most))
    return Terms(tuple(included), (*left_out, BEYOND()), true_up, cover, checks, most)


def _most_grafts(fee: Mapping[str, Any], prices: Mapping[str, Any], book: Book) -> int | None:
    """The most grafts that may be charged; None where grafts are not charged one by one."""
    planned = sum(line["quantity_high"] for line in fee["lines"] if line["unit"] == "graft" and line["unit_high"])
    own = (prices.get("true_up") or {}).get("cap_percent")
    cap = book[protocol.TRUE_UP_CAP] if own is None else own
    return planned * (100 + cap) // 100 if planned else None
