"""Augmentation for the landmark model: errors of the hand's square, other backgrounds, and camera effects."""

import cv2
import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_square import MARGIN, HandSquare, hand_angle, square_of_landmarks
from device.recognition.preprocess import normalise_contrast
from device.recognition.turned_crop import crop_turned
from device.types import Pixels
from training.datasets.hand_squares import WINDOW, HandSquares
from training.fitting.background_swap import folds_behind, patterned_background, replace_background
from training.fitting.camera_effects import camera_effects, coarse

OTHER_BACKGROUND = 0.45  # of real hands; rendered hands have a background each
PATTERNED = 0.2  # of the other backgrounds
FOLDED = 0.35  # of real hands and of squares without one have something like fingers behind them
COARSE = 0.15  # of views are reduced and enlarged again, like a hand far away
ROUGH = 0.45  # of views err like a first look at a hand that was just found; the others like a track
# Logarithm of the side, in sides of the right square, and standard deviation of the centre, in sides of a square of
# the drawn size. On dev, boxes of a detector reach up to the clutter above a fist: twice its height.
TRACK_ZOOM, ROUGH_ZOOM = (-0.17, 0.2), (-0.45, 0.75)
TRACK_SHIFT, ROUGH_SHIFT, MAX_SHIFT = 0.032, 0.1, 0.24
TRACK_ANGLE, ROUGH_ANGLE = 0.16, 0.45  # standard deviation of the angle's error, radians
WARPED = 0.6  # of views are warped smoothly, as fingers and palms of people differ in length and thickness
WARP_NODES = 4  # points a side that are moved at random; the warp is smooth between them
WARP_REACH = 0.045  # their standard deviation in sides of the hand, at most: each view has a part of it
STRETCH = 0.08  # standard deviation of the logarithm of the square root of width ÷ height
TILT = 0.1  # standard deviation of the camera's tilt, radians: the angle given to the network differs by it


def random_views(
    squares: HandSquares, rows: NDArray[np.int64], size: int, rng: np.random.Generator
) -> tuple[Pixels, NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """Cut a random view of some hands.

    Args:
        squares: hands, and squares without one as backgrounds.
        rows: which of them, (n,).
        size: side of a view, pixels.
        rng: decides everything.

    Returns:
        pixels uint8 (n, size, size) with normalised contrast; cosine and sine of each view's angle, float32 (n, 2);
        landmarks float32 (n, 21, 2) as fractions of the view, NaN where unknown; side int (n,), exchanged where the
        view is mirrored.
    """
    pixels = np.empty((len(rows), size, size), np.uint8)
    directions = np.empty((len(rows), 2), np.float32)
    landmarks = np.empty((len(rows), *squares.landmarks.shape[1:]), np.float32)
    side = squares.side[rows].copy()
    backgrounds = np.flatnonzero(squares.source == WINDOW)
    for i, row in enumerate(rows):
        image = squares.pixels[row]
        full = image.shape[0]
        real = squares.source[row] != "synthetic"
        if real and not np.isnan(squares.landmarks[row, 0, 0]) and len(backgrounds) and rng.random() < OTHER_BACKGROUND:
            if rng.random() < PATTERNED:
                background = patterned_background(full, rng)
            else:
                background = squares.pixels[rng.choice(backgrounds)]
            image = replace_background(image, squares.landmarks[row], background, rng)
        if real and rng.random() < FOLDED:
            image = folds_behind(image, squares.landmarks[row], rng)
        points = squares.landmarks[row] * full
        if rng.random() < WARPED:
            image, points = warped(image, points, WARP_REACH * rng.random() * full * float(squares.hand[row]), rng)
        if rng.random() < COARSE:
            image = coarse(image, rng.uniform(0.25, 0.7))
        square = _random_square(points, full, float(squares.hand[row]), rng)
        mirrored = bool(rng.random() < 0.5)
        matrix = _stretched(square.matrix, float(np.exp(rng.normal(0, STRETCH))), mirrored)
        pixels[i] = normalise_contrast(camera_effects(crop_turned(image, matrix, size), rng))
        landmarks[i] = to_view(points, matrix)
        angle = square.angle + rng.normal(0, TILT)
        directions[i] = HandSquare(0, 0, 1, -angle if mirrored else angle).direction
        if mirrored and side[i] >= 0:
            side[i] = 1 - side[i]
    return pixels, directions, landmarks, side


def warped(
    image: Pixels, points: NDArray[np.float32], reach: float, rng: np.random.Generator
) -> tuple[Pixels, NDArray[np.float32]]:
    """Warp an image smoothly (Simard et al. 2003, with fewer and larger waves).

    Args:
        image: uint8 (s, s).
        points: (n, 2), pixels; NaN where unknown.
        reach: standard deviation of the moves, pixels.
        rng: decides the moves.

    Returns:
        uint8 (s, s), and the points in it, to a fraction of a pixel.
    """
    full = image.shape[0]
    nodes = rng.normal(0, reach, (WARP_NODES, WARP_NODES, 2)).astype(np.float32)
    moves = cv2.resize(nodes, (full, full), interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[:full, :full].astype(np.float32)
    moved = cv2.remap(image, x + moves[..., 0], y + moves[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    placed = points
    for _ in range(4):  # what is seen at a place comes from the place plus its move: the inverse converges quickly
        at = np.nan_to_num(placed).round().astype(int).clip(0, full - 1)
        placed = points - moves[at[:, 1], at[:, 0]]
    return moved.astype(np.uint8), np.asarray(placed, np.float32)


def to_view(points: NDArray[np.float32], matrix: NDArray[np.float64]) -> NDArray[np.float32]:
    """Convert points (n, 2) in pixels to fractions of the view that `matrix` maps to pixels, float32 (n, 2)."""
    return np.asarray((points - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T, np.float32)


def _random_square(landmarks: NDArray[np.float32], full: int, hand: float, rng: np.random.Generator) -> HandSquare:
    """Draw a square with the errors of the device's; landmarks (21, 2) in pixels, NaN if unknown."""
    rough = rng.random() < ROUGH
    error = float(rng.normal(0, ROUGH_ANGLE if rough else TRACK_ANGLE))
    if np.isnan(landmarks[0, 0]):
        square = HandSquare(full / 2, full / 2, full * hand * MARGIN, error)
    else:
        square = square_of_landmarks(landmarks, hand_angle(landmarks) + error)
    side = square.side * float(np.exp(rng.uniform(*(ROUGH_ZOOM if rough else TRACK_ZOOM))))
    shift = rng.normal(0, ROUGH_SHIFT if rough else TRACK_SHIFT, 2).clip(-MAX_SHIFT, MAX_SHIFT) * side
    return HandSquare(square.x + shift[0], square.y + shift[1], side, square.angle)


def _stretched(matrix: NDArray[np.float64], stretch: float, mirrored: bool) -> NDArray[np.float64]:
    """Change width ÷ height of a view by the square of `stretch`, and mirror it; its centre stays."""
    centre = matrix @ np.array([0.5, 0.5, 1.0])
    linear = matrix[:, :2] * [stretch * (-1 if mirrored else 1), 1 / stretch]
    return np.hstack([linear, (centre - linear.sum(1) / 2)[:, None]])
