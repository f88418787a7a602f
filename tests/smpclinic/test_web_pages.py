"""The shell and the pages of the ground: who sees which place, parts for htmx, errors, sign-in."""

import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from smpclinic.web.context import PLACES, shell
from smpclinic.web.htmx import page
from smpclinic.web.templatetags.drawings import donor_bar, head, step_bar, steps
from smpclinic.web.templatetags.people import initials
from tests.factories import PASSWORD, UserFactory

HTMX = {"HTTP_HX_REQUEST": "true"}
LOGIN = "/account/login/"


def answer(**headers: str) -> HttpResponse:
    """A page with a part, asked for with these headers."""
    request = RequestFactory().get("/", **headers)
    context = {"text": "Saved", "title": "Nothing here"}
    return page(request, "components/empty.html", context, part="components/banner.html", status=422)


def test_a_browser_gets_the_page_and_htmx_the_part():
    assert b"Nothing here" in answer().content
    assert b"Saved" in answer(**HTMX).content


@pytest.mark.parametrize("header", ["HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST"])
def test_htmx_gets_the_whole_page_when_it_goes_to_one(header):
    assert b"Nothing here" in answer(**HTMX, **{header: "true"}).content


def test_the_status_and_the_cache_know_about_parts():
    response = answer(**HTMX)
    assert response.status_code == 422
    assert "HX-Request" in response["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [{}, {"doctor": True}, {"manager": True}], ids=["front desk", "doctor", "manager"])
def test_the_gallery_shows_every_component_to_all_staff(client, role):
    client.force_login(UserFactory.create(**role))
    response = client.get(reverse("gallery"))
    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1


@pytest.mark.django_db
def test_the_gallery_is_not_public(client):
    assert client.get(reverse("gallery")).url.startswith(LOGIN)


@pytest.mark.django_db
def test_the_shell_asks_the_database_nothing(django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = UserFactory.create(doctor=True)
    request.resolver_match = None
    with django_assert_num_queries(0):
        places = shell(request)["nav"]
    assert not [place for place in places if place["current"]]


@pytest.mark.django_db
def test_a_role_sees_the_places_it_may_open(client):
    seen = {}
    for role in ("front_desk", "doctor", "manager"):
        client.force_login(UserFactory.create(role=role))
        seen[role] = {place["icon"] for place in client.get(reverse("gallery")).context["nav"]}
    assert "gear" in seen["manager"]
    assert "gear" not in seen["front_desk"] | seen["doctor"]
    assert "plan" not in seen["front_desk"]


def test_every_place_has_its_page():
    for place in PLACES:
        assert reverse(place.url_name)


def test_nobody_signed_in_sees_no_place():
    assert shell(RequestFactory().get("/")) == {"nav": []}


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so(client):
    client.force_login(UserFactory.create())
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "We cannot find this page." in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf"])
def test_error_pages_need_no_context(name):
    html = render_to_string(f"{name}.html")
    assert html.count("<h1") == 1
    assert "viewport" in html


@pytest.mark.django_db
def test_a_request_for_another_host_gets_a_page_in_our_look(client):
    response = client.get("/account/login/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "We could not read that request" in response.content.decode()


def test_the_page_for_our_own_mistakes_stands_alone():
    html = render_to_string("500.html")
    assert "Something went wrong on our side" in html
    assert "<script" not in html


@pytest.mark.django_db
def test_a_form_without_its_token_gets_a_page_that_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post(LOGIN, {})
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()


@pytest.mark.django_db
def test_a_wrong_sign_in_never_says_which_half_was_wrong(client):
    known = UserFactory.create()
    pages = [
        client.post(LOGIN, {"login": email, "password": "not-the-password"}).content.decode()
        for email in (known.email, "nobody@larkfield.example")
    ]
    sentences = [re.findall(r"<li>(.*?)</li>", html) for html in pages]
    assert sentences[0] == sentences[1]
    assert sentences[0]


@pytest.mark.django_db
def test_a_reset_says_the_same_about_known_and_unknown_emails_and_mails_only_the_known(client):
    known = UserFactory.create()
    answers = [
        client.post("/account/password/reset/", {"email": email}, follow=True).content
        for email in (known.email, "nobody@larkfield.example")
    ]
    tokenless = [re.sub(rb'"[A-Za-z0-9]{64}"|X-CSRFToken": "\w+', b"", html) for html in answers]
    assert tokenless[0] == tokenless[1]
    assert [message.to for message in mail.outbox] == [[known.email]]


@pytest.mark.django_db
def test_the_mailed_link_sets_a_new_password_once(client):
    user = UserFactory.create()
    client.post("/account/password/reset/", {"email": user.email})
    assert mail.outbox[0].subject == "Choose a new password"
    link = re.search(r"http://\S+(/account/\S+)", mail.outbox[0].body)
    assert link, mail.outbox[0].body
    form = client.get(link[1], follow=True)
    assert "Choose a new password" in form.content.decode()
    new = {"password1": "another invented sentence", "password2": "another invented sentence"}
    assert "Sign in with the new one." in client.post(form.redirect_chain[-1][0], new, follow=True).content.decode()
    assert client.login(email=user.email, password="another invented sentence")
    client.logout()
    assert "does not work any more" in client.get(link[1], follow=True).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["login/", "password/reset/", "password/reset/done/", "signup/", "inactive/"])
def test_account_pages_for_everybody_are_in_our_look(client, path):
    html = client.get(f"/account/{path}").content.decode()
    assert 'class="entrance"' in html
    assert html.count("<h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["logout/", "password/change/", "email/", "reauthenticate/"])
def test_account_pages_for_staff_are_in_our_look(client, path):
    user = UserFactory.create()
    client.login(email=user.email, password=PASSWORD)
    html = client.get(f"/account/{path}").content.decode()
    assert 'class="entrance"' in html
    assert html.count("<h1") == 1


def test_a_head_is_drawn_by_either_name_and_an_unknown_one_is_not():
    assert head("norwood", "III-vertex") == head("norwood", "3v")
    assert head("norwood", "III-vertex", "side") != head("norwood", "III-vertex")
    assert head("norwood", "VIII") == ""
    assert "head-hair" in head("map", "back")


def test_the_donor_bar_fills_its_width_and_leaves_narrow_parts_without_a_figure():
    parts = donor_bar(1450, 1350, 2180, 20)["parts"]
    assert [part["width"] for part in parts] == ["29.00%", "27.00%", "43.60%", "0.40%"]
    assert [part["x"] for part in parts] == ["0.00%", "29.00%", "56.00%", "99.60%"]
    assert [part["roomy"] for part in parts] == [True, True, True, False]


def test_an_empty_donor_bar_draws_nothing_and_does_not_fall():
    assert {part["width"] for part in donor_bar(0, 0, 0, 0)["parts"]} == {"0.00%"}
    assert donor_bar(5, -5, 5, 0)["parts"][1]["width"] == "0.00%"


def test_dots_count_what_is_done():
    assert steps(2, 4) == {"dots": [True, True, False, False]}
    assert step_bar(2, 4, "hair pattern")["dots"] == ["d", "c", "", ""]


@pytest.mark.parametrize(
    ("name", "mark"), [("Fern Desk", "FD"), ("Dr Exempla", "E"), ("Milo van Placeholder", "MP"), ("", ""), ("Dr", "")]
)
def test_initials_leave_titles_out(name, mark):
    assert initials(name) == mark
