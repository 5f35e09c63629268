"""Preprocessing of a model's input: box → crop → grey → square of size × size pixels. The only definition.

Training, conversion, device and benchmarks all call `crop_grey`, and `crop_turned` for the squares of the landmark
model; no other code crops or resizes.

All steps are integer arithmetic, so that the same image gives the same bytes on a workstation and on a Pi: OpenCV's
grey conversion is fixed-point, and INTER_LINEAR_EXACT is its bit-exact resize. That filter reads four pixels only.
Large crops are therefore first halved (an exact 2 × 2 mean) until they are within a factor of two of the target, so
that fine patterns average out instead of aliasing.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import HandBox, Pixels

_GREYS = np.arange(256, dtype=np.float64)

Row = tuple[float, float, float]
Affine = tuple[Row, Row]
"""An affine map, (2, 3)."""


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
        inside = _resize(inside, width >> step, height >> step)
    inside = _resize(inside, width * size // side, height * size // side)
    return _repeat_edges(inside, [max(each - unit, 0) * size // side for each in beyond])


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
        part = _resize(part[: part.shape[0] // 2 * 2, : part.shape[1] // 2 * 2], part.shape[1] // 2, part.shape[0] // 2)
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
