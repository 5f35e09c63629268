"""Perturbed frames: the landmarks move along, and nothing wraps around."""

import numpy as np
import pytest

from tests.training import sample_folder
from training.evaluation.perturb import CLEAN, STEPS, perturb


@pytest.mark.parametrize(("kind", "amount"), [("rotation", 25), ("rotation", -40), ("scale", 0.6), ("scale", 1.6)])
def test_landmarks_move_with_the_image(kind, amount):
    picture = np.full((120, 160), 40, np.uint8)
    points = np.full((21, 3), 0.5, np.float32)
    points[:, 0], points[:, 1] = np.linspace(0.4, 0.6, 21), np.linspace(0.35, 0.6, 21)
    x, y = round(points[20, 0] * 160), round(points[20, 1] * 120)
    picture[y - 3 : y + 4, x - 3 : x + 4] = 250
    moved, at = perturb(picture, points, kind, amount, seed=0)
    rows, columns = np.nonzero(moved > 150)
    assert columns.mean() == pytest.approx(at[20, 0] * 160, abs=1.0)
    assert rows.mean() == pytest.approx(at[20, 1] * 120, abs=1.0)
    middle = (points[:, :2].min(0) + points[:, :2].max(0)) / 2
    assert np.allclose((at[0, :2] + at[20, :2]) / 2, middle, atol=1e-3)  # the hand stays where it is


@pytest.mark.parametrize("kind", STEPS)
def test_a_clean_step_changes_nothing_and_others_do(kind):
    picture, points = sample_folder.room("Ada", 1), np.full((21, 3), 0.5, np.float32)
    points[20] = 0.7
    same, at = perturb(picture, points, kind, CLEAN[kind], 1)
    assert np.array_equal(same, picture)
    assert np.array_equal(at, points)
    assert CLEAN[kind] in STEPS[kind]
    for amount in STEPS[kind]:
        if amount != CLEAN[kind]:
            changed, _ = perturb(picture, points, kind, amount, 1)
            assert (changed.shape, changed.dtype) == (picture.shape, np.uint8)
            assert not np.array_equal(changed, picture)


def test_brightness_clips_and_does_not_wrap():
    bright = np.full((4, 4), 250, np.uint8)
    assert perturb(bright, np.zeros((21, 3), np.float32), "brightness", 40, 0)[0].min() == 255
    assert perturb(bright // 25, np.zeros((21, 3), np.float32), "brightness", -40, 0)[0].max() == 0
