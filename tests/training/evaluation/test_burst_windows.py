"""Windows of a burst: the mean of the frames decides, and a frame without a hand adds nothing."""

import numpy as np
import pytest

from tests.training.evaluation.made_up import image_set, pose, predictions, sample
from training.evaluation.burst_windows import WINDOW, window_figures, windows


def test_a_window_is_the_mean_of_its_frames_and_a_lost_hand_adds_zeros():
    bursts = image_set([sample("A", session="Ada/A")] * (2 * WINDOW))
    scores = np.tile(pose(0.4, 0.6, 0, 0), (2 * WINDOW, 1))
    scores[:3] = pose(1.0, 0, 0, 0)
    scores[-1] = 0
    single = predictions(scores, [True] * (2 * WINDOW - 1) + [False])
    averaged = windows(bursts, single)
    assert averaged.first.tolist() == [0, WINDOW]
    assert averaged.predictions.scores[0, 0] == pytest.approx((3 + 0.4 * (WINDOW - 3)) / WINDOW)
    assert averaged.predictions.scores[1].sum() == pytest.approx((WINDOW - 1) / WINDOW)
    row = window_figures(bursts, single, averaged, enter=0.55)
    assert row["single"]["mean"] == pytest.approx(3 / (2 * WINDOW))
    assert row["window"]["per_signer"] == {"Ada": 0.5}
    assert row["windows"] == 2


def test_bursts_of_different_letters_are_not_averaged_together():
    bursts = image_set([sample("A", session="Ada/A")] * 3 + [sample("B", session="Ada/B")] * 3)
    single = predictions(np.eye(4, dtype=np.float32)[[0, 0, 0, 1, 1, 1]])
    assert windows(bursts, single).predictions.scores.argmax(1).tolist() == [0, 1]
