"""Picture files: decode one, read one. Used by `read`, by the folder camera, by training and by benchmarks."""

import io
from pathlib import Path
from typing import cast

import cv2
import numpy as np

from device.camera.picture_header import (
    READ,
    SNIFFED,
    PictureHeader,
    picture_format,
    picture_header,
    without_animation,
)
from device.errors import CameraError
from device.names import shown
from device.system.input_files import read_input
from device.types import Pixels

MAX_ASPECT = 500  # longer side ÷ shorter side; a square around a longer strip takes memory without bound
MAX_PIXELS = 2**26  # 67 million: what telephones take, 200 MB in colour; a few bytes can promise thousands of millions
MAX_BYTES = 300_000_000  # a BMP or TIFF of MAX_PIXELS in colour
WHITE = 255  # what transparent pictures are shown on
ROWS = 64  # that are laid on white at a time: the steps between take six times the memory
FORMATS = f"{', '.join(READ[:-1])} or {READ[-1]}"
_NO_MEMORY = -4  # cv::Error::StsNoMem

cv2.setLogLevel(0)  # it would print its own complaints before ours


def decode_picture(data: bytes, name: str | Path) -> Pixels:
    """Decode a picture file. A transparent picture is laid on white; of an animated one the first picture is taken.

    Args:
        data: content of the file.
        name: of the file, for the error message.

    Returns:
        uint8, (height, width) grey or (height, width, 3) BGR, turned as the EXIF tag says.

    Raises:
        CameraError: not a picture, cut short, more than MAX_PIXELS, a strip longer than MAX_ASPECT, or there is not
            enough memory.
    """
    name = shown(name)
    header = picture_header(data)
    if header is None:
        raise CameraError(_no_picture(data, name))
    check_size(header.width, header.height, name)
    if not header.complete:
        raise CameraError(f"{name} is cut short: its end is missing; copy or save it again.")
    try:
        image = _gif(data) if header.format == "GIF" else _decoded(data, header)
    except MemoryError:
        raise CameraError(
            f"{name} needs more memory than there is for its {header.width}×{header.height} pixels; make it smaller."
        ) from None
    if image is None:
        raise CameraError(
            f"{name} is not a picture that can be read: it is a damaged {header.format} file; save it again."
        )
    return image


def read_picture(path: Path) -> Pixels:
    """Read a picture file; see `decode_picture`.

    Raises:
        CameraError: the file cannot be read or is not a picture.
    """
    try:
        data = read_input(path, MAX_BYTES)
    except OSError as error:
        raise CameraError(f"{shown(path)} cannot be read: {error.strerror}; check the path.") from None
    except MemoryError:
        raise CameraError(f"{shown(path)} needs more memory than there is; make the picture smaller.") from None
    return decode_picture(data, path)


def check_size(width: int, height: int, name: str) -> None:
    """Check that a picture of this size can be processed in bounded memory.

    Raises:
        CameraError: more than MAX_PIXELS, or a strip longer than MAX_ASPECT.
    """
    if width * height > MAX_PIXELS:
        raise CameraError(
            f"{name} is too large: {width}×{height} pixels, {width * height / 1e6:.0f} million, and at most "
            f"{MAX_PIXELS / 1e6:.0f} million are read; make it smaller."
        )
    if max(height, width) > MAX_ASPECT * min(height, width):
        raise CameraError(f"{name} is a strip of {width}×{height} pixels, not a picture of a hand; remove it.")


def _no_picture(data: bytes, name: str) -> str:
    if not data:
        return f"{name} is not a picture that can be read: the file is empty; copy or save it again."
    kind = picture_format(data[:SNIFFED])
    if kind in READ:
        return f"{name} is not a picture that can be read: its {kind} header is damaged or cut short; copy it again."
    if kind is not None:
        return f"{name} is not a picture that can be read: it is a {kind} file; save it as JPEG or PNG."
    return f"{name} is not a picture that can be read; use a {FORMATS} file."


def _decoded(data: bytes, header: PictureHeader) -> Pixels | None:
    """Decode with OpenCV; None if it cannot."""
    flags = cv2.IMREAD_UNCHANGED if header.alpha else cv2.IMREAD_ANYCOLOR
    if header.format != "TIFF":  # OpenCV turns JPEG and PNG, but not WebP; so all are turned here
        flags |= cv2.IMREAD_IGNORE_ORIENTATION if not header.alpha else 0
    if header.format == "PNG":
        data = without_animation(data)
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from None
        return None
    if image is None:
        return None
    pixels = cast(
        Pixels, image if image.dtype == np.uint8 else np.right_shift(image, 8, dtype=np.uint16).astype(np.uint8)
    )
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = _on_white(pixels)
    return _turned(pixels, header.orientation)


def _gif(data: bytes) -> Pixels | None:
    """Decode the first picture of a GIF, which OpenCV does not read; None if it is damaged."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["GIF"]) as picture:
            rgba = np.asarray(picture.convert("RGBA"))
    except (OSError, ValueError, EOFError, SyntaxError, IndexError, Image.DecompressionBombError):
        return None
    return _on_white(cast(Pixels, rgba[..., [2, 1, 0, 3]]))


def _on_white(bgra: Pixels) -> Pixels:
    alpha = bgra[..., 3:]
    if alpha.min() == WHITE:
        return np.ascontiguousarray(bgra[..., :3])
    bgr = np.empty((*bgra.shape[:2], 3), np.uint8)
    for top in range(0, len(bgra), ROWS):
        share = alpha[top : top + ROWS].astype(np.uint16)
        mixed = bgra[top : top + ROWS, :, :3] * share + WHITE * (WHITE - share) + WHITE // 2
        bgr[top : top + ROWS] = mixed // WHITE
    return bgr


def _turned(image: Pixels, orientation: int) -> Pixels:
    """Turn and mirror as the EXIF tag says (Exif 2.32, 4.6.4 A)."""
    if orientation >= 5:
        image = np.swapaxes(image, 0, 1)
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    return np.ascontiguousarray(image)
