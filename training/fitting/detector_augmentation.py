"""Augmentation for the hand detector: hands of other people in the frames, other framings, and camera effects."""

import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_topology import MIDDLE_KNUCKLE, WRIST
from device.types import Pixels
from training.datasets.image_warp import warp, warp_matrix
from training.datasets.letterboxed_frames import SIDE, LetterboxedFrames
from training.fitting.background_swap import folds_behind, paste_hand, patterned_background
from training.fitting.camera_effects import camera_effects, coarse

PASTED = 0.4  # of views get the hand of another frame,
PATTERNED = 0.1  # of views (some of the above) get it before a patterned background
FOLDED = 0.2  # of views have something like fingers behind the hand, or where there is none
COARSE = 0.12  # of views are reduced and enlarged again, like those of a camera with few pixels
ZOOM = (-0.45, 0.5)  # logarithm of the shown part's side, in sides of the frame
FAR, ZOOM_FAR = 0.2, (0.4, 1.0)  # of views show a hand far away
SMALLEST, LARGEST = 0.055, 0.9  # size of a hand, fraction of the view
MIN_VISIBLE = 0.45  # fraction of the hand's box inside the view below which the view counts as without a hand


def random_views(
    frames: LetterboxedFrames, rows: NDArray[np.int64], size: int, rng: np.random.Generator
) -> tuple[Pixels, NDArray[np.float32], NDArray[np.float32]]:
    """Cut a random view of some frames.

    Args:
        frames: to choose from; hands are pasted from all of them.
        rows: which of them, (n,).
        size: side of a view, pixels.
        rng: decides everything.

    Returns:
        pixels uint8 (n, size, size); the hand's box in them, float32 (n, 4), NaN where there is none; and its direction
        from wrist to middle knuckle, float32 (n, 2), of length 1, NaN where unknown.
    """
    pixels = np.empty((len(rows), size, size), np.uint8)
    boxes = np.full((len(rows), 4), np.nan, np.float32)
    directions = np.full((len(rows), 2), np.nan, np.float32)
    givers = np.flatnonzero(~np.isnan(frames.landmarks[:, 0, 0]))
    for i, row in enumerate(rows):
        image, box, landmarks = frames.pixels[row], frames.box[row], frames.landmarks[row]
        chance = rng.random()
        if chance < PASTED and len(givers):
            if chance < PATTERNED:
                image, box = patterned_background(SIDE, rng), np.full(4, np.nan, np.float32)
            giver = int(rng.choice(givers))
            image, landmarks = paste_hand(image, box, frames.pixels[giver], frames.landmarks[giver], rng)
            box = np.concatenate([landmarks.min(0), landmarks.max(0)])
        if rng.random() < FOLDED and np.isnan(landmarks[0, 0]) == np.isnan(box[0]):
            image = folds_behind(image, landmarks, rng)
        matrix, side = _random_framing(box, size, rng)
        if rng.random() < COARSE:
            image = coarse(image, rng.uniform(0.35, 0.8))
        pixels[i] = camera_effects(warp(image, matrix, size, side), rng)
        if not np.isnan(box[0]):
            boxes[i] = _warp_box(box, matrix, size)
            vector = matrix[:, :2] @ (landmarks[MIDDLE_KNUCKLE] - landmarks[WRIST])
            directions[i] = vector / max(float(np.linalg.norm(vector)), 1e-6)
    return pixels, boxes, directions


def _random_framing(box: NDArray[np.float32], size: int, rng: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """Draw the affine map of a view, and the side of the part of the frame that it shows."""
    zoom = float(np.exp(rng.uniform(*(ZOOM_FAR if rng.random() < FAR else ZOOM))))
    if not np.isnan(box[0]):
        fraction = float(max(box[2] - box[0], box[3] - box[1]))
        zoom = float(np.clip(zoom, fraction / LARGEST, fraction / SMALLEST))
    side = SIDE * zoom
    centre = box.reshape(2, 2).mean(0) if not np.isnan(box[0]) else np.array([0.5, 0.5])
    aim = 0.5 + (centre - 0.5) * (1 - zoom) + rng.normal(0, 0.12, 2)  # towards the hand when zoomed in
    shift = (aim - 0.5) * SIDE
    mirrored = bool(rng.random() < 0.5)
    angle = float(np.clip(rng.normal(0, 8), -25, 25))
    stretch = float(np.exp(rng.normal(0, 0.08)))
    return warp_matrix(SIDE, size, side, angle, (shift[0], shift[1]), stretch, mirrored), side


def _warp_box(box: NDArray[np.float32], matrix: NDArray[np.float64], size: int) -> NDArray[np.float32]:
    """Return the box around the warped ellipse in the box; its corners would make a rotated box too large.

    NaN if less than MIN_VISIBLE of it lies in the view.
    """
    centre, half = (box[:2] + box[2:]) / 2 * SIDE, (box[2:] - box[:2]) / 2 * SIDE
    middle = matrix[:, :2] @ centre + matrix[:, 2]
    reach = np.sqrt((matrix[:, :2] ** 2) @ (half**2))
    low, high = (middle - reach) / size, (middle + reach) / size
    inside = np.prod(np.clip(np.minimum(high, 1) - np.maximum(low, 0), 0, None))
    if inside < MIN_VISIBLE * np.prod(high - low):
        return np.full(4, np.nan, np.float32)
    return np.asarray(np.concatenate([np.maximum(low, 0), np.minimum(high, 1)]), np.float32)
