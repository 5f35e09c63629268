"""Localisation: overlap with the true box, and the distance of the landmarks in pixels."""

import numpy as np
import pytest

from tests.training.evaluation.made_up import hand, image_set, predictions, sample
from training.evaluation.localisation import localisation


def test_a_hand_is_hit_by_overlap_and_its_landmarks_are_measured_in_pixels():
    truth = hand(0.2, 0.2)
    images = image_set([sample(landmarks=truth)] * 4 + [sample(landmarks=None)])
    shifted = truth[:, :2] + [0.01, 0.0]  # two pixels; the diagonal is √2 × 20
    far = truth[:, :2] + 0.5
    landmarks = [truth[:, :2], shifted, far, np.full((21, 2), np.nan), far]
    made = predictions(np.zeros((5, 4)), [True, True, True, False, True], landmarks)
    row = localisation(images, made)["Ada"]
    assert (row["frames"], row["marked"]) == (5, 4)
    assert row["found"] == 0.8
    assert row["hit"] == 0.5
    assert row["points"] == pytest.approx((0 + 2 / np.hypot(20, 20)) / 2, abs=1e-4)


def test_every_signer_has_a_row_of_their_own():
    truth = hand(0.2, 0.2)
    right, lost = truth[:, :2], np.full((21, 2), np.nan)
    images = image_set([sample(signer="Ada", landmarks=truth)] * 9 + [sample(signer="Bela", landmarks=truth)])
    made = predictions(np.zeros((10, 4)), [True] * 9 + [False], [right] * 9 + [lost])
    rows = localisation(images, made)
    assert [(rows[name]["found"], rows[name]["hit"], rows[name]["points"]) for name in ("Ada", "Bela")] == [
        (1.0, 1.0, 0.0),
        (0.0, 0.0, None),
    ]
