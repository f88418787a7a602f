"""The doctor's plans to review, as cards in the order of the day: ready or not, what changed, what leads."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from consultations import words
from consultations.figures import fee_text
from consultations.models import Plan
from consultations.models.review import applied
from consultations.policies import open_gates
from consultations.services import today
from consultations.services.today import HOME_VIEWS
from consultations.views import plan_facts
from patients.models import Addition, Consent, Intake, Photo
from patients.vocabulary import PhotoView
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail

PAGE = 20
SHOWN = 6  # rows of the lists below
DECIDED_WITHIN = timedelta(days=7)
# A card is sure, fair or rough by how many facts are missing that would narrow its ranges.
FAIR, ROUGH = 1, 4
OPENED = "plan opened"


@dataclass(frozen=True)
class Around:
    """What the cards of a page tell besides the plans themselves, by patient or plan; a query each."""

    photos: dict[int, dict[str, Photo]]
    consents: dict[int, set[str]]
    additions: Counter[int]
    seen: dict[int, datetime]


@require_safe
@requires(Permission.SEE_PLANS)
def board(request: StaffRequest) -> HttpResponse:
    """Plans to review in time order, patients who come today first; below what waits and what was decided."""
    waiting = today.queue(request.user, timezone.now()).select_related("patient", "intake").prefetch_related("reviews")
    shown = Paginator(waiting.defer("trace"), PAGE).get_page(request.GET.get("page"))
    this_day, around = timezone.localdate(), look_around(list(shown), request.user)
    cards = [card(plan, this_day, around) for plan in shown]
    trail.seen_list("plans to review opened", [plan.patient_id for plan in shown], by=request.user)
    context: dict[str, Any] = {
        "cards": cards,
        "page": shown,
        "coming": sum(1 for one in cards if one["comes_at"]),
        "below": below(request.user),
    }
    return render(request, "consultations/plan/board.html", context)


def look_around(plans: list[Plan], user: User) -> Around:
    """Photos, consents, unread additions and this doctor's last look, for all cards at once."""
    patients = [plan.patient_id for plan in plans]
    photos: dict[int, dict[str, Photo]] = defaultdict(dict)
    for photo in Photo.objects.filter(patient__in=patients, view__in=HOME_VIEWS).usable().order_by("added_at"):
        photos[photo.patient_id][photo.view] = photo
    consents: dict[int, set[str]] = defaultdict(set)
    for patient, purpose in Consent.objects.standing().filter(patient__in=patients).values_list("patient", "purpose"):
        consents[patient].add(purpose)
    unread = Addition.objects.filter(intake__patient__in=patients, read_at=None)
    looks = trail.looks(OPENED, patients, by=user).values_list("record_id").annotate(Max("at"))
    return Around(photos, consents, Counter(unread.values_list("intake__patient", flat=True)), dict(looks))


def card(plan: Any, this_day: date, around: Around) -> dict[str, Any]:
    """One plan of the queue: who, what they wish, whether all is there, what the engine leads with."""
    options = applied(plan.recommendation, plan.reviews.all())["options"]
    leading = next(option for option in options if option["code"] == plan.chosen)
    loss, missing = plan.findings.get("loss", {}), len(plan.recommendation["missing"])
    return {
        "plan": plan,
        "comes_at": plan.comes_at,
        "age": plan.patient.age(this_day),
        "scale": loss.get("scale", "norwood"),
        "grade": loss.get("grade", ""),
        "grade_word": words.grade(loss.get("scale", ""), loss["grade"]) if loss.get("grade") else _("Class not known"),
        "wish": ", ".join(str(words.GOAL[goal]) for goal in plan.findings.get("wishes", {}).get("goals", [])),
        "front": around.photos[plan.patient_id].get(PhotoView.FRONT),
        "marks": marks(plan, around),
        "changed": ", ".join(changed(plan, around)),
        "lead": words.OPTION[plan.chosen],
        "fit": words.FIT[leading["fit"]],
        "fit_state": words.FIT_STATE[leading["fit"]],
        "fee": fee_text(leading) if leading["fee"] else "",
        "flags": plan_facts.flags(plan.findings),
        "gates": [gate["gate"] for gate in plan.recommendation["gates"]],
        "confidence": _("Sure") if missing < FAIR else _("Fair") if missing < ROUGH else _("Rough"),
        "missing": missing,
    }


def marks(plan: Plan, around: Around) -> list[dict[str, Any]]:
    """Four marks with words: form, photos, consents, cautions."""
    photos, consents = len(around.photos[plan.patient_id]), around.consents[plan.patient_id]
    is_sent = plan.intake is not None and plan.intake.status == Intake.Status.SUBMITTED
    needed = {Consent.Purpose.ENQUIRY, *([Consent.Purpose.PHOTO_RECORD] if photos else [])}
    hard = ", ".join(dict.fromkeys(gate["gate"] for gate in open_gates(plan)))
    return [
        {"word": _("Form") if is_sent else _("No form sent"), "done": is_sent},
        {"word": _("Photos %(n)s of %(of)s") % {"n": photos, "of": len(HOME_VIEWS)}, "done": photos >= len(HOME_VIEWS)},
        {"word": _("Consents") if needed <= consents else _("Consent missing"), "done": needed <= consents},
        {"word": _("Hard caution: %(gates)s") % {"gates": hard} if hard else _("No hard caution"), "done": not hard},
    ]


def changed(plan: Plan, around: Around) -> Iterable[str]:
    """What is new since this doctor last opened the plan."""
    seen = around.seen.get(plan.pk)
    if seen is None:
        yield _("Not opened yet")
    else:
        others = [one for one in plan.reviews.all() if one.made_at > seen]
        if others:
            yield str(words.REVIEW[others[-1].kind])
        photos = sum(1 for photo in around.photos[plan.patient_id].values() if photo.added_at > seen)
        if photos:
            yield ngettext("%(n)s new photo", "%(n)s new photos", photos) % {"n": photos}
    if more := around.additions[plan.patient_id]:
        yield ngettext("%(n)s addition to read", "%(n)s additions to read", more) % {"n": more}


def below(user: User) -> list[dict[str, Any]]:
    """Plans that went back to draft, and those decided in the last days, the newest first."""
    plans = Plan.objects.visible_to(user).select_related("patient", "reviewed_by").defer("trace", "recommendation")
    drafts = plans.filter(status=Plan.Status.DRAFT).order_by("-made_at", "-pk")
    decided = plans.filter(status=Plan.Status.APPROVED, reviewed_at__gte=timezone.now() - DECIDED_WITHIN)
    lists = ((_("Back in draft"), drafts), (_("Approved in the last 7 days"), decided.order_by("-reviewed_at", "-pk")))
    return [
        {"title": title, "rows": [(plan, words.OPTION[plan.chosen]) for plan in rows]}
        for title, rows in ((title, list(found[:SHOWN])) for title, found in lists)
        if rows
    ]
