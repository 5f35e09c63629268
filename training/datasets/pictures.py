"""Read pictures for training, and write them, whatever their names.

`device.camera.pictures` decodes; here its errors are data errors, and pictures are grey or in colour as asked.
"""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from device.camera.pictures import decode_picture
from device.camera.pictures import read_picture as read_any
from device.errors import CameraError
from device.recognition.preprocess import grey
from device.types import Pixels
from training.errors import DataError


def decode(data: bytes, name: str) -> Pixels:
    """Decode a picture file to uint8 (h, w) grey, with the device's own conversion.

    Args:
        data: content of the file.
        name: for the error message.

    Raises:
        DataError: not a picture, one that is cut short, or too large.
    """
    try:
        return grey(decode_picture(data, name))
    except CameraError as error:
        raise DataError(str(error)) from None


def read_picture(path: Path) -> Pixels:
    """Read a picture file as uint8 (h, w) grey.

    Raises:
        DataError: the file is missing, cut short, too large or not a picture.
    """
    try:
        return grey(read_any(path))
    except CameraError as error:
        raise DataError(str(error)) from None


def read_colour(path: Path) -> Pixels:
    """Read a picture file as uint8 (h, w, 3) BGR.

    Raises:
        DataError: as `read_picture`.
    """
    try:
        image = read_any(path)
    except CameraError as error:
        raise DataError(str(error)) from None
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)


def write_picture(path: Path, image: Pixels, options: Sequence[int] = ()) -> None:
    """Write a picture in the format of its suffix.

    Args:
        path: the file; OpenCV itself does not take every name.
        image: uint8, (h, w) grey or (h, w, 3) BGR.
        options: of `cv2.imencode`.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    path.write_bytes(cv2.imencode(path.suffix, image, options)[1].tobytes())
