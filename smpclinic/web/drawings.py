"""Which drawing shows which class of hair loss, and which answers have a swatch."""

# The contract's names of the classes, and the short names of their drawings.
NORWOOD = {
    "I": "1",
    "II": "2",
    "IIa": "2a",
    "III": "3",
    "IIIa": "3a",
    "III-vertex": "3v",
    "IV": "4",
    "IVa": "4a",
    "V": "5",
    "Va": "5a",
    "VI": "6",
    "VII": "7",
}
LUDWIG = {"I": "1", "II": "2", "III": "3"}
MAP = {"top": "top", "back": "back", "left": "left", "right": "right"}
SCALES = {"norwood": NORWOOD, "ludwig": LUDWIG, "map": MAP}

# Values that clinic.css paints, by kind: hair by its name, skin by sun-reaction type or in words, tone by number.
SWATCHES = {
    "hair": {"black", "dark_brown", "brown", "light_brown", "blond", "red", "grey", "white", "dark", "light"},
    "skin": {"1", "2", "3", "4", "5", "6", "light", "medium", "dark"},
    "tone": {str(number) for number in range(1, 11)},
}


def path_of(scale: str, name: str, view: str = "top") -> str | None:
    """The template that draws the class, by the contract's name or the drawing's own; None when none does."""
    names = SCALES[scale]
    key = names.get(name) or (name if name in names.values() else None)
    if key is None:
        return None
    side = "-side" if view == "side" and scale == "norwood" else ""
    return f"components/head/{scale}/{key}{side}.html"
