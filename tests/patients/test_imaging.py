"""The decoder itself, called in this process; its limits are tested with the photos."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from patients import imaging
from tests.patients import pictures


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
        (pictures.bomb(), "too_many_pixels"),
    ],
)
def test_what_cannot_become_a_photo_has_a_code(tmp_path, content, code):
    with pytest.raises(imaging.Unfit, match=code):
        make(tmp_path, content, 200)
    assert not (tmp_path / "0.jpg").exists()


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
