"""Random views of a hand for the landmark model."""

import numpy as np
import pytest

from training.fitting.landmark_augmentation import warped

SIDE = 128


@pytest.mark.parametrize("seed", range(6))
def test_points_move_with_what_is_seen_there(seed: int) -> None:
    rng = np.random.default_rng(seed)
    point = rng.uniform(40, 88, 2).astype(np.float32)
    y, x = np.mgrid[:SIDE, :SIDE]
    spot = np.exp(-((x - point[0]) ** 2 + (y - point[1]) ** 2) / 5)
    image, moved = warped((spot * 255).astype(np.uint8), point[None], 6.0, rng)
    weight = image.astype(float) / image.sum()
    seen = np.array([(weight * x).sum(), (weight * y).sum()])
    assert np.linalg.norm(moved[0] - point) > 0.5
    assert np.linalg.norm(seen - moved[0]) < 1.6


def test_unknown_points_stay_unknown() -> None:
    image, moved = warped(
        np.zeros((SIDE, SIDE), np.uint8), np.full((21, 2), np.nan, np.float32), 6.0, np.random.default_rng(1)
    )
    assert image.shape == (SIDE, SIDE)
    assert np.isnan(moved).all()
