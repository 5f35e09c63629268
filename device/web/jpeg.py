"""Images to and from browsers: JPEG → Frame, Frame → JPEG. Every image from a browser is treated as hostile."""

import io
import struct
from typing import cast

import cv2
import numpy as np
from PIL import Image

from device.errors import HandshapeError
from device.recognition.preprocess import grey
from device.types import Frame, Pixels
from device.web.limits import Limits

HEADER = struct.Struct(">I")  # the browser's number of the image; the view made from it carries the same number
MIN_SIDE_PX = 64  # smaller images cannot show a hand
PREVIEW_WIDTH_PX = 480  # sharp enough on a phone, a quarter of the camera's bytes
PREVIEW_QUALITY = 70  # JPEG: 10 to 15 kB an image


class ImageError(HandshapeError):
    """An image from a browser cannot be used, or a preview cannot be encoded."""


def decode_frame(message: bytes, t: float, limits: Limits) -> Frame:
    """Decode a browser's message: HEADER with the number, then a JPEG.

    Args:
        message: bytes as received.
        t: capture time of the frame, s.
        limits: on bytes and pixels.

    Returns:
        A grey frame, uint8 (height, width), whose index is the browser's number. The JPEG's Y plane is used, as with
        the Pi's camera; its colours are not decoded.

    Raises:
        ImageError: no JPEG, incomplete, smaller than MIN_SIDE_PX, or over the limits.
    """
    if len(message) > limits.image_bytes + HEADER.size:
        raise ImageError(f"The image has more than {limits.image_bytes // 1024} kB.")
    if len(message) <= HEADER.size:
        raise ImageError("The image is empty.")
    (number,) = HEADER.unpack_from(message)
    try:
        with Image.open(io.BytesIO(message[HEADER.size :]), formats=["JPEG"]) as picture:
            width, height = picture.size
            if min(width, height) < MIN_SIDE_PX or width * height > limits.image_pixels:
                raise ImageError(f"An image of {width}×{height} pixels cannot be used.")
            if "progressive" in picture.info:  # thousands of scans of a few bytes each would take hours to decode
                raise ImageError("Progressive JPEG is not accepted; browsers' cameras do not produce it.")
            picture.draft("L", None)
            pixels = cast(Pixels, np.asarray(picture.convert("L")))
    except ImageError:
        raise
    except Exception:  # a damaged file can raise almost anything in the decoder
        raise ImageError("The image is not a complete JPEG.") from None
    return Frame(pixels, t, number)


def encode_preview(image: Pixels) -> bytes:
    """Encode a camera image as a small grey JPEG, not mirrored: the page mirrors it.

    Args:
        image: uint8, (height, width) grey or (height, width, 3) BGR.

    Raises:
        ImageError: the image cannot be encoded.
    """
    small = grey(image)
    height, width = small.shape
    if width > PREVIEW_WIDTH_PX:
        size = (PREVIEW_WIDTH_PX, round(height * PREVIEW_WIDTH_PX / width))
        small = cast(Pixels, cv2.resize(small, size, interpolation=cv2.INTER_AREA))
    ok, data = cv2.imencode(".jpg", small, (cv2.IMWRITE_JPEG_QUALITY, PREVIEW_QUALITY))
    if not ok:
        raise ImageError("The camera's image cannot be encoded.")
    return data.tobytes()
