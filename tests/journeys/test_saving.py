"""Nothing that was answered is lost: the server killed, the browser killed, the network gone, two people at once."""

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from patients.models import AnswerChange, Intake, IntakeStep, Photo, Upload
from patients.models.intake import Step
from patients.services import intakes
from smpclinic.audit.models import Entry
from tests.factories import IntakeFactory, PatientFactory, UserFactory
from tests.journeys.browsers import SCREENS, fill, fits, press, until
from tests.journeys.conftest import session_cookie
from tests.journeys.intake import cookie, stored_without_script
from tests.patients import pictures
from tests.patients.answers import TYPED, answer_all

pytestmark = pytest.mark.django_db(transaction=True)

# A server that has just started, on a machine that does other things too.
BUSY_MS = 60_000
SAVED, UNSENT = "Saved at the clinic", "Not sent yet, will send."
# What is typed: as elsewhere, with a change on the page of the photos too.
TOLD = {**TYPED, Step.PHOTOS: {"photo_record": "on", "photo_teaching": "on", "photo_website": "on"}}
# Ticked at first; it is an answer once its step is sent.
PRESET = "photo_record"


@pytest.fixture
def intake(transactional_db: None) -> Intake:
    patient = PatientFactory.create(first_name="Milo", mobile="+447700900318", email="milo@patients.example")
    return IntakeFactory.create(patient=patient)


