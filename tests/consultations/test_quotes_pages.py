"""A quote on its pages: the patient answers on the plan's page; staff make, discount and send it, and see it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from consultations.exports import quote_for_patient
from consultations.exports.pdf import plan_pdf
from consultations.exports.plan_for_patient import content
from consultations.models import Discount, Plan, Price, Quote, QuoteTerms
from consultations.services import plans, quotes, reviews
from smpclinic.accounts.roles import Role
from smpclinic.audit.models import Entry
from tests.consultations.proposals import plan_facts
from tests.consultations.test_pdf import words_of
from tests.factories import DiscountFactory, PlanFactory, PriceFactory, QuoteFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BORN = {"answer_day": "3", "answer_month": "2", "answer_year": "1985"}
OWN = "/your-plan/"
State = Quote.State


@pytest.fixture
def quote():
    return QuoteFactory.create(plan=PlanFactory.create(approved=True, **plan_facts()))


def let_in(plan: Plan) -> Client:
    """The patient's browser, past the check of a link."""
    _link, token = plans.issue_link(plan, sent_to="a@patients.example", by=None, now=timezone.now())
    client = Client()
    client.get(f"/plan/{token}/")
    assert client.post(OWN, BORN).status_code == 302
    return client


def typed(quote: Quote, **changes: str) -> dict[str, str]:
    return {"answer": "yes", "seal": quote.sha256, "agreed": "on", "signed": "Milo Placeholder"} | changes


def again(quote: Quote) -> Quote:
    return Quote.objects.get(pk=quote.pk)


# --- the patient ------------------------------------------------------------------------------------------------------


def test_the_patient_reads_every_line_with_its_formula_and_the_rule_in_numbers(quote):
    page = let_in(quote.plan).get(OWN).text
    for shown in (
        "$5,400–11,750",
        "1,200 grafts × $4 = $4,800",
        "1,450 grafts × $7 = $10,150",
        "60 cm² × $10 = $600",
        "$4,800 + $600 = $5,400",
        "$10,150 + $1,600 = $11,750",
        "Why fue_grafts is in it",
        "Medicines for hair loss.",
        "Travel and nights away from home.",
        "This quote counts 1,200 to 1,450 grafts. The limit is",
        "Above",
        "valid until",
    ):
        assert shown in page, shown
    assert page.count("<details") >= 3
    assert again(quote).state == State.VIEWED


def test_only_a_look_at_the_page_itself_counts_as_seen(quote):
    browser = let_in(quote.plan)
    browser.head(OWN)
    browser.get(f"{OWN}plan.pdf")
    assert again(quote).state == State.SENT


def test_the_patient_accepts_and_may_think_again(quote):
    browser = let_in(quote.plan)
    for _n in range(2):
        answer = browser.post(f"{OWN}quote/1/", typed(quote), follow=True)
        assert "You have accepted this quote" in answer.text
        assert "Accept this quote" not in answer.text
    assert quote.steps.filter(state=State.ACCEPTED).count() == 1
    answer = browser.post(f"{OWN}quote/1/", {"answer": "no"}, follow=True)
    assert "You have said no to this quote" in answer.text
    assert "Accept this quote" in answer.text


