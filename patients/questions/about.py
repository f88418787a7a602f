"""Step 1, about you: name, date of birth, how to reach you."""

from django.utils.translation import gettext_lazy as _

from patients.models.intake import Step
from patients.questions.made import one
from patients.questions.question import Kind, Question, Section
from patients.questions.words import SEX

ONE_IS_ENOUGH = _("Enter a mobile number or an email address. One of the two is enough.")

ABOUT = Section(
    Step.ABOUT,
    1,
    _("about you"),
    _("About you"),
    _("Is this you?"),
    minutes=8,
    questions=(
        Question("first_name", Kind.NAME, _("First name"), required=_("Enter your first name"), drawn="given-name"),
        Question("last_name", Kind.NAME, _("Last name"), required=_("Enter your last name"), drawn="family-name"),
        Question(
            "born_on",
            Kind.DATE,
            _("Date of birth"),
            hint=_("Like 9 6 1990"),
            required=_("Enter date of birth"),
        ),
        one(
            "sex",
            _("Sex"),
            SEX | {"unspecified": _("I would rather not say")},
            unsure="",
            required=_("Choose one of the three"),
            hint=_("Hair loss follows other patterns in women than in men."),
        ),
        Question("mobile", Kind.PHONE, _("Mobile"), required=ONE_IS_ENOUGH, unless=("email",)),
        Question("email", Kind.EMAIL, _("Email")),
        Question(
            "may_email",
            Kind.TICK,
            _("The clinic may email me about my visits and my treatment"),
            yes=_("Yes, by email"),
            no=_("No emails"),
        ),
    ),
)
