"""The list of patients, quick add, one record and its changes."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from patients.forms.patient import AddPatient, EditPatient, SearchForm
from patients.forms.phone import as_read
from patients.models import Consent, Patient
from patients.models.patient import folded
from patients.policies import why_not_send_at_all
from patients.questions.words import SEX
from patients.services import registration
from patients.services.clashes import Clash
from patients.views.banner import banner
from patients.views.states import next_step, states_of
from smpclinic.accounts.access import requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import Permission
from smpclinic.audit import trail
from smpclinic.web import cursors, languages
from smpclinic.web.htmx import page

ROWS = 25
MOST_ALIKE = 3


@require_GET
@requires(Permission.SEE_PATIENTS)
def patient_list(request: StaffRequest) -> HttpResponse:
    """The patients of the clinic, newest first, or those that match; each page starts where the last one ended."""
    form = SearchForm(request.GET)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = Patient.objects.visible_to(request.user).newest_first()
    if typed:
        found = found.matching(typed, request.user.clinic.country)
    if cursor := cursors.read(request.GET.get("after", ""), datetime.fromisoformat):
        found = found.before(*cursor)
    rows = list(found[: ROWS + 1])
    shown, more = rows[:ROWS], rows[ROWS:]
    trail.seen_list("patients listed", [patient.pk for patient in shown], by=request.user)
    states = states_of(shown, timezone.now())
    context = {
        "q": typed,
        "rows": [{"patient": patient, "state": states[patient.pk]} for patient in shown],
        "more_url": more_url(typed, shown[-1]) if more else "",
        "is_first_page": cursor is None,
        "add_url": f"{reverse('patients:add')}?{urlencode({'typed': typed})}" if typed else reverse("patients:add"),
    }
    return page(request, "patients/patient/list.html", context, part="patients/patient/_rows.html")


def more_url(typed: str, last: Patient) -> str:
    """Where the list goes on after this patient."""
    query = {"q": typed} if typed else {}
    return f"{reverse('patients:list')}?{urlencode(query | {'after': cursors.written(last.created_at, last.pk)})}"


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_PATIENTS)
def add(request: StaffRequest) -> HttpResponse:
    """Quick add; a likeness to somebody on file is shown once and never blocks."""
    country = request.user.clinic.country
    if request.method == "GET":
        typed = guessed_from(request.GET.get("typed", "")) | {"may_email": True}
        return show_add(request, AddPatient(initial=typed, country=country), uuid4())
    form = AddPatient(request.POST, country=country)
    if not form.is_valid():
        return show_add(request, form, form.cleaned_data.get("form_key") or uuid4(), status=422)
    details = dict(form.cleaned_data)
    key = details["form_key"] or uuid4()
    alike, twin = who_is_alike(request.user, details, key)
    if twin:
        return redirect("patients:patient", pk=twin.pk)
    if alike and "different" not in request.POST:
        trail.seen_list("records alike shown", [row["patient"].pk for row in alike], by=request.user)
        return show_add(request, form, key, alike=alike, status=422)
    patient = registration.register(
        **(details | {"form_key": key}), clinic=request.user.clinic, by=request.user, now=timezone.now()
    )
    saved = {"name": patient.name, "record": patient.record}
    messages.success(request, _("%(name)s saved, record %(record)s") % saved)
    return redirect("patients:patient", pk=patient.pk)


def show_add(
    request: StaffRequest,
    form: AddPatient,
    key: UUID,
    *,
    alike: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The quick add page, with those who are alike."""
    context = {"form": form, "form_key": key, "alike": alike or []}
    return page(request, "patients/patient/add.html", context, status=status)


def guessed_from(typed: str) -> dict[str, str]:
    """What was typed into the search box, in the field where it belongs."""
    text = " ".join(typed.replace("\x00", "").split())[:120]
    if "@" in text:
        return {"email": text}
    if text and not any(c.isalpha() for c in text):
        return {"mobile": text}
    first, _space, last = text.partition(" ")
    return {"first_name": first, "last_name": last}


def who_is_alike(user: User, details: dict[str, Any], key: UUID) -> tuple[list[dict[str, Any]], Patient | None]:
    """Up to three records that share something, with what they share; and the one this very form has made already."""
    name = f"{details['first_name']} {details['last_name']}"
    mobile, email = details["mobile"], details["email"]
    like = Patient.objects.visible_to(user).alike(mobile=mobile, email=email, name=name, form_key=key)
    found = list(like.newest_first()[: MOST_ALIKE + 1])
    twin = next((patient for patient in found if patient.form_key == key), None)
    alike = [
        {"patient": patient, "same": what_is_same(patient, mobile=mobile, email=email, name=name)}
        for patient in found[:MOST_ALIKE]
    ]
    return alike, twin