@pytest.mark.parametrize(
    ("changes", "words"), [({"agreed": ""}, "Tick this"), ({"signed": " "}, "Enter your full name"), ({"seal": ""}, "")]
)
def test_a_yes_needs_the_tick_and_the_name(changes, words, quote):
    answer = let_in(quote.plan).post(f"{OWN}quote/1/", typed(quote, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert again(quote).state != State.ACCEPTED


def test_nobody_answers_by_a_link_or_without_the_check(quote):
    browser = let_in(quote.plan)
    assert browser.get(f"{OWN}quote/1/").status_code == 405
    assert Client().post(f"{OWN}quote/1/", typed(quote)).status_code == 410
    assert browser.post(f"{OWN}quote/7/", typed(quote)).status_code == 404
    assert again(quote).state == State.SENT


def test_an_expired_quote_says_so_with_the_way_on(quote):
    Quote.objects.update(valid_until=timezone.localdate() - DAY)
    browser = let_in(quote.plan)
    page = browser.get(OWN).text
    assert "and can no longer be accepted. Call us" in page
    assert "tel:+44 20 7946 0123" in page
    assert "Accept this quote" not in page
    answer = browser.post(f"{OWN}quote/1/", typed(quote))
    assert answer.status_code == 409
    assert "was valid until" in answer.text


def test_a_quote_replaced_while_it_was_read_is_refused_and_the_new_one_shown(quote):
    browser = let_in(quote.plan)
    doctor = quote.plan.reviewed_by
    draft = quotes.make(quote.plan, by=doctor, now=timezone.now())
    give_and_send(draft, doctor)
    answer = browser.post(f"{OWN}quote/1/", typed(quote))
    assert answer.status_code == 409
    assert "A newer quote has taken the place of this one" in answer.text
    assert "What has changed since your last quote" in answer.text
    assert "Added: Discount of 5 %, $270 to $587.50 less." in answer.text
    assert "Together: $5,130–11,162.50 instead of $5,400–11,750." in answer.text
    assert again(draft).state != State.ACCEPTED
    assert browser.post(f"{OWN}quote/2/", typed(again(draft))).status_code == 302
    assert again(draft).state == State.ACCEPTED


def give_and_send(draft: Quote, doctor) -> None:
    client = Client()
    client.force_login(doctor)
    assert client.post(address("quote_discount", draft), {"percent": 5, "reason": "Came twice"}).status_code == 302
    assert client.post(address("quote_send", draft)).status_code == 302


def test_an_old_mail_to_a_replaced_quote_says_so_with_the_way_on(quote):
    _link, token = plans.issue_link(quote.plan, sent_to="a@patients.example", by=None, now=timezone.now())
    browser = let_in(quote.plan)
    newer = PlanFactory.create(patient=quote.patient, **plan_facts())
    reviews.approve(newer, note="Hello", version=1, by=quote.plan.reviewed_by, now=timezone.now())
    for answer in (
        Client().get(f"/plan/{token}/"),
        browser.get(OWN),
        browser.post(f"{OWN}quote/1/", typed(quote)),
        browser.get(f"{OWN}plan.pdf"),
    ):
        assert answer.status_code == 410
        assert "the quote in it, have been replaced" in answer.text
        assert "Open the newest email from us" in answer.text
        assert "+44 20 7946 0123" in answer.text
        assert quote.patient.last_name not in answer.text


def test_a_doctors_reason_and_the_reason_for_a_discount_stay_inside(quote):
    quote.lines.filter(position=1).update(source="Doctor's review", why="SECRET of the doctor")
    draft = quotes.make(quote.plan, by=quote.plan.reviewed_by, now=timezone.now())
    give_and_send(draft, quote.plan.reviewed_by)
    page = let_in(quote.plan).get(OWN).text
    assert "SECRET" not in page
    assert "Came twice" not in page
    assert "Removed: As agreed with your doctor" not in page  # the same line, in the same place
    assert "Discount of 5 %" in page


def test_page_pdf_and_quote_say_the_same(quote):
    told = content(Plan.objects.get(pk=quote.plan_id))
    assert told["fee"]["range"] == "$5,400–11,750"
    assert {"label": "Fee", "value": "$5,400–11,750"} in told["figures"]
    on_paper = words_of(plan_pdf(told))
    for said in ("$5,400–11,750", quote.sha256[:16], "This quote counts 1,200 to 1,450 grafts"):
        assert said in on_paper, said
    assert [row["text"] for row in quote_for_patient.content(quote)["cover"] if row["yes"]] == told["fee"]["covers"]


def test_a_yes_stands_on_the_page_and_on_paper_with_day_and_name(quote):
    quotes.accept(quote, sha256=quote.sha256, signed="Milo Placeholder", now=timezone.now())
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    said = f"Accepted on {day}, signed “Milo Placeholder”."
    assert said in let_in(quote.plan).get(OWN).text
    told = content(Plan.objects.get(pk=quote.plan_id))
    assert quote.sha256[:16] in told["fee"]["quote"]
    assert said in " ".join(words_of(plan_pdf(told)).split())
    quotes.decline(quote, now=timezone.now())
    assert "Accepted on" not in content(Plan.objects.get(pk=quote.plan_id))["fee"]["quote"]


@pytest.mark.queries
def test_the_patients_page_and_the_quote_ask_a_fixed_number_of_times(quote):
    doctor, found = signed_in(), []
    browser = let_in(quote.plan)
    for _n in range(2):
        newest = Quote.objects.order_by("-pk")[0]
        browser.get(OWN)
        asked = []
        for client, page in ((browser, OWN), (doctor, address("plan", quote.plan)), (doctor, address("quote", newest))):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            asked.append(len(captured))
        found.append(asked)
        for _version in range(3):
            quotes.send(
                quotes.make(quote.plan, by=quote.made_by, now=timezone.now()), by=quote.made_by, now=timezone.now()
            )
    assert found[0][0] + 1 == found[1][0]  # the lines of the version before, to say what is other
    again_asked = []
    for client, page in ((browser, OWN), (doctor, address("plan", quote.plan))):
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        again_asked.append(len(captured))
    assert again_asked == found[1][:2]


# --- staff ------------------------------------------------------------------------------------------------------------


def address(name: str, *things) -> str:
    return reverse(f"consultations:{name}", args=[thing.pk for thing in things])


def signed_in(role: str = Role.DOCTOR) -> Client:
    client = Client()
    client.force_login(UserFactory.create(role=role))
    return client


def test_staff_see_the_answer_on_the_plan_and_on_today(quote):
    quotes.accept(quote, sha256=quote.sha256, signed="Milo", now=timezone.now())
    doctor = signed_in()
    assert "Accepted" in doctor.get(address("plan", quote.plan)).text
    for client in (doctor, signed_in(Role.FRONT_DESK), signed_in(Role.MANAGER)):
        page = client.get("/").text
        assert "Accepted, first answer" in page
        assert address("quote", quote) in page
    assert "the patient, signed “Milo”" in doctor.get(address("quote", quote)).text


def test_today_shows_what_ends_soon_and_what_was_declined(quote):
    desk = signed_in(Role.FRONT_DESK)
    assert "No answer yet" not in desk.get("/").text
    Quote.objects.update(valid_until=timezone.localdate() + 7 * DAY)
    assert "No answer yet, valid until" in desk.get("/").text
    quotes.decline(quote, now=timezone.now())
    assert "Declined, first answer" in desk.get("/").text


def test_those_who_see_no_plans_see_the_sum_and_no_lines(quote):
    page = signed_in(Role.FRONT_DESK).get(address("quote", quote)).text
    assert "$5,400–11,750" in page
    assert "fue_grafts" not in page
    assert "grafts" not in page.casefold()
    assert "1,200 grafts × $4 = $4,800" in signed_in().get(address("quote", quote)).text
    assert Entry.objects.filter(what="quote opened").count() == 2


def test_a_new_version_is_a_draft_until_it_is_sent(quote):
    doctor = signed_in()
    answer = doctor.post(address("plan_quote", quote.plan), follow=True)
    assert "A draft. The patient sees it once you send it." in answer.text
    assert "Together it stays at $5,400–11,750." in answer.text
    draft = Quote.objects.get(state=State.DRAFT)
    assert "Quote 1." in let_in(quote.plan).get(OWN).text.replace(f"Quote {quote.plan_id}.", "Quote 1.")
    assert doctor.post(address("quote_send", draft), follow=True).status_code == 200
    assert [again(one).state for one in (quote, draft)] == [State.REPLACED, State.SENT]
    assert doctor.post(address("quote_send", draft)).status_code == 409


def test_a_discount_above_the_limit_waits_for_a_manager(quote):
    doctor, manager = signed_in(), signed_in(Role.MANAGER)
    doctor.post(address("plan_quote", quote.plan))
    draft = Quote.objects.get(state=State.DRAFT)
    answer = doctor.post(address("quote_discount", draft), {"percent": 20, "reason": "Came twice"}, follow=True)
    assert "A manager has to confirm it first." in answer.text
    assert "A discount waits for a second person" in manager.get("/").text
    listed = manager.get("/settings/discounts/").text
    assert "Came twice" in listed
    assert "(limit 5 %)" in listed
    assert signed_in().get("/settings/discounts/").status_code == 403
    discount = Discount.objects.get()
    answer = manager.post(address("discount_confirm", discount), follow=True)
    assert "Confirmed" in answer.text
    assert again(draft).low == 432_000
    assert manager.post(address("discount_refuse", discount)).status_code == 409
    doctor.post(address("quote_undiscount", draft))
    assert again(draft).low == 540_000


def test_a_manager_refuses_a_discount():
    waiting = DiscountFactory.create()
    answer = signed_in(Role.MANAGER).post(address("discount_refuse", waiting), follow=True)
    assert "Refused: the quote stays without it." in answer.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"percent": "0"}, "Enter a percent from 1 to 100."),
        ({"percent": "many"}, "Enter a whole number."),
        ({"reason": ""}, "Enter the reason in a sentence."),
    ],
)
def test_a_wrong_discount_comes_back_with_its_sentence(changes, words):
    draft = QuoteFactory.create(sent=False)
    answer = signed_in().post(address("quote_discount", draft), {"percent": "5", "reason": "Came twice"} | changes)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_discount_on_a_sent_quote_is_refused_in_words(quote):
    answer = signed_in().post(address("quote_discount", quote), {"percent": "5", "reason": "Came twice"})
    assert answer.status_code == 422
    assert not Discount.objects.exists()


