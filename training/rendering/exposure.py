"""From a rendered layer to an image: motion blur, exposure, cast shadow, lens, sensor and the camera's processing.

Linear images are float32 (h, w, 3) RGB, 0 = black, 1 = the brightest value the sensor records; results are uint8 sRGB
in OpenCV's order (BGR).
"""

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.render import Layer

Array = NDArray[np.float32]
Image = NDArray[np.uint8]
TARGET_BRIGHTNESS = 0.30
"""Mean brightness of the hand at which an automatic exposure aims, linear."""


def motion_blur(rng: np.random.Generator, layer: Layer, side: float) -> Layer:
    """Blur the moving hand but not the background, by 4 to 12 % of the hand's length `side` (pixels)."""
    reach = max(1, round(side * rng.uniform(0.02, 0.06)))
    angle = rng.uniform(0, math.pi)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    dx, dy = round(reach * math.cos(angle)), round(reach * math.sin(angle))
    cv2.line(kernel, (reach - dx, reach - dy), (reach + dx, reach + dy), (1.0,), 1)
    kernel /= kernel.sum()

    def blurred(image: Array) -> Array:
        return cv2.filter2D(image, -1, kernel).astype(np.float32, copy=False)

    stack = blurred(np.concatenate([layer.colour, layer.alpha[..., None]], 2))
    return Layer(stack[..., :3], stack[..., 3], blurred(layer.hand), layer.landmarks)


def compose(rng: np.random.Generator, layer: Layer, background: Array, *, clean: bool) -> Array:
    """Lay the hand over a linear background, exposed as an automatic camera would, with its cast shadow.

    Args:
        rng: of exposure and shadow.
        layer: the hand.
        background: linear RGB.
        clean: exact exposure and no shadow.

    Returns:
        Linear RGB, not limited above.
    """
    alpha = layer.alpha[..., None]
    weight = float(layer.alpha.sum())
    brightness = float(layer.colour.mean(2).sum()) / weight if weight > 1 else 0.3
    aim = TARGET_BRIGHTNESS if clean else rng.lognormal(math.log(TARGET_BRIGHTNESS), 0.45)
    gain = np.clip(aim / (brightness + 1e-4), 0.15, 6) ** 0.75
    if not clean and rng.random() < 0.45:
        background = _with_shadow(rng, layer.alpha, background)
    out: Array = layer.colour * np.float32(gain) + background * (1 - alpha)
    return out


def _with_shadow(rng: np.random.Generator, alpha: Array, background: Array) -> Array:
    """Darken the background by a blurred and shifted copy of the hand."""
    height, width = alpha.shape
    half = (width // 2, height // 2)
    small = cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)
    shadow = cv2.GaussianBlur(small, (0, 0), max(0.6, width / 2 * rng.uniform(0.01, 0.06)))
    move = np.array([[1, 0, rng.normal(0, 0.1) * width / 2], [0, 1, rng.normal(0.03, 0.08) * width / 2]], np.float32)
    shadow = cv2.resize(cv2.warpAffine(shadow, move, half), (width, height))
    out: Array = background * (1 - np.float32(rng.uniform(0.1, 0.7)) * shadow)[..., None]
    return out


def develop(linear: Array) -> Image:
    """Convert linear RGB (h, w, 3), 0–1, to uint8 sRGB BGR of the same shape, without lens or sensor errors."""
    return np.ascontiguousarray((np.clip(linear, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)[..., ::-1])


def expose(rng: np.random.Generator, linear: Array) -> Image:
    """Take linear RGB through a webcam: focus, digital zoom, stray light, noise, tone curve, sharpening, contrast.

    Args:
        rng: decides everything.
        linear: (h, w, 3), 0–1.

    Returns:
        uint8 BGR (h, w, 3).
    """
    height, width = linear.shape[:2]
    if rng.random() < 0.4:
        linear = _f32(cv2.GaussianBlur(linear, (0, 0), rng.uniform(0.3, 1.25) * min(width, height) / 96))
    if rng.random() < 0.25:  # a webcam that enlarges a smaller sensor image
        zoom = rng.uniform(0.4, 0.8)
        small = cv2.resize(linear, (int(width * zoom), int(height * zoom)), interpolation=cv2.INTER_AREA)
        linear = _f32(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))
    if rng.random() < 0.25:
        linear = linear * np.float32(0.75) + np.float32(rng.uniform(0, 0.2))
    linear = np.maximum(linear, 0)
    noise = rng.standard_normal(linear.shape, dtype=np.float32) * np.float32(2 * rng.uniform(0, 0.03))
    linear = np.clip(linear + noise * np.sqrt(linear + np.float32(0.01)), 0, 1)
    image: Array = np.sqrt(linear) if rng.random() < 0.3 else linear ** np.float32(1 / 2.2)
    if rng.random() < 0.15:
        image = image * np.float32(1.8) - _f32(cv2.GaussianBlur(image, (0, 0), 1.2)) * np.float32(0.8)
    image = (image - 0.5) * np.float32(rng.uniform(0.75, 1.25)) + np.float32(0.5 + rng.normal(0, 0.06))
    return np.ascontiguousarray((np.clip(image, 0, 1) * 255).astype(np.uint8)[..., ::-1])


def _f32(image: NDArray[Any]) -> Array:
    return image.astype(np.float32, copy=False)
