"""Other rooms behind real hands: what is not hand is replaced, so that the network cannot learn sixty rooms by heart.

No mask of a real hand is known, but its points are: thick bones, the palm and a piece of forearm cover it well enough.
The rim of the old room that stays around it teaches that edges near a hand mean nothing.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import Pixels

PALM = (0, 1, 5, 9, 13, 17)
BONES = (
    (1, 2),
    (2, 3),
    (3, 4),
    (5, 6),
    (6, 7),
    (7, 8),
    (9, 10),
    (10, 11),
    (11, 12),
    (13, 14),
    (14, 15),
    (15, 16),
    (17, 18),
    (18, 19),
    (19, 20),
    (0, 1),
    (1, 5),
    (5, 9),
    (9, 13),
    (13, 17),
    (17, 0),
)
THICK = 0.3  # of a finger and a little air around it, in lengths of the palm: 18 mm of 90, half as much again
ARM = 0.62  # thickness of the wrist, in lengths of the palm


def replaced(image: Pixels, points: NDArray[np.float32], room: Pixels, rng: np.random.Generator) -> Pixels:
    """The hand of one square before the room of another.

    Args:
        image, room: uint8 (s, s).
        points: (21, 2) fractions of the square.
    """
    mask = cover(image.shape[0], points, float(np.exp(rng.uniform(-0.05, 0.5))), float(rng.uniform(0.3, 1.6)))
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.7, 3.5))
    if rng.random() < 0.5:
        room = room[:, ::-1]
    return _blended(image, room, mask)


def given(
    image: Pixels, box: NDArray[np.float32], other: Pixels, points: NDArray[np.float32], rng: np.random.Generator
) -> tuple[Pixels, NDArray[np.float32]]:
    """A frame with the hand of another: where its own was and larger, so as to hide it, or anywhere in an empty one.

    Args:
        image, other: uint8 (s, s).
        box: of the frame's own hand, fractions; NaN for none.
        points: of the other's hand, (21, 2).

    Returns:
        the frame, and the box of the hand it has now.
    """
    size = image.shape[0]
    low, high = points.min(0), points.max(0)
    side = float((high - low).max())
    if np.isnan(box[0]):
        wanted = float(np.exp(rng.uniform(np.log(0.1), np.log(0.55))))
        middle = rng.uniform(wanted / 2, 1 - wanted / 2, 2)
    else:
        wanted = min(float((box[2:] - box[:2]).max()) * rng.uniform(1.05, 1.6), 0.85)
        middle = (box[:2] + box[2:]) / 2 + rng.normal(0, 0.04, 2) * wanted
    angle, zoom = np.radians(rng.normal(0, 12)), wanted / side
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = turn * ([-1, 1] if rng.random() < 0.5 else [1, 1])
    shift = middle - turn @ ((low + high) / 2)
    matrix = np.hstack([turn, (shift * size)[:, None]])
    mask = cover(size, points, float(np.exp(rng.uniform(0.0, 0.4))), float(rng.uniform(0.3, 2.5)))
    mask = cv2.warpAffine(mask, matrix, (size, size), flags=cv2.INTER_LINEAR)
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.6, 1.5))
    hand = cv2.warpAffine(other, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    placed = points @ turn.T + shift
    return _blended(hand, image, mask), np.concatenate([placed.min(0), placed.max(0)]).astype(np.float32)


def pattern(size: int, rng: np.random.Generator) -> Pixels:
    """A wall of stripes, checks, bricks or blots at any scale and angle: what hides a hand's outline. uint8 (s, s)."""
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    angle, period = rng.uniform(0, np.pi), float(np.exp(rng.uniform(np.log(0.025), np.log(0.25))))
    u = (x * np.cos(angle) + y * np.sin(angle)) / period
    v = (y * np.cos(angle) - x * np.sin(angle)) / (period * rng.uniform(0.4, 1.5))
    kind = rng.integers(4)
    if kind == 0:
        wave = np.sin(2 * np.pi * u)
    elif kind == 1:
        wave = np.sign(np.sin(2 * np.pi * u)) * np.sign(np.sin(2 * np.pi * v))
    elif kind == 2:  # bricks: every other row by half a brick
        joint = np.minimum(v % 1, (u + 0.5 * (np.floor(v) % 2)) % 1)
        wave = np.where(joint < rng.uniform(0.08, 0.2), -1.0, 1.0)
    else:
        cells = max(3, round(1 / period))
        blots = rng.normal(0, 1, (cells, cells)).astype(np.float32)
        wave = cv2.resize(blots, (size, size), interpolation=cv2.INTER_CUBIC)
        if rng.random() < 0.5:
            wave = np.sign(wave)
    real = rng.uniform(50, 200) + rng.uniform(10, 80) * wave
    return cv2.GaussianBlur(real.clip(0, 255).astype(np.uint8), (0, 0), rng.uniform(0.4, 1.5))


def _blended(over: Pixels, under: Pixels, mask: Pixels) -> Pixels:
    weight = mask.astype(np.uint16)
    return ((over * weight + under * (255 - weight)) // 255).astype(np.uint8)


def cover(size: int, points: NDArray[np.float32], wide: float = 1.0, arm: float = 1.0) -> Pixels:
    """255 where the hand may be, 0 elsewhere: uint8 (size, size).

    Args:
        wide: factor of the fingers' thickness; arm: how much of the forearm, in lengths of the palm.
    """
    at = points * size
    palm = max(float(np.linalg.norm(at[a] - at[b])) for a, b in ((0, 5), (0, 9), (0, 17), (5, 17)))
    mask = np.zeros((size, size), np.uint8)
    pixels = np.rint(at).astype(int)
    cv2.fillConvexPoly(mask, cv2.convexHull(pixels[list(PALM)]), 255)
    thick = max(2, round(THICK * wide * palm))
    for a, b in BONES:
        cv2.line(mask, pixels[a].tolist(), pixels[b].tolist(), 255, thick)
    along = at[0] - at[[5, 9, 13, 17]].mean(0)
    elbow = at[0] + along / max(float(np.linalg.norm(along)), 1.0) * arm * palm
    cv2.line(mask, pixels[0].tolist(), np.rint(elbow).astype(int).tolist(), 255, max(2, round(ARM * wide * palm)))
    return mask
