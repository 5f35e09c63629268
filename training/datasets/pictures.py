"""Read pictures as grey arrays; a truncated file is an error.

`device.camera.pictures.read_picture` reads pictures for people: it keeps colour and turns them as their EXIF tag says.
This one converts to grey and refuses a truncated file, which OpenCV would decode in part without an error.
"""

from pathlib import Path

from device.camera.pictures import decode_picture
from device.errors import CameraError
from device.recognition.preprocess import grey
from device.types import Pixels
from training.errors import DataError

ENDS = {b"\xff\xd8": b"\xff\xd9", b"\x89P": b"IEND\xaeB`\x82"}
"""First bytes of JPEG and PNG → the bytes with which a complete file ends."""


def decode(data: bytes, name: str) -> Pixels:
    """Decode a JPEG or PNG to uint8 (h, w) grey, with the device's own conversion.

    Args:
        data: content of the file.
        name: for the error message.

    Raises:
        DataError: not a picture, or a truncated one.
    """
    end = ENDS.get(data[:2])
    if end is not None and end not in data[-64:]:
        raise DataError(f"{name} is truncated (its end is missing); copy or download it again.")
    try:
        return grey(decode_picture(data, name))
    except CameraError:
        raise DataError(f"{name} is not a readable picture; copy or download it again, or remove it.") from None


def read_picture(path: Path) -> Pixels:
    """Read a picture file as uint8 (h, w) grey.

    Raises:
        DataError: the file is missing, truncated or not a picture.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); check the folder it belongs to.") from None
    return decode(data, str(path))
