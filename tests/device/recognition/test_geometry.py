"""Boxes and landmarks: overlap, squares and palm length."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.geometry import (
    CROP,
    box_around,
    iou,
    letterbox,
    palm_length,
    square_around,
)
from device.types import HandBox

sides = st.floats(0.01, 0.5)
positions = st.floats(-0.2, 1)
HAND = np.random.default_rng(2).uniform(size=(21, 2))


@st.composite
def boxes(draw) -> HandBox:
    x, y = draw(positions), draw(positions)
    return HandBox(x, y, x + draw(sides), y + draw(sides), "left", 0.9)


@given(st.integers(10, 2000), st.integers(10, 2000))
def test_a_letterbox_is_a_square_around_the_frame(width: int, height: int) -> None:
    box = letterbox(width, height)
    assert (box.x1 - box.x0) * width == pytest.approx((box.y1 - box.y0) * height)
    assert min(box.x0, box.y0) <= 0
    assert max(box.x1, box.y1) >= 1


@given(boxes(), boxes())
def test_iou_is_symmetric_within_0_to_1_and_1_for_equal_boxes(a, b):
    assert 0 <= iou(a, b) <= 1
    assert iou(a, b) == pytest.approx(iou(b, a))
    assert iou(a, a) == pytest.approx(1)


def test_iou_of_half_a_box_is_a_half_and_of_separate_boxes_zero():
    assert iou(HandBox(0, 0, 1, 1), HandBox(0, 0, 0.5, 1)) == pytest.approx(0.5)
    assert iou(HandBox(0, 0, 1, 1), HandBox(1, 0, 2, 1)) == 0
    assert iou(HandBox(0, 0, 0, 0), HandBox(0, 0, 0, 0)) == 0


def test_a_box_around_landmarks_holds_all_of_them():
    box = box_around(HAND, "right", 0.8)
    assert (box.x0, box.y1) == (HAND[:, 0].min(), HAND[:, 1].max())
    assert (box.hand, box.score) == ("right", 0.8)


def test_the_models_square_is_square_in_pixels_and_crop_times_the_longer_side() -> None:
    square = square_around(HandBox(0.4, 0.4, 0.6, 0.5), 640, 480)
    assert (square.x1 - square.x0) * 640 == pytest.approx(CROP * 0.2 * 640)
    assert (square.y1 - square.y0) * 480 == pytest.approx(CROP * 0.2 * 640)


@given(st.floats(0.1, 100), st.floats(-3, 3))
def test_palm_length_grows_with_the_hand_and_ignores_rotation(size, angle):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert palm_length(HAND @ turn * size) == pytest.approx(size * float(palm_length(HAND)))
    assert palm_length(np.stack([HAND, 2 * HAND])).shape == (2,)
