"""What light, lens, sensor and compression do to an image, applied at random to training images.

The kinds of change are those of common augmentation (Shorten & Khoshgoftaar 2019): brightness, contrast, gamma,
blur, noise, JPEG artefacts and occlusion. Probabilities and ranges were chosen by eye on webcam frames.
"""

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import Pixels


def camera_effects(image: Pixels, rng: np.random.Generator) -> Pixels:
    """Return a randomly changed copy: uint8 (s, s) → uint8 (s, s)."""
    size = image.shape[0]
    if rng.random() < 0.12:
        image = _occlude(image, rng)
    real: NDArray[Any] = image.astype(np.float32) / 255
    if rng.random() < 0.5:
        real = real ** np.float32(np.exp(rng.normal(0, 0.3)))
    if rng.random() < 0.3:  # light from one side
        along = np.linspace(-1, 1, size, dtype=np.float32)
        angle = rng.uniform(0, 2 * np.pi)
        gradient = np.cos(angle) * along[None, :] + np.sin(angle) * along[:, None]
        real = real * (1 + rng.uniform(0, 0.7) * gradient)
    real = (real - 0.5) * rng.uniform(0.5, 1.4) + 0.5 + rng.uniform(-0.2, 0.2)
    if rng.random() < 0.1:  # a dark room: little contrast, and the noise below is large beside it
        real = real * rng.uniform(0.12, 0.5)
    if rng.random() < 0.03:
        real = 1 - real
    if rng.random() < 0.2:
        real = cv2.GaussianBlur(real, (0, 0), rng.uniform(0.4, 1.6))
    if rng.random() < 0.08:
        real = _motion_blur(real, rng)
    if rng.random() < 0.35:
        real = real + rng.normal(0, rng.uniform(0.004, 0.035), real.shape).astype(np.float32)
    image = (real.clip(0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.2:
        _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(15, 70))])
        image = cast(Pixels, cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE))
    return image


def coarse(image: Pixels, fraction: float) -> Pixels:
    """Reduce a square image to a fraction of its side and enlarge it again: uint8 (s, s) → uint8 (s, s)."""
    size = image.shape[0]
    fewer = max(8, int(size * fraction))
    small = cv2.resize(image, (fewer, fewer), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (size, size), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def _occlude(image: Pixels, rng: np.random.Generator) -> Pixels:
    size = image.shape[0]
    w, h = rng.integers(size // 12, size // 4, 2)
    x, y = rng.integers(0, size - w), rng.integers(0, size - h)
    image = image.copy()
    image[y : y + h, x : x + w] = rng.integers(0, 256)
    return image


def _motion_blur(real: NDArray[Any], rng: np.random.Generator) -> NDArray[np.float32]:
    length = int(rng.integers(3, 8))
    kernel: NDArray[Any] = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), rng.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    blurred = cv2.filter2D(real, -1, kernel / max(kernel.sum(), 1e-3), borderType=cv2.BORDER_REPLICATE)
    return cast(NDArray[np.float32], blurred)
