"""Form fields that know how people write: a date in three boxes, a line of words."""

from calendar import month_name
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smpclinic.web.languages import in_sentence
from smpclinic.web.plain import is_one_line, is_plain
from smpclinic.web.widgets import DateParts

# Years; the plan engine reads no greater age.
OLDEST = 120
PARTS = (gettext_lazy("day"), gettext_lazy("month"), gettext_lazy("year"))
EXAMPLES = ("9", "6", "1990")


class LineField(forms.CharField):
    """Words that go into one line, like a name in the subject of a mail."""

    default_validators = [is_plain, is_one_line]


class DateField(forms.MultiValueField):
    """A date typed as day, month and year; `past=False` refuses days gone by, `past=True` days to come and those that
    no living person has seen.

    `called` is the date's name in messages; the label serves when it is not given.
    """

    widget = DateParts

    def __init__(
        self, *, past: bool | None = None, called: str | Promise = "", birthday: bool = False, **kwargs: Any
    ) -> None:
        self.past = past
        self.called = called or kwargs.get("label") or gettext_lazy("Date")
        kwargs.setdefault("widget", DateParts(birthday=birthday))
        boxes = [forms.CharField(max_length=length, strip=True, required=False) for length in (2, 2, 4)]
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        """The date; None when all boxes are empty and it may be left out. Raises ValidationError in plain words."""
        typed = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(typed):
            if self.required:
                raise ValidationError(_("Enter %(name)s") % {"name": in_sentence(self.called)}, code="required")
            return None
        self.refuse_gaps(typed)
        found = self.read(typed)
        self.refuse_wrong_side_of_today(found)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes say another date than before."""
        before = [initial.day, initial.month, initial.year] if isinstance(initial, date) else ["", "", ""]
        return [str(part or "").lstrip("0") for part in before] != [str(part or "").lstrip("0") for part in data]

    def refuse_gaps(self, typed: list[str]) -> None:
        """Raise ValidationError naming the first box left empty or holding something else than a number."""
        for part, example, text in zip(PARTS, EXAMPLES, typed, strict=True):
            if not text:
                raise ValidationError(
                    _("%(name)s must include a %(part)s") % {"name": capfirst(str(self.called)), "part": part},
                    code="incomplete",
                )
            if not (text.isascii() and text.isdigit()):
                raise ValidationError(
                    _("Enter the %(part)s in numbers, like %(example)s") % {"part": part, "example": example},
                    code="not_a_number",
                )
        if len(typed[2]) != 4:
            raise ValidationError(_("Enter the year with 4 digits, like 1990"), code="short_year")

    def read(self, typed: list[str]) -> date:
        """The calendar's day, or ValidationError saying which day does not exist."""
        day, month, year = (int(text) for text in typed)
        if not 1 <= month <= 12:
            raise ValidationError(_("Month must be between 1 and 12"), code="no_such_month")
        try:
            return date(year, month, day)
        except ValueError:
            named = {"day": day, "month": _(month_name[month])}
            raise ValidationError(_("%(day)s %(month)s is not a date") % named, code="no_such_day") from None

    def refuse_wrong_side_of_today(self, found: date) -> None:
        """Raise ValidationError when the date lies on the side of today that the field refuses."""
        name = {"name": capfirst(str(self.called))}
        if self.past is True and found >= timezone.localdate():
            raise ValidationError(_("%(name)s must be in the past") % name, code="not_past")
        long_ago = timezone.localdate().year - OLDEST - 1
        if self.past is True and found.year <= long_ago:
            raise ValidationError(_("%(name)s must be after %(year)s") % (name | {"year": long_ago}), code="too_old")
        if self.past is False and found < timezone.localdate():
            raise ValidationError(_("%(name)s must be today or later") % name, code="not_future")
