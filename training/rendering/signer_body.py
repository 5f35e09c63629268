"""A signer painted behind the hand: head, neck, torso and upper arm."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.colour import hsv_to_rgb, tone_colour

Array = NDArray[np.float32]
LIMIT = 20000
"""Highest coordinate given to OpenCV, pixels: larger ones overflow its fixed-point numbers."""


def paint_body(rng: np.random.Generator, image: Array, elbow: Sequence[float], unit: float, skin: float) -> None:
    """Paint a signer behind the hand, with the upper arm ending at the elbow.

    Args:
        rng: of proportions, colours and blur.
        image: (h, w, 3) sRGB 0–1, changed in place.
        elbow: x, y in pixels (y down).
        unit: pixels per hand unit (1 ≈ 9.5 cm).
        skin: tone, 0 lightest … 1 darkest.
    """
    x, y = elbow
    side = 1 if rng.random() < 0.85 else -1  # the body of a right hand is to the viewer's right of it
    shoulder = np.array([x + side * rng.uniform(0.2, 1.4) * unit, y - rng.uniform(0.5, 2.6) * unit])
    middle = shoulder[0] + side * rng.uniform(1.5, 2.0) * unit
    cloth = hsv_to_rgb(rng.random(), rng.random() ** 2 * 0.8, rng.uniform(0.05, 0.9))
    face = tone_colour(skin) ** (1 / 2.2) * rng.uniform(0.55, 1.0)
    layer = image.copy()
    _paint_head(rng, layer, (middle, shoulder[1] - 1.35 * unit), shoulder[1], unit, face)
    far = 2 * middle - shoulder[0]
    bottom = y + 9 * unit
    corners = ((shoulder[0], shoulder[1]), (far, shoulder[1]), (far, bottom), (shoulder[0], bottom))
    cv2.fillPoly(layer, [np.array([_pixel(*corner) for corner in corners])], cloth.tolist(), cv2.LINE_AA)
    sleeve = (cloth * 0.85).tolist()
    cv2.line(layer, _pixel(*shoulder), _pixel(x, y), sleeve, max(1, round(0.95 * unit)), cv2.LINE_AA)
    blur = rng.uniform(0.02, 0.12) * unit
    if blur > 0.4:
        layer = cv2.GaussianBlur(layer, (0, 0), blur).astype(np.float32)
    image[:] = np.clip(layer, 0, 1)


def _paint_head(
    rng: np.random.Generator,
    layer: Array,
    head: tuple[float, float],
    shoulder_y: float,
    unit: float,
    face: NDArray[np.float64],
) -> None:
    def ellipse(at: tuple[float, float], axes: tuple[float, float], colour: list[float]) -> None:
        cv2.ellipse(layer, _pixel(*at), _pixel(*axes), 0, 0, 360, colour, -1, cv2.LINE_AA)

    x, y = head
    hair = hsv_to_rgb(rng.random() * 0.1, rng.uniform(0, 0.6), rng.uniform(0.02, 0.5)).tolist()
    ellipse((x, y - 0.2 * unit), (0.86 * unit, 1.15 * unit), hair)
    neck = max(1, round(0.9 * unit))
    cv2.line(layer, _pixel(x, y), _pixel(x, shoulder_y), face.tolist(), neck, cv2.LINE_AA)
    ellipse((x, y), (0.72 * unit, 0.98 * unit), face.tolist())
    for eye in (-0.28, 0.28):
        ellipse((x + eye * unit, y - 0.15 * unit), (0.12 * unit, 0.07 * unit), (face * 0.35).tolist())
    ellipse((x, y + 0.45 * unit), (0.25 * unit, 0.06 * unit), (face * [0.8, 0.5, 0.5]).tolist())


def _pixel(x: float, y: float) -> tuple[int, int]:
    return round(np.clip(x, -LIMIT, LIMIT)), round(np.clip(y, -LIMIT, LIMIT))
