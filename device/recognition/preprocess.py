"""Preprocessing of a model's input: box → crop → grey → square of size × size pixels. The only definition.

Training, conversion, device and benchmarks all call `crop_grey`, and `crop_turned` for the squares of the landmark
model; no other code crops or resizes.

All steps are integer arithmetic, so that the same image gives the same bytes on a workstation and on a Pi: OpenCV's
grey conversion is fixed-point, and INTER_LINEAR_EXACT is its bit-exact resize. That filter reads four pixels only.
Large crops are therefore first halved (an exact 2 × 2 mean) until they are within a factor of two of the target, so
that fine patterns average out instead of aliasing.
"""

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import HandBox, Pixels


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
        image = _resize(image[: height // 2 * 2, : width // 2 * 2], width // 2, height // 2)
    return image if image.shape == (size, size) else _resize(image, size, size)


def _resize(image: Pixels, width: int, height: int) -> Pixels:
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
    if (x0, y0) != (max(x0, 0), max(y0, 0)) or x1 > width or y1 > height:
        beyond = (max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0))
        inside = cast(Pixels, cv2.copyMakeBorder(inside, *beyond, cv2.BORDER_REPLICATE))
    return resize_exact(np.ascontiguousarray(inside), size)


STEPS = 32  # of a pixel between which OpenCV interpolates
_FIXED = 1 << 16  # of the affine map: 16 bits after the point are 0.01 pixels at the far edge of a 640-pixel square


def crop_turned(image: Pixels, matrix: NDArray[np.float64], size: int) -> Pixels:
    """Cut a turned square from a frame as a model's input.

    All arithmetic on pixels is in integers, as in `crop_grey`: the map is rounded to 16 bits after the point, and
    OpenCV interpolates between four pixels with the weights of a table. Squares that shrink to less than half are
    taken from a halved image.

    Args:
        image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
        matrix: (2, 3), affine map from fractions of the square to pixels of the frame; see HandSquare.matrix. Beyond
            the frame, edge pixels are repeated.
        size: side of the result in pixels.

    Returns:
        uint8 (size, size), grey.

    Raises:
        ValueError: the square has no area, is larger than 16 frames, or lies outside of the frame.
    """
    height, width = image.shape[:2]
    corners = matrix @ np.array([[0.0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 1]])
    scale = math.sqrt(abs(float(np.linalg.det(matrix[:, :2])))) / size
    low, high = np.floor(corners.min(1)).astype(int) - 2, np.ceil(corners.max(1)).astype(int) + 2
    if not 1e-3 < scale * size < 16 * max(width, height) or (high <= 0).any() or low[0] >= width or low[1] >= height:
        raise ValueError(f"a square with corners {corners.round(1).tolist()} is empty in a {width}×{height} frame")
    halvings = max(0, math.floor(math.log2(scale)))
    step = 1 << halvings  # the part starts and ends where halved pixels do, wherever the square lies
    x0, y0 = (max(int(value), 0) // step * step for value in low)
    x1, y1 = (min(int(value), limit) for value, limit in zip(high, (width, height), strict=True))
    part: Pixels = np.ascontiguousarray(grey(image[y0:y1, x0:x1]))
    while halvings and min(part.shape) >= 2:
        part = _resize(part[: part.shape[0] // 2 * 2, : part.shape[1] // 2 * 2], part.shape[1] // 2, part.shape[0] // 2)
        matrix = matrix / 2
        x0, y0, halvings = x0 // 2, y0 // 2, halvings - 1
    return _sample(part, matrix - np.array([[0, 0, x0], [0, 0, y0]]), size)


def _sample(image: Pixels, matrix: NDArray[np.float64], size: int) -> Pixels:
    """Interpolate size × size pixels at the places that `matrix` gives for fractions of the square."""
    fixed = np.rint(matrix * [1 / size, 1 / size, 1] * _FIXED).astype(np.int64)
    numbers = np.arange(size, dtype=np.int64)
    # Twice the centre of each pixel is a whole number; half a pixel is taken off, as OpenCV counts from centres.
    x, y = (
        ((a * (2 * numbers[None, :] + 1) + b * (2 * numbers[:, None] + 1)) >> 1) + c - _FIXED // 2 for a, b, c in fixed
    )
    shift = _FIXED // STEPS
    x, y = (x + shift // 2) // shift, (y + shift // 2) // shift
    whole = np.stack([x // STEPS, y // STEPS], 2).clip(-32768, 32767).astype(np.int16)
    part = ((y % STEPS) * STEPS + x % STEPS).astype(np.uint16)
    return cast(Pixels, cv2.remap(image, whole, part, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


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
    counts = np.bincount(pixels.reshape(-1), minlength=256).astype(np.int64)
    values = np.arange(256, dtype=np.int64)
    total = int(counts.sum())
    mean = int((counts * values).sum()) / total
    deviation = max((int((counts * values**2).sum()) / total - mean**2) ** 0.5, 4.0)
    table = np.floor((values - mean) * (50 / deviation) + 128.5).clip(0, 255).astype(np.uint8)
    return cast(Pixels, table[pixels])
