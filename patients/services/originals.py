"""A stored picture opened again: only the file that this clinic wrote itself, told by its hash."""

from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image

from patients.models import Photo
from patients.services.photo_files import hash_of
from smpclinic.accounts.access import Refused


def opened(photo: Photo) -> Image.Image:
    """The stored picture in sRGB; raise Refused when it is missing or not the one that was taken in."""
    path = Path(photo.picture.path)
    if not path.is_file() or hash_of(path) != photo.sha256:
        raise Refused(_("The stored picture is missing, or not the one that was taken in. Take the photo again."))
    with Image.open(path, formats=["JPEG"]) as picture:
        return picture.convert("RGB")
