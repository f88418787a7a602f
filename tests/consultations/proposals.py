"""An invented answer of the engine with everything that a page can show."""

from copy import deepcopy
from typing import Any

from consultations.planning.book import OWN

SOURCE = "Invented source, page 1"
PRICES: dict[str, Any] = {
    "currency": "USD",
    "items": {
        "smp_area": {"unit": "cm2", "low": 1000, "high": 2000},
        "smp_scar": {"unit": "cm", "low": 3000, "high": 5000},
        "fue_grafts": {"unit": "graft", "low": 400, "high": 700},
        "strip_grafts": {"unit": "graft", "low": 300, "high": 600},
    },
}
HARD_GATE = {
    "gate": "G11",
    "effect": "refer",
    "text": "A blood thinner is taken: get clearance first.",
    "source": SOURCE,
    "inputs": ["medical"],
}
SOFT_GATE = {"gate": "G15", "effect": "limit", "text": "More than one session.", "source": SOURCE, "inputs": []}


def rises(low: float, likely: float, high: float) -> dict[str, float]:
    return {"low": low, "likely": likely, "high": high}


def reason(rule: str, text: str) -> dict[str, Any]:
    return {"rule": rule, "text": text, "source": SOURCE, "inputs": ["loss.grade", "hair.colour"]}


def line(item: str, quantity: tuple[int, int], unit: str, price: tuple[int, int]) -> dict[str, Any]:
    (quantity_low, quantity_high), (unit_low, unit_high) = quantity, price
    return {
        "item": item,
        "quantity_low": quantity_low,
        "quantity_high": quantity_high,
        "unit": unit,
        "unit_low": unit_low,
        "unit_high": unit_high,
        "low": quantity_low * unit_low,
        "high": quantity_high * unit_high,
        "why": f"Why {item} is in it",
        "source": SOURCE,
    }


def fee(*lines: dict[str, Any]) -> dict[str, Any]:
    return {
        "currency": "USD",
        "low": sum(one["low"] for one in lines),
        "high": sum(one["high"] for one in lines),
        "lines": list(lines),
    }


COMBINATION: dict[str, Any] = {
    "code": "combination",
    "technique": "combination",
    "fit": "suggested",
    "grafts": rises(1200, 1350, 1450),
    "fue_sessions": rises(1, 1, 1),
    "smp_sessions": rises(2, 2, 3),
    "zones": [
        {"zone": "front", "technique": "fue", "area_cm2": rises(30, 35, 40), "grafts": rises(1200, 1350, 1450)},
        {"zone": "crown", "technique": "smp", "area_cm2": rises(60, 70, 80), "grafts": None},
    ],
    "fee": fee(line("fue_grafts", (1200, 1450), "graft", (400, 700)), line("smp_area", (60, 80), "cm2", (1000, 2000))),
    "timeline": [
        {"step": "Transplant of the front", "after_days": 0, "window_days": None, "rule": "R12"},
        {"step": "First SMP session", "after_days": 274, "window_days": {"low": 274, "high": 365}, "rule": "G12"},
    ],
    "reasons": [reason("R12", "Puts scarce grafts where they show most.")],
    "cautions": [reason("G12", "SMP waits 9 months after surgery.")],
    "cannot": "It does not bring back the hair of youth.",
}
SMP_ONLY: dict[str, Any] = COMBINATION | {
    "code": "smp_only",
    "technique": "smp",
    "fit": "possible",
    "grafts": None,
    "fue_sessions": None,
    "smp_sessions": rises(2, 3, 4),
    "zones": [],
    "fee": fee(line("smp_area", (100, 150), "cm2", (1000, 2000))),
    "timeline": [],
    "reasons": [reason("S11", "Dots need no donor hair.")],
    "cautions": [],
    "cannot": "It grows no hair.",
}
FUE: dict[str, Any] = COMBINATION | {
    "code": "transplant_staged",
    "technique": "fue",
    "fit": "do_not_offer",
    "fee": None,
    "smp_sessions": None,
    "reasons": [reason("S23", "SECRET: donor hair would run out.")],
    "cautions": [],
}
DEFER: dict[str, Any] = COMBINATION | {
    "code": "defer",
    "technique": "not_now",
    "fit": "possible",
    "grafts": None,
    "fue_sessions": None,
    "smp_sessions": None,
    "zones": [],
    "fee": None,
    "timeline": [],
    "cautions": [],
    "cannot": "Waiting changes nothing by itself.",
}
FINDINGS: dict[str, Any] = {
    "age_years": 41,
    "sex": "male",
    "loss": {"scale": "norwood", "grade": "III-vertex", "progressing": True},
    "hair": {"colour": "dark_brown", "calibre": "medium", "form": "wavy", "worn": "short"},
    "skin": {"tone": "medium"},
    "donor": {"density_fu_cm2": 72},
    "wishes": {"goals": ["crown", "density"], "budget_max": 6000},
    "medical": ["anticoagulant", "latex_allergy"],
}


def proposal(*, gates: tuple[dict[str, Any], ...] = (), lead: str = "combination") -> dict[str, Any]:
    """The whole answer; with a hard gate when asked."""
    return deepcopy(
        {
            "engine": "1.0",
            "rules": OWN.version,
            "decision": "This is a proposal; a clinician decides.",
            "lead": lead,
            "gates": list(gates),
            "options": [COMBINATION, SMP_ONLY, FUE, DEFER],
            "donor": {
                "supply": rises(4600, 5200, 5800),
                "used": rises(0, 0, 0),
                "available": rises(4600, 5200, 5800),
                "planned": rises(1200, 1350, 1450),
                "reserve": rises(1000, 1500, 2000),
                "free": rises(1150, 2350, 3600),
                "sources": [SOURCE],
            },
            "demand": {"now": rises(2000, 2200, 2600), "lifetime": rises(3000, 4000, 5000), "sources": [SOURCE]},
            "pigment": {
                "shade": 5,
                "start_shade": 4,
                "cautions": [reason("S50", "Match the hair.")],
                "sources": [SOURCE],
            },
            "progression": [
                {
                    "scenario": scenario,
                    "age_years": age,
                    "grade": grade,
                    "grafts_needed": needed,
                    "grafts_left": 5200 - needed,
                }
                for scenario in ("slow", "likely", "fast")
                for age, grade, needed in ((41, "III-vertex", 2000), (48, "IV", 2600), (58, "V", 3800))
            ],
            "missing": ["donor.laxity", "loss.family_grade"],
        }
    )


def plan_facts(**kwargs: Any) -> dict[str, Any]:
    """What a plan row holds, for PlanFactory."""
    answer = proposal(**kwargs)
    return {
        "findings": deepcopy(FINDINGS),
        "prices": deepcopy(PRICES),
        "recommendation": answer,
        "engine": answer["engine"],
        "rules": answer["rules"],
        "lead": answer["lead"],
        "chosen": answer["lead"],
    }
