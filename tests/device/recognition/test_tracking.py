"""Locating the hand: detect it once, then follow it by its own landmarks."""

import json

import numpy as np
import pytest

from device.camera.clip import ClipCamera
from device.recognition.acquisition import HandSearch
from device.recognition.detector import HandDetector
from device.recognition.geometry import iou
from device.recognition.interpreter import Model
from device.recognition.landmark_recognizer import LandmarkRecognizer
from device.recognition.landmarks import LandmarkModel
from device.recognition.recognizer import LANDMARK_MODEL
from device.recognition.tracking import HandTracker
from device.settings import MODELS, RecognitionSettings
from device.types import Frame, HandBox, Pixels

CLIP = MODELS.parent / "assets" / "demo" / "hello_jz.mp4"


class CountingDetector(HandDetector):
    """The bundled detector, with a count of its runs."""

    def __init__(self) -> None:
        super().__init__(Model(LANDMARK_MODEL.with_name("finder.tflite")))
        self.runs = 0

    def detect(self, image: Pixels) -> list[HandBox]:
        self.runs += 1
        return super().detect(image)


@pytest.fixture
def detector() -> CountingDetector:
    return CountingDetector()


@pytest.fixture
def tracker(detector: CountingDetector) -> HandTracker:
    model = LandmarkModel(Model(LANDMARK_MODEL))
    return HandTracker(HandSearch(detector, model), model)


def test_a_hand_is_followed_without_running_the_detector_again(
    tracker: HandTracker, detector: CountingDetector, hand_picture: np.ndarray
) -> None:
    first = tracker.locate(Frame(hand_picture, 0.0))
    second = tracker.locate(Frame(hand_picture, 0.1))
    assert first is not None
    assert second is not None
    assert detector.runs == 1
    assert abs(second.box.x0 - first.box.x0) < 0.05


def test_the_detector_runs_after_a_reset(
    tracker: HandTracker, detector: CountingDetector, hand_picture: np.ndarray
) -> None:
    tracker.locate(Frame(hand_picture, 0.0))
    tracker.reset()
    tracker.locate(Frame(hand_picture, 0.1))
    assert detector.runs == 2


def test_the_detector_runs_when_the_hand_has_left_its_track(
    tracker: HandTracker, detector: CountingDetector, hand_picture: np.ndarray
) -> None:
    assert tracker.locate(Frame(hand_picture, 0.0)) is not None
    assert tracker.locate(Frame(np.full_like(hand_picture, 90), 0.1)) is None
    assert detector.runs == 2


@pytest.mark.parametrize(("changes", "a_second"), [(True, 5), (False, 1)])
def test_an_empty_place_is_searched_seldom_and_a_hand_is_found_within_a_quarter_of_a_second(
    tracker: HandTracker, detector: CountingDetector, hand_picture: np.ndarray, changes: bool, a_second: int
) -> None:
    empty = np.full_like(hand_picture, 90)
    for number in range(120):
        empty[:40, :40] = 90 + 20 * (changes and number % 12 < 6)  # a curtain moves, or does not
        tracker.locate(Frame(empty, number / 30))
    assert detector.runs == pytest.approx(30 + 3 * a_second, abs=2), "every frame of the first second"
    times = [4.0 + number / 30 for number in range(8)]
    assert any(tracker.locate(Frame(hand_picture, t)) for t in times)


def test_a_hand_that_was_just_lost_is_searched_in_every_frame(
    tracker: HandTracker, detector: CountingDetector, hand_picture: np.ndarray
) -> None:
    for number in range(20):
        tracker.locate(Frame(hand_picture, number / 10))
    runs = detector.runs
    for number in range(5):
        tracker.locate(Frame(np.full_like(hand_picture, 90), 2.0 + number / 30))
    assert detector.runs == runs + 5


def test_a_finger_that_is_extended_from_a_fist_is_followed():
    """The hand of the bundled clip lifts its index finger for the Z: the crop must grow with it."""
    recognizer = LandmarkRecognizer(RecognitionSettings(path="landmark"))
    rows = json.loads((CLIP.parent / "hello_jz_labels.json").read_text())
    camera, overlaps = ClipCamera(CLIP), []
    for row in rows:
        frame = camera.read()
        box = recognizer.recognize(frame).box
        if row["letter"] == "Z" and row["phase"] in ("hold", "motion"):
            overlaps.append(0.0 if box is None else iou(box, HandBox(*row["box"])))
    camera.close()
    assert np.median(overlaps) > 0.7
    assert np.mean(np.array(overlaps) > 0.5) > 0.8
