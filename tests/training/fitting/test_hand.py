"""What finder, reader and letter head learn from, on drawn pictures; and going on from an installed model."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from device.recognition.interpreter import Model
from device.recognition.landmarks import landmarks_from_heatmaps
from device.recognition.preprocess import normalise_contrast
from training.errors import RunError
from training.fitting.background_swap import cover, given, pattern, replaced
from training.fitting.detector_frames import Frames, views
from training.fitting.hand_images import LABELS
from training.fitting.hand_loop import weights_of
from training.networks import detector, landmark, landmark_classifier
from training.networks.load_int8 import load_converted

STATION = Path(__file__).parents[3] / "device" / "models" / "station"
SIZE = 120


def _points() -> np.ndarray:
    """An open hand: a wrist and five straight fingers."""
    points = [(0.5, 0.8)]
    for x in (0.3, 0.4, 0.5, 0.6, 0.7):
        points += [(0.5 + (x - 0.5) * k / 3, 0.8 - 0.15 * k) for k in (1, 2, 3, 4)]
    return np.array(points, np.float32)


def _rng() -> np.random.Generator:
    return np.random.default_rng(6)


def test_the_cover_of_a_hand_holds_its_points_and_leaves_the_corners() -> None:
    mask = cover(SIZE, _points(), arm=0.0)
    at = np.rint(_points() * SIZE).astype(int)
    assert (mask[at[:, 1], at[:, 0]] == 255).all()
    assert not mask[:10, :10].any()
    assert mask.mean() < 255 * 0.5


def test_another_room_stands_behind_the_same_hand() -> None:
    image, room = np.full((SIZE, SIZE), 200, np.uint8), np.full((SIZE, SIZE), 30, np.uint8)
    made = replaced(image, _points(), room, _rng())
    at = np.rint(_points()[[0, 5, 9, 13]] * SIZE).astype(int)
    assert (made[at[:, 1], at[:, 0]] > 180).all()
    assert (made[:8, :8] < 40).all()


def test_a_given_hand_hides_the_one_that_was_there() -> None:
    frame = np.full((SIZE, SIZE), 60, np.uint8)
    box = np.array([0.4, 0.4, 0.6, 0.6], np.float32)
    made, now = given(frame, box, np.full((SIZE, SIZE), 220, np.uint8), _points(), _rng())
    middle = ((now[:2] + now[2:]) / 2 * SIZE).astype(int)
    assert made[middle[1], middle[0]] > 180
    assert max(now[2:] - now[:2]) >= 0.2
    np.testing.assert_allclose((now[:2] + now[2:]) / 2, 0.5, atol=0.08)


def test_a_hand_given_to_an_empty_frame_lies_inside_it() -> None:
    none = np.full(4, np.nan, np.float32)
    for seed in range(20):
        frame = np.zeros((SIZE, SIZE), np.uint8)
        _, now = given(frame, none, frame, _points(), np.random.default_rng(seed))
        assert now.min() > -0.1
        assert now.max() < 1.1


def test_patterned_walls_are_pictures_with_a_pattern() -> None:
    rng = _rng()
    walls = [pattern(SIZE, rng) for _ in range(30)]
    assert all(wall.shape == (SIZE, SIZE) and wall.dtype == np.uint8 for wall in walls)
    assert np.median([wall.std() for wall in walls]) > 10


def test_views_of_frames_keep_box_and_hand_together() -> None:
    image = np.full((224, 224), 40, np.uint8)
    cv2.rectangle(image, (90, 90), (134, 134), 230, -1)
    box = np.array([[90, 90, 134, 134]], np.float32) / 224
    frames = Frames(image[None], box, np.tile(_points() * 0.2 + 0.4, (1, 1, 1)), np.array(["a"]), np.array(["a"]))
    pixels, boxes = views(frames, np.zeros(40, int), detector.SIZE, _rng())
    for picture, (x0, y0, x1, y1) in zip(pixels, boxes, strict=True):
        if not np.isnan(x0):
            assert 0 <= x0 < x1 <= 1
            assert 0 <= y0 < y1 <= 1
            assert picture.shape == (detector.SIZE, detector.SIZE)


def test_the_finders_cells_answer_on_the_hand_only() -> None:
    hand, reach = detector.targets(np.array([[0.4, 0.4, 0.6, 0.6], [np.nan] * 4], np.float32))
    middle = detector.GRID // 2
    assert hand[0, middle, middle] == 1
    assert hand[0, 0, 0] == 0
    np.testing.assert_allclose(reach[0, middle, middle].sum(), 0.4, atol=1e-5)
    assert not np.nansum(hand[1])


def test_a_person_with_four_times_the_pictures_is_drawn_twice_as_often() -> None:
    signer = np.array(["many"] * 400 + ["few"] * 100)
    weight = weights_of(signer, signer, {}, 0.5)
    assert weight[:400].sum() / weight[400:].sum() == pytest.approx(2)


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """Levelled squares with blurred shapes, uint8 (n, size, size)."""
    rng, made = _rng(), []
    for _ in range(24):
        picture = rng.integers(40, 200, (landmark.SIZE, landmark.SIZE), dtype=np.uint8)
        cv2.circle(picture, tuple(map(int, rng.integers(20, 70, 2))), int(rng.integers(8, 30)), 230, -1)
        made.append(normalise_contrast(cv2.GaussianBlur(picture, (0, 0), 3)))
    return np.array(made)


def test_training_goes_on_from_an_installed_model_with_what_it_says(drawn: np.ndarray) -> None:
    model, real = landmark.build(), drawn[..., None] / np.float32(255)
    load_converted(model, STATION / "hand.tflite", real)
    letters, maps, hand = model.predict(real, verbose=0)
    installed = Model(STATION / "hand.tflite", "ai_edge_litert")
    for i, picture in enumerate(drawn[:6]):
        p, placed, there = installed.read_all(picture)
        assert np.abs(p.reshape(-1) - letters[i]).max() < 0.15
        assert np.abs(there.reshape(-1) - hand[i]).max() < 0.15
        assert np.median(np.abs(landmarks_from_heatmaps(placed[0]) - landmarks_from_heatmaps(maps[i]))) < 0.02


def test_weights_of_another_network_are_refused(drawn: np.ndarray) -> None:
    with pytest.raises(RunError, match="another shape"):
        load_converted(landmark.build(), STATION / "finder.tflite", drawn[..., None] / np.float32(255))


def test_the_share_of_the_points_is_what_reads_best() -> None:
    label = np.arange(24)
    right = np.full((24, len(LABELS)), 0.01, np.float32)
    right[np.arange(24), label] = 0.76
    wrong = np.roll(right, 1, axis=1)
    signer = np.array(["a", "b"] * 12)
    assert landmark_classifier.pooled(wrong, right, label, signer)[0] >= 0.5
    assert landmark_classifier.pooled(right, wrong, label, signer)[0] < 0.5
