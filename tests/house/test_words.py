"""The words we show: translatable, plain and warm; read from the templates and the Python of the whole house."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from smpclinic.accounts.roles import Role
from tests.house.addresses import STAFF
from tests.house.record import whole_record
from tests.house.walk import pages, signed_in

HOUSE = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted(
    path
    for folder in ("templates", "smpclinic", "patients", "consultations")
    for path in (HOUSE / folder).rglob("*")
    if path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts and "static" not in path.parts
)
PYTHON = sorted(
    path
    for folder in ("smpclinic", "patients", "consultations")
    for path in (HOUSE / folder).rglob("*.py")
    if "migrations" not in path.parts
)
NEVER = re.compile(r"\b(please|sorry|invalid|successfully|oops|error occurred)\b|!", re.IGNORECASE)
# Templates whose words are not translated, and why.
UNTRANSLATED = {
    "gallery.html": "seen by whoever builds pages; people and figures are invented",
    "500.html": "shown when nothing works, translation included",
}
UNTRANSLATED_FOLDERS = {"components/gallery": "parts of the gallery"}
# Text that means the same in every language.
SAME_EVERYWHERE = {"smpclinic", "Ctrl K", "Ctrl Enter", "PDF", "FUE", "SMP", "Larkfield"}
SPOKEN = {"alt", "aria-label", "placeholder", "title", "data-label"}
MARKS = {"translate", "trans", "blocktranslate", "blocktrans"}
TRANSLATED_BLOCK = re.compile(r"{%\s*(blocktranslate|blocktrans)\b(?:[^%]|%(?!}))*%}.*?{%\s*end\1\s*%}", re.DOTALL)
# Blocks of which a page says its layout: names of the style sheet, not words.
CLASSES = re.compile(r"{%\s*block \w*_class\s*%}[^{]*{%\s*endblock[^%]*%}")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORDS_OF_TAG = re.compile(r"{%\s*(?:translate|trans)\s+(\"[^\"]*\"|'[^']*')")
LETTERS = re.compile(r"[^\W\d_]{2,}")


class Text(HTMLParser):
    """Collects the text between tags and in the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            del self.inside[len(self.inside) - 1 - self.inside[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.inside):
            self.found.append(data)


def name_of(path: Path) -> str:
    return str(path.relative_to(HOUSE)).removeprefix("templates/")


def untranslated(source: str) -> list[str]:
    """The texts of a template that no translation reaches."""
    bare = TAG.sub(" ", TRANSLATED_BLOCK.sub(" ", CLASSES.sub(" ", COMMENT.sub(" ", source))))
    text = Text()
    text.feed(bare)
    return [words for one in text.found if (words := " ".join(one.split())) and LETTERS.search(_without_names(words))]


def _without_names(words: str) -> str:
    for name in SAME_EVERYWHERE:
        words = words.replace(name, " ")
    return words


def is_excused(path: Path) -> bool:
    name = name_of(path)
    return name in UNTRANSLATED or any(name.startswith(folder) for folder in UNTRANSLATED_FOLDERS)


def shown_in(path: Path) -> Iterator[str]:
    """Every sentence that a template shows: the translated ones and, where there are such, the bare ones."""
    source = COMMENT.sub(" ", path.read_text())
    yield from WORDS_OF_TAG.findall(source)
    for block in TRANSLATED_BLOCK.finditer(source):
        yield TAG.sub(" ", block.group())
    yield from untranslated(source)


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """The sentences that Python marks for translation, and what allows itself to be shown by other means."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _called(node) in {
            "_",
            "__",
            "gettext",
            "gettext_lazy",
            "ngettext",
            "pgettext",
            "pgettext_lazy",
            "ngettext_lazy",
        }:
            for given in node.args:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield node.lineno, given.value


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def test_there_is_something_to_read():
    assert len(TEMPLATES) > 80
    assert sum(1 for path in PYTHON for _text in texts_of(path)) > 300


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_word_of_a_template_can_be_translated(path):
    if is_excused(path):
        return
    assert untranslated(path.read_text()) == []


def test_the_reader_of_templates_sees_bare_words():
    assert untranslated('<p title="Hello there">{% translate "fine" %} {{ name }} bare words</p>') == [
        "Hello there",
        "bare words",
    ]
    assert (
        untranslated("{% blocktranslate %}fine {{ name }}{% endblocktranslate %}<script>var x;</script> – 12 PDF") == []
    )


def test_every_excuse_is_still_needed():
    names = {name_of(path) for path in TEMPLATES if untranslated(path.read_text())}
    assert set(UNTRANSLATED) <= names
    for folder in UNTRANSLATED_FOLDERS:
        assert any(name.startswith(folder) for name in names)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_speak_plainly(path):
    assert [words for words in shown_in(path) if NEVER.search(words)] == []


def test_python_speaks_plainly():
    found = [f"{name_of(path)}:{line} {text}" for path in PYTHON for line, text in texts_of(path) if NEVER.search(text)]
    assert found == []


def test_reasons_and_errors_are_marked_for_translation():
    """What is raised as a refusal or a form's error, or returned by a policy, is read by people."""
    bare = []
    for path in PYTHON:
        if path.name == "examples.py":  # of the gallery
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _called_last(node) in {
                "Refused",
                "ValidationError",
                "add_error",
                "Clash",
            }:
                bare += [
                    f"{name_of(path)}:{node.lineno} {given.value}"
                    for given in node.args
                    if isinstance(given, ast.Constant) and isinstance(given.value, str) and " " in given.value
                ]
    assert bare == []


def _called_last(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else _called(node)


# What pages answer to mistakes -------------------------------------------------------------------------------

# The words of Django and allauth, which say that something is wrong and not what to do.
FRAMEWORK = re.compile(
    r"this field is required|ensure (this|that)|enter a valid|select a valid|not a valid|not one of the available",
    re.IGNORECASE,
)
MISTAKES = ("", "x" * 3000, "-1", "9" * 20, "no such@thing")


class Fields(Text):
    """The names of the fields of a page, besides its text."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        given = dict(attrs)
        if tag in {"input", "select", "textarea"} and given.get("name") and given.get("name") != "csrfmiddlewaretoken":
            self.names.add(str(given["name"]))


def read(answer: Any) -> Fields:
    fields = Fields()
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        fields.feed(answer.content.decode())
    return fields


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.DOCTOR, Role.MANAGER])
def test_no_mistake_is_answered_in_the_words_of_the_framework(role, settings, tmp_path):
    """Every form of every page is sent back full of nonsense; what comes back says what to do."""
    settings.MEDIA_ROOT = str(tmp_path)
    record, client = whole_record(), signed_in(role)
    said = []
    for address in pages(record, STAFF.keys() - {"patients:photo"}):
        names = read(client.get(address)).names
        for mistake in MISTAKES if names else ():
            refused = read(client.post(address, dict.fromkeys(names, mistake)))
            said += [(address, mistake[:9], one) for one in refused.found if FRAMEWORK.search(one) or NEVER.search(one)]
    assert said == []
