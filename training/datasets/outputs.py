"""Checks of where a result goes, before the work that makes it: minutes of rendering must not end in a refusal."""

import errno
from pathlib import Path

from device.names import shown
from device.system.replaceable import check_replaceable
from device.system.text_file import reason_of
from training.errors import RunError

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp")


def check_output(path: Path) -> None:
    """Check that a file may be written; folders that are missing above it are made later.

    Raises:
        RunError: the place is taken by something that is no file or a database, or below a file.
    """
    above = path.parent
    try:
        while not above.exists() and above != above.parent:
            above = above.parent
        if not above.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, f"{shown(above)} is no folder", str(above))
        if above == path.parent:
            check_replaceable(path)
    except OSError as error:
        raise RunError(f"{shown(path)} cannot be written: {reason_of(error)}.") from None


def check_picture_output(path: Path) -> None:
    """Check that a picture may be written.

    Raises:
        RunError: as `check_output`, or the name has no suffix of a picture.
    """
    if path.suffix.lower() not in PICTURES:
        raise RunError(f"{shown(path)} has no suffix of a picture; name it like NAME.png.")
    check_output(path)
