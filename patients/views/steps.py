"""The pages of an intake, the same from both seats: one step, a scar, the check before sending."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from patients.forms.intake.base import Row, StepForm
from patients.forms.intake.steps import PAGES, TOTAL, Page, page_after, page_before
from patients.forms.intake.summary import cards
from patients.models.intake import Step
from patients.policies import is_under_age
from patients.questions.asked import sections_of
from patients.services import intakes
from patients.services.clashes import Clash
from patients.tasks import MAKE_PLANS
from patients.views import scarmap
from patients.views import photo_step
from patients.views.seats import Seat
from smpclinic.accounts.access import Refused
from smpclinic.audit import trail
from smpclinic.messaging.doorbell import ring_on_commit
from smpclinic.web.htmx import page as answer

# What the buttons of a step may ask for besides going on.
LATER, ADD_SCAR = "later", "scar"
NO_PROBLEMS: Mapping[str, str] = {}


def step(request: HttpRequest, seat: Seat, name: str) -> HttpResponse:
    """One step: its questions, or its answers saved and the next page."""
    if name not in PAGES:
        raise Http404
    page = PAGES[name]
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    if name in seat.done and not seat.may_read(name):
        return locked(request, seat, page)
    if name != Step.ABOUT and is_too_young(seat):
        return too_young(request, seat)
    form = form_of(page, seat, request.POST if request.method == "POST" else None)
    if page.step == Step.PHOTOS:
        form.initial = {**form.initial, **photo_step.remembered_ticks(request, seat)}
    if request.method == "POST":
        unsent = photo_step.unsent(request)
        if not unsent and form.is_valid() and not contradiction(form, seat, page):
            return save(request, seat, page, form)
        return show(request, seat, page, form, problems=unsent, status=422)
    trail.seen(f"intake step {name} opened", seat.intake, by=seat.by)
    return show(request, seat, page, form)


def form_of(page: Page, seat: Seat, data: Any) -> StepForm:
    """The step's form, filled with what is stored and readable, or with what was typed."""
    row = seat.rows.get(page.step)
    initial = page.form.initial_from(row.answers if row else {}, seat.patient)
    return page.form(data, initial=initial, patient=seat.patient, for_staff=seat.at_desk)


def contradiction(form: StepForm, seat: Seat, page: Page) -> bool:
    """Whether the answer denies what is on the page already; the form then says so."""
    if page.step == Step.SCARS and form.cleaned_data["has_scars"] == "no" and seat.scars:
        form.add_error("has_scars", _("There are scars in the list below. Remove them first, or choose yes."))
    if page.step == Step.PHOTOS and not form.cleaned_data["photo_record"] and seat.photos_sent:
        form.add_error("photo_record", _("There are photos below. Remove them first, or leave this ticked."))
    return bool(form.errors)


def save(request: HttpRequest, seat: Seat, page: Page, form: StepForm) -> HttpResponse:
    """Save the step and go where the button leads; a clash shows both sets of answers."""
    try:
        intakes.save_step(
            seat.intake,
            page.step,
            form.answers(),
            version=form.cleaned_data["version"],
            by=seat.by,
            now=timezone.now(),
        )
    except Clash as clash:
        return both_answers(request, seat, page, form, clash)
    photo_step.forget_ticks(request)
    if request.POST.get("then") == LATER:
        return redirect(seat.url("overview") + ("" if seat.at_desk else "?stop=1"))
    if page.step == Step.SCARS and wants_scar(request, seat, form):
        return redirect(seat.url("scar_add"))
    following = page_after(page.step)
    if following is None or request.POST.get("back_to_check"):
        return redirect(seat.url("check"))
    return redirect(seat.url("step", following.step))


def wants_scar(request: HttpRequest, seat: Seat, form: StepForm) -> bool:
    """Whether a scar comes next: asked for, or said to exist while none is described."""
    has_some = form.cleaned_data["has_scars"] == "yes"
    return has_some and (request.POST.get("then") == ADD_SCAR or not seat.scars)


def show(
    request: HttpRequest,
    seat: Seat,
    page: Page,
    form: StepForm,
    *,
    problems: Mapping[str, str] = NO_PROBLEMS,
    status: int = 200,
) -> HttpResponse:
    """The page of one step; `problems` say, view by view, why a photo was not taken in."""
    row = seat.rows.get(page.step)
    # What was typed over an older version stays a clash, even after another error on the page.
    version = request.POST.get("version", "0") if form.is_bound else (row.version if row else 0)
    context = about_page(request, seat, page) | {"form": form, "version": version}
    if page.step == Step.SCARS:
        context |= scarmap.list_of(seat)
    if page.step == Step.PHOTOS:
        context |= photo_step.about_photos(seat, problems)
    if row and page.step == Step.LOSS:
        first = form.rows(row.answers)[0]
        context["chosen"], _comma, context["chosen_word"] = first.value.partition(", ")
    return answer(request, "patients/intake/step.html", context, status=status)


