"""Pictures for the demo clinic: drawn heads, not people."""

import random
from pathlib import Path

from PIL import Image, ImageDraw

PAPER, SCALP, HAIR, LINE = "#DCE3E2", "#EAD9C4", "#34434A", "#7C8688"
SIZE = (900, 1080)
# How much of the head the hair covers from the back, by view: enough to tell the views apart.
COVER = {"front": 0.18, "top": 0.62, "left": 0.55, "right": 0.55, "back": 0.9}


def draw(view: str, seed: str, folder: Path) -> Path:
    """A JPEG of one view in `folder`; the same seed draws the same head."""
    dots = random.Random(f"{seed} {view}")  # noqa: S311 - a drawing, no secret
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((150, 120, 750, 960), fill=SCALP, outline=LINE, width=6)
    edge = 960 - int(840 * COVER[view])
    for _ in range(5200):
        x, y = dots.gauss(450, 160), dots.uniform(edge, 945)
        if ((x - 450) / 290) ** 2 + ((y - 540) / 410) ** 2 < 1:
            length = dots.uniform(8, 22)
            pen.line((x, y, x + dots.uniform(-4, 4), y + length), fill=HAIR, width=3)
    pen.text((30, 1030), f"drawn, {view}", fill=LINE, font_size=30)
    path = folder / f"{view}.jpg"
    picture.save(path, "JPEG", quality=82)
    return path
