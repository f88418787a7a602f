"""Tags for forms: the control with its classes, and where an error summary's link leads."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from smpclinic.web.languages import in_sentence

register = template.Library()

# Widgets that come with a template of their own under components/form/ and need nothing from us.
DRAWN = "components/form/"
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
)


@register.filter
def is_drawn(field: BoundField) -> bool:
    """Whether the field's widget draws its own labels and boxes."""
    return str(getattr(field.field.widget, "template_name", "")).startswith(DRAWN)


@register.filter
def is_choices(field: BoundField) -> bool:
    """Whether the field is a list of radios or tick boxes with Django's plain look."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)) and not is_drawn(field)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is one tick box."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The field's input with our classes; a placeholder never stands in for a label, so none is written."""
    if is_drawn(field):
        return SafeString(field.as_widget())
    own = next((css for kind, css in CLASSES if isinstance(field.field.widget, kind)), "form-control")
    classes = [field.field.widget.attrs.get("class", ""), own, "is-invalid" if field.errors else ""]
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes)), "placeholder": False}
    return SafeString(field.as_widget(attrs=attrs))


@register.filter
def mistakes(field: BoundField) -> list[str]:
    """The field's errors in words; Django's “This field is required” becomes what to do instead."""
    stock = str(forms.Field.default_error_messages["required"])
    return [
        missing(field) if str(words) == stock else str(words)
        for error in field.errors.as_data()
        for words in error.messages
    ]


def missing(field: BoundField) -> str:
    """What to do about a field left empty, by its label: “Enter last name”, “Choose hair colour”."""
    label = str(field.label)
    if label.endswith("?"):
        return _("Answer this question: %(label)s") % {"label": label}
    chosen = isinstance(field.field.widget, forms.widgets.ChoiceWidget)
    return (_("Choose %(label)s") if chosen else _("Enter %(label)s")) % {"label": in_sentence(label)}


@register.filter
def first_input(field: BoundField) -> str:
    """The id of the first input of the field, where a link from the error summary goes."""
    data = field.subwidgets[0].data if field.subwidgets else {}
    parts = data.get("subwidgets")
    return str((parts[0] if parts else data).get("attrs", {}).get("id") or field.auto_id)