def about_page(request: HttpRequest, seat: Seat, page: Page) -> dict[str, Any]:
    """What every page around a step shows."""
    before = page_before(page.step)
    from_check = bool(request.GET.get("from") or request.POST.get("back_to_check"))
    back = seat.url("check") if from_check else seat.url("step", before.step) if before else seat.url("overview")
    return {
        "seat": seat,
        "base": seat.base,
        "clinic": seat.clinic,
        "patient": seat.patient,
        "page": page,
        "total": TOTAL,
        "back_url": back,
        "back_to_check": from_check,
        "saved_row": seat.rows.get(page.step),
        "chosen": "",
        "chosen_word": "",
    }


def both_answers(request: HttpRequest, seat: Seat, page: Page, form: StepForm, clash: Clash) -> HttpResponse:
    """409: the form as it was typed, beside what somebody else saved meanwhile; saving again keeps what was typed."""
    if not seat.may_read(page.step):
        return locked(request, seat, page, status=409)
    theirs, mine = form.rows(clash.current.answers), form.rows(form.answers())
    context = about_page(request, seat, page) | {
        "form": form,
        "version": clash.current.version,
        "saved_row": clash.current,
        "differences": differences(theirs, mine),
        "theirs_url": seat.url("step", page.step),
    }
    return answer(request, "patients/intake/clash.html", context, status=409)


def differences(theirs: list[Row], mine: list[Row]) -> list[dict[str, Any]]:
    """The questions on which two sets of answers differ."""
    left = {str(row.label): row.value for row in theirs}
    right = {str(row.label): row.value for row in mine}
    return [
        {"label": label, "theirs": left.get(label, ""), "mine": right.get(label, "")}
        for label in dict.fromkeys([*left, *right])
        if left.get(label, "") != right.get(label, "")
    ]


def locked(request: HttpRequest, seat: Seat, page: Page, status: int = 200) -> HttpResponse:
    """The page of an answered step for someone who may not read it."""
    following = page_after(page.step)
    context = about_page(request, seat, page)
    context["next_url"] = seat.url("step", following.step) if following else seat.url("check")
    return answer(request, "patients/intake/locked.html", context, status=status)


def is_too_young(seat: Seat) -> bool:
    """Whether the patient is under 18, by the record or by the first step."""
    return is_under_age(seat.patient, seat.answers.get(Step.ABOUT, {}), seat.today(timezone.now()))


def too_young(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The page that explains why we stop here, kindly, with everything kept."""
    context = about_page(request, seat, PAGES[Step.ABOUT]) | {"about_url": seat.url("step", Step.ABOUT)}
    return answer(request, "patients/intake/too_young.html", context)


def check(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Everything at a glance with its Change links and what is missing; then it is sent, once."""
    if not seat.intake.is_open:
        return redirect(seat.url("sent"))
    if is_too_young(seat):
        return too_young(request, seat)
    if request.method == "POST":
        try:
            is_first = intakes.submit(seat.intake, by=seat.by, now=timezone.now())
        except Refused as refused:
            return show_check(request, seat, problem=str(refused), status=422)
        if is_first:
            ring_on_commit(MAKE_PLANS)
        return redirect(seat.url("sent"))
    trail.seen("intake checked", seat.intake, by=seat.by)
    return show_check(request, seat)


def show_check(request: HttpRequest, seat: Seat, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of the check."""
    missing = [
        {"title": page.title, "url": seat.url("step", page.step)}
        for page in PAGES.values()
        if page.step not in seat.done
    ]
    context = {
        "seat": seat,
        "base": seat.base,
        "clinic": seat.clinic,
        "patient": seat.patient,
        "total": TOTAL,
        "cards": with_addresses(seat),
        "missing": missing,
        "problem": problem,
        "back_url": seat.url("overview"),
    }
    return answer(request, "patients/intake/check.html", context, status=status)


def with_addresses(seat: Seat) -> list[dict[str, Any]]:
    """The cards of this seat, each with the address that changes it."""
    made = cards(
        seat.patient,
        seat.answers,
        done=seat.done,
        scars=seat.scars,
        photos=seat.photos_sent,
        for_staff=seat.at_desk,
        sections=sections_of(seat.intake, in_own_words=seat.at_desk),
    )
    return [{"card": card, "url": f"{seat.url('step', card.page.step)}?from=check"} for card in made]
