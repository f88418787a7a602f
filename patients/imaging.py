"""Makes a clean JPEG of an uploaded photo: a program of its own, with little memory, little time and no Django.

It reads one JSON object from standard input, `{"source": path, "outputs": [{"path": path, "side": pixels}, ...]}`, and
answers with one: `{"made": [{"width", "height", "sha256"}, ...]}` or `{"refused": code}`. The upload is decoded once,
and each output is made from the one before it. Nothing of the upload but its colours reaches the new file.
"""

import hashlib
import json
import os
import resource
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

MAX_PIXELS = 50_000_000
MAX_MEMORY = 1280 * 1024 * 1024
MAX_SECONDS = 12
MAX_FILE = 64 * 1024 * 1024
MAX_PREVIEW, PREVIEW_SIDE = 1_000_000, 1024
OF_PILLOW = ("JPEG", "PNG", "WEBP", "AVIF")
FORMATS: tuple[str, ...] = OF_PILLOW
# A phone stores further pictures behind the first (depth, brightness, the seconds around it); only the first is read.
SEVERAL_PICTURES_ARE_NORMAL = frozenset({"MPO", "HEIF"})
QUALITY = 88
LOWER = 12  # steps of quality, until a preview is small enough
WHITE = (255, 255, 255)


class Unfit(Exception):
    """The file cannot become a photo; the text is the reason's code."""


def main() -> int:
    """Do what standard input asks."""
    limit_this_process()
    order = json.load(sys.stdin)
    try:
        answer = {"made": make(Path(order["source"]), order["outputs"])}
    except Unfit as unfit:
        answer = cast("dict[str, Any]", {"refused": str(unfit)})
    except MemoryError:
        answer = cast("dict[str, Any]", {"refused": "too_many_pixels"})
    json.dump(answer, sys.stdout)
    return 0


def limit_this_process() -> None:
    """Bound memory, processor time and the size of what is written; a crash leaves no picture in a core file."""
    for kind, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def make(source: Path, outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each output's measures, largest first; raises Unfit."""
    if not source.stat().st_size:
        raise Unfit("empty")
    picture = clean(source, side=max(output["side"] for output in outputs))
    made = []
    for output in outputs:
        picture.thumbnail((output["side"], output["side"]), Image.Resampling.LANCZOS)
        most = MAX_PREVIEW if output["side"] <= PREVIEW_SIDE else MAX_FILE
        made.append(write(picture, Path(output["path"]), most))
    return made


def clean(source: Path, side: int) -> Image.Image:
    """The picture upright, in sRGB, on white, in a new image that carries nothing of the old file but pixels."""
    try:
        with Image.open(source, formats=FORMATS) as upload:
            refuse_monsters(upload)
            if isinstance(upload, JpegImageFile):
                # The decoder itself halves a very large JPEG; the box must have the photo's own shape for that.
                scale = side / max(upload.size)
                upload.draft("RGB", (round(upload.width * scale), round(upload.height * scale)))
            upload.load()
            profile = upload.info.get("icc_profile")
            picture = upload.convert("RGBA") if upload.mode == "P" else upload
            picture.thumbnail((side, side), Image.Resampling.LANCZOS)
            upright = ImageOps.exif_transpose(picture)
    except UnidentifiedImageError:
        raise Unfit("not_a_photo") from None
    except Image.DecompressionBombError:
        raise Unfit("too_many_pixels") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Unfit("broken") from None
    fresh = Image.new("RGB", upright.size, WHITE)
    fresh.paste(as_srgb(on_white(upright), profile))
    return fresh


def refuse_monsters(upload: Image.Image) -> None:
    """Raise Unfit, from the header alone, for what would cost too much to decode or is not one still picture."""
    if upload.width * upload.height > MAX_PIXELS:
        raise Unfit("too_many_pixels")
    if upload.format not in SEVERAL_PICTURES_ARE_NORMAL and getattr(upload, "n_frames", 1) > 1:
        raise Unfit("moving")


def on_white(picture: Image.Image) -> Image.Image:
    """The picture without clear parts, in 8 bits a colour, its numbers still what its profile means by them."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return picture
    whole = picture.convert("RGBA")
    paper = Image.new("RGB", whole.size, WHITE)
    paper.paste(whole, mask=whole.getchannel("A"))
    return paper


def as_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, through its colour profile when it has a readable one."""
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return turned or picture.convert("RGB")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def write(picture: Image.Image, path: Path, most: int) -> dict[str, Any]:
    """Write the picture down to the disk itself, in at most so many bytes; its measures and its hash."""
    content = encoded(picture, most)
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        raise Unfit("disk_full") from None
    return {"width": picture.width, "height": picture.height, "sha256": hashlib.sha256(content).hexdigest()}


def encoded(picture: Image.Image, most: int) -> bytes:
    """The picture as JPEG, as good as so many bytes allow."""
    content = b""
    for quality in range(QUALITY, 0, -LOWER):
        held = BytesIO()
        picture.save(held, "JPEG", quality=quality, optimize=True)
        content = held.getvalue()
        if len(content) <= most:
            break
    return content


if __name__ == "__main__":
    sys.exit(main())
