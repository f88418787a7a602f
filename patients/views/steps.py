"""The pages of an intake, the same from both seats: one step, a scar, the check before sending."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patients.forms.hidden import KeyField, VersionsField
from patients.forms.intake.base import STILL, StepForm
from patients.forms.intake.steps import PAGES, TOTAL, Page, page_after, page_before
from patients.forms.intake.summary import cards
from patients.models import IntakeStep
from patients.models.intake import Step
from patients.policies import is_under_age
from patients.questions.asked import sections_of
from patients.questions.carried import lingers
from patients.questions.flow import same, settle
from patients.services import intakes
from patients.services.answers import Saved, Told, last_version
from patients.services.clashes import AnswersClash
from patients.tasks import MAKE_PLANS
from patients.views import photo_step, scarmap
from patients.views.seats import Seat
from smpclinic.accounts.access import Refused
from smpclinic.audit import trail
from smpclinic.messaging.doorbell import ring_on_commit
from smpclinic.web.htmx import page as answer

JSON = "application/json"
# What the buttons of a step may ask for besides going on.
LATER, ADD_SCAR = "later", "scar"
NO_PROBLEMS: Mapping[str, str] = {}


def step(request: HttpRequest, seat: Seat, name: str) -> HttpResponse:
    """One step: its questions, or its answers saved and the next page."""
    if name not in PAGES:
        raise Http404
    page = PAGES[name]
    if not seat.intake.is_open:
        return leads_to(request, seat.url("sent"))
    if seat.is_closed(name):
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
    """The step's form, filled with what is stored and readable, else with last time's answers, or with what was typed.

    What was typed is held against all of last time's answers; a page only asks about those that stand on it.
    """
    row = seat.rows.get(page.step)
    carried = seat.carried(page.step)
    answers = shown_answers(carried, row)
    initial = page.form.initial_from(answers, seat.patient, seat.ticks(page.step))
    if row:
        initial |= {STILL + key: True for key in (carried if row.is_done else row.confirmed)}
    stands = carried if data is not None else still_standing(page, carried, answers)
    return page.form(
        data, initial=initial, patient=seat.patient, about=seat.about, for_staff=seat.at_desk, carried=stands
    )


def still_standing(page: Page, carried: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of last time's answers of which something stands among these."""
    asked = {question.key: question for question in page.form.section.questions}
    return {
        key: told
        for key, told in carried.items()
        if same(told, answers.get(key)) or lingers(asked[key], told, answers.get(key))
    }


def shown_answers(carried: Mapping[str, Any], row: IntakeStep | None) -> dict[str, Any]:
    """The answers that a step shows: those given now, and last time's where nobody has said anything yet."""
    if row is None:
        return dict(carried)
    open_yet = {} if row.is_done else {key: told for key, told in carried.items() if last_version(row, key) < 0}
    return {**open_yet, **row.answers}


def contradiction(form: StepForm, seat: Seat, page: Page) -> bool:
    """Whether an answer denies what is on the page already; the form then says so."""
    for question, sentence in denied(seat, page.step, form.answers()).items():
        form.add_error(question, sentence)
    return bool(form.errors)


