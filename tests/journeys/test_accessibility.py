"""Axe over every page, of every role and of patients, light and dark, mistakes included; and no page is too wide."""

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from consultations.models import Plan, Reminder, Session
from consultations.services import plans, stop_links
from patients.models import Consent, Intake, Patient
from patients.models.intake import Step
from patients.services import intakes
from smpclinic.accounts.models import User
from smpclinic.accounts.roles import ROLES, Role
from tests.factories import UserFactory
from tests.house.addresses import STAFF
from tests.house.record import whole_record
from tests.house.walk import pages
from tests.journeys.browsers import NARROWEST, SCREENS, TOO_WIDE, barriers, fill

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

ALL: dict[str, Any] = {"resultTypes": ["violations"]}
# In the dark the page is the same but for its colours.
IN_THE_DARK = ALL | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Answers that are no page: pictures, documents, the address that only sends on.
NO_PAGE = {"patients:photo", "consultations:plan_pdf", "health"}
OF_LINKS = ("/intake/allowed/", "/intake/allowed/photo_social/withdraw/", "/intake/links/")
SCHEMES: dict[Any, Any] = {"light": ALL, "dark": IN_THE_DARK}


def faults(page: Page) -> list[str]:
    """What axe finds in light and in dark, what is wider than the narrowest phone, a wrong first heading."""
    found = [] if page.locator("h1").count() == 1 else [f"{page.url} has not one first heading"]
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        for one in barriers(page, rules):
            found += [f"{page.url} {scheme} {one['id']}: {node['html'][:160]}" for node in one["nodes"][:3]]
    width = page.viewport_size or SCREENS["desktop"]
    page.set_viewport_size(NARROWEST)
    found += [f"{page.url} is too wide: {one}" for one in page.evaluate(TOO_WIDE)]
    page.set_viewport_size(width)
    return found


def looked_at(page: Page, addresses: Any) -> str:
    """The faults of all these pages, line by line."""
    found: list[str] = []
    seen = 0
    for address in addresses:
        # an address that only takes forms answers with an empty 405, of which no browser makes a page
        answer = page.request.get(address)
        if not answer.body() or "text/html" not in answer.headers["content-type"]:
            continue
        page.goto(address)
        seen += 1
        found += faults(page)
    assert seen > 3
    return "\n".join(found)


def of_role(role: Role) -> set[str]:
    """The pages that this role may open."""
    return {name for name, entry in STAFF.items() if entry.callback.permission in ROLES[role]} - NO_PAGE


