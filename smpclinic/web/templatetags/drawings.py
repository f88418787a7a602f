"""Tags that draw: heads, the donor bar, the dots of steps."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from smpclinic.web.drawings import path_of

register = template.Library()


@register.simple_tag
def head(scale: str, name: str, view: str = "top") -> SafeString:
    """A head, drawn: `norwood` from the top or side, `ludwig` from the top, `map` blank for marks.

    The drawing is decoration beside its name in words. A class without a drawing draws nothing.
    """
    path = path_of(scale, str(name), view)
    return SafeString(render_to_string(path)) if path else SafeString("")


@register.inclusion_tag("components/steps.html")
def steps(done: int, total: int) -> dict[str, Any]:
    """Dots for the steps of a form, the done ones filled; say the count in words beside it."""
    return {"dots": [number < int(done) for number in range(int(total))]}


@register.inclusion_tag("components/step_bar.html")
def step_bar(step: int, total: int, name: str, minutes: int | None = None) -> dict[str, Any]:
    """“Step 3 of 9, hair pattern, about 5 minutes left” over its bar, for the patient's intake."""
    dots = ["d" if number < step else "c" if number == step else "" for number in range(1, total + 1)]
    return {"step": step, "total": total, "name": name, "minutes": minutes, "dots": dots}


@register.inclusion_tag("components/donor_bar.html")
def donor_bar(used: int, plan: int, held: int, free: int) -> dict[str, Any]:
    """One bar of the donor's grafts: used, this plan, held back, free; below 7 % a part shows no figure."""
    amounts = (("used", used), ("this", plan), ("held", held), ("free", free))
    total = sum(max(0, amount) for _, amount in amounts)
    parts, start = [], 0.0
    for name, amount in amounts:
        width = 100 * max(0, amount) / total if total else 0.0
        middle = start + width / 2
        # Text, so that no locale writes a comma into an SVG length.
        parts.append(
            {"name": name, "amount": amount, "x": f"{start:.2f}%", "width": f"{width:.2f}%", "middle": f"{middle:.2f}%",
             "roomy": width >= 7}
        )  # fmt: skip
        start += width
    return {"parts": parts, "used": used, "plan": plan, "held": held, "free": free}
