"""What finder, camera and room do to a hand's picture, done on purpose to training pictures."""

import cv2
import numpy as np
from numpy.typing import NDArray

from device.recognition.preprocess import normalise_contrast
from device.types import Pixels
from training.fitting.background_swap import pattern, replaced
from training.fitting.hand_images import Pool

ELSEWHERE = 0.45  # of real hands get another room (rendered ones have one each), …
PATTERNED = 0.2  # … and so many of these a patterned wall
CROP = 1.4  # side of the model's square in sides of the hand's square; what the device cuts


def views(pool: Pool, rows: NDArray[np.int64], size: int, rng: np.random.Generator) -> tuple[NDArray, ...]:
    """Random views of some hands.

    Returns:
        pixels uint8 (n, size, size) levelled; points float32 (n, 21, 2) as fractions of the view, NaN unknown;
        side int (n,) after mirroring.
    """
    pixels = np.empty((len(rows), size, size), np.uint8)
    points = np.empty((len(rows), *pool.points.shape[1:]), np.float32)
    side = pool.side[rows].copy()
    rooms = np.flatnonzero(pool.source == "window")
    for i, row in enumerate(rows):
        image = pool.pixels[row]
        real = pool.source[row] != "synthetic" and not np.isnan(pool.points[row, 0, 0])
        if real and len(rooms) and rng.random() < ELSEWHERE:
            room = pattern(image.shape[0], rng) if rng.random() < PATTERNED else pool.pixels[rng.choice(rooms)]
            image = replaced(image, pool.points[row], room, rng)
        image, matrix, mirrored = _warp(image, float(pool.hand[row]), size, rng)
        pixels[i] = normalise_contrast(photograph(image, rng))
        homogeneous = pool.points[row] * pool.pixels.shape[1] @ matrix[:, :2].T + matrix[:, 2]
        points[i] = homogeneous / size
        if mirrored and side[i] >= 0:
            side[i] = 1 - side[i]
    return pixels, points, side


def plain_views(pool: Pool, size: int) -> tuple[Pixels, NDArray[np.float32]]:
    """The views the device would cut from a perfect box: pixels and points as in `views`."""
    scale = pool.pixels.shape[1] * pool.hand * CROP
    pixels = np.empty((len(pool.pixels), size, size), np.uint8)
    points = np.empty_like(pool.points)
    for i, image in enumerate(pool.pixels):
        matrix = warp_matrix(image.shape[0], size, float(scale[i]), 0.0, (0.0, 0.0), 1.0, False)
        pixels[i] = normalise_contrast(warped(image, matrix, size, float(scale[i])))
        points[i] = (pool.points[i] * image.shape[0] @ matrix[:, :2].T + matrix[:, 2]) / size
    return pixels, points


def _warp(image: Pixels, hand: float, size: int, rng: np.random.Generator) -> tuple[Pixels, NDArray, bool]:
    """Turn, scale, shift, stretch and mirror."""
    full = image.shape[0]
    side = full * hand * CROP * float(np.exp(rng.uniform(-0.2, 0.22)))
    angle = float(np.clip(rng.normal(0, 14), -42, 42))
    shift = rng.normal(0, 0.06, 2).clip(-0.15, 0.15) * full * hand
    mirrored = bool(rng.random() < 0.5)
    matrix = warp_matrix(full, size, side, angle, (shift[0], shift[1]), float(np.exp(rng.normal(0, 0.05))), mirrored)
    if rng.random() < 0.15:  # a hand far away: few pixels, enlarged
        image = _coarse(image, rng.uniform(0.25, 0.7))
    return warped(image, matrix, size, side), matrix, mirrored


def warp_matrix(
    full: int, size: int, side: float, angle: float, shift: tuple[float, float], stretch: float, mirrored: bool
) -> NDArray[np.float64]:
    """2×3, from pixels of the stored square (side `full`) to pixels of the view.

    Args:
        side: of the part of the stored square that the view shows, pixels.
        angle: degrees; shift: of the view's centre, pixels; stretch: width over height, square root.
    """
    zoom = size / side
    turn = np.deg2rad(angle)
    linear = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = linear @ np.diag([stretch * (-1 if mirrored else 1), 1 / stretch])
    centre = np.array([full / 2 + shift[0], full / 2 + shift[1]])
    return np.hstack([linear, (np.array([size / 2, size / 2]) - linear @ centre)[:, None]])


def warped(image: Pixels, matrix: NDArray[np.float64], size: int, side: float) -> Pixels:
    """The view that `warp_matrix` describes, uint8 (size, size)."""
    if side / size > 1.3:  # bilinear sampling would skip pixels
        image = cv2.GaussianBlur(image, (0, 0), 0.4 * side / size)
    # warpAffine works with pixel centres, `matrix` with pixel edges.
    centres = matrix.copy()
    centres[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    return cv2.warpAffine(image, centres, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _coarse(image: Pixels, share: float) -> Pixels:
    size = image.shape[0]
    less = max(8, int(size * share))
    small = cv2.resize(image, (less, less), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (size, size), interpolation=cv2.INTER_LINEAR)


def photograph(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Light, lens, sensor and compression: uint8 (s, s) → the same."""
    size = image.shape[0]
    if rng.random() < 0.12:
        image = _occlude(image, rng)
    real = image.astype(np.float32) / 255
    if rng.random() < 0.5:
        real = real ** np.float32(np.exp(rng.normal(0, 0.3)))
    if rng.random() < 0.3:  # a window at one side
        along = np.linspace(-1, 1, size, dtype=np.float32)
        angle = rng.uniform(0, 2 * np.pi)
        gradient = np.cos(angle) * along[None, :] + np.sin(angle) * along[:, None]
        real = real * (1 + rng.uniform(0, 0.7) * gradient)
    real = (real - 0.5) * rng.uniform(0.5, 1.4) + 0.5 + rng.uniform(-0.2, 0.2)
    if rng.random() < 0.03:
        real = 1 - real
    if rng.random() < 0.2:
        real = cv2.GaussianBlur(real, (0, 0), rng.uniform(0.4, 1.6))
    if rng.random() < 0.08:  # a hand in motion
        real = _smear(real, rng)
    if rng.random() < 0.35:
        real = real + rng.normal(0, rng.uniform(0.004, 0.035), real.shape).astype(np.float32)
    image = (real.clip(0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.2:
        _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 70))])
        image = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return image


def _occlude(image: Pixels, rng: np.random.Generator) -> Pixels:
    size = image.shape[0]
    w, h = rng.integers(size // 12, size // 4, 2)
    x, y = rng.integers(0, size - w), rng.integers(0, size - h)
    image = image.copy()
    image[y : y + h, x : x + w] = rng.integers(0, 256)
    return image


def _smear(real: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    length = int(rng.integers(3, 8))
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), rng.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return cv2.filter2D(real, -1, kernel / max(kernel.sum(), 1e-3), borderType=cv2.BORDER_REPLICATE)
