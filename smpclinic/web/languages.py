"""The reader's language: staff read English unless they chose another, a patient reads their own."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

# What a patient chose on a page; it goes when the browser closes, and never speaks for the staff of the same browser.
COOKIE = "patient_language"
# Pages without sign-in belong to patients, unless they are in no app: those are the staff's door.
PATIENTS_APPS = frozenset({"patients", "consultations"})
View = Callable[..., HttpResponseBase]
NOT_KNOWN = _("Not known")
SMALL_IN_TURKISH = {"I": "ı", "İ": "i"}


def choices() -> list[tuple[str, str]]:
    """The languages of patients' pages, each by its own name."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def record_choices() -> list[tuple[str, Any]]:
    """The same for a record, which may not know."""
    return [("", NOT_KNOWN), *choices()]


def name(code: str) -> str:
    """The language's own name; empty for none of ours."""
    return dict(choices()).get(code, "")


def known(code: str | None) -> str:
    """The code, if it is one of ours."""
    return code if code and code in dict(settings.LANGUAGES) else ""


def chosen(request: HttpRequest) -> str:
    """What the patient chose in this browser; empty when nothing."""
    return known(request.COOKIES.get(COOKIE))


def of_browser(request: HttpRequest) -> str:
    """The best of our languages for what the browser asks; English for a page made for nobody."""
    return translation.get_language_from_request(request)


def speak(request: HttpRequest, own: str = "") -> None:
    """Answer in the language chosen on the page, else the patient's own, else the browser's."""
    translation.activate(chosen(request) or known(own) or of_browser(request))


def choose(response: HttpResponse, language: str) -> None:
    """Remember the choice in this browser until it closes."""
    response.set_cookie(COOKIE, language, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def forget(response: HttpResponse) -> None:
    """Leave no trace of the choice in this browser."""
    response.delete_cookie(COOKIE)


def writing_to(own: str) -> override:
    """For words that go to a patient: their language, or the clinic's."""
    return override(known(own) or settings.LANGUAGE_CODE)


def in_sentence(label: object) -> str:
    """A label in the midst of a sentence: small at first, unless the word (SMP) or the language (German) says no."""
    text, language = str(label), translation.get_language() or settings.LANGUAGE_CODE
    if language.startswith("de") or text[1:2].isupper():
        return text
    first = SMALL_IN_TURKISH.get(text[:1]) if language.startswith("tr") else None
    return (first or text[:1].lower()) + text[1:]


class ReadersLanguage:
    """Staff pages speak English or what Django's language cookie says; pages of patients begin with the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with override(known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)) or settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        """Begin a patient's page in what is known of the reader so far; the view knows more once it has the record."""
        match = request.resolver_match
        if match and match.app_name in PATIENTS_APPS and not getattr(view, "login_required", True):
            speak(request)
