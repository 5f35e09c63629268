"""Masks of hands, exchanged backgrounds and pasted hands, on drawn pictures."""

import cv2
import numpy as np

from tests.training.fitting.hands import open_hand
from training.fitting.background_swap import (
    folds_behind,
    hand_mask,
    paste_hand,
    patterned_background,
    replace_background,
)

SIZE = 120
LANDMARKS = open_hand()


def _rng() -> np.random.Generator:
    return np.random.default_rng(6)


def test_the_mask_covers_the_landmarks_and_leaves_the_corners() -> None:
    mask = hand_mask(SIZE, LANDMARKS, arm=0.0)
    at = np.rint(LANDMARKS * SIZE).astype(int)
    assert (mask[at[:, 1], at[:, 0]] == 255).all()
    assert not mask[:10, :10].any()
    assert mask.mean() < 255 * 0.5


def test_the_background_is_replaced_and_the_hand_stays() -> None:
    image, background = np.full((SIZE, SIZE), 200, np.uint8), np.full((SIZE, SIZE), 30, np.uint8)
    made = replace_background(image, LANDMARKS, background, _rng())
    at = np.rint(LANDMARKS[[0, 5, 9, 13]] * SIZE).astype(int)
    assert (made[at[:, 1], at[:, 0]] > 180).all()
    assert (made[:8, :8] < 40).all()


def test_a_pasted_hand_covers_the_one_in_the_frame() -> None:
    frame = np.full((SIZE, SIZE), 60, np.uint8)
    box = np.array([0.4, 0.4, 0.6, 0.6], np.float32)
    made, landmarks = paste_hand(frame, box, np.full((SIZE, SIZE), 220, np.uint8), LANDMARKS, _rng())
    low, high = landmarks.min(0), landmarks.max(0)
    x, y = ((low + high) / 2 * SIZE).astype(int)
    assert made[y, x] > 180
    assert max(high - low) >= 0.2
    np.testing.assert_allclose((low + high) / 2, 0.5, atol=0.08)


def test_a_hand_pasted_into_an_empty_frame_lies_inside_it() -> None:
    none = np.full(4, np.nan, np.float32)
    for seed in range(20):
        frame = np.zeros((SIZE, SIZE), np.uint8)
        _, now = paste_hand(frame, none, frame, LANDMARKS, np.random.default_rng(seed))
        assert now.min() > -0.1
        assert now.max() < 1.1


def test_patterned_backgrounds_have_contrast() -> None:
    rng = _rng()
    backgrounds = [patterned_background(SIZE, rng) for _ in range(30)]
    assert all(each.shape == (SIZE, SIZE) and each.dtype == np.uint8 for each in backgrounds)
    assert np.median([each.std() for each in backgrounds]) > 10


def test_folds_lie_behind_the_hand_and_around_it() -> None:
    rng = _rng()
    image = np.full((SIZE, SIZE), 128, np.uint8)
    inside = hand_mask(SIZE, LANDMARKS, 0.5, 0.0) > 0
    changed = [cv2.absdiff(folds_behind(image, LANDMARKS, rng), image) for _ in range(30)]
    assert np.mean([each[inside].mean() for each in changed]) < 8
    assert np.mean([each[~inside].max() for each in changed]) > 40


def test_folds_are_drawn_where_there_is_no_hand() -> None:
    image = np.full((SIZE, SIZE), 128, np.uint8)
    drawn = folds_behind(image, np.full((21, 2), np.nan, np.float32), _rng())
    assert (drawn != image).mean() > 0.02


def test_folds_are_about_as_light_as_the_hand_where_that_is_drawn(monkeypatch):
    image = np.full((176, 176), 230, np.uint8)
    hand = hand_mask(176, LANDMARKS) > 0
    image[hand] = 60
    lightest = {}
    for share in (0.0, 1.0):
        monkeypatch.setattr("training.fitting.background_swap.LIKE_HAND", share)
        rng, changed = _rng(), []
        for _ in range(20):
            drawn = folds_behind(image, LANDMARKS, rng)
            changed.append(float(np.median(drawn[cv2.absdiff(drawn, image) > 20])))
        lightest[share] = np.mean(changed)
    assert lightest[1.0] < 80 < lightest[0.0]
