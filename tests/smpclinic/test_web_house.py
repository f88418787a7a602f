"""The look keeps its own rules: content policy, tokens, drawings, size."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from patients.vocabulary import HairColour, Ludwig, Norwood, Tone
from smpclinic.accounts.roles import Permission
from smpclinic.web.checks import breaches, our_templates, templates_keep_the_content_policy
from smpclinic.web.context import PLACES
from smpclinic.web.drawings import SWATCHES, path_of

STATIC = Path(str(finders.find("web/clinic.css"))).parent
CSS = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in ("clinic.css", "doctor.css"))


def test_no_template_breaks_the_content_policy():
    assert list(templates_keep_the_content_policy()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<p style="color: red">', "E001"),
        ("<style>p { color: red }</style>", "E002"),
        ("<script>go()</script>", "E003"),
        ('<a href="#" onclick="go()">', "E004"),
        ("{{ words|safe }}", "E005"),
        ('<p class="text-muted">', "E006"),
    ],
)
def test_each_breach_is_found_with_its_line(text, code):
    assert [(found, line) for found, line, _ in breaches(f"<p>fine</p>\n{text}")] == [(code, 2)]


def test_ordinary_markup_is_no_breach():
    assert list(breaches('<script src="/a.js" defer></script><p class="soft" data-on="x">one | safest</p>')) == []


def test_every_icon_that_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'id="i-(\w+)"', render_to_string("components/sprite.html")))
    named = {
        name
        for template in our_templates()
        for name in re.findall(r'components/icon\.html" with name="(\w+)"', template.read_text(encoding="utf-8"))
    }
    assert named <= drawn
    assert {place.icon for place in PLACES} <= drawn


@pytest.mark.parametrize("name", Norwood)
def test_every_norwood_class_is_drawn_from_above_and_from_the_side(name):
    above, side = path_of("norwood", name), path_of("norwood", name, "side")
    assert above
    assert side
    assert above != side
    assert "nw-hair" in render_to_string(above)
    assert "nw-hair" in render_to_string(side)


@pytest.mark.parametrize("name", Ludwig)
def test_every_ludwig_grade_is_drawn(name):
    path = path_of("ludwig", name)
    assert path
    assert "nw-hair" in render_to_string(path)


def test_no_two_classes_share_a_drawing():
    assert len({render_to_string(str(path_of("norwood", name))) for name in Norwood}) == len(Norwood)


def test_every_swatch_is_painted_and_every_colour_of_the_vocabulary_has_one():
    painted = set(re.findall(r"\.sw-(\w+-\w+) \{", CSS))
    assert painted == {f"{kind}-{value}" for kind, values in SWATCHES.items() for value in values}
    assert SWATCHES["hair"] == set(HairColour)
    assert set(Tone) < SWATCHES["skin"]


def test_places_ask_for_permissions_of_the_role_table():
    assert {place.permission for place in PLACES} <= set(Permission.values)


def test_the_style_sheet_has_no_important_and_no_ids():
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", CSS, flags=re.DOTALL)
    assert "!important" not in CSS
    assert "#" not in re.sub(r"light-dark\([^)]*\)", "", selectors)


def test_colours_stand_only_in_the_tokens_and_swatches():
    outside = [
        line
        for line in CSS.splitlines()
        if re.search(r":[^;{}]*#[0-9A-Fa-f]{3,8}\b", line) and "--s" not in line and "@supports" not in line
    ]
    assert outside == []


@pytest.mark.parametrize("of_another_step", ["scarmap.js", "photos.js"])
@pytest.mark.parametrize("of_another_browser", [{"tablet.js"}, {"ahead.js", "device.js"}])
def test_own_script_of_a_page_stays_under_15_kilobytes(of_another_step, of_another_browser):
    """As it travels with a patient's page; none loads the scripts of two steps, they come ahead of their own.

    The clinic's tablet keeps nothing for lack of a network, and a patient's own phone does not lock itself.
    """
    of_staff = {"keys.js", "live.js", "opened.js", "picking.js", "compare.js", "single_keys.js"}
    of_a_consent = {"signature.js"}  # its page has none of the intake's
    elsewhere = of_staff | of_a_consent | of_another_browser | {of_another_step}
    loaded = [file for file in STATIC.glob("*.js") if file.name not in elsewhere]
    assert len(loaded) >= 7
    assert sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in loaded) < 15_000
