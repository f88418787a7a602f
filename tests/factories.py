"""Facts for tests: obviously invented people of an obviously invented clinic."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from consultations.models import Consultation, Discount, Plan, Price, Quote, Reminder, Session, Shade, Signature
from consultations.planning import trace
from consultations.planning.engine import recommend
from consultations.planning.findings import parse
from consultations.planning.prices import parse_prices
from consultations.planning.recommendation import as_json
from consultations.services import consent_texts, discounts, quotes, signatures
from consultations.services.prices import built_in
from patients.models import Consent, Intake, IntakeStep, Marking, Patient, Photo, Scar
from patients.models.intake import Step
from patients.models.patient import folded
from smpclinic.accounts.models import Clinic, User
from smpclinic.accounts.roles import Role

PASSWORD = "a-long-invented-password"


class ClinicFactory(DjangoModelFactory[Clinic]):
    class Meta:
        model = Clinic

    name = "Larkfield Hair Clinic"
    phone = "+44 20 7946 0123"
    zone = "Europe/London"
    country = "GB"
    currency = "USD"


def the_clinic() -> Clinic:
    """The one clinic of a test; made when first asked for."""
    return Clinic.objects.order_by("pk").first() or ClinicFactory.create()


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        doctor = factory.Trait(role=Role.DOCTOR, name="Dr Exempla")
        manager = factory.Trait(role=Role.MANAGER, name="Morgan Manager")

    clinic = factory.LazyFunction(the_clinic)
    email = factory.Sequence(lambda n: f"staff{n}@larkfield.example")
    name = "Fern Desk"
    role = Role.FRONT_DESK
    password = factory.django.Password(PASSWORD)


class PatientFactory(DjangoModelFactory[Patient]):
    class Meta:
        model = Patient

    clinic = factory.LazyFunction(the_clinic)
    record_number = factory.Sequence(lambda n: 1000 + n)
    first_name = factory.Sequence(lambda n: f"Milo{n}")
    last_name = "Placeholder"
    mobile = factory.Sequence(lambda n: f"+4477010{n % 100000:05d}")
    email = factory.Sequence(lambda n: f"milo{n}@patients.example")
    born_on = date(1985, 2, 3)
    created_at = factory.LazyFunction(timezone.now)
    search_name = factory.LazyAttribute(lambda o: folded(f"{o.first_name} {o.last_name}"))


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    patient = factory.SubFactory(PatientFactory)
    purpose = Consent.Purpose.REMINDERS
    wording = "We may email you about your visits."
    given_at = factory.LazyFunction(timezone.now)


class IntakeFactory(DjangoModelFactory[Intake]):
    class Meta:
        model = Intake

    class Params:
        submitted = factory.Trait(status=Intake.Status.SUBMITTED, submitted_at=factory.LazyFunction(timezone.now))

    patient = factory.SubFactory(PatientFactory)
    created_at = factory.LazyFunction(timezone.now)


class IntakeStepFactory(DjangoModelFactory[IntakeStep]):
    class Meta:
        model = IntakeStep

    intake = factory.SubFactory(IntakeFactory)
    step = Step.LOSS
    answers: dict[str, Any] = factory.LazyFunction(lambda: {"pattern": "III-vertex"})
    is_done = True
    saved_at = factory.LazyFunction(timezone.now)


class ScarFactory(DjangoModelFactory[Scar]):
    class Meta:
        model = Scar

    patient = factory.SubFactory(PatientFactory)
    cause = "strip"
    zone = "back of the head"
    length_mm = 140
    width_mm = 3
    age_months = 60
    surface = "flat"
    colour = "pale"
    changing = False
    created_at = factory.LazyFunction(timezone.now)


class ConsultationFactory(DjangoModelFactory[Consultation]):
    class Meta:
        model = Consultation

    patient = factory.SubFactory(PatientFactory)
    doctor = factory.SubFactory(UserFactory, doctor=True)
    starts_at = factory.Sequence(lambda n: timezone.now() + timedelta(minutes=30 * n))


class PriceFactory(DjangoModelFactory[Price]):
    class Meta:
        model = Price

    clinic = factory.LazyFunction(the_clinic)
    item = "smp_area"
    unit = "cm2"
    low = "10.00"
    high = "20.00"
    currency = "USD"
    valid_from = date(2026, 1, 1)


# Somebody for whom pigment alone is the plan.
FINDINGS: dict[str, Any] = {
    "age_years": 41,
    "sex": "male",
    "loss": {"scale": "norwood", "grade": "V", "progressing": False, "stable_months": 36},
    "hair": {"colour": "dark_brown", "worn": "shaved"},
    "skin": {"fitzpatrick": 3},
    "wishes": {"goals": ["shaved_look"], "hair_length": "shaved", "short_for_life": True, "surgery": "no"},
}


def answer_of_the_engine(findings: dict[str, Any], price_list: dict[str, Any]) -> dict[str, Any]:
    """What the engine says to these facts at these prices."""
    return as_json(recommend(parse(findings), parse_prices(price_list)))


def steps_of_the_engine(findings: dict[str, Any], price_list: dict[str, Any]) -> list[dict[str, Any]]:
    """How the engine came to its answer."""
    return trace.as_json(trace.of(parse(findings), parse_prices(price_list)))


# The same with its lead alone, for tests that lay their own option over it.
RECOMMENDATION = answer_of_the_engine(FINDINGS, built_in())
RECOMMENDATION["options"] = RECOMMENDATION["options"][:1]


class PlanFactory(DjangoModelFactory[Plan]):
    class Meta:
        model = Plan

    class Params:
        approved = factory.Trait(
            status=Plan.Status.APPROVED,
            reviewed_at=factory.LazyFunction(timezone.now),
            reviewed_by=factory.SubFactory(UserFactory, doctor=True),
        )
        traced = factory.Trait(trace=factory.LazyAttribute(lambda o: steps_of_the_engine(o.findings, o.prices)))

    patient = factory.SubFactory(PatientFactory)
    status = Plan.Status.TO_REVIEW
    findings: dict[str, Any] = factory.LazyFunction(lambda: FINDINGS)
    prices: dict[str, Any] = factory.LazyFunction(built_in)
    recommendation: dict[str, Any] = factory.LazyAttribute(lambda o: answer_of_the_engine(o.findings, o.prices))
    engine = factory.LazyAttribute(lambda o: o.recommendation["engine"])
    rules = factory.LazyAttribute(lambda o: o.recommendation["rules"])
    lead = factory.LazyAttribute(lambda o: o.recommendation["lead"])
    chosen = factory.LazyAttribute(lambda o: o.lead)
    made_at = factory.LazyFunction(timezone.now)


class SessionFactory(DjangoModelFactory[Session]):
    class Meta:
        model = Session

    class Params:
        booked = factory.Trait(status=Session.Status.BOOKED, starts_at=factory.LazyFunction(timezone.now))

    plan = factory.SubFactory(PlanFactory, approved=True)
    patient = factory.SelfAttribute("plan.patient")
    kind = Session.Kind.SMP
    number = 1
    of = 3
    position = 1


class ReminderFactory(DjangoModelFactory[Reminder]):
    class Meta:
        model = Reminder

    patient = factory.SubFactory(PatientFactory)
    rule = "smp_keep_dry"
    anchor = factory.Sequence(lambda n: f"session {n}")
    due_at = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)
    planned_for = factory.SelfAttribute("due_at")
    not_after = factory.LazyAttribute(lambda o: o.due_at + timedelta(days=7))
    created_at = factory.LazyFunction(timezone.now)


class PhotoFactory(DjangoModelFactory[Photo]):
    class Meta:
        model = Photo

    patient = factory.SubFactory(PatientFactory)
    view = "front"
    picture = factory.Sequence(lambda n: f"photos/00/{n:032x}.jpg")
    width = 1600
    height = 1200
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    added_at = factory.LazyFunction(timezone.now)


class QuoteFactory(DjangoModelFactory[Quote]):
    """A quote as the services make it; `sent` unless it is to stay a draft."""

    class Meta:
        model = Quote

    plan = factory.SubFactory(PlanFactory, approved=True)
    sent = True
    now = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: Any, *_args: Any, **facts: Any) -> Quote:
        plan, now = facts["plan"], facts["now"]
        quote = quotes.make(plan, by=plan.reviewed_by, now=now)
        if facts["sent"]:
            quotes.send(quote, by=plan.reviewed_by, now=now)
        return Quote.objects.select_related("plan__patient__clinic", "patient__clinic").get(pk=quote.pk)


class DiscountFactory(DjangoModelFactory[Discount]):
    """A discount above the limit, which waits for a second person."""

    class Meta:
        model = Discount

    quote = factory.SubFactory(QuoteFactory, sent=False)
    percent = 20

    @classmethod
    def _create(cls, model_class: Any, *_args: Any, **facts: Any) -> Discount:
        quote = facts["quote"]
        by = quote.plan.reviewed_by
        return discounts.give(quote, percent=facts["percent"], reason="An invented reason", by=by, now=timezone.now())


class ShadeFactory(DjangoModelFactory[Shade]):
    class Meta:
        model = Shade

    photo = factory.SubFactory(PhotoFactory)
    patient = factory.LazyAttribute(lambda o: o.photo.patient)
    photo_sha256 = factory.LazyAttribute(lambda o: o.photo.sha256)
    points: dict[str, Any] = factory.LazyFunction(lambda: {"hair": [300, 200], "skin": [500, 400]})
    colours: dict[str, Any] = factory.LazyFunction(
        lambda: {
            "hair": {"hex": "#3b2a20", "lab": [18.9, 6.2, 9.1], "spread": 3.1},
            "skin": {"hex": "#ddb68e", "lab": [76.1, 9.4, 25.3], "spread": 1.2},
        }
    )
    suggestion: dict[str, Any] = factory.LazyFunction(
        lambda: {
            "matches": [
                {"colour": "dark_brown", "distance": 3.4, "shade": 3, "start_shade": 2},
                {"colour": "black", "distance": 6.9, "shade": 4, "start_shade": 3},
            ],
            "skin_type": 3,
            "skin_measured": 3,
            "contrast": 52.3,
            "warnings": ["high_contrast"],
            "rules": "2026-11.8+00000000",
        }
    )
    shade = 3
    start_shade = 2
    made_at = factory.LazyFunction(timezone.now)
    made_by = factory.SubFactory(UserFactory, doctor=True)


class MarkingFactory(DjangoModelFactory[Marking]):
    class Meta:
        model = Marking

    photo = factory.SubFactory(PhotoFactory)
    kind = "point"
    points: list[list[int]] = factory.LazyFunction(lambda: [[300, 200]])
    note = "An invented note"
    made_at = factory.LazyFunction(timezone.now)
    made_by = factory.SubFactory(UserFactory, doctor=True)


class SignatureFactory(DjangoModelFactory[Signature]):
    """A consent signed as the services do it; in the clinic with `by`, else by the patient alone."""

    class Meta:
        model = Signature

    plan = factory.SubFactory(PlanFactory, approved=True)
    procedure = "smp"
    language = "en-gb"
    by = None
    now = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: Any, *_args: Any, **facts: Any) -> Signature:
        plan = facts["plan"]
        text = consent_texts.text(plan.patient.clinic, facts["procedure"], facts["language"])
        typed = signatures.Signed(
            seal=text.seal,
            statement="I agree.",
            signed=facts.get("signed", "Milo Placeholder"),
            explained_by="Dr Exempla",
            device="Mozilla/5.0 (invented)",
            address="192.0.2.7",
            drawing=facts.get("drawing", [[[10, 10], [500, 200], [900, 40]]]),
        )
        return signatures.sign(plan, text, typed, by=facts["by"], now=facts["now"])
