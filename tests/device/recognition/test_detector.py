"""Where the hand is: boxes off the finder's grid, points off the reader's maps, and the path that uses both."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import ModelError
from device.recognition.detector import (
    MAX_BOXES,
    HandDetector,
    box_from_grid,
    boxes_from_grid,
    landmarks_from_heatmaps,
    letterbox,
    square_around,
    to_frame,
)
from device.recognition.interpreter import Model
from device.recognition.landmarks import LANDMARK_MODEL, HandEstimate, LandmarkRecognizer, average
from device.settings import RecognitionSettings
from device.types import Frame, HandBox

GRID = 10


def _grid(*hands: tuple[int, int, float]) -> tuple[np.ndarray, np.ndarray]:
    """Cells (row, column, score) on a hand that reaches 0.15 to each side of the cell's middle."""
    hand, reach = np.zeros((GRID, GRID), np.float32), np.full((GRID, GRID, 4), 0.15, np.float32)
    for row, column, score in hands:
        hand[row, column] = score
    return hand, reach


def test_the_surest_cell_says_where_the_hand_is() -> None:
    box = box_from_grid(*_grid((2, 7, 0.9), (8, 1, 0.4)))
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((0.6, 0.1, 0.9, 0.4))
    assert box.score == pytest.approx(0.9)


def test_other_places_follow_by_certainty_and_each_hand_is_given_once() -> None:
    boxes = boxes_from_grid(*_grid((2, 7, 0.9), (2, 8, 0.8), (8, 1, 0.4), (8, 8, 0.1)), least=0.3)
    assert [round(box.score, 2) for box in boxes] == [0.9, 0.4]


def test_two_hands_of_one_certainty_are_two_places() -> None:
    assert len(boxes_from_grid(*_grid((1, 1, 0.75), (8, 8, 0.75)), least=0.3)) == 2


def test_an_empty_frame_has_no_place() -> None:
    assert boxes_from_grid(*_grid(), least=0.3) == []


@given(
    st.lists(st.tuples(st.integers(0, GRID - 1), st.integers(0, GRID - 1), st.floats(0, 1)), max_size=30),
    st.floats(0.01, 1),
)
def test_places_are_few_sure_and_in_order(cells: list[tuple[int, int, float]], least: float) -> None:
    scores = [box.score for box in boxes_from_grid(*_grid(*cells), least=least)]
    assert len(scores) <= MAX_BOXES
    assert scores == sorted(scores, reverse=True)
    assert all(score >= least for score in scores)


def test_a_cell_whose_box_does_not_reach_over_itself_is_given_once() -> None:
    hand, reach = _grid((5, 5, 0.9))
    assert len(boxes_from_grid(hand, np.zeros_like(reach), least=0.5)) == 1


@given(st.floats(0.15, 0.85), st.floats(0.15, 0.85))
def test_a_point_is_read_off_its_map_between_the_cells(x: float, y: float) -> None:
    middles = (np.arange(12) + 0.5) / 12
    far = (middles[None, :] - x) ** 2 + (middles[:, None] - y) ** 2
    maps = np.repeat(-far[..., None] * 12**2, 21, axis=2).astype(np.float32)
    np.testing.assert_allclose(landmarks_from_heatmaps(maps), np.tile([x, y], (21, 1)), atol=0.01)


@given(st.integers(10, 2000), st.integers(10, 2000))
def test_a_letterbox_is_a_square_around_the_frame(width: int, height: int) -> None:
    box = letterbox(width, height)
    assert (box.x1 - box.x0) * width == pytest.approx((box.y1 - box.y0) * height)
    assert min(box.x0, box.y0) <= 0
    assert max(box.x1, box.y1) >= 1


def test_the_square_to_read_is_square_in_pixels() -> None:
    square = square_around(HandBox(0.4, 0.4, 0.6, 0.5), 640, 480)
    assert (square.x1 - square.x0) * 640 == pytest.approx((square.y1 - square.y0) * 480)


def test_points_of_a_square_become_points_of_the_frame() -> None:
    points = to_frame(np.array([[0.0, 0.0], [1.0, 0.5]]), HandBox(0.2, 0.4, 0.6, 0.8))
    np.testing.assert_allclose(points, [[0.2, 0.4], [0.6, 0.6]], atol=1e-6)


def test_two_looks_are_one_answer() -> None:
    a = HandEstimate(np.array([1.0, 0.0], np.float32), np.zeros((21, 2), np.float32), 1.0, 1.0, 9.0)
    b = HandEstimate(np.array([0.0, 1.0], np.float32), np.ones((21, 2), np.float32), 0.5, 0.2, 7.0)
    both = average(a, b)
    np.testing.assert_allclose(both.p, [0.5, 0.5])
    np.testing.assert_allclose(both.points, 0.5)
    assert both.box.hand == "right"
    assert both.box.score == pytest.approx(0.75)
    assert both.clear == pytest.approx(8.0)


def test_another_network_in_the_finders_place_is_named() -> None:
    with pytest.raises(ModelError, match="does not find hands"):
        HandDetector(Model(LANDMARK_MODEL))


@pytest.fixture(scope="module")
def recognizer() -> LandmarkRecognizer:
    return LandmarkRecognizer(RecognitionSettings())


def test_nothing_is_found_in_an_empty_room(recognizer: LandmarkRecognizer) -> None:
    scores = recognizer.recognize(Frame(np.full((240, 320), 90, np.uint8), 0.0))
    assert scores.box is None
    assert not scores.p.any()


def test_a_found_hand_is_followed_without_searching_again(
    recognizer: LandmarkRecognizer, hand_picture: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    recognizer.reset()
    first = recognizer.recognize(Frame(hand_picture, 0.0))
    assert first.box is not None
    assert first.landmarks is not None

    def search(_: object) -> list[HandBox]:
        raise AssertionError("the finder was asked although the hand is being followed")

    monkeypatch.setattr(recognizer._finder, "candidates", search)
    second = recognizer.recognize(Frame(hand_picture, 0.1))
    assert second.box is not None
    assert abs(second.box.x0 - first.box.x0) < 0.05


def test_a_hand_that_has_gone_is_searched_for_and_not_found(
    recognizer: LandmarkRecognizer, hand_picture: np.ndarray
) -> None:
    recognizer.reset()
    assert recognizer.recognize(Frame(hand_picture, 0.0)).box is not None
    assert recognizer.recognize(Frame(np.full_like(hand_picture, 90), 0.1)).box is None


def test_a_mirrored_picture_shows_the_other_hand_with_the_same_letter(
    recognizer: LandmarkRecognizer, hand_picture: np.ndarray
) -> None:
    answers = []
    for picture in (hand_picture, np.ascontiguousarray(hand_picture[:, ::-1])):
        recognizer.reset()
        answers.append(recognizer.recognize(Frame(picture, 0.0)))
    assert answers[0].top(1)[0][0] == answers[1].top(1)[0][0]
    assert [a.box.hand for a in answers if a.box] in (["left", "right"], ["right", "left"])