def denied(seat: Seat, step: str, answers: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be said while the scars and photos of this intake say otherwise."""
    if step == Step.SCARS and answers.get("has_scars") == "no" and seat.scars:
        return {"has_scars": _("There are scars in the list below. Remove them first, or choose yes.")}
    if step == Step.PHOTOS and not answers.get("photo_record") and seat.photos_sent:
        return {"photo_record": _("There are photos below. Remove them first, or leave this ticked.")}
    return {}


def save(request: HttpRequest, seat: Seat, page: Page, form: StepForm) -> HttpResponse:
    """Save the step and go where the button leads; where two people differ, both answers are shown."""
    told = Told(
        form.answers(),
        form.cleaned_data["version"],
        VersionsField().clean(request.POST.get("versions")),
        KeyField().clean(request.POST.get("form_key")),
        carried=form.carried,
        confirms=frozenset(form.carried),
    )
    fit = partial(fitted, form)
    try:
        saved = intakes.save_form(seat.intake, page.step, told, fit=fit, by=seat.by, now=timezone.now())
    except AnswersClash as clash:
        # everything else that was said is kept at once; only what two people differ on is asked
        told = replace(told, yields=True)
        saved = intakes.save_form(seat.intake, page.step, told, fit=fit, by=seat.by, now=timezone.now())
        return both_answers(request, seat, page, saved.row, clash)
    photo_step.forget_ticks(request)
    return leads_to(request, place_after(request, seat, page, form), saved)


def fitted(form: StepForm, answers: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The answers that stand among these, and whether the step passes its checks with them."""
    settled = settle(form.section, answers, form.about)
    return settled.stored, settled.is_complete


def place_after(request: HttpRequest, seat: Seat, page: Page, form: StepForm) -> str:
    """Where the button that was pressed leads."""
    if request.POST.get("then") == LATER:
        return seat.url("overview") + ("" if seat.at_desk else "?stop=1")
    if page.step == Step.SCARS and wants_scar(request, seat, form):
        return seat.url("scar_add")
    return after(seat, page, to_check=bool(request.POST.get("back_to_check")))


def after(seat: Seat, page: Page, *, to_check: bool) -> str:
    """The page behind a step: the next one, or the check of all."""
    following = None if to_check else page_after(page.step)
    return seat.url("step", following.step) if following else seat.url("check")


def leads_to(request: HttpRequest, url: str, saved: Saved | None = None) -> HttpResponse:
    """The way on: a redirect, or its address for a script that sends the form itself."""
    if request.headers.get("Accept") != JSON:
        return redirect(url)
    return JsonResponse({"next": url} | (receipt(saved) if saved else {}))


def receipt(saved: Saved) -> dict[str, Any]:
    """What a script learns of a save: when it was, on the clinic's clock, and the versions of its answers."""
    at = timezone.localtime(saved.row.saved_at)
    return {"saved_at": date_format(at, "H:i"), "version": saved.row.version, "versions": dict(saved.versions)}


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
    context = context_of(request, seat, page, form) | {"base": seat.base}
    if page.step == Step.PHOTOS:
        context |= photo_step.about_photos(seat, problems)
    return answer(request, "patients/intake/step.html", context, status=status)


def context_of(request: HttpRequest, seat: Seat, page: Page, form: StepForm) -> dict[str, Any]:
    """What the page of a step shows of its questions, and what its script has to know to send them one by one."""
    row = seat.rows.get(page.step)
    posted = request.POST if form.is_bound else {}
    context = about_page(request, seat, page)
    context |= {
        "form": form,
        # What was typed over an older version stays a clash, even after another error on the page.
        "version": posted.get("version", "0") if form.is_bound else (row.version if row else 0),
        "versions": posted.get("versions", ""),
        "step_url": seat.url("step", page.step),
        "next_url": after(seat, page, to_check=context["back_to_check"]),
        "answer_url": seat.url("answer", page.step) if seat.may_read(page.step) else "",
        "device": "" if seat.at_desk else device_key(seat),
        "last_time": last_time(seat, page.step),
    }
    if page.step == Step.SCARS:
        context |= scarmap.list_of(seat) | {"scar_url": seat.url("scar_add")}
        if "removed" in request.GET:
            context["removed"] = scarmap.taken_off(seat, request.GET["removed"])
    return context | chosen(page, form, shown_answers(form.carried, row))


def last_time(seat: Seat, step: str) -> datetime | None:
    """When the answers were given that a step asks about again; None when it asks about none."""
    row = seat.rows.get(step)
    is_asking = shown_answers(seat.carried(step), row) != (row.answers if row else {})
    return seat.earlier[step].intake.submitted_at if is_asking else None


def device_key(seat: Seat) -> str:
    """The key of the copy that the patient's own device may keep of what is not sent yet: it is stored nowhere."""
    digest = salted_hmac("patients.device", str(seat.intake.pk), algorithm="sha256").digest()
    return b64encode(digest).decode()


def chosen(page: Page, form: StepForm, answers: Mapping[str, Any]) -> dict[str, str]:
    """The picture that was chosen, which the bar under the thumb repeats."""
    rows = form.rows(answers) if page.step == Step.LOSS else []
    words, _comma, word = rows[0].value.partition(", ") if rows else ("", "", "")
    return {"chosen": words, "chosen_word": word}


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


def both_answers(request: HttpRequest, seat: Seat, page: Page, saved: IntakeStep, clash: AnswersClash) -> HttpResponse:
    """409: the answers on which two people differ, side by side; saving again keeps what was typed here."""
    if not seat.may_read(page.step):
        return locked(request, seat, page, status=409)
    initial = page.form.initial_from(clash.kept, seat.patient)
    initial |= {name: True for name in request.POST if name.startswith(STILL)}
    carried = still_standing(page, seat.carried(page.step), clash.kept)
    form = page.form(initial=initial, patient=seat.patient, about=seat.about, for_staff=seat.at_desk, carried=carried)
    context = about_page(request, seat, page) | {
        "form": form,
        "version": saved.version,
        "saved_row": clash.current,
        "differences": differences(form, clash),
        "theirs_url": seat.url("step", page.step),
    }
    return answer(request, "patients/intake/clash.html", context, status=409)


def differences(form: StepForm, clash: AnswersClash) -> list[dict[str, Any]]:
    """The questions on which two people differ, with both answers in words."""
    theirs = {row.key: row for row in form.rows(clash.current.answers)}
    mine = {row.key: row for row in form.rows(clash.kept)}
    return [
        {
            "label": (mine.get(question) or theirs[question]).label,
            "theirs": theirs[question].value if question in theirs else "",
            "mine": mine[question].value if question in mine else "",
        }
        for question in clash.questions
        if question in mine or question in theirs
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
    if lacks_scar(seat):
        words = _("Scars: none is described yet. Describe one, or a doctor looks at it with you.")
        missing.append({"title": words, "url": f"{seat.url('scar_add')}?from=check"})
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


def lacks_scar(seat: Seat) -> bool:
    """Whether somebody said that there are scars, and has described none; it is told, and stops nobody."""
    said = seat.answers.get(Step.SCARS, {}).get("has_scars")
    return Step.SCARS in seat.done and said == "yes" and not seat.scars


def with_addresses(seat: Seat) -> list[dict[str, Any]]:
    """The cards of this seat, each with the address that changes it."""
    made = cards(
        seat.patient,
        seat.answers,
        done=seat.done,
        scars=seat.scars_told,
        photos=seat.photos_told,
        for_staff=seat.at_desk,
        sections=sections_of(seat.intake, in_own_words=seat.at_desk),
    )
    return [{"card": card, "url": f"{seat.url('step', card.page.step)}?from=check"} for card in made]