@pytest.fixture
def phones(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a phone that this cookie lets in; closing its context is the end of that browser."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def fresh(url: str, cookie: Any, of: Browser = browser, **how: Any) -> Page:
        facts: dict[str, Any] = {"viewport": SCREENS["phone"], "has_touch": True, "locale": "en-GB", **how}
        context = of.new_context(base_url=url, reduced_motion="reduce", **facts)
        opened.append(context)
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield fresh
    for context in opened:
        context.close()
    assert errors == []


@pytest.fixture
def killable(launch_browser: Callable[..., Browser], phones: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Opens a phone in a browser of its own, which may be killed as the phone's battery would."""
    launched: list[Browser] = []

    def fresh(url: str, cookie: Any) -> Page:
        launched.append(launch_browser())
        return phones(url, cookie, of=launched[-1])

    yield fresh
    for one in launched:
        one.close()


def kill_browser(page: Page) -> None:
    """SIGKILL to the browser of this page."""
    browser = page.context.browser
    assert browser
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    os.kill(next(one["id"] for one in told["processInfo"] if one["type"] == "browser"), signal.SIGKILL)


def leave_the_field(page: Page) -> None:
    page.locator("h1, legend").first.click()


def line(page: Page) -> Any:
    return page.locator("[data-saving]")


def questions(step: str) -> dict[str, dict[str, Any]]:
    """What is typed into a step, question by question; the boxes of a date are one."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in TOLD[step].items():
        key = "born_on" if name.startswith("born_on") else name
        found.setdefault(key, {})[name] = value
    return found


def answers(intake: Intake) -> dict[str, dict[str, Any]]:
    return dict(IntakeStep.objects.filter(intake=intake).values_list("step", "answers"))


def test_killing_server_worker_network_and_browser_at_every_step_loses_no_more_than_the_field_being_typed(
    web, worker, intake, killable
):
    key, wanted = cookie(intake, web.url), stored_without_script(TOLD)
    page = killable(web.url, key)
    for step in TOLD:
        parts = [(name, part) for name, part in questions(step).items() if name != PRESET]
        sent, held, (last, typed) = parts[:-2], parts[-2:-1] or parts, parts[-1]
        page.goto(f"/intake/{step}/")
        for _name, part in sent:
            fill(page, part)
        if sent:
            leave_the_field(page)
            expect(line(page)).to_contain_text(SAVED, timeout=BUSY_MS)
        web.kill()
        worker.kill()
        # at the first step the page finds out by itself that the server is back, at the others by its network
        page.context.set_offline(step != Step.ABOUT)
        for _name, part in held:
            fill(page, part)
        leave_the_field(page)
        expect(line(page)).to_have_text(UNSENT)
        web.start()
        worker.start()
        page.context.set_offline(False)
        expect(line(page)).to_contain_text(SAVED, timeout=BUSY_MS)
        fill(page, typed)
        kill_browser(page)
        kept, given = answers(intake)[step], [name for name, _part in parts if name != last]
        assert {name: kept.get(name) for name in given} == {name: wanted[step].get(name) for name in given}, step
        assert kept.get(last) in (None, wanted[step][last])
        page = killable(web.url, key)
        page.goto(f"/intake/{step}/")
        fill(page, typed)
        press(page, "Continue", exact=True)
        assert answers(intake)[step] == wanted[step]
    assert answers(intake) == wanted
    assert IntakeStep.objects.done().filter(intake=intake).count() == len(Step)


def test_without_a_network_every_step_goes_on_and_is_sent_in_order(web, intake, phones):
    wanted = stored_without_script(TOLD)
    page = phones(web.url, cookie(intake, web.url))
    # a step's own script is fetched once the steps are in the memory of the page
    with page.expect_response("**/photos*.js"):
        page.goto("/intake/about/")
    page.context.set_offline(True)
    for step in Step:
        expect(page.locator("form[data-answer]")).to_have_attribute("action", f"/intake/{step}/")
        fill(page, TOLD[step])
        page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Some answers are not sent yet")
    expect(line(page)).to_have_text(UNSENT)
    fits(page)
    page.go_back()
    expect(page.locator('[name="photo_record"]')).to_be_checked()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Some answers are not sent yet")
    assert not AnswerChange.objects.filter(intake=intake).exists()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    assert answers(intake) == wanted
    steps = AnswerChange.objects.filter(intake=intake).order_by("pk").values_list("step", flat=True)
    assert list(dict.fromkeys(steps)) == [str(step) for step in Step]
    assert IntakeStep.objects.done().filter(intake=intake).count() == len(Step)


def test_going_back_to_what_is_not_in_memory_keeps_what_waits_and_asks_nothing(web, intake, phones):
    page = phones(web.url, cookie(intake, web.url))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    with page.expect_response("**/photos*.js"):
        page.goto("/intake/about/")
    page.context.set_offline(True)
    fill(page, TOLD[Step.ABOUT])
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("form[data-answer]")).to_have_attribute("action", "/intake/wishes/")
    page.context.set_offline(False)
    expect(line(page)).to_contain_text(SAVED, timeout=BUSY_MS)
    page.route("**/ahead/", lambda route: route.abort())
    page.reload()
    page.context.set_offline(True)
    page.locator("#id_own_words").fill("half a sentence")
    leave_the_field(page)
    expect(line(page)).to_have_text(UNSENT)
    page.go_back()
    page.wait_for_url("**/intake/wishes/")
    expect(page.locator("#id_own_words")).to_have_value("half a sentence")
    page.context.set_offline(False)
    expect(line(page)).to_contain_text(SAVED, timeout=BUSY_MS)
    assert answers(intake)[Step.WISHES] == {"own_words": "half a sentence"}
    assert asked == []


def test_two_people_at_once_see_both_answers_and_choose(live_server, intake, phones):
    intakes.agree(intake, by=None, now=timezone.now())
    url = live_server.url
    patient = phones(url, cookie(intake, url))
    desk = phones(url, session_cookie(UserFactory.create(), url))
    patient.goto("/intake/hair/")
    desk.goto(f"/patients/{intake.patient_id}/intake/hair/")
    fill(patient, {"colour": "red"})
    expect(line(patient)).to_contain_text(SAVED)
    fill(desk, {"oily": "no", "colour": "grey"})
    both = desk.locator(".two-answers")
    expect(both).to_contain_text("Saved now")
    assert [one.inner_text() for one in both.locator("dd").all()] == ["Red", "Grey"]
    assert answers(intake)[Step.HAIR] == {"colour": "red", "oily": "no"}
    both.get_by_role("button", name="Keep mine").click()
    expect(both).to_have_count(0)
    until(lambda: answers(intake)[Step.HAIR]["colour"] == "grey")
    fill(patient, {"colour": "white"})
    patient.get_by_role("button", name="Keep the saved one").click()
    expect(patient.locator('[name="colour"][value="grey"]')).to_be_checked()
    fill(patient, {"worn": "short", "tone": "3"})
    press(patient, "Continue", exact=True)
    # what only the desk has changed stands, though the patient's page never showed it
    assert answers(intake)[Step.HAIR] == {"colour": "grey", "oily": "no", "worn": "short", "tone": 3}
    assert IntakeStep.objects.get(step=Step.HAIR).is_done


KEPT = """async () => {
    const names = (await indexedDB.databases()).map((one) => one.name);
    if (!names.includes("intake")) return null;
    const base = await new Promise((done) => {
        const ask = indexedDB.open("intake");
        ask.onsuccess = () => done(ask.result);
    });
    const found = await new Promise((done) => {
        const ask = base.transaction("copy").objectStore("copy").get("it");
        ask.onsuccess = () => done(ask.result);
    });
    base.close();
    const places = JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
    return found ? new TextDecoder("latin1").decode(found.locked) + places : null;
}"""


def desk_says(intake: Intake, step: str, **told: Any) -> None:
    """What somebody at the desk saves meanwhile."""
    row = IntakeStep.objects.get(intake=intake, step=step)
    answers = {**row.answers, **told}
    intakes.save_step(intake, step, answers, version=row.version, by=UserFactory.create(), now=timezone.now())


def without_network(page: Page, path: str) -> None:
    """A step with the others in its memory, and then no network."""
    with page.expect_response("**/scarmap*.js"):
        page.goto(path)
    page.context.set_offline(True)


def a_press_later(page: Page) -> None:
    """A form pressed twice within a second is pressed once."""
    page.wait_for_function("since => Date.now() - since > 1000", arg=page.evaluate("Date.now()"))


def test_two_answers_told_without_a_network_are_asked_about_where_they_were_given(live_server, intake, phones):
    answer_all(intake)
    page = phones(live_server.url, cookie(intake, live_server.url))
    without_network(page, "/intake/wishes/")
    fill(page, {"own_words": "Said here"})
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("form[data-answer]")).to_have_attribute("action", "/intake/loss/")
    page.get_by_role("button", name="Continue", exact=True).last.click()
    fill(page, {"colour": "grey"})
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("form[data-answer]")).to_have_attribute("action", "/intake/scars/")
    desk_says(intake, Step.WISHES, own_words="Said at the desk")
    desk_says(intake, Step.HAIR, colour="red")
    page.context.set_offline(False)
    both = page.locator(".two-answers")
    for step, theirs, mine in ((Step.WISHES, "Said at the desk", "Said here"), (Step.HAIR, "Red", "Grey")):
        expect(page.locator("form[data-answer]")).to_have_attribute("action", f"/intake/{step}/")
        expect(both).to_be_focused()
        assert [one.inner_text() for one in both.locator("dd").all()] == [theirs, mine]
        both.get_by_role("button", name="Keep mine").click()
        expect(both).to_have_count(0)
        expect(line(page)).to_contain_text(SAVED)
        a_press_later(page)
        page.get_by_role("button", name="Continue", exact=True).last.click()
    page.wait_for_url("**/intake/scars/")
    assert answers(intake)[Step.WISHES]["own_words"] == "Said here"
    assert answers(intake)[Step.HAIR]["colour"] == "grey"


def test_a_wrong_answer_told_without_a_network_is_marked_where_it_was_given(live_server, intake, phones):
    answer_all(intake)
    page = phones(live_server.url, cookie(intake, live_server.url))
    without_network(page, "/intake/about/")
    page.locator("#id_email").fill("milo@")
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("form[data-answer]")).to_have_attribute("action", "/intake/wishes/")
    page.context.set_offline(False)
    expect(page.locator("form[data-answer]")).to_have_attribute("action", "/intake/about/")
    expect(page.locator("#div_id_email .error")).to_contain_text("Enter an email address")
    expect(page.locator("#id_email")).to_be_focused()
    page.locator("#id_email").fill("milo@patients.example")
    a_press_later(page)
    press(page, "Continue", exact=True)
    assert answers(intake)[Step.ABOUT]["email"] == "milo@patients.example"


def test_what_is_missing_in_a_step_told_without_a_network_is_said_by_the_clinics_page(live_server, intake, phones):
    page = phones(live_server.url, cookie(intake, live_server.url))
    without_network(page, "/intake/hair/")
    fill(page, {"colour": "grey"})
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect(page.locator("form[data-answer]")).to_have_attribute("action", "/intake/scars/")
    page.context.set_offline(False)
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.url.endswith("/intake/hair/")
    expect(page.locator('[name="colour"][value="grey"]')).to_be_checked()


@pytest.mark.parametrize(("keep", "kept"), [("Keep mine", "grey"), ("Keep the saved one", "red")])
def test_what_the_own_device_kept_is_asked_about_on_whatever_step_it_comes_back(
    keep, kept, live_server, intake, phones
):
    answer_all(intake)
    page = phones(live_server.url, cookie(intake, live_server.url))
    page.goto("/intake/hair/")
    page.get_by_text("This is my own device").click()
    page.context.set_offline(True)
    fill(page, {"colour": "grey"})
    expect(line(page)).to_have_text(UNSENT)
    until(lambda: page.evaluate(KEPT))
    page.close()
    desk_says(intake, Step.HAIR, colour="red")
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto("/intake/wishes/")
    both = again.locator(".two-answers")
    expect(both).to_be_focused()
    expect(both.locator("p").first).to_contain_text("colour")
    assert [one.inner_text() for one in both.locator("dd").all()] == ["Red", "Grey"]
    with again.expect_navigation():
        both.get_by_role("button", name=keep).click()
    assert answers(intake)[Step.HAIR]["colour"] == kept
    expect(again.locator(".two-answers")).to_have_count(0)


@pytest.mark.parametrize("status", [404, 409, 413])
def test_an_answer_that_does_not_come_from_the_form_is_not_taken_for_saved_nor_for_a_clash(
    status, live_server, intake, phones
):
    page = phones(live_server.url, cookie(intake, live_server.url))
    page.goto("/intake/hair/")
    page.route("**/answer/", lambda route: route.fulfill(status=status, content_type="text/html", body="<p>No.</p>"))
    fill(page, {"colour": "grey"})
    expect(line(page)).to_contain_text("Not sent.")
    expect(page.locator(".two-answers")).to_have_count(0)
    page.unroute("**/answer/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(line(page)).to_contain_text(SAVED)
    assert answers(intake)[Step.HAIR] == {"colour": "grey"}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_tap_sends_once_and_leads_to_one_page(scripts, live_server, intake, phones):
    answer_all(intake)
    page = phones(live_server.url, cookie(intake, live_server.url), java_script_enabled=scripts)
    page.goto("/intake/check/")
    other = page.context.new_page()
    other.goto("/intake/check/")
    page.get_by_role("button", name="Send to the clinic").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Milo. It is sent.")
    press(other, "Send to the clinic")
    expect(other.get_by_role("heading", level=1)).to_have_text("Thank you, Milo. It is sent.")
    assert Entry.objects.filter(what="intake submitted").count() == 1


def test_a_change_from_the_check_leads_back_to_it(live_server, intake, phones):
    answer_all(intake)
    page = phones(live_server.url, cookie(intake, live_server.url))
    page.goto("/intake/check/")
    page.locator('a[href="/intake/hair/?from=check"]').click()
    fill(page, {"colour": "red"})
    expect(line(page)).to_contain_text(SAVED, timeout=BUSY_MS)
    press(page, "Continue", exact=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text("Red", exact=True)).to_be_visible()


def test_a_wrong_answer_stays_on_the_page_and_is_said_at_its_question(live_server, intake, phones):
    page = phones(live_server.url, cookie(intake, live_server.url))
    page.goto("/intake/about/")
    page.get_by_label("Email", exact=False).first.fill("milo@")
    page.locator("h1").click()
    box = page.locator("#div_id_email")
    expect(box.locator(".error")).to_contain_text("Enter an email address")
    expect(page.locator("#id_email")).to_have_value("milo@")
    expect(page.locator("#id_email")).to_have_attribute("aria-invalid", "true")
    page.locator("#id_email").fill("milo@patients.example")
    expect(box.locator(".error")).to_have_count(0)
    expect(line(page)).to_contain_text(SAVED, timeout=BUSY_MS)
    assert answers(intake)[Step.ABOUT] == {"email": "milo@patients.example"}


def test_only_an_own_device_keeps_what_is_unsent_and_locked(live_server, intake, phones):
    page = phones(live_server.url, cookie(intake, live_server.url))
    context = page.context
    page.goto("/intake/about/")
    context.set_offline(True)
    page.locator("#id_first_name").fill("CANARY")
    page.locator("h1").click()
    expect(line(page)).to_have_text(UNSENT)
    assert page.evaluate(KEPT) is None
    page.get_by_text("This is my own device").click()
    assert "CANARY" not in until(lambda: page.evaluate(KEPT))
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto("/intake/about/")
    until(lambda: answers(intake).get(Step.ABOUT) == {"first_name": "CANARY"})
    expect(again.locator("#id_first_name")).to_have_value("CANARY")
    again.goto("/intake/?stop=1")
    press(again, "Close on this device")
    assert until(lambda: again.evaluate("indexedDB.databases()") == [])


def test_leaving_while_something_is_unsent_is_asked_about(live_server, intake, phones):
    page = phones(live_server.url, cookie(intake, live_server.url))
    page.goto("/intake/hair/")
    page.context.set_offline(True)
    fill(page, {"colour": "red"})
    expect(line(page)).to_have_text(UNSENT)
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_what_a_killed_worker_owes_is_done_by_the_next_one(web, worker, intake, phones):
    answer_all(intake, leave_out=(Step.PHOTOS,))
    page = phones(web.url, cookie(intake, web.url))
    page.goto("/intake/photos/")
    worker.kill()
    page.locator("#photo_top").set_input_files({"name": "IMG_2.HEIC", "mimeType": "", "buffer": pictures.heic()})
    until(Upload.objects.filter(state=Upload.State.WAITING).exists)
    assert not Photo.objects.exists()
    worker.start()
    expect(page.locator("#view-top img")).to_be_visible(timeout=BUSY_MS)
    press(page, "Continue", exact=True)
    worker.kill()
    press(page, "Send to the clinic")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Milo. It is sent.")
    assert not intake.patient.plans.exists()
    worker.start()
    until(intake.patient.plans.exists)
    assert Photo.objects.kept().without_preview().count() == 0
    assert Photo.objects.count() == intake.patient.plans.count() == 1
