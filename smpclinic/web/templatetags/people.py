"""Filters for names of people."""

from django import template

register = template.Library()


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and last word of a name, for the round mark beside it."""
    words = [word for word in str(name).split() if word[0].isalpha() and word.rstrip(".") not in {"Dr", "Prof"}]
    return "".join(word[0].upper() for word in dict.fromkeys((words[0], words[-1]))) if words else ""