def test_the_quotes_of_a_patient_are_listed(quote):
    page = signed_in(Role.FRONT_DESK).get(address("patient_quotes", quote.patient)).text
    assert quote_for_patient.name(quote) in page
    nobody = PlanFactory.create().patient
    assert "No quotes" in signed_in().get(address("patient_quotes", nobody)).text


def test_a_quote_says_that_the_list_is_another_today(quote):
    assert "The price list is another today." in signed_in().get(address("quote", quote)).text
    QuoteTerms.objects.all().delete()
    same = QuoteFactory.create()
    assert "The price list is another today." not in signed_in().get(address("quote", same)).text
    PriceFactory.create()
    assert Price.objects.count() == 1


def test_the_clinic_sets_how_it_quotes():
    manager = signed_in(Role.MANAGER)
    limits = {"front_desk_limit": "1", "doctor_limit": "2", "manager_limit": "3"}
    answer = manager.post("/settings/quotes/", {"valid_days": "14", "medication": "on", **limits}, follow=True)
    assert "Quotes made from now on use it" in answer.text
    assert "Set by" in answer.text
    found = QuoteTerms.objects.get()
    assert (found.valid_days, found.medication, found.reviews, found.travel) == (14, True, False, False)
    assert [found.limit_of(role) for role in Role] == [1, 2, 3]
    wrong = manager.post("/settings/quotes/", {"valid_days": "0", **limits})
    assert wrong.status_code == 422
    assert "Enter a number of days from 1 to 365." in wrong.text
