"""The protocol's numbers: all of them with what they affect, and one that a doctor sets."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations import number_policies
from consultations import number_words as said
from consultations.forms.numbers import AGAIN, NumberForm
from consultations.models import Number
from consultations.planning.book import OWN, Book, plain
from consultations.planning.protocol import FIGURES, Figure
from consultations.services import numbers
from patients.services.clashes import Clash
from smpclinic.accounts.access import Refused, insist, requires
from smpclinic.accounts.http import StaffRequest
from smpclinic.accounts.roles import Permission

LONG = 3  # a table of more rows is folded


@dataclass(frozen=True)
class Past:
    """What was set once: the value in words, or none for the protocol's own again."""

    row: Number
    value: str


@dataclass(frozen=True)
class Entry:
    """One number of the protocol as the page shows it."""

    name: str
    label: str
    unit: str
    source: str
    mark: str
    mark_word: Any
    on: str
    affects: list[str]
    why_fixed: str
    is_fee: bool
    own: list[tuple[str, list[tuple[str, str]]]]
    columns: list[str]
    is_long: bool
    here: Number | None
    here_words: str
    fits: bool
    history: list[Past]


@require_safe
@requires(Permission.SEE_PROTOCOL)
def protocol(request: StaffRequest) -> HttpResponse:
    """Every number, group by group; `q` searches, `show` keeps those of one kind."""
    rows = numbers.history(request.user.clinic)
    entries = {figure.name: entry(figure, rows) for figure in FIGURES.values()}
    q, show = " ".join(request.GET.get("q", "")[:120].split()), request.GET.get("show", "all")
    kinds = {
        "all": (_("All"), list(entries.values())),
        "own": (_("Set by this clinic"), [one for one in entries.values() if one.here]),
        "judgement": (_("This project's judgement"), [one for one in entries.values() if one.mark == "J"]),
    }
    show = show if show in kinds else "all"
    found = {one.name for one in kinds[show][1] if matches(one, q)}
    context = {
        "groups": grouped(entries, found),
        "found": len(found),
        "q": q,
        "show": show,
        "links": [
            {"label": word, "url": address(key, q), "current": key == show, "count": len(ones)}
            for key, (word, ones) in kinds.items()
        ],
        "marks": said.MARK.items(),
        "rules": rules_here(rows),
        "own_rules": OWN.version,
        "gone": sorted({row.name for row in rows if row.name not in FIGURES}),
        "may_set": request.user.may(Permission.SET_NUMBERS),
        "edits_prices": request.user.edits_clinic,
    }
    return render(request, "consultations/number/protocol.html", context)


def address(show: str, q: str) -> str:
    """This page with another kind and the same search."""
    return reverse("consultations:protocol", query={key: one for key, one in (("show", show), ("q", q)) if one})


def rules_here(rows: list[Number]) -> str:
    """The version that a plan made now would bear; empty when a number no longer fits."""
    here = {name: row.value for name, row in numbers.standing_rows(rows).items()}
    return Book(here).version if all(numbers.fits(name, value) for name, value in here.items()) else ""


def grouped(entries: dict[str, Entry], found: set[str]) -> list[tuple[str, Any, list[Entry]]]:
    """The groups in the protocol's order, each with those of its numbers that were found."""
    groups = [
        (group.key, group.title, [entries[name] for name in group.numbers if name in found]) for group in said.GROUPS
    ]
    others = [entries[name] for name in entries if name in found and name not in said.SAID]
    return [group for group in [*groups, ("others", _("Others"), others)] if group[2]]


def matches(one: Entry, q: str) -> bool:
    """Whether every word searched for stands somewhere in the entry."""
    text = " ".join([one.name, one.label, one.unit, one.source, *one.affects]).casefold()
    return all(word in text for word in q.casefold().split())


def entry(figure: Figure[Any], rows: list[Number]) -> Entry:
    """One figure with what the clinic has set in its place."""
    history = [row for row in rows if row.name == figure.name]
    here = history[0] if history and history[0].value is not None and numbers.acts(figure.name) else None
    fits = here is None or numbers.fits(figure.name, here.value)
    own = said.table(figure.name, plain(figure.value))
    return Entry(
        name=figure.name,
        label=said.label(figure.name),
        unit=said.unit(figure),
        source=figure.source,
        mark=figure.mark,
        mark_word=said.MARK.get(figure.mark, figure.mark),
        on=figure.on,
        affects=said.affects(figure.name),
        why_fixed=number_policies.why_fixed(figure.name),
        is_fee=number_policies.is_fee(figure.name),
        own=own,
        columns=columns(own),
        is_long=len(own) > LONG,
        here=here,
        here_words=said.instead(figure.name, plain(figure.value), here.value) if here and fits else "",
        fits=fits,
        history=[past(figure, row) for row in history],
    )


def columns(table: list[tuple[str, list[tuple[str, str]]]]) -> list[str]:
    """The heads of a table whose rows are all alike; none for one whose rows differ."""
    heads = [[column for column, _number in cells] for _row, cells in table]
    return heads[0] if len(table) > 1 and all(head == heads[0] for head in heads) and heads[0] != [""] else []


def past(figure: Figure[Any], row: Number) -> Past:
    """A row of the history in words: what differed from the protocol's own."""
    if row.value is None:
        return Past(row, "")
    fits = numbers.fits(figure.name, row.value)
    return Past(row, said.instead(figure.name, plain(figure.value), row.value) if fits else str(row.value))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SET_NUMBERS)
def number_set(request: StaffRequest, figure: str) -> HttpResponse:
    """One number: the protocol's own beside the boxes, and the reason for another."""
    if figure not in FIGURES:
        raise Http404
    found = FIGURES[figure]
    shown = entry(found, numbers.history(request.user.clinic))
    form = form_for(found, shown, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        insist(shown.why_fixed)
    if request.method == "POST" and form.is_valid():
        try:
            row = numbers.set_here(
                figure,
                value=form.cleaned_data["value"],
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except Clash:
            return overtaken(request, found)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done(row))
            return redirect(reverse("consultations:protocol") + f"#{figure}")
    return number_page(request, shown, form, status=422 if form.errors else 200)


def form_for(figure: Figure[Any], shown: Entry, typed: QueryDict | None) -> NumberForm:
    """The boxes filled with what stands, or with what was typed."""
    standing = shown.here.value if shown.here and shown.fits else plain(figure.value)
    return NumberForm(typed, figure=figure, standing=standing, seen=newest_version(shown))


def newest_version(shown: Entry) -> int:
    return shown.history[0].row.version if shown.history else 0


def overtaken(request: StaffRequest, figure: Figure[Any]) -> HttpResponse:
    """Somebody was faster: theirs is shown, what was typed stays, and saving puts it on top of theirs."""
    shown = entry(figure, numbers.history(request.user.clinic))
    typed = request.POST.copy()
    typed["seen"] = str(newest_version(shown))
    return number_page(request, shown, form_for(figure, shown, typed), status=409, last=shown.history[0])


def number_page(
    request: StaffRequest, shown: Entry, form: NumberForm, *, status: int = 200, last: Past | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"one": shown, "form": form, "last": last, "again": AGAIN}
    context["edits_prices"] = request.user.edits_clinic
    return render(request, "consultations/number/number.html", context, status=status)


def done(row: Number) -> str:
    """What was done, for the page that comes next."""
    name = said.label(row.name)
    if row.value is None:
        return _("“%(name)s” is the protocol's own number again. New plans only.") % {"name": name}
    return _("“%(name)s” is set. New plans only; plans already made keep their numbers.") % {"name": name}
