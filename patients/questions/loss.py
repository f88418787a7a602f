"""Step 3, hair pattern: the closest picture, since when, how fast, and the family."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from patients.models.intake import Step
from patients.questions import words
from patients.questions.made import NOT_KNOWN, choices_of, number, one, several
from patients.questions.question import Choice, Kind, Section, When

CLOSEST = _("Choose the picture that is closest, or “I am not sure”")
PARTING, PATCHES = "parting", "patches"
# The classes' main stages, to tell neighbours: III-vertex lies between III and IV as much as IIIa does.
STAGES = (("I",), ("II", "IIa"), ("III", "IIIa", "III-vertex"), ("IV", "IVa"), ("V", "Va"), ("VI",), ("VII",))
STAGE = {name: stage for stage, names in enumerate(STAGES, start=1) for name in names}
NORWOOD = tuple(
    replace(choice, stage=STAGE[choice.value])
    for choice in choices_of(words.NORWOOD, hints=words.NORWOOD_HINTS, staff=words.NORWOOD_STAFF)
)
NO_PICTURE = (
    Choice(PARTING, _("It thins along my parting"), hint=_("Shows 3 other pictures")),
    Choice(PATCHES, _("I have patches or a scar only"), flag=_("Patches or a scar, says the patient")),
    Choice(NOT_KNOWN, words.NOT_SURE, hint=_("Your photos will be enough"), unsure=True),
)
LUDWIG = (
    *choices_of(words.LUDWIG, hints=words.LUDWIG_HINTS, staff=words.LUDWIG_STAFF),
    Choice(NOT_KNOWN, words.NOT_SURE, staff=_("Not sure"), unsure=True),
)
THIN_DONOR = _("Thinner at the back or sides too")
ZONES = tuple(
    replace(choice, flag=THIN_DONOR) if choice.value == "donor" else choice for choice in choices_of(words.ZONES)
)

LOSS = Section(
    Step.LOSS,
    3,
    _("hair pattern"),
    _("Hair pattern"),
    _("Which picture looks most like your hair today?"),
    minutes=5,
    hint=_("Seen from above, nose at the top. The closest one is fine. Your doctor will check it with you."),
    questions=(
        one(
            "pattern",
            _("The closest picture"),
            (*NORWOOD, *NO_PICTURE),
            unsure="",
            kind=Kind.HEAD,
            drawn="norwood",
            required=CLOSEST,
            is_title=True,
        ),
        one(
            "ludwig",
            _("Your parting, seen from above"),
            LUDWIG,
            unsure="",
            kind=Kind.HEAD,
            drawn="ludwig",
            required=CLOSEST,
            shown=When(("pattern",), (PARTING,)),
        ),
        several(
            "zones",
            _("Where is it thinner?"),
            ZONES,
            drawn="two columns",
            shown=When(("pattern",), (PATCHES, NOT_KNOWN)),
        ),
        one(
            "between",
            _("Closer to the next one?"),
            NORWOOD,
            unsure="",
            blank=_("No, the one above fits"),
            silent=_("No"),
            near="pattern",
            hint=_("Then we take it that you are between the two."),
            refusal=_("Choose a picture next to the one above, or “No, the one above fits”."),
            shown=When(("pattern",), tuple(words.NORWOOD), opened_by=("picture",)),
        ),
        number("onset_age_years", _("How old were you when it began?"), 5, 110, hint=_("A guess is fine.")),
        one("progressing", _("Has it become more in the last 12 months?"), words.YES_NO),
        one("speed", _("How fast?"), words.SPEED, shown=When(("progressing",), ("yes",))),
        number(
            "stable_months",
            _("Unchanged for how many months?"),
            0,
            1200,
            hint=_("A year is 12."),
            shown=When(("progressing",), ("no",)),
        ),
        one(
            "family_grade",
            _("Who in your family lost most hair, and how much?"),
            words.FAMILY,
            hint=_("Father, mother's father, brothers. Choose the one with the least hair."),
        ),
    ),
)
