"""The one definition of what a model sees: box → crop → grey → square of S×S pixels.

Training, conversion, device and benchmark all call `crop_grey`; nobody else cuts or resizes.

Every step is integer arithmetic, so the same picture gives the same bytes on a workstation and on a Pi:
OpenCV's grey conversion is fixed-point, and INTER_LINEAR_EXACT is its bit-exact resize. That filter looks
at four pixels only, so large crops are first halved (an exact 2×2 mean) until they are within a factor
of two of the target: small patterns average out instead of aliasing.
"""

from typing import cast

import cv2
import numpy as np

from device.types import HandBox, Pixels


def grey(image: Pixels) -> Pixels:
    """(h, w) grey stays as it is; (h, w, 3) BGR becomes BT.601 luma, (h, w) uint8."""
    return image if image.ndim == 2 else cast(Pixels, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))


def resize_exact(image: Pixels, size: int) -> Pixels:
    """Resize a grey (h, w) picture to (size, size), aspect ratio not kept; exact, see above."""
    while min(image.shape) >= 2 * size:
        height, width = image.shape
        # An odd last row or column has no partner: it is left out of the halving.
        image = _resize(image[: height // 2 * 2, : width // 2 * 2], width // 2, height // 2)
    return image if image.shape == (size, size) else _resize(image, size, size)


def _resize(image: Pixels, width: int, height: int) -> Pixels:
    return cast(Pixels, cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR_EXACT))


def crop_grey(image: Pixels, box: HandBox, size: int) -> Pixels:
    """Cut `box` out of a frame as a model's input.

    Args:
        image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
        box: fractions of the frame; may reach beyond it (edge pixels are repeated there).
        size: side of the result in pixels.

    Returns:
        uint8 (size, size), grey.

    Raises:
        ValueError: the box is empty or lies wholly outside the frame.
    """
    height, width = image.shape[:2]
    x0, x1 = round(box.x0 * width), round(box.x1 * width)
    y0, y1 = round(box.y0 * height), round(box.y1 * height)
    if x1 <= x0 or y1 <= y0 or x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height:
        raise ValueError(f"box {box} is empty in a {width}×{height} frame")
    inside: Pixels = grey(image[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)])
    if (x0, y0) != (max(x0, 0), max(y0, 0)) or x1 > width or y1 > height:
        beyond = (max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0))
        inside = cast(Pixels, cv2.copyMakeBorder(inside, *beyond, cv2.BORDER_REPLICATE))
    return resize_exact(np.ascontiguousarray(inside), size)


def normalise_contrast(pixels: Pixels) -> Pixels:
    """Even out light: a grey square with mean 128 and a standard deviation of 50, uint8 (size, size).

    For models whose metadata says `levelled`. A dark hand would otherwise use a tenth of the int8 range.
    Every pixel value is mapped alike, so this is one look-up table.
    """
    counts = np.bincount(pixels.reshape(-1), minlength=256).astype(np.int64)
    values = np.arange(256, dtype=np.int64)
    total = int(counts.sum())
    mean = int((counts * values).sum()) / total
    deviation = max((int((counts * values**2).sum()) / total - mean**2) ** 0.5, 4.0)  # a blank wall stays blank
    table = np.floor((values - mean) * (50 / deviation) + 128.5).clip(0, 255).astype(np.uint8)
    return cast(Pixels, table[pixels])
