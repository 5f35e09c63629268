"""The augmentation of the original report: rotation, zoom and shift of training pictures, no mirroring.

A mirrored hand is the other hand; the report did not mirror either. Each picture gets one affine map, drawn as
Keras' ImageDataGenerator (the report's tool) draws it: both axes zoom and shift independently, edge pixels repeat.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import Pixels


@dataclass(frozen=True)
class Augmentation:
    """Limits of the affine map; every amount is drawn evenly between its limits.

    Attributes:
        rotation: degrees, either way.
        zoom: 0.1 scales each axis by 0.9–1.1.
        shift: fraction of the side, either way on each axis.
    """

    rotation: float = 10.0
    zoom: float = 0.1
    shift: float = 0.1


REPORT = Augmentation()


def matrices(how: Augmentation, count: int, size: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw affine maps about the picture's centre.

    Args:
        how: limits.
        count: maps to draw.
        size: side of the pictures, pixels.
        rng: random generator.

    Returns:
        float32 (count, 2, 3), source → destination pixels.
    """
    angle = np.radians(rng.uniform(-how.rotation, how.rotation, count))
    zoom = rng.uniform(1 - how.zoom, 1 + how.zoom, (count, 2))
    shift = rng.uniform(-how.shift, how.shift, (count, 2)) * size
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)
    linear = turn * zoom[:, None, :]
    centre = np.full(2, (size - 1) / 2)
    offset = centre + shift - linear @ centre
    return np.asarray(np.concatenate([linear, offset[..., None]], -1), np.float32)


def warp_all(pixels: Pixels, maps: NDArray[np.float32]) -> Pixels:
    """Apply one map to each picture: uint8 (n, size, size), float32 (n, 2, 3) → uint8 (n, size, size)."""
    size = pixels.shape[1]
    moved = np.empty_like(pixels)
    for source, matrix, destination in zip(pixels, maps, moved, strict=True):
        cv2.warpAffine(
            source,
            matrix,
            (size, size),
            dst=destination,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
    return moved


def augment(pixels: Pixels, how: Augmentation, rng: np.random.Generator) -> Pixels:
    """Return one random copy of each picture: uint8 (n, size, size) → uint8 (n, size, size)."""
    return warp_all(pixels, matrices(how, pixels.shape[0], pixels.shape[1], rng))
