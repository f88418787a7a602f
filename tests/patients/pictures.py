"""Real picture files, drawn here: good ones, odd ones and wicked ones."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)


def drawing(width: int = 640, height: int = 480) -> Image.Image:
    """Red on the left, blue on the right, and enough noise below not to compress away."""
    picture = Image.effect_noise((width, height), 20).convert("RGB")
    picture.paste((200, 30, 30), (0, 0, width // 2, height // 2))
    picture.paste((30, 30, 200), (width // 2, 0, width, height // 2))
    return picture


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    held = BytesIO()
    picture.save(held, kind, **options)
    return held.getvalue()


def jpeg(**options: Any) -> bytes:
    return encoded(drawing(), "JPEG", **options)


def jpeg_with_place_and_script() -> bytes:
    """A phone's photo: where it was taken, who owns the phone, and a script in the comment."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-MAKER"
    exif[0x0110] = "CANARY-MODEL"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (51.0, 30.0, 2.6), "CANARY-PLACE"
    comment = b"<script>CANARY-SCRIPT</script>"
    return jpeg(exif=exif, comment=comment, xmp=b"<x:xmpmeta>CANARY-XMP</x:xmpmeta>")


def jpeg_lying_on_its_side() -> bytes:
    """Stored 640 wide, to be shown 480 wide: the red corner belongs at the top right."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(exif=exif)


def jpeg_with_profile() -> bytes:
    return jpeg(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def jpeg_with_red_and_blue_swapped_by_its_profile() -> bytes:
    """Its numbers say red where its profile means blue."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"____").replace(b"bXYZ", b"rXYZ").replace(b"____", b"bXYZ")
    return jpeg(icc_profile=swapped)


def jpeg_with_broken_profile() -> bytes:
    return jpeg(icc_profile=b"not a profile at all" * 10)


def heic() -> bytes:
    return encoded(drawing(), "HEIF")


def webp() -> bytes:
    return encoded(drawing(), "WEBP")


def cmyk() -> bytes:
    return encoded(drawing().convert("CMYK"), "JPEG")


def grey_of_16_bits() -> bytes:
    return encoded(Image.new("I;16", (300, 200), 40_000), "PNG")


def png_with_palette() -> bytes:
    return encoded(drawing().convert("P"), "PNG")


def png_half_transparent() -> bytes:
    """Blue on the left; clear on the right, over a red that must not show."""
    picture = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (0, 0, 200, 300))
    return encoded(picture, "PNG")


def animated_webp() -> bytes:
    frames = [Image.new("RGB", (60, 60), (shade, 0, 0)) for shade in (0, 120, 240)]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def truncated() -> bytes:
    whole = jpeg()
    return whole[: len(whole) // 2]


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it is 50,000 by 50,000 pixels."""
    side = 50_000

    def part(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    lines = zlib.compress(b"\0" * (side // 8 + 1) * 200)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", lines) + part(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
