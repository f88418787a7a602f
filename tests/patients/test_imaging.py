"""The decoder itself, called in this process; its limits are tested with the photos."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from patients import imaging, imaging_heif
from tests.patients import pictures

imaging_heif.open_heif_too()


def make(tmp_path: Path, content: bytes, *sides: int) -> list[dict[str, Any]]:
    source = tmp_path / "upload"
    source.write_bytes(content)
    outputs = [{"path": str(tmp_path / f"{number}.jpg"), "side": side} for number, side in enumerate(sides)]
    return imaging.make(source, outputs)


@pytest.mark.parametrize(
    "made",
    [
        pictures.jpeg,
        pictures.cmyk,
        pictures.grey_of_16_bits,
        pictures.heic,
        pictures.avif,
        pictures.png_half_transparent,
        pictures.png_with_palette,
        pictures.jpeg_with_profile,
        pictures.jpeg_with_broken_profile,
    ],
)
def test_each_output_is_made_from_the_one_before_it(tmp_path, made):
    sizes = [max(one["width"], one["height"]) for one in make(tmp_path, made(), 200, 100)]
    assert sizes == [200, 100]
    with Image.open(tmp_path / "1.jpg") as small:
        assert small.mode == "RGB"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (pictures.SVG, "not_a_photo"),
        (pictures.truncated(), "broken"),
        (pictures.animated_webp(), "moving"),
        (pictures.animated_png(), "moving"),
        (pictures.animated_avif(), "moving"),
        (pictures.gif(), "not_a_photo"),
        (pictures.tiff(), "not_a_photo"),
        (pictures.bomb(), "too_many_pixels"),
        (pictures.gif_and_jpeg(), "not_a_photo"),
        (b"\0" * 4096, "not_a_photo"),
    ],
)
def test_what_cannot_become_a_photo_has_a_code(tmp_path, content, code):
    with pytest.raises(imaging.Unfit, match=code):
        make(tmp_path, content, 200)
    assert not (tmp_path / "0.jpg").exists()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_no_kind_keeps_where_it_was_taken_or_with_which_camera(tmp_path, kind):
    content = pictures.with_place(kind)
    assert content.count(b"CANARY") == 4
    make(tmp_path, content, 640, 320)
    for number in range(2):
        stored = tmp_path / f"{number}.jpg"
        assert b"CANARY" not in stored.read_bytes()
        with Image.open(stored) as picture:
            assert not picture.getexif()


def test_the_film_behind_a_photo_is_left_out(tmp_path):
    make(tmp_path, pictures.jpeg_and_film(), 640)
    stored = (tmp_path / "0.jpg").read_bytes()
    assert stored.endswith(b"\xff\xd9")
    assert b"CANARY" not in stored
    assert b"ftyp" not in stored


def test_a_place_that_is_taken_or_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "0.jpg").write_bytes(b"somebody else's")
    with pytest.raises(imaging.Unfit, match="disk_full"):
        make(tmp_path, pictures.jpeg(), 200)
    assert (tmp_path / "0.jpg").read_bytes() == b"somebody else's"


def test_colours_are_what_the_profile_means(tmp_path):
    make(tmp_path, pictures.jpeg_with_red_and_blue_swapped_by_its_profile(), 640)
    with Image.open(tmp_path / "0.jpg") as picture:
        red, _green, blue = picture.getpixel((100, 100))
    assert blue > 150 > red


def colour_of(path: Path) -> tuple[int, ...]:
    with Image.open(path) as picture:
        assert picture.mode == "RGB"
        return picture.getpixel((32, 32))  # type: ignore[return-value]  # three numbers, of an RGB picture


def curve(value: float) -> float:
    """The curve of sRGB, from light to number."""
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def light(number: int) -> float:
    part = number / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def in_srgb(colour: tuple[int, int, int]) -> list[float]:
    """What numbers of Display P3 are in sRGB, by the published matrix between the two."""
    matrix = ((1.22494, -0.22494, 0.0), (-0.04206, 1.04206, 0.0), (-0.01964, -0.07864, 1.09827))
    lights = [light(number) for number in colour]
    mixed = [sum(part * one for part, one in zip(row, lights, strict=True)) for row in matrix]
    return [255 * curve(min(1.0, max(0.0, one))) for one in mixed]


@pytest.mark.parametrize("colour", [(180, 120, 100), (90, 60, 40), (230, 200, 190), (128, 128, 128)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "HEIF", "AVIF"])
def test_colours_of_a_phone_are_turned_into_srgb(tmp_path, colour, kind):
    options = {"quality": 100} if kind != "PNG" else {}
    make(tmp_path, pictures.of_one_colour(colour, kind, icc_profile=pictures.display_p3(), **options), 64)
    assert colour_of(tmp_path / "0.jpg") == pytest.approx(in_srgb(colour), abs=4)


def test_clear_parts_do_not_lose_the_profile(tmp_path):
    content = pictures.of_one_colour((180, 120, 100, 255), mode="RGBA", icc_profile=pictures.display_p3())
    make(tmp_path, content, 64)
    assert colour_of(tmp_path / "0.jpg") == pytest.approx(in_srgb((180, 120, 100)), abs=4)


@pytest.mark.parametrize(
    "made", [pictures.jpeg_lying_on_its_side, pictures.heic_lying_on_its_side, pictures.avif_lying_on_its_side]
)
def test_every_kind_stands_upright(tmp_path, made):
    assert [(one["width"], one["height"]) for one in make(tmp_path, made(), 640)] == [(480, 640)]
    with Image.open(tmp_path / "0.jpg") as picture:
        red, _green, blue = picture.getpixel((400, 100))
    assert red > blue + 100


def test_a_preview_is_less_than_a_megabyte_whatever_it_shows(tmp_path):
    make(tmp_path, pictures.nothing_but_noise(), 2560, 1024, 320)
    assert (tmp_path / "0.jpg").stat().st_size > 1_000_000
    assert (tmp_path / "1.jpg").stat().st_size < 1_000_000
    with Image.open(tmp_path / "1.jpg") as picture:
        assert picture.size == (1024, 1024)
