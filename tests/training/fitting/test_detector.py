"""Views and cell targets of the hand detector."""

import cv2
import numpy as np

from tests.training.fitting.hands import open_hand
from training.datasets.letterboxed_frames import LetterboxedFrames
from training.fitting.detector import cell_targets
from training.fitting.detector_augmentation import random_views
from training.networks.detector import GRID, SIZE


def test_the_box_of_a_view_lies_inside_it() -> None:
    image = np.full((224, 224), 40, np.uint8)
    cv2.rectangle(image, (90, 90), (134, 134), 230, -1)
    box = np.array([[90, 90, 134, 134]], np.float32) / 224
    frames = LetterboxedFrames(image[None], box, (open_hand() * 0.2 + 0.4)[None], np.array(["a"]), np.array(["a"]))
    pixels, boxes, directions = random_views(frames, np.zeros(40, int), SIZE, np.random.default_rng(6))
    assert pixels.shape == (40, SIZE, SIZE)
    known = ~np.isnan(boxes[:, 0])
    np.testing.assert_allclose(np.linalg.norm(directions[known], axis=1), 1, atol=1e-5)
    with_hand = boxes[~np.isnan(boxes[:, 0])]
    assert len(with_hand) > 20
    assert (with_hand[:, :2] >= 0).all()
    assert (with_hand[:, :2] < with_hand[:, 2:]).all()
    assert (with_hand[:, 2:] <= 1).all()


def test_cells_are_positive_on_the_hand_only() -> None:
    hand, offsets = cell_targets(np.array([[0.4, 0.4, 0.6, 0.6], [np.nan] * 4], np.float32))
    middle = GRID // 2
    assert hand[0, middle, middle] == 1
    assert hand[0, 0, 0] == 0
    np.testing.assert_allclose(offsets[0, middle, middle].sum(), 0.4, atol=1e-5)
    assert np.isnan(hand[0]).any(), "cells between hand and background are ignored"
    assert not np.nansum(hand[1])


def test_a_hand_smaller_than_a_cell_still_has_one() -> None:
    hand, _ = cell_targets(np.array([[0.51, 0.51, 0.52, 0.52]], np.float32))
    assert np.nansum(hand) >= 1
