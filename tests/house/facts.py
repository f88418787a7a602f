"""For every address, the things its path speaks of: made by factories, looked up by the names in the path."""

from typing import Any

from django.urls import get_resolver

from patients.models import Consent, Patient
from patients.models.intake import Step
from tests.factories import (
    ConsentFactory,
    ConsultationFactory,
    DiscountFactory,
    IntakeFactory,
    MarkingFactory,
    PatientFactory,
    PhotoFactory,
    PlanFactory,
    QuoteFactory,
    ReminderFactory,
    ScarFactory,
    SessionFactory,
    ShadeFactory,
    SignatureFactory,
    UserFactory,
)

# What `pk` means, by how the address's name begins.
KINDS: dict[str, Any] = {
    "photos": PatientFactory,
    "photo_add": PatientFactory,
    "photo": PhotoFactory,
    "consultation": ConsultationFactory,
    "consent": SignatureFactory,
    "plan": PlanFactory,
    "quote": QuoteFactory,
    "discount": DiscountFactory,
    "session": SessionFactory,
    "shade": ShadeFactory,
    "marking": MarkingFactory,
    "message": ReminderFactory,
    "staff": UserFactory,
}
WORDS: dict[str, Any] = {
    "step": Step.WISHES,
    "code": "smp_only",
    "gate": "G1",
    "token": "no-such-token",
    "name": "no-such-mail",
    "purpose": "photo_website",
}
WORDS |= {"figure": "fue_grafts_per_session", "line": 1, "place": 1, "key": "00000000-0000-4000-8000-000000000000"}
WORDS["number"] = 1
WORDS |= {"procedure": "smp", "language": "en-gb"}


def facts_for(name: str) -> dict[str, Any]:
    """Arguments with which `reverse(name, kwargs=...)` leads to something that is there."""
    wanted = names_in_path(name)
    short = name.rpartition(":")[2]
    if "scar_pk" in wanted:
        patient = with_an_open_intake()
        return {"pk": patient.pk, "scar_pk": ScarFactory.create(patient=patient).pk}
    facts: dict[str, Any] = {key: WORDS[key] for key in wanted if key in WORDS}
    if "patient_pk" in wanted:
        facts["patient_pk"] = with_an_open_intake().pk
    if "pk" in wanted:
        facts["pk"] = thing(short).pk
    return facts


def with_an_open_intake() -> Patient:
    """A patient whose intake is open, so that the pages of the desk have something to show."""
    patient: Patient = IntakeFactory.create().patient
    ConsentFactory.create(patient=patient, purpose=Consent.Purpose.ENQUIRY)
    return patient


def thing(short: str) -> Any:
    kind = next((made for start, made in KINDS.items() if short.startswith(start)), PatientFactory)
    return with_an_open_intake() if kind is PatientFactory else kind.create()


def names_in_path(name: str) -> list[str]:
    """The names of the path's arguments, such as ["pk", "step"]."""
    space, _, short = name.rpartition(":")
    resolver: Any = get_resolver()
    for one in filter(None, space.split(":")):
        resolver = resolver.namespace_dict[one][1]
    return list(resolver.reverse_dict[short][0][0][1])
