"""An undefined variable in one of our templates fails the test; in somebody else's it is their custom."""

import inspect
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent


class UndefinedVariable(str):
    """Django's `string_if_invalid`: asked whether it holds %s, then formatted with the variable's name."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        template = innermost_template()
        if HOUSE in Path(template).parents and "site-packages" not in template:
            raise AssertionError(f"Undefined template variable '{variable}' in {template}")
        return ""


def innermost_template() -> str:
    """The file of the template that is being rendered."""
    for frame in inspect.stack(context=0):
        if frame.function in {"render", "render_annotated"}:
            origin = getattr(frame.frame.f_locals.get("self"), "origin", None)
            if origin is not None:
                return str(origin.name)
    return ""
