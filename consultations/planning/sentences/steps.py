"""The names of the steps of a timeline."""

from typing import NamedTuple

from consultations.planning.words import Sentence, _, sentence


class Timed(NamedTuple):
    """A pigment session by how long it takes."""

    hour: Sentence
    hours: Sentence
    between: Sentence


PIGMENT = (
    Timed(
        sentence(_("First pigment session, about 1 hour"), clinical=_("SMP session 1, about 1 h")),
        sentence(_("First pigment session, about {hours} hours"), clinical=_("SMP session 1, about {hours} h")),
        sentence(
            _("First pigment session, about {least} to {most} hours"), clinical=_("SMP session 1, {least}–{most} h")
        ),
    ),
    Timed(
        sentence(_("Second pigment session, about 1 hour"), clinical=_("SMP session 2, about 1 h")),
        sentence(_("Second pigment session, about {hours} hours"), clinical=_("SMP session 2, about {hours} h")),
        sentence(
            _("Second pigment session, about {least} to {most} hours"), clinical=_("SMP session 2, {least}–{most} h")
        ),
    ),
    Timed(
        sentence(_("Third pigment session, about 1 hour"), clinical=_("SMP session 3, about 1 h")),
        sentence(_("Third pigment session, about {hours} hours"), clinical=_("SMP session 3, about {hours} h")),
        sentence(
            _("Third pigment session, about {least} to {most} hours"), clinical=_("SMP session 3, {least}–{most} h")
        ),
    ),
    Timed(
        sentence(_("Fourth pigment session, about 1 hour"), clinical=_("SMP session 4, about 1 h")),
        sentence(_("Fourth pigment session, about {hours} hours"), clinical=_("SMP session 4, about {hours} h")),
        sentence(
            _("Fourth pigment session, about {least} to {most} hours"), clinical=_("SMP session 4, {least}–{most} h")
        ),
    ),
)
MORE_PIGMENT = Timed(
    sentence(_("Pigment session {number}, about 1 hour"), clinical=_("SMP session {number}, about 1 h")),
    sentence(_("Pigment session {number}, about {hours} hours"), clinical=_("SMP session {number}, about {hours} h")),
    sentence(
        _("Pigment session {number}, about {least} to {most} hours"),
        clinical=_("SMP session {number}, {least}–{most} h"),
    ),
)
SCAR_SESSION = sentence(_("Pigment session for the scar"), clinical=_("Scar SMP session")).plain
SETTLED = sentence(_("Check of how it has settled"), clinical=_("SMP review, settled colour")).plain
LAST_CHECK = sentence(_("Last check of the included touch-ups"), clinical=_("SMP review at the end of cover")).plain
YEARLY = sentence(_("Yearly look at pigment and hair"), clinical=_("Annual SMP and loss review")).plain
TOUCH_UP = sentence(_("Touch-up when it has faded"), clinical=_("SMP touch-up, interval by skin and scars")).plain

SURGERY = sentence(_("Surgery"), clinical=_("Transplant session")).plain
SURGERIES = (
    sentence(_("First surgery"), clinical=_("Transplant session 1")).plain,
    sentence(_("Second surgery"), clinical=_("Transplant session 2")).plain,
    sentence(_("Third surgery"), clinical=_("Transplant session 3")).plain,
    sentence(_("Fourth surgery"), clinical=_("Transplant session 4")).plain,
    sentence(_("Fifth surgery"), clinical=_("Transplant session 5")).plain,
)
MORE_SURGERY = sentence(_("Surgery {number}"), clinical=_("Transplant session {number}"))
SURGERY_AFTER_PIGMENT = sentence(
    _("Surgery, when the skin has healed"), clinical=_("Transplant session after SMP has healed")
).plain
VISIT = sentence(_("Visit after surgery"), clinical=_("Postoperative review")).plain
FINAL_LOOK = sentence(_("Final look, crown too"), clinical=_("Final result review, crown included")).plain

MEDICINE = sentence(
    _("Look at what the medicine does after {months} months"), clinical=_("Drug response review at {months} months")
)
IN_A_YEAR = sentence(_("Look again in a year"), clinical=_("Annual review")).plain
SMALLER_SESSIONS = sentence(_("Plan smaller sessions together"), clinical=_("Replan within the session limit")).plain
AFTER_WAIT = sentence(_("Look again when the wait is over"), clinical=_("Review at the end of the deferral")).plain
HEAR_DOCTOR = sentence(_("Hear what the doctor says"), clinical=_("Review with the referral's findings")).plain
