"""Preprocessing of a model's input: box → crop → grey → square of size × size pixels. The only definition.

Training, conversion, device and benchmarks all call `crop_grey`, and `crop_turned` (`turned_crop.py`) for the squares
of the landmark model; no other code crops or resizes.

All steps are integer arithmetic, so that the same image gives the same bytes on a workstation and on a Pi: OpenCV's
grey conversion is fixed-point, and INTER_LINEAR_EXACT is its bit-exact resize. That filter reads four pixels only.
Large crops are therefore first halved (an exact 2 × 2 mean) until they are within a factor of two of the target, so
that fine patterns average out instead of aliasing.
"""

import math
from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import HandBox, Pixels

_GREYS = np.arange(256, dtype=np.float64)


def grey(image: Pixels) -> Pixels:
    """Convert an image to grey, uint8 (h, w).

    Args:
        image: uint8 (h, w), returned as it is, or (h, w, 3) BGR, converted to luma (ITU-R BT.601).
    """
    return image if image.ndim == 2 else cast(Pixels, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))


def resize_exact(image: Pixels, size: int) -> Pixels:
    """Resize a grey image, uint8 (h, w), to (size, size) with bit-exact arithmetic; the aspect ratio is not kept."""
    while min(image.shape) >= 2 * size:
        height, width = image.shape
        # An odd last row or column is left out of the halving.
        image = resize_linear(image[: height // 2 * 2, : width // 2 * 2], width // 2, height // 2)
    return image if image.shape == (size, size) else resize_linear(image, size, size)


def resize_linear(image: Pixels, width: int, height: int) -> Pixels:
    """Resize a grey image, uint8, to (height, width) with OpenCV's bit-exact filter, which reads four pixels only."""
    return cast(Pixels, cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR_EXACT))


def crop_grey(image: Pixels, box: HandBox, size: int) -> Pixels:
    """Crop `box` from a frame as a model's input.

    Args:
        image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
        box: fractions of the frame; may reach beyond it, where edge pixels are repeated.
        size: side of the result in pixels.

    Returns:
        uint8 (size, size), grey.

    Raises:
        ValueError: the box is empty or lies outside of the frame.
    """
    height, width = image.shape[:2]
    x0, x1 = round(box.x0 * width), round(box.x1 * width)
    y0, y1 = round(box.y0 * height), round(box.y1 * height)
    if x1 <= x0 or y1 <= y0 or x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height:
        raise ValueError(f"box {box} is empty in a {width}×{height} frame")
    inside: Pixels = grey(image[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)])
    if x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height:
        return resize_exact(np.ascontiguousarray(inside), size)
    beyond = (max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0))
    if x1 - x0 == y1 - y0:
        return _resize_within(inside, x1 - x0, beyond, size)
    return resize_exact(_repeat_edges(inside, beyond), size)


def _repeat_edges(image: Pixels, beyond: Sequence[int]) -> Pixels:
    """Repeat the edges of an image, by numbers of pixels: above, below, left, right."""
    top, bottom, left, right = beyond
    return cast(Pixels, cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_REPLICATE))


def _resize_within(inside: Pixels, side: int, beyond: Sequence[int], size: int) -> Pixels:
    """Repeat the edges of an image and resize the square, for the same pixels with less work where that is possible.

    Edges are the same all the way out, so only a few of their pixels are resized, if they begin between two pixels of
    the result.

    Args:
        inside: uint8 (h, w), the part within the frame.
        side: of the square, pixels.
        beyond: pixels by which it reaches beyond the frame, see _repeat_edges.
        size: of the result.

    Returns:
        uint8 (size, size).
    """
    halvings = 0
    while side >> halvings >= 2 * size:
        halvings += 1
    unit = side // math.gcd(side >> halvings, size)  # pixels that become a whole number of pixels
    if side % (1 << halvings) or any(each % unit for each in beyond):
        return resize_exact(_repeat_edges(inside, beyond), size)
    inside = _repeat_edges(inside, [min(each, unit) for each in beyond])
    height, width = inside.shape
    for step in range(1, halvings + 1):
        inside = resize_linear(inside, width >> step, height >> step)
    inside = resize_linear(inside, width * size // side, height * size // side)
    return _repeat_edges(inside, [max(each - unit, 0) * size // side for each in beyond])


def normalise_contrast(pixels: Pixels) -> Pixels:
    """Normalise the contrast of a grey image to mean 128 and standard deviation 50.

    For models whose metadata says `levelled`: a dark hand would otherwise use a tenth of the int8 range. One look-up
    table maps all pixels alike.

    Args:
        pixels: uint8 (size, size).

    Returns:
        uint8 (size, size), clipped to 0–255. Images with a deviation below 4 are amplified by 50 / 4 only, so that
        the noise of a uniform surface stays small.
    """
    return cast(Pixels, cv2.LUT(pixels, contrast_table(pixels)))


def contrast_table(pixels: Pixels) -> NDArray[np.uint8]:
    """Return the look-up table of `normalise_contrast`, uint8 (256,): the new value of each grey value.

    A model that stores its input in another type looks both up at once, see interpreter.Model.run_pixels.
    """
    total = pixels.size
    mean = round(cv2.norm(pixels, cv2.NORM_L1)) / total  # a sum of whole numbers
    deviation = max((round(cv2.norm(pixels, cv2.NORM_L2SQR)) / total - mean**2) ** 0.5, 4.0)
    table = _GREYS - mean
    table *= 50 / deviation
    table += 128.5
    return np.minimum(np.maximum(table, 0.0, out=table), 255.0, out=table).astype(np.uint8)
