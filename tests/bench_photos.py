"""The photo pipeline beside bare Pillow doing the same decode and resizes: CPU of both, in turn, on one run."""

import json
import resource
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from patients import opening
from patients.imaging import QUALITY
from tests.patients.pictures import lying_down, of_megapixels

ROOT = Path(__file__).resolve().parent.parent
SIDES = (2560, 1024, 320)
ROUNDS = 5
AIM_TIMES = 1.3
Row = tuple[str, str, str]


def rows() -> list[Row]:
    """A photo of 12 and one of 48 megapixels, lying on its side, to three sizes."""
    return [row for width, height in ((4032, 3024), (8064, 6048)) for row in _of(width, height)]


def _of(width: int, height: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "upload")
        source.write_bytes(of_megapixels(width, height, quality=90, exif=lying_down()))
        taken = [(_cpu(lambda: bare(source, folder)), _cpu(lambda: ours(source, folder))) for _ in range(ROUNDS)]
    floor, whole = (statistics.median(one[n] for one in taken) for n in (0, 1))
    size, times = f"{width * height / 1e6:.0f} MP", whole / floor
    met = "met" if times <= AIM_TIMES else "MISSED"
    return [
        (f"CPU of a photo of {size}, bare Pillow", f"{floor * 1e3:.0f} ms", ""),
        ("the same in the limited process, its start included", f"{whole * 1e3:.0f} ms", ""),
        (f"photo pipeline against bare Pillow, {size}", f"{times:.2f} times", f"{met}: at most {AIM_TIMES}"),
    ]


def _cpu(work: Callable[[], None]) -> float:
    """CPU seconds of this process and its children."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def bare(source: Path, folder: str) -> None:
    """What anybody would write with Pillow alone, knowing its fast ways: no limits, no profile, no judging, no hash."""
    with Image.open(source) as picture:
        scale = SIDES[0] / max(picture.size)
        picture.draft("RGB", (round(picture.width * scale), round(picture.height * scale)))
        picture.thumbnail((SIDES[0], SIDES[0]), Image.Resampling.LANCZOS)
        upright = ImageOps.exif_transpose(picture)
    for side in SIDES:
        upright.thumbnail((side, side), Image.Resampling.LANCZOS)
        held = BytesIO()
        upright.save(held, "JPEG", quality=QUALITY, optimize=True, exif=b"")
        Path(folder, f"bare-{side}").write_bytes(held.getvalue())


def ours(source: Path, folder: str) -> None:
    """The limited process as the worker starts it."""
    outputs = [{"path": str(Path(folder, f"ours-{side}")), "side": side} for side in SIDES]
    for output in outputs:
        Path(str(output["path"])).unlink(missing_ok=True)
    order = json.dumps({"source": str(source), "outputs": outputs})
    run = subprocess.run(
        opening.command(source),
        input=order.encode(),
        env=opening.environment(),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    if "made" not in json.loads(run.stdout):
        raise SystemExit(run.stdout.decode())
