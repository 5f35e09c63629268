"""Pictures to and from browsers: JPEG → Frame, Frame → JPEG. Whatever a browser sends is taken for hostile."""

import io
import struct
from typing import cast

import cv2
import numpy as np
from PIL import Image

from device.errors import HandshapeError
from device.recognition.preprocess import grey
from device.types import Frame, Pixels
from device.web.rate_limits import PICTURE_BYTES, PICTURE_PIXELS

HEAD = struct.Struct(">I")  # the browser's own number of the picture, which comes back with what was read in it
LEAST = 64  # pixels a side: less is no picture of a hand
PREVIEW_WIDTH = 480  # pixels: sharp enough on a phone, a quarter of the bytes of the camera's
QUALITY = 70  # JPEG: 10 to 15 kB a picture


class BadPicture(HandshapeError):
    """What a browser sent is no picture the station can use."""


def unpacked(message: bytes, t: float) -> Frame:
    """A browser's message – four bytes of number, then a JPEG – as a grey frame taken at time t.

    The JPEG's own Y plane is used, as with the Pi's camera; its colours are never unpacked.

    Raises:
        BadPicture: not a JPEG, cut off, too small, or too large to be unpacked.
    """
    if len(message) > PICTURE_BYTES + HEAD.size:
        raise BadPicture(f"The picture has more than {PICTURE_BYTES // 1024} kB.")
    if len(message) <= HEAD.size:
        raise BadPicture("The picture is empty.")
    (number,) = HEAD.unpack_from(message)
    try:
        with Image.open(io.BytesIO(message[HEAD.size :]), formats=["JPEG"]) as picture:
            width, height = picture.size
            if min(width, height) < LEAST or width * height > PICTURE_PIXELS:
                raise BadPicture(f"A picture of {width}×{height} pixels is of no use here.")
            if "progressive" in picture.info:  # a few bytes a scan, thousands of scans: hours to unpack
                raise BadPicture("Progressive JPEG is not taken; browsers' cameras do not make it.")
            picture.draft("L", None)
            pixels = cast(Pixels, np.asarray(picture.convert("L")))
    except BadPicture:
        raise
    except Exception:  # a damaged file makes the decoder raise almost anything
        raise BadPicture("This is no whole JPEG picture.") from None
    return Frame(pixels, t, number)


def preview(image: Pixels) -> bytes:
    """What the camera sees as a small grey JPEG, unmirrored: the page mirrors it."""
    shown = grey(image)
    height, width = shown.shape
    if width > PREVIEW_WIDTH:
        size = (PREVIEW_WIDTH, round(height * PREVIEW_WIDTH / width))
        shown = cast(Pixels, cv2.resize(shown, size, interpolation=cv2.INTER_AREA))
    fine, data = cv2.imencode(".jpg", shown, (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
    if not fine:
        raise BadPicture("The camera's picture cannot be packed.")
    return data.tobytes()
