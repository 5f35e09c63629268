"""The square of the landmark model: turned, cut from a frame and interpolated in integer arithmetic.

As in `preprocess.py`, the same image gives the same bytes on a workstation and on a Pi.
"""

import math
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.recognition.preprocess import grey, resize_linear
from device.types import Pixels

Row = tuple[float, float, float]
Affine = tuple[Row, Row]
"""An affine map, (2, 3)."""

STEPS = 32  # of a pixel between which OpenCV interpolates
_STEP_BITS = 5
_FIXED = 1 << 16  # of the affine map: 16 bits after the point are 0.01 pixels at the far edge of a 640-pixel square
_STEP_SHIFT = 17 - _STEP_BITS
_NEAR = 1020 << 17  # in units of 2⁻¹⁷ pixels: up to this, steps fit in 16 bits


def crop_turned(image: Pixels, matrix: NDArray[np.float64] | Affine, size: int) -> Pixels:
    """Cut a turned square from a frame as a model's input.

    All arithmetic on pixels is in integers, as in `crop_grey`: the map is rounded to 16 bits after the point, and
    OpenCV interpolates between four pixels with the weights of a table. Squares that shrink to less than half are
    taken from a halved image.

    Args:
        image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
        matrix: (2, 3), affine map from fractions of the square to pixels of the frame; see HandSquare. Beyond the
            frame, edge pixels are repeated.
        size: side of the result in pixels.

    Returns:
        uint8 (size, size), grey.

    Raises:
        ValueError: the square has no area, is larger than 16 frames, or lies outside of the frame.
    """
    height, width = image.shape[:2]
    (a, b, x), (c, d, y) = matrix.tolist() if isinstance(matrix, np.ndarray) else matrix
    across, down = (x, x + a, x + b, x + a + b), (y, y + c, y + d, y + c + d)  # the corners
    left, top = math.floor(min(across)) - 2, math.floor(min(down)) - 2
    right, bottom = math.ceil(max(across)) + 2, math.ceil(max(down)) + 2
    side = math.sqrt(abs(a * d - b * c))
    if not 1e-3 < side < 16 * max(width, height) or right <= 0 or bottom <= 0 or left >= width or top >= height:
        corners = [[round(value, 1) for value in values] for values in (across, down)]
        raise ValueError(f"a square with corners {corners} is empty in a {width}×{height} frame")
    halvings = max(0, math.floor(math.log2(side / size)))
    step = 1 << halvings  # the part starts and ends where halved pixels do, wherever the square lies
    x0, y0 = max(left, 0) // step * step, max(top, 0) // step * step
    part: Pixels = grey(image[y0 : min(bottom, height), x0 : min(right, width)])
    while halvings and min(part.shape) >= 2:
        part = resize_linear(
            part[: part.shape[0] // 2 * 2, : part.shape[1] // 2 * 2], part.shape[1] // 2, part.shape[0] // 2
        )
        a, b, x, c, d, y = a / 2, b / 2, x / 2, c / 2, d / 2, y / 2
        x0, y0, halvings = x0 // 2, y0 // 2, halvings - 1
    return _sample(part, ((a, b, x - x0), (c, d, y - y0)), size)


def _sample(image: Pixels, matrix: Affine, size: int) -> Pixels:
    """Interpolate size × size pixels at the places that `matrix` (2, 3) gives for fractions of the square."""
    (a, b, c), (d, e, f) = _fixed(matrix[0], size), _fixed(matrix[1], size)
    largest = 2 * size * max(abs(a) + abs(b), abs(d) + abs(e)) + max(abs(c), abs(f))
    whole = np.empty((size, size, 2), np.int16)
    if largest < _NEAR:
        part = _near_steps((a, b, c), (d, e, f), size, whole)
    else:
        x, y = (_steps(row, size) for row in ((a, b, c), (d, e, f)))
        part = ((y & STEPS - 1) * STEPS | x & STEPS - 1).astype(np.uint16)
        for axis, steps in enumerate((x, y)):
            whole[..., axis] = (steps >> _STEP_BITS).clip(-32768, 32767)
    return cast(Pixels, cv2.remap(image, whole, part, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _fixed(row: Row, size: int) -> tuple[int, int, int]:
    """Return one row of the map in units of 2⁻¹⁷ pixels, for twice the centre of each pixel, a whole number.

    Half a pixel is taken off, as OpenCV counts from centres; half a step is added, which rounds the shift of a·x + b·y
    + c to the nearest step.
    """
    share = 1 / size
    a, b, c = round(row[0] * share * _FIXED), round(row[1] * share * _FIXED), round(row[2] * _FIXED)
    return a, b, 2 * c - _FIXED + _FIXED // STEPS


def _steps(row: tuple[int, int, int], size: int) -> NDArray[np.int64]:
    """Return one coordinate of all pixels in STEPS of a pixel, int64 (size, size)."""
    odd = _odd(size)
    return np.asarray((odd * row[0] + row[2] + (odd * row[1])[:, None]) >> _STEP_SHIFT)


def _near_steps(
    across: tuple[int, int, int], down: tuple[int, int, int], size: int, whole: NDArray[np.int16]
) -> NDArray[np.uint16]:
    """Compute the same for both coordinates at once, as long as they are below _NEAR.

    Both are added up in the halves of a 64-bit integer. The lower half is kept above 0 by 2³⁰, which vanishes as only
    the lowest 16 bits of each number of steps are used. Later steps use the memory of the sums again: what the networks
    have left in the processor's caches is little, and 200 kB more would be slow.

    Args:
        across, down: rows of the map, see _fixed.
        size: of the square.
        whole: receives the whole pixels, int16 (size, size, 2).

    Returns:
        The steps between them as the number of OpenCV's table of weights, uint16 (size, size).
    """
    odd = _odd(size)
    columns = odd * ((down[0] << 32) + across[0]) + ((down[2] << 32) + across[2] + (1 << 30))
    sums = np.add(columns, (odd * ((down[1] << 32) + across[1]))[:, None]).view(np.int32)
    sums >>= _STEP_SHIFT
    steps = whole.reshape(sums.shape)
    np.copyto(steps, sums, casting="unsafe")
    fractions, last = sums.view(np.int16).reshape(2, *sums.shape)
    np.bitwise_and(steps, STEPS - 1, out=fractions)
    steps >>= _STEP_BITS
    pairs, both = fractions.view(np.uint32), last.view(np.uint32)
    np.right_shift(pairs, np.uint32(16 - _STEP_BITS), out=both)
    both |= pairs
    part: NDArray[np.uint16] = both.astype(np.uint16)
    return part


@lru_cache(maxsize=8)
def _odd(size: int) -> NDArray[np.int64]:
    """Return twice the centre of each pixel in a row."""
    return np.arange(1, 2 * size, 2, dtype=np.int64)
