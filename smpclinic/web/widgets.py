"""Ways to answer with a finger: option lists, picture tiles, swatches and a date in three boxes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise

from smpclinic.web.drawings import SWATCHES, path_of

Words = Mapping[str, str | Promise]


class Hinted:
    """An option may carry a few words under its name; `hints` maps a value to them."""

    hints: Words = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option as the template sees it, with its hint and what the widget draws beside it."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]  # a mixin
        option["hint"] = self.hints.get(str(value), "")
        return option | self.drawn_beside(str(value))

    def drawn_beside(self, value: str) -> dict[str, Any]:
        """What stands beside the option's words; nothing here."""
        return {}


class OptionList(Hinted, forms.RadioSelect):
    """Radios as large rows, for one answer of a few."""

    template_name = "components/form/options.html"

    def __init__(self, *, hints: Words | None = None, two_columns: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints = hints or {}
        self.two_columns = two_columns

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["two_columns"] = self.two_columns
        return context


class OptionChecks(Hinted, forms.CheckboxSelectMultiple):
    """Tick boxes as large rows, for several answers."""

    template_name = "components/form/options.html"

    def __init__(self, *, hints: Words | None = None, two_columns: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints = hints or {}
        self.two_columns = two_columns

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["two_columns"] = self.two_columns
        return context


class Neighbours(OptionList):
    """Radios for the picture next to the one above; style alone shows those of the same and the adjoining stages.

    `stages` maps a value to its stage. Where style cannot judge, all are shown, and the form judges.
    """

    template_name = "components/form/neighbours.html"

    def __init__(self, stages: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.stages = stages

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.stages:
            option["attrs"]["class"] = f"stage-{self.stages[str(value)]}"
        return option


class Tiles(Hinted, forms.RadioSelect):
    """Radios as tiles with a small drawing each; answers without a drawing become rows under them.

    `drawings` maps a value to the template that draws it.
    """

    template_name = "components/form/tiles.html"
    shape = "tiles few"

    def __init__(self, *, hints: Words | None = None, drawings: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints = hints or {}
        self.drawings = drawings or {}

    def drawn_beside(self, value: str) -> dict[str, Any]:
        return {"drawing": self.drawings.get(value), "swatch": None}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        context["widget"] |= {
            "shape": self.shape,
            "drawn": [option for option in options if option["drawing"] or option["swatch"]],
            "others": [option for option in options if not (option["drawing"] or option["swatch"])],
        }
        return context


class Swatches(Tiles):
    """Radios as swatches of true colour: `kind` is `hair`, `skin` or `tone`, see SWATCHES."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.shape = f"swatches {kind}"

    def drawn_beside(self, value: str) -> dict[str, Any]:
        return {"drawing": None, "swatch": f"{self.kind}-{value}" if value in SWATCHES[self.kind] else None}


class HeadTiles(Tiles):
    """The Norwood or Ludwig pictures as tiles; Norwood's from above or from the side."""

    template_name = "components/form/head_tiles.html"
    shape = "tiles"

    def __init__(self, scale: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = scale

    def drawn_beside(self, value: str) -> dict[str, Any]:
        side = path_of(self.scale, value, "side") if self.scale == "norwood" else None
        return {"drawing": path_of(self.scale, value), "side_drawing": side, "swatch": None}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["has_side"] = self.scale == "norwood"
        return context


class DateParts(forms.MultiWidget):
    """A date as three boxes: day, month, year; typed, not picked, because everybody knows their own."""

    template_name = "components/form/date_parts.html"
    use_fieldset = True

    def __init__(self, *, birthday: bool = False, attrs: dict[str, Any] | None = None) -> None:
        names = ("bday-day", "bday-month", "bday-year") if birthday else ("off", "off", "off")
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(
                {"inputmode": "numeric", "autocomplete": name, "maxlength": length, "class": "form-control"}
            )
            for part, name, length in zip(("day", "month", "year"), names, (2, 2, 4), strict=True)
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_
