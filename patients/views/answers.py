"""One answer, sent by the page's script as it is given; and the steps that a browser keeps for lack of a network."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from patients.forms.hidden import KeyField, VersionField
from patients.forms.intake.base import STILL, StepForm
from patients.forms.intake.steps import PAGES, TOTAL, Page
from patients.models.intake import Step
from patients.questions.carried import parents
from patients.questions.flow import same
from patients.services import intakes
from patients.services.answers import Told
from patients.services.clashes import AnswersClash
from patients.views import photo_step, scars
from patients.views.seats import Seat
from patients.views.steps import context_of, denied, fitted, form_of, is_too_young, receipt, shown_answers
from smpclinic.accounts.access import Refused
from smpclinic.audit import trail

TRY_AGAIN_SECONDS = "20"


def answer(request: HttpRequest, seat: Seat, step: str) -> HttpResponse:
    """Save one answer: 200 and when, 422 and what is wrong with it, 409 and what somebody else answered meanwhile."""
    if step not in PAGES:
        raise Http404
    page = PAGES[step]
    if not seat.may_read(step):
        raise PermissionDenied
    if not seat.intake.is_open or (step != Step.ABOUT and is_too_young(seat)):
        return JsonResponse({"next": seat.url("step", step)}, status=410)
    question = request.POST.get("question", "")
    carried = seat.carried(step)
    form = page.form(request.POST, patient=seat.patient, about=seat.about, for_staff=seat.at_desk, carried=carried)
    if question.removeprefix(STILL) in form.raising and question.startswith(STILL):
        return still_true(request, seat, page, form, question.removeprefix(STILL))
    if form.section.asked(question) is None:
        raise Http404
    implied = asked_about(seat, page, form, parents(form.section, question))
    judged = form.one(question, answers_of(seat, step) | implied)
    wrong = judged.error or denied(seat, step, {question: judged.value}).get(question, "")
    if wrong:
        return JsonResponse({"error": wrong, "label": str(form[question].label)}, status=422)
    confirms = frozenset([question, *implied]) - form.raising
    return saved(seat, page, form, told_in(request, form, {**implied, question: judged.value}, confirms))


def still_true(request: HttpRequest, seat: Seat, page: Page, form: StepForm, question: str) -> JsonResponse:
    """The tick that last time's answer stands; it says nothing where another was given since, or when taken off."""
    stands = asked_about(seat, page, form, [question]) or answers_of(seat, page.step)
    if not request.POST.get(STILL + question) or not same(stands.get(question), form.carried[question]):
        return JsonResponse({})
    implied = asked_about(seat, page, form, parents(form.section, question))
    told = {**implied, question: form.carried[question]}
    return saved(seat, page, form, told_in(request, form, told, frozenset(implied) - form.raising | {question}))


def asked_about(seat: Seat, page: Page, form: StepForm, questions: Iterable[str]) -> dict[str, Any]:
    """Those of last time's answers to some questions which stand on the page and nobody has spoken of yet."""
    shown, given = shown_answers(form.carried, seat.rows.get(page.step)), answers_of(seat, page.step)
    return {key: shown[key] for key in questions if key in shown and key not in given}


def answers_of(seat: Seat, step: str) -> dict[str, Any]:
    """The answers to a step that are saved."""
    row = seat.rows.get(step)
    return dict(row.answers) if row else {}


def told_in(request: HttpRequest, form: StepForm, answers: dict[str, Any], confirms: frozenset[str]) -> Told:
    """Single answers as this request tells them."""
    return Told(
        answers,
        VersionField().clean(request.POST.get("version")),
        form_key=KeyField().clean(request.POST.get("form_key")),
        carried=form.carried,
        confirms=confirms,
    )


def saved(seat: Seat, page: Page, form: StepForm, told: Told) -> JsonResponse:
    """Save it, and say what came of it."""
    try:
        written = intakes.save_answer(
            seat.intake, page.step, told, fit=partial(fitted, form), by=seat.by, now=timezone.now()
        )
    except AnswersClash as clash:
        return JsonResponse(both(seat, page, clash), status=409)
    except intakes.TooMany as refused:
        return JsonResponse({"error": str(refused)}, status=429, headers={"Retry-After": TRY_AGAIN_SECONDS})
    except Refused as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse(receipt(written))


def both(seat: Seat, page: Page, clash: AnswersClash) -> dict[str, Any]:
    """Both answers in words, the saved one also as the field that shows it, and the version to answer over."""
    initial = page.form.initial_from(clash.current.answers, seat.patient)
    form = page.form(initial=initial, patient=seat.patient, about=seat.about, for_staff=seat.at_desk)
    question = clash.questions[0]
    theirs = {row.key: row.value for row in form.rows(clash.current.answers)}
    mine = {row.key: row.value for row in form.rows(clash.kept)}
    return {
        "saved": theirs.get(question, ""),
        "typed": mine.get(question, ""),
        "version": clash.current.version,
        "label": str(form[question].label),
        "html": render_to_string("components/form/field.html", {"field": form[question]}),
    }


def ahead(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Every step as it stands, for the memory of the page, so that the form can be filled without a network."""
    if not seat.intake.is_open:
        raise Http404
    trail.seen("intake steps kept for lack of a network", seat.intake, by=seat.by)
    pages = [page for page in PAGES.values() if page.step == Step.ABOUT or not is_too_young(seat)]
    context = {
        "steps": [
            {"url": seat.url("step", page.step), "page": page, "html": inside(request, seat, page)} for page in pages
        ],
        "scars": PAGES[Step.SCARS],
        "scar_url": seat.url("scar_add"),
        "scar_html": "" if is_too_young(seat) else scars.kept_ahead(request, seat),
        "total": TOTAL,
        "check_url": seat.url("check"),
    }
    return render(request, "patients/intake/ahead.html", context)


def inside(request: HttpRequest, seat: Seat, page: Page) -> str:
    """What stands on the page of one step."""
    context = context_of(request, seat, page, form_of(page, seat, None))
    if page.step == Step.PHOTOS:
        context |= photo_step.about_photos(seat, {})
    return render_to_string("patients/intake/_step.html", context, request)
