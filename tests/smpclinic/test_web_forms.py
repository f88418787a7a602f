"""Forms speak plainly: labels, hints, errors, tiles, and a date in three boxes."""

from datetime import date, timedelta

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

from smpclinic.web import widgets
from smpclinic.web.examples import ExampleForm, broken_example
from smpclinic.web.fields import DateField
from smpclinic.web.templatetags.form_parts import first_input, mistakes

BIRTH = DateField(label="Date of birth", past=True)


def drawn(form: forms.Form, name: str) -> str:
    """The field as a page shows it."""
    return render_to_string("components/form/field.html", {"field": form[name]})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("", "", ""), "Enter date of birth"),
        (("9", "6", ""), "Date of birth must include a year"),
        (("9", "", "1990"), "Date of birth must include a month"),
        (("", "6", "1990"), "Date of birth must include a day"),
        (("31", "2", "1990"), "31 February is not a date"),
        (("29", "2", "2023"), "29 February is not a date"),
        (("31", "4", "1990"), "31 April is not a date"),
        (("0", "6", "1990"), "0 June is not a date"),
        (("9", "13", "1990"), "Month must be between 1 and 12"),
        (("9", "6", "90"), "Enter the year with 4 digits, like 1990"),
        (("nine", "6", "1990"), "Enter the day in numbers, like 9"),
        (("9", "june", "1990"), "Enter the month in numbers, like 6"),
        (("9", "-6", "1990"), "Enter the month in numbers, like 6"),
        (("٩", "6", "1990"), "Enter the day in numbers, like 9"),
        (("9", "6", "0000"), "9 June is not a date"),
        (("9", "6", "2199"), "Date of birth must be in the past"),
        (("31", "12", "1905"), "Date of birth must be after 1905"),
    ],
)
@time_machine.travel(date(2026, 3, 12), tick=False)
def test_a_wrong_date_is_answered_in_plain_words(typed, words):
    with pytest.raises(ValidationError) as raised:
        BIRTH.clean(list(typed))
    assert raised.value.messages == [words]


@time_machine.travel(date(2026, 3, 12), tick=False)
def test_a_birthday_is_accepted_up_to_the_age_that_the_plan_engine_reads():
    assert BIRTH.clean(["1", "1", "1906"]) == date(1906, 1, 1)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["9", "6", "1990"], date(1990, 6, 9)),
        ([" 09", "06 ", "1990"], date(1990, 6, 9)),
        (["29", "2", "2024"], date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_as_it_is_typed(typed, found):
    assert BIRTH.clean(typed) == found


def test_today_is_not_a_date_of_birth():
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="in the past"):
        BIRTH.clean([str(today.day), str(today.month), str(today.year)])


def test_an_optional_date_may_be_left_out():
    assert DateField(required=False).clean(["", "", ""]) is None
    assert DateField(required=False).clean(None) is None


def test_a_date_to_come_may_be_today_but_not_yesterday():
    field = DateField(label="Day of the visit", past=False)
    today = timezone.localdate()
    gone = today - timedelta(days=1)
    assert field.clean([str(today.day), str(today.month), str(today.year)]) == today
    with pytest.raises(ValidationError, match="Day of the visit must be today or later"):
        field.clean([str(gone.day), str(gone.month), str(gone.year)])


def test_a_date_has_changed_only_when_its_day_has():
    assert not BIRTH.has_changed(date(1990, 6, 9), ["09", "6", "1990"])
    assert BIRTH.has_changed(date(1990, 6, 9), ["10", "6", "1990"])
    assert not BIRTH.has_changed(None, ["", "", ""])


def test_the_boxes_of_a_date_have_names_labels_and_the_day_before():
    html = drawn(ExampleForm(initial={"born_on": date(1990, 6, 9)}), "born_on")
    assert "<legend" in html
    assert 'name="born_on_day" value="9"' in html
    assert 'name="born_on_year" value="1990"' in html
    assert 'autocomplete="bday-year"' in html


def test_only_what_may_be_left_out_is_marked():
    form = ExampleForm()
    assert "(optional)" not in drawn(form, "name")
    assert "(optional)" in drawn(form, "mobile")
    assert "*" not in drawn(form, "name")


