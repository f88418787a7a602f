"""Picking points in a picture that is a button: what was pressed, and how large the picture stands on the page."""

from collections.abc import Sequence

from django.http import QueryDict

from patients.models import Photo

BUTTON_SIDE = 1024  # CSS pixels of the longer side of the picture, where no script fits it to the page


def button_size(photo: Photo) -> tuple[int, int]:
    """How large the picture stands on the page, so that a press in it can be counted back to its pixels."""
    share = min(1.0, BUTTON_SIDE / max(photo.width, photo.height))
    return max(1, round(photo.width * share)), max(1, round(photo.height * share))


def picked(sent: QueryDict, photo: Photo, spots: Sequence[str]) -> tuple[dict[str, str], str]:
    """The points as they were sent, with the one just pressed in the picture, and the spot that comes next."""
    told = {f"{spot}_{axis}": sent.get(f"{spot}_{axis}", "") for spot in spots for axis in "xy"}
    chosen = sent.get("pick", "")
    pick = chosen if chosen in spots else spots[0]
    x, y = sent.get("at.x", ""), sent.get("at.y", "")
    # A keyboard presses a picture at 0, 0, which picks nothing.
    if not (len(x) < 6 > len(y) and x.isdecimal() and y.isdecimal() and (int(x) or int(y))):
        return told, pick
    width, height = button_size(photo)
    told |= {f"{pick}_x": str(int(x) * photo.width // width), f"{pick}_y": str(int(y) * photo.height // height)}
    return told, next((spot for spot in spots if not told[f"{spot}_x"]), pick)
