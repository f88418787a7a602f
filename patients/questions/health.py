"""Step 7, health: what makes a treatment unsafe, unwise or a matter for another doctor first."""

from django.utils.translation import gettext_lazy as _

from patients.models.intake import Step
from patients.questions.made import several, text
from patients.questions.question import Choice, Section
from patients.questions.words import MEDICAL, NONE_OF_THESE, NOT_ASKED_OF_MEN

NONE = "none"
# What the doctor reads in red: allergies, and what may stop a treatment at once.
LOUD = frozenset(
    {
        "latex_allergy",
        "anaesthetic_allergy",
        "pigment_reaction",
        "metal_allergy",
        "anticoagulant",
        "bleeding_disorder",
        "pregnant",
    }
)
TICKS = tuple(
    Choice(
        value,
        label,
        group=group,
        not_for=("male",) if value in NOT_ASKED_OF_MEN else (),
        flag=label,
        is_loud=value in LOUD,
    )
    for group, labels in MEDICAL.items()
    for value, label in labels.items()
)

HEALTH = Section(
    Step.HEALTH,
    7,
    _("health"),
    _("Health"),
    _("Your health"),
    minutes=2,
    questions=(
        several(
            "medical",
            _("Does any of this apply to you?"),
            (*TICKS, Choice(NONE, NONE_OF_THESE, alone=True)),
            required=_("Tick what applies, or “None of these”"),
            refusal=_("Tick either “None of these” or what applies."),
            hint=_("Each of these changes what is safe, or when. Only you and the doctors see the answers."),
        ),
        text("medicines", _("Which medicines do you take?"), 500, 2),
        text(
            "allergies",
            _("Which allergies do you have?"),
            500,
            2,
            hint=_("Metals, dyes, plasters, food."),
            flag=_("Allergies: %(answer)s"),
        ),
        text("other", _("Is there anything else the doctor should know?"), 1000, 3),
    ),
)
