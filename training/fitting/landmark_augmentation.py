"""Augmentation for the landmark model: errors of the hand's box, other backgrounds, and camera effects."""

import cv2
import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import TRAINING_CROP
from device.recognition.preprocess import normalise_contrast
from device.types import Pixels
from training.datasets.hand_squares import WINDOW, HandSquares
from training.datasets.image_warp import warp, warp_matrix
from training.fitting.background_swap import patterned_background, replace_background
from training.fitting.camera_effects import camera_effects

OTHER_BACKGROUND = 0.45  # of real hands; rendered hands have a background each
PATTERNED = 0.2  # of the other backgrounds
COARSE = 0.15  # of views are reduced and enlarged again, like a hand far away


def random_views(
    squares: HandSquares, rows: NDArray[np.int64], size: int, rng: np.random.Generator
) -> tuple[Pixels, NDArray[np.float32], NDArray[np.int64]]:
    """Cut a random view of some hands.

    Args:
        squares: hands, and squares without one as backgrounds.
        rows: which of them, (n,).
        size: side of a view, pixels.
        rng: decides everything.

    Returns:
        pixels uint8 (n, size, size) with normalised contrast; landmarks float32 (n, 21, 2) as fractions of the
        view, NaN where unknown; side int (n,), exchanged where the view is mirrored.
    """
    pixels = np.empty((len(rows), size, size), np.uint8)
    landmarks = np.empty((len(rows), *squares.landmarks.shape[1:]), np.float32)
    side = squares.side[rows].copy()
    backgrounds = np.flatnonzero(squares.source == WINDOW)
    for i, row in enumerate(rows):
        image = squares.pixels[row]
        real = squares.source[row] != "synthetic" and not np.isnan(squares.landmarks[row, 0, 0])
        if real and len(backgrounds) and rng.random() < OTHER_BACKGROUND:
            if rng.random() < PATTERNED:
                background = patterned_background(image.shape[0], rng)
            else:
                background = squares.pixels[rng.choice(backgrounds)]
            image = replace_background(image, squares.landmarks[row], background, rng)
        image, matrix, mirrored = _warp(image, float(squares.hand[row]), size, rng)
        pixels[i] = normalise_contrast(camera_effects(image, rng))
        homogeneous = squares.landmarks[row] * squares.pixels.shape[1] @ matrix[:, :2].T + matrix[:, 2]
        landmarks[i] = homogeneous / size
        if mirrored and side[i] >= 0:
            side[i] = 1 - side[i]
    return pixels, landmarks, side


def _warp(image: Pixels, hand: float, size: int, rng: np.random.Generator) -> tuple[Pixels, NDArray[np.float64], bool]:
    """Rotate, scale, shift, stretch and mirror at random; return the view, its matrix and whether it is mirrored."""
    full = image.shape[0]
    side = full * hand * TRAINING_CROP * float(np.exp(rng.uniform(-0.2, 0.22)))
    angle = float(np.clip(rng.normal(0, 14), -42, 42))
    shift = rng.normal(0, 0.06, 2).clip(-0.15, 0.15) * full * hand
    mirrored = bool(rng.random() < 0.5)
    matrix = warp_matrix(full, size, side, angle, (shift[0], shift[1]), float(np.exp(rng.normal(0, 0.05))), mirrored)
    if rng.random() < COARSE:
        image = _coarse(image, rng.uniform(0.25, 0.7))
    return warp(image, matrix, size, side), matrix, mirrored


def _coarse(image: Pixels, fraction: float) -> Pixels:
    size = image.shape[0]
    fewer = max(8, int(size * fraction))
    small = cv2.resize(image, (fewer, fewer), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (size, size), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