def test_an_error_stands_between_label_and_field_and_is_bound_to_it():
    html = drawn(broken_example(), "name")
    assert html.index("<label") < html.index("Enter your last name") < html.index("<input")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="broken_name_error"' in html
    assert 'id="broken_name_error"' in html


def test_a_hint_stands_under_the_label_and_is_bound_to_the_field():
    html = drawn(ExampleForm(), "mobile")
    assert html.index("<label") < html.index("We text the intake link here.") < html.index("<input")
    assert 'aria-describedby="id_mobile_helptext"' in html


def test_the_summary_links_each_error_to_the_first_input_of_its_field():
    form = broken_example()
    html = render_to_string("components/form/error_summary.html", {"form": form})
    assert "There is a problem" in html
    assert "<li>Enter a mobile or an email, one is enough</li>" in html
    for name in ("name", "born_on", "colour", "goals"):
        target = first_input(form[name])
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in drawn(form, name)


def test_a_field_left_empty_says_what_to_do():
    class Stock(forms.Form):
        city = forms.CharField(label="City")
        SMP = forms.CharField(label="SMP before")
        colour = forms.ChoiceField(label="Hair colour", choices=[("red", "Red")])
        surgery = forms.CharField(label="Would you have surgery?")
        own = forms.CharField(label="Name", error_messages={"required": "Enter your name"})

    form = Stock({})
    assert [words for field in form for words in mistakes(field)] == [
        "Enter city",
        "Enter SMP before",
        "Choose hair colour",
        "Answer this question: Would you have surgery?",
        "Enter your name",
    ]
    assert "This field is required" not in drawn(form, "city")


def test_a_form_without_errors_has_no_summary():
    assert render_to_string("components/form/error_summary.html", {"form": ExampleForm()}).strip() == ""


def test_what_somebody_types_is_escaped_everywhere():
    form = ExampleForm({"name": "<b>Milo</b>", "pattern": "<script>"})
    form.add_error("name", "<i>no</i>")
    page = drawn(form, "name") + render_to_string("components/form/error_summary.html", {"form": form})
    assert "<b>" not in page
    assert "<i>no" not in page
    assert "<script>" not in page


def test_tiles_show_pictures_and_put_answers_without_one_below():
    html = drawn(ExampleForm(), "pattern")
    assert html.count('class="tile"') == 12
    assert html.count('class="from-side"') == 12
    assert html.index("None of these?") < html.index("I am not sure")
    assert html.count('type="radio" name="pattern"') == 13


def test_ludwig_tiles_have_one_view():
    html = drawn(ExampleForm(), "parting")
    assert html.count('class="tile"') == 3
    assert "From the side" not in html


def test_swatches_put_an_answer_without_a_colour_below():
    html = drawn(ExampleForm(), "tone")
    assert html.count('class="swatch sw-tone-') == 10
    assert html.index("sw-tone-10") < html.index("The photo will tell")
    assert html.count('class="tile"') == 10


def test_the_chosen_tile_stays_chosen():
    html = drawn(ExampleForm({"pattern": "III-vertex"}), "pattern")
    assert html.count(" checked") == 2  # the tile, and the view from above
    assert 'value="III-vertex"' in html[: html.index(" checked", html.index("III-vertex"))]


def test_a_chosen_answer_without_a_picture_stays_chosen():
    html = drawn(ExampleForm({"pattern": "unsure"}), "pattern")
    assert html.index('value="unsure"') < html.rindex(" checked")


def test_a_plain_radio_list_gets_the_large_rows_too():
    class Plain(forms.Form):
        worn = forms.ChoiceField(choices=[("short", "Short"), ("long", "Long")], widget=forms.RadioSelect)

    html = drawn(Plain(), "worn")
    assert 'class="opts"' in html
    assert html.count("<label") == 2


def test_an_option_list_shows_hints():
    widget = widgets.OptionList(hints={"yes": "One tap"}, choices=[("yes", "Yes"), ("no", "No")])
    html = widget.render("surgery", "no", {"id": "id_surgery"})
    assert "<small>One tap</small>" in html
    assert html.index("checked") > html.index('value="no"')


def test_no_placeholder_stands_in_for_a_label():
    class Placeheld(forms.Form):
        city = forms.CharField(widget=forms.TextInput({"placeholder": "City"}))

    assert "placeholder" not in drawn(Placeheld(), "city")
