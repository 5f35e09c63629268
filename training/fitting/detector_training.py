"""Batches for the finder network, and its figures."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.detector import box_from_grid
from training.fitting.detector_frames import Frames, plain_views, views
from training.fitting.hand_loop import draw
from training.networks.detector import SIZE, targets

HIT = 0.5  # intersection over union that counts as found


def batch_maker(
    frames: Frames, weight: NDArray[np.float64], count: int
) -> Callable[[np.random.Generator], tuple[Any, ...]]:
    """A function that draws one batch: pixels, hand and reach of every cell."""

    def make(rng: np.random.Generator) -> tuple[Any, ...]:
        pixels, boxes = views(frames, draw(weight, count, rng), SIZE, rng)
        return pixels, *targets(boxes)

    return make


def figures(model: Any, frames: Frames) -> dict[str, float]:
    """Share of hands found (mean over signers), and of hand-free frames where none is found, at half certainty."""
    pixels, boxes = plain_views(frames, SIZE)
    hand, reach = model.predict(pixels[..., None] / np.float32(255), batch_size=256, verbose=0)
    found = [box_from_grid(h[..., 0], r) for h, r in zip(hand, reach, strict=True)]
    sure = np.array([box.score for box in found]) >= 0.5
    there = ~np.isnan(boxes[:, 0])
    hit = sure & (overlaps(np.array([(b.x0, b.y0, b.x1, b.y1) for b in found]), boxes) >= HIT)
    people = np.unique(frames.signer[there])
    result = {"held_out_found": float(np.mean([hit[there & (frames.signer == p)].mean() for p in people]))}
    if (~there).any():
        result["held_out_false"] = float(sure[~there].mean())
    return result


def overlaps(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Intersection over union of boxes (n, 4) x0 y0 x1 y1, pair by pair; 0 where one is NaN."""
    meet = np.prod(np.clip(np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2]), 0, None), axis=1)
    either = np.prod(a[:, 2:] - a[:, :2], axis=1) + np.prod(b[:, 2:] - b[:, :2], axis=1) - meet
    return np.nan_to_num(meet / either)
