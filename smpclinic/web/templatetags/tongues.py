"""A tag for the choice of a language."""

from django import template

from smpclinic.web.languages import choices

register = template.Library()


@register.simple_tag
def our_languages() -> list[tuple[str, str]]:
    """The languages of patients' pages, each by its own name; Django's own tag would translate the names."""
    return choices()
