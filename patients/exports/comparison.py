"""Two photos as one picture, side by side, with their words printed over them; nothing is retouched."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIDE, GAP, STRIP, QUALITY, LETTERS = 1280, 16, 72, 90, 30
PAPER, INK = "white", "black"


def comparison_jpeg(photos: list[tuple[Image.Image, str]]) -> bytes:
    """The picture as a JPEG file without any other fact in it, from each photo and what stands over it."""
    pictures = [picture.copy() for picture, _words in photos]
    for picture in pictures:
        picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures) + STRIP), PAPER)
    pen, font, x = ImageDraw.Draw(whole), ImageFont.load_default(LETTERS), 0
    for picture, (_photo, words) in zip(pictures, photos, strict=True):
        whole.paste(picture, (x, STRIP))
        pen.text((x + GAP, STRIP // 2), words, fill=INK, font=font, anchor="lm")
        x += picture.width + GAP
    held = BytesIO()
    whole.save(held, "JPEG", quality=QUALITY)
    return held.getvalue()
