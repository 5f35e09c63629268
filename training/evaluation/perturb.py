"""Perturbed frames for robustness curves: rotated, scaled, darker, blurred, noisy.

Rotation and scaling are done about the hand, and its landmarks move along, so that the given box is as accurate for
a perturbed frame as for the original one.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import Pixels

STEPS: dict[str, tuple[float, ...]] = {
    "rotation": (-40, -30, -20, -10, 0, 10, 20, 30, 40),
    "scale": (0.5, 0.7, 1.0, 1.4, 2.0),
    "brightness": (-80, -40, 0, 40, 80),
    "blur": (0, 1, 2, 4),
    "noise": (0, 10, 20, 40),
}
UNITS = {
    "rotation": "degrees",
    "scale": "× hand size",
    "brightness": "grey levels added",
    "blur": "σ, pixels at 320 px width",
    "noise": "σ, grey levels",
}
CLEAN = {"rotation": 0, "scale": 1.0, "brightness": 0, "blur": 0, "noise": 0}


def perturb(
    image: Pixels, landmarks: NDArray[np.float32], kind: str, amount: float, seed: int, width: int = 320
) -> tuple[Pixels, NDArray[np.float32]]:
    """Return a perturbed copy of a grey frame, and its landmarks.

    Args:
        image: uint8 (h, w).
        landmarks: float32 (21, 3), fractions of the frame.
        kind, amount: a key of STEPS, in its unit.
        seed: of the noise.
        width: of a frame in which the blur is as strong as stated, pixels.
    """
    if amount == CLEAN[kind]:
        return image, landmarks
    if kind in ("rotation", "scale"):
        return _moved(image, landmarks, amount if kind == "rotation" else 0.0, amount if kind == "scale" else 1.0)
    if kind == "brightness":
        return np.clip(image.astype(int) + amount, 0, 255).astype(np.uint8), landmarks
    if kind == "blur":
        sigma = amount * image.shape[1] / width
        blurred = cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
        return np.asarray(blurred, np.uint8), landmarks
    noise = np.random.default_rng(seed).normal(0, amount, image.shape)
    return np.clip(np.rint(image + noise), 0, 255).astype(np.uint8), landmarks


def _moved(
    image: Pixels, landmarks: NDArray[np.float32], degrees: float, zoom: float
) -> tuple[Pixels, NDArray[np.float32]]:
    height, width = image.shape
    size = np.array([width, height], np.float32)
    points = landmarks[:, :2] * size
    middle = (points.min(0) + points.max(0)) / 2
    matrix = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), degrees, zoom)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    moved = landmarks.copy()
    moved[:, :2] = (points @ matrix[:, :2].T + matrix[:, 2]) / size
    return np.asarray(turned, np.uint8), moved