@pytest.mark.parametrize("role", list(Role))
def test_no_page_of_staff_has_a_barrier(role, browse, clinic, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    record = whole_record()
    page = browse(by=UserFactory.create(role=role), watched=False)
    # The manager and the doctor see the same pages as the desk, and some that the desk does not: those are looked at.
    names = of_role(role) if role == Role.FRONT_DESK else of_role(role) - of_role(Role.FRONT_DESK)
    lists = {"patients:patient", "consultations:today", "consultations:patient_sessions"}
    assert not looked_at(page, pages(record, names | (lists & of_role(role))))


def test_no_page_of_a_patient_has_a_barrier(browse, clinic, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    record, now = whole_record(), timezone.now()
    _row, token = intakes.issue_link(record.draft, sent_to="a@patients.example", by=None, now=now)
    page = browse("phone", watched=False)
    start = [
        f"/i/{token}/",
        "/i/nobody/",
        "/intake/",
        "/code/",
        reverse("consultations:patient_plan_start", args=["nobody"]),
    ]
    record.draft.steps.filter(step=Step.LOSS).delete()  # so that it is not sent
    record.patient.consents.filter(purpose=Consent.Purpose.ENQUIRY).delete()  # so that it is asked for
    found = looked_at(page, [*start, "/" + stop_links.address(record.patient).split("/", 3)[3]])
    page.goto(f"/i/{token}/")
    page.locator("[data-primary]").click()
    page.locator(".error-summary:focus").wait_for()
    found += "\n".join(faults(page))
    born = record.patient.born_on
    fill(page, {"answer_day": str(born.day), "answer_month": str(born.month), "answer_year": str(born.year)})
    page.locator("[name=agreed]").check()
    page.locator("[data-primary]").click()
    page.wait_for_url(lambda url: "welcome" not in url)
    found += looked_at(
        page,
        ["/intake/?stop=1", *(f"/intake/{step}/" for step in Step), "/intake/scars/add/", *OF_LINKS, "/intake/check/"],
    )
    page.locator("[data-primary]").click()
    page.locator(".error-summary:focus").wait_for()
    assert not found
    assert not faults(page)


def test_no_plan_in_a_patients_hands_has_a_barrier(browse, clinic):
    plan = whole_record().patient.plans.get(status=Plan.Status.APPROVED)
    _row, token = plans.issue_link(plan, sent_to="a@patients.example", by=None, now=timezone.now())
    page = browse("phone", watched=False)
    page.goto(f"/plan/{token}/")
    found = faults(page)
    fill(page, {"answer_day": "3", "answer_month": "2", "answer_year": "1985"})
    with page.expect_navigation():
        page.locator("[data-primary]").click()
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert not found + faults(page)


def test_no_consent_in_a_patients_hands_has_a_barrier(browse, clinic):
    """Signed, asked to withdraw, withdrawn and to be signed anew, its mistakes, and signed again with a drawing."""
    plan = whole_record().patient.plans.get(status=Plan.Status.APPROVED)
    _row, token = plans.issue_link(plan, sent_to="a@patients.example", by=None, now=timezone.now())
    page = browse("phone", watched=False)
    page.goto(f"/plan/{token}/")
    fill(page, {"answer_day": "3", "answer_month": "2", "answer_year": "1985"})
    with page.expect_navigation():
        page.locator("[data-primary]").click()
    with page.expect_navigation():
        page.locator("#to-sign a").click()
    found = faults(page)
    page.goto("/your-plan/signed/1/withdraw/")
    found += faults(page)
    with page.expect_navigation():
        page.locator(".btn-danger").click()
    page.goto("/your-plan/consents/smp/")
    page.locator("[data-primary]").click()
    page.locator(".error-summary:focus").wait_for()
    found += faults(page)
    assert not found
    for tick in page.locator("[type=checkbox]").all():
        tick.check()
    page.locator("[name=signed]").fill("Wilhelmina Featherstonehaugh")
    field = page.locator("canvas")
    for at in ({"x": 20, "y": 20}, {"x": 90, "y": 40}):
        field.click(position=at)
    with page.expect_navigation():
        page.locator("[data-primary]").click()
    assert not faults(page)
    signed = plan.signatures.get(withdrawn_at=None)
    assert (signed.signed, len(signed.drawing)) == ("Wilhelmina Featherstonehaugh", 2)


def test_no_opened_step_of_a_plan_has_a_barrier(browse, clinic):
    plan = whole_record().plan
    page = browse(by=UserFactory.create(doctor=True), watched=False)
    page.goto(f"/plans/{plan.pk}/")
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    figure = page.locator("a.fig").first
    figure.press("Enter")
    page.locator("#opened h2:focus").wait_for()
    assert not faults(page)
    page.keyboard.press("Escape")
    assert figure.evaluate("one => one === document.activeElement")
    assert page.locator("#opened").is_hidden()


FORMS = (
    "/patients/add/",
    "/patients/{patient}/edit/",
    "/patients/{patient}/intake/scars/add/",
    "/patients/{patient}/visits/book/",
    "/patients/{patient}/intake/loss/",
    "/patients/{patient}/intake/hair/",
    "/plans/{plan}/edit/smp_only/",
    "/protocol/grafts_by_class/",
    "/sessions/{session}/book/",
    "/sessions/{session}/finish/",
    "/sessions/{session}/cancel/",
    "/account/password/change/",
)


def test_forms_with_mistakes_have_no_barrier(browse, clinic, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    record = whole_record()
    record.draft.steps.filter(step__in=[Step.LOSS, Step.HAIR]).delete()
    numbers = {"patient": record.patient.pk, "plan": record.plan.pk, "session": record.session.pk}
    page = browse(by=record.doctor, watched=False)
    found = []
    for form in FORMS:
        page.goto(form.format(**numbers))
        page.locator("main form[method=post]").evaluate_all(
            "forms => { for (const form of forms) for (const one of form.elements)"
            " if (['text', 'email', 'tel', 'number', 'date', 'time', 'password'].includes(one.type)) one.value = '';"
            " HTMLFormElement.prototype.submit.call(forms[0]); }"
        )
        page.wait_for_load_state()
        page.wait_for_selector("[data-error-summary]", timeout=5_000)
        found += faults(page)
    assert not found, "\n".join(found)


def test_the_demo_clinic_has_no_barrier(browse, transactional_db, settings, tmp_path):
    """Real days: the lists full, a plan of every kind, a record in every state."""
    settings.MEDIA_ROOT = str(tmp_path)
    settings.MAIL_FOLDER = tmp_path / "mail"
    call_command("seed_demo", verbosity=0)
    page = browse(by=User.objects.get(role=Role.DOCTOR), watched=False)
    leads = {plan.lead: plan.pk for plan in Plan.objects.all()}
    records = [Patient.objects.get(last_name="Fakename").pk]
    addresses = ["/", "/patients/", "/plans/", "/sessions/", "/messages/", "/messages/folder/"]
    addresses += [f"/plans/{pk}/" for pk in leads.values()]
    addresses += [f"/patients/{pk}/{tab}" for pk in records for tab in ("", "intake/", "photos/", "messages/")]
    assert {"combination", "smp_only", "scar_smp"} <= set(leads)
    assert Intake.objects.exists()
    assert Session.objects.exists()
    assert Reminder.objects.exists()
    assert not looked_at(page, addresses)


def test_the_pages_before_signing_in_have_no_barrier(browse, clinic):
    page = browse("phone", watched=False)
    found = looked_at(
        page, ["/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/intake/sent/"]
    )
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("[data-error-summary]")
    assert not found
    assert not faults(page)
