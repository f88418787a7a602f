"""Step 2, what you would like: goals, how the hair is to be worn, surgery, time and money."""

from django.utils.translation import gettext_lazy as _

from patients.models.intake import Step
from patients.questions.made import number, one, several, text
from patients.questions.question import Section
from patients.questions.words import ASKED_FOR, GOALS, HAIR_LENGTH, REFUSES, WISH, WITHIN, YES_NO

WISHES = Section(
    Step.WISHES,
    2,
    _("what you would like"),
    _("What you would like"),
    _("What would you like to change?"),
    minutes=7,
    hint=_("There is no wrong answer. The doctor talks it through with you."),
    questions=(
        several(
            "goals",
            _("What would you like?"),
            GOALS,
            hint=_("Choose up to 3."),
            required=_("Choose what you would like, up to 3"),
            most=3,
            refusal=_("Choose up to 3; untick the others."),
            drawn="two columns",
        ),
        one(
            "first_goal",
            _("Which of them matters most?"),
            GOALS,
            unsure="",
            among="goals",
            refusal=_("Choose one of those that you ticked above."),
            drawn="menu",
            blank=_("All the same"),
        ),
        one("hair_length", _("How would you like to wear your hair afterwards?"), HAIR_LENGTH, unsure=""),
        one(
            "short_for_life",
            _("Would you keep it clipped short for good?"),
            YES_NO,
            hint=_("Scalp pigmentation on its own looks real only with very short hair."),
        ),
        one(
            "surgery",
            _("Would you have surgery?"),
            WISH,
            unsure="",
            required=_("Choose yes, no or “I am not sure”"),
        ),
        one(
            "within_months",
            _("When would you like to see a result?"),
            WITHIN,
            unsure=_("There is no hurry"),
            is_whole=True,
        ),
        number(
            "budget_max",
            _("What could you spend at most?"),
            0,
            1_000_000,
            hint=_("In %(currency)s. Helps us to suggest what fits."),
            is_money=True,
        ),
        several("asked_for", _("Is there a treatment you want to know more about?"), ASKED_FOR),
        several("refuses", _("Is there anything you do not want?"), REFUSES),
        text("own_words", _("In your own words"), 300, hint=_("What bothers you most. Up to 300 letters.")),
    ),
)
