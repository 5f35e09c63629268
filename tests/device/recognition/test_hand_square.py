"""The turned square around a hand, and what is cut from the frame for it."""

import contextlib
import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.recognition.hand_square import HandSquare, hand_angle, square_of_box, square_of_landmarks
from device.recognition.preprocess import crop_grey
from device.recognition.turned_crop import crop_turned
from device.types import HandBox

angles = st.floats(-math.pi, math.pi)


def hand(seed: int) -> np.ndarray:
    """21 points of a hand that points up, somewhere in a 320 × 240 frame."""
    points = np.random.default_rng(seed).uniform([100, 80], [180, 160], (21, 2))
    points[0], points[9] = (140, 170), (140, 120)
    return points


def turned(points: np.ndarray, angle: float) -> np.ndarray:
    """Turn points about the middle of the frame, clockwise on the screen."""
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return (points - [160, 120]) @ turn.T + [160, 120]


def picture() -> np.ndarray:
    noise = np.random.default_rng(1).integers(0, 256, (240, 320), dtype=np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), 3)


def in_square(points: np.ndarray, square: HandSquare) -> np.ndarray:
    return (points - square.matrix[:, 2]) @ np.linalg.inv(square.matrix[:, :2]).T


@given(st.integers(0, 99), angles)
def test_a_turned_hand_has_the_same_place_in_its_square(seed, angle):
    upright, other = hand(seed), turned(hand(seed), angle)
    assert hand_angle(other) == pytest.approx(angle, abs=1e-6)
    assert in_square(other, square_of_landmarks(other)) == pytest.approx(
        in_square(upright, square_of_landmarks(upright)), abs=1e-6
    )


@given(st.integers(0, 99))
def test_the_square_holds_all_landmarks_with_the_same_margin_on_both_sides(seed):
    points = in_square(hand(seed), square_of_landmarks(hand(seed)))
    low, high = points.min(0), points.max(0)
    assert low + high == pytest.approx([1, 1])
    assert max(high - low) == pytest.approx(1 / 1.42)


def test_without_an_angle_the_crop_is_the_one_of_every_other_model():
    square = HandSquare(160, 120, 150)
    box = HandBox(85 / 320, 45 / 240, 235 / 320, 195 / 240)
    assert np.array_equal(crop_turned(picture(), square.matrix, 96), crop_grey(picture(), box, 96))


def test_a_quarter_turn_turns_the_pixels():
    upright = crop_turned(picture(), HandSquare(160, 120, 96).matrix, 96)
    right = crop_turned(picture(), HandSquare(160, 120, 96, math.pi / 2).matrix, 96)
    assert np.array_equal(right, np.rot90(upright))


def test_a_mirrored_map_mirrors_the_pixels():
    matrix = HandSquare(160, 120, 96).matrix
    mirrored = np.stack([-matrix[:, 0], matrix[:, 1], matrix[:, 2] + matrix[:, 0]], 1)
    assert np.array_equal(crop_turned(picture(), mirrored, 96), crop_turned(picture(), matrix, 96)[:, ::-1])


def test_fine_stripes_average_out_in_large_squares():
    stripes = np.tile(np.array([0, 255], np.uint8), (960, 480))
    assert np.abs(crop_turned(stripes, HandSquare(480, 480, 896).matrix, 56).astype(int) - 128).max() <= 1


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4), st.floats(0, 1e5), angles)
def test_any_square_gives_pixels_or_one_error(x, y, side, angle):
    with contextlib.suppress(ValueError):
        pixels = crop_turned(picture(), HandSquare(x, y, side, angle).matrix, 24)
        assert pixels.shape == (24, 24)
        assert pixels.dtype == np.uint8


def test_beyond_the_frame_its_edge_is_repeated():
    image = np.full((100, 100), 50, np.uint8)
    image[:, 0] = 200
    assert (crop_turned(image, HandSquare(0, 50, 60).matrix, 60)[:, :29] == 200).all()


def test_the_square_around_a_box_has_the_boxs_centre_and_the_hands_angle():
    square = square_of_box(HandBox(0.4, 0.4, 0.6, 0.5), 640, 480, 0.3)
    assert (square.x, square.y, square.angle) == pytest.approx((320, 216, 0.3))
    assert square.side == pytest.approx(1.42 * 128)


def test_squares_are_near_only_if_place_size_and_angle_are_almost_equal() -> None:
    square = HandSquare(100, 80, 90, 3.1)
    assert square.near(HandSquare(102, 81, 92, 3.1 - 2 * math.pi + 0.1))
    for other in (HandSquare(105, 80, 90, 3.1), HandSquare(100, 80, 96, 3.1), HandSquare(100, 80, 90, 2.9)):
        assert not square.near(other)
        assert not other.near(square)
