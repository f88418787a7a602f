"""The form of the gallery: one field of each kind, with invented answers."""

from django import forms

from smpclinic.web import widgets
from smpclinic.web.drawings import LUDWIG, NORWOOD
from smpclinic.web.fields import DateField

PATTERN_WORDS = {
    "I": "Full hairline",
    "II": "Slight, at temples",
    "IIa": "Slight, whole front",
    "III": "Deep at temples",
    "IIIa": "Front moved back",
    "III-vertex": "Temples and crown",
    "IV": "Deep, larger crown",
    "IVa": "Front to mid-head",
    "V": "Only a strip between",
    "Va": "Front to crown",
    "VI": "Front and crown joined",
    "VII": "Hair at sides only",
}
FILTERS = [
    {"label": "All", "url": "#g-table", "current": True, "count": None},
    {"label": "Intake waiting", "url": "#g-table", "current": False, "count": 4},
    {"label": "Plan to review", "url": "#g-table", "current": False, "count": 7},
]
ANSWERS = [
    {"label": "Hair pattern", "value": "3 vertex, temples and crown", "url": "#g-summary"},
    {"label": "Since when", "value": "About 2014", "url": "#g-summary"},
    {"label": "In your own words", "value": "", "url": "#g-summary"},
    {"label": "Sent", "value": "8 March 2026", "url": ""},
]
FACTS = [
    {"label": "Hair", "value": "Dark brown, wavy", "note": "Medium shaft, 64 µm", "swatch": "hair-dark_brown"},
    {"label": "Skin", "value": "Type 3", "note": "", "swatch": "skin-3"},
    {"label": "Donor density", "value": "72 units/cm²", "note": "Measured 26 February, 3 sites", "swatch": ""},
]
FLAGS = [{"kind": "bad", "word": "Latex allergy"}, {"kind": "warn", "word": "Raised scars in family"}]
LOSES = ["The sessions on 20 March and 17 April stop.", "Photos are no longer shown."]
FORMS = ("straight", "wavy", "curly", "coiled")


class ExampleForm(forms.Form):
    """Every kind of field that a screen of the clinic may use."""

    name = forms.CharField(label="Last name", error_messages={"required": "Enter your last name"})
    mobile = forms.CharField(label="Mobile", required=False, help_text="We text the intake link here.")
    born_on = DateField(label="Date of birth", past=True, birthday=True, help_text="Like 9 6 1990")
    visit = forms.ChoiceField(
        label="Visit", error_messages={"required": "Choose the visit"}, choices=[("smp", "SMP"), ("fue", "FUE")]
    )
    words = forms.CharField(label="In your own words", required=False, widget=forms.Textarea({"rows": 3}))
    reminders = forms.BooleanField(label="Text me a reminder", required=False)
    photo = forms.FileField(label="Photo", required=False)
    pattern = forms.ChoiceField(
        label="Which picture looks most like your hair today?",
        error_messages={"required": "Choose the picture that is closest, or “I am not sure”"},
        help_text="Seen from above, nose at the top. The closest one is fine.",
        choices=[*((value, value) for value in NORWOOD), ("unsure", "I am not sure")],
        widget=widgets.HeadTiles("norwood", hints=PATTERN_WORDS | {"unsure": "Your photos will be enough"}),
    )
    parting = forms.ChoiceField(
        label="How wide is your parting?",
        required=False,
        choices=[(value, value) for value in LUDWIG],
        widget=widgets.HeadTiles("ludwig"),
    )
    colour = forms.ChoiceField(
        label="Hair colour",
        error_messages={"required": "Choose your hair colour"},
        choices=[
            (value, value.replace("_", " ").capitalize())
            for value in ("black", "dark_brown", "brown", "light_brown", "blond", "red", "grey", "white")
        ],
        widget=widgets.Swatches("hair"),
    )
    tone = forms.ChoiceField(
        label="Skin tone",
        error_messages={"required": "Choose a skin tone, or “The photo will tell”"},
        help_text="The skin behind your ear, in daylight.",
        choices=[*((str(number), str(number)) for number in range(1, 11)), ("unsure", "The photo will tell")],
        widget=widgets.Swatches("tone"),
    )
    curl = forms.ChoiceField(
        label="Hair form",
        error_messages={"required": "Choose how your hair falls"},
        choices=[(value, value.capitalize()) for value in FORMS],
        widget=widgets.Tiles(drawings={value: f"components/hair/{value}.html" for value in FORMS}),
    )
    surgery = forms.ChoiceField(
        label="Would you have surgery?",
        error_messages={"required": "Choose yes, no, or “I am not sure”"},
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "I am not sure")],
        widget=widgets.OptionList(hints={"unsure": "The doctor will explain both ways"}),
    )
    goals = forms.MultipleChoiceField(
        label="What would you like?",
        error_messages={"required": "Choose at least one wish"},
        choices=[("hairline", "A hairline"), ("crown", "Cover at the crown"), ("scar", "To hide a scar")],
        widget=widgets.OptionChecks(two_columns=True),
    )


def broken_example() -> ExampleForm:
    """The form as it comes back with mistakes."""
    form = ExampleForm(
        {"name": "", "born_on_day": "31", "born_on_month": "2", "born_on_year": "1990", "pattern": "III-vertex"},
        auto_id="broken_%s",
    )
    form.add_error(None, "Enter a mobile or an email, one is enough")
    return form