def what_is_same(patient: Patient, *, mobile: str, email: str, name: str) -> str:
    """What two records share, in words."""
    same = [
        _("same mobile") if mobile and patient.mobile == mobile else "",
        _("same email") if email and patient.email.casefold() == email.casefold() else "",
        _("same name") if patient.search_name == folded(name) else "",
    ]
    return ", ".join(filter(None, same))


@require_GET
@requires(Permission.SEE_PATIENTS)
def patient(request: StaffRequest, pk: int) -> HttpResponse:
    """One record: how to reach the person, what stands open, what comes next."""
    shown = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    trail.seen("record opened", shown, by=request.user)
    state = states_of([shown], timezone.now())[shown.pk]
    consents = Consent.objects.filter(patient=shown).order_by("purpose", "-given_at")
    context = banner(shown, request.user, tab="record", is_heading=True) | {
        "state": state,
        "next": next_step(shown, state),
        "consents": list(consents),
        "why_not_send": why_not_send_at_all(shown),
        "facts": facts_of(shown),
    }
    return page(request, "patients/patient/patient.html", context)


def facts_of(shown: Patient) -> list[dict[str, Any]]:
    """Who this is and how they are reached, line by line."""
    born = formats.date_format(shown.born_on, "j F Y") if shown.born_on else ""
    return [
        {"label": _("Name"), "value": shown.name},
        {"label": _("Mobile"), "value": shown.mobile_as_read, "ltr": True},
        {"label": _("Email"), "value": shown.email, "ltr": True},
        {"label": _("Date of birth"), "value": born},
        {"label": _("Sex"), "value": SEX.get(shown.sex, "")},
        {"label": _("Language"), "value": languages.name(shown.language)},
        {"label": _("On file since"), "value": formats.date_format(timezone.localtime(shown.created_at), "j F Y")},
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_PATIENTS)
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the details of a record; somebody else's newer save is shown beside what was typed."""
    shown = get_object_or_404(Patient.objects.visible_to(request.user).select_related("clinic"), pk=pk)
    form = EditPatient.of(shown, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        trail.seen("record opened to edit", shown, by=request.user)
        return show_edit(request, shown, form)
    if not form.is_valid():
        return show_edit(request, shown, form, status=422)
    try:
        told = {name: value for name, value in form.cleaned_data.items() if name not in untouched(request, form)}
        registration.change(shown, by=request.user, now=timezone.now(), **told)
    except Clash as clash:
        return show_edit(request, clash.current, form, clash=clash, status=409)
    messages.success(request, _("Saved."))
    return redirect("patients:patient", pk=pk)


def untouched(request: StaffRequest, form: EditPatient) -> frozenset[str]:
    """The language, which patients change themselves without a new version, where the form says what it showed."""
    is_same = request.POST.get("language_shown") == form.cleaned_data["language"]
    return frozenset({"language"}) if is_same else frozenset()


def show_edit(
    request: StaffRequest, shown: Patient, form: EditPatient, *, clash: Clash | None = None, status: int = 200
) -> HttpResponse:
    """The form, and after a clash the fields on which the two differ."""
    differences = []
    if clash:
        for name in (name for name in EditPatient.details if name not in untouched(request, form)):
            theirs, mine = getattr(clash.current, name), form.cleaned_data[name]
            if theirs != mine:
                label = form.fields[name].label
                differences.append({"label": label, "theirs": in_words(name, theirs), "mine": in_words(name, mine)})
    # After a clash the form stands over the newest version: saving again keeps what was typed.
    version = shown.version if clash or not form.is_bound else request.POST.get("version", "")
    context = banner(shown, request.user, tab="record") | {
        "form": form,
        "version": version,
        "language_shown": request.POST.get("language_shown", "") if form.is_bound else shown.language,
        "clash": clash,
        "differences": differences,
    }
    return page(request, "patients/patient/edit.html", context, status=status)


def in_words(name: str, value: Any) -> str:
    """A detail of the record as it reads."""
    if name == "mobile":
        return as_read(value) if value else ""
    if name == "sex":
        return str(SEX.get(value, ""))
    if name == "language":
        return languages.name(value)
    return "" if value is None else str(value)
