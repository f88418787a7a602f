"""Real picture files, drawn here: good ones, odd ones and wicked ones."""

import random
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
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


def with_place(kind: str) -> bytes:
    """A photo of this kind that says where it was taken, by whom, and with which camera."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "CANARY-MAKER", "CANARY-ARTIST"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (51.0, 30.0, 2.6), "CANARY-PLACE"
    exif.get_ifd(0x8769)[0xA431] = "CANARY-SERIAL"
    return encoded(drawing(), kind, exif=exif.tobytes())


def jpeg_and_film() -> bytes:
    """A phone's moving photo: a still, and a film behind its last pixel."""
    return jpeg() + struct.pack(">I", 24) + b"ftypmp42CANARY-FILM" + bytes(4000)


def gif_and_jpeg() -> bytes:
    """A moving picture to one program, a photo to another that looks further."""
    return b"GIF89a/*" + jpeg() + b"*/=1;CANARY()"


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


# The primaries of Display P3, for the white of a profile (D50): where it says red, green and blue are.
DISPLAY_P3 = {
    b"rXYZ": (0.51512, 0.24120, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.15710, 0.06657, 0.78407),
}


def display_p3() -> bytes:
    """The profile that phones embed: the curve of sRGB with wider primaries."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for number in range(int.from_bytes(profile[128:132])):
        entry = 132 + 12 * number
        name, start = bytes(profile[entry : entry + 4]), int.from_bytes(profile[entry + 4 : entry + 8])
        for place, value in enumerate(DISPLAY_P3.get(name, ())):
            profile[start + 8 + 4 * place : start + 12 + 4 * place] = struct.pack(">i", round(value * 65536))
    return bytes(profile)


def of_one_colour(colour: tuple[int, ...], kind: str = "PNG", mode: str = "RGB", **options: Any) -> bytes:
    return encoded(Image.new(mode, (64, 64), colour), kind, **options)


def avif(**options: Any) -> bytes:
    return encoded(drawing(), "AVIF", **options)


def avif_lying_on_its_side() -> bytes:
    return avif(exif=lying_down())


def heic_lying_on_its_side() -> bytes:
    return encoded(drawing(), "HEIF", exif=lying_down())


def lying_down() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif.tobytes()


def of_megapixels(width: int, height: int, kind: str = "JPEG", **options: Any) -> bytes:
    """A large photo of soft colours, as quick to make as to open."""
    small = Image.effect_noise((252, 189), 60).resize((1008, 756), Image.Resampling.BICUBIC)
    return encoded(small.convert("RGB").resize((width, height), Image.Resampling.BILINEAR), kind, **options)


def nothing_but_noise(side: int = 1400) -> bytes:
    """What no JPEG can make small."""
    return encoded(
        Image.frombytes("RGB", (side, side), random.Random(4).randbytes(side * side * 3)), "JPEG", quality=95
    )


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


def animated_png() -> bytes:
    frames = [Image.new("RGB", (60, 60), (shade, 0, 0)) for shade in (0, 120, 240)]
    return encoded(frames[0], "PNG", save_all=True, append_images=frames[1:])


def animated_avif() -> bytes:
    frames = [Image.new("RGB", (64, 64), (shade, 0, 0)) for shade in (0, 120, 240)]
    return encoded(frames[0], "AVIF", save_all=True, append_images=frames[1:])


def gif() -> bytes:
    return encoded(drawing(), "GIF")


def tiff() -> bytes:
    return encoded(drawing(), "TIFF")


def jpeg_and_archive() -> bytes:
    """A photo to one program, an archive with a page to another."""
    held = BytesIO(jpeg())
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("CANARY.html", PAGE.decode())
    return held.getvalue()


def jpeg_and_page() -> bytes:
    """A photo whose comment opens a page, with a script behind the last pixel."""
    return jpeg(comment=b"--><html><script>CANARY()</script>") + b"<script>CANARY()</script>"


def png_and_page() -> bytes:
    """A photo with a page among its texts and behind its end."""
    texts = PngInfo()
    texts.add_text("Comment", "<script>CANARY()</script>", zip=True)
    texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>CANARY</x:xmpmeta>")
    return encoded(drawing(), "PNG", pnginfo=texts) + b"<script>CANARY()</script>"


def jpeg_with_serial_and_thumbnail() -> bytes:
    """What a camera writes besides: its serial number, its owner, a small picture of the whole."""
    exif = Image.Exif()
    exif[0xA431], exif[0xA430], exif[0x013B] = "CANARY-SERIAL", "CANARY-OWNER", "CANARY-ARTIST"
    content = exif.tobytes() + b"CANARY-THUMBNAIL" + encoded(drawing(64, 48), "JPEG")
    return jpeg(exif=content, icc_profile=display_p3().replace(b"sRGB", b"CANA"))


def png_bomb_of_texts() -> bytes:
    """A PNG whose compressed text opens to 60 megabytes."""
    text = b"Comment\0\0" + zlib.compress(b"A" * 60_000_000)
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    whole = encoded(drawing(), "PNG")
    return whole[:33] + chunk + whole[33:]


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
