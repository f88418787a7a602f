"""A link as a picture that a phone scans: the outline of its dark squares, drawn by a template."""

from dataclasses import dataclass

import segno

# The white frame that readers need around the picture, in squares.
FRAME = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """A square of `side` squares, the frame included; `path` is the SVG path of the dark ones."""

    side: int
    path: str


def picture(text: str) -> Picture:
    """The picture of a text, such that a tenth of it may be hidden by glare or a thumb."""
    rows = segno.make(text, error="m", micro=False).matrix
    dark = [(x, y) for y, row in enumerate(rows, start=FRAME) for x, bit in enumerate(row, start=FRAME) if bit]
    return Picture(side=len(rows) + 2 * FRAME, path="".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
