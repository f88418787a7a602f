"""The same program with the decoder of iPhones' photos, which takes long to load and is loaded for those alone."""

import sys

from pillow_heif import register_heif_opener

from patients import imaging


def open_heif_too() -> None:
    """Let the program open HEIF besides what Pillow opens by itself."""
    register_heif_opener(thumbnails=False)
    imaging.FORMATS = (*imaging.OF_PILLOW, "HEIF")


if __name__ == "__main__":
    open_heif_too()
    sys.exit(imaging.main())
