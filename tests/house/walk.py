"""Walking every address of the clinic about one whole record."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.test import Client
from django.urls import reverse

from patients.forms.intake.steps import PAGES
from tests.factories import UserFactory
from tests.house.facts import WORDS, names_in_path
from tests.house.record import Record

# Addresses that answer with something else when they are asked in another way.
VARIANTS = {
    "patients:list": ("", "?q=Featherstonehaugh", "?q=wilhel", "?q=07700", "?q=%40patients.example"),
    "patients:photo": ("", "?size=thumbnail", "?size=picture"),
    "consultations:sessions": ("?show=to_book", "?show=booked", "?show=finished"),
    "consultations:messages": ("", "?show=planned", "?show=sent", "?show=skipped", "?show=failed"),
    "consultations:protocol": ("", "?show=own", "?q=donor", "?q=no-such-number&show=judgement"),
    "patients:compare": ("", "?view=front", "?view=scar"),
    "consultations:photo_shade": ("", "?hair_x=40&hair_y=50&skin_x=600&skin_y=300", "?pick=skin&at.x=12&at.y=9"),
    "consultations:today": ("", "?day=2026-01-01"),
}


def of_record(record: Record, name: str) -> list[dict[str, Any]]:
    """The arguments with which this address speaks of the record; once for each step where it has steps."""
    short = name.rpartition(":")[2]
    things = {"consultation_move": record.visit, "plan": record.plan, "session": record.session, "shade": record.shade}
    things |= {"quote": record.quote, "discount": record.discount, "consent": record.signature}
    things |= {"marking": record.marking}
    things |= {"message": record.message, "staff": record.doctor, "photo_": record.photo}
    wanted = names_in_path(name)
    thing: Any = next((row for start, row in things.items() if short.startswith(start)), record.patient)
    if short == "photo":
        thing = record.photo
    if short == "photo_add":
        thing = record.patient
    facts: dict[str, Any] = {"pk": thing.pk, "patient_pk": record.patient.pk, "scar_pk": record.scar.pk}
    facts |= {"code": record.plan.chosen, "gate": "G4", "name": "none", "token": "none"}
    facts |= {"key": WORDS["key"]}
    facts |= {"place": 1}
    facts["purpose"] = "photo_website"
    facts |= {"procedure": "smp", "language": "en-gb"}
    facts |= {"figure": "fue_grafts_per_session", "line": 1, "number": 1}
    if "step" in wanted:
        return [{key: facts[key] for key in wanted if key in facts} | {"step": step} for step in PAGES]
    return [{key: facts[key] for key in wanted}]


def pages(record: Record, names: Iterable[str]) -> Iterator[str]:
    """Every address of these names about the record, in each of its variants."""
    for name in sorted(names):
        for facts in of_record(record, name):
            for query in VARIANTS.get(name, ("",)):
                yield reverse(name, kwargs=facts) + query


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory.create(role=role))
    return client


def whole(answer: Any) -> str:
    """The answer with its headers, as text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.items())} {body.decode('utf-8', 'replace')}"
