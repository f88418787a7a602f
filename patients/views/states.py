"""Where a patient stands: the words of the list and of the record's first line, and what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from patients.forms.intake.steps import TOTAL
from patients.models import Patient
from patients.policies import ways_to_send

OPEN = Q(intakes__status="draft")


@dataclass(frozen=True)
class Word:
    """A state: its word and its colour."""

    word: str
    kind: str = "plain"


@dataclass(frozen=True)
class State:
    """How far the intake and the plan of a patient have come."""

    intake: Word
    plan: Word | None
    has_intake: bool
    is_submitted: bool


def states_of(patients: Sequence[Patient], now: datetime) -> dict[int, State]:
    """The state of each of these patients, by one query.

    The plans stand one house up; only the name of their relation is used here, and no word of what they say.
    """
    counted = Patient.objects.filter(pk__in=[patient.pk for patient in patients]).annotate(
        drafts=Count("intakes", filter=OPEN, distinct=True),
        submitted=Max("intakes__submitted_at"),
        steps=Count("intakes__steps", filter=OPEN & Q(intakes__steps__is_done=True), distinct=True),
        link_until=Max("intakes__links__expires_at", filter=OPEN & Q(intakes__links__revoked_at=None)),
        opened_at=Max("intakes__links__opened_at", filter=OPEN),
        to_review=Count("plans", filter=Q(plans__status="to_review"), distinct=True),
        drafted=Count("plans", filter=Q(plans__status="draft"), distinct=True),
        approved=Count("plans", filter=Q(plans__status="approved"), distinct=True),
    )
    facts = {row["pk"]: row for row in counted.values("pk", *NEEDED)}
    return {
        pk: State(
            intake=intake_word(row, now),
            plan=plan_word(row),
            has_intake=bool(row["drafts"] or row["submitted"]),
            is_submitted=bool(row["submitted"] and not row["drafts"]),
        )
        for pk, row in facts.items()
    }


NEEDED = ("drafts", "submitted", "steps", "link_until", "opened_at", "to_review", "drafted", "approved")


def intake_word(row: dict[str, Any], now: datetime) -> Word:
    """The intake's state, in the words of UX.md."""
    if not row["drafts"]:
        return Word(_("submitted"), "ok") if row["submitted"] else Word(_("not sent"))
    if row["steps"]:
        return Word(_("step %(step)s of %(total)s") % {"step": min(row["steps"] + 1, TOTAL), "total": TOTAL}, "info")
    if row["link_until"] and row["link_until"] <= now:
        return Word(_("link ran out"), "warn")
    if row["opened_at"]:
        return Word(_("opened"), "info")
    return Word(_("sent"), "info") if row["link_until"] else Word(_("begun"))


def plan_word(row: dict[str, Any]) -> Word | None:
    """The plan's state, without a word of what it says."""
    if row["to_review"] or row["drafted"]:
        return Word(_("doctor review"), "warn")
    return Word(_("approved"), "ok") if row["approved"] else None


def next_step(patient: Patient, state: State) -> dict[str, Any] | None:
    """What happens next, in a sentence, with the address that sends the link and the page that goes on by hand."""
    if patient.died_on:
        return None
    intake = reverse("patients:intake", args=[patient.pk])
    if not state.has_intake:
        ways = ways_to_send(patient)
        send = address_of("consultations:invite", patient.pk) if ways else ""
        sentence = _("No intake yet. Send the link, or fill it in together.")
        by_hand = _("Fill it in together")
        return {"sentence": sentence, "send_url": send, "ways": ways, "url": intake, "action": by_hand}
    if not state.is_submitted:
        return {"sentence": _("The intake is not finished."), "send_url": "", "url": intake, "action": _("Open intake")}
    if state.plan and state.plan.kind == "warn":
        return {"sentence": _("A doctor reviews the plan."), "send_url": "", "url": "", "action": ""}
    return None


def address_of(name: str, pk: int) -> str:
    """The address of a page of the work, one house up; empty while there is none."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
