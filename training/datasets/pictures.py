"""Pictures from disk as grey arrays; a broken one is named, never half-read."""

from pathlib import Path

from device.camera.pictures import decode_picture
from device.errors import CameraError
from device.recognition.preprocess import grey
from device.types import Pixels
from training.errors import DataError

ENDS = {b"\xff\xd8": b"\xff\xd9", b"\x89P": b"IEND\xaeB`\x82"}
"""First bytes of JPEG and PNG → the bytes a whole file ends with. OpenCV decodes half a JPEG without a word."""


def decode(data: bytes, name: str) -> Pixels:
    """Bytes of a JPEG or PNG → uint8 (h, w) grey, by the device's own grey conversion.

    Raises:
        DataError: not a picture, or only the first part of one; says `name`.
    """
    end = ENDS.get(data[:2])
    if end is not None and end not in data[-64:]:
        raise DataError(f"{name} is cut off (its end is missing); copy or download it again.")
    try:
        return grey(decode_picture(data, name))
    except CameraError:
        raise DataError(f"{name} is not a readable picture; copy or download it again, or remove it.") from None


def read_picture(path: Path) -> Pixels:
    """A picture file → uint8 (h, w) grey.

    Raises:
        DataError: missing, cut off or not a picture.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); check the folder it belongs to.") from None
    return decode(data, str(path))
