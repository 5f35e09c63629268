"""The hand detector: boxes from its grid of scores and offsets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import ModelError
from device.recognition.detector import MAX_BOXES, HandDetector, box_from_grid, cells_of_hands
from device.recognition.geometry import iou
from device.recognition.hand_square import square_of_box
from device.recognition.interpreter import Model
from device.recognition.recognizer import LANDMARK_MODEL
from device.types import HandBox

GRID = 10


def _grid(*hands: tuple[int, int, float]) -> tuple[np.ndarray, np.ndarray]:
    """Cells (row, column, score) of hands whose boxes extend 0.15 to each side of the cell's centre."""
    scores, offsets = np.zeros((GRID, GRID), np.float32), np.full((GRID, GRID, 4), 0.15, np.float32)
    for row, column, score in hands:
        scores[row, column] = score
    return scores, offsets


def test_the_cell_with_the_highest_score_gives_the_box() -> None:
    box = box_from_grid(*_grid((2, 7, 0.9), (8, 1, 0.4)))
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((0.6, 0.1, 0.9, 0.4))
    assert box.score == pytest.approx(0.9)


def test_boxes_are_ordered_by_score_and_each_hand_appears_once() -> None:
    found = cells_of_hands(*_grid((2, 7, 0.9), (2, 8, 0.8), (8, 1, 0.4), (8, 8, 0.1)), min_score=0.3)
    assert [(cell, round(box.score, 2)) for cell, box in found] == [(27, 0.9), (81, 0.4)]


def test_two_hands_with_equal_scores_give_two_boxes() -> None:
    assert len(cells_of_hands(*_grid((1, 1, 0.75), (8, 8, 0.75)), min_score=0.3)) == 2


def test_an_empty_frame_gives_no_box() -> None:
    assert cells_of_hands(*_grid(), min_score=0.3) == []


@given(
    st.lists(st.tuples(st.integers(0, GRID - 1), st.integers(0, GRID - 1), st.floats(0, 1)), max_size=30),
    st.floats(0.01, 1),
)
def test_boxes_are_few_above_the_threshold_and_in_order(cells: list[tuple[int, int, float]], least: float) -> None:
    scores = [box.score for _, box in cells_of_hands(*_grid(*cells), min_score=least)]
    assert len(scores) <= MAX_BOXES
    assert scores == sorted(scores, reverse=True)
    assert all(score >= least for score in scores)


def test_a_cell_whose_box_does_not_contain_it_appears_once() -> None:
    scores, offsets = _grid((5, 5, 0.9))
    assert len(cells_of_hands(scores, np.zeros_like(offsets), min_score=0.5)) == 1


def test_another_kind_of_model_is_refused() -> None:
    with pytest.raises(ModelError, match="is not a hand detector"):
        HandDetector(Model(LANDMARK_MODEL))


def test_the_bundled_detector_finds_the_hand_of_a_picture(hand_picture: np.ndarray) -> None:
    detector = HandDetector(Model(LANDMARK_MODEL.with_name("finder.tflite")))
    found = detector.detect(hand_picture)
    assert found
    assert all(each.box.score > 0 for each in found)
    assert abs(found[0].angle) < 0.6  # the hand points up
    assert detector.detect(np.full((240, 320), 90, np.uint8)) == []


def test_the_bundled_detector_finds_the_hand_in_a_part_of_the_frame(hand_picture: np.ndarray) -> None:
    detector = HandDetector(Model(LANDMARK_MODEL.with_name("finder.tflite")))
    height, width = hand_picture.shape[:2]
    box = detector.detect(hand_picture)[0].box
    region = square_of_box(box, width, height).upright(width, height)
    assert iou(detector.detect(hand_picture, region)[0].box, box) > 0.6
    assert detector.detect(hand_picture, HandBox(2.0, 2.0, 3.0, 3.0)) == []
